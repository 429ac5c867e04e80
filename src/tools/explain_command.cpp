// huimin explain: every policy about one household, with every reason.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "tools/asking.h"
#include "tools/entitlement_lists.h"
#include "tools/interrupt.h"

namespace huimin::tools {

namespace json = boost::json;
using language::Index;
using language::Program;
using language::Verdict;

namespace {

/// The household with the most to explain: that with the most grants, and of these the first.
Result<registry::RecordKey> most_to_explain(const Terminal& terminal, CityStore& city, Index household, Day day)
{
    constexpr unsigned threads = 2;
    const census::Census census = TRY(read_census(terminal, city, language::Reads(city.program()).of_all(), threads));
    const census::Answers answers =
        TRY(census::ask(census, city.program(), city.world(), day, census::Work{threads, nullptr, &interrupted()}));
    std::optional<registry::RecordKey> found;
    std::ptrdiff_t most = 0;
    answers.each([&](Index record, registry::RecordKey at, const census::GivenList& given) {
        const auto grants = std::ranges::count(given, Verdict::yes, &census::Given::verdict);
        if (record == household && (!found || grants > most || (grants == most && at < *found))) {
            found = at;
            most = grants;
        }
    });
    if (!found)
        return Error{Fault::missing, "registry.missing", "没有哪一户享受或待核实任何一项政策",
                     "用 --household 写明户号，或先导入登记表",
                     "no household is entitled to anything; name one with --household"};
    return *found;
}

} // namespace

Exit explain(const Terminal& terminal, const StoreOptions& options, const ExplainOptions& wanted)
{
    return run(terminal, [&]() -> Result<Exit> {
        const Day day = TRY(day_of_month(wanted.month));
        const auto city = TRY(CityStore::open(options));
        const Program& program = city->program();
        const Index household = TRY(city->record("household"));
        registry::RecordKey at;
        if (wanted.household.empty()) {
            at = TRY(most_to_explain(terminal, *city, household, day));
        } else {
            const auto found =
                TRY(city->registry().find(household, program.records[household].as_name, wanted.household));
            if (!found)
                return Error{Fault::missing, "registry.missing", "没有户号 `" + wanted.household + "`",
                             "用 huimin search 查找", "there is no household `" + wanted.household + "`"};
            at = *found;
        }
        const language::Instance facts = TRY(city->registry().load(household, at));
        const auto started = std::chrono::steady_clock::now();
        const auto tongue = wanted.english ? language::Tongue::english : language::Tongue::chinese;
        const auto explanations = language::explain(program, city->world(), facts, day, tongue);
        const auto took = std::chrono::steady_clock::now() - started;
        std::vector<language::Answer> answers;
        for (const language::Explanation& one : explanations)
            answers.push_back(one.answer);
        if (!wanted.english) {
            terminal.say(program.city.name + "，截至 " + day.text());
            terminal.say(entitlement_list(program, facts, answers));
        }
        json::array told;
        // What is granted first, then what is open, then what is refused.
        for (const Verdict verdict : {Verdict::yes, Verdict::unknown, Verdict::no})
            for (const language::Explanation& one : explanations) {
                if (one.answer.verdict != verdict)
                    continue;
                const std::string text = language::render(one, program, tongue);
                terminal.say(text);
                told.push_back(json::object{{"policy", program.policies[one.answer.policy].heading.name},
                                            {"about", one.answer.about->label},
                                            {"verdict", word_of(verdict)},
                                            {"fen", static_cast<std::int64_t>(one.answer.amount.numerator())},
                                            {"text", text}});
            }
        const std::string items = std::to_string(explanations.size()),
                          time = std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
        terminal.say(wanted.english ? "household " + facts.label + ", " + items + " items, " + time + " microseconds"
                                    : "户号 " + facts.label + "，" + items + " 项，" + time + " 微秒");
        terminal.tell(json::object{{"household", facts.label}, {"day", day.text()}, {"explanations", std::move(told)}});
        return Exit::done;
    });
}

} // namespace huimin::tools
