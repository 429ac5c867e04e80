// The limits of requests and of JSON as a server is started with them, and the errors that tell of them.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"

namespace huimin::http {

/// As base/limits.h has them, unless set otherwise. Sizes are bytes, times milliseconds. 0 never means "no limit".
struct Limits {
    std::int64_t target = limit("request", "target");
    std::int64_t header = limit("request", "header");
    std::int64_t header_count = limit("request", "header_count");
    std::int64_t query_count = limit("request", "query_count");
    std::int64_t body = limit("request", "body");
    std::int64_t unpacked = limit("request", "unpacked");
    std::int64_t bodies = limit("request", "bodies");
    std::int64_t connections = limit("request", "connections");
    std::int64_t connection_requests = limit("request", "connection_requests");
    std::int64_t header_time = limit("request", "header_time");
    std::int64_t body_time = limit("request", "body_time");
    std::int64_t idle_time = limit("request", "idle_time");
    std::int64_t write_time = limit("request", "write_time");
    std::int64_t drain_time = limit("request", "drain_time");
    std::int64_t address_rate = limit("request", "address_rate");
    std::int64_t address_burst = limit("request", "address_burst");
    std::int64_t key_rate = limit("request", "key_rate");
    std::int64_t key_burst = limit("request", "key_burst");
};

/// What a JSON document may hold.
struct JsonLimits {
    std::int64_t depth = limit("json", "depth");
    std::int64_t text = limit("json", "text");
    std::int64_t key = limit("json", "key");
    std::int64_t members = limit("json", "members");
    std::int64_t values = limit("json", "values");
    std::int64_t digits = limit("json", "digits");
};

/// One line of the table. `code` is empty where reaching the limit is no error: the connection just closes.
struct LimitRow {
    std::string_view name;
    std::string_view code;
    int status; ///< of the answer; 0 where the connection just closes
    std::int64_t Limits::* value;
};

struct JsonLimitRow {
    std::string_view name;
    std::string_view code;
    std::int64_t JsonLimits::* value;
};

[[nodiscard]] std::span<const LimitRow> limit_rows();
[[nodiscard]] std::span<const JsonLimitRow> json_limit_rows(); ///< all answer 400

/// The error of the row with this code, worded for who sent too much: "请求体超过 1048576 bytes". `allowed` is the
/// limit that held, which a route may have set below the table's.
[[nodiscard]] Error beyond_limit(std::string_view code, std::int64_t allowed);

} // namespace huimin::http
