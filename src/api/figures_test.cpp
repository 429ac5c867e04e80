// Figures over HTTP: they add up, end where the caller's rights end, and have their people behind them.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "api/served_city_test.h"
#include "registry/deeds.h"

using namespace huimin;
using namespace huimin::api;
using namespace huimin::api::test;
namespace json = boost::json;

namespace {

constexpr std::uint64_t towns[] = {330282002000, 330282003000};

/// Households of two towns: in each an elder of eighty or more, and somebody young in every other.
void fill(ServedCity& served, int households)
{
    const language::Program& program = served.city->program();
    const language::Index household = program.find_record("household"), person = program.find_record("person");
    const registry::Telling clerk{{"张经办", "登记"}, "窗口", Day::of(2025, 7, 1)};
    const auto add = [&](language::Index record, std::optional<registry::RecordKey> owner,
                         const std::vector<std::pair<const char*, language::Value>>& facts) {
        std::vector<registry::FactChange> changes;
        for (const auto& [field, value] : facts)
            changes.push_back({program.find_field(record, field), value});
        return must(registry::add(*served.registry, record, owner, changes, clerk));
    };
    for (int i = 0; i < households; ++i) {
        const auto home = add(household, std::nullopt,
                              {{"household_number", "试" + std::to_string(i)}, {"area", AreaCode(towns[i % 2])}});
        add(person, home, {{"name", "陈老" + std::to_string(i)}, {"birthday", *Day::of(1940, 1, 1 + i % 28)}});
        if (i % 2 == 0)
            add(person, home, {{"name", "陈小" + std::to_string(i)}, {"birthday", *Day::of(1990, 1, 1)}});
    }
}

json::object ask(const ServedCity& served, const std::string& path, const std::string& role, int status = 200)
{
    const http::Answer answer =
        served.ask({.path = path, .as = &served.login(role), .headers = {{"X-Purpose", "statistics"}}});
    CAPTURE(path);
    CAPTURE(answer.body);
    REQUIRE(answer.status == status);
    return json::parse(answer.body).as_object();
}

const json::object& of(const json::value& list, const char* member, std::string_view value)
{
    for (const json::value& one : list.as_array())
        if (one.at(member).as_string() == value)
            return one.as_object();
    FAIL("no " << std::string(value));
    std::abort();
}

std::int64_t sum(const json::value& areas, const char* member)
{
    std::int64_t all = 0;
    for (const json::value& area : areas.as_array())
        all += area.at(member).to_number<std::int64_t>();
    return all;
}

} // namespace

TEST_CASE("figures by town add up to the county, to the same as the census, and end where rights end")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    fill(served, 20);
    CHECK(ask(served, "/figures/entitlements?month=2025-11", "leader", 503).at("code") == "census.not_read");
    must(served.board->refresh());
    const json::object towns_told = ask(served, "/figures/entitlements?month=2025-11&area=330282&level=town", "leader");
    const json::object county = ask(served, "/figures/entitlements?month=2025-11&area=330282&level=county", "leader");
    CHECK(towns_told.at("households") == 21); // one is the served city's own
    CHECK(sum(towns_told.at("by_area"), "persons") == county.at("persons").to_number<std::int64_t>());
    const auto sheet = must(served.board->sheet(*Day::of(2025, 11, 30)));
    const language::Program& program = served.city->program();
    for (language::Index policy = 0; policy < program.policies.size(); ++policy) {
        const std::string name = program.policies[policy].heading.alias;
        CAPTURE(name);
        const json::object& town = of(towns_told.at("policies"), "name", name);
        const json::object& whole = of(county.at("policies"), "name", name);
        CHECK(town.at("total") == whole.at("total"));
        census::Tally swept;
        for (const auto& [where, tally] : sheet->tallies)
            if (where.first == policy && where.second.lies_in(AreaCode(330282000000)))
                swept.add(tally);
        CHECK(whole.at("total").at("yes") == swept.yes);
        CHECK(whole.at("total").at("unknown") == swept.unknown);
        for (const char* member : {"yes", "no", "unknown", "fen"})
            CHECK(sum(town.at("areas"), member) == whole.at("total").at(member).to_number<std::int64_t>());
        const std::int64_t all =
            sum(town.at("areas"), "yes") + sum(town.at("areas"), "no") + sum(town.at("areas"), "unknown");
        CHECK(
            all ==
            (town.at("record") == "person" ? county.at("persons") : county.at("households")).to_number<std::int64_t>());
    }
    const json::object& elders = of(towns_told.at("policies"), "name", "elder_allowance");
    CHECK(of(elders.at("areas"), "code", "330282002").at("yes") == 10);
    CHECK(of(elders.at("areas"), "code", "330282002").at("fen") == 10 * 6000);

    // The leader of one county: the city's sum is that county's, the sibling is not there.
    CHECK(ask(served, "/figures/entitlements?month=2025-11&level=county", "leader").at("households") == 21);
    CHECK(ask(served, "/figures/entitlements?area=330281", "leader", 404).at("code") == "api.missing");
    CHECK(ask(served, "/figures/entitlements?level=village", "leader", 422).at("code") == "api.level");
    CHECK(ask(served, "/figures/entitlements?month=2025-13", "leader", 422).at("code") == "month.absent");
    const std::string first = Month::of(served.city->program().city.from).text();
    CHECK(ask(served, "/figures/entitlements?month=" + first, "leader").at("month").as_string() == first);
    for (const char* none : {"1800-01", "2025-12", "2100-01"})
        CHECK(ask(served, std::string("/figures/entitlements?month=") + none, "leader", 422).at("code") == "api.month");
    CHECK(ask(served, "/figures/entitlements", "township_clerk", 403).at("code") == "access.forbidden");
}

