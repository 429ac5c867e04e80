#include <algorithm>

#include "base/pinyin.h"
#include "registry/internal/json.h"
#include "registry/internal/rows.h"
#include "registry/internal/told_row.h"

namespace huimin::registry {

using language::Index;
using language::Record;
using store::Value;

Result<RecordKey> RowsIntoStore::add(Table& table, const Facts& facts, std::optional<RecordKey> owner,
                                     const ReadRow* row)
{
    const Record& record = *table.record;
    const RecordKey at{owner ? owner->county : county_of(table, facts), registry_->keys().next()};
    const auto name = record.as_name == language::none ? std::nullopt : table.file->find(record.as_name);
    const std::string initials = row != nullptr ? row->initials
                                 : name         ? initials_of_name(facts[*name].text)
                                                : std::string();
    cells_.assign({at.county, at.key, 1, request_->source, request_->true_on});
    if (record.owner != language::none)
        cells_.push_back(owner ? Value(owner->key) : Value());
    if (record.as_name != language::none)
        cells_.emplace_back(initials);
    cells_.emplace_back(); // No fact from elsewhere than the row.
    for (const Stored& fact : facts)
        cells_.push_back(fact.kind == Stored::Kind::text ? Value(std::string_view(fact.text)) : fact.value());
    TRY(table.rows->add(cells_));
    TRY(add_findable(table, at, owner ? owner->key : at.county, facts, row));
    table.made.emplace(at.key, &facts);
    if (row != nullptr) {
        json_.assign(row->json, 0, row->json.size() - 1); // Without the bracket that ends it.
    } else {
        json_ = "{";
        for (std::size_t i = 0; i < facts.size(); ++i)
            append_fact(json_, record.fields[table.file->fields[i]], facts[i]);
    }
    append_owner(json_, owner ? std::optional(owner->key) : std::nullopt);
    append_source(json_, {request_->source, request_->true_on});
    json_ += '}';
    TRY(tell("registry.add", record, at, nullptr, json_));
    return at;
}

/// By its numbers, by parts of its name, and, while it has no number, by its name in its household.
Result<Done> RowsIntoStore::add_findable(Table& table, RecordKey at, std::int64_t above, const Facts& facts,
                                         const ReadRow* row)
{
    const Record& record = *table.record;
    bool numbered = false;
    for (Number& number : table.numbers) {
        if (facts[number.at].kind != Stored::Kind::text)
            continue;
        numbered = true;
        number.held.add(facts[number.at].text, at);
    }
    const auto name = record.as_name == language::none ? std::nullopt : table.file->find(record.as_name);
    if (name && found_by_parts(record, facts[*name].text))
        for (const std::string& part : row != nullptr ? row->name_parts : name_endings(facts[*name].text))
            table.parts.add(part, at);
    if (!numbered && &table == &own_)
        unnumbered_[name_key(above, name ? facts[*name].text : "")].push_back(at);
    return Done{};
}

bool RowsIntoStore::is_newer(const language::Provenance& known) const
{
    return known.true_on && request_->true_on && *request_->true_on < *known.true_on;
}

Result<bool> RowsIntoStore::merge(Table& table, RecordKey at, const Facts& facts, std::optional<std::int64_t> owner,
                                  ReadRow& row)
{
    if (const auto made = table.made.find(at.key); made != table.made.end()) {
        if (says_the_same(table, at.key, facts))
            return false;
        table.made.erase(made);
        TRY(flush(table));
        auto kept = TRY(read_row(*transaction_, *table.record, at));
        VERIFY(kept.has_value());
        table.standing.insert_or_assign(at.key, std::move(*kept));
        table.inside.insert(at.key);
    }
    const auto standing = table.standing.find(at.key);
    VERIFY(standing != table.standing.end());
    KeptRow after = standing->second;
    Origins origins = Origins::read(after.origins, after.from, *table.record);
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const Index field = table.file->fields[i];
        if (facts[i].kind == Stored::Kind::none || facts[i] == after.facts[field])
            continue;
        if (const language::Provenance& known = origins.of(field);
            is_newer(known) && after.facts[field].kind != Stored::Kind::none) {
            row.find(
                {shape_->heading.cells[table.file->columns[i]], Verdict::mended, "row.older", "", "",
                 "系统里的这一项是 " + known.true_on->text() + " 的（来源：" + known.source + "），比这份表新，没有改",
                 ""});
            continue;
        }
        after.facts[field] = facts[i];
        origins.set(field, {request_->source, request_->true_on});
    }
    const bool moves = owner && after.owner != owner;
    if (after.facts == standing->second.facts && !moves)
        return false;
    after.owner = owner ? owner : after.owner;
    after.version = standing->second.version + 1;
    after.origins = origins.text(*table.record);
    TRY(write_change(table, standing->second, after));
    standing->second = std::move(after);
    return true;
}

