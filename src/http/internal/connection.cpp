#include "http/internal/connection.h"

#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include <sys/socket.h>

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "base/sm3.h"
#include "http/internal/body.h"
#include "http/internal/unpack.h"
#include "http/internal/wire.h"

namespace asio = boost::asio;

namespace huimin::http::internal {

namespace {

using Bytes = std::string_view;
constexpr std::size_t read_size = 4 * 1024;
constexpr std::size_t write_size = 256 * 1024;
constexpr std::chrono::seconds heart_beat{15};

/// What waiting for a head ended with.
struct Arrived {
    std::size_t size = 0; ///< of the head; 0 when the client is gone
    std::optional<Error> refusal{};
};

template <class Stream>
class Connection final : public Session {
public:
    static constexpr bool is_tls = !std::is_same_v<Stream, Socket>;

    Connection(Loop& loop, Stream stream, bool beyond)
        : loop_(loop), limits_(loop.reception.limits), stream_(std::move(stream)), timer_(loop.io), beyond_(beyond)
    {
        boost::system::error_code error;
        peer_ = socket().remote_endpoint(error).address();
        here_ = socket().local_endpoint(error).address();
        socket().set_option(asio::ip::tcp::no_delay(true), error);
        socket().non_blocking(true, error);
        loop_.sessions.insert(this);
    }

    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    ~Connection() override
    {
        loop_.sessions.erase(this);
        --loop_.reception.connections;
        if (loop_.stopping && loop_.sessions.empty())
            loop_.tick.cancel();
    }

    Task<void> run();

    void cut() override
    {
        boost::system::error_code ignored;
        socket().close(ignored);
        timer_.cancel();
    }
    void stop_reading() override
    {
        boost::system::error_code ignored;
        socket().cancel(ignored);
    }
    void wake() override { timer_.cancel(); }

private:
    enum class After {
        next,   ///< another request may come
        finish, ///< all that came was read
        linger, ///< more was sent than was read
        close,
    };
    class Outlet;

    Task<bool> shake_hands();
    Task<After> exchange();
    Task<Arrived> next_head();
    /// None: the body stands in the request.
    Task<std::optional<Error>> read_body(Visit&, const Head&, Held&);
    Task<bool> send(Visit&, Response&, bool keep);
    Task<bool> send_file(const OpenFile&);
    Task<bool> send_events(Visit&, const Response::Events&);
    Task<bool> write(Bytes, Bytes = {});
    Task<void> end(bool all_read);

    Bytes arrived() const { return {static_cast<const char*>(buffer_.data().data()), buffer_.size()}; }

    Socket& socket()
    {
        if constexpr (is_tls)
            return stream_.next_layer();
        else
            return stream_;
    }

