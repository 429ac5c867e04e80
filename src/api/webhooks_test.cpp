// Webhooks against a real receiver: another server of this test's own.

#include <doctest/doctest.h>

#include <mutex>

#include <boost/json/parse.hpp>

#include "api/served_city_test.h"
#include "api/webhook_sender.h"
#include "store/outbox.h"

using namespace huimin;
using namespace huimin::api;
using namespace huimin::api::test;
namespace json = boost::json;

namespace {

/// Takes what is sent to it, and answers as it is told to.
class Receiver {
public:
    explicit Receiver(std::function<void()> told = [] {})
        : told_(std::move(told)), log_([](std::string_view) {}, [] { return 0; })
    {
        http::Router router;
        router.add({.method = http::Method::post,
                    .path = "/told",
                    .handler = [this](http::Request& request) -> http::Task<http::Response> {
                        told_();
                        const std::lock_guard lock(mutex_);
                        got_.push_back({std::string(request.header("webhook-id")),
                                        std::string(request.header("webhook-timestamp")),
                                        std::string(request.header("webhook-signature")), request.body()});
                        co_return http::Response::nothing(answer_);
                    },
                    .body_max = 64 * 1024,
                    .content_types = {"application/cloudevents+json"}});
        server_ = must(http::Server::start({}, std::move(router), log_, metrics_));
    }
    ~Receiver() { server_->stop(); }

    struct Got {
        std::string id, timestamp, signature, body;
    };
    [[nodiscard]] std::string url() const { return server_->origin() + "/told"; }
    void answer(int status)
    {
        const std::lock_guard lock(mutex_);
        answer_ = status;
    }
    [[nodiscard]] std::vector<Got> take()
    {
        const std::lock_guard lock(mutex_);
        return std::exchange(got_, {});
    }

private:
    std::function<void()> told_;
    std::mutex mutex_;
    std::vector<Got> got_;
    int answer_ = 204;
    http::Log log_;
    http::Metrics metrics_;
    std::unique_ptr<http::Server> server_;
};

json::object made(const ServedCity& served, const std::string& url, int status = 201)
{
    Asked asked{.method = http::Method::post, .path = "/webhooks", .as = &served.login("system_administrator")};
    asked.body = R"({"url":")" + url + R"(","topics":["registry"]})";
    const http::Answer answer = served.ask(asked);
    REQUIRE_MESSAGE(answer.status == status, answer.body);
    return json::parse(answer.body).as_object();
}

/// A household made, and changed once.
void make_and_change(const ServedCity& served, const std::string& number, const Login* clerk = nullptr)
{
    Asked asked{.method = http::Method::post,
                .path = "/records/household",
                .as = clerk != nullptr ? clerk : &served.login("township_clerk")};
    asked.headers = {{"X-Purpose", "relief_handling"}};
    asked.body = R"({"facts":{"household_number":")" + number + R"(","area":"330282002901"},"source":"窗口"})";
    const http::Answer answer = served.ask(asked);
    REQUIRE_MESSAGE(answer.status == 201, answer.body);
    asked.method = http::Method::patch;
    asked.path += "/" + std::string(json::parse(answer.body).at("id").as_string());
    asked.headers.emplace_back("If-Match", answer.headers.find("ETag"));
    asked.body = R"({"facts":{"vehicles":1},"source":"窗口"})";
    REQUIRE(served.ask(asked).status == 200);
    must(store::line_up_outbox(served.registry->store()));
}

std::string types(const std::vector<Receiver::Got>& all)
{
    std::string text;
    for (const Receiver::Got& got : all)
        text += std::string(json::parse(got.body).at("type").as_string()) + " ";
    return text;
}

} // namespace

TEST_CASE("a signature is the HMAC of id, time and body, by both hashes")
{
    CHECK(signature_of("geheim", "evt-1", "1700000000", R"({"a":1})") ==
          "v1,ffF0nGept3nbjKRoQBUml6VV9MFkcvgafTNsTBuRw+g= sm3,ptFwOs9QgOCuTvjC20r+ZRExHrx6osMM9/nI8UkataI=");
}

TEST_CASE("a webhook is told of each change in order, signed, and without facts of people")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    Receiver receiver;
    WebhookSender sender(*served.city);
    const json::object webhook = made(served, receiver.url());
    const std::string secret(webhook.at("secret").as_string());
    CHECK(must(sender.send_due()) == 0);
    make_and_change(served, "甲户甲户");
    CHECK(must(sender.send_due()) == 2);
    const auto got = receiver.take();
    CHECK(types(got) == "registry.add registry.change ");
    for (const auto& each : got) {
        CHECK(each.signature == signature_of(secret, each.id, each.timestamp, each.body));
        const json::value event = json::parse(each.body);
        CHECK(event.at("specversion") == "1.0");
        CHECK(event.at("source") == "/cities/330200");
        CHECK(event.at("id").as_string() == each.id);
        CHECK(event.at("data").at("area") == "330282");
        const std::string id(event.at("data").at("id").as_string());
        CHECK(served.city->ids.parse("household", id).has_value());
        CHECK(event.at("subject").as_string() == "household/" + id);
        CHECK(each.body.find("甲户") == std::string::npos);
    }
    CHECK_MESSAGE(must(sender.send_due()) == 0, "nothing is sent twice once it was taken");
    CHECK(served.count("select count(*) from webhook where sealed like '%" + secret + "%'") == 0);
}

