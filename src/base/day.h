// Days, months and spans of the Gregorian calendar, without clock or time zone.

#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace huimin {

/// A calendar day from 1800-01-01 to 2399-12-31, kept as days since 1970-01-01.
class Day {
public:
    constexpr Day() = default;
    constexpr static Day from_number(std::int32_t days_since_1970) { return Day(days_since_1970); }

    /// None when the day does not exist (2023-02-29) or lies outside 1800..2399.
    static std::optional<Day> of(int year, int month, int day);

    /// Accepts exactly `2024-03-05`. Other written forms are the importer's business.
    ///
    /// Fails with
    ///   day.form    not four, two and two digits
    ///   day.absent  the day does not exist
    static Result<Day> parse(std::string_view);

    [[nodiscard]] constexpr std::int32_t number() const { return number_; }
    [[nodiscard]] int year() const;
    [[nodiscard]] int month() const;        ///< 1..12
    [[nodiscard]] int day() const;          ///< 1..31
    [[nodiscard]] int weekday() const;      ///< 1 Monday .. 7 Sunday
    [[nodiscard]] std::string text() const; ///< 2024-03-05

    [[nodiscard]] Day plus_days(std::int32_t days) const { return Day(number_ + days); }

    /// The same day of a later (or earlier) month; where it does not exist, that month's last day.
    [[nodiscard]] Day plus_months(int months) const;

    friend constexpr auto operator<=>(const Day&, const Day&) = default;

private:
    constexpr explicit Day(std::int32_t number) : number_(number) {}
    std::int32_t number_ = 0;
};

/// A month, kept as months since 0000-01.
class Month {
public:
    constexpr Month() = default;
    constexpr static Month from_number(std::int32_t months) { return Month(months); }
    static std::optional<Month> of(int year, int month);
    static Result<Month> parse(std::string_view); ///< exactly `2025-08`; fails with month.form, month.absent
    static Month of(Day);

    [[nodiscard]] constexpr std::int32_t number() const { return number_; }
    [[nodiscard]] int year() const { return number_ / 12; }
    [[nodiscard]] int month() const { return number_ % 12 + 1; }
    [[nodiscard]] Day first() const;
    [[nodiscard]] Day last() const;
    [[nodiscard]] Month plus(int months) const { return Month(number_ + months); }
    [[nodiscard]] std::string text() const; ///< 2025-08

    friend constexpr auto operator<=>(const Month&, const Month&) = default;

private:
    constexpr explicit Month(std::int32_t number) : number_(number) {}
    std::int32_t number_ = 0;
};

/// Whole years of life (周岁) on `on` of someone born on `born`. The year is full on the birthday itself; one born on
/// 29 February comes of age on 1 March in common years (民法典 art. 200 counts by the calendar; stated once, here).
int years_of_age(Day born, Day on);

/// Whole months from `from` to `to`; negative when `to` is earlier. 01-31 → 02-28 is 0, 01-28 → 02-28 is 1.
int months_between(Day from, Day to);

/// Days of the half-open span [from, to); open ends are the bounds of `Day`.
struct DayRange {
    Day from = Day::from_number(-62091); // 1800-01-01
    Day to = Day::from_number(157054);   // 2400-01-01

    [[nodiscard]] bool contains(Day day) const { return from <= day && day < to; }
    friend bool operator==(const DayRange&, const DayRange&) = default;
};

} // namespace huimin