Result<Done> RowsIntoStore::write_change(Table& table, const KeptRow& before, const KeptRow& after)
{
    const Record& record = *table.record;
    if (!table.changed.insert(after.at.key).second) // The history must see the first change before the second.
        TRY(flush(table));
    const std::int64_t entry = registry_->keys().next();
    const std::initializer_list<Value> ended{after.at.county, after.at.key, entry};
    TRY(table.history->add(ended));
    TRY(leave_behind(table, before, after));
    const auto name = record.as_name == language::none ? std::nullopt : table.file->find(record.as_name);
    const std::string initials = name ? initials_of_name(name_in(record, after)) : "";
    cells_.assign({after.at.county, after.at.key, after.version,
                   after.origins.empty() ? Value() : Value(std::string_view(after.origins))});
    if (record.owner != language::none)
        cells_.emplace_back(after.owner);
    if (name)
        cells_.emplace_back(initials);
    std::string was = "{", is = "{";
    for (const Index field : table.file->fields) {
        const Stored& fact = after.facts[field];
        cells_.push_back(fact.kind == Stored::Kind::text ? Value(std::string_view(fact.text)) : fact.value());
        if (fact == before.facts[field])
            continue;
        append_fact(was, record.fields[field], before.facts[field]);
        append_fact(is, record.fields[field], fact);
    }
    TRY(table.updates->add(cells_));
    if (before.owner != after.owner) {
        append_owner(was, before.owner);
        append_owner(is, after.owner);
    }
    if (before.facts != after.facts)
        append_teller(is, {request_->source, request_->true_on});
    was += '}';
    is += '}';
    return tell("registry.change", record, after.at, &was, is, entry);
}

/// Keeps findable what changed: for that the store must have what this file added.
Result<Done> RowsIntoStore::leave_behind(Table& table, const KeptRow& before, const KeptRow& after)
{
    const Record& record = *table.record;
    bool same = name_in(record, before) == name_in(record, after);
    for (const Index field : lookup_fields(record))
        same = same && before.facts[field] == after.facts[field];
    if (same)
        return Done{};
    TRY(hand_over(table));
    TRY(index_row(*transaction_, record, &before, &after));
    table.has_former = true;
    for (Number& number : table.numbers) {
        if (before.facts[number.field] == after.facts[number.field])
            continue;
        number.drop(before.facts[number.field].text);
        if (after.facts[number.field].kind == Stored::Kind::text)
            number.now.insert_or_assign(after.facts[number.field].text, after.at);
        number.stored = true;
    }
    return Done{};
}

/// What makes this file's new records findable goes into the store.
Result<Done> RowsIntoStore::hand_over(Table& table)
{
    const std::string& record = table.record->heading.alias;
    for (Number& number : table.numbers)
        TRY(number.held.hand_over([&](std::string_view text, RecordKey at) {
            const std::string value = backwards(text);
            const std::initializer_list<Value> cells{record, table.record->fields[number.field].alias, value, at.county,
                                                     at.key};
            return lookups_->add(cells);
        }));
    TRY(lookups_->finish());
    TRY(table.parts.hand_over([&](std::string_view part, RecordKey at) {
        const std::initializer_list<Value> cells{at.county, record, part, at.key, 0};
        return name_parts_->add(cells);
    }));
    TRY(name_parts_->finish());
    return Done{};
}

/// Its rows go into the store, and what is held back when it has become too much.
Result<Done> RowsIntoStore::end_batch(Table& table)
{
    TRY(flush(table));
    const bool full = table.parts.is_full() ||
                      std::ranges::any_of(table.numbers, [](const Number& number) { return number.held.is_full(); });
    if (!full)
        return Done{};
    TRY(hand_over(table));
    for (Number& number : table.numbers) {
        number.held.clear();
        number.stored = true;
    }
    return Done{};
}

Result<Done> RowsIntoStore::flush(Table& table)
{
    TRY(table.rows->finish());
    TRY(table.history->finish());
    TRY(table.updates->finish());
    return Done{};
}

Result<Done> RowsIntoStore::tell(const char* action, const Record& record, RecordKey at, const std::string* before,
                                 const std::string& after, std::int64_t entry)
{
    store::JournalEntry told;
    told.entry = entry;
    told.area = AreaCode(static_cast<std::uint64_t>(at.county) * 1'000'000);
    told.actor = request_->actor.name;
    told.purpose = request_->actor.purpose;
    told.action = action;
    told.record = record.heading.alias;
    told.key = at.key;
    if (before != nullptr)
        told.before = *before;
    told.after = after;
    told.origin = digest_;
    return journal_->add(told);
}

} // namespace huimin::registry
