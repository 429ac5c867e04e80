#include "tools/asking.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "tools/entitlement_lists.h"
#include "tools/interrupt.h"
#include "tools/table.h"

namespace huimin::tools {

namespace json = boost::json;
using language::Index;
using language::Program;

const char* word_of(language::Verdict verdict)
{
    switch (verdict) {
    case language::Verdict::yes: return "yes";
    case language::Verdict::no: return "no";
    case language::Verdict::unknown: return "unknown";
    }
    return "";
}

Result<Day> day_of_month(const std::string& month) { return TRY(Month::parse(month)).last(); }

Result<census::Census> read_census(const Terminal& terminal, CityStore& city, const language::Facts& read,
                                   unsigned threads)
{
    Progress progress(terminal, "读入", TRY(census::rows_to_read(city.registry(), read)));
    census::Work work{threads, [&](std::size_t rows) { progress.at(rows); }, &interrupted()};
    return census::Census::build(city.registry(), read, work);
}

namespace {

bool is_monthly(const language::Policy& policy)
{
    return !policy.is_standing() && policy.period == language::PayPeriod::monthly;
}

/// Policies as a reader wants them: what costs most per month first, then what most are entitled to.
std::vector<Index> in_reading_order(const Program& program, const std::map<Index, census::Tally>& sums)
{
    std::vector<Index> order(program.policy_order.begin(), program.policy_order.end());
    const auto worth = [&](Index policy) {
        const census::Tally& sum = sums.at(policy);
        return std::tuple(is_monthly(program.policies[policy]) ? sum.fen : 0, sum.yes, sum.unknown, ~policy);
    };
    std::ranges::sort(order, [&](Index a, Index b) { return worth(a) > worth(b); });
    return order;
}

} // namespace

json::array tell_tallies(const Terminal& terminal, const CityStore& city, const census::Tallies& tallies, Day day)
{
    const Program& program = city.program();
    std::map<Index, census::Tally> sums;
    for (const Index policy : program.policy_order)
        sums[policy] = {};
    for (const auto& [where, tally] : tallies)
        sums[where.first].add(tally);
    Table table;
    table.add({"政策、区县", "享受", "不享受", "待核实", "金额", ""});
    json::array rows;
    Wide per_month = 0;
    const auto add = [&](const std::string& name, const census::Tally& tally, const language::Policy& policy) {
        table.add({name, std::to_string(tally.yes), std::to_string(tally.no), std::to_string(tally.unknown),
                   policy.is_standing() ? "" : yuan(tally.fen), unit_of(policy)});
    };
    for (const Index index : in_reading_order(program, sums)) {
        const language::Policy& policy = program.policies[index];
        add(policy.heading.name + "（" + program.records[policy.record].heading.name + "）", sums.at(index), policy);
        per_month += is_monthly(policy) ? sums.at(index).fen : 0;
        for (const auto& [where, tally] : tallies) {
            if (where.first != index)
                continue;
            const std::string name = city.county_name(where.second, day);
            add("  " + name, tally, policy);
            rows.push_back(json::object{{"policy", policy.heading.name},
                                        {"county", where.second},
                                        {"name", name},
                                        {"entitled", tally.yes},
                                        {"not_entitled", tally.no},
                                        {"not_yet_known", tally.unknown},
                                        {"fen", static_cast<std::int64_t>(tally.fen)}});
        }
    }
    for (const std::string& line : table.lines())
        terminal.say(line);
    terminal.say("每月合计 " + yuan(per_month) + " 元（不含按次、按年的）");
    return rows;
}

} // namespace huimin::tools
