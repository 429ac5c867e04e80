#include "access/addresses.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include "base/sm3.h"

namespace huimin::access {

namespace {

/// IPv4 lies in IPv6 as `::ffff:…`, so there is one length.
struct Address {
    std::array<std::uint8_t, 16> bytes{};
    bool is_v4 = false;
};

constexpr std::size_t v4_prefix_bits = 96;

std::optional<Address> read_address(std::string_view text)
{
    const std::string plain(text);
    Address address;
    std::array<std::uint8_t, 4> four{};
    if (inet_pton(AF_INET, plain.c_str(), four.data()) == 1) {
        address.bytes[10] = address.bytes[11] = 0xff;
        std::ranges::copy(four, address.bytes.begin() + 12);
        address.is_v4 = true;
        return address;
    }
    if (inet_pton(AF_INET6, plain.c_str(), address.bytes.data()) != 1)
        return std::nullopt;
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    address.is_v4 = std::equal(mapped.begin(), mapped.end(), address.bytes.begin());
    return address;
}

void keep_bits(Address& address, std::size_t bits)
{
    for (std::size_t bit = bits; bit < 128; ++bit)
        address.bytes[bit / 8] &= static_cast<std::uint8_t>(~(0x80U >> (bit % 8)));
}

struct Range {
    Address start;
    std::size_t bits = 128;
};

std::optional<Range> read_range(std::string_view text)
{
    const std::size_t slash = text.find('/');
    const auto start = read_address(text.substr(0, slash));
    if (!start)
        return std::nullopt;
    Range range{*start, 128};
    if (slash != text.npos) {
        const std::string_view digits = text.substr(slash + 1);
        std::size_t bits = 0;
        const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
        if (wrong != std::errc() || end != digits.data() + digits.size() || bits > (start->is_v4 ? 32U : 128U))
            return std::nullopt;
        range.bits = bits + (start->is_v4 ? v4_prefix_bits : 0);
    }
    keep_bits(range.start, range.bits);
    return range;
}

} // namespace

std::string address_class(std::string_view text)
{
    auto address = read_address(text);
    if (!address)
        return "?" + std::string(text.substr(0, 64));
    keep_bits(*address, address->is_v4 ? v4_prefix_bits + 24 : 56);
    return hex(address->bytes);
}

Result<Done> check_address_range(std::string_view range)
{
    if (read_range(range))
        return Done{};
    return Error{Fault::invalid, "access.address", "`" + std::string(range.substr(0, 80)) + "` 不是网络地址",
                 "写成 10.1.2.3 或 10.1.0.0/16", "write an address such as 10.1.2.3, or a range such as 10.1.0.0/16"};
}

bool is_within(std::string_view text, std::string_view within)
{
    auto address = read_address(text);
    const auto range = read_range(within);
    if (!address || !range || address->is_v4 != range->start.is_v4)
        return false;
    keep_bits(*address, range->bits);
    return address->bytes == range->start.bytes;
}

} // namespace huimin::access
