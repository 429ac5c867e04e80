#include "http/limits.h"

#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <thread>

#include "http/health.h"
#include "http/internal/unpack.h"
#include "http/internal/wire_test.h"

using namespace huimin;
using namespace huimin::http;
using namespace huimin::http::test;

namespace {

ServerOptions with(Limits limits) { return {.threads = 1, .limits = limits}; }

/// A GET of exactly `size` bytes, filled up with a field.
std::string request_of(std::size_t size)
{
    std::string head = "GET /hello HTTP/1.1\r\nHost: a\r\nX: ";
    return head + std::string(size - head.size() - 4, 'x') + "\r\n\r\n";
}

std::string fields(int count)
{
    std::string all = "GET /hello HTTP/1.1\r\nHost: a\r\n";
    for (int i = 1; i < count; ++i)
        all += "X: y\r\n";
    return all + "\r\n";
}

/// Zeros packed by gzip's own "stored" blocks, so that the test needs no packer.
std::string packed_zeros(std::uint16_t count)
{
    std::string all("\x1f\x8b\x08\0\0\0\0\0\0\x03\x01", 11);
    const auto add = [&](std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            all += static_cast<char>((value >> (8 * i)) & 0xff);
    };
    add(count, 2);
    add(static_cast<std::uint16_t>(~count), 2);
    all += std::string(count, '\0');
    std::uint32_t crc = 0xffffffff; // ISO 3309, bit by bit.
    for (int i = 0; i < count; ++i)
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0u);
    add(~crc, 4);
    add(count, 4);
    return all;
}

Router waiting_router(std::atomic<bool>& go)
{
    Router router = small_router();
    router.add({.method = Method::post,
                .path = "/wait",
                .handler = [&go](Request& request) -> Task<Response> {
                    co_return Response::nothing((co_await elsewhere(request.blocking(),
                                                                    [&go] {
                                                                        while (!go)
                                                                            std::this_thread::sleep_for(
                                                                                std::chrono::milliseconds(2));
                                                                    }))
                                                    ? 204
                                                    : 503);
                },
                .body_max = 1024});
    return router;
}

} // namespace

