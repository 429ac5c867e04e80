#include "base/working_days.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

using namespace huimin;

namespace {

WorkingDays official()
{
    std::ifstream in(std::string(HUIMIN_SOURCE_DIR) + "/data/calendar.csv");
    std::ostringstream text;
    text << in.rdbuf();
    return *WorkingDays::read(text.str());
}

std::string after(const WorkingDays& calendar, const char* from, int days)
{
    const auto day = calendar.plus(*Day::parse(from), days);
    return day ? day->text() : day.error().code;
}

} // namespace

TEST_CASE("a term counts from the next day over holidays and worked weekends")
{
    const WorkingDays calendar = official();
    const struct {
        const char* from;
        int working_days;
        const char* due;
    } cases[] = {
        {"2026-02-02", 3, "2026-02-05"},  {"2026-02-02", 20, "2026-03-06"},  {"2026-02-02", 30, "2026-03-20"},
        {"2026-02-02", 45, "2026-04-13"}, {"2026-02-13", 1, "2026-02-14"},   {"2026-02-14", 1, "2026-02-24"},
        {"2026-02-28", 0, "2026-02-28"},  {"2026-03-06", -20, "2026-02-02"},
    };
    for (const auto& c : cases)
        CHECK_MESSAGE(after(calendar, c.from, c.working_days) == c.due, c.from, " + ", c.working_days);
}

TEST_CASE("a year whose notice is not loaded is refused, never guessed")
{
    const WorkingDays calendar = official();
    CHECK(after(calendar, "2026-12-28", 10) == "calendar.not_loaded");
    CHECK(calendar.is_working_day(*Day::of(2027, 3, 1)).error().message.find("`2027`") != std::string::npos);
    CHECK(*calendar.years().begin() == 2004);
    CHECK(*calendar.years().rbegin() == 2026);
}

TEST_CASE("a calendar row that cannot be read is named")
{
    const auto calendar = WorkingDays::read("date,kind,name\n2024-01-01,holiday,元旦\n2024-02-30,holiday,春节\n");
    CHECK(calendar.error().code == "calendar.form");
    CHECK(calendar.error().message.find("第 3 行") != std::string::npos);
}
