#include "census/units.h"

#include <algorithm>
#include <cstring>

namespace huimin::census {

using language::Index;
using language::Instance;
using language::Program;
using language::columns::Column;
using language::columns::Columns;
using language::columns::Frame;
using language::columns::Layout;
using language::columns::Slot;
using language::columns::Width;
using registry::RecordKey;

namespace {

std::vector<Column> empty_columns(const Program& program, Index record)
{
    std::vector<Column> columns;
    for (Index field = 0; field < program.records[record].fields.size(); ++field) {
        const language::Kind kind = program.records[record].fields[field].type.kind;
        if (stands_in_columns(kind))
            columns.push_back({.field = field,
                               .width = kind == language::Kind::truth ? Width::bit : Width::u8,
                               .nullable = false,
                               .scale = scale_of(kind)});
    }
    return columns;
}

Layout empty_layout(const Program& program, const UnitShape& shape)
{
    Layout layout;
    layout.unit = shape.record;
    layout.list = shape.list;
    layout.complete = true;
    layout.unit_columns = empty_columns(program, shape.record);
    if (shape.list != language::none)
        layout.member_columns = empty_columns(program, program.lists[shape.list].member);
    return layout;
}

/// Makes columns wide enough for a batch's cells; false when they were.
bool widen(std::vector<Column>& columns, const RowBatch& batch)
{
    bool wider = false;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const PackedCells& cells = batch.cells(i);
        if (cells.has_unknown() && !columns[i].nullable)
            wider = columns[i].nullable = true;
        if (!language::columns::fits(columns[i].width, cells.low(), cells.high())) {
            columns[i].width = language::columns::width_for(std::min(columns[i].low, cells.low()),
                                                            std::max(columns[i].high, cells.high()));
            wider = true;
        }
    }
    return wider;
}

template <class T>
void put(std::byte* cells, std::size_t lane, std::int64_t value)
{
    const T narrow = static_cast<T>(value);
    std::memcpy(cells + lane * sizeof(T), &narrow, sizeof(T));
}

std::size_t position_of(const Program& program, Index list)
{
    return static_cast<std::size_t>(
        std::count_if(program.lists.begin(), program.lists.begin() + list,
                      [&](const auto& other) { return other.owner == program.lists[list].owner; }));
}

} // namespace

/// Where the cells of one column stand, for every chunk.
struct Units::ColumnCells {
    const Column& column;
    std::vector<Frame::Place> places; ///< by number of members
};

Units::Units(const Program& program, const AreaTree& areas, std::shared_ptr<const UnitShape> shape)
    : program_(&program), areas_(&areas), shape_(std::move(shape)), columns_(empty_layout(program, *shape_))
{
    for (const AreaCode area : shape_->read.areas)
        if (area.level() > AreaLevel::county)
            named_areas_.insert(area);
}

std::size_t Units::bytes() const { return columns_.bytes() + members_ * 8 + slots_.size() * 8; }

// ---- reading -----------------------------------------------------------------------------------------------------

const Slot* Units::slot(RecordKey at) const
{
    const auto found = slots_.find(at);
    return found == slots_.end() ? nullptr : &found->second;
}

RecordKey Units::key(Slot slot) const
{
    return {counties_[columns_.chunks()[slot.chunk].division], keys_[slot.chunk].units[slot.lane]};
}

std::int64_t Units::member_key(Slot slot, std::uint32_t member) const
{
    return keys_[slot.chunk].members[std::size_t{member} * keys_[slot.chunk].units.size() + slot.lane];
}

std::optional<Instance> Units::find(RecordKey at) const
{
    if (const Slot* stands = slot(at))
        return instance(*stands);
    const auto found = whole_.find(at);
    return found == whole_.end() ? std::nullopt : std::optional(found->second);
}

