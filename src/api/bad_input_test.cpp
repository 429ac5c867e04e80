// Bad input of every kind is answered with a problem that has a code and says what to do: never a 5xx, never half a
// change.

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "api/served_city_test.h"

using namespace huimin;
using namespace huimin::api::test;
namespace json = boost::json;

namespace {

std::string code_of(const http::Answer& answer)
{
    boost::system::error_code error;
    const json::value read = json::parse(answer.body, error);
    if (error || !read.is_object() || !read.as_object().contains("code"))
        return "no problem: " + answer.body.substr(0, 100);
    const json::object& problem = read.as_object();
    for (const char* member : {"title", "detail", "remedy"})
        if (!problem.contains(member) || problem.at(member).as_string().empty())
            return std::string("no ") + member + " with " + std::string(problem.at("code").as_string());
    return std::string(problem.at("code").as_string());
}

std::string nested(std::size_t depth)
{
    return R"({"facts":)" + std::string(depth, '[') + std::string(depth, ']') + R"(,"source":"窗口"})";
}

const std::string good_facts = R"("household_number":"新户","area":"330282002901")";

} // namespace

TEST_CASE("a body that is not as described is refused with its code, and nothing is written")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    const std::int64_t before = served.count("select count(*) from household");
    const auto with = [](const std::string& facts) { return R"({"facts":{)" + facts + R"(},"source":"窗口"})"; };
    const struct {
        const char* what;
        std::string body;
        const char* code;
        const char* content_type = "application/json";
    } cases[] = {
        {"nothing", " ", "http.json"},
        {"not JSON", "{facts: 1}", "http.json"},
        {"cut off", R"({"facts":{)", "http.json"},
        {"two values", R"({} {})", "http.json"},
        {"a list", "[]", "api.body"},
        {"a key twice", R"({"facts":{},"facts":{},"source":"窗口"})", "http.json_key_repeated"},
        {"an unknown member", R"({"facts":{},"source":"窗口","admin":true})", "api.member_unknown"},
        {"a member missing", R"({"facts":{}})", "api.member_missing"},
        {"a member of another type", R"({"facts":{},"source":7})", "api.member"},
        {"facts that are no object", R"({"facts":[],"source":"窗口"})", "api.member"},
        {"an empty source", R"({"facts":{},"source":""})", "api.member"},
        {"a day that is none", R"({"facts":{},"source":"窗口","true_on":"2025-02-30"})", "day.absent"},
        {"an unknown fact", with(R"("nothing":1)"), "api.fact"},
        {"a fact by its Chinese name", with(R"("户号":"1")"), "api.fact"},
        {"a text for money", with(good_facts + R"(,"other_income":"1")"), "api.fact"},
        {"a number for text", with(R"("household_number":1,"area":"330282002901")"), "api.fact"},
        {"half a fen", with(good_facts + R"(,"medical_paid":0.5)"), "api.fact"},
        {"a number beyond 64 bits", with(good_facts + R"(,"medical_paid":99999999999999999999999)"),
         "http.json_number"},
        {"a number beyond doubles", with(good_facts + R"(,"medical_paid":1e999)"), "http.json_number"},
        {"a lone surrogate", with(R"("household_number":"\ud800","area":"330282002901")"), "http.json"},
        {"U+0000", with(R"("household_number":"a\u0000b","area":"330282002901")"), "http.json_zero"},
        {"bytes that are no UTF-8", with("\"household_number\":\"\xff\xfe\",\"area\":\"330282002901\""), "http.json"},
        {"100,000 levels", nested(100'000), "http.json_too_deep"},
        {"another content type", with(good_facts), "http.content_type", "text/plain"},
        {"a required fact missing", with(R"("area":"330282002901")"), "registry.required"},
        {"a division that is none", with(R"("household_number":"新户","area":"999999")"), "registry.missing"},
    };
    for (const auto& each : cases) {
        Asked asked{.method = http::Method::post, .path = "/records/household", .as = &served.login("township_clerk")};
        asked.body = each.body;
        asked.headers = {{"Content-Type", each.content_type}, {"X-Purpose", "relief_handling"}};
        const http::Answer answer = served.ask(asked);
        CHECK_MESSAGE((answer.status >= 400 && answer.status < 500), each.what);
        CHECK_MESSAGE(code_of(answer) == each.code, each.what);
    }
    CHECK(served.count("select count(*) from household") == before);
}

TEST_CASE("who writes a member that is none learns which there are")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    const http::Answer answer = served.ask({.method = http::Method::post,
                                            .path = "/records/household",
                                            .body = R"({"fact":{},"source":"窗口"})",
                                            .as = &served.login("township_clerk"),
                                            .headers = {{"X-Purpose", "relief_handling"}}});
    const json::object problem = json::parse(answer.body).as_object();
    CHECK(problem.at("code") == "api.member_unknown");
    CHECK(problem.at("detail").as_string().find("`fact`") != json::string::npos);
    CHECK(problem.at("remedy") == "可以写的是 `owner`、`facts`、`source`、`true_on`");
}

