#include "registry/internal/moving.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace huimin::registry {

using language::Index;
using language::Record;
using store::Dialect;
using store::Transaction;

namespace {

/// Keys of the rows of one type that belong to a record.
Result<std::vector<std::int64_t>> keys_below(Transaction& transaction, const Record& member, RecordKey owner)
{
    store::Rows rows = TRY(transaction.query("select key from " + Dialect::name(member.heading.alias) +
                                                 " where county = $1 and owner_key = $2 order by key",
                                             {owner.county, owner.key}));
    std::vector<std::int64_t> keys;
    while (TRY(rows.next()))
        keys.push_back(rows[0].integer());
    return keys;
}

Result<Done> rehome(Transaction& transaction, Registry& registry, Index member, RecordKey at, RecordKey owner,
                    const Telling& telling)
{
    const auto before = TRY(hold_row(transaction, registry.program().records[member], at));
    if (!before)
        return Done{}; // It has left the lists since.
    KeptRow after = *before;
    after.at.county = owner.county;
    after.owner = owner.key;
    return replace_or_move(transaction, registry, member, *before, std::move(after), telling, "registry.rehome");
}

Result<Done> tell_moved(Transaction& transaction, const Record& record, RecordKey from, std::int64_t to_county,
                        std::int64_t entry)
{
    for (const std::int64_t county : {from.county, to_county})
        TRY(transaction.run("insert into moved (county, record, key, entry, from_county, to_county) values ($1, $2, "
                            "$3, $4, $5, $6)",
                            {county, record.heading.alias, from.key, entry, from.county, to_county}));
    return Done{};
}

/// Former names and numbers of a record that goes find it where it went.
Result<Done> move_former(Transaction& transaction, const Record& record, RecordKey from, const KeptRow& after)
{
    TRY(transaction.run("update former_number set county = $4 where record = $1 and county = $2 and key = $3",
                        {record.heading.alias, from.county, from.key, after.at.county}));
    if (record.as_name == language::none)
        return Done{};
    std::set<std::string> names;
    for (const std::int64_t county : TRY(counties_ever(transaction, record, from))) {
        store::Rows rows =
            TRY(transaction.query("select distinct " + Dialect::name(record.fields[record.as_name].alias) + " from " +
                                      Dialect::name(history_table(record)) + " where county = $1 and key = $2",
                                  {county, from.key}));
        while (TRY(rows.next()))
            if (const auto name = rows[0].text_or_none())
                names.insert(folded_name(*name));
    }
    const std::string now = folded_name(name_in(record, after));
    for (const std::string& name : names) {
        TRY(transaction.run("delete from name_part where county = $1 and record = $2 and part = $3 and key = $4",
                            {from.county, record.heading.alias, name, from.key}));
        if (name != now)
            TRY(transaction.run("insert into name_part (county, record, part, key, former) values ($1, $2, $3, $4, 1) "
                                "on conflict do nothing",
                                {after.at.county, record.heading.alias, name, from.key}));
    }
    return Done{};
}

} // namespace

Result<std::vector<std::int64_t>> counties_ever(store::Reader& reader, const Record& record, RecordKey at)
{
    std::vector<std::int64_t> counties{at.county};
    for (std::size_t i = 0; i < counties.size(); ++i) {
        store::Rows rows = TRY(reader.query(
            "select from_county, to_county from moved where county = $1 and record = $2 and key = $3 order by entry",
            {counties[i], record.heading.alias, at.key}));
        while (TRY(rows.next()))
            for (const std::int64_t county : {rows[0].integer(), rows[1].integer()})
                if (std::ranges::find(counties, county) == counties.end())
                    counties.push_back(county);
    }
    return counties;
}

Result<Done> replace_or_move(Transaction& transaction, Registry& registry, Index index, const KeptRow& before,
                             KeptRow after, const Telling& telling, const char* action)
{
    const Record& record = registry.program().records[index];
    if (before.at == after.at)
        return replace_row(transaction, registry, record, before, std::move(after), telling, action);
    VERIFY(before.at.key == after.at.key);
    after.version = before.version + 1;
    const std::int64_t entry = registry.keys().next();
    TRY(into_history(transaction, record, before.at, entry));
    TRY(delete_row(transaction, record, before.at));
    TRY(insert_row(transaction, record, after));
    TRY(index_row(transaction, record, &before, &after));
    TRY(move_former(transaction, record, before.at, after));
    TRY(tell_moved(transaction, record, before.at, after.at.county, entry));
    // One deed, told in both counties under one key.
    TRY(tell(transaction, registry.keys(), record, before.at, telling.actor, {action, entry, &before, &after}));
    TRY(tell(transaction, registry.keys(), record, after.at, telling.actor, {action, entry, &before, &after}));
    for (const language::List& list : registry.program().lists)
        if (list.owner == index)
            for (const std::int64_t key :
                 TRY(keys_below(transaction, registry.program().records[list.member], before.at)))
                TRY(rehome(transaction, registry, list.member, {before.at.county, key}, after.at, telling));
    return Done{};
}

Result<std::string> hand_over(Transaction& transaction, Registry& registry, Index record, RecordKey from, RecordKey to,
                              const Telling& telling)
{
    std::string handed_over;
    for (const language::List& list : registry.program().lists) {
        if (list.owner != record)
            continue;
        const Record& member = registry.program().records[list.member];
        for (const std::int64_t key : TRY(keys_below(transaction, member, from))) {
            TRY(rehome(transaction, registry, list.member, {from.county, key}, to, telling));
            handed_over += member.heading.alias + " " + std::to_string(key) + " ";
        }
    }
    return handed_over;
}

Result<Done> hand_back(Transaction& transaction, Registry& registry, Index record, RecordKey from, RecordKey to,
                       const std::string& handed_over, const Telling& telling)
{
    std::istringstream words(handed_over);
    std::string alias;
    std::int64_t key = 0;
    while (words >> alias >> key)
        for (const language::List& list : registry.program().lists)
            if (list.owner == record && registry.program().records[list.member].heading.alias == alias)
                TRY(rehome(transaction, registry, list.member, {from.county, key}, to, telling));
    return Done{};
}

} // namespace huimin::registry
