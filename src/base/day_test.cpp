#include "base/day.h"

#include <doctest/doctest.h>

using namespace huimin;

namespace {

Day day(const char* text) { return *Day::parse(text); }

} // namespace

TEST_CASE("a day is read only when it exists")
{
    const struct {
        const char* text;
        const char* outcome;
    } cases[] = {
        {"2024-02-29", "2024-02-29"}, {"2023-02-29", "day.absent"},
        {"1900-02-29", "day.absent"}, {"2024-13-01", "day.absent"},
        {"0000-00-00", "day.absent"}, {"2024.3.5", "day.form"},
        {"2024-3-5", "day.form"},     {"", "day.form"},
        {"20240305", "day.form"},
    };
    for (const auto& c : cases) {
        const auto read = Day::parse(c.text);
        CHECK_MESSAGE((read ? read->text() : read.error().code) == c.outcome, c.text);
    }
    CHECK(Month::parse("2025-08")->text() == "2025-08");
    CHECK(Month::parse("2025-13").error().code == "month.absent");
    CHECK(Month::parse("2025/08").error().code == "month.form");
}

TEST_CASE("months are added to the calendar's end, not beyond it")
{
    CHECK(day("2024-01-31").plus_months(1) == day("2024-02-29"));
    CHECK(day("2023-01-31").plus_months(1) == day("2023-02-28"));
    CHECK(day("2024-03-31").plus_months(-1) == day("2024-02-29"));
    CHECK(day("2024-12-15").plus_months(2) == day("2025-02-15"));
    CHECK(Month::of(2024, 12)->last() == day("2024-12-31"));
    CHECK(day("2026-11-24").weekday() == 2);
}

TEST_CASE("a year of life is full on the birthday")
{
    const struct {
        const char* born;
        const char* on;
        int years;
    } cases[] = {
        {"1943-03-31", "2023-03-30", 79}, {"1943-03-31", "2023-03-31", 80}, {"2004-02-29", "2022-02-28", 17},
        {"2004-02-29", "2022-03-01", 18}, {"2024-05-01", "2024-05-01", 0},
    };
    for (const auto& c : cases)
        CHECK_MESSAGE(years_of_age(day(c.born), day(c.on)) == c.years, c.born, " on ", c.on);
}

TEST_CASE("whole months lie between two days")
{
    CHECK(months_between(day("2024-01-31"), day("2024-02-28")) == 0);
    CHECK(months_between(day("2024-01-28"), day("2024-02-28")) == 1);
    CHECK(months_between(day("2024-06-01"), day("2024-01-01")) == -5);
    CHECK(months_between(day("2024-06-01"), day("2024-01-02")) == -4);
}