TEST_CASE(
    "sizes hold at their limit and are refused one above" *
    doctest::description("limits: request.target request.header request.header_count request.query_count request.body"))
{
    Served served(
        small_router(1'000),
        with({.target = 100, .header = 600, .header_count = 5, .query_count = 2, .body = 50, .unpacked = 70}));
    Router queries;
    queries.add({.path = "/hello",
                 .handler = [](Request&) -> Task<Response> { co_return Response::nothing(200); },
                 .query = {"a*"}});
    Served asked(std::move(queries), with({.query_count = 2}));
    const auto target = [](std::size_t size) {
        return "GET /" + std::string(size - 1, 'h') + " HTTP/1.1\r\nHost: a\r\n\r\n";
    };
    const struct {
        const char* what;
        Reply reply;
        std::string outcome;
    } cases[] = {
        {"target at", served.ask(target(100)), "404 http.path_unknown"},
        {"target above", served.ask(target(101)), "414 http.target_too_long"},
        {"target far above", served.ask(target(5'000)), "414 http.target_too_long"},
        {"header at", served.ask(request_of(600)), "200 -"},
        {"header above", served.ask(request_of(601)), "431 http.header_too_large"},
        {"header far above", served.ask(request_of(1'000'000)), "431 http.header_too_large"},
        {"fields at", served.ask(fields(5)), "200 -"},
        {"fields above", served.ask(fields(6)), "431 http.header_too_many"},
        {"query at", asked.get("/hello?a=1&a=2"), "200 -"},
        {"query above", asked.get("/hello?a=1&a=2&a=3"), "400 http.query_too_many"},
        {"body at", served.post("/count", std::string(50, ' ')), "200 -"},
        {"body above", served.post("/count", std::string(51, ' ')), "413 http.body_too_large"},
        {"body far above", served.post("/count", std::string(3'000'000, ' ')), "413 http.body_too_large"},
    };
    for (const auto& row : cases)
        CHECK_MESSAGE(told(row.reply) == row.outcome, row.what);
}

TEST_CASE("a chunked body is held to the same limit")
{
    Served served(small_router(50), with({}));
    const auto chunked = [&](std::size_t size) {
        char length[16];
        std::snprintf(length, sizeof length, "%zx", size);
        return told(served.ask("POST /count HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n14\r\n" +
                               std::string(20, ' ') + "\r\n" + length + "\r\n" + std::string(size, ' ') +
                               "\r\n0\r\n\r\n"));
    };
    CHECK(chunked(30) == "200 -");
    CHECK(chunked(31) == "413 http.body_too_large");
    CHECK(chunked(2'000'000) == "413 http.body_too_large");
}

TEST_CASE("what stands beside a chunked body is held to the header's limit")
{
    Served served(small_router(50), with({.header = 8'000}));
    const auto chunked = [&](const std::string& extension, const std::string& trailers) {
        return told(served.ask("POST /count HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n2" +
                               extension + "\r\n{}\r\n0\r\n" + trailers + "\r\n"));
    };
    CHECK(chunked(";" + std::string(7'900, 'a'), "") == "200 -");
    CHECK(chunked(";" + std::string(8'100, 'a'), "") == "431 http.header_too_large");
    CHECK(chunked("", "X: " + std::string(7'900, 'a') + "\r\n") == "200 -");
    CHECK(chunked("", "X: " + std::string(8'100, 'a') + "\r\n") == "431 http.header_too_large");
    Wire endless = served.wire(); // Nobody keeps what has no end.
    endless.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                 "Transfer-Encoding: chunked\r\n\r\n2;" +
                 std::string(500'000, 'a'));
    CHECK(told(endless.reply()) == "431 http.header_too_large");
}

TEST_CASE("a packed body is unpacked up to the limit" * doctest::description("limits: request.unpacked"))
{
    CHECK(internal::unpack_gzip(packed_zeros(1'000), 1'000).value() == std::string(1'000, '\0'));
    CHECK(internal::unpack_gzip(packed_zeros(1'001), 1'000).error().code == "http.unpacked_too_large");
    CHECK(internal::unpack_gzip("plain", 1'000).error().code == "http.gzip");
    CHECK(internal::unpack_gzip("", 1'000).error().code == "http.gzip");
    Served served(small_router(5'000), with({.unpacked = 70}));
    CHECK(served.post("/count", packed_zeros(70), "Content-Encoding: gzip\r\n").body == "70");
    CHECK(told(served.post("/count", packed_zeros(71), "Content-Encoding: gzip\r\n")) == "413 http.unpacked_too_large");
}

TEST_CASE("all bodies together have a limit" * doctest::description("limits: request.bodies"))
{
    std::atomic<bool> go{false};
    Served served(waiting_router(go), with({.bodies = 1'000}));
    Wire first = served.wire();
    first.send("POST /wait HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 600\r\n\r\n" +
               std::string(600, ' '));
    REQUIRE(served.measures("http_bodies_bytes 600"));
    CHECK(served.post("/count", std::string(400, ' ')).status == 200);
    const Reply refused = served.post("/count", std::string(401, ' '));
    CHECK(told(refused) == "503 http.bodies_too_large");
    CHECK(refused.headers.has("retry-after"));
    go = true;
    CHECK(first.reply().status == 204);
    CHECK(served.post("/count", std::string(1'000, ' ')).status == 200);
}

TEST_CASE("connections have a limit, beyond which only /health is answered" *
          doctest::description("limits: request.connections"))
{
    Metrics metrics;
    Router router = small_router();
    add_health(router, metrics, [] { return Done{}; });
    Served served(std::move(router), with({.connections = 3}));
    std::vector<Wire> wires;
    for (int i = 0; i < 3; ++i) {
        wires.push_back(served.wire());
        wires.back().send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
        CHECK(wires.back().reply().status == 200);
    }
    CHECK(told(served.get("/hello")) == "503 http.connections_too_many");
    CHECK(served.get("/health").status == 200);
    wires.pop_back();
    Reply reply;
    for (int i = 0; i < 100 && reply.status != 200; ++i) // Until the server has seen the other one go.
        reply = served.get("/hello");
    CHECK(reply.status == 200);
}

TEST_CASE("a connection is closed after its last request" * doctest::description("limits: request.connection_requests"))
{
    Served served(small_router(), with({.connection_requests = 3}));
    Wire wire = served.wire();
    for (int i = 0; i < 4; ++i)
        wire.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    for (int i = 0; i < 3; ++i) {
        const Reply reply = wire.reply();
        CHECK(reply.status == 200);
        CHECK(reply.headers.has("connection") == (i == 2));
    }
    CHECK(wire.ends());
}

TEST_CASE("who sends too slowly is told so, and who sends nothing is left" *
          doctest::description("limits: request.header_time request.body_time request.idle_time"))
{
    Served served(small_router(), with({.header_time = 400, .body_time = 400, .idle_time = 400}));
    Wire silent = served.wire();
    CHECK(silent.rest().empty());
    Wire slow_head = served.wire();
    slow_head.send("GET /hello HTTP/1.1\r\nHo");
    CHECK(told(slow_head.reply()) == "408 http.header_too_slow");
    CHECK(slow_head.ends());
    Wire slow_body = served.wire();
    slow_body.send(
        "POST /count HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n123");
    CHECK(told(slow_body.reply()) == "408 http.body_too_slow");
    CHECK(slow_body.ends());
    Wire slow_chunks = served.wire();
    slow_chunks.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                     "Transfer-Encoding: chunked\r\n\r\n5\r\nab");
    CHECK(told(slow_chunks.reply()) == "408 http.body_too_slow");
    Wire drop_by_drop = served.wire(); // Slowloris: never silent, never done.
    drop_by_drop.send("GET /hello HTTP/1.1\r\n");
    for (int i = 0; i < 100 && drop_by_drop.send("X: y\r\n"); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(told(drop_by_drop.reply()) == "408 http.header_too_slow");
    Wire idle = served.wire();
    idle.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(idle.reply().status == 200);
    CHECK(idle.rest().empty());
    CHECK(idle.ends());
}

TEST_CASE("who does not take the answer is cut off" * doctest::description("limits: request.write_time"))
{
    Router router;
    router.add({.path = "/much", .handler = [](Request&) -> Task<Response> {
                    co_return Response::bytes(std::string(64 * 1024 * 1024, 'x'), "text/plain");
                }});
    Served served(std::move(router), with({.write_time = 200}));
    Wire wire = served.wire();
    wire.send("GET /much HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(served.logs("/much"));
    CHECK(wire.rest().size() < 64 * 1024 * 1024);
}

TEST_CASE("an address and an account may ask only so often, /health always" *
          doctest::description("limits: request.address_burst request.key_burst"))
{
    Metrics metrics;
    Router router = small_router();
    add_health(router, metrics, [] { return Done{}; });
    router.guard([](Request& request, const Route&) -> Task<std::optional<Response>> {
        request.account_key = request.bearer();
        co_return std::nullopt;
    });
    Served served(std::move(router), with({.address_rate = 1, .address_burst = 8, .key_rate = 1, .key_burst = 3}));
    const auto as = [&](const std::string& who) {
        return served.ask("GET /hello HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + who + "\r\n\r\n");
    };
    for (int i = 0; i < 3; ++i)
        CHECK(as("one").status == 200);
    const Reply refused = as("one");
    CHECK(told(refused) == "429 http.key_too_often");
    CHECK(refused.headers.find("retry-after") == "1");
    for (int i = 0; i < 3; ++i)
        CHECK(as("two").status == 200);
    CHECK(told(as("two")) == "429 http.key_too_often");
    CHECK(told(as("three")) == "429 http.address_too_often");
    CHECK(served.get("/health").status == 200);
}

TEST_CASE("a server starts with the limits of the table, each under its name")
{
    const auto lines = [](std::string_view of) {
        return std::ranges::count_if(all_limits, [&](const Limit& line) { return line.of == of; });
    };
    CHECK(std::ssize(limit_rows()) == lines("request"));
    CHECK(std::ssize(json_limit_rows()) == lines("json"));
    for (const Limit& line : all_limits) {
        for (const LimitRow& row : limit_rows())
            if (line.of == "request" && row.name == line.name)
                CHECK_MESSAGE(Limits().*row.value == line.value, line.name);
        for (const JsonLimitRow& row : json_limit_rows())
            if (line.of == "json" && row.name == line.name)
                CHECK_MESSAGE(JsonLimits().*row.value == line.value, line.name);
    }
}

TEST_CASE("every limit has a code that was provoked above, and a wording")
{
    std::set<std::string_view> codes;
    for (const LimitRow& row : limit_rows())
        if (!row.code.empty()) {
            codes.insert(row.code);
            const Error error = beyond_limit(row.code, 12'345);
            CHECK(status_of(error) == row.status);
            CHECK_MESSAGE(error.message.find("`12345`") != std::string::npos, row.code);
            CHECK_FALSE(error.remedy.empty());
        }
    for (const JsonLimitRow& row : json_limit_rows())
        CHECK(status_of(beyond_limit(row.code, 1)) == 400);
    CHECK(codes == std::set<std::string_view>{"http.target_too_long", "http.header_too_large", "http.header_too_many",
                                              "http.query_too_many", "http.body_too_large", "http.unpacked_too_large",
                                              "http.bodies_too_large", "http.connections_too_many",
                                              "http.header_too_slow", "http.body_too_slow", "http.address_too_often",
                                              "http.key_too_often"});
}

TEST_CASE("work beyond the queue, or too late, is refused and not begun")
{
    std::atomic<bool> go{false};
    ServerOptions options = with({});
    options.blocking = {.threads = 1, .queue_max = 1, .wait_max = std::chrono::milliseconds(50)};
    Served served(waiting_router(go), options);
    const auto ask = [&](Wire& wire) { wire.send("POST /wait HTTP/1.1\r\nHost: a\r\n\r\n"); };
    Wire running = served.wire(), waiting = served.wire(), third = served.wire();
    ask(running);
    REQUIRE(served.measures("http_blocking_running 1"));
    ask(waiting);
    REQUIRE(served.measures("http_blocking_waiting 1"));
    ask(third);
    CHECK(third.reply().status == 503);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    go = true;
    CHECK(running.reply().status == 204);
    CHECK(waiting.reply().status == 503);
}
