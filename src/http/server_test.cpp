#include "http/server.h"

#include <doctest/doctest.h>

#include <thread>

#include "http/health.h"
#include "http/internal/wire_test.h"

using namespace huimin;
using namespace huimin::http;
using namespace huimin::http::test;

namespace {

Router full_router(Metrics& metrics)
{
    Router router = small_router();
    add_health(router, metrics, [] { return Done{}; });
    router.add({.path = "/persons/{key}",
                .handler = [](Request& request) -> Task<Response> {
                    const std::int64_t key = CO_TRY(request.parameter_integer("key"));
                    const std::int64_t count = CO_TRY(request.query().integer("count", 1, 10, 3));
                    co_return Response::json({{"key", key}, {"count", count}}).with_version("7");
                },
                .query = {"count"}});
    router.add({.path = "/store/{outcome}", .handler = [](Request& request) -> Task<Response> {
                    const std::string wanted(request.parameter("outcome"));
                    const auto work = [&wanted]() -> Result<std::string> {
                        if (wanted == "throw")
                            throw std::runtime_error("secret of the store");
                        if (wanted == "conflict")
                            return Error{Fault::conflict, "store.clash", "已被别人改过", "请刷新", "changed"};
                        return wanted + std::string(" done");
                    };
                    const auto loop = std::this_thread::get_id();
                    const std::string text = CO_TRY(co_await elsewhere(request.blocking(), work));
                    VERIFY(loop == std::this_thread::get_id());
                    co_return Response::bytes(text, "text/plain");
                }});
    return router;
}

std::size_t count(std::string_view text, std::string_view what)
{
    std::size_t times = 0;
    for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
        ++times;
    return times;
}

} // namespace

