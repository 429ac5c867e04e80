#include "api/simulation.h"

#include <algorithm>
#include <cmath>
#include <stop_token>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "api/aggregate.h"
#include "api/json_of.h"
#include "api/record_json.h"
#include "base/money.h"
#include "http/json.h"
#include "language/alter.h"

namespace huimin::api {

namespace json = boost::json;
using census::Difference;
using language::Index;

namespace {

constexpr std::size_t losers_max = 200;

Error wrong_change(const std::string& what)
{
    return Error{Fault::invalid, "api.change", what, "每项改动写 parameter，和 percent、value_fen、value 中的一个",
                 "a change names a parameter and one of percent, value_fen and value"};
}

/// Text that cannot be taken for another part of a setting.
Result<std::string> plain(const json::value& value, const char* member)
{
    if (!value.is_string() || value.as_string().empty() || value.as_string().size() > 60 ||
        std::string_view(value.as_string()).find_first_of("[]@=,") != std::string_view::npos)
        return wrong_change("`" + std::string(member) + "` 应当是文字，不含 [ ] @ = ,");
    return std::string(value.as_string());
}

/// `+5%`, `-2.5%`
Result<std::string> percent_text(const json::value& value)
{
    if (!value.is_number())
        return wrong_change("`percent` 应当是数，如 5 或 -2.5");
    const double percent = value.to_number<double>();
    if (!std::isfinite(percent) || percent < -100 || percent > 1000)
        return wrong_change("`percent` 应当在 -100 到 1000 之间");
    const auto hundredths = std::llround(percent * 100);
    if (std::abs(static_cast<double>(hundredths) / 100 - percent) > 1e-9)
        return wrong_change("`percent` 最多两位小数");
    const std::string digits = Money::from_fen(std::abs(hundredths)).text();
    return (hundredths < 0 ? "-" : "+") + digits + "%";
}

Result<std::string> value_text(const json::object& change)
{
    const json::value* percent = change.if_contains("percent");
    const json::value* fen = change.if_contains("value_fen");
    const json::value* value = change.if_contains("value");
    if ((percent != nullptr) + (fen != nullptr) + (value != nullptr) != 1)
        return wrong_change("percent、value_fen、value 要写一个，只写一个");
    if (percent != nullptr)
        return percent_text(*percent);
    if (fen != nullptr) {
        if (!fen->is_int64() || fen->as_int64() < 0)
            return wrong_change("`value_fen` 应当是以分计的整数，不小于 0");
        return Money::from_fen(fen->as_int64()).text() + "元";
    }
    if (value->is_bool())
        return std::string(value->as_bool() ? "是" : "否");
    if (value->is_int64())
        return std::to_string(value->as_int64());
    return plain(*value, "value");
}

json::object difference_json(const Difference& one)
{
    return {{"gainers", one.gainers},
            {"losers", one.losers},
            {"newly_unknown", one.newly_unknown},
            {"fen_before", static_cast<std::int64_t>(one.fen_before)},
            {"fen_after", static_cast<std::int64_t>(one.fen_after)}};
}

/// What was asked for, as the work's body keeps it.
struct Asked {
    Day day;
    std::vector<std::string> settings;
    std::vector<std::int64_t> counties;

