#include <doctest/doctest.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "http/internal/wire_test.h"

using namespace huimin;
using namespace huimin::http;
using namespace huimin::http::test;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

namespace {

Router slow_router()
{
    Router router = small_router();
    router.add({.path = "/slow/{ms}", .handler = [](Request& request) -> Task<Response> {
                    const auto time = milliseconds(CO_TRY(request.parameter_integer("ms")));
                    const auto done =
                        co_await elsewhere(request.blocking(), [&] { std::this_thread::sleep_for(time); });
                    co_return done ? Response::bytes("done", "text/plain") : Response(done.error());
                }});
    router.add({.path = "/ticks", .handler = [](Request&) -> Task<Response> {
                    co_return Response::events([](EventStream& stream) -> Task<void> {
                        const std::string from(stream.last_event_id());
                        co_await stream.send({.data = "from " + from, .name = "begin"});
                        for (int i = 1; co_await stream.pause(milliseconds(20)); ++i)
                            if (!co_await stream.send({.data = "一\n二", .id = std::to_string(i)}))
                                break;
                    });
                }});
    router.add({.path = "/silence", .handler = [](Request&) -> Task<Response> {
                    co_return Response::events([](EventStream& stream) -> Task<void> {
                        co_await stream.send({.data = "hush"});
                        while (co_await stream.pause(std::chrono::hours(1)))
                            continue;
                    });
                }});
    return router;
}

std::int64_t since(Clock::time_point begin)
{
    return std::chrono::duration_cast<milliseconds>(Clock::now() - begin).count();
}

} // namespace

TEST_CASE("an event stands on the wire as browsers read it")
{
    CHECK(write_event({.data = "a"}) == "data: a\n\n");
    CHECK(write_event({.data = "a\nb\r\nc", .name = "progress", .id = "7"}) ==
          "id: 7\nevent: progress\ndata: a\ndata: b\ndata: c\n\n");
    CHECK(write_event({.data = "", .name = "x\nid: 9"}) == "event: xid: 9\ndata: \n\n");
}

TEST_CASE("events flow until the listener leaves")
{
    Served served(slow_router());
    {
        Wire wire = served.wire();
        wire.send("GET /ticks HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 41\r\n\r\n");
        const Reply head = wire.reply(false);
        CHECK(head.status == 200);
        CHECK(head.headers.find("content-type") == "text/event-stream");
        CHECK(head.headers.find("cache-control") == "no-store");
        CHECK(wire.sees("event: begin\ndata: from 41\n\n"));
        CHECK(wire.sees("id: 3\ndata: 一\ndata: 二\n\n"));
        CHECK(served.measures("http_event_streams 1"));
    }
    CHECK(served.measures("http_event_streams 0"));
}

TEST_CASE("a stop lets what runs end, and closes what only waits")
{
    Served served(slow_router());
    Wire working = served.wire(), idle = served.wire(), ticks = served.wire(), silence = served.wire();
    idle.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(idle.reply().status == 200);
    ticks.send("GET /ticks HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(ticks.sees("id: 1"));
    silence.send("GET /silence HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(silence.sees("hush"));
    working.send("GET /slow/300 HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(served.measures("http_blocking_running 1"));
    const auto begin = Clock::now();
    CHECK(served.server->stop());
    CHECK(since(begin) < 5'000);
    const Reply reply = working.reply();
    CHECK(reply.body == "done");
    CHECK(reply.headers.find("connection") == "close");
    CHECK(idle.ends());
    CHECK(ticks.ends());
    CHECK(silence.ends());
    Wire late = served.wire();
    CHECK((!late.connected() || late.rest().empty()));
    CHECK(served.server->stop());
}

TEST_CASE("a stop under load loses no answer that was begun")
{
    Served served(slow_router());
    std::atomic<int> asked{0}, answered{0}, broken{0};
    std::vector<std::thread> clients;
    for (int t = 0; t < 4; ++t)
        clients.emplace_back([&] {
            for (;;) {
                Wire wire = served.wire();
                if (!wire.connected() || !wire.send("GET /slow/5 HTTP/1.1\r\nHost: a\r\n\r\n"))
                    return;
                const Reply reply = wire.reply();
                if (reply.status == 0)
                    return; // Not taken any more.
                ++asked;
                reply.status == 200 && reply.body == "done" ? ++answered : ++broken;
            }
        });
    std::this_thread::sleep_for(milliseconds(200));
    CHECK(served.server->stop());
    for (std::thread& client : clients)
        client.join();
    CHECK(asked > 20);
    CHECK(answered == asked);
    CHECK(broken == 0);
}

TEST_CASE("a stop cuts off what does not end in time" * doctest::description("limits: request.drain_time"))
{
    Served served(slow_router(), {.limits = {.drain_time = 200}, .blocking = {.threads = 1}});
    Wire endless = served.wire(), queued = served.wire(), half = served.wire();
    half.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n12");
    endless.send("GET /slow/600 HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(served.measures("http_blocking_running 1"));
    queued.send("GET /slow/60000 HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(served.measures("http_blocking_waiting 1"));
    const auto begin = Clock::now();
    CHECK(served.server->stop());
    CHECK(since(begin) >= 200);
    CHECK(since(begin) < 3'000);
    CHECK(half.ends());
    CHECK(endless.reply().status == 0);
    CHECK(queued.reply().status == 0);
}

TEST_CASE("the signals that ask for a stop are waited for")
{
    const StopSignals signals;
    for (const int signal : {SIGTERM, SIGINT}) {
        pthread_kill(pthread_self(), signal);
        signals.wait();
    }
}
