#include "registry/deeds.h"

#include <algorithm>

#include "registry/internal/listed.h"
#include "registry/internal/moving.h"
#include "registry/internal/where.h"

namespace huimin::registry {

using language::Index;
using language::Program;
using language::Record;
using store::Dialect;
using store::Transaction;

namespace {

Error unfit_owner(const Record& record, const std::string& why, std::string english)
{
    return Error{Fault::invalid, "registry.owner", record.heading.name + why, "查对它属于哪一条档案，或迁往哪里",
                 std::move(english)};
}

/// Holds the record that another is to belong to, and asks whether it is there; fails where the type belongs to none.
Result<store::Whether> hold_owner(Transaction& transaction, const Program& program, const Record& record,
                                  RecordKey owner)
{
    if (record.owner == language::none)
        return unfit_owner(record, "不属于别的档案", "a " + record.heading.alias + " belongs to no other record");
    return hold_place(transaction, program.records[record.owner], owner);
}

Error no_owner(const Program& program, const Record& record)
{
    return unfit_owner(record, "要归入的" + program.records[record.owner].heading.name + "不在",
                       "the record it is to belong to is not there");
}

/// A row of what is told, for a place of its own in the county of its owner or of the division it names.
Result<KeptRow> row_to_add(Registry& registry, const Record& record, std::optional<RecordKey> owner,
                           const std::vector<FactChange>& facts, const Telling& telling)
{
    KeptRow row;
    row.from = {telling.source, telling.true_on};
    row.facts.resize(record.fields.size());
    TRY(put_facts(registry.program(), record, row, facts, telling));
    TRY(check_required(record, row));
    if (record.owner != language::none && !owner)
        return unfit_owner(record, "要归入一条" + registry.program().records[record.owner].heading.name,
                           "a " + record.heading.alias + " must belong to a record");
    row.at = {owner ? owner->county : county_of(record, row).value_or(0), registry.keys().next()};
    if (owner)
        row.owner = owner->key;
    return row;
}

/// Whether anything belongs to a record, or names it.
Result<bool> in_use(Transaction& transaction, const Program& program, Index index, RecordKey at)
{
    for (const language::List& list : program.lists)
        if (list.owner == index)
            if (TRY(transaction.find_integer("select key from " +
                                                 Dialect::name(program.records[list.member].heading.alias) +
                                                 " where county = $1 and owner_key = $2 limit 1",
                                             {at.county, at.key})))
                return true;
    for (const Record& other : program.records)
        for (const language::Field& field : other.fields)
            if (field.type.kind == language::Kind::reference && field.type.of == index)
                if (TRY(transaction.find_integer("select key from " + Dialect::name(other.heading.alias) + " where " +
                                                     Dialect::name(field.alias) + " = $1 limit 1",
                                                 {at.key})))
                    return true;
    return false;
}

/// The field that tells the relation to the head, and the number of `head`.
struct HeadField {
    Index field = language::none;
    std::int32_t head = 0;
};

std::optional<HeadField> head_field(const Program& program, const Record& record)
{
    for (Index i = 0; i < record.fields.size(); ++i)
        if (record.fields[i].type.kind == language::Kind::choice)
            for (const language::ChoiceValue& value : program.choices[record.fields[i].type.of].values)
                if (value.alias == "head")
                    return HeadField{i, value.number};
    return std::nullopt;
}

} // namespace

Result<RecordKey> add(Registry& registry, Index index, std::optional<RecordKey> owner,
                      const std::vector<FactChange>& facts, const Telling& telling)
{
    return TRY(add_and_show(registry, index, owner, facts, telling)).at;
}

Result<ListedRecord> add_and_show(Registry& registry, Index index, std::optional<RecordKey> owner,
                                  const std::vector<FactChange>& facts, const Telling& telling)
{
    const Program& program = registry.program();
    const Record& record = program.records[index];
    return registry.store().change([&](Transaction& transaction) -> Result<ListedRecord> {
        const KeptRow row = TRY(row_to_add(registry, record, owner, facts, telling));
        // All goes to the store in one journey; its answers come after, and a refusal undoes the whole.
        std::optional<store::Whether> owner_stands;
        if (owner)
            owner_stands = TRY(hold_owner(transaction, program, record, *owner));
        TRY(insert_row(transaction, record, row));
        TakenNumbers taken = TRY(put_into_index(transaction, record, nullptr, &row, Former::none));
        const std::int64_t entry = registry.keys().next();
        TRY(tell(transaction, registry.keys(), record, row.at, telling.actor,
                 {"registry.add", entry, nullptr, &row, ""}));
        auto inside = TRY(ask_inside(transaction, program, record, row.at, telling.actor));
        if (owner_stands && !TRY(owner_stands->found()))
            return no_owner(program, record);
        if (inside && !TRY(inside->found()))
            return no_such_record(record);
        TRY(taken.none());
        return listed(record, row);
    });
}

Result<Done> remove(Registry& registry, Index index, RecordKey at, std::int64_t version, const Telling& telling)
{
    const Record& record = registry.program().records[index];
    return registry.store().change([&](Transaction& transaction) -> Result<Done> {
        TRY(must_be_inside(transaction, registry.program(), record, at, telling.actor));
        const KeptRow row = TRY(hold_version(transaction, record, at, version));
        if (TRY(in_use(transaction, registry.program(), index, at)))
            return Error{Fault::conflict, "registry.in_use",
                         "这条" + record.heading.name + "下面还有成员或记录，或被别的档案引用", "先把它们移走或改正",
                         "something belongs to this record or names it still"};
        const std::int64_t entry = registry.keys().next();
        TRY(into_history(transaction, record, at, entry));
        TRY(delete_row(transaction, record, at));
        TRY(index_row(transaction, record, &row, nullptr));
        return tell(transaction, registry.keys(), record, at, telling.actor,
                    {"registry.remove", entry, &row, nullptr, ""});
    });
}

Result<RecordKey> move(Registry& registry, Index index, RecordKey at, std::int64_t version, const Destination& to,
                       const std::vector<FactChange>& facts, const Telling& telling)
{
    const Program& program = registry.program();
    const Record& record = program.records[index];
    if (to.owner.has_value() == to.area.has_value() || (to.area && record.locates == language::none))
        return unfit_owner(record, "不能迁到那里：有上级档案的迁到另一条上级档案，自己有区划的迁到另一个区划",
                           "a record moves to another owner or to another division of its own");
    return registry.store().change([&](Transaction& transaction) -> Result<RecordKey> {
        TRY(must_be_inside(transaction, program, record, at, telling.actor));
        const KeptRow before = TRY(hold_version(transaction, record, at, version));
        KeptRow after = before;
        TRY(put_facts(program, record, after, facts, telling));
        if (to.area) {
            TRY(put_facts(program, record, after, {{record.locates, *to.area}}, telling));
            after.at.county = county_of(record, after).value_or(0);
        } else {
            store::Whether stands = TRY(hold_owner(transaction, program, record, *to.owner));
            if (!TRY(stands.found()))
                return no_owner(program, record);
            after.at.county = to.owner->county;
            after.owner = to.owner->key;
        }
        TRY(check_required(record, after));
        const RecordKey there = after.at;
        TRY(replace_or_move(transaction, registry, index, before, std::move(after), telling, "registry.move"));
        return there;
    });
}

Result<Done> change_head(Registry& registry, Index member, RecordKey household, RecordKey head,
                         const std::map<std::int64_t, language::ChoiceNumber>& relations, const Telling& telling)
{
    const Program& program = registry.program();
    const Record& record = program.records[member];
    const auto field = head_field(program, record);
    const Error no_head{Fault::conflict, "registry.no_head", "这个人不是这一户的成员，或这种档案没有户主",
                        "查对户号和人", "the person is no member of that household"};
    if (!field)
        return no_head;
    return registry.store().change([&](Transaction& transaction) -> Result<Done> {
        TRY(must_be_inside(transaction, program, record, head, telling.actor));
        std::vector<KeptRow> members;
        {
            store::Rows rows =
                TRY(transaction.query(select_rows(record, "county = $1 and owner_key = $2 order by key") +
                                          std::string(transaction.dialect().for_update()),
                                      {household.county, household.key}));
            while (TRY(rows.next()))
                members.push_back(row_of(record, rows.cells()));
        }
        if (std::ranges::none_of(members, [&](const KeptRow& row) { return row.at == head; }))
            return no_head;
        for (const KeptRow& before : members) {
            language::Value relation = language::Unknown{};
            if (before.at == head)
                relation = language::ChoiceNumber{field->head};
            else if (const auto told = relations.find(before.at.key); told != relations.end())
                relation = told->second;
            KeptRow after = before;
            TRY(put_facts(program, record, after, {{field->field, relation}}, telling));
            if (after.facts == before.facts)
                continue;
            TRY(replace_row(transaction, registry, record, before, std::move(after), telling, "registry.change_head"));
        }
        return Done{};
    });
}

} // namespace huimin::registry
