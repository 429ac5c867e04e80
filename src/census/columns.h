// The census in columns: what the column engine sweeps over, built from the units read of the registry.

#pragma once

#include <map>
#include <vector>

#include "census/census.h"
#include "language/columns/sweep.h"

namespace huimin::census {

/// Households with one list of members in columns as narrow as their values allow.
class ColumnCensus {
public:
    /// `list`: the list whose members stand in columns (成员). Facts that are no numbers, and other lists, stay
    /// outside; policies that need them are answered by the interpreter.
    static ColumnCensus build(const Census&, const language::Program&, language::Index list);

    /// Every policy about the units and members, by policy and county; equal to Census::sweep for those records.
    [[nodiscard]] Tallies sweep(const language::Program&, const language::World&, Day, unsigned threads) const;

    [[nodiscard]] const language::columns::Columns& columns() const { return columns_; }
    [[nodiscard]] std::span<const std::optional<AreaCode>> divisions() const { return divisions_; }
    [[nodiscard]] language::columns::Slot slot(std::size_t unit) const { return slots_[unit]; }

private:
    explicit ColumnCensus(const Census& census, language::columns::Layout layout)
        : census_(&census), columns_(std::move(layout))
    {
    }

    const Census* census_;
    language::columns::Columns columns_;
    std::vector<std::optional<AreaCode>> divisions_;
    std::vector<language::columns::Slot> slots_;                             // by unit
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> unit_at_; // chunk and lane → unit
};

} // namespace huimin::census
