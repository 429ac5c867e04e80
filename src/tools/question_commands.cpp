// sweep, explain, simulate: what is asked of a city's facts.

#include <algorithm>
#include <chrono>
#include <tuple>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "census/columns.h"
#include "tools/city_store.h"
#include "tools/entitlement_lists.h"
#include "tools/home.h"
#include "tools/store_commands.h"
#include "tools/table.h"

namespace huimin::tools {

namespace fs = std::filesystem;
namespace json = boost::json;
using language::Answer;
using language::Index;
using language::Program;
using language::Verdict;

namespace {

using Clock = std::chrono::steady_clock;

template <class Work>
Exit run(const Terminal& terminal, Work work)
{
    const auto done = work();
    return done ? *done : terminal.fail(done.error());
}

Result<census::Census> read_census(const Terminal& terminal, CityStore& city)
{
    Progress progress(terminal, "读入", 100'000);
    return census::Census::build(city.registry(), [&](std::size_t persons) { progress.at(persons); });
}

/// Policies as a reader wants them: what costs most per month first, then what most are entitled to.
std::vector<Index> in_reading_order(const Program& program, const std::map<Index, census::Tally>& sums)
{
    std::vector<Index> order(program.policy_order.begin(), program.policy_order.end());
    const auto worth = [&](Index policy) {
        const census::Tally& sum = sums.at(policy);
        const bool monthly =
            !program.policies[policy].is_standing() && program.policies[policy].period == language::PayPeriod::monthly;
        return std::tuple(monthly ? sum.fen : 0, sum.yes, sum.unknown, ~policy);
    };
    std::ranges::sort(order, [&](Index a, Index b) { return worth(a) > worth(b); });
    return order;
}

void print(const Terminal& terminal, const CityStore& city, const census::Tallies& tallies, Day day)
{
    const Program& program = city.program();
    std::map<Index, census::Tally> sums;
    for (const Index policy : program.policy_order)
        sums[policy] = {};
    for (const auto& [where, tally] : tallies) {
        census::Tally& sum = sums[where.first];
        sum.yes += tally.yes;
        sum.no += tally.no;
        sum.unknown += tally.unknown;
        sum.fen += tally.fen;
    }
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
        if (!policy.is_standing() && policy.period == language::PayPeriod::monthly)
            per_month += sums.at(index).fen;
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
    terminal.tell(json::object{{"day", day.text()}, {"tallies", std::move(rows)}});
}

const char* word_of(Verdict verdict)
{
    return verdict == Verdict::yes ? "yes" : verdict == Verdict::no ? "no" : "unknown";
}

/// The list whose members have policies of their own: it stands in the columns.
std::optional<Index> list_of_policies(const Program& program)
{
    for (Index list = 0; list < program.lists.size(); ++list)
        for (const language::Policy& policy : program.policies)
            if (policy.record == program.lists[list].member)
                return list;
    return std::nullopt;
}

} // namespace

Exit sweep(const Terminal& terminal, const StoreOptions& options, const SweepOptions& sweep)
{
    return run(terminal, [&]() -> Result<Exit> {
        const auto city = TRY(CityStore::open(options));
        const Day day = TRY(Month::parse(sweep.month)).last();
        const auto started = Clock::now();
        const census::Census census = TRY(read_census(terminal, *city));
        const auto read = Clock::now();
        std::optional<EntitlementLists> lists;
        if (!sweep.lists.empty())
            lists.emplace(TRY(EntitlementLists::create(sweep.lists, city->program(), day)));
        Progress progress(terminal, "测算", census.units().size());
        std::function<void(const census::Unit&, const std::vector<Answer>&)> each;
        if (lists)
            each = [&](const census::Unit& unit, const std::vector<Answer>& answers) {
                lists->add(unit.facts, answers);
            };
        // Without lists to write, the columns answer; with them, each household's answers are wanted one by one.
        const std::optional<Index> list = lists ? std::nullopt : list_of_policies(city->program());
        const auto threads = static_cast<unsigned>(sweep.threads);
        const census::Tallies tallies = list ? census::ColumnCensus::build(census, city->program(), *list)
                                                   .sweep(city->program(), city->world(), day, threads)
                                             : census.sweep(city->program(), city->world(), day, threads, each,
                                                            [&](std::size_t done) { progress.at(done); });
        const auto answered = Clock::now();
        print(terminal, *city, tallies, day);
        terminal.say(std::to_string(census.units().size()) + " 户 " + std::to_string(census.persons()) + " 人，读入 " +
                     seconds_text(read - started) + " 秒，测算 " + seconds_text(answered - read) + " 秒");
        if (lists) {
            const std::size_t written = TRY(lists->finish());
            terminal.say("每户的幸福清单在 " + (fs::path(sweep.lists) / "幸福清单.txt").string() + "（" +
                         std::to_string(written) + " 户）");
        }
        return Exit::done;
    });
}

Exit explain(const Terminal& terminal, const StoreOptions& options, const ExplainOptions& wanted)
{
    return run(terminal, [&]() -> Result<Exit> {
        const auto city = TRY(CityStore::open(options));
        const Day day = TRY(Month::parse(wanted.month)).last();
        const Program& program = city->program();
        const Index household = TRY(city->record("household"));
        registry::RecordKey at;
        if (wanted.household.empty()) {
            // The household with the most to explain: most grants, then most members.
            const census::Census census = TRY(read_census(terminal, *city));
            std::size_t most = 0;
            census.sweep(program, city->world(), day, 2,
                         [&](const census::Unit& unit, const std::vector<Answer>& answers) {
                             std::size_t worth = unit.facts.lists.empty() ? 0 : unit.facts.lists.front().size();
                             for (const Answer& answer : answers)
                                 worth += answer.verdict == Verdict::yes ? 100 : 0;
                             if (worth > most) {
                                 most = worth;
                                 at = {unit.county, unit.facts.key};
                             }
                         });
        } else {
            const auto found =
                TRY(city->registry().find(household, program.records[household].as_name, wanted.household));
            if (!found)
                return Error{Fault::missing, "registry.missing", "没有户号 `" + wanted.household + "`",
                             "用 huimin search 查找", "there is no household `" + wanted.household + "`"};
            at = *found;
        }
        const language::Instance facts = TRY(city->registry().load(household, at));
        const auto started = Clock::now();
        const auto explanations = language::explain(program, city->world(), facts, day);
        const auto took = Clock::now() - started;
        std::vector<Answer> answers;
        for (const language::Explanation& one : explanations)
            answers.push_back(one.answer);
        terminal.say(program.city.name + "，截至 " + day.text());
        terminal.say(entitlement_list(program, facts, answers));
        json::array told;
        // What is granted first, then what is open, then what is refused.
        for (const Verdict verdict : {Verdict::yes, Verdict::unknown, Verdict::no})
            for (const language::Explanation& one : explanations) {
                if (one.answer.verdict != verdict)
                    continue;
                const std::string text = language::render(one, program);
                terminal.say(text);
                told.push_back(json::object{{"policy", program.policies[one.answer.policy].heading.name},
                                            {"about", one.answer.about->label},
                                            {"verdict", word_of(verdict)},
                                            {"text", text}});
            }
        terminal.say("户号 " + facts.label + "，" + std::to_string(explanations.size()) + " 项，" +
                     std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(took).count()) + " 微秒");
        terminal.tell(json::object{{"household", facts.label}, {"explanations", std::move(told)}});
        return Exit::done;
    });
}

Exit simulate(const Terminal& terminal, const StoreOptions& options, const SimulateOptions& wanted)
{
    return run(terminal, [&]() -> Result<Exit> {
        const auto city = TRY(CityStore::open(options));
        const Day day = TRY(Month::parse(wanted.month)).last();
        const packs::Model then = TRY(packs::load(pack_folder(city->home(), wanted.with), city->areas()));
        if (!then.program)
            return Error{Fault::invalid, "city.unchecked", "规则包 `" + wanted.with + "` 没有通过检查",
                         "运行 huimin check 看哪里要改", "the pack `" + wanted.with + "` does not check"};
        const census::Census census = TRY(read_census(terminal, *city));
        const auto comparison =
            census.compare(city->program(), *then.program, city->world(), day, static_cast<unsigned>(wanted.threads));
        json::array rows;
        for (const auto& [county, difference] : comparison.counties) {
            const std::string name = city->county_name(county, day);
            terminal.say(name + "：多得 " + std::to_string(difference.gainers) + " 户，少得 " +
                         std::to_string(difference.losers) + " 户，新增待核实 " +
                         std::to_string(difference.newly_unknown) + " 户，每月 " + yuan(difference.fen_before) + " → " +
                         yuan(difference.fen_after) + " 元");
            rows.push_back(json::object{{"county", county},
                                        {"name", name},
                                        {"gainers", difference.gainers},
                                        {"losers", difference.losers},
                                        {"newly_unknown", difference.newly_unknown},
                                        {"fen_before", static_cast<std::int64_t>(difference.fen_before)},
                                        {"fen_after", static_cast<std::int64_t>(difference.fen_after)}});
        }
        constexpr std::size_t losers_shown_max = 20;
        for (std::size_t i = 0; i < std::min(comparison.losers.size(), losers_shown_max); ++i)
            terminal.say("  少得：户号 " + comparison.losers[i]->facts.label);
        terminal.tell(json::object{{"counties", std::move(rows)}, {"losers", comparison.losers.size()}});
        return Exit::done;
    });
}

} // namespace huimin::tools