TEST_CASE("a query that is not as described is refused with its code, and SQL in it is only text")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    const std::int64_t before = served.count("select count(*) from person");
    const struct {
        const char* what;
        const char* query;
        const char* code; ///< empty: an answer, of nothing
    } cases[] = {
        {"an unknown parameter", "?nothing=1", "http.query_unknown"},
        {"a parameter twice", "?limit=1&limit=2", "http.query_repeated"},
        {"a limit of none", "?limit=0", "http.query_integer"},
        {"a limit of too many", "?limit=201", "http.query_integer"},
        {"a limit in words", "?limit=ten", "http.query_integer"},
        {"a count that is no truth", "?count=1", "http.query_truth"},
        {"a division that is none", "?area=33028x", "area.form"},
        {"an unknown field", "?where=nothing:1", "api.where"},
        {"an unknown comparison", "?where=name.like:a", "api.where"},
        {"an order by nothing", "?order=nothing", "api.order"},
        {"fields that are none", "?fields=name,nothing", "api.fields"},
        {"a place that is none", "?after=1.2", "api.page"},
        {"SQL as a place", "?after=330282.1.i0'%20or%201=1", "api.page"},
        {"SQL in a text", "?where=name:'%20or%20'1'='1", ""},
        {"SQL in a part", "?where=name.contains:%25'%3B%20drop%20table%20person%3B--", ""},
        {"SQL as a field", "?where=name'%20or%201=1%20--:a", "api.where"},
        {"SQL as an order", "?order=name%3B%20drop%20table%20person", "api.order"},
        {"SQL as a division", "?area=330282'%20or%201=1", "area.form"},
        {"U+0000", "?where=name:a%00b", "http.text"},
        {"a part of a masked number", "?where=citizen_number.begins:3302", "api.where_masked"},
        {"masked numbers from one on", "?where=citizen_number.ge:330282195001010000", "api.where_masked"},
        {"order by a masked number", "?order=citizen_number", "api.where_masked"},
        {"a month that is none", "?where=birthday:2025-13-01", "day.absent"},
    };
    for (const auto& each : cases) {
        Asked asked{.path = std::string("/records/person") + each.query, .as = &served.login("township_clerk")};
        asked.headers = {{"X-Purpose", "relief_handling"}};
        const http::Answer answer = served.ask(asked);
        if (std::string_view(each.code).empty()) {
            CHECK_MESSAGE(answer.status == 200, each.what);
            CHECK_MESSAGE(json::parse(answer.body).at("items").as_array().empty(), each.what);
        } else {
            CHECK_MESSAGE((answer.status >= 400 && answer.status < 500), each.what);
            CHECK_MESSAGE(code_of(answer) == each.code, each.what);
        }
    }
    CHECK(served.count("select count(*) from person") == before);
}

TEST_CASE("a person is found by the whole of a masked number")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    Asked asked{.path = "/records/person?where=citizen_number:" + served.home.number,
                .as = &served.login("township_clerk")};
    asked.headers = {{"X-Purpose", "relief_handling"}};
    const http::Answer answer = served.ask(asked);
    REQUIRE(answer.status == 200);
    CHECK(json::parse(answer.body).at("items").as_array().size() == 1);
    CHECK(answer.body.find(served.home.number) == std::string::npos);
}

TEST_CASE("each member and header out of place is told by its code")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    const auto household = served.city->program().find_record("household");
    const std::string id = served.id(household, served.home), there = "/records/household/" + id;
    const std::string facts = R"({"facts":{"address":"新地址"},"source":"窗口"})";
    const struct {
        const char* what;
        http::Method method;
        std::string path;
        std::string body;
        std::vector<std::pair<std::string, std::string>> headers;
        int status;
        const char* code;
    } cases[] = {
        {"no version", http::Method::patch, there, facts, {}, 428, "api.if_match"},
        {"a version that is none",
         http::Method::patch,
         there,
         facts,
         {{"If-Match", "\"x\""}},
         412,
         "registry.conflict"},
        {"an old version", http::Method::patch, there, facts, {{"If-Match", "\"99\""}}, 412, "registry.conflict"},
        {"an id that is none", http::Method::get, "/records/household/1", "", {}, 404, "api.missing"},
        {"an id of another type", http::Method::get, "/records/person/" + id, "", {}, 404, "api.missing"},
        {"an unknown purpose", http::Method::get, there, "", {{"X-Purpose", "curiosity"}}, 422, "api.purpose"},
        {"a file that is none",
         http::Method::post,
         "/imports/person?source=x",
         "x",
         {{"Content-Type", "image/png"}},
         415,
         "http.content_type"},
        {"no right to import for this",
         http::Method::post,
         "/imports/person?source=x",
         "x",
         {{"Content-Type", "text/csv"}},
         403,
         "access.forbidden"},
        {"an unknown form of export", http::Method::get, "/exports/person?format=pdf", "", {}, 422, "export.format"},
        {"a page that is none", http::Method::get, "/exports/person?after=1", "", {}, 400, "http.query_unknown"},
        {"too many rows", http::Method::post, "/records/household/bulk", R"({"rows":7})", {}, 422, "api.bulk"},
    };
    for (const auto& each : cases) {
        Asked asked{.method = each.method, .path = each.path, .body = each.body, .as = &served.login("township_clerk")};
        asked.headers = each.headers;
        if (std::string_view(each.code) != "api.purpose")
            asked.headers.emplace_back("X-Purpose", "relief_handling");
        const http::Answer answer = served.ask(asked);
        CHECK_MESSAGE(answer.status == each.status, each.what);
        CHECK_MESSAGE(code_of(answer) == each.code, each.what);
    }
    Asked no_page_token{.method = http::Method::post,
                        .path = "/records/household",
                        .body = facts,
                        .as = &served.login("township_clerk"),
                        .page_token = false};
    CHECK(code_of(served.ask(no_page_token)) == "api.page_token");
}
