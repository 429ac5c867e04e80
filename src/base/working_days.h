// The official working-day calendar: which days offices work, year by year, as the State Council's notices set them.
//
// A year whose notice is not loaded is refused; plain weekdays are never assumed in its stead.

#pragma once

#include <map>
#include <set>
#include <string_view>

#include "base/day.h"
#include "base/result.h"

namespace huimin {

class WorkingDays {
public:
    WorkingDays() = default;

    /// Reads rows `date,kind,name` with kind `holiday` (a day off) or `work` (a weekend day worked in its place), after
    /// a header row. A year is loaded when it has rows. Fails with calendar.form, naming the line.
    static Result<WorkingDays> read(std::string_view csv);

    /// Fails with calendar.not_loaded, naming the year.
    [[nodiscard]] Result<bool> is_working_day(Day) const;

    /// The n-th working day after `from`, which itself does not count (民法典 art. 201); n = 0 is `from`. Negative n
    /// counts backwards. Fails with calendar.not_loaded when the count runs into a year that is not loaded.
    [[nodiscard]] Result<Day> plus(Day from, int n) const;

    [[nodiscard]] const std::set<int>& years() const { return years_; }

private:
    std::map<Day, bool> exceptions_; // true: worked
    std::set<int> years_;
};

} // namespace huimin
