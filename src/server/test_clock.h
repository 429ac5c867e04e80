// A clock that tests hold still and move, forward and back: the time is what a file says.

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace huimin::server {

/// `2025-11-25T01:00:00Z` in milliseconds since 1970-01-01 UTC. Fails with server.test_clock.
[[nodiscard]] Result<std::int64_t> read_time(std::string_view);

/// The time in the file, read anew each time somebody asks: it stands still between. While the file cannot be read, or
/// holds no time, the last one holds. Fails with server.test_clock when it holds none at first. Any thread may ask.
[[nodiscard]] Result<std::function<std::int64_t()>> test_clock(const std::string& file);

} // namespace huimin::server
