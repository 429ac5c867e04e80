#include "registry/internal/rows.h"

#include <algorithm>

#include "base/pinyin.h"
#include "registry/internal/row.h"

namespace huimin::registry {

using language::Index;
using language::Record;
using language::Value;
using store::Dialect;

namespace {

std::string number_key(const language::Field& field, const std::string& value) { return field.alias + "\n" + value; }

Error row_error(const char* code, std::string message, std::string remedy, std::string english)
{
    return Error{Fault::invalid, code, std::move(message), std::move(remedy), std::move(english)};
}

/// The county a record lies in: its own area's.
std::int64_t county_of(const Record& record, const std::vector<Value>& values)
{
    if (record.locates == language::none)
        return 0;
    const auto* area = std::get_if<AreaCode>(&values[record.locates]);
    return area != nullptr ? static_cast<std::int64_t>(area->at(AreaLevel::county).number() / 1'000'000) : 0;
}

} // namespace

Result<RowsIntoStore> RowsIntoStore::begin(Registry& registry, store::Transaction& transaction,
                                           const ImportRequest& request, const std::string& digest)
{
    RowsIntoStore rows(registry, transaction, request);
    rows.digest_ = digest;
    const Record& own = registry.program().records[request.record];
    TRY(rows.open(rows.own_, request.record));
    if (own.owner != language::none)
        TRY(rows.open(rows.owner_, own.owner));
    rows.name_parts_.emplace(TRY(transaction.bulk_insert("name_part", {"county", "record", "part", "key", "former"})));
    rows.lookups_.emplace(TRY(transaction.bulk_insert("lookup", {"record", "field", "value", "county", "key"})));
    rows.journal_.emplace(TRY(store::Journal(registry.keys()).bulk(transaction)));
    return rows;
}

Result<Done> RowsIntoStore::open(Table& table, Index index)
{
    const Record& record = registry_->program().records[index];
    table.record = index;
    store::Rows rows = TRY(
        transaction_->query("select field, value, county, key from lookup where record = $1", {record.heading.alias}));
    while (TRY(rows.next()))
        table.by_number.emplace(std::string(rows[0].text()) + "\n" + backwards(rows[1].text()),
                                RecordKey{rows[2].integer(), rows[3].integer()});
    if (record.owner != language::none && record.as_name != language::none) {
        std::string where;
        for (const Index field : lookup_fields(record))
            where += (where.empty() ? "" : " and ") + Dialect::name(record.fields[field].alias) + " is null";
        const std::size_t fixed = fixed_columns(record).size();
        store::Rows unnumbered =
            TRY(transaction_->query("select " + Dialect::names(all_columns(record)) + " from " +
                                    Dialect::name(record.heading.alias) + (where.empty() ? "" : " where " + where)));
        while (TRY(unnumbered.next())) {
            std::vector<Value> values;
            for (std::size_t i = 0; i < record.fields.size(); ++i)
                values.push_back(from_stored(unnumbered[fixed + i], record.fields[i].type));
            table.by_name.emplace(name_key(table, unnumbered[5].integer_or_none().value_or(0), values),
                                  RecordKey{unnumbered[0].integer(), unnumbered[1].integer()});
        }
    }
    table.rows.emplace(TRY(transaction_->bulk_insert(record.heading.alias, all_columns(record))));
    return Done{};
}

Result<std::optional<RecordKey>> RowsIntoStore::find(Table& table, const std::vector<Value>& values)
{
    const Record& record = registry_->program().records[table.record];
    for (const Index field : lookup_fields(record)) {
        const auto* number = std::get_if<std::string>(&values[field]);
        if (number == nullptr)
            continue;
        const auto known = table.by_number.find(number_key(record.fields[field], *number));
        if (known != table.by_number.end())
            return std::optional(known->second);
    }
    return std::optional<RecordKey>();
}

std::string RowsIntoStore::name_key(const Table& table, std::int64_t owner, const std::vector<Value>& values) const
{
    const Record& record = registry_->program().records[table.record];
    const auto* name = record.as_name == language::none ? nullptr : std::get_if<std::string>(&values[record.as_name]);
    const auto* born = record.ages_from == language::none ? nullptr : std::get_if<Day>(&values[record.ages_from]);
    if (name == nullptr || born == nullptr)
        return "";
    return std::to_string(owner) + "\n" + *name + "\n" + std::to_string(born->number());
}

Result<RecordKey> RowsIntoStore::add(Table& table, const std::vector<Value>& values, std::optional<RecordKey> owner)
{
    const Record& record = registry_->program().records[table.record];
    for (std::size_t i = 0; i < record.fields.size(); ++i)
        if (record.fields[i].required && language::is_unknown(values[i]))
            return row_error("registry.required",
                             "新的" + record.heading.name + "缺少必填的「" + record.fields[i].name + "」", "补上这一格",
                             "a new " + record.heading.alias + " needs `" + record.fields[i].alias + "`");
    const RecordKey at{owner ? owner->county : county_of(record, values), registry_->keys().next()};
    std::vector<Stored> facts;
    for (std::size_t i = 0; i < values.size(); ++i) {
        auto stored = to_stored(values[i], record.fields[i].type);
        if (!stored)
            return row_error("registry.places", "「" + record.fields[i].name + "」的小数超过四位", "四舍五入后再填",
                             "more than four decimals");
        facts.push_back(std::move(*stored));
    }
    std::string initials;
    std::vector<store::Value> row{at.county, at.key, std::int64_t{1}, request_->source, request_->true_on};
    if (record.owner != language::none)
        row.push_back(owner ? store::Value(owner->key) : store::Value());
    if (record.as_name != language::none) {
        initials = initials_of_name(facts[record.as_name].text);
        row.emplace_back(initials);
        for (const std::string& part : name_endings(facts[record.as_name].text))
            TRY(name_parts_->add(
                std::initializer_list<store::Value>{at.county, record.heading.alias, part, at.key, 0}));
    }
    row.emplace_back(); // No fact from elsewhere than the row.
    for (const Stored& fact : facts)
        row.push_back(fact.value());
    TRY(table.rows->add(row));
    for (const Index field : lookup_fields(record))
        if (facts[field].kind == Stored::Kind::text) {
            table.by_number.emplace(number_key(record.fields[field], facts[field].text), at);
            const std::string number = backwards(facts[field].text);
            TRY(lookups_->add(std::initializer_list<store::Value>{record.heading.alias, record.fields[field].alias,
                                                                  number, at.county, at.key}));
        }
    table.fresh.insert(at.key);
    TRY(tell("registry.add", record, at, nullptr, facts_as_json(record, facts)));
    return at;
}

Result<Outcome> RowsIntoStore::merge(Table& table, RecordKey at, const std::vector<Value>& values)
{
    const Record& record = registry_->program().records[table.record];
    const auto before = TRY(read_row(*transaction_, record, at));
    if (!before)
        return row_error("registry.missing", "没有这个" + record.heading.name, "查对号码", "there is no such record");
    KeptRow after = *before;
    Origins origins = Origins::read(before->origins, before->from, record);
    for (Index i = 0; i < record.fields.size(); ++i) {
        auto said = to_stored(values[i], record.fields[i].type);
        if (!said)
            return row_error("registry.places", "「" + record.fields[i].name + "」的小数超过四位", "四舍五入后再填",
                             "more than four decimals");
        if (said->kind == Stored::Kind::none || *said == before->facts[i])
            continue;
        if (record.fields[i].unique) {
            const auto taken = table.by_number.find(number_key(record.fields[i], said->text));
            if (taken != table.by_number.end() && taken->second != at)
                return row_error("registry.taken",
                                 "「" + record.fields[i].name + "」的这个值已属于另一条" + record.heading.name,
                                 "先查清是否同一个，再合并或改正", "this value belongs to another record");
        }
        after.facts[i] = std::move(*said);
        origins.set(i, {request_->source, request_->true_on});
        if (record.fields[i].unique)
            table.by_number.emplace(number_key(record.fields[i], after.facts[i].text), at);
    }
    if (before->facts == after.facts)
        return Outcome::unchanged;
    after.version = before->version + 1;
    after.origins = origins.text(record);
    const std::int64_t entry = registry_->keys().next();
    TRY(into_history(*transaction_, record, at, entry));
    TRY(index_row(*transaction_, record, &*before, &after));
    TRY(update_row(*transaction_, record, after));
    const std::string was = facts_as_json(record, before->facts);
    TRY(tell("registry.change", record, at, &was, facts_as_json(record, after.facts), entry));
    return Outcome::changed;
}

Result<Done> RowsIntoStore::tell(const char* action, const Record& record, RecordKey at, const std::string* before,
                                 const std::string& after, std::int64_t own_key)
{
    store::JournalEntry entry;
    entry.entry = own_key;
    entry.area = AreaCode(static_cast<std::uint64_t>(at.county) * 1'000'000);
    entry.actor = request_->actor.name;
    entry.purpose = request_->actor.purpose;
    entry.action = action;
    entry.record = record.heading.alias;
    entry.key = at.key;
    if (before != nullptr)
        entry.before = *before;
    entry.after = after;
    entry.origin = digest_;
    return journal_->add(entry);
}

Result<Outcome> RowsIntoStore::put(const ReadRow& row)
{
    const Record& record = registry_->program().records[own_.record];
    auto known = TRY(find(own_, row.own));
    if (!known && record.owner != language::none)
        if (const auto home = TRY(find(owner_, row.owners))) {
            const auto named = own_.by_name.find(name_key(own_, home->key, row.own));
            if (named != own_.by_name.end() && !named->first.empty())
                known = named->second;
        }
    if (known && own_.fresh.contains(known->key))
        return row_error("import.twice", "本文件前面已有同一个" + record.heading.name, "一人一户只写一行，多余的删去",
                         "this file has the same record in an earlier row");
    std::optional<RecordKey> owner;
    bool owner_changed = false;
    if (record.owner != language::none) {
        owner = TRY(find(owner_, row.owners));
        const bool says_something = std::any_of(row.owners.begin(), row.owners.end(),
                                                [](const Value& value) { return !language::is_unknown(value); });
        if (!owner && !known) {
            if (!says_something)
                return row_error(
                    "registry.unknown_person", "系统里没有这个" + record.heading.name + "，表里也没有写属于哪一户",
                    "查对号码，或先导入登记表", "no such record, and the row does not say where it belongs");
            owner = TRY(add(owner_, row.owners, std::nullopt));
            ++owners_added_;
        } else if (owner && says_something && !owner_.fresh.contains(owner->key)) {
            owner_changed = TRY(merge(owner_, *owner, row.owners)) == Outcome::changed;
        }
    }
    if (known) {
        const Outcome outcome = TRY(merge(own_, *known, row.own));
        return owner_changed && outcome == Outcome::unchanged ? Outcome::changed : outcome;
    }
    TRY(add(own_, row.own, owner));
    return Outcome::added;
}

Result<Done> RowsIntoStore::finish(ImportReport& report)
{
    report.owners_added = owners_added_;
    if (owner_.rows)
        TRY(owner_.rows->finish());
    TRY(own_.rows->finish());
    TRY(name_parts_->finish());
    TRY(lookups_->finish());
    TRY(journal_->finish());
    return Done{};
}

} // namespace huimin::registry
