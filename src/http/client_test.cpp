#include "http/client.h"

#include <doctest/doctest.h>

#include <thread>

#include "http/internal/wire_test.h"

using namespace huimin;
using namespace huimin::http;
using namespace huimin::http::test;

namespace {

Router echo_router()
{
    Router router;
    const auto echo = [](Request& request) -> Task<Response> {
        std::string text(name(request.method()));
        text.append(" ").append(request.header("x-token")).append(" ").append(request.body());
        co_return Response::bytes(text, "text/plain").with("X-Answer", "yes");
    };
    for (const Method method : {Method::get, Method::post, Method::put, Method::patch, Method::delete_})
        router.add({.method = method, .path = "/echo", .handler = echo, .body_max = 1024, .content_types = {"*"}});
    router.add({.path = "/elsewhere",
                .handler = [](Request&) -> Task<Response> { co_return Response::see_other("http://192.0.2.1/"); }});
    router.add({.path = "/slow", .handler = [](Request& request) -> Task<Response> {
                    (void)co_await elsewhere(request.blocking(),
                                             [] { std::this_thread::sleep_for(std::chrono::milliseconds(400)); });
                    co_return Response::nothing();
                }});
    return router;
}

std::string outcome(const Result<Answer>& answer)
{
    return answer ? std::to_string(answer->status) + " " + answer->body : answer.error().code;
}

} // namespace

TEST_CASE("a call brings the status, the fields and the body back")
{
    Served served(echo_router());
    const std::string url = served.server->origin() + "/echo";
    const auto asked = [&](Method method, const std::string& body) {
        return call({.method = method, .url = url, .headers = {{"X-Token", "t"}}, .body = body, .plain_allowed = true});
    };
    CHECK(outcome(asked(Method::get, "")) == "200 GET t ");
    CHECK(outcome(asked(Method::head, "")) == "200 ");
    CHECK(outcome(asked(Method::post, "")) == "200 POST t ");
    CHECK(outcome(asked(Method::post, "惠民")) == "200 POST t 惠民");
    CHECK(outcome(asked(Method::put, "x")) == "200 PUT t x");
    CHECK(outcome(asked(Method::patch, "x")) == "200 PATCH t x");
    CHECK(outcome(asked(Method::delete_, "")) == "200 DELETE t ");
    CHECK(asked(Method::get, "").value().headers.find("x-answer") == "yes");
}

TEST_CASE("a call ends: in time, in size, and at the host it was meant for")
{
    Served served(echo_router());
    const std::string origin = served.server->origin();
    CHECK(outcome(call({.url = origin + "/elsewhere", .plain_allowed = true})) == "303 ");
    CHECK(outcome(call({.url = origin + "/slow", .whole_time = 100, .plain_allowed = true})) == "http.call_too_slow");
    CHECK(outcome(call({.url = origin + "/echo", .answer_max = 5, .plain_allowed = true})) == "200 GET  ");
    CHECK(outcome(call({.url = origin + "/echo", .answer_max = 4, .plain_allowed = true})) == "http.call_too_large");
    CHECK(outcome(call({.url = origin + "/echo"})) == "http.call_url");
    CHECK(outcome(call({.url = "file:///etc/passwd", .plain_allowed = true})) == "http.call_url");
    CHECK(outcome(call({.url = "http://", .plain_allowed = true})) == "http.call_url");
    served.server.reset();
    CHECK(outcome(call({.url = origin + "/echo?token=secret", .plain_allowed = true})) == "http.call_failed");
    CHECK(call({.url = origin + "/echo?token=secret", .plain_allowed = true}).error().message.find("secret") ==
          std::string::npos);
}
