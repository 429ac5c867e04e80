// The same rules in SQL on DuckDB, run by node in a process of its own on the same city.

#pragma once

#include <optional>

#include "bench/spine_1_contenders.h"

namespace huimin::bench {

struct SqlRun {
    double cpu_seconds = 0, wall_seconds = 0; ///< of the query that materialises all answers; medians
    Sums sums{};
};
/// None, with a word on the standard error, when node or the package is missing or the run failed.
[[nodiscard]] std::optional<SqlRun> run_duckdb(const Rows&, int rounds);

} // namespace huimin::bench
