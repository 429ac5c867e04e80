#include "language/columns/calendar.h"

#include <algorithm>
#include <cstring>

namespace huimin::language::columns {

bool falls(CalendarFunction function)
{
    return function == CalendarFunction::age || function == CalendarFunction::months_until;
}

std::int64_t calendar_value(CalendarFunction function, std::int64_t argument, std::int64_t number)
{
    constexpr DayRange days;
    const auto day_of = [&](std::int64_t n) {
        return Day::from_number(
            static_cast<std::int32_t>(std::clamp<std::int64_t>(n, days.from.number(), days.to.number() - 1)));
    };
    const auto month_of = [&](std::int64_t n) {
        return Month::from_number(static_cast<std::int32_t>(std::clamp<std::int64_t>(n, 1800 * 12, 2399 * 12 + 11)));
    };
    switch (function) {
    case CalendarFunction::age: return years_of_age(day_of(number), day_of(argument));
    case CalendarFunction::months_until: return months_between(day_of(number), day_of(argument));
    case CalendarFunction::months_since: return months_between(day_of(argument), day_of(number));
    case CalendarFunction::month_of: return Month::of(day_of(number)).number();
    case CalendarFunction::first_day: return month_of(number).first().number();
    case CalendarFunction::last_day: return month_of(number).last().number();
    case CalendarFunction::add_months: return day_of(number).plus_months(static_cast<int>(argument)).number();
    }
    return 0;
}

void calendar_kernel(const Instruction& code, std::byte* const* at, Extent extent)
{
    const std::size_t lanes = code.by_member ? std::size_t{extent.units} * extent.planes : extent.units;
    const bool repeats = code.by_member && (code.planes & 1) == 0;
    for (std::size_t i = 0; i < lanes; ++i) {
        std::int32_t day = 0;
        std::memcpy(&day, at[code.operands[0]] + (repeats ? i % extent.units : i) * sizeof(day), sizeof(day));
        const auto value =
            static_cast<std::int32_t>(calendar_value(static_cast<CalendarFunction>(code.a), code.b, day));
        std::memcpy(at[code.result] + i * sizeof(value), &value, sizeof(value));
    }
}

} // namespace huimin::language::columns
