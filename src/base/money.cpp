#include "base/money.h"

#include <limits>

namespace huimin {

Result<Money> Money::parse(std::string_view text)
{
    const auto refused = [&](const char* code, const char* why, const char* english) {
        return Error{Fault::invalid, code, "`" + std::string(text) + "` " + why, "写成 1234.50 的样子，单位是元",
                     "`" + std::string(text) + "` " + english + "; write yuan like 1234.50"};
    };
    const auto number = Rational::parse(text);
    if (!number)
        return refused("money.form", "不是金额", "is not an amount");
    const auto fen = multiply(*number, Rational(100));
    if (!fen || !fen->is_whole())
        return refused("money.digits", "的小数超过两位", "has more than two decimals");
    constexpr std::int64_t yuan_max = 9'999'999'999'999;
    if (fen->numerator() > static_cast<Wide>(yuan_max) * 100 + 99 ||
        fen->numerator() < -(static_cast<Wide>(yuan_max) * 100 + 99))
        return refused("money.digits", "的整数超过 13 位", "has more than 13 digits");
    return from_fen(static_cast<std::int64_t>(fen->numerator()));
}

std::string Money::text() const
{
    const std::uint64_t size = fen_ < 0 ? ~static_cast<std::uint64_t>(fen_) + 1 : static_cast<std::uint64_t>(fen_);
    const std::uint64_t rest = size % 100;
    return (fen_ < 0 ? "-" : "") + std::to_string(size / 100) + (rest < 10 ? ".0" : ".") + std::to_string(rest);
}

std::string Money::grouped_text() const
{
    std::string out = text();
    const std::size_t first = out.front() == '-' ? 1 : 0;
    for (std::size_t at = out.size() - 3; at > first + 3;) {
        at -= 3;
        out.insert(at, ",");
    }
    return out;
}

std::optional<Money> add(Money left, Money right)
{
    std::int64_t sum = 0;
    if (__builtin_add_overflow(left.fen(), right.fen(), &sum))
        return std::nullopt;
    return Money::from_fen(sum);
}

std::optional<Money> subtract(Money left, Money right)
{
    std::int64_t rest = 0;
    if (__builtin_sub_overflow(left.fen(), right.fen(), &rest))
        return std::nullopt;
    return Money::from_fen(rest);
}

} // namespace huimin
