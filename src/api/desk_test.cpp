// What the desk is told beside the facts, so that a clerk need not reckon: who is who, what is due when, what holds
// today.

#include <doctest/doctest.h>

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "api/served_city_test.h"
#include "http/uri.h"
#include "registry/deeds.h"

using namespace huimin;
using namespace huimin::api::test;
namespace json = boost::json;

namespace {

json::array items(const ServedCity& served, const char* role, const std::string& path, const char* purpose)
{
    Asked asked{.path = path, .as = &served.login(role)};
    if (*purpose != '\0')
        asked.headers = {{"X-Purpose", purpose}};
    const http::Answer answer = served.ask(asked);
    REQUIRE_MESSAGE(answer.status == 200, answer.body);
    return json::parse(answer.body).at("items").as_array();
}

/// A record by its aliases; yields its place.
registry::RecordKey add(ServedCity& served, const char* type, std::optional<registry::RecordKey> owner,
                        const std::vector<std::pair<const char*, language::Value>>& facts)
{
    const language::Program& program = served.city->program();
    const language::Index record = program.find_record(type);
    std::vector<registry::FactChange> changes;
    for (const auto& [alias, value] : facts)
        changes.push_back({program.find_field(record, alias), value});
    return must(registry::add(*served.registry, record, owner, changes, {{"机器", "测试"}, "窗口", std::nullopt}));
}

language::Value choice(const ServedCity& served, const char* type, const char* field, std::string_view alias)
{
    const language::Program& program = served.city->program();
    const language::Index record = program.find_record(type);
    const language::Field& of = program.records[record].fields[program.find_field(record, field)];
    for (const language::ChoiceValue& value : program.choices[of.type.of].values)
        if (value.alias == alias)
            return language::ChoiceNumber{value.number};
    FAIL(field, " has no ", alias);
    return language::Unknown{};
}

} // namespace

TEST_CASE("who is found comes with the day of birth, the age today, the head and the address of the household")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh); // 2025-11-25
    const auto home = add(served, "household", std::nullopt,
                          {{"household_number", std::string("灯塔户")},
                           {"area", AreaCode(330282002901)},
                           {"address", std::string("灯塔路1号")}});
    add(served, "person", home,
        {{"name", std::string("庄大江")}, {"relation", choice(served, "person", "relation", "head")}});
    const struct {
        const char* name;
        Day born;
        std::int64_t age;
    } cases[] = {
        {"庄满岁", *Day::of(2000, 11, 25), 25},
        {"庄差日", *Day::of(2000, 11, 26), 24},
        {"庄今生", *Day::of(2025, 11, 25), 0},
    };
    for (const auto& [name, born, age] : cases) {
        CAPTURE(std::string(name));
        add(served, "person", home, {{"name", std::string(name)}, {"birthday", born}});
        const json::array found =
            items(served, "township_clerk", "/search?q=" + http::percent_encode(name), "relief_handling");
        REQUIRE(found.size() == 1);
        CHECK(found[0].at("born").as_string() == born.text());
        CHECK(found[0].at("age") == age);
        CHECK(found[0].at("head") == "庄大江");
        CHECK(found[0].at("address") == "灯塔路1号");
        CHECK(found[0].at("area").at("code") == "330282002901");
    }
    const json::value head =
        items(served, "township_clerk", "/search?q=" + http::percent_encode("庄大江"), "relief_handling").at(0);
    CHECK_MESSAGE(head.at("born").is_null(), "a birthday nobody knows is not reckoned");
    CHECK(head.at("age").is_null());
}

TEST_CASE("a lead tells how many working days are left, today counted out, the last day counted in")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh); // Tuesday 2025-11-25
    const auto home = served.home.records.at(served.city->program().find_record("household"));
    const struct {
        const char* number;
        std::optional<Day> due;
        std::optional<std::int64_t> left;
    } cases[] = {
        {"今天", Day::of(2025, 11, 25), 0},     {"周五", Day::of(2025, 11, 28), 3},
        {"周六", Day::of(2025, 11, 29), 3},     {"下周一", Day::of(2025, 12, 1), 4},
        {"昨天", Day::of(2025, 11, 24), -1},    {"上周五", Day::of(2025, 11, 21), -2},
        {"无期限", std::nullopt, std::nullopt}, {"没有日历的年份", Day::of(2050, 1, 4), std::nullopt},
    };
    for (const auto& [number, due, left] : cases) {
        std::vector<std::pair<const char*, language::Value>> facts{{"number", std::string(number)},
                                                                   {"kind", language::ChoiceNumber{1}},
                                                                   {"text", std::string("去看一看")},
                                                                   {"raised_on", *Day::of(2025, 11, 1)},
                                                                   {"state", choice(served, "lead", "state", "open")}};
        if (due)
            facts.emplace_back("due_on", *due);
        add(served, "lead", home, facts);
    }
    const json::array leads = items(served, "township_clerk", "/leads?limit=200", "relief_handling");
    for (const auto& [number, due, left] : cases) {
        const auto* told =
            std::ranges::find_if(leads, [&](const json::value& lead) { return lead.at("label") == number; });
        REQUIRE_MESSAGE(told != leads.end(), number);
        CHECK_MESSAGE(told->at("working_days_left") == (left ? json::value(*left) : json::value(nullptr)), number);
    }
}

TEST_CASE("the list of standards tells of each the row that holds today, and none where none does")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    const auto holds_today = [](const json::value& row) {
        return (row.at("from").is_null() || row.at("from").as_string() <= "2025-11-25") &&
               (row.at("to").is_null() || row.at("to").as_string() >= "2025-11-25");
    };
    std::size_t told = 0, over = 0;
    for (const json::value& one : items(served, "township_clerk", "/parameters", "")) {
        const std::string name(one.at("name").as_string());
        CAPTURE(name);
        const http::Answer whole =
            served.ask({.path = "/parameters/" + http::percent_encode(name), .as = &served.login("township_clerk")});
        REQUIRE(whole.status == 200);
        const json::value read = json::parse(whole.body);
        const json::array& rows = read.at("rows").as_array();
        if (one.at("now").is_null()) {
            CHECK(std::ranges::none_of(rows, [&](const json::value& row) {
                return holds_today(row) && row.at("area").at("code") == "330200";
            }));
            continue;
        }
        CHECK(holds_today(one.at("now")));
        CHECK(std::ranges::find(rows, one.at("now")) != rows.end());
        ++told;
        over += std::ranges::all_of(rows, holds_today) ? 0U : 1U;
    }
    CHECK(told > 20);
    CHECK(over > 0); // some have rows of other years, which are not told
}

TEST_CASE("a field that another module adds to a record tells which")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    std::size_t added = 0;
    for (const json::value& type : items(served, "township_clerk", "/types", ""))
        for (const json::value& field : type.at("fields").as_array()) {
            if (type.at("name") == "person" && field.at("name") == "name")
                CHECK(field.at("added_by").is_null());
            if (type.at("name") == "person" && field.at("name") == "registered_migrant")
                CHECK(field.at("added_by") == "水库移民后期扶持");
            added += field.at("added_by").is_null() ? 0U : 1U;
        }
    CHECK(added > 3);
}
