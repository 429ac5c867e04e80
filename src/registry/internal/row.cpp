#include "registry/internal/row.h"

#include <algorithm>

#include "base/pinyin.h"
#include "registry/internal/told_row.h"
#include "store/outbox.h"

namespace huimin::registry {

using language::Index;
using language::Record;
using store::Dialect;
using store::Transaction;
using store::Value;

namespace {

constexpr const char* at_place = "county = $1 and key = $2";

/// The cells of a row in the order of all_columns. `initials` keeps the text that one of them shows.
std::vector<Value> cells_of(const Record& record, const KeptRow& row, std::string& initials)
{
    std::vector<Value> cells{row.at.county, row.at.key, row.version, row.from.source, row.from.true_on};
    if (record.owner != language::none)
        cells.emplace_back(row.owner);
    if (record.as_name != language::none) {
        initials = initials_of_name(row.facts[record.as_name].text);
        cells.emplace_back(initials);
    }
    cells.push_back(row.origins.empty() ? Value() : Value(row.origins));
    for (const Stored& fact : row.facts)
        cells.push_back(fact.value());
    return cells;
}

Result<Done> leave_number(Transaction& transaction, const Record& record, Index field, const std::string& number,
                          RecordKey at, Former former)
{
    const std::string value = backwards(number);
    TRY(transaction.put("delete from lookup where record = $1 and field = $2 and value = $3 and county = $4 and key = "
                        "$5",
                        {record.heading.alias, record.fields[field].alias, value, at.county, at.key}));
    if (former == Former::keep)
        TRY(transaction.put("insert into former_number (record, field, value, county, key) values ($1, $2, $3, $4, $5) "
                            "on conflict do nothing",
                            {record.heading.alias, record.fields[field].alias, value, at.county, at.key}));
    return Done{};
}

/// Yields whether it took the number: not where another record holds it.
Result<store::Whether> take_number(Transaction& transaction, const Record& record, Index field,
                                   const std::string& number, RecordKey at, Former former)
{
    const std::string value = backwards(number);
    const std::string& alias = record.fields[field].alias;
    store::Whether took = TRY(transaction.whether("insert into lookup (record, field, value, county, key) values ($1, "
                                                  "$2, $3, $4, $5) on conflict do nothing returning key",
                                                  {record.heading.alias, alias, value, at.county, at.key}));
    if (former != Former::none)
        TRY(transaction.put("delete from former_number where record = $1 and field = $2 and value = $3 and county = $4 "
                            "and key = $5",
                            {record.heading.alias, alias, value, at.county, at.key}));
    return took;
}

Result<Done> leave_name(Transaction& transaction, const Record& record, const std::string& name, RecordKey at,
                        Former former)
{
    for (const std::string& part : name_endings(name))
        TRY(transaction.put("delete from name_part where county = $1 and record = $2 and part = $3 and key = $4",
                            {at.county, record.heading.alias, part, at.key}));
    if (former == Former::forget)
        return Done{};
    const std::vector<std::string> columns{"county", "record", "part", "key", "former"};
    const std::vector<std::string> key{"county", "record", "part", "key"};
    TRY(transaction.put(Dialect::upsert("name_part", columns, key),
                        {at.county, record.heading.alias, folded_name(name), at.key, 1}));
    return Done{};
}

Result<Done> take_name(Transaction& transaction, const Record& record, const std::string& name, RecordKey at,
                       Former former)
{
    const std::vector<std::string> columns{"county", "record", "part", "key", "former"};
    const std::vector<std::string> key{"county", "record", "part", "key"};
    if (former != Former::none)
        TRY(transaction.put("delete from name_part where county = $1 and record = $2 and part = $3 and key = $4",
                            {at.county, record.heading.alias, folded_name(name), at.key}));
    static const std::string insert = "insert into name_part (" + Dialect::names(columns) + ") values (" +
                                      Dialect::placeholders(columns.size()) + ")";
    const std::string sql = former == Former::none ? insert : Dialect::upsert("name_part", columns, key);
    for (const std::string& part : name_endings(name))
        TRY(transaction.put(sql, {at.county, record.heading.alias, part, at.key, 0}));
    return Done{};
}

} // namespace

Error no_such_record(const Record& record)
{
    return Error{Fault::missing, "registry.missing", "没有这个" + record.heading.name, "查对号码，或换一个区划查找",
                 "there is no such " + record.heading.alias};
}

std::string select_rows(const Record& record, const std::string& where)
{
    return "select " + Dialect::names(all_columns(record)) + " from " + Dialect::name(record.heading.alias) +
           " where " + where;
}

KeptRow row_of(const Record& record, store::Values cells)
{
    KeptRow row;
    row.at = {cells[0].integer(), cells[1].integer()};
    row.version = cells[2].integer();
    row.from = {std::string(cells[3].text_or_none().value_or("")),
                cells[4].is_null() ? std::nullopt : std::optional(cells[4].day())};
    if (record.owner != language::none)
        row.owner = cells[5].integer_or_none();
    const std::size_t fixed = fixed_columns(record).size();
    row.origins = cells[fixed - 1].text_or_none().value_or("");
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
        const Value& cell = cells[fixed + i];
        Stored fact;
        if (cell.kind() == Value::Kind::integer)
            fact = {Stored::Kind::integer, cell.integer(), ""};
        else if (cell.kind() == Value::Kind::text)
            fact = {Stored::Kind::text, 0, std::string(cell.text())};
        row.facts.push_back(std::move(fact));
    }
    return row;
}

