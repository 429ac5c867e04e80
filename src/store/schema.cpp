#include "store/schema.h"

#include <algorithm>

#include "store/internal/description.h"
#include "store/internal/migration.h"
#include "store/internal/own_tables.h"
#include "store/internal/pool.h"

namespace huimin::store {

Result<MigrationReport> migrate(Store& store, std::span<const Table> wanted)
{
    std::vector<Table> all = internal::own_tables();
    all.insert(all.end(), wanted.begin(), wanted.end());
    for (const Table& table : all)
        TRY(internal::check_names(table));

    internal::Pool& pool = pool_of(store);
    auto connection = TRY(pool.lend(internal::Use::write));
    Result<MigrationReport> report = internal::Migration(*connection).carry_out(all);
    pool.take_back(std::move(connection));
    return report;
}

Result<std::vector<Table>> tables(Reader& reader)
{
    std::vector<Table> found;
    // A store that nothing was ever brought into has no tables, not even this one.
    const char* catalogue =
        reader.dialect().engine() == Engine::sqlite
            ? "select count(*) from sqlite_master where type = 'table' and name = 'schema_version'"
            : "select count(*) from information_schema.tables where table_schema = current_schema() "
              "and table_name = 'schema_version'";
    if (TRY(reader.find_integer(catalogue)) == 0)
        return found;
    Rows rows = TRY(reader.query("select table_name, description from schema_version order by table_name"));
    while (TRY(rows.next()))
        found.push_back(internal::table_of(rows[0].text(), rows[1].text()));
    return found;
}

} // namespace huimin::store
