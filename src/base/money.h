// Money in integer fen. Sums are checked: what does not fit is an error, never a wrapped number.

#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/rational.h"
#include "base/result.h"

namespace huimin {

class Money {
public:
    constexpr Money() = default;
    constexpr static Money from_fen(std::int64_t fen) { return Money(fen); }

    /// Accepts "240", "240.5", "-240.50", "1,234.50": at most two decimals, groups of three, no unit sign.
    ///
    /// Fails with
    ///   money.form    anything else, among them "1e3", "(500)", "五百"
    ///   money.digits  more than two decimals, or more than 13 digits before the point
    static Result<Money> parse(std::string_view);

    [[nodiscard]] constexpr std::int64_t fen() const { return fen_; }
    [[nodiscard]] std::string text() const;         ///< "1234.50"
    [[nodiscard]] std::string grouped_text() const; ///< "1,234.50"

    friend constexpr auto operator<=>(const Money&, const Money&) = default;

private:
    constexpr explicit Money(std::int64_t fen) : fen_(fen) {}
    std::int64_t fen_ = 0;
};

std::optional<Money> add(Money, Money);      ///< none on overflow
std::optional<Money> subtract(Money, Money); ///< none on overflow

constexpr Money operator""_yuan(unsigned long long yuan)
{
    return Money::from_fen(static_cast<std::int64_t>(yuan) * 100);
}

} // namespace huimin
