#include "base/rational.h"

#include <algorithm>
#include <limits>

#include "base/result.h"

namespace huimin {

namespace {

constexpr Wide wide_max = static_cast<Wide>(~static_cast<unsigned __int128>(0) >> 1U);
constexpr Wide wide_min = -wide_max - 1;

Wide magnitude(Wide value) { return value < 0 ? -value : value; }

Wide greatest_common_divisor(Wide a, Wide b)
{
    constexpr Wide small = std::numeric_limits<std::int64_t>::max();
    while (b > small || a > small) {
        if (b == 0)
            return a;
        const Wide rest = a % b;
        a = b;
        b = rest;
    }
    auto x = static_cast<std::uint64_t>(a), y = static_cast<std::uint64_t>(b);
    while (y != 0) {
        const std::uint64_t rest = x % y;
        x = y;
        y = rest;
    }
    return static_cast<Wide>(x);
}

/// Whole part towards minus infinity and what is left over, for comparisons that cannot overflow.
struct Floor {
    Wide whole, rest;
};
Floor floor_of(Wide numerator, Wide denominator)
{
    Wide whole = numerator / denominator, rest = numerator % denominator;
    if (rest < 0) {
        rest += denominator;
        --whole;
    }
    return {whole, rest};
}

/// Compares a/b and c/d, all of them positive or zero, b and d positive, by continued fractions.
std::strong_ordering compare(Wide a, Wide b, Wide c, Wide d)
{
    for (;;) {
        const Floor left = floor_of(a, b), right = floor_of(c, d);
        if (left.whole != right.whole)
            return left.whole < right.whole ? std::strong_ordering::less : std::strong_ordering::greater;
        if (left.rest == 0 || right.rest == 0)
            return left.rest == right.rest
                       ? std::strong_ordering::equal
                       : (left.rest == 0 ? std::strong_ordering::less : std::strong_ordering::greater);
        // rest/b against rest/d is the reverse of b/rest against d/rest.
        a = d;
        const Wide next_b = right.rest, next_c = b, next_d = left.rest;
        b = next_b;
        c = next_c;
        d = next_d;
    }
}

std::string digits_of(Wide value)
{
    std::string text;
    for (Wide left = magnitude(value); left > 0 || text.empty(); left /= 10)
        text.push_back(static_cast<char>('0' + static_cast<int>(left % 10)));
    if (value < 0)
        text.push_back('-');
    std::reverse(text.begin(), text.end());
    return text;
}

} // namespace

std::optional<Rational> Rational::of(Wide numerator, Wide denominator)
{
    if (denominator == 0 || numerator == wide_min || denominator == wide_min)
        return std::nullopt;
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    Rational result;
    if (denominator != 1) {
        const Wide divisor = greatest_common_divisor(magnitude(numerator), denominator);
        numerator /= divisor;
        denominator /= divisor;
    }
    result.numerator_ = numerator;
    result.denominator_ = denominator;
    return result;
}

namespace {

/// "1,029": every fourth sign from the right is a comma, and no other.
bool is_grouped_well(std::string_view whole)
{
    for (std::size_t i = 0; i < whole.size(); ++i)
        if (((whole.size() - i) % 4 == 0) != (whole[i] == ','))
            return false;
    return whole.front() != ',';
}

} // namespace

std::optional<Rational> Rational::parse(std::string_view text)
{
    constexpr int digits_max = 18;
    const bool negative = text.starts_with('-');
    if (negative)
        text.remove_prefix(1);
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view whole = text.substr(0, point);
    if (whole.empty() || point + 1 == text.size())
        return std::nullopt;
    if (whole.find(',') != std::string_view::npos && !is_grouped_well(whole))
        return std::nullopt;
    Wide number = 0, scale = 1;
    int digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == point || (text[i] == ',' && i < point))
            continue;
        if (text[i] < '0' || text[i] > '9' || ++digits > digits_max)
            return std::nullopt;
        number = number * 10 + (text[i] - '0');
        if (i > point)
            scale *= 10;
    }
    return of(negative ? -number : number, scale);
}

