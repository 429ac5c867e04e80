// Every limit of the house in one table: how much a request, a document or a file may hold, and how much may be asked
// for, with the error that tells of it. Whatever is bounded reads its bound here; the API's description shows the whole
// table (x-limits), and tests/house asks for a test that names each line. What the body of a single route may hold
// stands with the route, and below that of requests.

#pragma once

#include <cstdint>
#include <string_view>

namespace huimin {

struct Limit {
    std::string_view of; ///< request, json, api, file, access
    std::string_view name;
    std::string_view code; ///< of the error beyond it; empty where the connection just closes or the oldest gives way
    std::int64_t value;
    std::string_view unit; ///< bytes, ms, "per second", or what is counted
};

// 0 never means "no limit". Those of requests may be set otherwise when the server is started.
inline constexpr Limit all_limits[] = {
    // The request line's target: path and query. All of the request line and the header fields together; what stands
    // beside a chunked body too.
    {"request", "target", "http.target_too_long", 8 * 1024, "bytes"},
    {"request", "header", "http.header_too_large", 16 * 1024, "bytes"},
    {"request", "header_count", "http.header_too_many", 64, "fields"},
    {"request", "query_count", "http.query_too_many", 64, "parameters"},
    // A route allows this or less; once unpacked (Content-Encoding: gzip); all that are received or worked on.
    {"request", "body", "http.body_too_large", 64 * 1024 * 1024, "bytes"},
    {"request", "unpacked", "http.unpacked_too_large", 256 * 1024 * 1024, "bytes"},
    {"request", "bodies", "http.bodies_too_large", 512 * 1024 * 1024, "bytes"},
    // Open at one time, beyond which /health is answered still; then of one connection, which closes.
    {"request", "connections", "http.connections_too_many", 4'096, "connections"},
    {"request", "connection_requests", "", 100'000, "requests"},
    // From the first byte, or the connection, to the header's end; from there to the body's end, for each MiB; between
    // two requests; until what was written is taken; from the word to stop until what still runs is cut off.
    {"request", "header_time", "http.header_too_slow", 10'000, "ms"},
    {"request", "body_time", "http.body_too_slow", 60'000, "ms"},
    {"request", "idle_time", "", 75'000, "ms"},
    {"request", "write_time", "", 30'000, "ms"},
    {"request", "drain_time", "", 20'000, "ms"},
    // Of one network address, and of one account or token: each second, and at once.
    {"request", "address_rate", "http.address_too_often", 1'000, "per second"},
    {"request", "address_burst", "http.address_too_often", 4'000, "requests"},
    {"request", "key_rate", "http.key_too_often", 100, "per second"},
    {"request", "key_burst", "http.key_too_often", 400, "requests"},

    {"json", "depth", "http.json_too_deep", 64, "levels"},
    {"json", "text", "http.json_text_too_long", 1024 * 1024, "bytes"},
    {"json", "key", "http.json_key_too_long", 256, "bytes"},
    {"json", "members", "http.json_members_too_many", 1'000, "members"}, // of one object
    {"json", "values", "http.json_values_too_many", 500'000, "values"},  // of the whole document
    {"json", "digits", "http.json_number_too_long", 40, "digits"},

    {"api", "page_rows", "http.query_integer", 200, "rows"},
    {"api", "found_rows", "http.query_integer", 100, "rows"}, // of a search
    {"api", "bulk_rows", "api.bulk", 1'000, "rows"},          // new records in one request
    {"api", "parameter_changes", "api.change", 20, "changes"},
    {"api", "webhook_topics", "api.member", 50, "topics"},

    {"file", "bytes", "sheet.too_large", 50 * 1024 * 1024, "bytes"},
    {"file", "unpacked", "sheet.too_large", 500 * 1024 * 1024, "bytes"},
    {"file", "ratio", "sheet.too_large", 100, "times the packed size"}, // beyond the first 8 MB
    {"file", "entries", "sheet.too_large", 256, "parts"},
    {"file", "depth", "sheet.too_large", 64, "levels"},
    {"file", "cell", "sheet.too_large", 32'767, "bytes"},
    {"file", "columns", "sheet.too_large", 500, "columns"},
    {"file", "rows", "sheet.too_large", 1'048'576, "rows"},
    // A register of 100,000 rows and 35 columns has 3.5 million.
    {"file", "cells", "sheet.too_large", 10'000'000, "cells"},

    // Of one account.
    {"access", "sessions", "", 20, "sessions"},
    {"access", "devices", "", 10, "devices"},
    {"access", "reveals", "access.reveals_spent", 60, "per hour"},
    {"access", "export_rows", "export.rows", 100'000, "rows"}, // of one file, whatever the role's right says
};

/// One line; a name that is none does not compile.
consteval Limit limit_line(std::string_view of, std::string_view name)
{
    for (const Limit& line : all_limits)
        if (line.of == of && line.name == name)
            return line;
    throw "no such limit";
}

consteval std::int64_t limit(std::string_view of, std::string_view name) { return limit_line(of, name).value; }

} // namespace huimin
