// Reading a parameter: which row counts for a division on a day, and which of its cells for given keys.

#pragma once

#include <algorithm>
#include <span>

#include "language/program.h"

namespace huimin::language {

/// The division and all it lies in by the tree of that day, nearest first, ending with the whole country. A division
/// that had ended by then stands for its successor where it has exactly one, otherwise for where it last lay.
[[nodiscard]] std::vector<AreaCode> divisions_above(AreaCode, Day, const AreaTree&);

/// `row_for` with the divisions already known.
[[nodiscard]] const ParameterRow* row_for(const Parameter&, std::span<const AreaCode> nearest_first, Day);

/// The cell for choices `keys` and, of bands, the number `at`: that of the highest band begun. Null when none fits.
/// A cell with fewer keys than asked, marked 其余, holds for all keys that have no cell of their own.
[[nodiscard]] const Cell* cell_for(const ParameterRow&, std::span<const std::int32_t> keys,
                                   const std::optional<Rational>& at);

/// `amount` cut into the row's bands, each part times its rate: `rate_of(cell, part)` gives a cell's rate. None on
/// overflow or where a rate is not known. What lies below the first band counts nothing.
template <class RateOf>
[[nodiscard]] std::optional<Rational> progressive(const ParameterRow& row, std::span<const std::int32_t> keys,
                                                  Rational amount, RateOf rate_of)
{
    Rational sum;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const Cell& cell = row.cells[i];
        if (cell.otherwise || amount <= cell.from ||
            !std::equal(keys.begin(), keys.end(), cell.keys.begin(), cell.keys.end()))
            continue;
        const Rational* next = nullptr;
        for (const Cell& other : row.cells)
            if (!other.otherwise && other.keys == cell.keys && cell.from < other.from && (!next || other.from < *next))
                next = &other.from;
        const auto part = subtract(next && *next < amount ? *next : amount, cell.from);
        const std::optional<Rational> rate = part ? rate_of(cell, *part) : std::nullopt;
        const auto share = rate ? multiply(*part, *rate) : std::nullopt;
        const auto total = share ? add(sum, *share) : std::nullopt;
        if (!total)
            return std::nullopt;
        sum = *total;
    }
    return sum;
}

} // namespace huimin::language
