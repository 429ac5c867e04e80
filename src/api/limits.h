// How much one request of the API may ask for or bring. All limits together, also those of every request
// (http/limits.h) and of files (registry/sheet.h), stand in api/limit_table.h.

#pragma once

#include <cstddef>
#include <cstdint>

namespace huimin::api::limits {

constexpr std::int64_t page_rows = 200, page_rows_unasked = 50; ///< http.query_integer
constexpr std::int64_t found_rows = 100;                        ///< of a search; http.query_integer
constexpr std::size_t bulk_rows = 1000;                         ///< new records in one request; api.bulk
constexpr std::size_t parameter_changes = 20;                   ///< of a simulation; api.change
constexpr std::size_t webhook_topics = 50;                      ///< api.member

} // namespace huimin::api::limits