std::optional<Rational> Rational::rounded(Rational unit, Rounding mode) const
{
    VERIFY(unit.numerator_ > 0);
    if (is_whole() && unit == Rational(1))
        return *this;
    const auto units = divide(*this, unit);
    if (!units)
        return std::nullopt;
    const Wide size = magnitude(units->numerator_), of = units->denominator_;
    Wide whole = size / of;
    const Wide rest = size % of;
    switch (mode) {
    case Rounding::half_up: whole += rest >= of - rest ? 1 : 0; break;
    case Rounding::down: break;
    case Rounding::up: whole += rest > 0 ? 1 : 0; break;
    }
    const auto count = Rational::of(units->numerator_ < 0 ? -whole : whole, 1);
    return count ? multiply(*count, unit) : std::nullopt;
}

std::optional<std::int64_t> Rational::whole() const
{
    if (denominator_ != 1 || numerator_ > std::numeric_limits<std::int64_t>::max() ||
        numerator_ < std::numeric_limits<std::int64_t>::min())
        return std::nullopt;
    return static_cast<std::int64_t>(numerator_);
}

std::string Rational::text(int places_max) const
{
    if (const auto small = whole())
        return std::to_string(*small);
    Wide rest = magnitude(numerator_) % denominator_;
    std::string decimals;
    for (int place = 0; place < places_max && rest != 0 && rest <= wide_max / 10; ++place) {
        rest *= 10;
        decimals.push_back(static_cast<char>('0' + static_cast<int>(rest / denominator_)));
        rest %= denominator_;
    }
    if (rest != 0)
        return digits_of(numerator_) + "/" + digits_of(denominator_);
    std::string text = (numerator_ < 0 ? "-" : "") + digits_of(magnitude(numerator_) / denominator_);
    return decimals.empty() ? text : text + "." + decimals;
}

std::strong_ordering operator<=>(const Rational& left, const Rational& right)
{
    if (left.denominator_ == right.denominator_)
        return left.numerator_ <=> right.numerator_;
    if (left.sign() != right.sign())
        return left.sign() <=> right.sign();
    Wide a = 0, b = 0;
    if (!__builtin_mul_overflow(left.numerator_, right.denominator_, &a) &&
        !__builtin_mul_overflow(right.numerator_, left.denominator_, &b))
        return a <=> b;
    return left.sign() > 0 ? compare(left.numerator_, left.denominator_, right.numerator_, right.denominator_)
                           : compare(-right.numerator_, right.denominator_, -left.numerator_, left.denominator_);
}

std::optional<Rational> add(Rational left, Rational right)
{
    Wide a = 0, b = 0, sum = 0, denominator = left.denominator();
    if (left.denominator() == right.denominator()) {
        if (__builtin_add_overflow(left.numerator(), right.numerator(), &sum))
            return std::nullopt;
        return Rational::of(sum, denominator);
    }
    const Wide common = greatest_common_divisor(left.denominator(), right.denominator());
    const Wide left_by = right.denominator() / common, right_by = left.denominator() / common;
    if (__builtin_mul_overflow(left.numerator(), left_by, &a) ||
        __builtin_mul_overflow(right.numerator(), right_by, &b) || __builtin_add_overflow(a, b, &sum) ||
        __builtin_mul_overflow(left.denominator(), left_by, &denominator))
        return std::nullopt;
    return Rational::of(sum, denominator);
}

std::optional<Rational> subtract(Rational left, Rational right)
{
    const auto negative = Rational::of(-right.numerator(), right.denominator());
    return negative ? add(left, *negative) : std::nullopt;
}

std::optional<Rational> multiply(Rational left, Rational right)
{
    Wide numerator = 0, denominator = 0;
    if (left.is_whole() && right.is_whole())
        return __builtin_mul_overflow(left.numerator(), right.numerator(), &numerator) ? std::nullopt
                                                                                       : Rational::of(numerator, 1);
    // Crosswise reduction first, so that only what really does not fit overflows.
    const Wide a = greatest_common_divisor(magnitude(left.numerator()), right.denominator());
    const Wide b = greatest_common_divisor(magnitude(right.numerator()), left.denominator());
    if (__builtin_mul_overflow(left.numerator() / a, right.numerator() / b, &numerator) ||
        __builtin_mul_overflow(left.denominator() / b, right.denominator() / a, &denominator))
        return std::nullopt;
    return Rational::of(numerator, denominator);
}

std::optional<Rational> divide(Rational left, Rational right)
{
    if (right.numerator() == 0)
        return std::nullopt;
    const auto inverse = Rational::of(right.denominator(), right.numerator());
    return inverse ? multiply(left, *inverse) : std::nullopt;
}

} // namespace huimin