    bool listener_left()
    {
        char byte;
        return ::recv(socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
    }

    Loop& loop_;
    const Limits& limits_;
    Stream stream_;
    Timer timer_;
    asio::ip::address peer_, here_;
    boost::beast::flat_buffer buffer_;
    std::string head_;
    std::int64_t requests_ = 0, bytes_out_ = 0;
    Clock::time_point last_write_{};
    bool beyond_;
};

template <class Stream>
Task<void> Connection<Stream>::run()
{
    After after = After::next;
    if constexpr (is_tls)
        if (!co_await shake_hands())
            after = After::close;
    while (after == After::next)
        after = co_await exchange();
    if (after != After::close)
        co_await end(after == After::finish);
    cut();
}

template <class Stream>
Task<bool> Connection<Stream>::shake_hands()
{
    enter(Phase::reading, limits_.header_time);
    if constexpr (is_tls) {
        const auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::server, token);
        co_return !error;
    }
    co_return true;
}

template <class Stream>
Task<typename Connection<Stream>::After> Connection<Stream>::exchange()
{
    const Arrived come = co_await next_head();
    if (come.size == 0 && !come.refusal)
        co_return After::close;
    enter(Phase::working);
    Visit visit;
    visit.begun = Clock::now();
    visit.number = draw_number();
    visit.beyond_connections = beyond_;
    visit.bytes_in = static_cast<std::int64_t>(come.size);
    ++requests_;
    Reception& reception = loop_.reception;
    Result<Head> head = come.refusal ? Result<Head>(*come.refusal) : read_head(arrived().substr(0, come.size), limits_);
    std::optional<Response> response;
    Held held(reception.bodies);
    bool unread = true; // Where a request's end is not known or not reached, no other can follow.
    if (head) {
        buffer_.consume(come.size);
        unread = head->has_body();
        reception.enter(visit, *head, peer_, here_);
        response = reception.check(visit, *head);
        if (!response && reception.has_guard())
            response = co_await reception.ask_guard(visit);
        if (!response && unread) {
            response = co_await read_body(visit, *head, held);
            unread = response.has_value();
        }
        enter(Phase::working);
        if (!response)
            response = co_await reception.answer(visit);
    } else {
        response = std::move(head).error();
    }
    const bool keep =
        !unread && head->keep_alive && !loop_.stopping && !beyond_ && requests_ < limits_.connection_requests;
    const bool sent = co_await send(visit, *response, keep);
    reception.record(visit, *response, bytes_out_);
    co_return !sent ? After::close : keep ? After::next : unread ? After::linger : After::finish;
}

template <class Stream>
Task<Arrived> Connection<Stream>::next_head()
{
    std::size_t searched = 0;
    enter(Phase::idle, requests_ == 0 ? limits_.header_time : limits_.idle_time);
    for (;;) {
        for (; arrived().substr(0, 2) == "\r\n"; searched = 0) // RFC 9112 §2.2: an empty line before is no harm.
            buffer_.consume(2);
        const std::size_t end = arrived().find("\r\n\r\n", searched < 3 ? 0 : searched - 3);
        if (end != Bytes::npos)
            co_return Arrived{end + 4};
        if (auto refusal = beyond_head(arrived(), limits_))
            co_return Arrived{0, std::move(refusal)};
        if (arrived().empty() && loop_.stopping)
            co_return Arrived{};
        if (phase == Phase::idle && !arrived().empty())
            enter(Phase::reading, limits_.header_time);
        searched = buffer_.size();
        const auto [error, size] = co_await stream_.async_read_some(buffer_.prepare(read_size), token);
        if (error && late && !arrived().empty())
            co_return Arrived{0, beyond_limit("http.header_too_slow", limits_.header_time)};
        if (error)
            co_return Arrived{};
        buffer_.commit(size);
    }
}

template <class Stream>
Task<std::optional<Error>> Connection<Stream>::read_body(Visit& visit, const Head& head, Held& held)
{
    const std::int64_t most = loop_.reception.body_max(visit);
    if (!held.take(head.chunked ? most : head.content_length, limits_.bodies))
        co_return beyond_limit("http.bodies_too_large", limits_.bodies);
    if (head.expects_continue && buffer_.size() == 0)
        co_await write("HTTP/1.1 100 Continue\r\n\r\n");
    BodyReader<Stream> reader(stream_, buffer_, *this, limits_);
    std::string body;
    std::optional<Error> failed;
    if (head.chunked)
        failed = co_await reader.read_chunks(body, most);
    else
        failed = co_await reader.read_plain(body, static_cast<std::size_t>(head.content_length));
    if (failed)
        co_return failed;
    visit.bytes_in += static_cast<std::int64_t>(body.size());
    if (same_token(visit.packed, "gzip")) {
        const std::int64_t unpacked_max = std::min(limits_.unpacked, limits_.bodies);
        auto unpacked = unpack_gzip(body, unpacked_max);
        if (!unpacked)
            co_return std::move(unpacked).error();
        if (!held.take(static_cast<std::int64_t>(unpacked->size()), limits_.bodies))
            co_return beyond_limit("http.bodies_too_large", limits_.bodies);
        body = std::move(*unpacked);
    }
    visit.request->set_body(std::move(body));
    co_return std::nullopt;
}

template <class Stream>
Task<bool> Connection<Stream>::send(Visit& visit, Response& response, bool keep)
{
    const std::string number = hex(visit.number);
    response.tell_problem(number);
    const bool events = std::holds_alternative<Response::Events>(response.body());
    write_head(head_, response, {loop_.date(), number, keep && !events, visit.request && visit.request->secure()});
    bytes_out_ = 0;
    if (visit.head_only || response.status() == 304)
        co_return co_await write(head_);
    if (const auto* bytes = std::get_if<std::string>(&response.body()))
        co_return co_await write(head_, *bytes);
    if (const auto* shared = std::get_if<Response::Shared>(&response.body()))
        co_return co_await write(head_, **shared);
    if (!co_await write(head_))
        co_return false;
    if (const auto* file = std::get_if<Response::File>(&response.body()))
        co_return co_await send_file(**file);
    co_await send_events(visit, std::get<Response::Events>(response.body()));
    co_return false;
}

template <class Stream>
Task<bool> Connection<Stream>::send_file(const OpenFile& file)
{
    std::string piece(static_cast<std::size_t>(std::min<std::int64_t>(file.size(), write_size)), '\0');
    for (std::int64_t at = 0; at < file.size();) {
        const std::int64_t wanted = std::min<std::int64_t>(file.size() - at, write_size);
        const std::int64_t got = file.read(at, piece.data(), wanted);
        if (got <= 0 || !co_await write(Bytes(piece).substr(0, static_cast<std::size_t>(got))))
            co_return false; // The length was promised: a file that shrank ends the connection.
        at += got;
    }
    co_return true;
}

/// The stream a handler writes its events to.
template <class Stream>
class Connection<Stream>::Outlet final : public EventStream {
public:
    Outlet(Connection& connection, std::string last) : connection_(connection), last_(std::move(last)) {}

