// Simulations, jobs and maps over HTTP.

#include <thread>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "api/served_city_test.h"
#include "http/json.h"
#include "registry/area_shapes.h"
#include "registry/deeds.h"

using namespace huimin;
using namespace huimin::api;
using namespace huimin::api::test;
namespace json = boost::json;

namespace {

http::Answer ask(const ServedCity& served, http::Method method, const std::string& path, const std::string& role,
                 const std::string& body = "")
{
    return served.ask({.method = method, .path = path, .body = body, .as = &served.login(role)});
}

json::object told(const http::Answer& answer, int status)
{
    CAPTURE(answer.body);
    REQUIRE(answer.status == status);
    return json::parse(answer.body).as_object();
}

void add_elder(ServedCity& served)
{
    const language::Program& program = served.city->program();
    const language::Index person = program.find_record("person"), household = program.find_record("household");
    must(registry::add(*served.registry, person, served.home.records.at(household),
                       {{program.find_field(person, "name"), std::string("陈老")},
                        {program.find_field(person, "birthday"), *Day::of(1943, 1, 1)}},
                       {{"张经办", "登记"}, "窗口", Day::of(2025, 7, 1)}));
}

json::object ended(const ServedCity& served, const std::string& id, const std::string& role)
{
    for (int looks = 0; looks < 200; ++looks) {
        const json::object job = told(ask(served, http::Method::get, "/jobs/" + id, role), 200);
        if (job.at("state") != "queued" && job.at("state") != "running")
            return job;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    FAIL("the work did not end");
    return {};
}

/// By the name that GET /parameters gives.
constexpr const char* less_for_elders =
    R"({"month":"2025-11","changes":[{"parameter":"elder_allowance_standard","keys":["80"],"value_fen":4000}]})";

} // namespace

TEST_CASE("a simulation runs as a job, tells who loses and what it costs, and is its owner's")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    add_elder(served);
    must(served.board->refresh());
    served.work->start(1);
    const json::object job =
        told(ask(served, http::Method::post, "/simulations", "policy_officer", less_for_elders), 202);
    CHECK(job.at("kind") == "simulation");
    const std::string id(job.at("id").as_string());
    const json::object done = ended(served, id, "policy_officer");
    CAPTURE(http::write_json(done));
    REQUIRE(done.at("state") == "done");
    const json::value& result = done.at("result");
    CHECK(result.at("total").at("losers") == 1);
    CHECK(result.at("total").at("gainers") == 0);
    CHECK(result.at("total").at("fen_before").to_number<std::int64_t>() -
              result.at("total").at("fen_after").to_number<std::int64_t>() ==
          2000);
    REQUIRE(result.at("counties").as_array().size() == 1); // of the officer's county only
    CHECK(result.at("counties").at(0).at("code") == "330282");
    CHECK(result.at("losers").as_array().empty()); // sums only: the role reads no households
    bool elders = false;
    for (const json::value& policy : result.at("policies").as_array())
        if (policy.at("name") == "elder_allowance") {
            elders = true;
            CHECK(policy.at("fen_before") == 6000);
            CHECK(policy.at("fen_after") == 4000);
        }
    CHECK(elders);

    // Its progress as events: the last one is the end.
    const http::Answer stream = ask(served, http::Method::get, "/jobs/" + id + "/events", "policy_officer");
    CHECK(stream.status == 200);
    CHECK(stream.body.find("event: progress") != std::string::npos);
    CHECK(stream.body.find(R"("state":"done")") != std::string::npos);

    CHECK(told(ask(served, http::Method::get, "/jobs/" + id, "leader"), 404).at("code") == "api.missing");
    CHECK(told(ask(served, http::Method::get, "/jobs", "leader"), 200).at("items").as_array().empty());
    const json::object seen = told(ask(served, http::Method::get, "/jobs", "system_administrator"), 200);
    REQUIRE(seen.at("items").as_array().size() == 1);
    CHECK(seen.at("items").at(0).at("result").is_null()); // that it ran, not what came of it
    CHECK(told(ask(served, http::Method::delete_, "/jobs/" + id, "leader"), 404).at("code") == "api.missing");
    CHECK(ask(served, http::Method::delete_, "/jobs/" + id, "policy_officer").status == 204);
    CHECK(ended(served, id, "policy_officer").at("state") == "done"); // what has ended stays
}

