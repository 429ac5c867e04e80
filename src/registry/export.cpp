#include "registry/export.h"

#include <algorithm>
#include <utility>

#include "language/mask.h"
#include "registry/cells.h"
#include "registry/internal/conditions.h"
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
    bool masked;
};

/// Columns of the record it belongs to, as far as no column of its own has the name, then its own.
std::vector<Column> columns_of(const language::Program& program, const ExportRequest& request)
{
    const Record& record = program.records[request.rows.record];
    const auto& wanted = request.rows.fields;
    std::vector<Column> columns;
    const auto add = [&](Index of, const char* table) {
        const std::vector<Field>& fields = program.records[of].fields;
        for (Index i = 0; i < fields.size(); ++i) {
            const Field& field = fields[i];
            const bool is_own = of == request.rows.record;
            const bool twice =
                !is_own && std::ranges::find(record.fields, field.name, &Field::name) != record.fields.end();
            const bool asked = !is_own || wanted.empty() || std::ranges::find(wanted, i) != wanted.end();
            const auto sight = request.actor.scope ? request.actor.scope->sees(of, i) : access::Sight::clear;
            if (twice || !asked || sight == access::Sight::hidden || field.type.kind == Kind::reference)
                continue;
            columns.push_back({&field, table + Dialect::name(field.alias),
                               sight == access::Sight::masked || (field.masked && !request.clear)});
        }
    };
    if (record.owner != language::none)
        add(record.owner, "above.");
    add(request.rows.record, "t.");
    return columns;
}

std::string query_of(const language::Program& program, const ListRequest& rows, const std::vector<Column>& columns,
                     const Where& where)
{
    const Record& record = program.records[rows.record];
    std::string sql = "select ";
    for (std::size_t i = 0; i < columns.size(); ++i)
        sql += (i == 0 ? "" : ", ") + columns[i].sql;
    sql += " from " + Dialect::name(record.heading.alias) + " t";
    const bool owned = record.owner != language::none;
    if (owned)
        sql += " left join " + Dialect::name(program.records[record.owner].heading.alias) +
               " above on above.county = t.county and above.key = t.owner_key";
    const std::string way = rows.descending ? " desc" : "";
    std::string order;
    if (rows.order != language::none) {
        const std::string by = "t." + Dialect::name(record.fields[rows.order].alias);
        order = by + " is null, " + by + way + ", ";
    }
    return sql + " where " + where.text() + " order by " + order + "t.county" + way + ", " +
           (owned && order.empty() ? "t.owner_key" + way + ", " : "") + "t.key" + way;
}

Error too_many(std::int64_t rows_max)
{
    return Error{Fault::invalid, "export.rows", "符合条件的超过一次可以导出的 `" + std::to_string(rows_max) + "` 行",
                 "加上条件，分几次导出", "more rows than may be exported at once; narrow the conditions"};
}

/// Who took what, why and how much of it.
Result<Done> tell(Registry& registry, const ExportRequest& request, std::size_t rows)
{
    const std::string after = "{\"rows\":" + std::to_string(rows) +
                              ",\"clear\":" + (request.clear && !request.actor.scope ? "true" : "false") + "}";
    const std::string& alias = registry.program().records[request.rows.record].heading.alias;
    const AreaCode area = request.rows.within.value_or(AreaCode());
    return registry.store().change([&](store::Transaction& transaction) -> Result<Done> {
        store::JournalEntry entry;
        if (request.actor.scope)
            entry = request.actor.scope->entry(AreaCode(), "registry.export", alias, 0);
        entry.area = area.at(std::min(area.level(), AreaLevel::county));
        entry.actor = request.actor.name;
        entry.purpose = request.actor.purpose;
        entry.action = "registry.export";
        entry.record = alias;
        entry.after = after;
        TRY(store::Journal(registry.keys()).write(transaction, entry));
        return Done{};
    });
}

} // namespace

Result<std::size_t> export_file(Registry& registry, const ExportRequest& request)
{
    const language::Program& program = registry.program();
    const std::vector<Column> columns = columns_of(program, request);
    SheetWriter writer = TRY(SheetWriter::create(request.file));
    Row row;
    for (const Column& column : columns)
        row.push_back(column.field->name);
    TRY(writer.add(row));
    std::size_t count = 0;
    {
        store::Reader reader = TRY(registry.store().snapshot());
        Where where;
        TRY(put_conditions(registry, reader.dialect(), request.rows, where));
        const auto total =
            !request.how_far
                ? std::nullopt
                : TRY(reader.find_integer("select count(*) from " +
                                              Dialect::name(program.records[request.rows.record].heading.alias) +
                                              " t where " + where.text(),
                                          where.values()));
        store::Rows rows = TRY(reader.scan(query_of(program, request.rows, columns, where), where.values()));
        while (TRY(rows.next())) {
            if (request.rows_max && std::cmp_equal(count, *request.rows_max))
                return too_many(*request.rows_max);
            for (std::size_t i = 0; i < columns.size(); ++i) {
                const Field& field = *columns[i].field;
                const language::Value value = from_stored(rows[i], field.type);
                row[i] = columns[i].masked ? language::mask(field, value) : cell_text(value, field, program);
            }
            TRY(writer.add(row));
            ++count;
            if (total)
                request.how_far(count, static_cast<std::uint64_t>(*total));
        }
    }
    TRY(writer.close());
    TRY(tell(registry, request, count));
    TRY(writer.finish());
    return count;
}

} // namespace huimin::registry
