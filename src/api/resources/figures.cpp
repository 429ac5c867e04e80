// Who is entitled to what, in numbers: by county or town, as the census stands.

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/aggregate.h"
#include "api/json_of.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "http/json.h"

namespace huimin::api {

namespace json = boost::json;
using http::Method;
using http::Response;
using language::Index;

namespace {

constexpr std::uint64_t small_cell = 5; // fewer than these could be recognised
constexpr std::chrono::seconds looked_every{1};
constexpr int looks_max = 300; // then the browser connects anew, and is asked again who it is

/// One division's row for one policy.
struct Row {
    census::Tally tally;
    std::uint64_t records = 0;
    bool suppressed = false;
};
using Rows = std::map<AreaCode, Row>; ///< by the division shown

/// Where records are shown that name some division: the one of the level wanted that stands there today.
class Divisions {
public:
    Divisions(const City& city, AreaLevel level) : city_(city), level_(level), today_(city.today()) {}

    AreaCode shown(AreaCode named)
    {
        const auto known = shown_.find(named);
        return known != shown_.end() ? known->second : shown_.emplace(named, work_out(named)).first->second;
    }

    /// All of the level in a division, itself too, so that those with nothing have their row.
    [[nodiscard]] std::vector<AreaCode> in(AreaCode upper) const
    {
        std::vector<AreaCode> codes;
        for (const Area* area : city_.areas.below(upper, level_, today_))
            codes.push_back(area->code);
        if (upper.level() == level_ && codes.empty())
            codes.push_back(upper);
        return codes;
    }

private:
    [[nodiscard]] AreaCode work_out(AreaCode named) const
    {
        const AreaCode at = named.at(level_);
        if (city_.areas.find(at, today_) != nullptr)
            return at;
        const std::vector<AreaCode> now = city_.areas.today(named, today_);
        return now.size() == 1 ? now.front().at(level_) : at;
    }

    const City& city_;
    AreaLevel level_;
    Day today_;
    std::map<AreaCode, AreaCode> shown_;
};

bool is_small(std::uint64_t number) { return number > 0 && number < small_cell; }

/// Takes out rows with small numbers; never one alone, which the total would tell. Yields whether the total may be
/// told.
bool suppress(Rows& rows, const Row& total)
{
    const auto small = [](const Row& row) {
        const std::uint64_t no = row.records - row.tally.yes - row.tally.unknown;
        return is_small(row.tally.yes) || is_small(row.tally.unknown) || is_small(no);
    };
    std::size_t out = 0;
    for (auto& [code, row] : rows)
        out += (row.suppressed = small(row)) ? 1 : 0;
    if (out == 1) {
        Row* least = nullptr;
        for (auto& [code, row] : rows)
            if (!row.suppressed && row.records > 0 && (least == nullptr || row.records < least->records))
                least = &row;
        if (least != nullptr)
            least->suppressed = true;
    }
    return !small(total);
}

json::object tally_json(const Row& row)
{
    if (row.suppressed)
        return {{"yes", nullptr}, {"no", nullptr}, {"unknown", nullptr}, {"fen", nullptr}, {"suppressed", true}};
    const std::uint64_t answered = row.tally.yes + row.tally.unknown;
    return {{"yes", row.tally.yes},
            {"no", row.records > answered ? row.records - answered : 0},
            {"unknown", row.tally.unknown},
            {"fen", static_cast<std::int64_t>(row.tally.fen)}};
}

json::object policy_json(const City& city, const FiguresView& view, Index index, Rows rows)
{
    const language::Policy& policy = city.program().policies[index];
    Row total;
    for (const auto& [code, row] : rows) {
        total.tally.add(row.tally);
        total.records += row.records;
    }
    if (!shows_list(view.scope, policy.record))
        total.suppressed = !suppress(rows, total);
    json::array areas;
    for (const auto& [code, row] : rows) {
        json::object told = area_json(city, code);
        for (const auto& member : tally_json(row))
            told[member.key()] = member.value();
        areas.push_back(std::move(told));
    }
    return {{"name", policy.heading.alias},
            {"label", policy.heading.name},
            {"record", city.program().records[policy.record].heading.alias},
            {"standing", policy.is_standing()},
            {"period", text_of(policy.period, policy.is_standing())},
            {"total", tally_json(total)},
            {"areas", std::move(areas)}};
}

/// Records of each type by the division shown; those of divisions without any, too.
std::map<Index, Rows> counted(const FiguresView& view, Divisions& divisions, const language::Program& program)
{
    std::map<Index, Rows> counted;
    for (const language::Policy& policy : program.policies)
        for (const AreaCode code : divisions.in(view.asked))
            if (view.shows(policy.record, code))
                counted[policy.record][code];
    for (const auto& [where, count] : view.sums->counts)
        if (view.shows(where.first, where.second))
            counted[where.first][divisions.shown(where.second)].records += count;
    return counted;
}

std::uint64_t sum(const Rows& rows)
{
    std::uint64_t all = 0;
    for (const auto& [code, row] : rows)
        all += row.records;
    return all;
}

Result<AreaLevel> level_asked(const Call& call)
{
    const std::string_view level = call.request.query().text("level", "county");
    if (level == "county")
        return AreaLevel::county;
    if (level == "town")
        return AreaLevel::town;
    return Error{Fault::invalid, "api.level", "`level` 只能是 county 或 town", "改正后再试",
                 "the level is county or town"};
}

/// The two counts people ask for first: of units, and of those in them.
struct Heads {
    Rows households, persons;

