// `huimin coverage`: which requirements of the catalogue the packs carry, and which of them a passing scenario proves.

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "language/evaluate.h"
#include "packs/packs.h"
#include "tools/home.h"
#include "tools/packs_commands.h"

namespace huimin::tools {

namespace fs = std::filesystem;
namespace json = boost::json;
using language::Index;
using language::Program;

namespace {

struct Requirement {
    std::string id, domain;
};

std::vector<Requirement> read_catalogue(const std::string& text)
{
    std::vector<Requirement> rows;
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line); // the header
    while (std::getline(lines, line)) {
        std::istringstream cells(line);
        Requirement row;
        std::getline(cells, row.id, '\t');
        std::getline(cells, row.domain, '\t');
        if (!row.id.empty())
            rows.push_back(row);
    }
    return rows;
}

void add(std::set<std::string>& ids, const std::vector<std::string>& more) { ids.insert(more.begin(), more.end()); }

std::set<std::string> carried_by(const Program& program)
{
    std::set<std::string> ids;
    for (const auto& record : program.records)
        add(ids, record.heading.carries);
    for (const auto& parameter : program.parameters)
        add(ids, parameter.heading.carries);
    for (const auto& definition : program.definitions)
        add(ids, definition.heading.carries);
    for (const auto& policy : program.policies)
        add(ids, policy.heading.carries);
    for (const auto& signal : program.signals)
        add(ids, signal.heading.carries);
    for (const auto& scenario : program.scenarios)
        add(ids, scenario.carries);
    return ids;
}

/// What an expression reads, all the way down: definitions and parameters as they stand on the scenario's day.
void read_by(const Program& program, const language::Node& node, std::set<std::pair<int, Index>>& seen,
             std::set<std::string>& ids)
{
    if (node.op == language::Op::definition && seen.emplace(0, node.index).second) {
        const auto& definition = program.definitions[node.index];
        add(ids, definition.heading.carries);
        for (const auto& version : definition.versions)
            read_by(program, *version.body, seen, ids);
    }
    if ((node.op == language::Op::parameter || node.op == language::Op::progressive) &&
        seen.emplace(1, node.index).second)
        add(ids, program.parameters[node.index].heading.carries);
    for (const auto& operand : node.operands)
        if (operand)
            read_by(program, *operand, seen, ids);
}

/// What a passing scenario proves: what it says it carries, what it expects something of, and what decides that.
void proven_by(const Program& program, const language::Scenario& scenario, std::set<std::string>& ids)
{
    add(ids, scenario.carries);
    std::set<std::pair<int, Index>> seen;
    for (const auto& expectation : scenario.expectations) {
        if (expectation.policy != language::none) {
            const auto& policy = program.policies[expectation.policy];
            add(ids, policy.heading.carries);
            for (const auto& version : policy.versions) {
                read_by(program, *version.eligible, seen, ids);
                if (version.amount)
                    read_by(program, *version.amount, seen, ids);
            }
        }
        if (expectation.signal != language::none) {
            const auto& signal = program.signals[expectation.signal];
            add(ids, signal.heading.carries);
            for (const auto& level : signal.levels)
                read_by(program, *level.condition, seen, ids);
        }
        if (expectation.signal != language::none) {
            const auto& signal = program.signals[expectation.signal];
            add(ids, signal.heading.carries);
            for (const auto& level : signal.levels)
                read_by(program, *level.condition, seen, ids);
        }
        if (expectation.subject)
            read_by(program, *expectation.subject, seen, ids);
    }
}

struct Found {
    std::set<std::string> carried, proven;
};

Result<Found> look_through(const fs::path& home, const AreaTree& areas, const WorkingDays& calendar)
{
    Found found;
    for (const auto& entry : fs::directory_iterator(home / "packs")) {
        if (!entry.is_directory())
            continue;
        const auto model = TRY(packs::load(entry.path(), areas));
        if (!model.program)
            return Error{Fault::invalid, "coverage.unchecked",
                         "规则包 `" + entry.path().filename().string() + "` 没有通过检查", "先用 huimin check 改正",
                         "the pack `" + entry.path().filename().string() + "` does not check; mend it first"};
        const std::set<std::string> carried = carried_by(*model.program);
        found.carried.insert(carried.begin(), carried.end());
        for (Index i = 0; i < model.program->scenarios.size(); ++i)
            if (language::run_scenario(*model.program, {areas, calendar}, i, model.files).failures.empty())
                proven_by(*model.program, model.program->scenarios[i], found.proven);
    }
    return found;
}

struct DomainCount {
    std::size_t listed = 0, carried = 0, proven = 0;
};

/// What is carried and not proven: the work that is left.
void tell_unproven(const Terminal& terminal, const std::vector<std::string>& unproven, json::object& told)
{
    told["unproven"] = json::array(unproven.begin(), unproven.end());
    if (unproven.empty())
        return;
    std::string text = "承载了还没有案例证明 (carried, not proven):";
    for (const std::string& id : unproven)
        text += " " + id;
    terminal.say(text);
}

void report(const Terminal& terminal, const std::map<std::string, DomainCount>& domains,
            const std::vector<std::string>& unproven)
{
    json::object told;
    DomainCount all;
    terminal.say("领域 domain            目录 listed   承载 carried   已证 proven");
    const auto line = [&](const std::string& name, const DomainCount& count) {
        char text[160];
        std::snprintf(text, sizeof text, "%-24s %10zu %14zu %13zu", name.c_str(), count.listed, count.carried,
                      count.proven);
        terminal.say(text);
    };
    for (const auto& [name, count] : domains) {
        line(name, count);
        told[name] = json::object{{"listed", count.listed}, {"carried", count.carried}, {"proven", count.proven}};
        all.listed += count.listed;
        all.carried += count.carried;
        all.proven += count.proven;
    }
    line("合计 all", all);
    told["all"] = json::object{{"listed", all.listed}, {"carried", all.carried}, {"proven", all.proven}};
    tell_unproven(terminal, unproven, told);
    terminal.tell(told);
}

} // namespace

Exit coverage(const Terminal& terminal, const std::string& home_given)
{
    const auto home = find_home(home_given);
    if (!home)
        return terminal.fail(home.error());
    const auto catalogue = read_whole(*home / "packs" / "catalogue.tsv");
    if (!catalogue)
        return terminal.fail(catalogue.error());
    const auto areas = read_areas(*home);
    if (!areas)
        return terminal.fail(areas.error());
    const auto calendar = read_calendar(*home);
    if (!calendar)
        return terminal.fail(calendar.error());
    const auto found = look_through(*home, *areas, *calendar);
    if (!found)
        return terminal.fail(found.error());

    std::map<std::string, DomainCount> domains;
    std::set<std::string> known;
    std::vector<std::string> unproven;
    for (const Requirement& row : read_catalogue(*catalogue)) {
        known.insert(row.id);
        DomainCount& count = domains[row.domain];
        ++count.listed;
        if (found->carried.contains(row.id))
            ++count.carried;
        if (found->carried.contains(row.id))
            found->proven.contains(row.id) ? void(++count.proven) : unproven.push_back(row.id);
    }
    report(terminal, domains, unproven);
    Exit exit = Exit::done;
    for (const std::string& id : found->carried)
        if (!known.contains(id)) {
            terminal.warn("目录里没有 " + id + "，却有规则包承载它 (carried, but not in packs/catalogue.tsv)");
            exit = Exit::no;
        }
    return exit;
}

} // namespace huimin::tools
