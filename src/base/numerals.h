// Numbers written in Chinese numerals.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace huimin {

/// 二〇二四 → 2024 (also ○, 零); one digit a sign. None for anything else or more than nine signs.
[[nodiscard]] std::optional<std::int64_t> positional_numeral(std::string_view);

/// 十二 → 12, 二十三 → 23, 三十 → 30, 一百零五 → 105; up to 九千九百九十九. None for anything else.
[[nodiscard]] std::optional<std::int64_t> worded_numeral(std::string_view);

} // namespace huimin
