// A request sent twice is done once.

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <thread>

#include "api/served_city_test.h"

using namespace huimin;
using namespace huimin::api::test;

namespace {

Asked new_household(const ServedCity& served, const std::string& number, const std::string& key)
{
    Asked asked{.method = http::Method::post, .path = "/records/household", .as = &served.login("township_clerk")};
    asked.body = R"({"facts":{"household_number":")" + number + R"(","area":"330282002901"},"source":"窗口"})";
    asked.headers = {{"Idempotency-Key", key}, {"X-Purpose", "relief_handling"}};
    return asked;
}

} // namespace

TEST_CASE("who sends the same again under the same key gets the first answer, and nothing is done twice")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    const std::int64_t before = served.count("select count(*) from household");
    const http::Answer first = served.ask(new_household(served, "同一户", "first-key-1"));
    REQUIRE_MESSAGE(first.status == 201, first.body);
    const http::Answer again = served.ask(new_household(served, "同一户", "first-key-1"));
    CHECK(again.status == 201);
    CHECK(again.body == first.body);
    CHECK(again.headers.find("Location") == first.headers.find("Location"));
    CHECK(again.headers.find("ETag") == first.headers.find("ETag"));
    CHECK(again.headers.find("Idempotency-Replayed") == "true");
    CHECK(served.count("select count(*) from household") == before + 1);

    const http::Answer other = served.ask(new_household(served, "另一户", "first-key-1"));
    CHECK(other.status == 422);
    CHECK(other.body.find("once.other") != std::string::npos);
    const http::Answer wrong_key = served.ask(new_household(served, "另一户", "短"));
    CHECK(wrong_key.status == 400);
    CHECK(wrong_key.body.find("http.idempotency_key") != std::string::npos);

    // What was refused may be mended and sent again under the same key.
    Asked wrong = new_household(served, "第三户", "third-key-3");
    const std::string right = std::exchange(wrong.body, R"({"facts":{},"source":"窗口"})");
    CHECK(served.ask(wrong).status == 422);
    wrong.body = right;
    CHECK(served.ask(wrong).status == 201);
}

TEST_CASE("twenty who send the same at once make one record")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    const std::int64_t before = served.count("select count(*) from household");
    std::atomic<int> made = 0, told_to_wait = 0;
    {
        std::vector<std::jthread> clients;
        for (int i = 0; i < 20; ++i)
            clients.emplace_back([&] {
                const http::Answer answer = served.ask(new_household(served, "抢着建的户", "racing-key-1"));
                made += answer.status == 201 ? 1 : 0;
                told_to_wait += answer.status == 409 && answer.body.find("once.busy") != std::string::npos ? 1 : 0;
            });
    }
    CHECK(made >= 1);
    CHECK(made + told_to_wait == 20);
    CHECK(served.count("select count(*) from household") == before + 1);
}
