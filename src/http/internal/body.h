// Bodies as they arrive. Included by connection.cpp alone, so that Boost.Beast is compiled once.

#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "http/internal/loop.h"

namespace huimin::http::internal {

constexpr boost::asio::as_tuple_t<boost::asio::use_awaitable_t<Executor>> token{};

/// Bytes of a body, counted among all bodies for as long as they are held.
class Held {
public:
    explicit Held(std::atomic<std::int64_t>& all) : all_(all) {}
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    ~Held() { all_ -= held_; }

    bool take(std::int64_t bytes, std::int64_t most)
    {
        held_ += bytes;
        return (all_ += bytes) <= most;
    }

private:
    std::atomic<std::int64_t>& all_;
    std::int64_t held_ = 0;
};

/// Reads one body from a stream, whose deadline is the session's: `body_time` for the first MiB, and again for each.
template <class Stream>
class BodyReader {
public:
    BodyReader(Stream& stream, boost::beast::flat_buffer& buffer, Session& session, const Limits& limits)
        : stream_(stream), buffer_(buffer), session_(session), limits_(limits)
    {
        session_.enter(Session::Phase::reading, limits_.body_time);
    }

    /// A body of `size` bytes. Fails with http.body_cut, http.body_too_slow.
    Task<std::optional<Error>> read_plain(std::string& body, std::size_t size);
    /// A chunked body. Fails with these, http.chunks, http.body_too_large, and http.header_too_large: what stands
    /// beside the body (a chunk's extensions, the trailers), which nobody reads, is held to the header's limit.
    Task<std::optional<Error>> read_chunks(std::string& body, std::int64_t most);

private:
    static constexpr std::size_t step = 256 * 1024;
    static constexpr std::size_t mebibyte = 1024 * 1024;

    Error failed() const
    {
        if (session_.late)
            return beyond_limit("http.body_too_slow", limits_.body_time);
        return {Fault::invalid, "http.body_cut", "请求体没有发完就断开了", "请再提交一次",
                "the body ended too early; send it again"};
    }

    void received(std::size_t bytes)
    {
        if (bytes < next_)
            return;
        next_ = bytes + mebibyte;
        session_.enter(Session::Phase::reading, limits_.body_time);
    }

    Stream& stream_;
    boost::beast::flat_buffer& buffer_;
    Session& session_;
    const Limits& limits_;
    std::size_t next_ = mebibyte;
};

template <class Stream>
Task<std::optional<Error>> BodyReader<Stream>::read_plain(std::string& body, std::size_t size)
{
    const std::size_t here = std::min(size, buffer_.size());
    body.assign(static_cast<const char*>(buffer_.data().data()), here);
    buffer_.consume(here);
    while (body.size() < size) {
        // Room is made as bytes come, so that a promise of many costs nothing.
        const std::size_t had = body.size();
        body.resize(std::min(size, had + std::max(had / 2, step)));
        const auto [error, count] =
            co_await stream_.async_read_some(boost::asio::buffer(body.data() + had, body.size() - had), token);
        body.resize(had + (error ? 0 : count));
        if (error)
            co_return failed();
        received(body.size());
    }
    co_return std::nullopt;
}

template <class Stream>
Task<std::optional<Error>> BodyReader<Stream>::read_chunks(std::string& body, std::int64_t most)
{
    namespace beast = boost::beast;
    constexpr std::string_view head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    beast::http::request_parser<beast::http::string_body> parser;
    parser.body_limit(static_cast<std::uint64_t>(most));
    parser.header_limit(static_cast<std::uint32_t>(limits_.header));
    boost::system::error_code error;
    // The head is read already, strictly; the library gets one that says only how the body comes.
    parser.put(boost::asio::buffer(head), error);
    parser.eager(true);
    // The library waits for the end of an extension or of the trailers with all of it in the buffer.
    const std::size_t unbounded = buffer_.max_size();
    buffer_.max_size(std::max(buffer_.size(), static_cast<std::size_t>(limits_.header)));
    boost::asio::use_awaitable_t<Executor> awaitable;
    while (!error && !parser.is_done()) {
        co_await beast::http::async_read_some(stream_, buffer_, parser, boost::asio::redirect_error(awaitable, error));
        received(parser.get().body().size());
    }
    buffer_.max_size(unbounded);
    if (error == beast::http::error::buffer_overflow || error == beast::http::error::header_limit)
        co_return beyond_limit("http.header_too_large", limits_.header);
    if (error == beast::http::error::body_limit)
        co_return beyond_limit("http.body_too_large", most);
    const bool cut = error == beast::http::error::partial_message || error == beast::http::error::end_of_stream;
    if (error && !cut && error.category() == make_error_code(beast::http::error::bad_chunk).category())
        co_return Error{Fault::invalid, "http.chunks", "分块发送的请求体不合规范", "请换用标准的浏览器或客户端",
                        "the chunked body is malformed"};
    if (error)
        co_return failed();
    body = std::move(parser.get().body());
    co_return std::nullopt;
}

} // namespace huimin::http::internal