Instance Units::instance(Slot slot) const
{
    const auto record_of = [&](Index index, std::int64_t key) {
        Instance instance;
        instance.record = index;
        instance.key = key;
        instance.values.resize(program_->records[index].fields.size());
        for (const language::List& list : program_->lists)
            if (list.owner == index)
                instance.lists.emplace_back();
        return instance;
    };
    const auto set = [&](Instance& instance, const Column& column, std::optional<std::int64_t> cell) {
        if (cell)
            instance.values[column.field] = registry::from_stored(
                store::Value(*cell), program_->records[instance.record].fields[column.field].type);
    };
    const Layout& layout = columns_.layout();
    Instance unit = record_of(layout.unit, key(slot).key);
    for (std::size_t i = 0; i < layout.unit_columns.size(); ++i)
        set(unit, layout.unit_columns[i], columns_.unit_cell(slot, i));
    const auto& chunk = columns_.chunks()[slot.chunk];
    if (const auto& division = divisions_[chunk.division])
        if (const Index locates = program_->records[layout.unit].locates; locates != language::none)
            unit.values[locates] = *division;
    if (layout.list == language::none)
        return unit;
    auto& members = unit.lists[position_of(*program_, layout.list)];
    for (std::uint32_t m = 0; m < chunk.members; ++m) {
        members.push_back(record_of(program_->lists[layout.list].member, member_key(slot, m)));
        for (std::size_t i = 0; i < layout.member_columns.size(); ++i)
            set(members.back(), layout.member_columns[i], columns_.member_cell(slot, m, i));
    }
    return unit;
}

RecordKeys Units::keys() const
{
    RecordKeys keys;
    keys.reserve(size());
    for (const auto& [at, slot] : slots_)
        keys.push_back(at);
    for (const auto& [at, instance] : whole_)
        keys.push_back(at);
    std::ranges::sort(keys);
    return keys;
}

void Units::each_in_columns(const std::function<void(RecordKey, std::uint32_t)>& take) const
{
    for (const auto& [at, slot] : slots_)
        take(at, columns_.chunks()[slot.chunk].members);
}

// ---- divisions ---------------------------------------------------------------------------------------------------

/// The division that parameters and rules cannot tell from this one: its county, unless a rule names an area further
/// down, or the tree has moved this one about.
AreaCode Units::division_class(AreaCode code) const
{
    while (code.level() > AreaLevel::county && !named_areas_.contains(code)) {
        const auto rows = std::ranges::equal_range(areas_->all(), code, {}, &Area::code);
        if (rows.empty()) {
            code = code.at(static_cast<AreaLevel>(static_cast<int>(code.level()) - 1));
            continue;
        }
        const Area& row = rows.front();
        const DayRange always;
        if (rows.size() > 1 || row.in_force.from != always.from || row.in_force.to != always.to ||
            !row.successors.empty())
            break;
        code = row.parent;
    }
    return code;
}

std::uint32_t Units::division(std::int64_t county, std::optional<AreaCode> area)
{
    // A record without such a field lies in the city: its parameters are looked up by the city's code.
    if (program_->records[shape_->record].locates == language::none)
        area = program_->city.area;
    const AreaCode exact = area.value_or(AreaCode(0));
    if (const auto found = division_at_.find({county, exact}); found != division_at_.end())
        return found->second;
    const AreaCode its_class = area ? division_class(*area) : exact;
    const auto [found, fresh] =
        division_at_.emplace(std::pair(county, its_class), static_cast<std::uint32_t>(divisions_.size()));
    if (fresh) {
        divisions_.push_back(area ? std::optional(its_class) : std::nullopt);
        counties_.push_back(county);
    }
    return division_at_.emplace(std::pair(county, exact), found->second).first->second;
}

// ---- changing ----------------------------------------------------------------------------------------------------

void Units::insert(const UnitBatch& batch, unsigned threads)
{
    make_room(batch);
    std::vector<Target> units(batch.units().size()), members(batch.members().size());
    place(batch, units, members);
    fill(batch.units(), false, units, threads);
    fill(batch.members(), true, members, threads);
}

void Units::make_room(const UnitBatch& batch)
{
    Layout wider = columns_.layout();
    const bool unit_grows = widen(wider.unit_columns, batch.units());
    const bool member_grows = shape_->list != language::none && widen(wider.member_columns, batch.members());
    if (unit_grows || member_grows)
        columns_ = columns_.chunks().empty() ? Columns(std::move(wider)) : columns_.relaid(std::move(wider));
    for (std::size_t i = 0; i < columns_.layout().unit_columns.size(); ++i)
        columns_.note_bounds(false, i, batch.units().cells(i).low(), batch.units().cells(i).high());
    for (std::size_t i = 0; i < columns_.layout().member_columns.size(); ++i)
        columns_.note_bounds(true, i, batch.members().cells(i).low(), batch.members().cells(i).high());
}