    static Result<Asked> parse(const std::string& body)
    {
        const json::value read = TRY(http::read_json(body));
        Asked asked;
        asked.day = TRY(Day::parse(std::string_view(read.at("day").as_string())));
        for (const json::value& setting : read.at("settings").as_array())
            asked.settings.emplace_back(setting.as_string());
        for (const json::value& county : read.at("counties").as_array())
            asked.counties.push_back(county.as_int64());
        return asked;
    }
    [[nodiscard]] bool holds(std::int64_t county) const
    {
        return std::ranges::find(counties, county) != counties.end();
    }
};

json::array losers_json(const City& city, const Asked& asked, std::vector<census::Loser> losers)
{
    std::erase_if(losers, [&](const census::Loser& one) { return !asked.holds(one.at.county); });
    const std::size_t kept = std::min(losers.size(), losers_max);
    std::ranges::partial_sort(losers, losers.begin() + static_cast<std::ptrdiff_t>(kept), {},
                              [](const census::Loser& one) { return one.fen_after - one.fen_before; });
    json::array told;
    for (std::size_t i = 0; i < kept; ++i)
        told.push_back(json::object{{"record", city.program().records[losers[i].record].heading.alias},
                                    {"county", losers[i].at.county},
                                    {"key", losers[i].at.key},
                                    {"fen_before", losers[i].fen_before},
                                    {"fen_after", losers[i].fen_after}});
    return told;
}

/// What each policy comes to before and after, in the counties asked about.
json::array policies_json(const City& city, const Asked& asked, const census::Trial& trial)
{
    std::map<Index, std::pair<Wide, Wide>> fen;
    for (const auto& [where, tally] : trial.before)
        if (asked.holds(where.second))
            fen[where.first].first += tally.fen;
    for (const auto& [where, tally] : trial.after)
        if (asked.holds(where.second))
            fen[where.first].second += tally.fen;
    json::array told;
    for (const auto& [policy, sides] : fen)
        if (sides.first != 0 || sides.second != 0)
            told.push_back(json::object{{"name", city.program().policies[policy].heading.alias},
                                        {"label", city.program().policies[policy].heading.name},
                                        {"fen_before", static_cast<std::int64_t>(sides.first)},
                                        {"fen_after", static_cast<std::int64_t>(sides.second)}});
    return told;
}

json::object result_json(const City& city, const Asked& asked, census::Trial trial)
{
    Difference total;
    json::array counties;
    for (const auto& [county, one] : trial.comparison.counties) {
        if (!asked.holds(county))
            continue;
        total.gainers += one.gainers;
        total.losers += one.losers;
        total.newly_unknown += one.newly_unknown;
        total.fen_before += one.fen_before;
        total.fen_after += one.fen_after;
        json::object told = area_json(city, AreaCode(static_cast<std::uint64_t>(county) * 1'000'000));
        for (const auto& member : difference_json(one))
            told[member.key()] = member.value();
        counties.push_back(std::move(told));
    }
    return {{"counties", std::move(counties)},
            {"total", difference_json(total)},
            {"policies", policies_json(city, asked, trial)},
            {"losers", losers_json(city, asked, std::move(trial.comparison.losers))},
            {"at", time_text(trial.at)}};
}

} // namespace

Result<std::string> setting_of(const City& city, const json::value& change)
{
    if (!change.is_object())
        return wrong_change("每项改动应当是一个对象");
    const json::object& told = change.as_object();
    for (const auto& member : told)
        if (const std::string_view name = member.key(); name != "parameter" && name != "area" && name != "keys" &&
                                                        name != "percent" && name != "value_fen" && name != "value")
            return wrong_change("改动里没有 `" + std::string(name) + "` 这一项");
    const std::string named = TRY(text_of(told, "parameter", 1, 60));
    const Index parameter = city.program().find_parameter(named);
    if (parameter == language::none)
        return Error{Fault::invalid, "api.parameter", "没有名为 `" + named + "` 的参数", "从 /parameters 列出的里选",
                     "there is no such parameter"};
    std::string setting = city.program().parameters[parameter].heading.name;
    if (const json::value* keys = told.if_contains("keys"); keys != nullptr && !keys->is_null()) {
        if (!keys->is_array() || keys->as_array().size() > 3)
            return wrong_change("`keys` 应当是文字的列表");
        std::string joined;
        for (const json::value& key : keys->as_array())
            joined += (joined.empty() ? "" : ",") + TRY(plain(key, "keys"));
        if (!joined.empty())
            setting += "[" + joined + "]";
    }
    if (const auto area = TRY(text_if(told, "area", 12)); area && !area->empty())
        setting += "@" + TRY(AreaCode::parse(*area)).text();
    setting += "=" + TRY(value_text(told));
    return setting;
}

Result<std::string> simulate(City& city, const store::WorkState& state, const store::LongWork::Telling& telling)
{
    const Asked asked = TRY(Asked::parse(state.body));
    telling.progress(0, std::nullopt, "读规则包");
    auto program = TRY(city.read_packs());
    const auto other = TRY(language::altered(std::move(program), asked.settings, city.areas, asked.day));
    std::atomic<bool> stop = false;
    const std::stop_callback stopping(telling.stop, [&stop] { stop = true; });
    census::Work work;
    work.stop = &stop;
    work.progress = [&, total = static_cast<std::int64_t>(2 * city.board.size())](std::size_t done) {
        telling.progress(static_cast<std::int64_t>(done), total, "逐户测算");
    };
    census::Trial trial = TRY(city.board.try_out(*other, asked.day, work));
    return http::write_json(result_json(city, asked, std::move(trial)));
}

void name_losers(City& city, const access::Caller& caller, json::object& result)
{
    json::array named;
    const json::value* losers = result.if_contains("losers");
    if (losers == nullptr || !losers->is_array())
        return;
    for (const json::value& one : losers->as_array()) {
        const std::string alias(one.at("record").as_string());
        const Index record = city.program().find_record(alias);
        if (record == language::none)
            continue;
        const registry::RecordKey at{one.at("county").as_int64(), one.at("key").as_int64()};
        for (const access::Scope& scope : reading_scopes(city, caller, record)) {
            const auto facts = city.registry.load(record, at, scope.extent(record));
            if (!facts)
                continue;
            named.push_back(json::object{{"household", city.ids.text(alias, at)},
                                         {"label", label_of(city, scope, *facts)},
                                         {"fen_before", one.at("fen_before")},
                                         {"fen_after", one.at("fen_after")}});
            break;
        }
    }
    result["losers"] = std::move(named);
}

} // namespace huimin::api
