#include "base/day.h"

#include <algorithm>
#include <chrono>

namespace huimin {

namespace {

using Date = std::chrono::year_month_day;

Date date_of(Day day) { return Date(std::chrono::sys_days(std::chrono::days(day.number()))); }

/// The digits of `text` as a number; none when another sign is among them.
std::optional<int> digits(std::string_view text)
{
    int number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return std::nullopt;
        number = number * 10 + (c - '0');
    }
    return number;
}

/// `number` into the last `count` digits that end before `end`.
void write_digits(std::string& text, std::size_t end, int count, int number)
{
    for (; count > 0; --count, number /= 10)
        text[--end] = static_cast<char>('0' + number % 10);
}

constexpr int year_min = 1800, year_max = 2399;

} // namespace

std::optional<Day> Day::of(int year, int month, int day)
{
    if (year < year_min || year > year_max || month < 1 || month > 12 || day < 1 || day > 31)
        return std::nullopt;
    const Date date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                    std::chrono::day(static_cast<unsigned>(day)));
    if (!date.ok())
        return std::nullopt;
    return from_number(static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count()));
}

Result<Day> Day::parse(std::string_view text)
{
    std::optional<int> year, month, day;
    if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
        year = digits(text.substr(0, 4));
        month = digits(text.substr(5, 2));
        day = digits(text.substr(8, 2));
    }
    if (!year || !month || !day)
        return Error{Fault::invalid, "day.form", "`" + std::string(text) + "` 不是日期", "写成 2024-03-05 的样子",
                     "`" + std::string(text) + "` is not a day; write it like 2024-03-05"};
    const auto found = of(*year, *month, *day);
    if (!found)
        return Error{Fault::invalid, "day.absent", "没有 `" + std::string(text) + "` 这一天",
                     "查对月份和日子（1800 至 2399 年）",
                     "the day `" + std::string(text) + "` does not exist; check month and day (years 1800 to 2399)"};
    return *found;
}

int Day::year() const { return static_cast<int>(date_of(*this).year()); }
int Day::month() const { return static_cast<int>(static_cast<unsigned>(date_of(*this).month())); }
int Day::day() const { return static_cast<int>(static_cast<unsigned>(date_of(*this).day())); }

int Day::weekday() const
{
    return static_cast<int>(std::chrono::weekday(std::chrono::sys_days(std::chrono::days(number_))).iso_encoding());
}

std::string Day::text() const
{
    const Date date = date_of(*this);
    std::string out = Month::of(*this).text() + "-00";
    write_digits(out, out.size(), 2, static_cast<int>(static_cast<unsigned>(date.day())));
    return out;
}

Day Day::plus_months(int months) const
{
    const Month target = Month::of(*this).plus(months);
    const int last = target.last().day();
    return target.first().plus_days(std::min(day(), last) - 1);
}

std::optional<Month> Month::of(int year, int month)
{
    if (year < year_min || year > year_max || month < 1 || month > 12)
        return std::nullopt;
    return from_number(year * 12 + month - 1);
}

Result<Month> Month::parse(std::string_view text)
{
    std::optional<int> year, month;
    if (text.size() == 7 && text[4] == '-') {
        year = digits(text.substr(0, 4));
        month = digits(text.substr(5, 2));
    }
    if (!year || !month)
        return Error{Fault::invalid, "month.form", "`" + std::string(text) + "` 不是月份", "写成 2025-08 的样子",
                     "`" + std::string(text) + "` is not a month; write it like 2025-08"};
    const auto found = of(*year, *month);
    if (!found)
        return Error{Fault::invalid, "month.absent", "没有 `" + std::string(text) + "` 这个月",
                     "月份是 01 至 12（1800 至 2399 年）",
                     "the month `" + std::string(text) + "` does not exist (01 to 12, years 1800 to 2399)"};
    return *found;
}

Month Month::of(Day day) { return from_number(day.year() * 12 + day.month() - 1); }

Day Month::first() const
{
    const Date date(std::chrono::year(year()), std::chrono::month(static_cast<unsigned>(month())), std::chrono::day(1));
    return Day::from_number(static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count()));
}

Day Month::last() const { return plus(1).first().plus_days(-1); }

std::string Month::text() const
{
    if (year() < 0 || year() > 9999)
        return std::to_string(year()) + (month() < 10 ? "-0" : "-") + std::to_string(month());
    std::string out = "0000-00";
    write_digits(out, 4, 4, year());
    write_digits(out, 7, 2, month());
    return out;
}

int years_of_age(Day born, Day on)
{
    const Date birth = date_of(born), now = date_of(on);
    const int years = static_cast<int>(now.year()) - static_cast<int>(birth.year());
    const bool birthday_to_come =
        now.month() < birth.month() || (now.month() == birth.month() && now.day() < birth.day());
    return years - (birthday_to_come ? 1 : 0);
}

int months_between(Day from, Day to)
{
    const Date start = date_of(from), end = date_of(to);
    const int months = Month::of(to).number() - Month::of(from).number();
    if (months > 0 && end.day() < start.day())
        return months - 1;
    if (months < 0 && end.day() > start.day())
        return months + 1;
    return months;
}

} // namespace huimin
