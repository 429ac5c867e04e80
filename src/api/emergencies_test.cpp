// 紧急查阅 over HTTP: who may, what is told to whom, and when it is over.

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "api/served_city_test.h"
#include "registry/deeds.h"
#include "store/outbox.h"

using namespace huimin;
using namespace huimin::api::test;
namespace json = boost::json;

namespace {

constexpr const char* reason = R"({"reason":"老人走失，家属已报警，需要联系方式协助查找"})";

http::Answer post(const ServedCity& served, const char* role, const std::string& path, const std::string& body)
{
    Asked asked{.method = http::Method::post, .path = "/emergencies" + path, .body = body, .as = &served.login(role)};
    if (std::string_view(role) == "township_clerk")
        asked.headers = {{"X-Purpose", "relief_handling"}};
    return served.ask(asked);
}

std::string text(const http::Answer& answer, const char* member)
{
    const json::value read = json::parse(answer.body);
    const json::value* found = read.as_object().if_contains(member);
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : "";
}

std::string words(const char* type, std::string_view words)
{
    return json::serialize(json::object{{"type", type}, {"words", words}});
}

json::value listed(const ServedCity& served, const char* role)
{
    const http::Answer answer = served.ask({.path = "/emergencies", .as = &served.login(role)});
    REQUIRE_MESSAGE(answer.status == 200, answer.body);
    return json::parse(answer.body).at("items");
}

} // namespace

TEST_CASE("in an emergency a clerk finds and reads another county's person, and a second person learns and reviews")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    const char* clerk = "township_clerk";
    const http::Answer begun = post(served, clerk, "", reason);
    REQUIRE_MESSAGE(begun.status == 201, begun.body);
    const std::string at = "/" + text(begun, "id");
    must(store::line_up_outbox(served.registry->store()));
    CHECK(served.count("select count(*) from outbox where topic = 'access.emergency'") == 1);

    const http::Answer found = post(served, clerk, at + "/find", words("person", served.sibling.number));
    REQUIRE_MESSAGE(found.status == 200, found.body);
    const json::array persons = json::parse(found.body).at("items").as_array();
    REQUIRE(persons.size() == 1);
    CHECK(found.body.find(served.sibling.mark) != std::string::npos);
    CHECK(found.body.find(served.sibling.number) == std::string::npos);
    const json::object person{{"type", "person"}, {"record", persons[0].at("id")}};
    CHECK(post(served, clerk, at + "/read", json::serialize(person)).body.find(served.sibling.mark) !=
          std::string::npos);
    json::object clear = person;
    clear.insert({{"field", "citizen_number"}, {"reason", "与派出所核对号码"}});
    CHECK(text(post(served, clerk, at + "/reveal", json::serialize(clear)), "value") == served.sibling.number);
    json::object household{{"type", "household"}, {"record", persons[0].at("owner")}};
    CHECK(post(served, clerk, at + "/read", json::serialize(household)).body.find(served.sibling.mark) !=
          std::string::npos);
    for (const auto& [action, times] : {std::pair{"access.emergency", 1},
                                        {"access.emergency_search", 1},
                                        {"access.emergency_read", 4},
                                        {"access.reveal", 1}})
        CHECK_MESSAGE(
            served.count("select count(*) from journal where action = '" + std::string(action) + "'") == times, action);
    CHECK_MESSAGE(served.ask({.path = "/records/person/" + std::string(persons[0].at("id").as_string()),
                              .as = &served.login(clerk),
                              .headers = {{"X-Purpose", "relief_handling"}}})
                          .status == 404,
                  "only by way of the emergency");

    const json::value seen = listed(served, "security_administrator");
    REQUIRE(seen.as_array().size() == 1);
    CHECK(seen.at(0).at("name") == "账号township_clerk");
    CHECK(seen.at(0).at("login") == "township_clerk");
    CHECK(seen.at(0).at("records") == 2);
    const std::int64_t left = seen.at(0).at("seconds_left").as_int64();
    CHECK_MESSAGE((left > 3500 && left <= 3600), left);
    CHECK(seen.at(0).at("verdict").is_null());
    CHECK(listed(served, "county_reviewer").as_array().empty());
    CHECK(post(served, clerk, at + "/review", R"({"verdict":"justified"})").status == 403);
    CHECK(post(served, clerk, at + "/end", "").status == 204);
    CHECK(text(post(served, clerk, at + "/read", json::serialize(person)), "code") == "access.emergency_over");
    CHECK(post(served, "security_administrator", at + "/review", R"({"verdict":"justified","note":"派出所回执"})")
              .status == 204);
    CHECK(listed(served, clerk).at(0).at("verdict") == "justified");
}