TEST_CASE("what waits is stopped by its owner or by who administers jobs")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh); // nobody works
    for (const char* role : {"policy_officer", "system_administrator"}) {
        const json::object job =
            told(ask(served, http::Method::post, "/simulations", "policy_officer", less_for_elders), 202);
        const std::string id(job.at("id").as_string());
        CHECK(job.at("state") == "queued");
        CHECK(ask(served, http::Method::delete_, "/jobs/" + id, role).status == 204);
        CHECK(ended(served, id, "policy_officer").at("state") == "cancelled");
    }
}

TEST_CASE("a change that cannot be tried is refused before anything runs")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    struct Row {
        const char* changes;
        const char* code;
    };
    const Row rows[] = {
        {R"([])", "api.change"},
        {R"(["高龄津贴标准"])", "api.change"},
        {R"([{"parameter":"没有的参数","percent":5}])", "api.parameter"},
        {R"([{"parameter":"高龄津贴标准"}])", "api.change"},
        {R"([{"parameter":"高龄津贴标准","percent":5,"value_fen":100}])", "api.change"},
        {R"([{"parameter":"高龄津贴标准","percent":"5"}])", "api.change"},
        {R"([{"parameter":"高龄津贴标准","percent":2.555}])", "api.change"},
        {R"([{"parameter":"高龄津贴标准","percent":-101}])", "api.change"},
        {R"([{"parameter":"高龄津贴标准","value_fen":-1}])", "api.change"},
        {R"([{"parameter":"高龄津贴标准","value":"1@330282=2"}])", "api.change"},
        {R"([{"parameter":"高龄津贴标准","value":true}])", "alter.value"},
        {R"([{"parameter":"高龄津贴标准","keys":["85"],"percent":5}])", "alter.nothing"},
        {R"([{"parameter":"高龄津贴标准","percent":5,"because":"x"}])", "api.change"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.changes);
        const http::Answer answer = ask(served, http::Method::post, "/simulations", "policy_officer",
                                        R"({"month":"2025-11","changes":)" + std::string(row.changes) + "}");
        CHECK(answer.status >= 400);
        CHECK(answer.status < 500);
        CHECK(json::parse(answer.body).at("code") == row.code);
    }
    CHECK(served.count("select count(*) from long_work") == 0);
    CHECK(told(ask(served, http::Method::post, "/simulations", "leader", less_for_elders), 403).at("code") ==
          "access.forbidden");
    CHECK(told(ask(served, http::Method::post, "/simulations", "policy_officer",
                   R"({"month":"2025-11","area":"330281","changes":[{"parameter":"高龄津贴标准","percent":5}]})"),
               403)
              .at("code") == "api.counties");
}

TEST_CASE("without an approved map the shapes are invented and say so; with one they carry its number")
{
    FreshStore fresh(store::Engine::sqlite);
    ServedCity served(fresh);
    const auto shape = [&](const std::string& path, std::vector<std::pair<std::string, std::string>> headers = {}) {
        return served.ask({.path = path, .as = &served.login("leader"), .headers = std::move(headers)});
    };
    const http::Answer invented = shape("/areas/330200/shape?level=county");
    const json::object map = told(invented, 200);
    const auto counties = served.city->areas.below(AreaCode(330200000000), AreaLevel::county, served.city->today());
    CHECK(map.at("features").as_array().size() == counties.size());
    CHECK(map.at("approval").is_null());
    CHECK(map.at("note") == "示意图，不作为界线依据");
    const std::string tag(invented.headers.find("ETag"));
    CHECK(!tag.empty());
    CHECK(shape("/areas/330200/shape?level=county", {{"If-None-Match", tag}}).status == 304);
    CHECK(told(shape("/areas/330282/shape?level=county"), 200).at("features").as_array().size() == 1);

    const std::string approved =
        R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"330282"},"geometry":)"
        R"({"type":"Polygon","coordinates":[[[121,30],[122,30],[122,31],[121,30]]]}}]})";
    must(registry::import_area_map(*served.registry, {approved, AreaLevel::county, "天地图", "浙S(2025)1号"},
                                   {"甲", "维护"}, 1));
    const http::Answer real = shape("/areas/330200/shape?level=county", {{"If-None-Match", tag}});
    const json::object now = told(real, 200);
    CHECK(now.at("approval") == "浙S(2025)1号");
    CHECK(now.at("source") == "天地图");
    CHECK(now.at("features").at(0).at("properties").at("name") == "慈溪市");
    CHECK(now.at("features").at(0).at("geometry").at("type") == "Polygon");

    CHECK(shape("/areas/330299/shape").status == 404);
    CHECK(shape("/areas/33/shape").status == 404); // more than the city's map
    CHECK(told(shape("/areas/330200/shape?level=village"), 422).at("code") == "api.level");
    CHECK(shape("/areas/x/shape").status == 422);
}
