// huimin sweep: every policy about everybody, or what has changed since.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "census/households.h"
#include "census/kept.h"
#include "tools/asking.h"
#include "tools/entitlement_lists.h"
#include "tools/interrupt.h"

namespace huimin::tools {

namespace fs = std::filesystem;
namespace json = boost::json;
using language::Answer;
using language::Index;
using language::Program;
using language::Verdict;

namespace {

using Clock = std::chrono::steady_clock;

/// What one run comes to.
struct Swept {
    census::Tallies tallies;
    std::size_t units = 0, persons = 0, lists = 0;
    Clock::duration reading{}, asking{};
};

/// Through the columns.
Result<Swept> sweep_columns(const Terminal& terminal, CityStore& city, const SweepOptions& options, Day day)
{
    const auto started = Clock::now();
    const auto threads = static_cast<unsigned>(options.threads);
    const census::Census census = TRY(read_census(terminal, city, language::Reads(city.program()).of_all(), threads));
    const auto read = Clock::now();
    const census::Answers answers =
        TRY(census::ask(census, city.program(), city.world(), day, census::Work{threads, nullptr, &interrupted()}));
    Swept swept{answers.tallies(), census.size(), census.persons(), 0, read - started, Clock::now() - read};
    if (options.keep) {
        TRY(census::keep(city.registry(), census, answers));
        terminal.say("结果已记下，供以后 --changed 比较");
    }
    return swept;
}

/// Household by household, since each is to be told what would decide what is not yet known.
Result<Swept> sweep_lists(const Terminal& terminal, CityStore& city, const SweepOptions& options, Day day)
{
    const Program& program = city.program();
    const Index household = TRY(city.record("household"));
    const auto started = Clock::now();
    EntitlementLists lists = TRY(EntitlementLists::create(options.lists, program, day));
    Swept swept;
    store::Reader reader = TRY(city.store().reader());
    const auto total = TRY(reader.find_integer("select count(*) from household"));
    Progress progress(terminal, "测算", static_cast<std::uint64_t>(total.value_or(0)));
    const census::Work work{static_cast<unsigned>(options.threads), [&](std::size_t done) { progress.at(done); },
                            &interrupted()};
    TRY(census::read_whole(city.registry(), household, work, [&](auto& units) -> Result<Done> {
        std::vector<std::vector<Answer>> answers(units.size());
        constexpr std::size_t units_in_a_morsel = 32;
        TRY(census::in_morsels(units.size(), units_in_a_morsel, {work.threads, nullptr, work.stop},
                               [&](std::size_t first, std::size_t last, unsigned) {
                                   for (std::size_t i = first; i < last; ++i)
                                       answers[i] = language::answer(program, city.world(), units[i].facts, day);
                               }));
        for (std::size_t i = 0; i < units.size(); ++i) {
            lists.add(units[i].facts, answers[i]);
            census::add_tallies(answers[i], units[i].county, swept.tallies);
            swept.persons += units[i].facts.lists.empty() ? 0 : units[i].facts.lists.front().size();
        }
        swept.units += units.size();
        return Done{};
    }));
    swept.lists = TRY(lists.finish());
    swept.asking = Clock::now() - started;
    return swept;
}

std::string text_of(const ::huimin::census::ChangedAnswer::Side& side, const language::Policy& policy)
{
    if (side.verdict == Verdict::unknown)
        return "待核实";
    if (side.verdict == Verdict::no)
        return "不享受";
    return policy.is_standing() ? "享受" : yuan(side.fen) + " 元";
}

json::object json_of(const census::ChangedAnswer::Side& side)
{
    return {{"verdict", word_of(side.verdict)}, {"fen", side.fen}};
}

Result<Exit> tell_changes(const Terminal& terminal, CityStore& city, const census::ChangeSweep& sweep, Day day)
{
    constexpr std::size_t lines_max = 50;
    const Program& program = city.program();
    std::map<Index, census::RecordKeys> wanted;
    for (const census::ChangedAnswer& one : sweep.changed) {
        wanted[one.record].push_back(one.unit);
        wanted[program.policies[one.policy].record].push_back({one.unit.county, one.about});
    }
    std::map<Index, std::map<registry::RecordKey, std::string>> names;
    for (const auto& [record, keys] : wanted)
        names[record] = TRY(census::names_of(city.registry(), record, keys));
    json::array rows;
    for (const census::ChangedAnswer& one : sweep.changed) {
        const language::Policy& policy = program.policies[one.policy];
        const std::string& unit = names[one.record][one.unit];
        const bool about_unit = policy.record == one.record;
        const std::string about = about_unit ? "" : names[policy.record][{one.unit.county, one.about}];
        if (rows.size() < lines_max)
            terminal.say("户号 " + unit + (about_unit ? "" : " " + about) + "：" + policy.heading.name + " " +
                         text_of(one.before, policy) + " → " + text_of(one.after, policy));
        rows.push_back(json::object{{"county", one.unit.county},
                                    {"household", unit},
                                    {"about", about_unit ? unit : about},
                                    {"policy", policy.heading.name},
                                    {"before", json_of(one.before)},
                                    {"after", json_of(one.after)}});
    }
    if (rows.size() > lines_max)
        terminal.say("……其余 " + std::to_string(rows.size() - lines_max) + " 项用 --json 查看");
    terminal.say("与 " + sweep.since.day.text() + " 记下的结果相比，重新测算了" +
                 (sweep.everybody ? "全部 " : "有变动的 ") + std::to_string(sweep.units_asked) + " 户，" +
                 std::to_string(rows.size()) + " 项结果变了；新的结果已记下");
    terminal.tell(json::object{{"day", day.text()},
                               {"since", sweep.since.day.text()},
                               {"everybody", sweep.everybody},
                               {"households_asked", sweep.units_asked},
                               {"changed", std::move(rows)}});
    return Exit::done;
}

Result<census::ChangeSweep> sweep_changes(const Terminal& terminal, CityStore& city, const SweepOptions& options,
                                          Day day)
{
    Progress progress(terminal, "测算");
    const census::Work work{static_cast<unsigned>(options.threads), [&](std::size_t done) { progress.at(done); },
                            &interrupted()};
    return census::sweep_changes(city.registry(), city.world(), day, work);
}

} // namespace

Exit sweep(const Terminal& terminal, const StoreOptions& options, const SweepOptions& sweep)
{
    return run(terminal, [&]() -> Result<Exit> {
        const Day day = TRY(day_of_month(sweep.month));
        const auto city = TRY(CityStore::open(options));
        if (sweep.changed) {
            const auto changes = TRY(sweep_changes(terminal, *city, sweep, day));
            return tell_changes(terminal, *city, changes, day);
        }
        const Swept swept = sweep.lists.empty() ? TRY(sweep_columns(terminal, *city, sweep, day))
                                                : TRY(sweep_lists(terminal, *city, sweep, day));
        json::object told{{"day", day.text()},
                          {"households", swept.units},
                          {"persons", swept.persons},
                          {"tallies", tell_tallies(terminal, *city, swept.tallies, day)}};
        terminal.say(std::to_string(swept.units) + " 户 " + std::to_string(swept.persons) + " 人，" +
                     (sweep.lists.empty() ? "读入 " + seconds_text(swept.reading) + " 秒，测算 " : "读入并逐户测算 ") +
                     seconds_text(swept.asking) + " 秒");
        if (!sweep.lists.empty()) {
            const std::string path = (fs::path(sweep.lists) / "幸福清单.txt").string();
            terminal.say("每户的幸福清单在 " + path + "（" + std::to_string(swept.lists) + " 户）");
            told["lists"] = path;
        }
        terminal.tell(told);
        return Exit::done;
    });
}

} // namespace huimin::tools
