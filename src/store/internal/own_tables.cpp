#include "store/internal/own_tables.h"

#include "store/internal/journal_chain.h"

namespace huimin::store::internal {

namespace {

constexpr auto integer = ColumnType::integer;
constexpr auto text = ColumnType::text;

} // namespace

Table schema_version_table()
{
    return {.name = "schema_version",
            .columns = {{"table_name", text}, {"version", integer}, {"description", text}},
            .primary_key = {"table_name"}};
}

std::vector<Table> own_tables()
{
    std::vector<Table> tables = journal_tables();
    tables.push_back(
        {.name = "outbox",
         .columns =
             {{"area", integer}, {"entry", integer}, {"topic", text}, {"body", text}, {"position", integer, false}},
         .primary_key = {"area", "entry"},
         .indexes = {{.columns = {"position"}}, {.columns = {"entry"}, .where = "position is null"}}});
    tables.push_back(
        {.name = "outbox_mark", .columns = {{"consumer", text}, {"position", integer}}, .primary_key = {"consumer"}});
    tables.push_back({.name = "job",
                      .columns = {{"key", integer},
                                  {"kind", text},
                                  {"body", text},
                                  {"due_at", integer},
                                  {"state", text},
                                  {"held_until", integer},
                                  {"attempts", integer},
                                  {"fence", integer},
                                  {"reason", text}},
                      .primary_key = {"key"},
                      .indexes = {{.columns = {"due_at", "key"}, .where = "state = 'waiting'"}}});
    return tables;
}

} // namespace huimin::store::internal
