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
    const http::Answer answer = served.ask({.path = std::string("/my/entitlements?month=") + month,
                                            .as = &served.login("citizen"),
                                            .headers = {{"X-Purpose", "self_service"}}});
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

TEST_CASE(
    "a month that was refused in between begins the entitlement anew, and money is there by the day a document says")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh, {.pack = R"(模块 宁波.试行
依据 试行办法 = 《试行津贴办法》 虚构 自 2019-12-01 起
参数 试行标准 (trial_rate): 金额/月 〔试行办法 第1条〕:
  自 2019-12-01 起 〔试行办法 第2条〕 = 10元
  自 2025-07-01 起 〔试行办法 第2条〕 = 0元
  自 2025-08-01 起 〔试行办法 第2条〕 = 20元
政策 试行津贴 (trial_allowance) 发给 人 按月 〔试行办法 第1条〕:
  资格 年满60周岁
  金额 = 试行标准
  发放日 10日 〔试行办法 第3条〕
政策 试行补贴 (trial_subsidy) 发给 人 按月 〔试行办法 第1条〕:
  资格 年满60周岁
  金额 = 试行标准
  发放日 上月 末日 〔试行办法 第4条〕
)"});
    be_born_on(served, *Day::of(1930, 1, 1), 1);
    const json::value allowance = told_of(served, "trial_allowance", "2025-11");
    CHECK(allowance.at("since") == "2025-08");
    CHECK(allowance.at("pays_by") == "2025-11-10");
    CHECK(told_of(served, "trial_subsidy", "2025-11").at("pays_by") == "2025-10-31");
    CHECK_FALSE(told_of(served, "trial_allowance", "2025-07").as_object().contains("pays_by"));
    const json::value before = told_of(served, "trial_allowance", "2025-06");
    CHECK(before.at("pays_by") == "2025-06-10");
    CHECK_MESSAGE(before.at("since").is_null(), "it was so from the first day on");
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
