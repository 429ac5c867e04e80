#include "census/internal/unit_batch.h"

#include <algorithm>
#include <map>

namespace huimin::census {

using language::Index;
using language::Instance;
using language::Program;
using registry::RecordKey;

namespace {

constexpr std::uint32_t absent = 0xFFFFFFFF;

bool has_policies(const Program& program, Index record)
{
    return std::ranges::any_of(program.policies, [&](const auto& policy) { return policy.record == record; });
}

/// Whether a list's members, or what belongs to them, are asked about or read.
bool is_wanted(const Program& program, Index list, const language::Facts& read)
{
    if (read.lists.contains(list) || has_policies(program, program.lists[list].member))
        return true;
    for (Index below = 0; below < program.lists.size(); ++below)
        if (program.lists[below].owner == program.lists[list].member && is_wanted(program, below, read))
            return true;
    return false;
}

/// Adds the wanted lists of a record and below it, but for `but`.
void add_wanted(const Program& program, Index record, const language::Facts& read, Index but, std::vector<Index>& lists)
{
    for (Index list = 0; list < program.lists.size(); ++list) {
        if (program.lists[list].owner != record || !is_wanted(program, list, read))
            continue;
        if (list != but)
            lists.push_back(list);
        add_wanted(program, program.lists[list].member, read, but, lists);
    }
}

} // namespace

UnitShape UnitShape::of(const Program& program, Index record, const language::Facts& read)
{
    UnitShape shape{record, language::none, {}, read};
    for (Index list = 0; list < program.lists.size(); ++list) {
        if (program.lists[list].owner != record || !is_wanted(program, list, read))
            continue;
        const bool asked_about = has_policies(program, program.lists[list].member);
        if (shape.list == language::none || (asked_about && !has_policies(program, program.lists[shape.list].member)))
            shape.list = list;
    }
    add_wanted(program, record, read, shape.list, shape.others);
    return shape;
}

std::vector<Index> UnitShape::roots(const Program& program)
{
    std::vector<Index> roots;
    for (const language::Policy& policy : program.policies) {
        Index root = policy.record;
        while (program.records[root].owner != language::none)
            root = program.records[root].owner;
        if (std::ranges::find(roots, root) == roots.end())
            roots.push_back(root);
    }
    std::ranges::sort(roots);
    return roots;
}

UnitBatch::UnitBatch(const Program& program, const UnitShape& shape)
    : program_(&program), shape_(&shape), units_(RowShape::of(program, shape.record, shape.read)),
      members_(shape.list == language::none ? RowShape{}
                                            : RowShape::of(program, program.lists[shape.list].member, shape.read))
{
    for (const Index list : shape.others)
        others_.emplace_back(RowShape::of(program, program.lists[list].member, shape.read));
}

Result<Done> UnitBatch::read(store::Reader& reader, const Work& work)
{
    const auto read_all = [&](RowBatch& batch) -> Result<Done> {
        store::Rows rows = TRY(reader.scan(batch.shape().select(*program_)));
        return batch.read(rows, *program_, work, rows_so_far_);
    };
    TRY(read_all(units_));
    if (shape_->list != language::none)
        TRY(read_all(members_));
    for (RowBatch& other : others_)
        TRY(read_all(other));
    return Done{};
}

Result<Done> UnitBatch::read(store::Reader& reader, const RecordKeys& wanted, const Work& work)
{
    constexpr std::size_t keys_at_once = 500;
    const store::Dialect dialect = reader.dialect();
    const auto read_some = [&](RowBatch& batch, const char* column, std::int64_t county,
                               const std::vector<std::int64_t>& keys) -> Result<Done> {
        for (std::size_t from = 0; from < keys.size(); from += keys_at_once) {
            const auto some = std::span(keys).subspan(from, std::min(keys_at_once, keys.size() - from));
            store::Rows rows = TRY(reader.query(batch.shape().select(*program_) + " where county = $1 and " +
                                                    dialect.is_any_of(column, "$2"),
                                                {county, dialect.list(some)}));
            TRY(batch.read(rows, *program_, work, rows_so_far_));
        }
        return Done{};
    };
    std::map<std::int64_t, std::vector<std::int64_t>> by_county;
    for (const RecordKey& at : wanted)
        by_county[at.county].push_back(at.key);
    for (const auto& [county, keys] : by_county) {
        TRY(read_some(units_, "key", county, keys));
        const std::size_t members_before = members_.size();
        if (shape_->list != language::none)
            TRY(read_some(members_, "owner_key", county, keys));
        std::vector<std::size_t> others_before;
        for (std::size_t i = 0; i < others_.size(); ++i) {
            // The owners' rows of this county have been read by now, wherever they stand.
            const Index owner = program_->lists[shape_->others[i]].owner;
            others_before.push_back(others_[i].size());
            std::vector<std::int64_t> owners = owner == shape_->record ? keys : std::vector<std::int64_t>();
            const auto take = [&](const RowBatch& batch, std::size_t from) {
                for (std::size_t row = from; row < batch.size(); ++row)
                    owners.push_back(batch.key(row));
            };
            if (shape_->list != language::none && owner == program_->lists[shape_->list].member)
                take(members_, members_before);
            for (std::size_t j = 0; j < i; ++j)
                if (program_->lists[shape_->others[j]].member == owner)
                    take(others_[j], others_before[j]);
            TRY(read_some(others_[i], "owner_key", county, owners));
        }
    }
    return Done{};
}

void UnitBatch::add(std::int64_t county, const Instance& unit)
{
    units_.add(*program_, county, 0, unit);
    add_below(unit, county);
}

void UnitBatch::add_below(const Instance& owner, std::int64_t county)
{
    std::size_t position = 0;
    for (Index list = 0; list < program_->lists.size(); ++list) {
        if (program_->lists[list].owner != owner.record)
            continue;
        const auto other = std::ranges::find(shape_->others, list);
        RowBatch* into = list == shape_->list ? &members_
                         : other != shape_->others.end()
                             ? &others_[static_cast<std::size_t>(other - shape_->others.begin())]
                             : nullptr;
        for (const Instance& member : owner.lists[position])
            if (into != nullptr) {
                into->add(*program_, county, owner.key, member);
                add_below(member, county);
            }
        ++position;
    }
}

void UnitBatch::finish()
{
    units_.finish();
    members_.finish();
    more_.assign(units_.size(), false);
    for (const RowBatch::Beside& fact : units_.beside())
        more_[fact.row] = true;
    group_members();
    note_others();
}

/// Whose members are whose, and in which order.
void UnitBatch::group_members()
{
    std::unordered_map<RecordKey, std::uint32_t, RecordKeyHash> unit_at;
    unit_at.reserve(units_.size());
    for (std::uint32_t unit = 0; unit < units_.size(); ++unit)
        unit_at.emplace(key(unit), unit);
    unit_of_.assign(members_.size(), absent);
    first_.assign(units_.size() + 1, 0);
    RecordKey last;
    std::uint32_t last_unit = absent;
    for (std::uint32_t row = 0; row < members_.size(); ++row) {
        const RecordKey owner{members_.county(row), members_.owner(row)};
        if (owner != last) { // members of one unit mostly stand together
            const auto found = unit_at.find(owner);
            last = owner;
            last_unit = found == unit_at.end() ? absent : found->second;
        }
        unit_of_[row] = last_unit;
        if (last_unit != absent)
            ++first_[last_unit + 1];
    }
    for (std::size_t unit = 0; unit < units_.size(); ++unit)
        first_[unit + 1] += first_[unit];
    order_.resize(first_.back());
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    for (std::uint32_t row = 0; row < members_.size(); ++row)
        if (unit_of_[row] != absent)
            order_[next[unit_of_[row]]++] = row;
    for (std::uint32_t unit = 0; unit < units_.size(); ++unit) {
        const auto begin = order_.begin() + first_[unit], end = order_.begin() + first_[unit + 1];
        std::sort(begin, end, [&](std::uint32_t a, std::uint32_t b) { return members_.key(a) < members_.key(b); });
        more_[unit] = more_[unit] || end - begin > language::columns::members_limit;
    }
    for (const RowBatch::Beside& fact : members_.beside())
        if (unit_of_[fact.row] != absent)
            more_[unit_of_[fact.row]] = true;
}

/// What else belongs to whom. An owner that is itself in one of the other lists marks its unit by its own row.
void UnitBatch::note_others()
{
    by_owner_.resize(others_.size());
    RowsByOwner of_units, of_members;
    for (std::size_t i = 0; i < others_.size(); ++i) {
        others_[i].finish();
        for (std::uint32_t row = 0; row < others_[i].size(); ++row)
            by_owner_[i][{others_[i].county(row), others_[i].owner(row)}].push_back(row);
        for (auto& [owner, rows] : by_owner_[i])
            std::ranges::sort(rows, {}, [&](std::uint32_t row) { return others_[i].key(row); });
        const Index owner = program_->lists[shape_->others[i]].owner;
        if (owner == shape_->record) {
            for (std::uint32_t unit = 0; unit < units_.size(); ++unit)
                more_[unit] = more_[unit] || by_owner_[i].contains(key(unit));
        } else if (shape_->list != language::none && owner == program_->lists[shape_->list].member) {
            if (!by_owner_[i].empty())
                for (std::uint32_t row = 0; row < members_.size(); ++row)
                    if (unit_of_[row] != absent && by_owner_[i].contains({members_.county(row), members_.key(row)}))
                        more_[unit_of_[row]] = true;
        }
    }
}

std::span<const std::uint32_t> UnitBatch::members_of(std::size_t unit) const
{
    return std::span(order_).subspan(first_[unit], first_[unit + 1] - first_[unit]);
}

Instance UnitBatch::instance(std::size_t unit) const
{
    Instance whole = units_.instance(unit, *program_);
    std::size_t position = 0;
    for (Index list = 0; list < program_->lists.size(); ++list) {
        if (program_->lists[list].owner != shape_->record)
            continue;
        if (list == shape_->list)
            for (const std::uint32_t row : members_of(unit)) {
                whole.lists[position].push_back(members_.instance(row, *program_));
                add_lists(whole.lists[position].back(), units_.county(unit));
            }
        ++position;
    }
    add_lists(whole, units_.county(unit));
    return whole;
}

/// The members of the other lists that belong to this record, and what belongs to them.
void UnitBatch::add_lists(Instance& owner, std::int64_t county) const
{
    std::size_t position = 0;
    for (Index list = 0; list < program_->lists.size(); ++list) {
        if (program_->lists[list].owner != owner.record)
            continue;
        const auto other = std::ranges::find(shape_->others, list);
        if (other != shape_->others.end()) {
            const auto i = static_cast<std::size_t>(other - shape_->others.begin());
            if (const auto rows = by_owner_[i].find({county, owner.key}); rows != by_owner_[i].end())
                for (const std::uint32_t row : rows->second) {
                    owner.lists[position].push_back(others_[i].instance(row, *program_));
                    add_lists(owner.lists[position].back(), county);
                }
        }
        ++position;
    }
}

} // namespace huimin::census