language::Instance instance_of(const Record& record, Index index, const KeptRow& row)
{
    language::Instance instance;
    instance.record = index;
    instance.key = row.at.key;
    instance.label = name_in(record, row);
    const Origins origins = Origins::read(row.origins, row.from, record);
    for (Index i = 0; i < record.fields.size(); ++i) {
        instance.values.push_back(from_stored(row.facts[i].value(), record.fields[i].type));
        const bool known = row.facts[i].kind != Stored::Kind::none;
        instance.provenance.push_back(known ? origins.of(i) : language::Provenance{});
    }
    return instance;
}

std::string name_in(const Record& record, const KeptRow& row)
{
    return record.as_name == language::none ? std::string() : row.facts[record.as_name].text;
}

Result<std::optional<KeptRow>> read_row(store::Reader& reader, const Record& record, RecordKey at)
{
    store::Rows rows = TRY(reader.query(select_rows(record, at_place), {at.county, at.key}));
    if (!TRY(rows.next()))
        return std::optional<KeptRow>();
    return std::optional(row_of(record, rows.cells()));
}

Result<std::optional<KeptRow>> hold_row(Transaction& transaction, const Record& record, RecordKey at)
{
    store::Rows rows = TRY(transaction.query(
        select_rows(record, at_place) + std::string(transaction.dialect().for_update()), {at.county, at.key}));
    if (!TRY(rows.next()))
        return std::optional<KeptRow>();
    return std::optional(row_of(record, rows.cells()));
}

Result<store::Whether> hold_place(Transaction& transaction, const Record& record, RecordKey at)
{
    return transaction.whether("select key from " + Dialect::name(record.heading.alias) + " where " + at_place +
                                   std::string(transaction.dialect().for_update()),
                               {at.county, at.key});
}

Result<Done> into_history(Transaction& transaction, const Record& record, RecordKey at, std::int64_t entry)
{
    const std::string columns = Dialect::names(all_columns(record));
    TRY(transaction.put("insert into " + Dialect::name(history_table(record)) + " (" + columns + ", ended) select " +
                            columns + ", $3 from " + Dialect::name(record.heading.alias) + " where " + at_place,
                        {at.county, at.key, entry}));
    return Done{};
}

Result<Done> insert_row(Transaction& transaction, const Record& record, const KeptRow& row)
{
    std::string initials;
    const std::vector<Value> cells = cells_of(record, row, initials);
    TRY(transaction.put("insert into " + Dialect::name(record.heading.alias) + " (" +
                            Dialect::names(all_columns(record)) + ") values (" + Dialect::placeholders(cells.size()) +
                            ")",
                        cells));
    return Done{};
}

