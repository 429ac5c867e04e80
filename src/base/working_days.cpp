#include "base/working_days.h"

#include <string>

namespace huimin {

Result<WorkingDays> WorkingDays::read(std::string_view csv)
{
    WorkingDays calendar;
    int line = 0;
    while (!csv.empty()) {
        const std::size_t end = csv.find('\n');
        std::string_view row = csv.substr(0, end);
        csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
        if (row.ends_with('\r'))
            row.remove_suffix(1);
        if (++line == 1 || row.empty())
            continue;
        const std::size_t first = row.find(','), second = row.find(',', first + 1);
        const std::string_view kind = second == std::string_view::npos ? "" : row.substr(first + 1, second - first - 1);
        const auto day = Day::parse(row.substr(0, first));
        if (!day || (kind != "holiday" && kind != "work"))
            return Error{Fault::invalid, "calendar.form",
                         "工作日历第 " + std::to_string(line) + " 行 `" + std::string(row) + "` 读不懂",
                         "每行写成 2024-02-10,holiday,春节",
                         "line " + std::to_string(line) + " of the calendar must read like 2024-02-10,holiday,name"};
        calendar.exceptions_[*day] = kind == "work";
        calendar.years_.insert(day->year());
    }
    return calendar;
}

Result<bool> WorkingDays::is_working_day(Day day) const
{
    if (!years_.contains(day.year())) {
        const std::string year = std::to_string(day.year());
        return Error{Fault::missing, "calendar.not_loaded", "`" + year + "` 年的工作日历还没有载入，算不出期限",
                     "等国务院办公厅公布后把它加入 data/calendar.csv",
                     "the working days of `" + year +
                         "` are not loaded; add them to data/calendar.csv once they are published"};
    }
    const auto found = exceptions_.find(day);
    return found != exceptions_.end() ? found->second : day.weekday() <= 5;
}

Result<Day> WorkingDays::plus(Day from, int n) const
{
    const int step = n < 0 ? -1 : 1;
    for (int left = n * step; left > 0;) {
        from = from.plus_days(step);
        if (TRY(is_working_day(from)))
            --left;
    }
    return from;
}

} // namespace huimin
