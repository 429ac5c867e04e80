// Bodies sent packed.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace huimin::http::internal {

/// One gzip stream (RFC 1952), unpacked. Stops as soon as more than `most` bytes come out. Fails with
///   http.gzip                 it is damaged, cut short, or something follows it
///   http.unpacked_too_large   more than `most` bytes
Result<std::string> unpack_gzip(std::string_view packed, std::int64_t most);

} // namespace huimin::http::internal