    Task<bool> send(Event event) override
    {
        if (connection_.loop_.stopping)
            co_return false;
        const std::string bytes = write_event(event);
        const bool sent = co_await connection_.write(bytes);
        connection_.enter(Phase::streaming);
        co_return sent;
    }

    Task<bool> pause(std::chrono::milliseconds time) override
    {
        const Clock::time_point until = Clock::now() + time;
        for (;;) {
            connection_.enter(Phase::streaming);
            if (connection_.loop_.stopping || !connection_.socket().is_open() || connection_.listener_left())
                co_return false;
            const Clock::time_point now = Clock::now(), beat = connection_.last_write_ + heart_beat;
            if (now >= until)
                co_return true;
            if (now >= beat && !co_await connection_.write(":\n\n"))
                co_return false;
            connection_.enter(Phase::streaming);
            connection_.timer_.expires_at(std::min(until, connection_.last_write_ + heart_beat));
            co_await connection_.timer_.async_wait(token);
        }
    }

    std::string_view last_event_id() const override { return last_; }

private:
    Connection& connection_;
    std::string last_;
};

template <class Stream>
Task<bool> Connection<Stream>::send_events(Visit& visit, const Response::Events& write_all)
{
    Outlet outlet(*this, std::string(visit.request->header("last-event-id")));
    ++loop_.reception.streams;
    enter(Phase::streaming);
    std::string thrown;
    try {
        co_await write_all(outlet);
    } catch (const std::exception& error) {
        thrown = error.what();
    }
    --loop_.reception.streams;
    if (!thrown.empty())
        loop_.reception.log().note("http.broken", {{"request", hex(visit.number)}, {"what", thrown}});
    boost::system::error_code ignored;
    socket().shutdown(asio::socket_base::shutdown_send, ignored);
    co_return thrown.empty();
}

template <class Stream>
Task<bool> Connection<Stream>::write(Bytes one, Bytes two)
{
    while (!one.empty() || !two.empty()) {
        std::array<asio::const_buffer, 2> parts{asio::buffer(one), asio::buffer(two.substr(0, write_size))};
        boost::system::error_code error;
        std::size_t count = 0;
        if constexpr (!is_tls) // Most answers fit the socket's buffer: then nobody has to wait.
            count = stream_.write_some(parts, error);
        if (is_tls || error == asio::error::would_block) {
            enter(Phase::writing, limits_.write_time);
            std::tie(error, count) = co_await stream_.async_write_some(parts, token);
        }
        if (error)
            co_return false;
        bytes_out_ += static_cast<std::int64_t>(count);
        const std::size_t of_one = std::min(count, one.size());
        one.remove_prefix(of_one);
        two.remove_prefix(count - of_one);
    }
    last_write_ = Clock::now();
    co_return true;
}

/// Ends a connection so that the last answer arrives: what the client still sends is thrown away for a while, because
/// closing over unread bytes would make its system throw the answer away (RFC 9112 §9.6).
template <class Stream>
Task<void> Connection<Stream>::end(bool all_read)
{
    enter(Phase::writing, 2'000);
    boost::system::error_code error;
    if constexpr (is_tls) {
        if (all_read) {
            co_await stream_.async_shutdown(token);
            co_return;
        }
    } else {
        socket().shutdown(asio::socket_base::shutdown_send, error);
    }
    for (std::size_t left = 1024 * 1024; left > 0;) {
        buffer_.consume(buffer_.size());
        const auto [failed, size] = co_await socket().async_read_some(buffer_.prepare(read_size), token);
        if (failed)
            co_return;
        left -= std::min(left, size);
    }
}

} // namespace

Task<void> serve_plain(Loop& loop, Socket socket, bool beyond)
{
    Connection<Socket> connection(loop, std::move(socket), beyond);
    co_await connection.run();
}

Task<void> serve_tls(Loop& loop, Socket socket, asio::ssl::context& context, bool beyond)
{
    Connection<asio::ssl::stream<Socket>> connection(loop, asio::ssl::stream<Socket>(std::move(socket), context),
                                                     beyond);
    co_await connection.run();
}

} // namespace huimin::http::internal
