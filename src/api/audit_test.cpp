// What auditors read, and tokens from their making to their end.

#include <doctest/doctest.h>

#include <thread>

#include <boost/json/parse.hpp>

#include "api/served_city_test.h"

using namespace huimin;
using namespace huimin::api::test;
namespace json = boost::json;

namespace {

json::array items(const http::Answer& answer)
{
    REQUIRE_MESSAGE(answer.status == 200, answer.body);
    return json::parse(answer.body).at("items").as_array();
}

std::string code_of(const http::Answer& answer) { return std::string(json::parse(answer.body).at("code").as_string()); }

} // namespace

TEST_CASE("an auditor reads who did what in the own county, sensitive facts masked")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    const auto read = [&](const std::string& query) {
        return served.ask({.path = "/journal" + query, .as = &served.login("auditor")});
    };
    const http::Answer persons = read("?record=person&limit=200");
    const json::array entries = items(persons);
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].at("action") == "registry.add");
    CHECK(entries[0].at("area").at("code") == "330282");
    CHECK(entries[0].at("id").as_string().size() == 22);
    const std::string after(entries[0].at("after").as_string());
    CHECK(after.find(served.home.number) == std::string::npos);
    CHECK(after.find(served.home.number.substr(0, 4) + "**********") != std::string::npos);
    CHECK(persons.body.find(served.sibling.mark) == std::string::npos);
    std::string told;
    for (const json::value& change : entries[0].at("changes").as_array()) {
        CHECK(change.at("before").is_null());
        told += std::string(change.at("label").as_string()) + "=" + std::string(change.at("after").as_string()) + ";";
    }
    CHECK(told.find("身份证号=" + served.home.number.substr(0, 4) + "**********") != std::string::npos);
    CHECK(told.find("姓名=") != std::string::npos);
    CHECK(told.find(served.home.number) == std::string::npos);
    CHECK(told.find("依据=" + std::string(served.home.mark) + "来源 2025-01-01;") != std::string::npos);
    for (const json::value& entry : items(read("?limit=200")))
        CHECK(entry.at("area").at("code") == "330282");

    const std::string id(entries[0].at("id").as_string());
    const struct {
        const char* what;
        std::string query;
        std::size_t found;
    } cases[] = {
        {"one record's", "?record=person&id=" + id, 1},
        {"a made-up record's", "?record=person&id=AAAAAAAAAAAAAAAAAAAAAA", 0},
        {"of nobody", "?actor=nobody", 0},
        {"of a day before", "?to=2025-11-24", 0},
        {"of this day", "?record=person&from=2025-11-25&to=2025-11-25", 1},
        {"quotes are no SQL", "?actor='%20or%201=1%20--", 0},
    };
    for (const auto& each : cases)
        CHECK_MESSAGE(items(read(each.query)).size() == each.found, each.what);
    const http::Answer first = read("?limit=1");
    const json::value next = json::parse(first.body).at("next");
    REQUIRE(next.is_string());
    CHECK(items(read("?limit=1&after=" + std::string(next.as_string())))[0].at("seq").as_int64() <
          items(first)[0].at("seq").as_int64());
}

TEST_CASE(
    "the log of requests names an account by its sealed id, which the administrator's list tells, and no other way")
{
    FreshStore fresh(store::Engine::sqlite);
    const ServedCity served(fresh);
    const Login& clerk = served.login("township_clerk");
    const std::int64_t key = must(served.access->sessions.check(clerk.token)).account();
    REQUIRE(
        served.ask({.path = "/records/person", .as = &clerk, .headers = {{"X-Purpose", "relief_handling"}}}).status ==
        200);
    std::string logged = served.logged();
    for (int looks = 0; looks < 200 && logged.find("/records/person") == std::string::npos; ++looks) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        logged = served.logged();
    }
    CHECK(logged.find("\"account\":\"" + served.city->ids.text("account", key) + "\"") != std::string::npos);
    CHECK(logged.find(std::to_string(key)) == std::string::npos);
    CHECK(logged.find(clerk.login) == std::string::npos);
}

TEST_CASE("a token is shown once, does what it is for, and ends")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    const auto make = [&](const std::string& actions, const std::string& days) {
        return served.ask({.method = http::Method::post,
                           .path = "/tokens",
                           .body = R"({"name":"统计程序","actions":[)" + actions +
                                   R"(],"purposes":["relief_handling"],"records":["person"],"days":)" + days + "}",
                           .as = &served.login("township_clerk")});
    };
    CHECK(code_of(make(R"("fly")", "30")) == "access.token_limits");
    CHECK(code_of(make(R"("administer")", "30")) == "access.token_limits");
    CHECK(code_of(make("7", "30")) == "api.member");
    CHECK(code_of(make(R"("read")", "367")) == "access.token_end");
    const http::Answer made = make(R"("read")", "30");
    REQUIRE_MESSAGE(made.status == 201, made.body);
    const std::string token(json::parse(made.body).at("token").as_string());
    const Asked persons{.path = "/records/person", .bearer = token, .headers = {{"X-Purpose", "relief_handling"}}};
    CHECK(items(served.ask(persons)).size() == 1);
    CHECK(served.ask({.path = "/records/household", .bearer = token, .headers = persons.headers}).status == 403);
    CHECK_MESSAGE(served.ask({.method = http::Method::post, .path = "/tokens", .body = "{}", .bearer = token}).status >=
                      400,
                  "a token makes no tokens");

    for (const auto& [method, path] : {std::pair(http::Method::get, "/tokens"),
                                       {http::Method::get, "/sessions"},
                                       {http::Method::delete_, "/sessions/AAAAAAAAAAAAAAAAAAAAAA"},
                                       {http::Method::delete_, "/tokens/AAAAAAAAAAAAAAAAAAAAAA"},
                                       {http::Method::delete_, "/session"}}) {
        const http::Answer refused = served.ask({.method = method, .path = path, .bearer = token});
        CHECK_MESSAGE(refused.status == 403, path, refused.body);
        CHECK_MESSAGE(code_of(refused) == "api.in_person", path);
    }

    const http::Answer all = served.ask({.path = "/tokens", .as = &served.login("township_clerk")});
    REQUIRE(items(all).size() == 1);
    CHECK(all.body.find(token) == std::string::npos);
    CHECK(items(served.ask({.path = "/tokens", .as = &served.login("county_reviewer")})).empty());
    const std::string path = "/tokens/" + std::string(items(all)[0].at("id").as_string());
    CHECK(served.ask({.method = http::Method::delete_, .path = path, .as = &served.login("county_reviewer")}).status ==
          404);
    CHECK(served.ask({.method = http::Method::delete_, .path = path, .as = &served.login("township_clerk")}).status ==
          204);
    CHECK(served.ask(persons).status == 401);
}

TEST_CASE("a token of some divisions or record types reads no journal, which tells of all")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    const Login& auditor = served.login("auditor");
    const auto status = [&](const std::string& limits) {
        const http::Answer made = served.ask(
            {.method = http::Method::post,
             .path = "/tokens",
             .body = R"({"name":"核对程序","actions":["read"],"purposes":["supervision"],"days":30)" + limits + "}",
             .as = &auditor});
        REQUIRE_MESSAGE(made.status == 201, made.body);
        const std::string token(json::parse(made.body).at("token").as_string());
        return served.ask({.path = "/journal", .bearer = token}).status;
    };
    CHECK(status("") == 200);
    CHECK(status(R"(,"areas":["330282002"])") == 403);
    CHECK(status(R"(,"records":["person"])") == 403);
}
