#include "language/columns/columns.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>

namespace huimin::language::columns {

namespace {

constexpr std::size_t line = 64;

std::size_t padded(std::size_t bytes) { return (bytes + line - 1) / line * line; }

template <class T>
std::int64_t load(const std::byte* cells, std::size_t lane)
{
    T value;
    std::memcpy(&value, cells + lane * sizeof(T), sizeof(T));
    return static_cast<std::int64_t>(value);
}
template <class T>
void store(std::byte* cells, std::size_t lane, std::int64_t value)
{
    const T narrow = static_cast<T>(value);
    std::memcpy(cells + lane * sizeof(T), &narrow, sizeof(T));
}

std::size_t place_columns(const std::vector<Column>& columns, std::size_t lanes, std::size_t at,
                          std::vector<Frame::Place>& places)
{
    for (const Column& column : columns) {
        Frame::Place place;
        place.cells = at;
        at += padded(bytes_of(column.width, lanes));
        if (column.nullable) {
            place.known = at;
            at += padded(bytes_of(Width::bit, lanes));
        }
        places.push_back(place);
    }
    return at;
}

} // namespace

bool bit_at(const std::byte* bits, std::size_t lane)
{
    return (std::to_integer<unsigned>(bits[lane / 8]) >> (lane % 8) & 1U) != 0;
}

void set_bit_at(std::byte* bits, std::size_t lane, bool on)
{
    const std::byte mask{static_cast<unsigned char>(1U << (lane % 8))};
    bits[lane / 8] = on ? bits[lane / 8] | mask : bits[lane / 8] & ~mask;
}

std::int64_t number_at(Width width, const std::byte* cells, std::size_t lane)
{
    switch (width) {
    case Width::bit: return bit_at(cells, lane) ? 1 : 0;
    case Width::u8: return load<std::uint8_t>(cells, lane);
    case Width::u16: return load<std::uint16_t>(cells, lane);
    case Width::i32: return load<std::int32_t>(cells, lane);
    case Width::i64: return load<std::int64_t>(cells, lane);
    }
    return 0;
}

void set_number_at(Width width, std::byte* cells, std::size_t lane, std::int64_t value)
{
    switch (width) {
    case Width::bit: set_bit_at(cells, lane, value != 0); break;
    case Width::u8: store<std::uint8_t>(cells, lane, value); break;
    case Width::u16: store<std::uint16_t>(cells, lane, value); break;
    case Width::i32: store<std::int32_t>(cells, lane, value); break;
    case Width::i64: store<std::int64_t>(cells, lane, value); break;
    }
}

bool set_cell(const Column& column, const Frame::Place& place, std::byte* chunk, std::size_t lane,
              std::optional<std::int64_t> value)
{
    if (value ? !fits(column.width, *value, *value) : !column.nullable)
        return false;
    if (column.nullable)
        set_bit_at(chunk + place.known, lane, value.has_value());
    set_number_at(column.width, chunk + place.cells, lane, value.value_or(0));
    return true;
}

std::optional<std::int64_t> cell(const Column& column, const Frame::Place& place, const std::byte* chunk,
                                 std::size_t lane)
{
    if (column.nullable && !bit_at(chunk + place.known, lane))
        return std::nullopt;
    return number_at(column.width, chunk + place.cells, lane);
}

Frame frame_of(const Layout& layout, std::uint32_t units, std::uint32_t members)
{
    Frame frame;
    frame.units = units;
    frame.members = members;
    std::size_t at = padded(bytes_of(Width::bit, units));
    at = place_columns(layout.unit_columns, units, at, frame.unit_columns);
    frame.bytes = place_columns(layout.member_columns, std::size_t{units} * members, at, frame.member_columns);
    return frame;
}

bool fits(Width width, std::int64_t low, std::int64_t high)
{
    switch (width) {
    case Width::bit: return low >= 0 && high <= 1;
    case Width::u8: return low >= 0 && high <= std::numeric_limits<std::uint8_t>::max();
    case Width::u16: return low >= 0 && high <= std::numeric_limits<std::uint16_t>::max();
    case Width::i32:
        return low >= std::numeric_limits<std::int32_t>::min() && high <= std::numeric_limits<std::int32_t>::max();
    case Width::i64: return true;
    }
    return false;
}

Width width_for(std::int64_t low, std::int64_t high)
{
    for (const Width width : {Width::u8, Width::u16, Width::i32})
        if (fits(width, low, high))
            return width;
    return Width::i64;
}

std::uint32_t capacity_of(std::uint32_t members)
{
    constexpr std::uint32_t rows = 3072, units_max = 2048;
    return std::clamp(rows / std::max(members, 1U) / 64 * 64, 64U, units_max);
}

void FreeBytes::operator()(std::byte* bytes) const { ::operator delete[](bytes, std::align_val_t{line}); }

Block make_block(std::size_t bytes)
{
    auto* memory = static_cast<std::byte*>(::operator new[](std::max(padded(bytes), line), std::align_val_t{line}));
    std::memset(memory, 0, bytes);
    return Block(memory);
}

Columns::Columns(Layout layout) : layout_(std::move(layout)) {}

void Columns::make_frame(std::uint32_t members)
{
    if (frames_.size() <= members)
        frames_.resize(members + 1);
    if (frames_[members].units == 0)
        frames_[members] = frame_of(layout_, capacity_of(members), members);
}

Columns::Open& Columns::open(std::uint32_t division, std::uint32_t members)
{
    const auto before = [](const Open& open, std::pair<std::uint32_t, std::uint32_t> key) {
        return std::pair(open.division, open.members) < key;
    };
    auto found = std::lower_bound(open_.begin(), open_.end(), std::pair(division, members), before);
    if (found == open_.end() || found->division != division || found->members != members)
        found = open_.insert(found, Open{division, members, {}});
    return *found;
}

Slot Columns::insert(std::uint32_t division, std::uint32_t members)
{
    VERIFY(members <= members_limit);
    layout_.members_max = std::max(layout_.members_max, members);
    make_frame(members);
    const Frame& frame = frames_[members];
    Open& rooms = open(division, members);
    if (rooms.chunks.empty()) {
        rooms.chunks.push_back(static_cast<std::uint32_t>(chunks_.size()));
        chunks_.push_back({division, members, 0, make_block(frame.bytes)});
    }
    const std::uint32_t number = rooms.chunks.back();
    Chunk& chunk = chunks_[number];
    // Without gaps the first free lane is the count; after erasures it has to be looked for.
    std::uint32_t lane = chunk.used;
    if (bit_at(chunk.bytes.get(), lane)) {
        lane = 0;
        while (bit_at(chunk.bytes.get(), lane))
            ++lane;
    }
    set_bit_at(chunk.bytes.get(), lane, true);
    if (++chunk.used == frame.units)
        rooms.chunks.pop_back();
    return {number, lane};
}

void Columns::erase(Slot slot)
{
    VERIFY(is_live(slot));
    Chunk& chunk = chunks_[slot.chunk];
    const Frame& frame = frames_[chunk.members];
    set_bit_at(chunk.bytes.get(), slot.lane, false);
    const auto clear = [&](const std::vector<Column>& columns, const std::vector<Frame::Place>& places,
                           std::size_t lane) {
        for (std::size_t i = 0; i < columns.size(); ++i)
            set_cell(columns[i], places[i], chunk.bytes.get(), lane,
                     columns[i].nullable ? std::nullopt : std::optional<std::int64_t>(0));
    };
    clear(layout_.unit_columns, frame.unit_columns, slot.lane);
    for (std::uint32_t member = 0; member < chunk.members; ++member)
        clear(layout_.member_columns, frame.member_columns, std::size_t{member} * frame.units + slot.lane);
    if (chunk.used-- == frame.units)
        open(chunk.division, chunk.members).chunks.push_back(slot.chunk);
}

bool Columns::set(Column& column, const Frame::Place& place, Slot slot, std::size_t lane,
                  std::optional<std::int64_t> value)
{
    if (!set_cell(column, place, chunks_[slot.chunk].bytes.get(), lane, value))
        return false;
    if (value) {
        column.low = std::min(column.low, *value);
        column.high = std::max(column.high, *value);
    }
    return true;
}

bool Columns::set_unit(Slot slot, std::size_t column, std::optional<std::int64_t> value)
{
    const Frame& frame = frames_[chunks_[slot.chunk].members];
    return set(layout_.unit_columns[column], frame.unit_columns[column], slot, slot.lane, value);
}

bool Columns::set_member(Slot slot, std::uint32_t member, std::size_t column, std::optional<std::int64_t> value)
{
    const Frame& frame = frames_[chunks_[slot.chunk].members];
    return set(layout_.member_columns[column], frame.member_columns[column], slot,
               std::size_t{member} * frame.units + slot.lane, value);
}

void Columns::note_bounds(bool of_members, std::size_t column, std::int64_t low, std::int64_t high)
{
    Column& noted = (of_members ? layout_.member_columns : layout_.unit_columns)[column];
    VERIFY(fits(noted.width, low, high));
    noted.low = std::min(noted.low, low);
    noted.high = std::max(noted.high, high);
}

std::optional<std::int64_t> Columns::unit_cell(Slot slot, std::size_t column) const
{
    const Chunk& chunk = chunks_[slot.chunk];
    return cell(layout_.unit_columns[column], frames_[chunk.members].unit_columns[column], chunk.bytes.get(),
                slot.lane);
}

std::optional<std::int64_t> Columns::member_cell(Slot slot, std::uint32_t member, std::size_t column) const
{
    const Chunk& chunk = chunks_[slot.chunk];
    const Frame& frame = frames_[chunk.members];
    return cell(layout_.member_columns[column], frame.member_columns[column], chunk.bytes.get(),
                std::size_t{member} * frame.units + slot.lane);
}

Columns Columns::relaid(Layout wider) const
{
    VERIFY(wider.unit_columns.size() == layout_.unit_columns.size() &&
           wider.member_columns.size() == layout_.member_columns.size());
    wider.members_max = layout_.members_max;
    Columns columns(std::move(wider));
    for (std::uint32_t members = 0; members < frames_.size(); ++members)
        if (frames_[members].units != 0)
            columns.make_frame(members);
    columns.open_ = open_;
    const auto factor = [](const Column& from, const Column& to) { return to.scale / from.scale; };
    for (std::uint32_t number = 0; number < chunks_.size(); ++number) {
        const Chunk& from = chunks_[number];
        const Frame& frame = columns.frames_[from.members];
        columns.chunks_.push_back({from.division, from.members, from.used, make_block(frame.bytes)});
        std::memcpy(columns.chunks_.back().bytes.get(), from.bytes.get(), bytes_of(Width::bit, frame.units));
        for (std::uint32_t lane = 0; lane < frame.units; ++lane) {
            const Slot slot{number, lane};
            for (std::size_t c = 0; c < layout_.unit_columns.size(); ++c) {
                const auto value = unit_cell(slot, c);
                const std::int64_t times = factor(layout_.unit_columns[c], columns.layout_.unit_columns[c]);
                VERIFY(columns.set_unit(slot, c, value ? std::optional(*value * times) : value));
            }
            for (std::size_t c = 0; c < layout_.member_columns.size(); ++c)
                for (std::uint32_t member = 0; member < from.members; ++member) {
                    const auto value = member_cell(slot, member, c);
                    const std::int64_t times = factor(layout_.member_columns[c], columns.layout_.member_columns[c]);
                    VERIFY(columns.set_member(slot, member, c, value ? std::optional(*value * times) : value));
                }
        }
    }
    return columns;
}

bool Columns::is_live(Slot slot) const
{
    return slot.chunk < chunks_.size() && bit_at(chunks_[slot.chunk].bytes.get(), slot.lane);
}

std::size_t Columns::bytes() const
{
    std::size_t total = 0;
    for (const Chunk& chunk : chunks_)
        total += frames_[chunk.members].bytes;
    return total;
}

} // namespace huimin::language::columns
