// What a list asks of its records, as the condition of a select.

#pragma once

#include "registry/internal/where.h"
#include "registry/list.h"

namespace huimin::registry {

/// Everything but where the page begins; the record's table is called `t`. Fails with registry.filter.
Result<Done> put_conditions(Registry&, store::Dialect, const ListRequest&, Where&);

} // namespace huimin::registry
