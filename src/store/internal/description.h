// A table as the line-by-line text in which the store remembers what it has made.

#pragma once

#include <string>
#include <string_view>

#include "store/schema.h"

namespace huimin::store::internal {

std::string description_of(const Table&);
Table table_of(std::string_view name, std::string_view description);

} // namespace huimin::store::internal
