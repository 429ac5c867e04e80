// The tables the store itself keeps beside those of the rooms above.

#pragma once

#include <vector>

#include "store/schema.h"

namespace huimin::store::internal {

/// schema_version: what each table looks like; everything else is told from it.
Table schema_version_table();

/// journal, outbox, jobs and what belongs to them.
std::vector<Table> own_tables();

} // namespace huimin::store::internal
