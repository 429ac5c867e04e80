#include "http/internal/wire.h"

namespace huimin::http::internal {

namespace {

constexpr std::string_view always =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(self), geolocation=(self), microphone=(), payment=()\r\n";

void add(std::string& out, std::string_view name, std::string_view value)
{
    out.append(name).append(": ").append(value).append("\r\n");
}

} // namespace

void write_head(std::string& out, const Response& response, const WireFacts& facts)
{
    const int status = response.status();
    out.assign("HTTP/1.1 ").append(std::to_string(status)).append(" ").append(reason(status)).append("\r\n");
    add(out, "Date", facts.date);
    for (const auto& [name, value] : response.headers())
        add(out, name, value);
    const std::int64_t size = response.size();
    if (size >= 0 && status != 204 && status != 304)
        add(out, "Content-Length", std::to_string(size));
    if (!facts.keep_alive)
        add(out, "Connection", "close");
    if (response.header("Cache-Control").empty())
        add(out, "Cache-Control", "no-store");
    if (response.header("Content-Security-Policy").empty())
        add(out, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    add(out, "X-Request-Id", facts.request_number);
    out.append(always);
    if (facts.secure) // Browsers remember for a year to come by TLS only (RFC 6797).
        add(out, "Strict-Transport-Security", "max-age=31536000");
    out.append("\r\n");
}

} // namespace huimin::http::internal
