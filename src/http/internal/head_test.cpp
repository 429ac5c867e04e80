#include "http/internal/head.h"

#include <doctest/doctest.h>

using namespace huimin;
using namespace huimin::http;
using namespace huimin::http::internal;

namespace {

std::string reading(const std::string& head, const Limits& limits = {})
{
    const auto read = read_head(head, limits);
    return read ? "ok" : read.error().code;
}

/// A GET with these lines after its Host.
std::string with(const std::string& lines) { return "GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n"; }

} // namespace

TEST_CASE("a head is read as it is meant")
{
    const Head head = read_head("POST /a%20b?q=1 HTTP/1.1\r\nHost: huimin\r\nX-Name:\t two words \r\nEmpty:\r\n"
                                "content-length: 12\r\nExpect: 100-continue\r\n\r\n",
                                {})
                          .value();
    CHECK(head.method == "POST");
    CHECK(head.path == "/a%20b");
    CHECK(head.query == "q=1");
    CHECK(head.headers.find("x-name") == "two words");
    CHECK(head.headers.has("EMPTY"));
    CHECK(head.content_length == 12);
    CHECK(head.keep_alive);
    CHECK(head.expects_continue);
    CHECK(read_head(with("Transfer-Encoding: Chunked\r\n"), {}).value().chunked);
    CHECK_FALSE(read_head(with("Connection: close\r\n"), {}).value().keep_alive);
    CHECK_FALSE(read_head("GET / HTTP/1.0\r\n\r\n", {}).value().keep_alive);
    CHECK(read_head("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", {}).value().keep_alive);
}

TEST_CASE("what two readers could understand differently is refused")
{
    const struct {
        const char* what;
        std::string head, outcome;
    } cases[] = {
        {"a plain head", with(""), "ok"},
        {"no Host", "GET / HTTP/1.1\r\n\r\n", "http.host"},
        {"two Hosts", with("Host: b\r\n"), "http.host"},
        {"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", "ok"},
        {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\n", "http.version"},
        {"HTTP/0.9", "GET /\r\n\r\n", "http.request_line"},
        {"no version", "GET / \r\n\r\n", "http.request_line"},
        {"two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "http.target"},
        {"a tab", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", "http.request_line"},
        {"blank before", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", "http.request_line"},
        {"a whole address", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "http.target"},
        {"CONNECT", "CONNECT b:443 HTTP/1.1\r\nHost: a\r\n\r\n", "http.target"},
        {"a fragment", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n", "http.target"},
        {"raw Chinese", "GET /民 HTTP/1.1\r\nHost: a\r\n\r\n", "http.target"},
        {"a control character in the target", "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", "http.target"},
        {"the server as a whole", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "ok"},
        {"LF alone", "GET / HTTP/1.1\nHost: a\n\r\n\r\n", "http.line_end"},
        {"a bare CR", with("A: b\rC: d\r\n"), "http.line_end"},
        {"NUL in a value", with(std::string("A: b\0c\r\n", 8)), "http.header_form"},
        {"NUL in a name", with(std::string("A\0: b\r\n", 7)), "http.header_form"},
        {"a folded line", with("A: b\r\n c\r\n"), "http.header_form"},
        {"a line folded with a tab", with("A: b\r\n\tc\r\n"), "http.header_form"},
        {"the first field folded", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", "http.header_form"},
        {"blank before the colon", with("Content-Length : 5\r\n"), "http.header_form"},
        {"no colon", with("nonsense\r\n"), "http.header_form"},
        {"no name", with(": b\r\n"), "http.header_form"},
        {"a bracket in a name", with("A(b): c\r\n"), "http.header_form"},
        {"a length and chunks", with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), "http.framing"},
        {"chunks and a length", with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), "http.framing"},
        {"two lengths", with("Content-Length: 5\r\nContent-Length: 6\r\n"), "http.framing"},
        {"the same length twice", with("Content-Length: 5\r\nContent-Length: 5\r\n"), "http.framing"},
        {"a list of lengths", with("Content-Length: 5, 5\r\n"), "http.framing"},
        {"a signed length", with("Content-Length: +5\r\n"), "http.framing"},
        {"a negative length", with("Content-Length: -5\r\n"), "http.framing"},
        {"a hexadecimal length", with("Content-Length: 0x5\r\n"), "http.framing"},
        {"an empty length", with("Content-Length:\r\n"), "http.framing"},
        {"a length beyond 64 bits", with("Content-Length: 99999999999999999999\r\n"), "http.framing"},
        {"packed and chunked", with("Transfer-Encoding: gzip, chunked\r\n"), "http.framing"},
        {"chunked twice", with("Transfer-Encoding: chunked, chunked\r\n"), "http.framing"},
        {"chunked in two fields", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), "http.framing"},
        {"chunked disguised", with("Transfer-Encoding: xchunked\r\n"), "http.framing"},
        {"chunked with a vertical tab",
         with("Transfer-Encoding: \x0b"
              "chunked\r\n"),
         "http.header_form"},
        {"identity", with("Transfer-Encoding: identity\r\n"), "http.framing"},
        {"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "http.framing"},
        {"two tokens", with("Authorization: a\r\nauthorization: b\r\n"), "http.header_repeated"},
        {"two types", with("Content-Type: a\r\nContent-Type: a\r\n"), "http.header_repeated"},
        {"two Cookies", with("Cookie: a=1\r\nCookie: a=2\r\n"), "http.header_repeated"},
        {"two page tokens", with("X-CSRF-Token: a\r\nx-csrf-token: a\r\n"), "http.header_repeated"},
        {"two purposes", with("X-Purpose: a\r\nX-Purpose: b\r\n"), "http.header_repeated"},
        {"two matters", with("X-Matter: a\r\nX-Matter: b\r\n"), "http.header_repeated"},
        {"two keys", with("Idempotency-Key: a\r\nIdempotency-Key: a\r\n"), "http.header_repeated"},
        {"two lists", with("Accept: a\r\nAccept: b\r\n"), "ok"},
        {"another expectation", with("Expect: a miracle\r\n"), "http.expectation"},
    };
    for (const auto& row : cases)
        CHECK_MESSAGE(reading(row.head) == row.outcome, row.what);
}
