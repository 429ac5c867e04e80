// How much one request of the API may ask for or bring: lines of the table of all limits (base/limits.h).

#pragma once

#include <cstddef>
#include <cstdint>

#include "base/limits.h"

namespace huimin::api::limits {

constexpr std::int64_t page_rows = limit("api", "page_rows"), page_rows_unasked = 50;
constexpr std::int64_t found_rows = limit("api", "found_rows");
constexpr std::size_t bulk_rows = limit("api", "bulk_rows");
constexpr std::size_t parameter_changes = limit("api", "parameter_changes");
constexpr std::size_t webhook_topics = limit("api", "webhook_topics");

} // namespace huimin::api::limits
