// huimin simulate: who gains, who loses and what it costs when a standard or a rule changes.

#include <fstream>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "census/households.h"
#include "language/alter.h"
#include "tools/asking.h"
#include "tools/entitlement_lists.h"
#include "tools/home.h"
#include "tools/interrupt.h"

namespace huimin::tools {

namespace json = boost::json;
using language::Index;
using language::Program;

namespace {

/// The rule book asked about: another folder of packs, or the city's with other parameters.
Result<std::shared_ptr<const Program>> program_to_try(CityStore& city, const SimulateOptions& options, Day day)
{
    const std::string folder = options.with.empty() ? city.pack() : options.with;
    packs::Model model = TRY(packs::load(pack_folder(city.home(), folder), city.areas()));
    if (!model.program)
        return Error{Fault::invalid, "city.unchecked", "规则包 `" + folder + "` 没有通过检查",
                     "运行 huimin check 看哪里要改", "the pack `" + folder + "` does not check; run huimin check"};
    std::shared_ptr<const Program> program = std::move(model.program);
    if (!options.settings.empty())
        program = TRY(language::altered(std::move(program), options.settings, city.areas(), day));
    if (!census::same_records(*program, city.program()))
        return Error{Fault::conflict, "simulate.records", "规则包 `" + folder + "` 改了档案的字段，不能直接拿来模拟",
                     "先用 huimin init 按新的规则包升级存储，再模拟规则的改动",
                     "the pack changes the records themselves; migrate the store to it first"};
    return program;
}

std::string signed_yuan(Wide fen) { return (fen > 0 ? "+" : "") + yuan(fen); }

/// What each policy comes to before and after, where that differs. Policies are matched by name.
json::array tell_policies(const Terminal& terminal, const census::Answers& before, const census::Answers& after)
{
    std::map<std::string, std::pair<census::Tally, census::Tally>> by_name;
    for (const auto& [where, tally] : before.tallies())
        by_name[before.program().policies[where.first].heading.name].first.add(tally);
    for (const auto& [where, tally] : after.tallies())
        by_name[after.program().policies[where.first].heading.name].second.add(tally);
    json::array rows;
    for (const auto& [name, sides] : by_name) {
        const auto& [one, other] = sides;
        if (one == other)
            continue;
        terminal.say(name + "：享受 " + std::to_string(one.yes) + " → " + std::to_string(other.yes) + "，待核实 " +
                     std::to_string(one.unknown) + " → " + std::to_string(other.unknown) +
                     (one.fen == 0 && other.fen == 0 ? "" : "，" + yuan(one.fen) + " → " + yuan(other.fen) + " 元"));
        rows.push_back(json::object{{"policy", name},
                                    {"entitled_before", one.yes},
                                    {"entitled_after", other.yes},
                                    {"not_yet_known_before", one.unknown},
                                    {"not_yet_known_after", other.unknown},
                                    {"fen_before", static_cast<std::int64_t>(one.fen)},
                                    {"fen_after", static_cast<std::int64_t>(other.fen)}});
    }
    return rows;
}

json::array tell_counties(const Terminal& terminal, const CityStore& city, const census::Comparison& comparison,
                          Day day)
{
    json::array rows;
    census::Difference all;
    const auto line = [&](const std::string& name, const census::Difference& one) {
        terminal.say(name + "：多得 " + std::to_string(one.gainers) + " 户，少得 " + std::to_string(one.losers) +
                     " 户，新增待核实 " + std::to_string(one.newly_unknown) + " 户，每月 " + yuan(one.fen_before) +
                     " → " + yuan(one.fen_after) + " 元（" + signed_yuan(one.fen_after - one.fen_before) + "）");
    };
    for (const auto& [county, one] : comparison.counties) {
        const std::string name = city.county_name(county, day);
        line(name, one);
        all.gainers += one.gainers;
        all.losers += one.losers;
        all.newly_unknown += one.newly_unknown;
        all.fen_before += one.fen_before;
        all.fen_after += one.fen_after;
        rows.push_back(json::object{{"county", county},
                                    {"name", name},
                                    {"gainers", one.gainers},
                                    {"losers", one.losers},
                                    {"newly_unknown", one.newly_unknown},
                                    {"fen_before", static_cast<std::int64_t>(one.fen_before)},
                                    {"fen_after", static_cast<std::int64_t>(one.fen_after)}});
    }
    line("合计", all);
    return rows;
}

Result<json::array> tell_losers(const Terminal& terminal, CityStore& city, const census::Comparison& comparison,
                                Day day)
{
    constexpr std::size_t lines_max = 20;
    std::map<Index, census::RecordKeys> wanted;
    for (const census::Loser& loser : comparison.losers)
        wanted[loser.record].push_back(loser.at);
    std::map<Index, std::map<registry::RecordKey, std::string>> names;
    for (const auto& [record, keys] : wanted)
        names[record] = TRY(census::names_of(city.registry(), record, keys));
    json::array rows;
    for (const census::Loser& loser : comparison.losers) {
        const std::string& name = names[loser.record][loser.at];
        if (rows.size() < lines_max)
            terminal.say("  少得：" + city.county_name(loser.at.county, day) + " 户号 " + name + "，每月 " +
                         yuan(loser.fen_before) + " → " + yuan(loser.fen_after) + " 元");
        rows.push_back(json::object{{"county", loser.at.county},
                                    {"household", name},
                                    {"fen_before", loser.fen_before},
                                    {"fen_after", loser.fen_after}});
    }
    if (rows.size() > lines_max)
        terminal.say("  ……其余 " + std::to_string(rows.size() - lines_max) + " 户用 --json 查看");
    return rows;
}

} // namespace

Exit simulate(const Terminal& terminal, const StoreOptions& options, const SimulateOptions& wanted)
{
    return run(terminal, [&]() -> Result<Exit> {
        const Day day = TRY(day_of_month(wanted.month));
        const auto city = TRY(CityStore::open(options));
        const auto then = TRY(program_to_try(*city, wanted, day));
        language::Facts read = language::Reads(city->program()).of_all();
        read.add(language::Reads(*then).of_all());
        const auto threads = static_cast<unsigned>(wanted.threads);
        const census::Census census = TRY(read_census(terminal, *city, read, threads));
        const auto started = std::chrono::steady_clock::now();
        const census::Work work{threads, nullptr, &interrupted()};
        const census::Answers before = TRY(census::ask(census, city->program(), city->world(), day, work));
        const census::Answers after = TRY(census::ask(census, *then, city->world(), day, work));
        const census::Comparison comparison = census::compare(before, after);
        const auto took = std::chrono::steady_clock::now() - started;
        json::array policies = tell_policies(terminal, before, after);
        json::array counties = tell_counties(terminal, *city, comparison, day);
        json::array losers = TRY(tell_losers(terminal, *city, comparison, day));
        terminal.say(std::to_string(census.size()) + " 户，两种规则各测算一遍并比较用了 " + seconds_text(took) +
                     " 秒；只是模拟，什么都没有改动");
        terminal.tell(json::object{{"day", day.text()},
                                   {"policies", std::move(policies)},
                                   {"counties", std::move(counties)},
                                   {"losers", std::move(losers)}});
        return Exit::done;
    });
}

} // namespace huimin::tools
