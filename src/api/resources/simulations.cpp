// Trying a standard out before it is set: who would gain, who would lose and what it costs.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/aggregate.h"
#include "api/job_json.h"
#include "api/limits.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "api/simulation.h"
#include "http/json.h"
#include "language/alter.h"

namespace huimin::api {

namespace json = boost::json;
using access::Scope;
using http::Method;
using http::Response;
using language::Action;
using language::SystemObject;

namespace {

/// The counties whose sums the caller may see, in the division asked about.
Result<json::array> counties_of(const Call& call, const Scope& scope, const json::object& body)
{
    AreaCode asked = call.city.program().city.area;
    if (const auto area = TRY(text_if(body, "area", 12)); area && !area->empty())
        asked = TRY(AreaCode::parse(*area));
    const Day today = call.city.today();
    access::AreaRanges seen;
    for (const language::Policy& policy : call.city.program().policies)
        seen.add(scope.extent(policy.record).areas);
    seen = seen.common_with(access::ranges_below(call.city.areas, asked, today));
    json::array counties;
    std::vector<const Area*> found = call.city.areas.below(asked, AreaLevel::county, today);
    if (asked.level() == AreaLevel::county)
        if (const Area* area = call.city.areas.find(asked, today); area != nullptr && found.empty())
            found.push_back(area);
    for (const Area* area : found)
        if (seen.hold({area->code, AreaCode(area->code.number() + 999'999)}))
            counties.push_back(static_cast<std::int64_t>(area->code.number() / 1'000'000));
    if (counties.empty())
        return Error{Fault::forbidden, "api.counties", "测算以县为单位，您在这里没有可以看总数的县",
                     "换一个区划，或请上级测算", "there is no county here whose sums you may see"};
    return counties;
}

Result<std::vector<std::string>> settings_of(const City& city, const json::object& body)
{
    const json::value& changes = body.at("changes");
    if (!changes.is_array() || changes.as_array().empty() || changes.as_array().size() > limits::parameter_changes)
        return Error{Fault::invalid, "api.change", "`changes` 应当有 1 到 20 项改动", "补上或分几次测算",
                     "one to twenty changes"};
    std::vector<std::string> settings;
    for (const json::value& change : changes.as_array())
        settings.push_back(TRY(setting_of(city, change)));
    return settings;
}

Result<Response> begin(Call& call)
{
    TRY(call.scope(Action::simulate, SystemObject::packs));
    const Scope scope = TRY(aggregate_scope(call));
    const json::object body = TRY(call.body({"month", "area?", "changes"}));
    const std::string month = TRY(text_of(body, "month", 7, 7));
    const Day day = TRY(Month::parse(month)).last();
    json::array counties = TRY(counties_of(call, scope, body));
    const std::vector<std::string> settings = TRY(settings_of(call.city, body));
    auto program = TRY(call.city.read_packs());
    TRY(language::altered(std::move(program), settings, call.city.areas, day)); // what fails is told at once
    json::array told;
    for (const std::string& setting : settings)
        told.push_back(json::string(setting));
    const json::object asked{{"day", day.text()}, {"settings", std::move(told)}, {"counties", std::move(counties)}};
    const std::int64_t key =
        TRY(call.city.work.begin(simulation_kind, call.caller().account(), http::write_json(asked)));
    return begun(call, key);
}

schema::Json result_schema()
{
    using namespace schema;
    const Json difference = object({{"gainers", integer()},
                                    {"losers", integer()},
                                    {"newly_unknown", integer()},
                                    {"fen_before", fen()},
                                    {"fen_after", fen()}});
    const Json county = object({{"code", text()},
                                {"name", text()},
                                {"gainers", integer()},
                                {"losers", integer()},
                                {"newly_unknown", integer()},
                                {"fen_before", fen()},
                                {"fen_after", fen()}});
    return object(
        {{"counties", list_of(county)},
         {"total", difference},
         {"losers",
          list_of(object({{"household", id()}, {"label", text()}, {"fen_before", fen()}, {"fen_after", fen()}}))},
         {"policies",
          list_of(object({{"name", text()}, {"label", text()}, {"fen_before", fen()}, {"fen_after", fen()}}))},
         {"at", time()}});
}

} // namespace

void add_simulations(Endpoints& endpoints, City& city)
{
    using namespace schema;
    city.work.on(std::string(simulation_kind),
                 [&city](const store::WorkState& state, const store::LongWork::Telling& telling) {
                     return simulate(city, state, telling);
                 });
    const Json change = object({{"parameter", text("name or alias")},
                                {"area?", text("only the rows of this division")},
                                {"keys?", list_of(text("choice, or where a band begins"))},
                                {"percent?", Json{{"type", "number"}}},
                                {"value_fen?", fen()},
                                {"value?", Json(true)}});
    endpoints.push_back({.method = Method::post,
                         .path = "/simulations",
                         .tag = "simulations",
                         .summary = "测算新标准：谁多得、谁少得、要花多少钱",
                         .asks = "simulate packs",
                         .body = object({{"month", month()}, {"area?", text()}, {"changes", list_of(change)}}),
                         .answer = job_schema(result_schema()),
                         .status = 202,
                         .once = true,
                         .work = begin});
}

} // namespace huimin::api