TEST_CASE("what was not taken is sent again later and in order, and any event on request")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    Receiver receiver;
    WebhookSender sender(*served.city);
    const std::string id(made(served, receiver.url()).at("id").as_string());
    receiver.answer(503);
    make_and_change(served, "乙户");
    CHECK(must(sender.send_due()) == 0);
    const auto refused = receiver.take();
    REQUIRE(refused.size() == 1);
    CHECK_MESSAGE(must(sender.send_due()) == 0, "it waits");
    CHECK(receiver.take().empty());
    receiver.answer(200);
    served.now += 6'000;
    CHECK(must(sender.send_due()) == 2);
    const auto taken = receiver.take();
    CHECK(types(taken) == "registry.add registry.change ");
    CHECK_MESSAGE(taken.front().id == refused.front().id, "known again by its id");

    const std::int64_t position = std::stoll(std::string(json::parse(taken[1].body).at("position").as_string()));
    Asked again{.method = http::Method::post,
                .path = "/webhooks/" + id + "/replay",
                .body = R"({"from":)" + std::to_string(position) + "}",
                .as = &served.login("system_administrator")};
    CHECK(served.ask(again).status == 204);
    CHECK(must(sender.send_due()) == 1);
    CHECK(receiver.take().front().id == taken[1].id);
    again.body = R"({"from":)" + std::to_string(position + 2) + "}"; // nothing to come would be told
    CHECK(json::parse(served.ask(again).body).at("code") == "api.webhook_position");

    const Asked gone{
        .method = http::Method::delete_, .path = "/webhooks/" + id, .as = &served.login("system_administrator")};
    CHECK(served.ask(gone).status == 204);
    make_and_change(served, "丙户");
    CHECK(must(sender.send_due()) == 0);
    CHECK(served.ask(gone).status == 404);
}

TEST_CASE("a webhook with a long way to go does not keep the others waiting")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    std::vector<std::string> order; // of who was told
    std::mutex mutex;
    const auto note = [&](const char* who) {
        const std::lock_guard lock(mutex);
        if (order.empty() || order.back() != who)
            order.emplace_back(who);
    };
    Receiver slow([&] {
        note("slow");
        served.now += 9'000; // nine seconds to answer: two or three events a turn
    });
    Receiver quick([&] { note("quick"); });
    made(served, slow.url());
    made(served, quick.url());
    for (const char* number : {"甲户", "乙户", "丙户", "丁户", "戊户"})
        make_and_change(served, number);
    WebhookSender sender(*served.city);
    CHECK(must(sender.send_due()) == 20);
    REQUIRE(order.size() > 2);
    CHECK(order[0] == "slow");
    CHECK_MESSAGE(order[1] == "quick", "after one turn of the slow one");
    CHECK(order[2] == "slow");
}

TEST_CASE("a server that stops sends no more")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    std::stop_source stopping;
    Receiver receiver([&] { stopping.request_stop(); });
    made(served, receiver.url());
    make_and_change(served, "甲户");
    WebhookSender sender(*served.city);
    CHECK(must(sender.send_due(stopping.get_token())) == 1);
    CHECK_MESSAGE(must(sender.send_due()) == 1, "the rest waits for the next start");
}

TEST_CASE("a renewed secret signs beside the old one for a day, then alone")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    Receiver receiver;
    WebhookSender sender(*served.city);
    const json::object webhook = made(served, receiver.url());
    const Asked renew{.method = http::Method::post,
                      .path = "/webhooks/" + std::string(webhook.at("id").as_string()) + "/secret",
                      .as = &served.login("system_administrator")};
    const http::Answer renewed = served.ask(renew);
    REQUIRE_MESSAGE(renewed.status == 200, renewed.body);
    const std::string old_one(webhook.at("secret").as_string()),
        new_one(json::parse(renewed.body).at("secret").as_string());
    CHECK(old_one != new_one);
    const auto signed_by = [&](const std::string& secret, const Receiver::Got& got) {
        return signature_of(secret, got.id, got.timestamp, got.body);
    };
    make_and_change(served, "甲户");
    CHECK(must(sender.send_due()) == 2);
    for (const auto& got : receiver.take())
        CHECK(got.signature == signed_by(new_one, got) + " " + signed_by(old_one, got));
    served.now += access::day_long;
    const Login next_day = served.add("next_day", "township_clerk", served.login("township_clerk").area, true);
    make_and_change(served, "乙户", &next_day);
    CHECK(must(sender.send_due()) == 2);
    for (const auto& got : receiver.take())
        CHECK(got.signature == signed_by(new_one, got));
}

TEST_CASE("only addresses that nobody on the way can read are told")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    for (const char* url : {"http://example.org/", "ftp://127.0.0.1/", "https://user:word@example.org/", "https://",
                            "http://127.0.0.1.example.org/", "http://[::1].example.org/", "https://example.org:x/",
                            "https://a b/", "http://localhost@example.org/"})
        CHECK_MESSAGE(made(served, url, 422).at("code") == "api.webhook_url", url);
    served.access->on.lockbox.reset();
    CHECK(made(served, "https://example.org/", 503).at("code") == "api.webhook_sealed");
}

TEST_CASE("a program that asks for events sees those of its own county only")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    must(store::line_up_outbox(served.registry->store()));
    const Asked asked{.path = "/events?limit=200",
                      .as = &served.login("county_reviewer"),
                      .headers = {{"X-Purpose", "relief_handling"}}};
    const http::Answer answer = served.ask(asked);
    REQUIRE_MESSAGE(answer.status == 200, answer.body);
    const json::value events = json::parse(answer.body);
    CHECK(!events.at("items").as_array().empty());
    for (const json::value& event : events.at("items").as_array())
        CHECK(event.at("data").at("area") == "330282");
}
