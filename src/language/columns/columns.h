// Facts in columns: what the column engine sweeps over. A unit is a record asked about (a household), its members are
// the records of one list of it (its persons).
//
// Units stand in chunks; all units of a chunk lie in the same division and have the same number of members n. A
// chunk holds H units, and plane k of a member column holds the k-th member of each of them: member k of unit i
// stands at k * H + i. So a sum over members is n vector additions, a unit's value meets its members' by repeating it
// plane by plane, and whatever depends on the division alone is a constant of the chunk. There are no offsets.
//
// Slots can be freed and filled again; a unit that moves to another division or gains a member takes another slot.
// Cells are integers: money in fen, days and months by their numbers, choices by theirs, truths 0 and 1, decimals
// times the column's scale. Which cells are known is kept only where a column may hold unknown ones.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "language/program.h"

namespace huimin::language::columns {

enum class Width : std::uint8_t { bit, u8, u16, i32, i64 };

/// Bytes of `lanes` values; lanes are a multiple of 64.
[[nodiscard]] constexpr std::size_t bytes_of(Width width, std::size_t lanes)
{
    switch (width) {
    case Width::bit: return lanes / 8;
    case Width::u8: return lanes;
    case Width::u16: return lanes * 2;
    case Width::i32: return lanes * 4;
    case Width::i64: return lanes * 8;
    }
    return 0;
}
[[nodiscard]] bool fits(Width, std::int64_t low, std::int64_t high);
/// The narrowest width that holds low..high.
[[nodiscard]] Width width_for(std::int64_t low, std::int64_t high);

struct Column {
    Index field = none; ///< of the unit's or the member's record
    Width width = Width::i32;
    bool nullable = false;  ///< some cells may be unknown
    std::int64_t scale = 1; ///< a cell is the value times this
    std::int64_t low = 0;   ///< no cell is below; grows with what is set
    std::int64_t high = 0;  ///< no cell is above
};

struct Layout {
    Index unit = none; ///< record
    Index list = none; ///< list of the unit's record; none: units without members
    std::vector<Column> unit_columns, member_columns;
    std::uint32_t members_max = 0; ///< grows with what is inserted
    /// Whoever fills the columns promises that they hold everything: facts without a column are unknown, other lists
    /// have no members, and nobody has decided anything that is left to discretion.
    bool complete = false;
};

constexpr std::uint32_t members_limit = 255;

/// Units in a chunk of units with so many members: about 3,072 rows, so that the engine's registers stay near (in the
/// second cache) and its instructions have enough to do.
[[nodiscard]] std::uint32_t capacity_of(std::uint32_t members);

/// Where the columns of a chunk stand, counted from its first byte. The same for all chunks of one member count.
struct Frame {
    std::uint32_t units = 0;   ///< H
    std::uint32_t members = 0; ///< n
    struct Place {
        std::size_t cells = 0, known = 0; ///< `known` only where nullable
    };
    std::vector<Place> unit_columns, member_columns;
    std::size_t bytes = 0; ///< the live bitmap stands at 0
};

struct FreeBytes {
    void operator()(std::byte*) const;
};
/// `units` is a multiple of 64.
[[nodiscard]] Frame frame_of(const Layout&, std::uint32_t units, std::uint32_t members);

/// Zeroed bytes on a boundary of 64.
using Block = std::unique_ptr<std::byte[], FreeBytes>;
[[nodiscard]] Block make_block(std::size_t bytes);

struct Chunk {
    std::uint32_t division = 0; ///< dense index; what it means is the caller's
    std::uint32_t members = 0;
    std::uint32_t used = 0; ///< live units
    Block bytes;
};

struct Slot {
    std::uint32_t chunk = 0;
    std::uint32_t lane = 0;
    friend bool operator==(Slot, Slot) = default;
};

/// Sets and reads a cell of a chunk that stands in a frame; false where the cell does not fit the column.
bool set_cell(const Column&, const Frame::Place&, std::byte* chunk, std::size_t lane, std::optional<std::int64_t>);
[[nodiscard]] std::optional<std::int64_t> cell(const Column&, const Frame::Place&, const std::byte* chunk,
                                               std::size_t lane);
[[nodiscard]] bool bit_at(const std::byte* bits, std::size_t lane);
void set_bit_at(std::byte* bits, std::size_t lane, bool on);
[[nodiscard]] std::int64_t number_at(Width, const std::byte* cells, std::size_t lane);
void set_number_at(Width, std::byte* cells, std::size_t lane, std::int64_t value);

class Columns {
public:
    explicit Columns(Layout);

    /// A slot for a unit with so many members (at most `members_limit`); all its cells are unknown where the column is
    /// nullable, and 0 where it is not.
    Slot insert(std::uint32_t division, std::uint32_t members);
    void erase(Slot);

    /// False, with nothing changed, when the cell does not fit the column: build columns of a wider layout (`relaid`).
    bool set_unit(Slot, std::size_t column, std::optional<std::int64_t>);
    bool set_member(Slot, std::uint32_t member, std::size_t column, std::optional<std::int64_t>);
    [[nodiscard]] std::optional<std::int64_t> unit_cell(Slot, std::size_t column) const;
    [[nodiscard]] std::optional<std::int64_t> member_cell(Slot, std::uint32_t member, std::size_t column) const;

    /// Notes that cells from `low` to `high` stand in a column: for who fills the chunks without `set_unit` and
    /// `set_member`. They must fit its width.
    void note_bounds(bool of_members, std::size_t column, std::int64_t low, std::int64_t high);

    /// The same units in the same slots under wider columns: same fields in the same order.
    [[nodiscard]] Columns relaid(Layout wider) const;

    [[nodiscard]] const Layout& layout() const { return layout_; }
    [[nodiscard]] std::span<const Chunk> chunks() const { return chunks_; }
    [[nodiscard]] const Frame& frame(std::uint32_t members) const { return frames_[members]; }
    [[nodiscard]] bool is_live(Slot) const;
    [[nodiscard]] std::size_t bytes() const;

private:
    void make_frame(std::uint32_t members);
    bool set(Column&, const Frame::Place&, Slot, std::size_t lane, std::optional<std::int64_t>);

    Layout layout_;
    std::vector<Frame> frames_; // by member count; empty where none was inserted
    std::vector<Chunk> chunks_;
    struct Open {
        std::uint32_t division, members;
        std::vector<std::uint32_t> chunks; // that have room, the last one is filled first
    };
    std::vector<Open> open_;
    Open& open(std::uint32_t division, std::uint32_t members);
};

} // namespace huimin::language::columns
