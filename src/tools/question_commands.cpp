// sweep, explain, simulate: what is asked of a city's facts.

#include <chrono>
#include <fstream>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "census/columns.h"
#include "tools/city_store.h"
#include "tools/home.h"
#include "tools/store_commands.h"

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

std::string yuan(Wide fen) { return Money::from_fen(static_cast<std::int64_t>(fen)).grouped_text(); }

Result<census::Census> read_census(const Terminal& terminal, CityStore& city)
{
    Progress progress(terminal, "读入", 100'000);
    return census::Census::build(city.registry(), [&](std::size_t persons) { progress.at(persons); });
}

void print(const Terminal& terminal, const CityStore& city, const census::Tallies& tallies, Day day)
{
    const Program& program = city.program();
    json::array rows;
    for (const Index policy : program.policy_order) {
        census::Tally all;
        std::string counties;
        for (const auto& [where, tally] : tallies) {
            if (where.first != policy)
                continue;
            all.yes += tally.yes;
            all.no += tally.no;
            all.unknown += tally.unknown;
            all.fen += tally.fen;
            const std::string name = city.county_name(where.second, day);
            char line[200];
            std::snprintf(line, sizeof line, "    %s：享受 %llu，不享受 %llu，待核实 %llu，%s 元", name.c_str(),
                          static_cast<unsigned long long>(tally.yes), static_cast<unsigned long long>(tally.no),
                          static_cast<unsigned long long>(tally.unknown), yuan(tally.fen).c_str());
            counties += (counties.empty() ? "" : "\n") + std::string(line);
            rows.push_back(json::object{{"policy", program.policies[policy].heading.name},
                                        {"county", where.second},
                                        {"name", name},
                                        {"entitled", tally.yes},
                                        {"not_entitled", tally.no},
                                        {"not_yet_known", tally.unknown},
                                        {"fen", static_cast<std::int64_t>(tally.fen)}});
        }
        const char* per = program.policies[policy].is_standing()                            ? "（认定身份）"
                          : program.policies[policy].period == language::PayPeriod::monthly ? "元/月"
                                                                                            : "元";
        terminal.say(program.policies[policy].heading.name + "：享受 " + std::to_string(all.yes) + "，不享受 " +
                     std::to_string(all.no) + "，待核实 " + std::to_string(all.unknown) +
                     (program.policies[policy].is_standing() ? std::string("  ") : "，" + yuan(all.fen) + " ") + per);
        terminal.say(counties);
    }
    terminal.tell(json::object{{"day", day.text()}, {"tallies", std::move(rows)}});
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

/// 幸福清单: what one household is entitled to, what it is not yet known to be, and what to find out.
class EntitlementLists {
public:
    static Result<EntitlementLists> create(const fs::path& folder, const Program& program)
    {
        std::error_code trouble;
        fs::create_directories(folder, trouble);
        EntitlementLists lists(program, folder / "幸福清单.txt");
        if (!lists.out_)
            return Error{Fault::unavailable, "file.unwritten", "写不了 `" + (folder / "幸福清单.txt").string() + "`",
                         "确认文件夹可写", "cannot write the list of entitlements"};
        return lists;
    }

    void add(const census::Unit& unit, const std::vector<Answer>& answers)
    {
        std::string granted, open;
        for (const Answer& answer : answers) {
            const language::Policy& policy = program_->policies[answer.policy];
            const std::string who = answer.about == &unit.facts ? "" : answer.about->label + " ";
            if (answer.verdict == Verdict::yes)
                granted += "  ✓ " + who + policy.heading.name +
                           (policy.is_standing() ? "" : " " + yuan(answer.amount.numerator()) + " 元") + "\n";
            if (answer.verdict == Verdict::unknown) {
                open += "  ? " + who + policy.heading.name + "，还要查清：";
                for (std::size_t i = 0; i < answer.deciding.size(); ++i)
                    open += (i == 0 ? "" : "、") + answer.deciding[i].text;
                open += "\n";
            }
        }
        out_ << "户号 " << unit.facts.label << "\n"
             << (granted.empty() ? "  （目前没有享受的待遇）\n" : granted) << open << "\n";
        ++count_;
    }

    [[nodiscard]] std::size_t count() const { return count_; }

private:
    EntitlementLists(const Program& program, const fs::path& path) : program_(&program), out_(path, std::ios::binary) {}

    const Program* program_;
    std::ofstream out_;
    std::size_t count_ = 0;
};

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
            lists.emplace(TRY(EntitlementLists::create(sweep.lists, city->program())));
        Progress progress(terminal, "测算", census.units().size());
        std::function<void(const census::Unit&, const std::vector<Answer>&)> each;
        if (lists)
            each = [&](const census::Unit& unit, const std::vector<Answer>& answers) { lists->add(unit, answers); };
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
        if (lists)
            terminal.say("每户的幸福清单在 " + (fs::path(sweep.lists) / "幸福清单.txt").string() + "（" +
                         std::to_string(lists->count()) + " 户）");
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
        json::array told;
        for (const language::Explanation& one : explanations) {
            const std::string text = language::render(one, program);
            terminal.say(text);
            told.push_back(json::object{{"policy", program.policies[one.answer.policy].heading.name},
                                        {"about", one.answer.about->label},
                                        {"verdict", one.answer.verdict == Verdict::yes  ? "yes"
                                                    : one.answer.verdict == Verdict::no ? "no"
                                                                                        : "unknown"},
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
