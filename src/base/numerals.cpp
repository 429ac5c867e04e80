#include "base/numerals.h"

#include <array>

namespace huimin {

namespace {

struct Sign {
    std::string_view text;
    int value;
};
constexpr std::array<Sign, 13> digits{{{"〇", 0},
                                       {"零", 0},
                                       {"○", 0},
                                       {"一", 1},
                                       {"二", 2},
                                       {"两", 2},
                                       {"三", 3},
                                       {"四", 4},
                                       {"五", 5},
                                       {"六", 6},
                                       {"七", 7},
                                       {"八", 8},
                                       {"九", 9}}};
constexpr std::array<Sign, 3> powers{{{"十", 10}, {"百", 100}, {"千", 1000}}};
constexpr std::size_t sign_bytes = 3;

template <std::size_t n>
std::optional<int> value_of(const std::array<Sign, n>& signs, std::string_view sign)
{
    for (const Sign& known : signs)
        if (known.text == sign)
            return known.value;
    return std::nullopt;
}

} // namespace

std::optional<std::int64_t> positional_numeral(std::string_view text)
{
    if (text.empty() || text.size() % sign_bytes != 0 || text.size() > 9 * sign_bytes)
        return std::nullopt;
    std::int64_t number = 0;
    for (; !text.empty(); text.remove_prefix(sign_bytes)) {
        const auto digit = value_of(digits, text.substr(0, sign_bytes));
        if (!digit)
            return std::nullopt;
        number = number * 10 + *digit;
    }
    return number;
}

std::optional<std::int64_t> worded_numeral(std::string_view text)
{
    if (text.empty() || text.size() % sign_bytes != 0)
        return std::nullopt;
    std::int64_t number = 0;
    int digit = -1, power_before = 10'000;
    for (; !text.empty(); text.remove_prefix(sign_bytes)) {
        const std::string_view sign = text.substr(0, sign_bytes);
        if (const auto power = value_of(powers, sign)) {
            if (*power >= power_before || digit == 0)
                return std::nullopt;
            if (digit < 0 && !(*power == 10 && number == 0)) // only 十 may stand without a digit, and only at the front
                return std::nullopt;
            number += (digit < 0 ? 1 : digit) * *power;
            power_before = *power;
            digit = -1;
        } else if (const auto value = value_of(digits, sign); value && digit <= 0) {
            digit = *value;
        } else {
            return std::nullopt;
        }
    }
    return digit < 0 ? number : number + digit;
}

} // namespace huimin
