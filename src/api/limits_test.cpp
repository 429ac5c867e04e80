#include "api/limits.h"

#include <set>

#include <doctest/doctest.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "api/served_city_test.h"
#include "base/limits.h"

using namespace huimin;
using namespace huimin::api::test;
namespace json = boost::json;
namespace limits = huimin::api::limits;

namespace {

std::string listed(std::string_view member, std::size_t count, const json::value& each, json::object rest = {})
{
    rest[member] = json::array(count, each);
    return json::serialize(rest);
}

} // namespace

TEST_CASE(
    "a request may bring and ask for as much as the table says, and not one more" *
    doctest::description("limits: api.page_rows api.found_rows api.bulk_rows api.parameter_changes api.webhook_topics"))
{
    FreshStore fresh(store::Engine::sqlite);
    const ServedCity served(fresh);
    const auto ask = [&](http::Method method, const char* role, const std::string& path, const std::string& body) {
        Asked asked{.method = method, .path = path, .body = body, .as = &served.login(role)};
        if (std::string_view(role) == "township_clerk")
            asked.headers = {{"X-Purpose", "relief_handling"}};
        return served.ask(asked);
    };
    const auto page = [&](const char* path, std::int64_t rows) {
        return ask(http::Method::get, "township_clerk", path + std::to_string(rows), "");
    };
    const auto simulation = [&](std::size_t count) {
        return ask(http::Method::post, "policy_officer", "/simulations",
                   listed("changes", count, json::object{{"parameter", "none"}}, {{"month", "2025-11"}}));
    };
    const auto webhook = [&](std::size_t count) {
        return ask(http::Method::post, "system_administrator", "/webhooks",
                   listed("topics", count, "registry.change", {{"url", "https://example.org/hook"}}));
    };
    const auto bulk = [&](std::size_t count) {
        return ask(http::Method::post, "township_clerk", "/records/household/bulk",
                   listed("rows", count, json::object()));
    };
    const struct {
        const char* what;
        http::Answer at, above;
        const char* code;
    } cases[] = {
        {"rows of a page", page("/records/person?limit=", limits::page_rows),
         page("/records/person?limit=", limits::page_rows + 1), "http.query_integer"},
        {"rows of a search", page("/search?q=9999&limit=", limits::found_rows),
         page("/search?q=9999&limit=", limits::found_rows + 1), "http.query_integer"},
        {"new records", bulk(limits::bulk_rows), bulk(limits::bulk_rows + 1), "api.bulk"},
        {"changes of a simulation", simulation(limits::parameter_changes), simulation(limits::parameter_changes + 1),
         "api.change"},
        {"topics of a webhook", webhook(limits::webhook_topics), webhook(limits::webhook_topics + 1), "api.member"},
    };
    for (const auto& each : cases) {
        const std::string code = std::string("\"") + each.code + "\"";
        CHECK_MESSAGE(each.at.status < 500, each.what, each.at.body);
        CHECK_MESSAGE(each.at.status != 403, each.what, each.at.body);
        CHECK_MESSAGE(each.at.body.find(code) == std::string::npos, each.what, each.at.body);
        CHECK_MESSAGE(each.above.status / 100 == 4, each.what);
        CHECK_MESSAGE(each.above.body.find(code) != std::string::npos, each.what, each.above.body);
    }
}

TEST_CASE("every limit stands once in the table that the description tells, as the server was started")
{
    FreshStore fresh(store::Engine::sqlite);
    const ServedCity served(fresh);
    http::Limits fewer;
    fewer.key_rate = 7;
    std::set<std::string> names;
    std::map<std::string, std::int64_t> told;
    const json::value description = api::describe(*served.city, served.endpoints, fewer);
    for (const json::value& line : description.at("x-limits").as_array()) {
        const std::string name =
            std::string(line.at("of").as_string()) + "." + std::string(line.at("name").as_string());
        CHECK_MESSAGE(names.insert(name).second, name);
        CHECK_MESSAGE(line.at("value").as_int64() > 0, name);
        told[name] = line.at("value").as_int64();
    }
    CHECK(names.size() == std::size(all_limits));
    CHECK(told["request.key_rate"] == 7);
    for (const Limit& line : all_limits)
        if (const std::string name = std::string(line.of) + "." + std::string(line.name); name != "request.key_rate")
            CHECK_MESSAGE(told[name] == line.value, name);
}
