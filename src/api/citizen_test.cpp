// What a citizen is told of what they are entitled to, beside the amount.

#include <doctest/doctest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "api/served_city_test.h"

using namespace huimin;
using namespace huimin::api::test;
namespace json = boost::json;

namespace {

/// The person whose account it is, with this birthday, alive and living here.
void be_born_on(ServedCity& served, Day birthday, std::int64_t version)
{
    const language::Program& program = served.city->program();
    const language::Index person = program.find_record("person");
    const registry::RecordKey at = served.home.records.at(person);
    std::vector<registry::FactChange> facts{{program.find_field(person, "birthday"), birthday}};
    for (const char* day : {"died_on", "moved_out_on"})
        facts.push_back({program.find_field(person, day), language::Unknown{}});
    must(served.registry->change(person, at, version, facts, {"机器", "测试"}, "公安户籍", Day::of(2025, 11, 1)));
}

json::value told_of(const ServedCity& served, const char* policy, const char* month)
{
    const http::Answer answer =
        served.ask({.path = std::string("/my/entitlements?month=") + month, .as = &served.login("citizen"), .headers = {{"X-Purpose", "self_service"}}});
    REQUIRE_MESSAGE(answer.status == 200, answer.body);
    const json::value told = json::parse(answer.body);
    for (const json::value& item : told.at("items").as_array())
        if (item.at("policy") == policy)
            return item;
    FAIL(policy, " is not told");
    return nullptr;
}

} // namespace

TEST_CASE("a citizen is told since which month they are entitled, as far as the rules go back")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh); // Tuesday 2025-11-25
    be_born_on(served, *Day::of(1945, 6, 15), 1);
    const json::value now = told_of(served, "elder_allowance", "2025-11");
    CHECK(now.at("verdict") == "yes");
    CHECK(now.at("since") == "2025-06");
    CHECK_MESSAGE(now.at("pays_by").is_null(), "no document of this city says a day");
    CHECK(told_of(served, "elder_allowance", "2025-06").at("since") == "2025-06");
    CHECK(told_of(served, "elder_allowance", "2025-05").at("verdict") == "no");

    be_born_on(served, *Day::of(1930, 1, 1), 2);
    CHECK_MESSAGE(told_of(served, "elder_allowance", "2025-11").at("since").is_null(),
                  "it was so from the first day on");
}

TEST_CASE("an account is closed for a reason that a person gives")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    served.add("leaver", "", AreaCode(), false);
    const http::Answer accounts =
        served.ask({.path = "/accounts?q=leaver", .as = &served.login("security_administrator")});
    REQUIRE_MESSAGE(accounts.status == 200, accounts.body);
    const json::value id = json::parse(accounts.body).at("items").at(0).at("id");
    const auto close = [&](const std::string& body) {
        return served.ask({.method = http::Method::patch,
                           .path = "/accounts/" + std::string(id.as_string()),
                           .body = body,
                           .as = &served.login("security_administrator")});
    };
    const http::Answer silent = close(R"({"state":"disabled"})");
    CHECK(silent.status == 422);
    CHECK(silent.body.find("access.reason") != std::string::npos);
    CHECK(close(R"({"state":"disabled","reason":"已经调离岗位"})").status == 204);
}
