#include "registry/export.h"

#include <algorithm>

#include "language/mask.h"
#include "registry/cells.h"
#include "registry/sheet.h"

namespace huimin::registry {

using language::Field;
using language::Index;
using language::Kind;
using language::Record;
using store::Dialect;

namespace {

/// One column of the file, and where its fact stands in the answer.
struct Column {
    const Field* field;
    std::string sql;
};

/// Columns of the record it belongs to, as far as no column of its own has the name, then its own.
std::vector<Column> columns_of(const language::Program& program, const Record& record)
{
    std::vector<Column> columns;
    const auto add = [&](const Record& of, const char* table) {
        for (const Field& field : of.fields) {
            const bool twice = &of != &record && std::any_of(record.fields.begin(), record.fields.end(),
                                                             [&](const Field& own) { return own.name == field.name; });
            if (!twice && field.type.kind != Kind::reference)
                columns.push_back({&field, table + Dialect::name(field.alias)});
        }
    };
    if (record.owner != language::none)
        add(program.records[record.owner], "o.");
    add(record, "r.");
    return columns;
}

/// Rows are kept by county, so a division is a span of counties.
std::string within(AreaCode area)
{
    if (area.number() == 0)
        return "";
    const AreaCode upper = area.at(std::min(area.level(), AreaLevel::county));
    const auto first = static_cast<std::int64_t>(upper.number() / 1'000'000);
    const std::int64_t span = upper.level() == AreaLevel::province ? 9999 : upper.level() == AreaLevel::city ? 99 : 0;
    return " where r.county between " + std::to_string(first) + " and " + std::to_string(first + span);
}

std::string query_of(const language::Program& program, const Record& record, const std::vector<Column>& columns,
                     AreaCode area)
{
    std::string sql = "select ";
    for (std::size_t i = 0; i < columns.size(); ++i)
        sql += (i == 0 ? "" : ", ") + columns[i].sql;
    sql += " from " + Dialect::name(record.heading.alias) + " r";
    const bool owned = record.owner != language::none;
    if (owned)
        sql += " left join " + Dialect::name(program.records[record.owner].heading.alias) +
               " o on o.county = r.county and o.key = r.owner_key";
    return sql + within(area) + (owned ? " order by r.county, r.owner_key, r.key" : " order by r.county, r.key");
}

/// Who took what, why and how much of it.
Result<Done> tell(Registry& registry, const ExportRequest& request, const Record& record, std::size_t rows)
{
    const std::string after =
        "{\"rows\":" + std::to_string(rows) + ",\"clear\":" + (request.clear ? "true" : "false") + "}";
    return registry.store().change([&](store::Transaction& transaction) -> Result<Done> {
        store::JournalEntry entry;
        entry.area = request.area.at(std::min(request.area.level(), AreaLevel::county));
        entry.actor = request.actor.name;
        entry.purpose = request.actor.purpose;
        entry.action = "registry.export";
        entry.record = record.heading.alias;
        entry.after = after;
        TRY(store::Journal(registry.keys()).write(transaction, entry));
        return Done{};
    });
}

} // namespace

Result<std::size_t> export_file(Registry& registry, const ExportRequest& request)
{
    const language::Program& program = registry.program();
    const Record& record = program.records[request.record];
    const std::vector<Column> columns = columns_of(program, record);
    SheetWriter writer = TRY(SheetWriter::create(request.file));
    Row row;
    for (const Column& column : columns)
        row.push_back(column.field->name);
    TRY(writer.add(row));
    std::size_t count = 0;
    {
        store::Reader reader = TRY(registry.store().snapshot());
        const auto total = !request.how_far
                               ? std::nullopt
                               : TRY(reader.find_integer("select count(*) from " + Dialect::name(record.heading.alias) +
                                                         " r" + within(request.area)));
        store::Rows rows = TRY(reader.scan(query_of(program, record, columns, request.area)));
        while (TRY(rows.next())) {
            for (std::size_t i = 0; i < columns.size(); ++i) {
                const Field& field = *columns[i].field;
                const language::Value value = from_stored(rows[i], field.type);
                row[i] =
                    field.masked && !request.clear ? language::mask(field, value) : cell_text(value, field, program);
            }
            TRY(writer.add(row));
            ++count;
            if (total)
                request.how_far(count, static_cast<std::uint64_t>(*total));
        }
    }
    TRY(writer.close());
    TRY(tell(registry, request, record, count));
    TRY(writer.finish());
    return count;
}

} // namespace huimin::registry
