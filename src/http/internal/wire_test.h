// For the tests: the real server on a free port, and raw connections that can misbehave.

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/headers.h"
#include "http/server.h"

namespace huimin::http::test {

struct Reply {
    int status = 0; ///< 0: the connection ended without one
    Headers headers;
    std::string body;
};

/// One connection, in the hands of a client that may do what it likes.
class Wire {
public:
    explicit Wire(std::uint16_t port)
    {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
    }
    Wire(Wire&& other) noexcept
        : socket_(std::exchange(other.socket_, -1)), connected_(other.connected_), came_(std::move(other.came_))
    {
    }
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    ~Wire()
    {
        if (socket_ >= 0)
            ::close(socket_);
    }

    [[nodiscard]] bool connected() const { return connected_; }

    bool send(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    void half_close() { ::shutdown(socket_, SHUT_WR); }

    /// The next answer. `has_body` is false after HEAD.
    Reply reply(bool has_body = true)
    {
        Reply reply;
        std::size_t end;
        while ((end = came_.find("\r\n\r\n")) == std::string::npos)
            if (!more())
                return reply;
        std::string_view head = std::string_view(came_).substr(0, end + 2);
        reply.status = std::atoi(std::string(head.substr(9, 3)).c_str());
        head.remove_prefix(head.find("\r\n") + 2);
        while (!head.empty()) {
            const std::string_view line = head.substr(0, head.find("\r\n"));
            const std::size_t colon = line.find(": ");
            reply.headers.add(line.substr(0, colon), line.substr(colon + 2));
            head.remove_prefix(line.size() + 2);
        }
        came_.erase(0, end + 4);
        const std::string length(reply.headers.find("content-length"));
        const auto size = static_cast<std::size_t>(std::atoll(length.c_str()));
        if (!has_body || length.empty())
            return reply;
        while (came_.size() < size && more())
            continue;
        reply.body = came_.substr(0, size);
        came_.erase(0, size);
        return reply;
    }

    /// All that comes until the other side ends it or `milliseconds` went by without a byte.
    std::string rest(int milliseconds = 5'000)
    {
        while (more(milliseconds))
            continue;
        return std::exchange(came_, {});
    }

    /// What comes until `wanted` is among it.
    bool sees(std::string_view wanted)
    {
        while (came_.find(wanted) == std::string::npos)
            if (!more())
                return false;
        return true;
    }

    /// Whether the other side ends it within the time; bytes that come before count for nothing.
    bool ends(int milliseconds = 5'000)
    {
        ended_ = false;
        while (more(milliseconds))
            continue;
        return ended_;
    }

private:
    bool more(int milliseconds = 5'000)
    {
        pollfd wait{socket_, POLLIN, 0};
        if (::poll(&wait, 1, milliseconds) <= 0)
            return false;
        char bytes[65'536];
        const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
        if (count <= 0) {
            ended_ = true;
            return false;
        }
        came_.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    int socket_ = -1;
    bool connected_ = false, ended_ = false;
    std::string came_;
};

/// A server on a free port of loopback, with its log kept.
class Served {
public:
    explicit Served(Router router, ServerOptions options = {})
        : log([this](std::string_view lines) { keep(lines); }, [] { return std::int64_t(1'772'020'800'123); })
    {
        if (options.threads == 0)
            options.threads = 2;
        auto started = Server::start(std::move(options), std::move(router), log, metrics);
        REQUIRE_MESSAGE(started.ok(), (started.ok() ? "" : started.error().message));
        server = std::move(*started);
    }

    [[nodiscard]] Wire wire() const { return Wire(server->port()); }

    /// One request on a connection of its own.
    [[nodiscard]] Reply ask(std::string_view request) const
    {
        Wire one = wire();
        one.send(request);
        return one.reply();
    }
    [[nodiscard]] Reply get(std::string_view target) const
    {
        return ask("GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    [[nodiscard]] Reply post(std::string_view target, std::string_view body, std::string_view more_fields = {}) const
    {
        std::string request = "POST " + std::string(target) + " HTTP/1.1\r\nHost: a\r\nContent-Length: ";
        request.append(std::to_string(body.size())).append("\r\n");
        if (more_fields.find("Content-Type") == std::string_view::npos)
            request.append("Content-Type: application/json\r\n");
        return ask(request.append(more_fields).append("\r\n").append(body));
    }

    /// Whether the metrics come to hold this within five seconds: they count a request once its answer was taken.
    [[nodiscard]] bool measures(std::string_view text)
    {
        for (int i = 0; i < 2'500; ++i) {
            if (metrics.text().find(text) != std::string::npos)
                return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        return false;
    }

    /// The same for the log.
    [[nodiscard]] bool logs(std::string_view text)
    {
        for (int i = 0; i < 500; ++i) {
            if (logged().find(text) != std::string::npos)
                return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return false;
    }

    [[nodiscard]] std::string logged()
    {
        log.flush();
        const std::lock_guard hold(lock_);
        return lines_;
    }

private:
    void keep(std::string_view lines)
    {
        const std::lock_guard hold(lock_);
        lines_.append(lines);
    }

    std::mutex lock_;
    std::string lines_;

public:
    Log log;
    Metrics metrics;
    std::unique_ptr<Server> server;
};

/// The stable code in a problem's body; "-" when there is none.
inline std::string code_of(const Reply& reply)
{
    const std::string_view key = "\"code\":\"";
    const std::size_t at = reply.body.find(key);
    if (at == std::string::npos)
        return "-";
    const std::size_t begin = at + key.size();
    return reply.body.substr(begin, reply.body.find('"', begin) - begin);
}

inline std::string told(const Reply& reply) { return std::to_string(reply.status) + " " + code_of(reply); }

/// Answers "hello" at GET /hello, and the number of bytes it got at POST /count.
inline Router small_router(std::int64_t body_max = 1024)
{
    Router router;
    router.add({.path = "/hello", .handler = [](Request&) -> Task<Response> {
                    co_return Response::bytes("hello", "text/plain; charset=utf-8");
                }});
    router.add({.method = Method::post,
                .path = "/count",
                .handler = [](Request& request) -> Task<Response> {
                    co_return Response::json_text(std::to_string(request.body().size()));
                },
                .body_max = body_max});
    return router;
}

} // namespace huimin::http::test
