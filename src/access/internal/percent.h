// Percent encoding (RFC 3986 §2.1): what is not a letter, a digit or one of -._~ as %XX.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace huimin::access::internal {

[[nodiscard]] inline std::string percent_encoded(std::string_view text)
{
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool stays = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        const auto byte = static_cast<std::uint8_t>(c);
        out += stays ? std::string(1, c) : std::string{'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return out;
}

} // namespace huimin::access::internal
