// Many rows taken in by one statement: SQLite fetches them itself, as from a table. A statement for each row
// costs about as much again for its start and end as for the row.

#pragma once

#include "store/internal/sqlite.h"

namespace huimin::store::internal {

/// Makes the rows that are held back readable for SQLite, under the name `held_rows`.
Result<Done> let_read_held_rows(SqliteConnection&);

Result<std::unique_ptr<Bulk>> bulk_of_held_rows(SqliteConnection&, std::string_view table,
                                                std::span<const std::string> columns);

/// The same for any statement over `held_rows` and its columns c0, c1, …
Result<std::unique_ptr<Bulk>> over_held_rows(SqliteConnection&, std::size_t columns, std::string_view sql);

/// More columns than these go in row by row.
constexpr std::size_t held_columns_max = 600;

} // namespace huimin::store::internal
