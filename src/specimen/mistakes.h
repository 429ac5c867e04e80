// The mistakes of real office files, planted in a stated share of rows.

#pragma once

#include <string>
#include <vector>

#include "registry/sheet.h"
#include "specimen/random.h"

namespace huimin::specimen {

/// What may go wrong in a column.
enum class Content { words, number, day, money };

/// Spoils rows as they pass. What a mistake loses can not be guessed back; an import says so, or mends what loses
/// nothing:
///   numbers  turned into 3.30E+17, one digit wrong, full-width, blanks around, the old 15 digits
///   days     2024.3.5, 二〇二四年三月五日, a spreadsheet's serial day, a day that does not exist
///   money    1,234.50元, full-width, a unit nobody knows
///   rows     entered twice
class Mistakes {
public:
    Mistakes(std::uint64_t seed, int in_10_000) : random_(seed), in_10_000_(in_10_000) {}

    enum class Made { none, cell, row_twice };
    /// May spoil one cell of the row, or ask that it be written twice.
    Made spoil(registry::Row&, const std::vector<Content>&);

private:
    Random random_;
    int in_10_000_;
};

} // namespace huimin::specimen