void Units::place(const UnitBatch& batch, std::vector<Target>& units, std::vector<Target>& members)
{
    slots_.reserve(slots_.size() + units.size());
    for (std::size_t unit = 0; unit < units.size(); ++unit) {
        const auto rows = batch.members_of(unit);
        const RecordKey at = batch.key(unit);
        VERIFY(!slots_.contains(at) && !whole_.contains(at));
        members_ += rows.size();
        if (batch.is_more_than_columns(unit)) {
            whole_.emplace(at, batch.instance(unit));
            continue;
        }
        const Slot slot =
            columns_.insert(division(at.county, batch.units().area(unit)), static_cast<std::uint32_t>(rows.size()));
        const std::uint32_t lanes = columns_.frame(static_cast<std::uint32_t>(rows.size())).units;
        slots_.emplace(at, slot);
        if (slot.chunk >= keys_.size())
            keys_.resize(slot.chunk + 1);
        Keys& keys = keys_[slot.chunk];
        keys.units.resize(lanes);
        keys.members.resize(lanes * rows.size());
        keys.units[slot.lane] = at.key;
        units[unit] = {slot.chunk, slot.lane};
        for (std::uint32_t m = 0; m < rows.size(); ++m) {
            members[rows[m]] = {slot.chunk, m * lanes + slot.lane};
            keys.members[m * lanes + slot.lane] = batch.members().key(rows[m]);
        }
    }
}

void Units::fill(const RowBatch& batch, bool of_members, const std::vector<Target>& targets, unsigned threads)
{
    if (columns_.chunks().empty())
        return;
    const Layout& layout = columns_.layout();
    const auto& columns = of_members ? layout.member_columns : layout.unit_columns;
    Work work;
    work.threads = targets.size() < 10'000 ? 1 : threads;
    const auto filled = in_morsels(columns.size(), 1, work, [&](std::size_t first, std::size_t, unsigned) {
        ColumnCells cells{columns[first], {}};
        for (std::uint32_t members = 0; members <= layout.members_max; ++members) {
            const Frame& frame = columns_.frame(members);
            const auto& places = of_members ? frame.member_columns : frame.unit_columns;
            cells.places.push_back(places.empty() ? Frame::Place() : places[first]);
        }
        fill_column(batch.cells(first), cells, targets);
    });
    VERIFY(filled.ok());
}

void Units::fill_column(const PackedCells& from, const ColumnCells& to, const std::vector<Target>& targets)
{
    std::array<std::int64_t, PackedCells::stretch> values;
    PackedCells::Known known;
    const auto scatter = [&]<class T>(T, std::size_t first, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const Target target = targets[first + i];
            if (target.chunk == Target::nowhere)
                continue;
            const auto& chunk = columns_.chunks()[target.chunk];
            const Frame::Place place = to.places[chunk.members];
            const bool is_known = (known[i / 64] >> (i % 64) & 1) != 0;
            if constexpr (std::is_same_v<T, bool>) {
                language::columns::set_bit_at(chunk.bytes.get() + place.cells, target.lane, is_known && values[i] != 0);
            } else {
                put<T>(chunk.bytes.get() + place.cells, target.lane, values[i]);
            }
            if (to.column.nullable)
                language::columns::set_bit_at(chunk.bytes.get() + place.known, target.lane, is_known);
        }
    };
    for (std::size_t first = 0, number = 0; first < from.size(); first += PackedCells::stretch, ++number) {
        const std::size_t count = from.read(number, values, known);
        switch (to.column.width) {
        case Width::bit: scatter(bool(), first, count); break;
        case Width::u8: scatter(std::uint8_t(), first, count); break;
        case Width::u16: scatter(std::uint16_t(), first, count); break;
        case Width::i32: scatter(std::int32_t(), first, count); break;
        case Width::i64: scatter(std::int64_t(), first, count); break;
        }
    }
}

void Units::erase(RecordKey at)
{
    if (const auto found = slots_.find(at); found != slots_.end()) {
        members_ -= columns_.chunks()[found->second.chunk].members;
        columns_.erase(found->second);
        slots_.erase(found);
    } else if (const auto stands = whole_.find(at); stands != whole_.end()) {
        if (shape_->list != language::none)
            members_ -= stands->second.lists[position_of(*program_, shape_->list)].size();
        whole_.erase(stands);
    }
}

} // namespace huimin::census
