#include "store/internal/own_tables.h"

namespace huimin::store::internal {

Table schema_version_table()
{
    return {.name = "schema_version",
            .columns = {{"table_name", ColumnType::text}, {"version", ColumnType::integer}, {"description", ColumnType::text}},
            .primary_key = {"table_name"}};
}

std::vector<Table> own_tables() { return {}; }

}  // namespace huimin::store::internal