TEST_CASE("a request is answered with what protects the browser")
{
    Served served(small_router());
    const Reply reply = served.get("/hello");
    CHECK(reply.status == 200);
    CHECK(reply.body == "hello");
    const struct {
        const char *name, *value;
    } fields[] = {
        {"Content-Type", "text/plain; charset=utf-8"},
        {"Content-Length", "5"},
        {"Cache-Control", "no-store"},
        {"X-Content-Type-Options", "nosniff"},
        {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
        {"Referrer-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
    };
    for (const auto& [name, value] : fields)
        CHECK_MESSAGE(reply.headers.find(name) == value, name);
    CHECK(reply.headers.find("X-Request-Id").size() == 32);
    CHECK(reply.headers.find("Date").size() == 29);
    CHECK_FALSE(reply.headers.has("Strict-Transport-Security"));
    CHECK_FALSE(reply.headers.has("Server"));
}

TEST_CASE("parameters, queries and errors of a handler become JSON and problems")
{
    Metrics metrics;
    Served served(full_router(metrics));
    CHECK(served.get("/persons/42?count=5").body == R"({"key":42,"count":5})");
    CHECK(served.get("/persons/42").headers.find("etag") == "\"7\"");
    const struct {
        const char *target, *outcome;
    } cases[] = {
        {"/persons/x", "404 http.path_integer"},
        {"/persons/1?count=11", "400 http.query_integer"},
        {"/persons/1?page=1", "400 http.query_unknown"},
        {"/persons/1?count=1&count=2", "400 http.query_repeated"},
        {"/persons/%ff", "400 http.text"},
        {"/persons/..", "400 http.path"},
        {"/persons/%", "400 http.percent"},
        {"/nowhere", "404 http.path_unknown"},
        {"/store/conflict", "409 store.clash"},
        {"/store/throw", "500 http.broken"},
    };
    for (const auto& row : cases)
        CHECK_MESSAGE(told(served.get(row.target)) == row.outcome, row.target);
    CHECK(served.get("/store/work").body == "work done");
    CHECK(served.get("/store/throw").body.find("secret") == std::string::npos);
    CHECK(served.logs("secret of the store"));
}

TEST_CASE("a problem tells what happened, what to do, and which request it was")
{
    Served served(small_router());
    const Reply reply = served.get("/nowhere");
    CHECK(reply.headers.find("content-type") == "application/problem+json");
    const auto problem = read_json(reply.body).value().as_object();
    const std::string number(reply.headers.find("x-request-id"));
    CHECK(problem.at("type").as_string() == "urn:huimin:problem:http.path_unknown");
    CHECK(problem.at("title").as_string() == "Not Found");
    CHECK(problem.at("status").as_int64() == 404);
    CHECK(problem.at("detail").as_string() == "没有这个网址");
    CHECK(problem.at("remedy").as_string() == "请检查网址是否写错");
    CHECK(problem.at("instance").as_string() == ("urn:huimin:request:" + number).c_str());
    CHECK(served.logs("\"request\":\"" + number + "\""));
}

TEST_CASE("methods: HEAD is GET without a body, OPTIONS and 405 tell what is allowed")
{
    Served served(small_router());
    Wire wire = served.wire();
    wire.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\nOPTIONS /count HTTP/1.1\r\nHost: a\r\n\r\n"
              "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\nDELETE /hello HTTP/1.1\r\nHost: a\r\n\r\n"
              "BREW /hello HTTP/1.1\r\nHost: a\r\n\r\nTRACE /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    const Reply head = wire.reply(false);
    CHECK(head.status == 200);
    CHECK(head.headers.find("content-length") == "5");
    const Reply options = wire.reply();
    CHECK(options.status == 204);
    CHECK(options.headers.find("allow") == "POST, OPTIONS");
    CHECK(wire.reply().status == 204);
    const Reply refused = wire.reply();
    CHECK(told(refused) == "405 http.method_not_allowed");
    CHECK(refused.headers.find("allow") == "GET, HEAD, OPTIONS");
    CHECK(told(wire.reply()) == "501 http.method_unknown");
    CHECK(told(wire.reply()) == "501 http.method_unknown");
}

TEST_CASE("a connection serves many requests, pipelined ones in their order")
{
    Metrics metrics;
    Served served(full_router(metrics));
    Wire wire = served.wire();
    std::string all;
    for (int i = 0; i < 1'000; ++i)
        all += "GET /persons/" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    std::thread sender([&] { wire.send(all); });
    int right = 0;
    for (int i = 0; i < 1'000; ++i)
        right += wire.reply().body == "{\"key\":" + std::to_string(i) + ",\"count\":3}";
    sender.join();
    CHECK(right == 1'000);
}

TEST_CASE("a request may come byte by byte, and after an empty line")
{
    Served served(small_router());
    Wire wire = served.wire();
    for (const char c : std::string("\r\n\r\nPOST /count HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                                    "Content-Length: 3\r\n\r\nabc"))
        wire.send({&c, 1});
    CHECK(wire.reply().body == "3");
}

TEST_CASE("a client that closes its side after asking is still answered")
{
    Metrics metrics;
    Served served(full_router(metrics));
    Wire wire = served.wire();
    wire.send("GET /store/slow HTTP/1.1\r\nHost: a\r\n\r\n");
    wire.half_close();
    CHECK(wire.reply().body == "slow done");
    CHECK(wire.ends(1'000));
}

TEST_CASE("a connection ends when the client says so")
{
    Served served(small_router());
    for (const char* request :
         {"GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET /hello HTTP/1.0\r\n\r\n"}) {
        Wire wire = served.wire();
        wire.send(request);
        const Reply reply = wire.reply();
        CHECK(reply.status == 200);
        CHECK(reply.headers.find("connection") == "close");
        CHECK(wire.ends(1'000));
    }
    Wire kept = served.wire();
    kept.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(kept.reply().status == 200);
    kept.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(kept.reply().status == 200);
}

TEST_CASE("bodies come whole, in chunks, announced and packed")
{
    Served served(small_router(100'000));
    CHECK(served.post("/count", "12345").body == "5");
    CHECK(served.post("/count", std::string(100'000, ' ')).body == "100000");
    Wire wire = served.wire();
    wire.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
              "5;name=value\r\nabcde\r\nA\r\n0123456789\r\n0\r\nX-Trailer: 1\r\n\r\n"
              "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(wire.reply().body == "15");
    CHECK(wire.reply().body == "hello");
    wire.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
              "Content-Length: 4\r\n\r\n");
    CHECK(wire.reply().status == 100);
    wire.send("wait");
    CHECK(wire.reply().body == "4");
    // "hello" packed by gzip.
    const std::string packed("\x1f\x8b\x08\0\0\0\0\0\0\x03\xcb\x48\xcd\xc9\xc9\x07\0\x86\xa6\x10\x36\x05\0\0\0", 25);
    CHECK(served.post("/count", packed, "Content-Encoding: gzip\r\n").body == "5");
    CHECK(told(served.post("/count", packed.substr(0, 20), "Content-Encoding: gzip\r\n")) == "400 http.gzip");
    CHECK(told(served.post("/count", packed + "x", "Content-Encoding: gzip\r\n")) == "400 http.gzip");
    CHECK(told(served.post("/count", packed, "Content-Encoding: br\r\n")) == "415 http.content_encoding");
}

TEST_CASE("a body is refused where none is taken, or when it is of another type")
{
    Served served(small_router());
    CHECK(told(served.post("/count", "a=1", "Content-Type: application/x-www-form-urlencoded\r\n")) ==
          "415 http.content_type");
    CHECK(served.post("/count", "{}", "Content-Type: Application/JSON; charset=utf-8\r\n").body == "2");
    CHECK(told(served.ask("GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")) ==
          "413 http.body_not_taken");
}

TEST_CASE("another site's page can read what it is shown and change nothing")
{
    Served served(small_router());
    CHECK(told(served.post("/count", "{}", "Origin: http://evil.example\r\n")) == "403 http.cross_site");
    CHECK(told(served.post("/count", "{}", "Sec-Fetch-Site: cross-site\r\n")) == "403 http.cross_site");
    CHECK(served.post("/count", "{}", "Origin: http://a\r\n").status == 200);
    CHECK(served.ask("GET /hello HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: cross-site\r\n\r\n").status == 200);
}

TEST_CASE("the guard is asked before every handler and before the body")
{
    Router router = small_router();
    router.guard([](Request& request, const Route& route) -> Task<std::optional<Response>> {
        if (request.bearer() == "good") {
            request.account_key = "a7";
            co_return std::nullopt;
        }
        co_return Response::problem({Fault::forbidden, "test.login", "请先登录", "请登录", route.path}, 401);
    });
    Served served(std::move(router));
    CHECK(told(served.get("/hello")) == "401 test.login");
    CHECK(told(served.ask("POST /count HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                          "Content-Length: 1000\r\n\r\n")) == "401 test.login");
    CHECK(served.ask("GET /hello HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer good\r\n\r\n").status == 200);
    CHECK(served.logs("\"account\":\"a7\""));
}

TEST_CASE("the log holds the route and never what was asked for")
{
    Metrics metrics;
    Served served(full_router(metrics));
    (void)served.get("/persons/330282199001011234?count=5");
    (void)served.get("/zhangsan");
    CHECK(served.logs("http.path_unknown"));
    CHECK(served.logs("/persons/{key}"));
    const std::string log = served.logged();
    CHECK(log.find("330282") == std::string::npos);
    CHECK(log.find("count") == std::string::npos);
    CHECK(log.find("zhangsan") == std::string::npos);
    CHECK(log.find("127.0.0.1\"") == std::string::npos);
}

TEST_CASE("a thousand connections are served without an error")
{
    Served served(small_router());
    std::vector<Wire> wires;
    for (int i = 0; i < 1'000; ++i) {
        wires.push_back(served.wire());
        REQUIRE(wires.back().connected());
    }
    int right = 0;
    for (int round = 0; round < 3; ++round) {
        for (Wire& wire : wires)
            wire.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
        for (Wire& wire : wires)
            right += wire.reply().body == "hello";
    }
    CHECK(right == 3'000);
}

TEST_CASE("/health, /ready and /metrics tell how it stands")
{
    Metrics metrics;
    Router router = small_router();
    std::atomic<bool> ready{false};
    add_health(router, metrics, [&ready]() -> Result<Done> {
        if (!ready)
            return Error{Fault::unavailable, "store.down", "password=secret", "", ""};
        return Done{};
    });
    Served served(std::move(router));
    CHECK(served.get("/health").body == R"({"status":"ok"})");
    CHECK(told(served.get("/ready")) == "503 http.not_ready");
    CHECK(served.get("/ready").headers.has("retry-after"));
    CHECK(served.get("/ready").body.find("secret") == std::string::npos);
    ready = true;
    CHECK(served.get("/ready").status == 200);
    (void)served.get("/hello");
    (void)served.get("/hello");
    CHECK(served.measures("http_requests_total{method=\"GET\",route=\"/hello\",status=\"200\"} 2"));
    CHECK(served.measures("http_requests_total{method=\"GET\",route=\"/ready\",status=\"503\"} 3"));
    CHECK(served.measures("http_refused_total{code=\"http.not_ready\",status=\"503\"} 3"));
    const std::string text = served.metrics.text();
    CHECK(count(text, "http_request_seconds_bucket{") > 10);
    CHECK(text.find("http_connections ") != std::string::npos);
    CHECK(text.find("http_blocking_waiting 0") != std::string::npos);
    CHECK(served.get("/metrics").headers.find("content-type") == "text/plain; version=0.0.4; charset=utf-8");
}

TEST_CASE("a server that would be unsafe or cannot listen does not start")
{
    Log log([](std::string_view) {}, [] { return std::int64_t(0); });
    Metrics metrics;
    const auto starting = [&](ServerOptions options) {
        const auto server = Server::start(std::move(options), small_router(), log, metrics);
        return server ? "started" : server.error().code;
    };
    CHECK(starting({}) == "started");
    CHECK(starting({.address = "::1"}) == "started");
    CHECK(starting({.address = "0.0.0.0"}) == "http.plain");
    CHECK(starting({.address = "0.0.0.0", .proxies = {"10.0.0.0/8"}}) == "started");
    CHECK(starting({.proxies = {"10.0.0.0/33"}}) == "http.proxy");
    CHECK(starting({.proxies = {"proxy"}}) == "http.proxy");
    CHECK(starting({.address = "nowhere"}) == "http.address");
    CHECK(starting({.address = "192.0.2.1", .proxies = {"10.0.0.0/8"}}) == "http.address");
    CHECK(starting({.tls = Tls{"/none.pem", "/none.key"}}) == "http.certificate");
    Served served(small_router());
    CHECK(starting({.port = served.server->port(), .threads = 1}) == "http.address");
}

TEST_CASE("the client's address is the proxy's word only when the proxy is known")
{
    const auto peer_router = [] {
        Router router;
        router.add({.path = "/peer", .handler = [](Request& request) -> Task<Response> {
                        co_return Response::bytes(std::string(request.peer()) + (request.secure() ? " secure" : ""),
                                                  "text/plain");
                    }});
        return router;
    };
    const auto peer = [](const Served& served, const char* fields) {
        return served.ask("GET /peer HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n").body;
    };
    Served alone(peer_router());
    CHECK(peer(alone, "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n") == "127.0.0.1");
    Served behind(peer_router(), {.proxies = {"127.0.0.0/8", "10.0.0.0/8"}});
    CHECK(peer(behind, "") == "127.0.0.1");
    CHECK(peer(behind, "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n") == "1.2.3.4 secure");
    CHECK(peer(behind, "X-Forwarded-For: 6.6.6.6, 1.2.3.4, 10.0.0.9\r\n") == "1.2.3.4");
    CHECK(peer(behind, "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 1.2.3.4\r\n") == "1.2.3.4");
    CHECK(peer(behind, "X-Forwarded-For: nonsense\r\n") == "127.0.0.1");
    CHECK(peer(behind, "X-Forwarded-For: 2001:db8::1\r\n") == "2001:db8::1");
}
