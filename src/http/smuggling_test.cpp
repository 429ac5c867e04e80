// What reaches the server as bytes that no honest client sends: each gets a refusal and the end of its connection, and
// what was hidden behind it is never answered.

#include <doctest/doctest.h>

#include <thread>

#include "http/internal/wire_test.h"

using namespace huimin;
using namespace huimin::http;
using namespace huimin::http::test;

TEST_CASE("a request hidden behind another is never answered")
{
    Served served(small_router());
    const std::string hidden = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
    const std::string post = "POST /count HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    const struct {
        const char* what;
        std::string bytes, outcome;
    } cases[] = {
        {"length and chunks", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
         "400 http.framing"},
        {"chunks and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + hidden,
         "400 http.framing"},
        {"two lengths", post + "Content-Length: 0\r\nContent-Length: 40\r\n\r\n" + hidden, "400 http.framing"},
        {"blank before the colon", post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + hidden,
         "400 http.header_form"},
        {"folded", post + "X: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden, "400 http.header_form"},
        {"bare CR", post + "X: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden, "400 http.line_end"},
        {"bare LF", post + "X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden, "400 http.line_end"},
        {"NUL", post + std::string("X: y\0\r\n\r\n", 9) + hidden, "400 http.header_form"},
        {"a chunk's size is no number", post + "Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n" + hidden,
         "400 http.chunks"},
        {"a chunk's size is signed", post + "Transfer-Encoding: chunked\r\n\r\n-1\r\nab\r\n0\r\n\r\n" + hidden,
         "400 http.chunks"},
        {"a chunk's size overflows",
         post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nab\r\n0\r\n\r\n" + hidden, "400 http.chunks"},
        {"a chunk is longer than told", post + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n" + hidden,
         "400 http.chunks"},
        {"a chunk ends with LF alone", post + "Transfer-Encoding: chunked\r\n\r\n2\nab\n0\r\n\r\n" + hidden,
         "400 http.chunks"},
        {"a refused body is a request",
         post + "Content-Length: 2000\r\n\r\n" + hidden + std::string(1'966, ' ') + hidden, "413 http.body_too_large"},
        {"a body where none is taken",
         "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(hidden.size()) + "\r\n\r\n" + hidden +
             hidden,
         "413 http.body_not_taken"},
        {"nothing like HTTP", "\x16\x03\x01\x02\r\n\r\n" + hidden, "400 http.request_line"},
    };
    for (const auto& row : cases) {
        Wire wire = served.wire();
        wire.send(row.bytes);
        const Reply reply = wire.reply();
        CHECK_MESSAGE(told(reply) == row.outcome, row.what);
        CHECK_MESSAGE(reply.headers.find("connection") == "close", row.what);
        wire.half_close();
        CHECK_MESSAGE(wire.rest().empty(), row.what);
    }
}

TEST_CASE("a refusal arrives although its body is still being sent")
{
    Served served(small_router());
    for (int i = 0; i < 20; ++i) {
        Wire wire = served.wire();
        wire.send(
            "POST /count HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n");
        wire.send(std::string(500'000, ' '));
        CHECK(told(wire.reply()) == "413 http.body_too_large");
    }
}

TEST_CASE("a client that goes away in the middle leaves nothing behind")
{
    Served served(small_router());
    for (const char* part :
         {"", "GET", "GET /hello HTTP/1.1\r\n",
          "POST /count HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n12"})
        for (int i = 0; i < 50; ++i)
            served.wire().send(part);
    CHECK(served.measures("http_connections 0"));
    CHECK(served.measures("http_bodies_bytes 0"));
    CHECK(served.get("/hello").status == 200);
}
