#include <algorithm>

#include "base/numerals.h"
#include "registry/internal/readings.h"

namespace huimin::registry {

namespace {

/// Whole numbers between marks, at most three: 2024.3.5, 2024/03/05, 2024年3月5日.
struct Parts {
    int number[3] = {0, 0, 0};
    std::size_t count = 0, first_digits = 0;
};

std::optional<Parts> parts_of(std::string_view text)
{
    Parts parts;
    bool inside = false;
    std::size_t digits = 0;
    while (!text.empty()) {
        const char c = text.front();
        if (c >= '0' && c <= '9') {
            digits = inside ? digits + 1 : 1;
            if ((!inside && ++parts.count > 3) || digits > 4)
                return std::nullopt;
            inside = true;
            parts.number[parts.count - 1] = parts.number[parts.count - 1] * 10 + (c - '0');
            if (parts.count == 1)
                parts.first_digits = digits;
            text.remove_prefix(1);
            continue;
        }
        inside = false;
        static constexpr std::string_view marks[] = {"年", "月", "日", "号", "-", ".", "/", " ", "、", "—"};
        const auto mark = std::find_if(std::begin(marks), std::end(marks),
                                       [&](std::string_view one) { return text.starts_with(one); });
        if (mark == std::end(marks))
            return std::nullopt;
        text.remove_prefix(mark->size());
    }
    return parts.first_digits == 4 ? std::optional(parts) : std::nullopt;
}

/// 二〇二四年三月五日
std::optional<Day> day_in_numerals(std::string_view text)
{
    const std::size_t year = text.find("年"), month = text.find("月");
    const std::size_t day = std::min(text.find("日"), text.find("号"));
    if (year == std::string_view::npos || month == std::string_view::npos || day == std::string_view::npos ||
        year > month || month > day || day + std::string_view("日").size() != text.size())
        return std::nullopt;
    const auto y = positional_numeral(text.substr(0, year));
    const auto m = worded_numeral(text.substr(year + 3, month - year - 3)),
               d = worded_numeral(text.substr(month + 3, day - month - 3));
    return y && m && d ? Day::of(static_cast<int>(*y), static_cast<int>(*m), static_cast<int>(*d)) : std::nullopt;
}

/// 2024-03-04T16:00:00Z, 2024-03-05 00:00:00. A day without a zone is the day; with one it may be the next.
std::optional<CellReading> day_with_time(std::string_view text)
{
    const std::size_t mark = text.find_first_of("T ");
    if (mark == std::string_view::npos || text.find(':', mark) == std::string_view::npos)
        return std::nullopt;
    CellReading day = read_day(text.substr(0, mark));
    const auto* read = std::get_if<Day>(&day.value);
    if (read == nullptr || day.verdict > Verdict::mended)
        return refused("cell.day", in_ticks(text) + " 不是能确定的日期", "只写日期，如 2024-03-05");
    const std::string_view time = text.substr(mark + 1);
    const bool utc = time.ends_with('Z') || time.ends_with("+00:00");
    if (text[mark] == ' ' && !utc && time.find('+') == std::string_view::npos)
        return mended(*read, in_ticks(text) + " 只取日期 " + read->text());
    // 16:00 in Greenwich is midnight in China.
    const bool next_day = utc && time.size() > 2 && all_digits(time.substr(0, 2)) && time.substr(0, 2) >= "16";
    const Day candidate = read->plus_days(next_day ? 1 : 0);
    return ask("cell.time_zone", candidate, in_ticks(text) + " 带有时间和时区，当地可能是 " + candidate.text(),
               "确认当地的日期");
}

} // namespace

CellReading read_day(std::string_view text)
{
    if (const auto day = Day::parse(text); day.ok())
        return taken(*day);
    if (text.size() == 8 && all_digits(text)) {
        const std::string parted =
            std::string(text.substr(0, 4)) + "-" + std::string(text.substr(4, 2)) + "-" + std::string(text.substr(6));
        if (const auto day = Day::parse(parted); day.ok())
            return mended(*day, in_ticks(text) + " 写成 " + parted);
        return refused("cell.day", "没有 " + in_ticks(text) + " 这一天", "查对日期");
    }
    if (text.size() == 5 && all_digits(text)) {
        // A serial day of a spreadsheet, day 1 being 1900-01-01 and 1900 wrongly a leap year.
        const Day day = Day::of(1899, 12, 30)->plus_days(static_cast<std::int32_t>(std::stoi(std::string(text))));
        return ask("cell.serial", day, in_ticks(text) + " 像是表格软件的日期序号，可能是 " + day.text(),
                   "把这一列设为日期格式后重新导出，或确认日期");
    }
    if (auto timed = day_with_time(text))
        return std::move(*timed);
    if (const auto parts = parts_of(text); parts && parts->count == 3) {
        if (const auto day = Day::of(parts->number[0], parts->number[1], parts->number[2]))
            return mended(*day, in_ticks(text) + " 写成 " + day->text());
        return refused("cell.day", "没有 " + in_ticks(text) + " 这一天", "查对日期");
    }
    if (const auto day = day_in_numerals(text))
        return mended(*day, in_ticks(text) + " 写成 " + day->text());
    return refused("cell.day", in_ticks(text) + " 不是能确定的日期", "写成 2024-03-05 的样子");
}

CellReading read_birthday(std::string_view text, Day today)
{
    constexpr int years_lived_max = 130;
    CellReading reading = read_day(text);
    const auto* day = std::get_if<Day>(&reading.value);
    if (day != nullptr && (*day > today || years_of_age(*day, today) > years_lived_max))
        return refused("cell.age", "出生日期 " + in_ticks(text) + " 不可能", "查对日期");
    return reading;
}

CellReading read_month(std::string_view text)
{
    if (const auto month = Month::parse(text); month.ok())
        return taken(*month);
    if (text.size() == 6 && all_digits(text))
        if (const auto month = Month::parse(std::string(text.substr(0, 4)) + "-" + std::string(text.substr(4)));
            month.ok())
            return mended(*month, in_ticks(text) + " 写成 " + month->text());
    if (const auto parts = parts_of(text); parts && parts->count >= 2) {
        const auto month = Month::of(parts->number[0], parts->number[1]);
        const bool first = parts->count == 2 || parts->number[2] == 1;
        if (month && first)
            return mended(*month, in_ticks(text) + " 写成 " + month->text());
    }
    return refused("cell.month", in_ticks(text) + " 不是能确定的月份", "写成 2024-03 的样子");
}

} // namespace huimin::registry
