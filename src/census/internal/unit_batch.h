// Whole units on their way into the columns: the rows of the units, of their members and of what else belongs to them.

#pragma once

#include <unordered_map>
#include <vector>

#include "census/internal/rows.h"

namespace huimin::census {

/// What is read of the units of one record type.
struct UnitShape {
    language::Index record = language::none;
    language::Index list = language::none; ///< whose members stand in columns; none: units without members
    std::vector<language::Index> others;   ///< further lists that rules read, an owner's before its members'
    language::Facts read;                  ///< what rules read

    /// The units of a record that belongs to none.
    static UnitShape of(const language::Program&, language::Index record, const language::Facts& read);
    /// The record types that policies are about, or that hold such: each is the root of units.
    [[nodiscard]] static std::vector<language::Index> roots(const language::Program&);
};

struct RecordKeyHash {
    std::size_t operator()(registry::RecordKey at) const
    {
        return static_cast<std::size_t>(static_cast<std::uint64_t>(at.key) * 0x9E3779B97F4A7C15ULL >> 16U) ^
               static_cast<std::size_t>(at.county);
    }
};
using RecordKeys = std::vector<registry::RecordKey>;

class UnitBatch {
public:
    UnitBatch(const language::Program&, const UnitShape&);

    /// Reads all units, or those named, with what belongs to them.
    Result<Done> read(store::Reader&, const Work&);
    Result<Done> read(store::Reader&, const RecordKeys&, const Work&);
    /// A unit at hand with all that belongs to it.
    void add(std::int64_t county, const language::Instance&);
    /// Finds out what belongs where; nothing may be added after.
    void finish();

    [[nodiscard]] const UnitShape& shape() const { return *shape_; }
    [[nodiscard]] const RowBatch& units() const { return units_; }
    [[nodiscard]] const RowBatch& members() const { return members_; } ///< empty where units have none
    [[nodiscard]] registry::RecordKey key(std::size_t unit) const { return {units_.county(unit), units_.key(unit)}; }
    /// The rows of a unit's members, by their keys.
    [[nodiscard]] std::span<const std::uint32_t> members_of(std::size_t unit) const;
    /// Whether something belongs to the unit that has no place in columns.
    [[nodiscard]] bool is_more_than_columns(std::size_t unit) const { return more_[unit]; }
    [[nodiscard]] language::Instance instance(std::size_t unit) const;

private:
    using RowsByOwner = std::unordered_map<registry::RecordKey, std::vector<std::uint32_t>, RecordKeyHash>;
    void add_below(const language::Instance& owner, std::int64_t county);
    void group_members();
    void note_others();
    void add_lists(language::Instance&, std::int64_t county) const;

    const language::Program* program_;
    const UnitShape* shape_;
    RowBatch units_, members_;
    std::vector<RowBatch> others_;       // by UnitShape::others
    std::vector<RowsByOwner> by_owner_;  // by UnitShape::others
    std::vector<std::uint32_t> unit_of_; // by member row; absent: belongs to none
    std::vector<std::uint32_t> first_;   // by unit, into order_; one more at the end
    std::vector<std::uint32_t> order_;   // member rows by unit and key
    std::vector<bool> more_;             // by unit
    std::size_t rows_so_far_ = 0;
};

} // namespace huimin::census