TEST_CASE("an emergency without its reason, of somebody else, or that looks for nobody in particular is refused")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    const char* clerk = "township_clerk";
    const auto person = served.city->program().find_record("person");
    const auto household = served.city->program().find_record("household");
    for (int i = 0; i < 6; ++i)
        must(registry::add(*served.registry, person, served.sibling.records.at(household),
                           {{served.city->program().find_field(person, "name"), std::string("张三丰")}},
                           {{"机器", "测试"}, "窗口", std::nullopt}));
    CHECK(text(post(served, clerk, "", R"({"reason":"有急事"})"), "code") == "access.reason");
    CHECK(text(post(served, "leader", "", reason), "code") == "access.forbidden");
    CHECK(text(post(served, "security_administrator", "", reason), "code") == "access.forbidden");
    const std::string at = "/" + text(post(served, clerk, "", reason), "id");
    CHECK(text(post(served, clerk, "", reason), "code") == "access.emergency_open");
    const std::string id = served.id(person, served.sibling);
    const std::string read = json::serialize(json::object{{"type", "person"}, {"record", id}});
    json::object unnamed{{"type", "person"}, {"record", id}, {"field", "none"}, {"reason", "与本人核对号码"}};
    const struct {
        const char* what;
        const char* role;
        std::string path, body;
        const char* code;
    } cases[] = {
        {"whom six are called", clerk, at + "/find", words("person", "张三丰"), "api.emergency_words"},
        {"by one sign", clerk, at + "/find", words("person", "张"), "api.member"},
        {"a type that is none", clerk, at + "/find", words("ghost", "张三丰"), "api.member"},
        {"a type by its Chinese name", clerk, at + "/find", words("人", "张三丰"), "api.member"},
        {"a type the role never reads", clerk, at + "/find", words("webhook", "张三丰"), "api.member"},
        {"a made-up emergency", clerk, "/AAAAAAAAAAAAAAAAAAAAAA/read", read, "api.missing"},
        {"a made-up record", clerk, at + "/read", R"({"type":"person","record":"AAAAAAAAAAAAAAAAAAAAAA"})",
         "api.missing"},
        {"a field that is none", clerk, at + "/reveal", json::serialize(unnamed), "api.missing"},
        {"the clerk's by another", "county_reviewer", at + "/end", "", "access.emergency_over"},
        {"an abuse without a note", "security_administrator", at + "/review", R"({"verdict":"abused"})",
         "access.reason"},
        {"a verdict that is none", "security_administrator", at + "/review", R"({"verdict":"so so"})", "api.member"},
        {"a review of what is not there", "security_administrator", "/AAAAAAAAAAAAAAAAAAAAAA/review",
         R"({"verdict":"justified"})", "api.missing"},
    };
    for (const auto& each : cases)
        CHECK_MESSAGE(text(post(served, each.role, each.path, each.body), "code") == each.code, each.what);
    for (int i = 1; i < access::Emergencies::searches_max; ++i)
        REQUIRE(post(served, clerk, at + "/find", words("person", "查无此人")).status == 200);
    CHECK(text(post(served, clerk, at + "/find", words("person", "查无此人")), "code") == "access.emergency_full");
    served.now += access::hour;
    CHECK(text(post(served, clerk, at + "/read", read), "code") == "access.no_session"); // idle for so long
}
