// Where a page ended is told sealed: it can be neither read nor made up, and leads on in its own list only.

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <set>

#include "api/served_city_test.h"

using namespace huimin;
using namespace huimin::api::test;
namespace json = boost::json;

namespace {

struct Lists {
    FreshStore fresh{store::Engine::sqlite};
    ServedCity served{fresh};
    const Login clerk = served.login("township_clerk"),
                colleague = served.add("colleague", "township_clerk", clerk.area, true);

    Lists()
    {
        for (const char* number : {"一户", "二户", "三户"}) {
            Asked asked{.method = http::Method::post, .path = "/records/household", .as = &clerk};
            asked.body = std::string(R"({"facts":{"household_number":")") + number +
                         R"(","area":"330282002901"},"source":"窗口"})";
            asked.headers = {{"X-Purpose", "relief_handling"}};
            REQUIRE(served.ask(asked).status == 201);
        }
    }

    http::Answer read(const std::string& path, const Login& as) const
    {
        Asked asked{.path = path, .as = &as};
        asked.headers = {{"X-Purpose", "relief_handling"}};
        return served.ask(asked);
    }

    std::string next(const std::string& path) const
    {
        const http::Answer answer = read(path, clerk);
        REQUIRE_MESSAGE(answer.status == 200, answer.body);
        const json::value next = json::parse(answer.body).at("next");
        return next.is_null() ? "" : std::string(next.as_string());
    }
};

constexpr const char* list = "/records/household?where=household_number.known:&order=household_number&limit=1";

} // namespace

TEST_CASE("page after page, each record of a list comes once, and the places between tell no key")
{
    const Lists lists;
    std::set<std::string> seen;
    std::string after;
    do {
        const http::Answer page = lists.read(list + (after.empty() ? "" : "&after=" + after), lists.clerk);
        REQUIRE_MESSAGE(page.status == 200, page.body);
        const json::value told = json::parse(page.body);
        for (const json::value& item : told.at("items").as_array())
            CHECK(seen.emplace(item.at("id").as_string()).second);
        const json::value& next = told.at("next");
        after = next.is_null() ? "" : std::string(next.as_string());
        const auto bytes = access::from_base64url(after);
        REQUIRE(bytes);
        CHECK(std::string(bytes->begin(), bytes->end()).find("330282.") == std::string::npos);
    } while (!after.empty());
    CHECK(seen.size() == 4);
    CHECK_MESSAGE(lists.next(list) != lists.next(list), "the same place is never written the same way");
}

TEST_CASE("a place leads on in the same list at another page size, and nowhere else")
{
    const Lists lists;
    const std::string next = lists.next(list);
    const struct {
        const char* what;
        std::string path;
        const Login& as;
        bool leads_on;
    } cases[] = {
        {"the same list", list, lists.clerk, true},
        {"larger pages", "/records/household?where=household_number.known:&order=household_number&limit=9", lists.clerk,
         true},
        {"parameters in another order",
         "/records/household?order=household_number&where=household_number.known:", lists.clerk, true},
        {"another filter", "/records/household?where=area.known:&order=household_number", lists.clerk, false},
        {"no filter", "/records/household?order=household_number", lists.clerk, false},
        {"another order", "/records/household?where=household_number.known:&order=-household_number", lists.clerk,
         false},
        {"another type", "/records/person?limit=1", lists.clerk, false},
        {"another resource", "/leads?limit=1", lists.clerk, false},
        {"another account", list, lists.colleague, false},
    };
    for (const auto& each : cases) {
        const std::string mark = each.path.find('?') == std::string::npos ? "?" : "&";
        const http::Answer answer = lists.read(each.path + mark + "after=" + next, each.as);
        CHECK_MESSAGE(answer.status == (each.leads_on ? 200 : 422), each.what, answer.body);
        if (!each.leads_on)
            CHECK_MESSAGE(answer.body.find("api.page") != std::string::npos, each.what);
    }
}

TEST_CASE("a place with one sign changed, cut short, made longer or made up is refused")
{
    const Lists lists;
    const std::string next = lists.next(list);
    std::vector<std::string> forged = {
        "330282.1.n", "x", next + "A", next.substr(1), next.substr(0, next.size() / 2), std::string(next.size(), 'A')};
    for (std::size_t i = 0; i < next.size(); ++i) {
        forged.push_back(next);
        forged.back()[i] = next[i] == 'A' ? 'B' : 'A';
    }
    for (const std::string& each : forged) {
        const http::Answer answer = lists.read(list + ("&after=" + each), lists.clerk);
        CHECK_MESSAGE(answer.status == 422, each);
        CHECK_MESSAGE(answer.body.find("api.page") != std::string::npos, answer.body);
    }
}
