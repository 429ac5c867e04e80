// What happens to a request between the bytes and its handler: routing, refusals, the guard, the record. Knows no
// sockets.

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "http/internal/head.h"
#include "http/internal/peer.h"
#include "http/limits.h"
#include "http/log.h"
#include "http/metrics.h"
#include "http/rate.h"
#include "http/router.h"
#include "http/task.h"

namespace huimin::http::internal {

/// One request on its way.
struct Visit {
    std::optional<Request> request; ///< none when the head could not be read
    std::array<std::uint8_t, 16> number{};
    const Route* route = nullptr;
    std::string path;   ///< decoded
    std::string packed; ///< Content-Encoding of the body
    std::string rate_key;
    bool beyond_connections = false;
    bool head_only = false;
    std::string_view method;
    std::chrono::steady_clock::time_point begun{};
    std::int64_t bytes_in = 0;
};

/// Shared by all I/O threads of a server.
class Reception {
public:
    Reception(Router router, Limits limits, Proxies proxies, Blocking::Options, Log&, Metrics&, bool tls);
    ~Reception();

    /// Makes the request of a head and finds its route.
    /// Takes path, query and fields away. `here`: the socket's own end.
    void enter(Visit&, Head&, const boost::asio::ip::address& socket_peer, const boost::asio::ip::address& here);
    /// What refuses a request before its body is read and the guard is asked: unknown path, wrong method or content,
    /// unknown query parameters, too many requests. For OPTIONS and files it is the answer itself.
    std::optional<Response> check(Visit&, const Head&);
    [[nodiscard]] bool has_guard() const { return bool(router_.guard()); }
    /// The guard's refusal, or too many requests of one account.
    Task<std::optional<Response>> ask_guard(Visit&);
    Task<Response> answer(Visit&);
    /// Blocking work that has not begun is dropped from now on.
    void close_blocking() { blocking_.close(); }
    [[nodiscard]] const Proxies& proxies() const { return proxies_; }
    [[nodiscard]] Log& log() { return log_; }
    void record(const Visit&, const Response&, std::int64_t bytes_out);

    /// How many bytes the body of this visit may have.
    [[nodiscard]] std::int64_t body_max(const Visit&) const;

    const Limits limits;
    std::atomic<std::int64_t> connections{0}, bodies{0}, streams{0};
    std::atomic<bool> stopping{false};

private:
    std::optional<Response> check_path(Visit&, Method);
    std::optional<Response> check_rate(RateLimit&, std::string_view key, std::string_view code,
                                       std::int64_t rate) const;
    [[nodiscard]] std::optional<Error> check_content(Visit&, const Head&) const;
    Response broken(const Visit&, std::string_view what) const;

    struct Counted;
    Router router_;
    Proxies proxies_;
    Blocking blocking_;
    Log& log_;
    Metrics& metrics_;
    bool tls_;
    RateLimit address_rate_, key_rate_;
    std::unique_ptr<Counted> counted_;
};

/// 16 bytes that nobody can foresee.
[[nodiscard]] std::array<std::uint8_t, 16> draw_number();

} // namespace huimin::http::internal