    static Heads of(const language::Program& program, std::map<Index, Rows>& counted)
    {
        return {counted[program.find_record("household")], counted[program.find_record("person")]};
    }
};

json::array by_area(const City& city, const Heads& heads)
{
    std::map<AreaCode, std::pair<std::uint64_t, std::uint64_t>> both;
    for (const auto& [code, row] : heads.households)
        both[code].first = row.records;
    for (const auto& [code, row] : heads.persons)
        both[code].second = row.records;
    json::array told;
    for (const auto& [code, counts] : both) {
        json::object one = area_json(city, code);
        one["households"] = counts.first;
        one["persons"] = counts.second;
        told.push_back(std::move(one));
    }
    return told;
}

Result<Response> entitlements(Call& call)
{
    const AreaLevel level = TRY(level_asked(call));
    const FiguresView view = TRY(figures_view(call));
    const language::Program& program = call.city.program();
    Divisions divisions(call.city, level);
    std::map<Index, Rows> records = counted(view, divisions, program);
    std::vector<Rows> rows;
    for (const language::Policy& policy : program.policies)
        rows.push_back(records[policy.record]);
    for (const auto& [where, tally] : view.sums->tallies)
        if (view.shows(program.policies[where.first].record, where.second))
            rows[where.first][divisions.shown(where.second)].tally.add(tally);
    json::array policies;
    for (Index policy = 0; policy < program.policies.size(); ++policy)
        if (view.scope.reaches(program.policies[policy].record))
            policies.push_back(policy_json(call.city, view, policy, std::move(rows[policy])));
    const Heads heads = Heads::of(program, records);
    return Response::json(json::object{{"month", Month::of(view.day).text()},
                                       {"area", area_json(call.city, view.asked)},
                                       {"level", level == AreaLevel::county ? "county" : "town"},
                                       {"at", time_text(view.sums->at)},
                                       {"digest", program.digest},
                                       {"seconds", view.sums->seconds},
                                       {"policies", std::move(policies)},
                                       {"households", sum(heads.households)},
                                       {"persons", sum(heads.persons)},
                                       {"by_area", by_area(call.city, heads)}});
}

http::Task<void> follow(City& city, http::EventStream& stream)
{
    std::string seen(stream.last_event_id());
    if (seen.empty())
        seen = std::to_string(city.board.generation());
    for (int look = 0; look < looks_max; ++look) {
        const std::string now = std::to_string(city.board.generation());
        if (now != seen) {
            seen = now;
            const json::object told{{"at", time_text(city.access.on.world.now())}};
            if (!co_await stream.send({http::write_json(told), "changed", now}))
                co_return;
        }
        if (!co_await stream.pause(looked_every))
            co_return;
    }
}

http::Task<Response> events(Call& call)
{
    CO_TRY(aggregate_scope(call));
    co_return Response::events([&city = call.city](http::EventStream& stream) { return follow(city, stream); });
}

} // namespace

void add_figures(Endpoints& endpoints, City&)
{
    using namespace schema;
    const Json number = or_null(integer());
    const Json place = area();
    const Json tally =
        object({{"yes", number}, {"no", number}, {"unknown", number}, {"fen", number}, {"suppressed?", truth()}});
    const Json area_tally = object({{"code", text()},
                                    {"name", text()},
                                    {"yes", number},
                                    {"no", number},
                                    {"unknown", number},
                                    {"fen", number},
                                    {"suppressed?", truth()}});
    const Json policy = object({{"name", text()},
                                {"label", text()},
                                {"record", text()},
                                {"standing", truth()},
                                {"period", or_null(text())},
                                {"total", tally},
                                {"areas", list_of(area_tally)}});
    const Json counts = object({{"code", text()}, {"name", text()}, {"households", integer()}, {"persons", integer()}});
    endpoints.push_back({.method = Method::get,
                         .path = "/figures/entitlements",
                         .tag = "figures",
                         .summary = "各项待遇该享受、待核实的人数和金额，按县或乡镇",
                         .asks = "aggregate household",
                         .query = {{"month", "哪个月，默认本月", month()},
                                   {"area", "区划代码，默认全市", text()},
                                   {"level", "分到县还是乡镇", text_of({"county", "town"})}},
                         .answer = object({{"month", month()},
                                           {"area", place},
                                           {"level", text()},
                                           {"at", time()},
                                           {"digest", text("version of the packs")},
                                           {"seconds", Json{{"type", "number"}}},
                                           {"policies", list_of(policy)},
                                           {"households", integer()},
                                           {"persons", integer()},
                                           {"by_area", list_of(counts)}}),
                         .work = entitlements});
    endpoints.push_back({.method = Method::get,
                         .path = "/figures/events",
                         .tag = "figures",
                         .summary = "数字变了就说一声",
                         .asks = "aggregate household",
                         .answers_with = "text/event-stream",
                         .flow = events});
    add_figure_lists(endpoints);
}

} // namespace huimin::api
