// Exact fractions, for everything between a fact and the one place where the law rounds.
//
// Always in lowest terms with a positive denominator; numerator and denominator are 128 bits wide. What would not
// fit is an overflow, told by `std::nullopt`, never a wrong number.

#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace huimin {

__extension__ typedef __int128 Wide; // NOLINT(modernize-use-using): `using` takes no __extension__

/// How an exact amount becomes a multiple of a unit.
enum class Rounding {
    half_up, ///< 四舍五入: half away from zero
    down,    ///< 去尾: towards zero
    up,      ///< 进一: away from zero, so that a payment never falls short of the exact amount
};

class Rational {
public:
    constexpr Rational() = default;
    constexpr Rational(std::int64_t whole) : numerator_(whole) {}

    /// `numerator / denominator` in lowest terms; none when the denominator is zero or a part does not fit.
    static std::optional<Rational> of(Wide numerator, Wide denominator);

    /// Reads "12", "-0.25", "1,029.50" (groups of three); none for anything else or more than 18 digits.
    static std::optional<Rational> parse(std::string_view);

    [[nodiscard]] Wide numerator() const { return numerator_; }
    [[nodiscard]] Wide denominator() const { return denominator_; }
    [[nodiscard]] bool is_whole() const { return denominator_ == 1; }
    [[nodiscard]] int sign() const { return numerator_ > 0 ? 1 : numerator_ < 0 ? -1 : 0; }

    /// The nearest multiple of `unit` (> 0) by `mode`.
    [[nodiscard]] std::optional<Rational> rounded(Rational unit, Rounding mode) const;

    /// The whole number it is; none when it has a fraction or does not fit 64 bits.
    [[nodiscard]] std::optional<std::int64_t> whole() const;

    /// Decimal digits when they end within `places_max` places ("333.5"), otherwise a fraction ("1000/3").
    [[nodiscard]] std::string text(int places_max = 6) const;

    friend bool operator==(const Rational&, const Rational&) = default;
    friend std::strong_ordering operator<=>(const Rational&, const Rational&);

private:
    Wide numerator_ = 0;
    Wide denominator_ = 1;
};

std::optional<Rational> add(Rational, Rational);
std::optional<Rational> subtract(Rational, Rational);
std::optional<Rational> multiply(Rational, Rational);
std::optional<Rational> divide(Rational, Rational); ///< none also when the divisor is zero

} // namespace huimin
