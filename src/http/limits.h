// Every limit of the server, in one table: its name, its value, and the error that tells of it.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"

namespace huimin::http {

/// Sizes are bytes, times milliseconds. 0 never means "no limit".
struct Limits {
    std::int64_t target = 8 * 1024;             ///< of the request line's target: path and query
    std::int64_t header = 16 * 1024;            ///< of the request line and all header fields together
    std::int64_t header_count = 64;             ///< fields of a request
    std::int64_t query_count = 64;              ///< parameters of a query
    std::int64_t body = 64 * 1024 * 1024;       ///< of a body; a route allows this or less
    std::int64_t unpacked = 256 * 1024 * 1024;  ///< of a body sent with Content-Encoding: gzip, once unpacked
    std::int64_t bodies = 512 * 1024 * 1024;    ///< of all bodies being received or worked on at one time
    std::int64_t connections = 4'096;           ///< open at one time; /health is answered beyond it
    std::int64_t connection_requests = 100'000; ///< on one connection, which then closes
    std::int64_t header_time = 10'000;          ///< from the first byte (or the connection) to the header's end
    std::int64_t body_time = 60'000;            ///< from the header's end to the body's end
    std::int64_t idle_time = 75'000;            ///< between two requests of a connection
    std::int64_t write_time = 30'000;           ///< in which a client must have taken what was written to it
    std::int64_t drain_time = 20'000;           ///< from `stop` until what still runs is cut off
    std::int64_t address_rate = 1'000;          ///< requests per second of one network address …
    std::int64_t address_burst = 4'000;         ///< … and at once
    std::int64_t key_rate = 100;                ///< requests per second of one account or token …
    std::int64_t key_burst = 400;               ///< … and at once
};

/// What a JSON document may hold.
struct JsonLimits {
    std::int64_t depth = 64;
    std::int64_t text = 1024 * 1024; ///< bytes of one text
    std::int64_t key = 256;          ///< bytes of one member's name
    std::int64_t members = 1'000;    ///< of one object
    std::int64_t values = 500'000;   ///< of the whole document
    std::int64_t digits = 40;        ///< signs of one number
};

/// One line of the table. `code` is empty where reaching the limit is no error: the connection just closes.
struct LimitRow {
    std::string_view name;
    std::string_view code;
    int status; ///< of the answer; 0 where the connection just closes
    std::int64_t Limits::* value;
    std::string_view unit; ///< "bytes", "ms", "per second", or what is counted
};

struct JsonLimitRow {
    std::string_view name;
    std::string_view code;
    std::int64_t JsonLimits::* value;
    std::string_view unit;
};

[[nodiscard]] std::span<const LimitRow> limit_rows();
[[nodiscard]] std::span<const JsonLimitRow> json_limit_rows(); ///< all answer 400

/// The error of the row with this code, worded for who sent too much: "请求体超过 1048576 bytes". `allowed` is the
/// limit that held, which a route may have set below the table's.
[[nodiscard]] Error beyond_limit(std::string_view code, std::int64_t allowed);

} // namespace huimin::http
