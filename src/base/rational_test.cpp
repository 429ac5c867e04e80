#include "base/rational.h"

#include <doctest/doctest.h>

#include "base/money.h"

using namespace huimin;

namespace {

Rational fraction(std::int64_t numerator, std::int64_t denominator) { return *Rational::of(numerator, denominator); }

} // namespace

TEST_CASE("fractions stay exact where a detour through decimals would not")
{
    // 632 × 3 − 1894 = 2; dividing by heads and multiplying back must give the same 2, not a little more.
    const Rational per_head = *divide(Rational(1894), Rational(3));
    const Rational gap = *multiply(*subtract(Rational(632), per_head), Rational(3));
    CHECK(gap == Rational(2));
    CHECK(gap.rounded(Rational(1), Rounding::up) == Rational(2));
    CHECK(*add(fraction(1, 3), fraction(1, 6)) == fraction(1, 2));
}

TEST_CASE("rounding goes where the law says, for credits and debts alike")
{
    const struct {
        const char* amount;
        const char* unit;
        const char* half_up;
        const char* down;
        const char* up;
    } cases[] = {
        {"352.5", "1", "353", "352", "353"},
        {"-352.5", "1", "-353", "-352", "-353"},
        {"100.05", "0.1", "100.1", "100", "100.1"},
        {"0.004", "0.01", "0", "0", "0.01"},
        {"7", "1", "7", "7", "7"},
        {"1234", "100", "1200", "1200", "1300"},
    };
    for (const auto& c : cases) {
        const Rational amount = *Rational::parse(c.amount), unit = *Rational::parse(c.unit);
        CHECK_MESSAGE(amount.rounded(unit, Rounding::half_up)->text() == c.half_up, c.amount);
        CHECK_MESSAGE(amount.rounded(unit, Rounding::down)->text() == c.down, c.amount);
        CHECK_MESSAGE(amount.rounded(unit, Rounding::up)->text() == c.up, c.amount);
    }
}

TEST_CASE("what does not fit is none, never a wrong number")
{
    Rational huge = Rational(INT64_MAX);
    huge = *multiply(huge, huge);
    CHECK_FALSE(multiply(huge, huge));
    CHECK_FALSE(divide(Rational(1), Rational(0)));
    CHECK_FALSE(Rational::of(1, 0));
    CHECK(fraction(1, 3) < fraction(334, 1000));
    CHECK(*divide(Rational(1), huge) > Rational(0));
    CHECK(*divide(Rational(1), huge) < *divide(Rational(2), huge));
    CHECK(*divide(Rational(-1), huge) > *divide(Rational(-2), huge));
}

TEST_CASE("numbers are read as they are written, and nothing else is")
{
    const struct {
        const char* text;
        const char* value;
    } cases[] = {
        {"12", "12"},      {"-0.25", "-0.25"}, {"1,029.50", "1029.5"}, {"1,234,567", "1234567"},
        {"12,34", "none"}, {"1,0290", "none"}, {",123", "none"},       {"1.", "none"},
        {".5", "none"},    {"1e3", "none"},    {"", "none"},           {"1234567890123456789", "none"},
    };
    for (const auto& c : cases) {
        const auto number = Rational::parse(c.text);
        CHECK_MESSAGE((number ? number->text() : "none") == c.value, c.text);
    }
    CHECK(fraction(1000, 3).text() == "1000/3");
}

TEST_CASE("money is read to the fen and written back the same")
{
    const struct {
        const char* text;
        const char* outcome;
    } cases[] = {
        {"240", "240.00"},         {"240.5", "240.50"},
        {"-240.50", "-240.50"},    {"1,234.50", "1234.50"},
        {"0.005", "money.digits"}, {"1e3", "money.form"},
        {"(500)", "money.form"},   {"五百", "money.form"},
        {"", "money.form"},        {"99999999999999", "money.digits"},
        {"-0.07", "-0.07"},
    };
    for (const auto& c : cases) {
        const auto money = Money::parse(c.text);
        CHECK_MESSAGE((money ? money->text() : money.error().code) == c.outcome, c.text);
    }
    CHECK(Money::from_fen(123456789).grouped_text() == "1,234,567.89");
    CHECK(Money::from_fen(-12345).grouped_text() == "-123.45");
    CHECK_FALSE(add(Money::from_fen(INT64_MAX), Money::from_fen(1)));
    CHECK_FALSE(subtract(Money::from_fen(INT64_MIN), Money::from_fen(1)));
    CHECK(Money::from_fen(INT64_MIN).text() == "-92233720368547758.08");
}
