// Every limit of the house in one table, wherever it is kept: told in the API's description, so that a client need not
// find out.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "http/limits.h"

namespace huimin::api {

struct LimitLine {
    std::string_view of; ///< request, json, api, file
    std::string_view name;
    std::string_view code; ///< of the error beyond it; empty where the connection just closes
    std::int64_t value;
    std::string_view unit;
};

/// http/limits.h (as the server was started), api/limits.h and registry/sheet.h.
[[nodiscard]] std::vector<LimitLine> limit_table(const http::Limits&);

} // namespace huimin::api
