#include <algorithm>

#include "registry/internal/rows.h"

namespace huimin::registry {

using language::Index;
using store::Dialect;
using store::Value;

namespace {

constexpr std::size_t asked_at_once = 256;

/// Where rows are looked for by many values of one column; `where` holds for all of them.
struct Ask {
    std::string columns, from, where, column;
};

Ask ask_rows(const language::Record& record, const std::string& where, const std::string& column)
{
    return {Dialect::names(all_columns(record)), Dialect::name(record.heading.alias), where, column};
}

/// Asks for so many values at once that the statement stays the same. `fixed` are those of `where`.
template <class Take>
Result<Done> query_many(store::Transaction& transaction, const Ask& ask, const std::vector<Value>& fixed,
                        const std::vector<Value>& wanted, Take take)
{
    const std::string sql = transaction.dialect().select_each(ask.columns, ask.from, ask.where, ask.column,
                                                              fixed.size() + 1, asked_at_once);
    for (std::size_t from = 0; from < wanted.size(); from += asked_at_once) {
        std::vector<Value> values = fixed;
        for (std::size_t i = 0; i < asked_at_once; ++i)
            values.push_back(wanted[std::min(from + i, wanted.size() - 1)]);
        store::Rows rows = TRY(transaction.query(sql, values));
        while (TRY(rows.next()))
            TRY(take(rows));
    }
    return Done{};
}

/// Keys by county.
using ByCounty = std::unordered_map<std::int64_t, std::vector<Value>>;

} // namespace

std::optional<RecordKey> RowsIntoStore::Number::find(const std::string& number) const
{
    if (number.empty())
        return std::nullopt;
    if (const auto added = held.find(number))
        return added;
    const auto known = now.find(number);
    return known == now.end() ? std::nullopt : std::optional(known->second);
}

void RowsIntoStore::Number::drop(const std::string& number)
{
    held.drop(number);
    now.erase(number);
}

Result<Done> RowsIntoStore::look_up(Table& table, const std::vector<ReadRow>& batch, Facts ReadRow::* facts)
{
    table.standing.clear();
    table.made.clear();
    table.changed.clear();
    table.late.clear();
    std::set<RecordKey> named;
    for (Number& number : table.numbers) {
        number.now.clear();
        number.former.clear();
        Texts unheld;
        for (const ReadRow& row : batch) {
            const Stored& fact = (row.*facts)[number.at];
            if (row.verdict > Verdict::mended || fact.kind != Stored::Kind::text)
                continue;
            if (const auto added = number.held.find(fact.text))
                named.insert(*added);
            else if (number.stored || table.has_former)
                unheld.insert(fact.text);
        }
        TRY(look_up_number(table, number, unheld));
        for (const auto& [text, at] : number.now)
            named.insert(at);
    }
    return read_standing(table, named);
}

Result<Done> RowsIntoStore::look_up_number(const Table& table, Number& number, const Texts& numbers)
{
    if (number.stored)
        TRY(ask_for(table, number, "lookup", numbers, number.now));
    if (!table.has_former)
        return Done{};
    Texts unknown = numbers;
    for (const auto& [text, at] : number.now)
        unknown.erase(text);
    return ask_for(table, number, "former_number", unknown, number.former);
}

Result<Done> RowsIntoStore::ask_for(const Table& table, const Number& number, const char* from, const Texts& numbers,
                                    std::unordered_map<std::string, RecordKey>& found)
{
    std::vector<std::string> texts;
    texts.reserve(numbers.size());
    for (const std::string_view text : numbers)
        texts.push_back(backwards(text));
    std::sort(texts.begin(), texts.end());
    const std::vector<Value> values(texts.begin(), texts.end());
    return query_many(*transaction_, {"value, county, key", from, "record = $1 and field = $2", "value"},
                      {table.record->heading.alias, table.record->fields[number.field].alias}, values,
                      [&](const store::Rows& row) -> Result<Done> {
                          found.insert_or_assign(backwards(row[0].text()),
                                                 RecordKey{row[1].integer(), row[2].integer()});
                          return Done{};
                      });
}

Result<Done> RowsIntoStore::read_standing(Table& table, const std::set<RecordKey>& named)
{
    ByCounty wanted;
    for (const RecordKey at : named)
        wanted[at.county].emplace_back(at.key);
    for (const auto& [county, keys] : wanted)
        TRY(query_many(*transaction_, ask_rows(*table.record, "county = $1", "key"), {county}, keys,
                       [&](const store::Rows& row) -> Result<Done> {
                           KeptRow kept = row_of(*table.record, row.cells());
                           const std::int64_t key = kept.at.key;
                           table.standing.insert_or_assign(key, std::move(kept));
                           return Done{};
                       }));
    return Done{};
}

/// Rows whose numbers nobody has may be about somebody who had none so far: looked for in the household, or by name and
/// county where there is nothing above the record.
Result<Done> RowsIntoStore::look_up_unnumbered(const std::vector<ReadRow>& batch)
{
    unnumbered_.clear();
    ByCounty owners, names;
    const auto name_at = own_.record->as_name == language::none ? std::nullopt : own_.file->find(own_.record->as_name);
    for (const ReadRow& row : batch) {
        if (row.verdict > Verdict::mended)
            continue;
        const auto has_number = [&](const Number& number) { return number.find(row.own[number.at].text).has_value(); };
        if (std::any_of(own_.numbers.begin(), own_.numbers.end(), has_number))
            continue;
        if (own_.record->owner != language::none) {
            for (const Number& number : owner_.numbers)
                if (const auto home = number.find(row.owners[number.at].text))
                    owners[home->county].emplace_back(home->key);
        } else if (name_at && row.own[*name_at].kind == Stored::Kind::text) {
            names[county_of(own_, row.own)].emplace_back(row.own[*name_at].text);
        }
    }
    for (const auto& [county, keys] : owners)
        TRY(read_members(county, keys));
    for (const auto& [county, wanted] : names)
        TRY(read_named(county, wanted));
    return Done{};
}

Result<Done> RowsIntoStore::read_members(std::int64_t county, const std::vector<Value>& owners)
{
    std::string where = "county = $1";
    for (const Index field : lookup_fields(*own_.record))
        where += " and " + Dialect::name(own_.record->fields[field].alias) + " is null";
    return query_many(*transaction_, ask_rows(*own_.record, where, "owner_key"), {county}, owners,
                      [&](const store::Rows& row) -> Result<Done> {
                          note_unnumbered(row_of(*own_.record, row.cells()));
                          return Done{};
                      });
}

Result<Done> RowsIntoStore::read_named(std::int64_t county, const std::vector<Value>& names)
{
    const std::string name = Dialect::name(own_.record->fields[own_.record->as_name].alias);
    return query_many(*transaction_, ask_rows(*own_.record, "county = $1", name), {county}, names,
                      [&](const store::Rows& row) -> Result<Done> {
                          note_unnumbered(row_of(*own_.record, row.cells()));
                          return Done{};
                      });
}

void RowsIntoStore::note_unnumbered(const KeptRow& row)
{
    const std::int64_t above = own_.record->owner == language::none ? row.at.county : row.owner.value_or(0);
    auto& same = unnumbered_[name_key(above, name_in(*own_.record, row))];
    if (std::find(same.begin(), same.end(), row.at) == same.end())
        same.push_back(row.at);
    own_.standing.insert_or_assign(row.at.key, row);
}

std::int64_t RowsIntoStore::county_of(const Table& table, const Facts& facts)
{
    const Index locates = table.record->locates;
    const auto at = locates == language::none ? std::nullopt : table.file->find(locates);
    if (!at || facts[*at].kind != Stored::Kind::integer)
        return 0;
    const AreaCode area(static_cast<std::uint64_t>(facts[*at].integer));
    return static_cast<std::int64_t>(area.at(AreaLevel::county).number() / 1'000'000);
}

std::string RowsIntoStore::name_key(std::int64_t owner, const std::string& name)
{
    return std::to_string(owner) + "\n" + name;
}

std::optional<RecordKey> RowsIntoStore::find_by_number(const Table& table, const Facts& facts, ReadRow& row) const
{
    std::optional<RecordKey> found;
    for (const Number& number : table.numbers) {
        const Stored& fact = facts[number.at];
        if (fact.kind != Stored::Kind::text)
            continue;
        const std::string& column = shape_->heading.cells[table.file->columns[number.at]];
        if (const auto known = number.find(fact.text)) {
            if (found && *found != *known)
                row.find({column, Verdict::refused, "registry.taken", "", "",
                          "「" + column + "」的这个值已属于另一条" + table.record->heading.name,
                          "先查清是否同一个，再合并或改正"});
            found = found ? found : known;
        } else if (number.former.contains(fact.text)) {
            row.find({column, Verdict::ask, "row.former_number", "", "",
                      "「" + column + "」是系统里另一条" + table.record->heading.name + "从前的号码",
                      "查清是否同一个；是的话填写现在的号码"});
        }
    }
    return found;
}

std::optional<RecordKey> RowsIntoStore::find_by_name(const ReadRow& row, std::int64_t owner) const
{
    if (unnumbered_.empty())
        return std::nullopt;
    const language::Record& record = *own_.record;
    const auto name = record.as_name == language::none ? std::nullopt : own_.file->find(record.as_name);
    if (record.as_name != language::none && (!name || row.own[*name].kind != Stored::Kind::text))
        return std::nullopt;
    const auto same = unnumbered_.find(name_key(owner, name ? row.own[*name].text : ""));
    if (same == unnumbered_.end())
        return std::nullopt;
    const auto born = record.ages_from == language::none ? std::nullopt : own_.file->find(record.ages_from);
    for (const bool exactly : {true, false})
        for (const RecordKey at : same->second) {
            if (!name) { // Nothing names such a record: only a row that says nothing new is the same.
                if (says_the_same(own_, at.key, row.own))
                    return at;
                continue;
            }
            const Stored* known = born ? known_fact(own_, at.key, *born) : nullptr;
            const bool either_unknown =
                known == nullptr || known->kind == Stored::Kind::none || row.own[*born].kind == Stored::Kind::none;
            if (exactly ? !either_unknown && *known == row.own[*born] : either_unknown)
                return at;
        }
    return std::nullopt;
}

const Stored* RowsIntoStore::known_fact(const Table& table, std::int64_t key, std::size_t at) const
{
    if (const auto made = table.made.find(key); made != table.made.end())
        return &(*made->second)[at];
    const auto standing = table.standing.find(key);
    return standing == table.standing.end() ? nullptr : &standing->second.facts[table.file->fields[at]];
}

bool RowsIntoStore::says_the_same(const Table& table, std::int64_t key, const Facts& facts) const
{
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const Stored* known = known_fact(table, key, i);
        if (facts[i].kind != Stored::Kind::none && (known == nullptr || *known != facts[i]))
            return false;
    }
    return true;
}

} // namespace huimin::registry
