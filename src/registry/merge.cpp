#include "registry/merge.h"

#include "registry/internal/moving.h"
#include "registry/internal/where.h"

namespace huimin::registry {

using language::Index;
using language::Record;
using store::Dialect;
using store::Transaction;

namespace {

struct Merge {
    RecordKey kept;
    std::int64_t entry = 0;   ///< that ended the kept record's row
    std::int64_t version = 0; ///< of the kept record since
    std::string members;
};

Result<std::optional<Merge>> merge_of(store::Reader& reader, const Record& record, RecordKey given_up)
{
    store::Rows rows = TRY(reader.query("select kept_county, kept, entry, version, members from merged where county = "
                                        "$1 and record = $2 and given_up = $3",
                                        {given_up.county, record.heading.alias, given_up.key}));
    if (!TRY(rows.next()))
        return std::optional<Merge>();
    return std::optional(Merge{
        {rows[0].integer(), rows[1].integer()}, rows[2].integer(), rows[3].integer(), std::string(rows[4].text())});
}

/// The newest row of a record's history, or the one that `entry` ended.
Result<std::optional<KeptRow>> past_row(store::Reader& reader, const Record& record, RecordKey at,
                                        std::optional<std::int64_t> entry)
{
    store::Rows rows =
        TRY(reader.query("select " + Dialect::names(all_columns(record)) + " from " +
                             Dialect::name(history_table(record)) + " where county = $1 and key = $2" +
                             (entry ? " and ended = " + std::to_string(*entry) : "") + " order by version desc limit 1",
                         {at.county, at.key}));
    if (!TRY(rows.next()))
        return std::optional<KeptRow>();
    return std::optional(row_of(record, rows.cells()));
}

/// The kept row with what only the other knows, each fact with its own source.
KeptRow joined(const Record& record, const KeptRow& kept, const KeptRow& given_up)
{
    KeptRow row = kept;
    Origins origins = Origins::read(kept.origins, kept.from, record);
    const Origins others = Origins::read(given_up.origins, given_up.from, record);
    for (Index i = 0; i < record.fields.size(); ++i)
        if (row.facts[i].kind == Stored::Kind::none && given_up.facts[i].kind != Stored::Kind::none) {
            row.facts[i] = given_up.facts[i];
            origins.set(i, others.of(i));
        }
    row.origins = origins.text(record);
    return row;
}

Result<Done> merge_rows(Transaction& transaction, Registry& registry, Index index, const KeptRow& kept,
                        const KeptRow& given_up, const Telling& telling)
{
    const Record& record = registry.program().records[index];
    KeptRow after = joined(record, kept, given_up);
    after.version = kept.version + 1;
    const std::int64_t entry = registry.keys().next(), entry_of_given_up = registry.keys().next();
    const std::string members = TRY(hand_over(transaction, registry, index, given_up.at, kept.at, telling));
    TRY(into_history(transaction, record, given_up.at, entry_of_given_up));
    TRY(delete_row(transaction, record, given_up.at));
    TRY(index_row(transaction, record, &given_up, nullptr));
    TRY(into_history(transaction, record, kept.at, entry));
    TRY(index_row(transaction, record, &kept, &after));
    TRY(update_row(transaction, record, after));
    TRY(transaction.run("insert into merged (county, record, given_up, kept_county, kept, entry, version, members) "
                        "values ($1, $2, $3, $4, $5, $6, $7, $8)",
                        {given_up.at.county, record.heading.alias, given_up.at.key, kept.at.county, kept.at.key, entry,
                         after.version, members}));
    TRY(tell(transaction, registry.keys(), record, given_up.at, telling.actor,
             {"registry.give_up", entry_of_given_up, &given_up, nullptr}));
    return tell(transaction, registry.keys(), record, kept.at, telling.actor, {"registry.merge", entry, &kept, &after});
}

Error not_merged(const Record& record)
{
    return Error{Fault::missing, "registry.not_merged", "这条" + record.heading.name + "没有被合并过", "查对是哪一条",
                 "this record was not merged"};
}

} // namespace

std::string_view text_of(Likeness likeness)
{
    switch (likeness) {
    case Likeness::same_number: return "同一号码";
    case Likeness::near_number: return "同名，号码只差末四位";
    case Likeness::name_and_birthday: return "同区县，同名同生日";
    case Likeness::name_and_address: return "同名同生日同住址";
    }
    return "";
}

Result<std::optional<RecordKey>> stands_at(store::Reader& reader, const Record& record, RecordKey at)
{
    while (true) {
        if (TRY(reader.find_integer("select key from " + Dialect::name(record.heading.alias) +
                                        " where county = $1 and key = $2",
                                    {at.county, at.key})))
            return std::optional(at);
        const auto merge = TRY(merge_of(reader, record, at));
        if (merge) {
            at = merge->kept;
            continue;
        }
        // It may have gone to another county.
        const auto county = TRY(reader.find_integer("select to_county from moved where county = $1 and record = $2 and "
                                                    "key = $3 order by entry desc limit 1",
                                                    {at.county, record.heading.alias, at.key}));
        if (!county || *county == at.county)
            return std::optional<RecordKey>();
        at.county = *county;
    }
}

Result<Done> merge(Registry& registry, Index index, RecordKey kept, RecordKey given_up, const Actor& actor)
{
    const Record& record = registry.program().records[index];
    if (kept == given_up)
        return Error{Fault::conflict, "registry.merge", "只能合并两条不同的" + record.heading.name, "查对是哪两条",
                     "two different records are needed"};
    return registry.store().change([&](Transaction& transaction) -> Result<Done> {
        TRY(must_be_inside(transaction, registry.program(), record, kept, actor));
        TRY(must_be_inside(transaction, registry.program(), record, given_up, actor));
        const auto one = TRY(hold_row(transaction, record, kept));
        const auto other = TRY(hold_row(transaction, record, given_up));
        if (!one || !other)
            return Error{Fault::missing, "registry.missing", "要合并的" + record.heading.name + "有一条不在",
                         "重新查找", "one of the records is not there"};
        return merge_rows(transaction, registry, index, *one, *other, {actor, "", std::nullopt});
    });
}

Result<Done> unmerge(Registry& registry, Index index, RecordKey given_up, const Actor& actor)
{
    const Record& record = registry.program().records[index];
    return registry.store().change([&](Transaction& transaction) -> Result<Done> {
        const auto merge = TRY(merge_of(transaction, record, given_up));
        if (!merge)
            return not_merged(record);
        TRY(must_be_inside(transaction, registry.program(), record, merge->kept, actor));
        const auto now = TRY(hold_row(transaction, record, merge->kept));
        if (!now || now->version != merge->version)
            return Error{Fault::conflict, "registry.conflict",
                         "合并后留下的" + record.heading.name + "又改过，不能原样拆开", "先查看这些改动，再手工改回",
                         "the kept record was changed since the merge"};
        auto kept = TRY(past_row(transaction, record, merge->kept, merge->entry));
        auto other = TRY(past_row(transaction, record, given_up, std::nullopt));
        VERIFY(kept && other);
        const Telling telling{actor, "", std::nullopt};
        const std::int64_t entry = registry.keys().next(), entry_of_given_up = registry.keys().next();
        TRY(into_history(transaction, record, now->at, entry));
        kept->version = now->version + 1;
        other->version += 1;
        // What the kept record held of the other's it never had itself.
        TRY(index_row(transaction, record, &*now, &*kept, Former::forget));
        TRY(update_row(transaction, record, *kept));
        TRY(insert_row(transaction, record, *other));
        TRY(index_row(transaction, record, nullptr, &*other));
        TRY(transaction.run("delete from merged where county = $1 and record = $2 and given_up = $3",
                            {given_up.county, record.heading.alias, given_up.key}));
        TRY(tell(transaction, registry.keys(), record, now->at, actor, {"registry.unmerge", entry, &*now, &*kept}));
        TRY(tell(transaction, registry.keys(), record, given_up, actor,
                 {"registry.unmerge", entry_of_given_up, nullptr, &*other}));
        return hand_back(transaction, registry, index, merge->kept, given_up, merge->members, telling);
    });
}

} // namespace huimin::registry
