// The server: listens, serves the router's paths on one I/O thread per core, and stops without dropping what it began.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/limits.h"
#include "http/log.h"
#include "http/metrics.h"
#include "http/router.h"
#include "http/task.h"

namespace huimin::http {

struct Tls {
    std::string certificate_file; ///< PEM, the server's certificate first, then those above it
    std::string key_file;         ///< PEM
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: a free one
    std::size_t threads = 0; ///< 0: one per core
    std::optional<Tls> tls{};
    /// Networks of the proxies before us ("10.1.0.0/16"): their X-Forwarded-For and X-Forwarded-Proto are believed, and
    /// without TLS only they may connect.
    std::vector<std::string> proxies{};
    Limits limits{};
    Blocking::Options blocking{};
};

class Server {
public:
    /// Begins to serve. `log` and `metrics` must outlive the server. Fails with
    ///   http.address       the address is none of this machine's, or the port is taken
    ///   http.plain         neither loopback nor TLS nor proxies: logins would travel readable
    ///   http.certificate   certificate or key cannot be read, or do not belong together
    ///   http.proxy         one of the proxies is no network
    static Result<std::unique_ptr<Server>> start(ServerOptions, Router, Log& log, Metrics& metrics);

    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server(); ///< stops, and waits for blocking work that has begun

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::string origin() const; ///< "http://127.0.0.1:8080"

    /// Takes no more connections, closes idle ones and streams of events, and lets what runs end within
    /// `limits.drain_time`; then cuts it. From any thread, more than once. False when blocking work still runs.
    bool stop();

private:
    struct Inside;
    explicit Server(std::unique_ptr<Inside>);
    std::unique_ptr<Inside> inside_;
};

/// SIGTERM and SIGINT as something to wait for. Made before any thread is started.
class StopSignals {
public:
    StopSignals();
    void wait() const;
};

} // namespace huimin::http
