// Signing in at a browser: what a lock-out keeps out, and whom not.

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "api/served_city_test.h"

using namespace huimin;
using namespace huimin::api::test;

namespace {

http::Answer sign_in(const ServedCity& served, const std::string& login, const std::string& password,
                     const std::string& cookie = "")
{
    Asked asked{.method = http::Method::post, .path = "/session"};
    asked.body = R"({"login":")" + login + R"(","password":")" + password + "\"}";
    if (!cookie.empty())
        asked.headers = {{"Cookie", cookie}};
    return served.ask(asked);
}

/// `huimin-device=…` as the browser sends it back.
std::string device_of(const http::Answer& answer)
{
    for (std::size_t i = 0; i < answer.headers.size(); ++i)
        if (answer.headers.value(i).starts_with("huimin-device="))
            return std::string(answer.headers.value(i).substr(0, answer.headers.value(i).find(';')));
    return {};
}

} // namespace

TEST_CASE("whoever guesses behind an office's address keeps nobody out who has signed in at their own browser before")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    served.add("colleague", "", AreaCode(), false);
    const http::Answer first = sign_in(served, "colleague", good_password);
    REQUIRE_MESSAGE(first.status == 200, first.body);
    const std::string device = device_of(first);
    REQUIRE(device.size() > 64);
    for (int i = 0; i < 5; ++i)
        CHECK(sign_in(served, "colleague", "guess").status == 401);
    const http::Answer unknown = sign_in(served, "colleague", good_password);
    CHECK(unknown.status == 429);
    CHECK(unknown.body.find("access.too_many") != std::string::npos);
    CHECK(sign_in(served, "colleague", good_password, device).status == 200);
    served.now += 15 * access::minute;
    CHECK_MESSAGE(sign_in(served, "colleague", good_password).status == 200,
                  "a new browser waits a quarter of an hour");
}
