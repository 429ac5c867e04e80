#include <algorithm>

#include "registry/internal/rows.h"
#include "registry/internal/where.h"

namespace huimin::registry {

using language::Index;
using store::Dialect;

namespace {

constexpr std::size_t asked_at_once = 256;

const char* const elsewhere = "不在您可以导入的范围里";

} // namespace

const access::Extent* RowsIntoStore::reach(Index record) const
{
    return request_->actor.scope ? &request_->actor.scope->extent(record) : nullptr;
}

/// Which of the rows that stand lie inside what may be imported: of a record that owns, as far as others may be put
/// into it.
Result<Done> RowsIntoStore::look_inside(Table& table)
{
    table.inside.clear();
    const access::Extent* extent = reach(own_.index);
    if (extent == nullptr)
        return Done{};
    std::vector<RecordKey> standing;
    for (const auto& [key, row] : table.standing)
        standing.push_back(row.at);
    std::sort(standing.begin(), standing.end());
    for (std::size_t from = 0; from < standing.size();) {
        Where where;
        const std::int64_t county = standing[from].county;
        where.also("t.county = " + where.bind(county));
        where.also(where.inside(*extent, registry_->program(), *table.record, "t"));
        std::vector<store::Value> values(where.values().begin(), where.values().end());
        const std::size_t fixed = values.size();
        const std::size_t to = std::min(standing.size(), from + asked_at_once);
        for (; from < to && standing[from].county == county; ++from)
            values.emplace_back(standing[from].key);
        values.resize(fixed + asked_at_once, values.back()); // So that the statement stays the same.
        store::Rows rows = TRY(transaction_->query(
            transaction_->dialect().select_each("t.key", Dialect::name(table.record->heading.alias) + " t",
                                                where.text(), "t.key", fixed + 1, asked_at_once),
            values));
        while (TRY(rows.next()))
            table.inside.insert(rows[0].integer());
    }
    return Done{};
}

Result<bool> RowsIntoStore::is_inside(Table& table, RecordKey at)
{
    const access::Extent* extent = reach(own_.index);
    if (extent == nullptr || table.inside.contains(at.key) || table.made.contains(at.key))
        return true;
    if (const auto standing = table.standing.find(at.key);
        standing != table.standing.end() && !table.late.contains(at.key))
        return false;
    return lies_inside(*transaction_, registry_->program(), *table.record, at, *extent);
}

/// A division that a row names must lie inside, whether the record is made there or goes there.
void RowsIntoStore::check_division(ReadRow& row, const Table& table, const Facts& facts, bool must_name) const
{
    const access::Extent* extent = reach(table.index);
    if (extent == nullptr || extent->areas == access::AreaRanges::everywhere())
        return;
    const Index locates = table.record->locates;
    const auto at = locates == language::none ? std::nullopt : table.file->find(locates);
    const bool names = at && facts[*at].kind == Stored::Kind::integer;
    if (names ? extent->areas.holds(AreaCode(static_cast<std::uint64_t>(facts[*at].integer))) : !must_name)
        return;
    const std::string column = at ? shape_->heading.cells[table.file->columns[*at]] : std::string();
    row.find({column, Verdict::refused, "import.outside",
              std::string(names ? row.raw_cell(table.file->columns[*at]) : ""), "",
              names ? "这个区划" + std::string(elsewhere)
                    : "新的" + table.record->heading.name + "没有写明在您的范围里的区划",
              "请管辖它的单位导入；区划写错了就改正"});
}

Result<Done> RowsIntoStore::check_inside(ReadRow& row, std::optional<RecordKey> known, std::optional<RecordKey> owner)
{
    if (!request_->actor.scope)
        return Done{};
    const auto refuse = [&](const Table& table) {
        row.find({"", Verdict::refused, "import.outside", "", "", "这一行的" + table.record->heading.name + elsewhere,
                  "请管辖它的单位导入"});
    };
    if (known && !TRY(is_inside(own_, *known)))
        refuse(own_);
    const bool has_owner = owner_.record != nullptr;
    if (owner && !TRY(is_inside(owner_, *owner)))
        refuse(owner_);
    if (row.verdict > Verdict::mended)
        return Done{};
    check_division(row, own_, row.own, false);
    if (!has_owner)
        return Done{};
    const bool adds_owner = !owner && (!known || names_owner(row));
    const bool changes_owner = owner && row.owners_speak && !says_the_same(owner_, owner->key, row.owners);
    if (adds_owner || changes_owner)
        check_division(row, owner_, row.owners, false);
    if ((adds_owner || changes_owner) && reach(owner_.index)->is_empty())
        refuse(owner_);
    return Done{};
}

} // namespace huimin::registry
