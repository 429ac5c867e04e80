// The head of an answer as bytes.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/response.h"

namespace huimin::http::internal {

struct WireFacts {
    std::string_view date; ///< "Wed, 25 Nov 2026 09:00:00 GMT"
    std::string_view request_number;
    bool keep_alive = true;
    bool secure = false;
};

/// Replaces `out`. Adds what every answer carries: the headers that keep browsers from sniffing, framing, leaking and
/// caching, unless the answer has its own.
void write_head(std::string& out, const Response&, const WireFacts&);

} // namespace huimin::http::internal
