#include "registry/merge.h"

#include <map>

#include "base/identity_number.h"

namespace huimin::registry {

using language::Index;
using language::Record;
using store::Dialect;
using store::Transaction;

namespace {

Error cannot(const char* code, std::string message, std::string remedy, std::string english)
{
    return Error{Fault::conflict, code, std::move(message), std::move(remedy), std::move(english)};
}

struct KeptRow {
    std::int64_t version = 0;
    std::vector<Stored> facts;
};

Result<std::optional<KeptRow>> row_of(Transaction& transaction, const Record& record, RecordKey at)
{
    store::Rows rows =
        TRY(transaction.query("select " + Dialect::names(all_columns(record)) + " from " +
                                  Dialect::name(record.heading.alias) + " where county = $1 and key = $2",
                              {at.county, at.key}));
    if (!TRY(rows.next()))
        return std::optional<KeptRow>();
    KeptRow row{rows[2].integer(), {}};
    const std::size_t fixed = fixed_columns(record).size();
    for (std::size_t i = 0; i < record.fields.size(); ++i)
        row.facts.push_back(*to_stored(from_stored(rows[fixed + i], record.fields[i].type), record.fields[i].type));
    return std::optional(std::move(row));
}

Result<Done> into_history(Transaction& transaction, const Record& record, RecordKey at, std::int64_t ended)
{
    const std::string columns = Dialect::names(all_columns(record));
    TRY(transaction.run("insert into " + Dialect::name(history_table(record)) + " (" + columns + ", ended) select " +
                            columns + ", $3 from " + Dialect::name(record.heading.alias) +
                            " where county = $1 and key = $2",
                        {at.county, at.key, ended}));
    return Done{};
}

/// Brings a row back from the history as it stood when it ended at `ended`, under a new version.
Result<Done> out_of_history(Transaction& transaction, const Record& record, RecordKey at, std::int64_t ended,
                            std::int64_t version)
{
    const std::string columns = Dialect::names(all_columns(record));
    TRY(transaction.run("delete from " + Dialect::name(record.heading.alias) + " where county = $1 and key = $2",
                        {at.county, at.key}));
    TRY(transaction.run("insert into " + Dialect::name(record.heading.alias) + " (" + columns + ") select " + columns +
                            " from " + Dialect::name(history_table(record)) +
                            " where county = $1 and key = $2 and ended = $3",
                        {at.county, at.key, ended}));
    TRY(transaction.run("update " + Dialect::name(record.heading.alias) +
                            " set version = $3 where county = $1 and key = $2",
                        {at.county, at.key, version}));
    return Done{};
}

Result<Done> look_up_anew(Transaction& transaction, const Record& record, RecordKey at)
{
    TRY(transaction.run("delete from lookup where record = $1 and county = $2 and key = $3",
                        {record.heading.alias, at.county, at.key}));
    const auto row = TRY(row_of(transaction, record, at));
    for (const Index field : lookup_fields(record))
        if (row && row->facts[field].kind == Stored::Kind::text)
            TRY(transaction.run(
                "insert into lookup (record, field, value, county, key) values ($1, $2, $3, $4, $5)",
                {record.heading.alias, record.fields[field].alias, row->facts[field].text, at.county, at.key}));
    return Done{};
}

/// What belongs to one record becomes the other's; whose it was is noted under `merge`.
Result<Done> hand_over(Transaction& transaction, const language::Program& program, Index record, RecordKey from,
                       RecordKey to)
{
    for (const language::List& list : program.lists)
        if (list.owner == record)
            TRY(transaction.run("update " + Dialect::name(program.records[list.member].heading.alias) +
                                    " set owner_key = $3 where county = $1 and owner_key = $2",
                                {from.county, from.key, to.key}));
    return Done{};
}

Result<Done> tell(Registry& registry, Transaction& transaction, const char* action, const Record& record, RecordKey at,
                  const Actor& actor, const std::string& after)
{
    store::JournalEntry entry;
    entry.area = AreaCode(static_cast<std::uint64_t>(at.county) * 1'000'000);
    entry.actor = actor.name;
    entry.purpose = actor.purpose;
    entry.action = action;
    entry.record = record.heading.alias;
    entry.key = at.key;
    entry.after = after;
    TRY(store::Journal(registry.keys()).write(transaction, entry));
    return Done{};
}

} // namespace

Result<std::vector<Suspicion>> find_duplicates(Registry& registry, Index index, std::size_t pairs_max)
{
    const Record& record = registry.program().records[index];
    std::vector<Suspicion> found;
    if (record.as_name == language::none)
        return found;
    Index number = language::none;
    for (const Index field : lookup_fields(record))
        if (record.fields[field].type.kind == language::Kind::citizen_number)
            number = field;
    const auto column = [&](Index field) {
        return field == language::none ? std::string("null") : Dialect::name(record.fields[field].alias);
    };
    store::Reader reader = TRY(registry.store().snapshot());
    store::Rows rows =
        TRY(reader.scan("select county, key, " + column(record.as_name) + ", " + column(record.ages_from) + ", " +
                        column(number) + " from " + Dialect::name(record.heading.alias) + " order by county, key"));
    std::map<std::string, RecordKey> by_birthday, by_number;
    while (found.size() < pairs_max && TRY(rows.next())) {
        const RecordKey at{rows[0].integer(), rows[1].integer()};
        const std::string name(rows[2].text_or_none().value_or(""));
        if (const auto born = rows[3].integer_or_none()) {
            const auto [first, fresh] =
                by_birthday.emplace(std::to_string(at.county) + name + std::to_string(*born), at);
            if (!fresh)
                found.push_back({first->second, at, Likeness::name_and_birthday, name});
        }
        if (const auto text = rows[4].text_or_none(); text && text->size() == 18) {
            const auto [first, fresh] = by_number.emplace(name + std::string(text->substr(0, 14)), at);
            const bool told = !found.empty() && found.back().other == at;
            if (!fresh && !told)
                found.push_back({first->second, at, Likeness::near_number, name});
        }
    }
    return found;
}

Result<Done> merge(Registry& registry, Index index, RecordKey kept, RecordKey given_up, const Actor& actor)
{
    const Record& record = registry.program().records[index];
    if (kept == given_up || kept.county != given_up.county)
        return cannot("registry.merge", "只能合并同一区县里的两条不同的" + record.heading.name, "跨区县的先迁移到一处",
                      "two different records of one county are needed");
    return registry.store().change([&](Transaction& transaction) -> Result<Done> {
        const auto one = TRY(row_of(transaction, record, kept));
        const auto other = TRY(row_of(transaction, record, given_up));
        if (!one || !other)
            return Error{Fault::missing, "registry.missing", "要合并的" + record.heading.name + "有一条不在",
                         "重新查找", "one of the records is not there"};
        const std::int64_t ended = registry.keys().next();
        TRY(into_history(transaction, record, kept, ended));
        TRY(into_history(transaction, record, given_up, ended));
        TRY(transaction.run("delete from " + Dialect::name(record.heading.alias) + " where county = $1 and key = $2",
                            {given_up.county, given_up.key}));
        std::string taken = "update " + Dialect::name(record.heading.alias) + " set version = $3";
        std::vector<store::Value> values{kept.county, kept.key, one->version + 1};
        for (std::size_t i = 0; i < record.fields.size(); ++i)
            if (one->facts[i].kind == Stored::Kind::none && other->facts[i].kind != Stored::Kind::none) {
                values.push_back(other->facts[i].value());
                taken += ", " + Dialect::name(record.fields[i].alias) + " = $" + std::to_string(values.size());
            }
        TRY(transaction.run(taken + " where county = $1 and key = $2", values));
        TRY(transaction.run("delete from lookup where record = $1 and county = $2 and key = $3",
                            {record.heading.alias, given_up.county, given_up.key}));
        TRY(look_up_anew(transaction, record, kept));
        std::string members;
        for (const language::List& list : registry.program().lists) {
            if (list.owner != index)
                continue;
            store::Rows rows = TRY(transaction.query(
                "select key from " + Dialect::name(registry.program().records[list.member].heading.alias) +
                    " where county = $1 and owner_key = $2",
                {given_up.county, given_up.key}));
            while (TRY(rows.next()))
                members += " " + std::to_string(rows[0].integer());
        }
        TRY(hand_over(transaction, registry.program(), index, given_up, kept));
        TRY(transaction.run(
            "insert into merged (record, county, given_up, kept, ended, version, members) values ($1, $2, $3, $4, $5, "
            "$6, $7)",
            {record.heading.alias, kept.county, given_up.key, kept.key, ended, one->version + 1, members}));
        return tell(registry, transaction, "registry.merge", record, kept, actor,
                    "{\"given_up\":" + std::to_string(given_up.key) + "}");
    });
}

Result<Done> unmerge(Registry& registry, Index index, RecordKey given_up, const Actor& actor)
{
    const Record& record = registry.program().records[index];
    return registry.store().change([&](Transaction& transaction) -> Result<Done> {
        RecordKey kept{given_up.county, 0};
        std::int64_t ended = 0, version = 0;
        std::string members;
        {
            store::Rows rows = TRY(transaction.query(
                "select kept, ended, version, members from merged where record = $1 and county = $2 and given_up = $3",
                {record.heading.alias, given_up.county, given_up.key}));
            if (!TRY(rows.next()))
                return Error{Fault::missing, "registry.not_merged", "这条" + record.heading.name + "没有被合并过",
                             "查对是哪一条", "this record was not merged"};
            kept.key = rows[0].integer();
            ended = rows[1].integer();
            version = rows[2].integer();
            members = rows[3].text();
        }
        const auto now = TRY(row_of(transaction, record, kept));
        if (!now || now->version != version)
            return cannot("registry.conflict", "合并后留下的" + record.heading.name + "又改过，不能原样拆开",
                          "先查看这些改动，再手工改回", "the kept record was changed since the merge");
        const std::int64_t undone = registry.keys().next();
        TRY(into_history(transaction, record, kept, undone));
        TRY(out_of_history(transaction, record, kept, ended, version + 1));
        TRY(transaction.run("delete from lookup where record = $1 and county = $2 and key = $3",
                            {record.heading.alias, kept.county, kept.key}));
        const std::optional<std::int64_t> last = TRY(transaction.find_integer(
            "select max(version) from " + Dialect::name(history_table(record)) + " where county = $1 and key = $2",
            {given_up.county, given_up.key}));
        TRY(out_of_history(transaction, record, given_up, ended, last.value_or(0) + 1));
        TRY(look_up_anew(transaction, record, kept));
        TRY(look_up_anew(transaction, record, given_up));
        for (const language::List& list : registry.program().lists)
            if (list.owner == index)
                for (std::size_t at = 0; at < members.size();) {
                    std::size_t used = 0;
                    const std::int64_t member = std::stoll(members.substr(at), &used);
                    at += used;
                    TRY(transaction.run("update " +
                                            Dialect::name(registry.program().records[list.member].heading.alias) +
                                            " set owner_key = $3 where county = $1 and key = $2",
                                        {given_up.county, member, given_up.key}));
                }
        TRY(transaction.run("delete from merged where record = $1 and county = $2 and given_up = $3",
                            {record.heading.alias, given_up.county, given_up.key}));
        return tell(registry, transaction, "registry.unmerge", record, given_up, actor,
                    "{\"kept\":" + std::to_string(kept.key) + "}");
    });
}

} // namespace huimin::registry
