// Pairs that may be one, over HTTP: within one's division, decided either way, each decision taken back.

#include <doctest/doctest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "api/served_city_test.h"
#include "http/json.h"
#include "registry/deeds.h"

using namespace huimin;
using namespace huimin::api::test;
namespace json = boost::json;

namespace {

struct Pairs {
    explicit Pairs(FreshStore& fresh) : served(fresh) {}

    /// Two of one name and birthday in the same place; yields the second's id.
    void add_twins(const Place& place, const std::string& name)
    {
        const language::Program& program = served.city->program();
        const language::Index person = program.find_record("person");
        for (int i = 0; i < 2; ++i)
            must(registry::add(*served.registry, person, place.records.at(program.find_record("household")),
                               {{program.find_field(person, "name"), name},
                                {program.find_field(person, "birthday"), *Day::of(1950, 5, 5)}},
                               {{"机器", "测试"}, "窗口", std::nullopt}));
    }
    [[nodiscard]] http::Answer ask(http::Method method, const std::string& path, const std::string& body = "",
                                   const std::string& role = "township_approver") const
    {
        Asked asked{.method = method, .path = path, .body = body, .as = &served.login(role)};
        asked.headers = {{"X-Purpose", "record_keeping"}};
        return served.ask(asked);
    }
    [[nodiscard]] json::object list(const std::string& query = "") const
    {
        const http::Answer answer = ask(http::Method::get, "/duplicates/person" + query);
        CAPTURE(answer.body);
        REQUIRE(answer.status == 200);
        return json::parse(answer.body).as_object();
    }
    [[nodiscard]] http::Answer decide(const std::string& what, const json::value& pair, bool reason = true) const
    {
        json::object body{{"one", pair.at("one").at("id")}, {"other", pair.at("other").at("id")}};
        if (reason)
            body["reason"] = "堂兄弟，两个人";
        return ask(http::Method::post, "/duplicates/person/" + what, http::write_json(body));
    }

    ServedCity served;
};

std::string code(const http::Answer& answer)
{
    CAPTURE(answer.body);
    REQUIRE(answer.status >= 400);
    return std::string(json::parse(answer.body).at("code").as_string());
}

} // namespace

TEST_CASE("pairs are told side by side with the reason, page by page, and only of one's own division")
{
    huimin::test::on_both_engines([](FreshStore& fresh) {
        Pairs pairs(fresh);
        for (const char* name : {"赵双", "钱双", "孙双"})
            pairs.add_twins(pairs.served.home, name);
        pairs.add_twins(pairs.served.sibling, "李双");
        const json::object all = pairs.list();
        CHECK(all.at("count") == 3);
        REQUIRE(all.at("items").as_array().size() == 3);
        const json::value& first = all.at("items").at(0);
        CHECK(first.at("likeness") == "name_and_birthday");
        CHECK(first.at("reason") == "同区县，同名同生日");
        CHECK(first.at("one").at("label") == "赵双");
        CHECK(first.at("one").at("facts").at("birthday") == "1950-05-05");
        CHECK(first.at("other").at("belongs_to").at("type") == "household");

        std::string names, after;
        for (int page = 0; page < 3; ++page) {
            const json::object one = pairs.list("?limit=1" + (after.empty() ? "" : "&after=" + after));
            names += std::string(one.at("items").at(0).at("one").at("label").as_string());
            after = one.at("next").is_null() ? "" : std::string(one.at("next").as_string());
        }
        CHECK(names == "赵双钱双孙双");
        CHECK(after.empty());
        CHECK(code(pairs.ask(http::Method::get, "/duplicates/person?after=x")) == "registry.page");
    });
}

TEST_CASE("what was found to be two is not asked again, until somebody doubts it")
{
    huimin::test::on_both_engines([](FreshStore& fresh) {
        Pairs pairs(fresh);
        pairs.add_twins(pairs.served.home, "赵双");
        const json::value pair = pairs.list().at("items").at(0);
        CHECK(code(pairs.decide("apart", pair, false)) == "api.member_missing");
        CHECK(code(pairs.decide("doubt", pair, false)) == "api.missing");
        CHECK(pairs.decide("apart", pair).status == 204);
        CHECK(pairs.decide("apart", pair).status == 204); // said twice is said
        CHECK(pairs.list().at("items").as_array().empty());
        CHECK(pairs.decide("doubt", pair, false).status == 204);
        CHECK(pairs.list().at("items").as_array().size() == 1);
        CHECK(pairs.served.count("select count(*) from journal where action = 'registry.apart' and actor = "
                                 "'township_approver' and after like '%堂兄弟%'") == 2);
        CHECK(pairs.served.count("select count(*) from journal where action = 'registry.doubt'") == 1);

        json::value same = pair;
        same.as_object()["other"] = same.at("one");
        CHECK(code(pairs.decide("apart", same)) == "registry.merge");
        json::value foreign = pair;
        foreign.at("other").as_object()["id"] =
            pairs.served.id(pairs.served.city->program().find_record("person"), pairs.served.sibling);
        CHECK(code(pairs.decide("apart", foreign)) == "api.missing");
    });
}

TEST_CASE("a pair is made one and two again")
{
    FreshStore fresh(store::Engine::sqlite);
    Pairs pairs(fresh);
    pairs.add_twins(pairs.served.home, "赵双");
    const json::value pair = pairs.list().at("items").at(0);
    const std::string kept(pair.at("one").at("id").as_string()), given_up(pair.at("other").at("id").as_string());
    const http::Answer merged =
        pairs.ask(http::Method::post, "/records/person/" + kept + "/merge", R"({"given_up":")" + given_up + "\"}");
    CHECK(merged.status == 200);
    CHECK(pairs.list().at("items").as_array().empty());
    CHECK(pairs.ask(http::Method::post, "/records/person/" + given_up + "/unmerge").status == 200);
    CHECK(pairs.list().at("items").as_array().size() == 1);
    CHECK(code(pairs.ask(http::Method::get, "/duplicates/person", "", "township_clerk")) == "access.forbidden");
}
