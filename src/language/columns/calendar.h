// What the calendar makes of a day or month, for the column engine: all functions rise or fall with their day, so that
// a comparison with a constant becomes a comparison of days.

#pragma once

#include <cstdint>

#include "language/columns/kernels.h"

namespace huimin::language::columns {

enum class CalendarFunction : std::uint8_t {
    age,          ///< whole years from the day to day `argument`; falls
    months_until, ///< whole months from the day to day `argument`; falls
    months_since, ///< whole months from day `argument` to the day
    month_of,     ///< the day's month
    first_day,    ///< of a month
    last_day,     ///< of a month
    add_months,   ///< the day `argument` months later
};

[[nodiscard]] bool falls(CalendarFunction);
/// Of a day (of first_day and last_day: a month) by its number; what lies outside 1800..2399 counts as its bound.
[[nodiscard]] std::int64_t calendar_value(CalendarFunction, std::int64_t argument, std::int64_t day);
/// The kernel of Code::calendar: function a with argument b, one lane after the other.
void calendar_kernel(const Instruction&, std::byte* const* at, Extent);

} // namespace huimin::language::columns