TEST_CASE("behind each number stand as many people as it says, page by page")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    fill(served, 20);
    must(served.board->refresh());
    const json::object figures = ask(served, "/figures/entitlements?month=2025-11&area=330282", "leader");
    for (const json::value& policy : figures.at("policies").as_array())
        for (const char* verdict : {"yes", "no", "unknown"}) {
            const std::string path = "/figures/entitlements/" + std::string(policy.at("name").as_string()) +
                                     "/list?month=2025-11&area=330282&limit=7&count=true&verdict=" + verdict;
            CAPTURE(path);
            const std::int64_t wanted = policy.at("total").at(verdict).to_number<std::int64_t>();
            std::set<std::string> seen;
            std::string after;
            for (int pages = 0; pages < 20; ++pages) {
                const json::object page = ask(served, path + (after.empty() ? "" : "&after=" + after), "leader");
                CHECK(page.at("count").to_number<std::int64_t>() == wanted);
                for (const json::value& item : page.at("items").as_array()) {
                    CHECK(item.at("person").is_null() == (policy.at("record") == "household"));
                    const json::value& id = item.at("person").is_null() ? item.at("household") : item.at("person");
                    CHECK(seen.emplace(id.as_string()).second);
                    if (policy.at("record") == "person")
                        CHECK(item.at("label").as_string().find("*") != std::string_view::npos);
                    CHECK((std::string_view(verdict) == "unknown") == !item.at("missing").as_array().empty());
                }
                if (page.at("next").is_null())
                    break;
                after = std::string(page.at("next").as_string());
            }
            CHECK(static_cast<std::int64_t>(seen.size()) == wanted);
        }
    const std::string elders = "/figures/entitlements/elder_allowance/list";
    CHECK(ask(served, elders + "?area=330281", "leader", 404).at("code") == "api.missing");
    CHECK(ask(served, "/figures/entitlements/none/list", "leader", 404).at("code") == "api.missing");
    CHECK(ask(served, elders + "?verdict=perhaps", "leader", 422).at("code") == "api.verdict");
    CHECK(ask(served, elders + "?after=xyz", "leader", 422).at("code") == "api.page");
}

TEST_CASE("who may not see the list sees no small numbers either")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    fill(served, 20);
    must(served.board->refresh());
    const json::object figures =
        ask(served, "/figures/entitlements?month=2025-11&area=330282&level=town", "policy_officer");
    std::size_t told = 0;
    for (const json::value& policy : figures.at("policies").as_array()) {
        std::size_t suppressed = 0;
        for (const json::value& area : policy.at("areas").as_array()) {
            if (area.at("yes").is_null()) {
                ++suppressed;
                CHECK(area.at("suppressed").as_bool());
                CHECK(area.at("fen").is_null());
                continue;
            }
            ++told;
            for (const char* member : {"yes", "no", "unknown"})
                CHECK((area.at(member) == 0 || area.at(member).to_number<std::int64_t>() >= 5));
        }
        CHECK(suppressed != 1); // one alone could be worked out from the total
    }
    CHECK(told > 0);
    CHECK(ask(served, "/figures/entitlements/elder_allowance/list", "policy_officer", 403).at("code") == "api.list");
}
