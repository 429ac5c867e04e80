// Network addresses: the neighbourhood failures are counted by, and lists an API token may be used from.

#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace huimin::access {

/// The neighbourhood of an address: the first 24 bits of IPv4, the first 56 of IPv6 (what one subscriber is given).
/// What is no address is a neighbourhood of its own. IPv4 within IPv6 (`::ffff:10.0.0.1`) counts as IPv4.
[[nodiscard]] std::string address_class(std::string_view address);

/// Fails with access.address: neither an address nor `address/bits`.
[[nodiscard]] Result<Done> check_address_range(std::string_view range);

/// Whether an address is the one named, or lies in the range `10.1.0.0/16`. False when either cannot be read.
[[nodiscard]] bool is_within(std::string_view address, std::string_view range);

} // namespace huimin::access
