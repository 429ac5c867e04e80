// The statements that make and change tables, in each engine's words.

#pragma once

#include <string>

#include "store/dialect.h"
#include "store/schema.h"

namespace huimin::store::internal {

/// Everything but its indexes; SQLite takes the references too, PostgreSQL gets them by `add_reference` when all tables
/// stand.
std::string create_table(Dialect, const Table&, const std::string& name);
std::string column_definition(Dialect, const Column&);
std::string create_index(const std::string& table, const Index&);
std::string drop_index(const std::string& table, const Index&);
std::string add_reference(const std::string& table, const Reference&);
std::string drop_reference(const std::string& table, const Reference&);

} // namespace huimin::store::internal