Result<Done> update_row(Transaction& transaction, const Record& record, const KeptRow& row)
{
    std::string initials, sets;
    const std::vector<Value> cells = cells_of(record, row, initials);
    const std::vector<std::string> columns = all_columns(record);
    for (std::size_t i = 2; i < columns.size(); ++i)
        sets += (sets.empty() ? "" : ", ") + Dialect::name(columns[i]) + " = $" + std::to_string(i + 1);
    const std::int64_t rows = TRY(transaction.run(
        "update " + Dialect::name(record.heading.alias) + " set " + sets + " where " + at_place, cells));
    VERIFY(rows == 1);
    return Done{};
}

Result<Done> delete_row(Transaction& transaction, const Record& record, RecordKey at)
{
    TRY(transaction.put("delete from " + Dialect::name(record.heading.alias) + " where " + at_place,
                        {at.county, at.key}));
    return Done{};
}

Result<Done> TakenNumbers::none()
{
    for (auto& [field, took] : numbers_)
        if (!TRY(took.found()))
            return Error{Fault::conflict, "registry.taken",
                         "「" + record_->fields[field].name + "」的这个值已属于另一条" + record_->heading.name,
                         "先查清是否同一个人，再合并或改正",
                         "this value belongs to another record; find out whether both are the same"};
    return Done{};
}

Result<Done> index_row(Transaction& transaction, const Record& record, const KeptRow* before, const KeptRow* after,
                       Former former)
{
    TakenNumbers taken = TRY(put_into_index(transaction, record, before, after, former));
    return taken.none();
}

Result<TakenNumbers> put_into_index(Transaction& transaction, const Record& record, const KeptRow* before,
                                    const KeptRow* after, Former former)
{
    TakenNumbers taken(record);
    const bool both = before != nullptr && after != nullptr;
    const bool stays = both && before->at == after->at;
    // What stands unchanged with a record that moved is not former: it goes along.
    const auto former_unless = [&](bool same) { return both && same ? Former::forget : former; };
    for (const Index field : lookup_fields(record)) {
        const std::string was = before == nullptr ? "" : before->facts[field].text;
        const std::string is = after == nullptr ? "" : after->facts[field].text;
        if (stays && was == is)
            continue;
        if (!was.empty())
            TRY(leave_number(transaction, record, field, was, before->at, former_unless(was == is)));
        if (!is.empty())
            taken.add(field, TRY(take_number(transaction, record, field, is, after->at, former)));
    }
    const std::string was = before == nullptr ? "" : name_in(record, *before);
    const std::string is = after == nullptr ? "" : name_in(record, *after);
    if (stays && was == is)
        return taken;
    if (found_by_parts(record, was))
        TRY(leave_name(transaction, record, was, before->at, former_unless(was == is)));
    if (found_by_parts(record, is))
        TRY(take_name(transaction, record, is, after->at, former));
    return taken;
}

Result<Done> tell(Transaction& transaction, store::KeyMaker& keys, const Record& record, RecordKey at,
                  const Actor& actor, const Told& told)
{
    const bool moves = told.before != nullptr && told.after != nullptr && told.before->at != told.after->at;
    const std::string before = told.before == nullptr ? "" : row_as_json(record, *told.before, moves);
    const std::string after = told.after == nullptr ? "" : row_as_json(record, *told.after, moves);
    store::JournalEntry entry;
    entry.entry = told.entry;
    entry.area = AreaCode(static_cast<std::uint64_t>(at.county) * 1'000'000);
    entry.actor = actor.name;
    entry.purpose = actor.purpose;
    entry.action = told.action;
    entry.record = record.heading.alias;
    entry.key = at.key;
    if (told.before != nullptr)
        entry.before = before;
    if (told.after != nullptr)
        entry.after = after;
    const std::string origin = actor.scope ? actor.scope->origin() : std::string();
    entry.origin = told.origin.empty() ? origin : told.origin;
    TRY(store::Journal(keys).write(transaction, entry));
    // Others learn that something happened to which record, but no facts: those they ask for by their own rights.
    return store::append_to_outbox(transaction, keys, entry.area, told.action,
                                   "{\"record\":\"" + record.heading.alias + "\",\"key\":" + std::to_string(at.key) +
                                       "}");
}

} // namespace huimin::registry
