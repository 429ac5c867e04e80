// The order in which policies are answered, and the days on which anything changes.

#include <algorithm>

#include "language/check/internal/model.h"

namespace huimin::language::check_internal {

namespace {

/// Policies a node reads, through definitions too.
void policies_read(const Program& program, const Node& node, std::set<Index>& definitions_seen, std::set<Index>& found)
{
    walk(node, [&](const Node& one) {
        if (one.op == Op::policy_amount || one.op == Op::policy_granted)
            found.insert(one.index);
        if (one.op == Op::definition && definitions_seen.insert(one.index).second)
            for (const DefinitionVersion& version : program.definitions[one.index].versions)
                policies_read(program, *version.body, definitions_seen, found);
    });
}

std::set<Index> read_by(const Program& program, const Policy& policy, bool only_eligibility)
{
    std::set<Index> seen, found;
    for (const PolicyVersion& version : policy.versions) {
        policies_read(program, *version.eligible, seen, found);
        for (const Exclusion& exclusion : version.exclusions)
            policies_read(program, *exclusion.condition, seen, found);
        if (version.amount && !only_eligibility)
            policies_read(program, *version.amount, seen, found);
    }
    return found;
}

std::set<Index> all_of(const Coordination& coordination)
{
    std::set<Index> all(coordination.left.begin(), coordination.left.end());
    all.insert(coordination.right.begin(), coordination.right.end());
    return all;
}

/// Of policies that could not be placed, some that wait for each other in turn, the first declared of them first.
std::vector<Index> circle_in(const std::vector<std::set<Index>>& before, const std::vector<bool>& placed)
{
    Index at = 0;
    while (placed[at])
        ++at;
    // Each of them waits for another one, so following that leads into the circle and round it.
    std::vector<Index> path;
    while (std::find(path.begin(), path.end(), at) == path.end()) {
        path.push_back(at);
        at = *std::find_if(before[at].begin(), before[at].end(), [&](Index other) { return !placed[other]; });
    }
    path.erase(path.begin(), std::find(path.begin(), path.end(), at));
    std::rotate(path.begin(), std::min_element(path.begin(), path.end()), path.end());
    return path;
}

} // namespace

void Model::order_policies()
{
    const auto count = static_cast<Index>(program.policies.size());
    std::vector<std::set<Index>> before(count);
    for (Index i = 0; i < count; ++i)
        before[i] = read_by(program, program.policies[i], false);
    for (const Coordination& one : program.coordinations) {
        switch (one.relation) {
        case Relation::excludes:
        case Relation::replaces:
            for (const Index right : one.right)
                before[right].insert(one.left.begin(), one.left.end());
            break;
        case Relation::tops_up:
            for (const Index left : one.left)
                before[left].insert(one.right.begin(), one.right.end());
            break;
        case Relation::choose_one:
        case Relation::higher_of: {
            // Whoever reads one of them needs the choice made, so all of them first.
            const std::set<Index> sides = all_of(one);
            for (Index i = 0; i < count; ++i)
                if (!sides.contains(i) &&
                    std::any_of(sides.begin(), sides.end(), [&](Index side) { return before[i].contains(side); }))
                    before[i].insert(sides.begin(), sides.end());
            break;
        }
        case Relation::stacks: break;
        case Relation::not_income:
            for (const Index right : one.right) {
                const std::set<Index> read = read_by(program, program.policies[right], true);
                for (const Index left : one.left)
                    if (read.contains(left))
                        error("E1302", one.place,
                              "「" + program.policies[left].heading.name + "」写明不计入「" +
                                  program.policies[right].heading.name + "」的收入，后者的资格却读了它",
                              "从收入的定义里去掉它", "declared not to count as income, yet the income test reads it");
            }
            break;
        }
    }
    std::vector<bool> placed(count, false);
    while (program.policy_order.size() < count) {
        const std::size_t had = program.policy_order.size();
        for (Index i = 0; i < count; ++i)
            if (!placed[i] &&
                std::all_of(before[i].begin(), before[i].end(), [&](Index other) { return placed[other]; })) {
                placed[i] = true;
                program.policy_order.push_back(i);
            }
        if (program.policy_order.size() == had) {
            const std::vector<Index> circle = circle_in(before, placed);
            std::string names;
            for (const Index one : circle)
                names += program.policies[one].heading.name + " → ";
            names += program.policies[circle.front()].heading.name;
            return error("E1303", program.policies[circle.front()].heading.place,
                         "这些政策互相要对方的结果，绕成了圈：" + names, "去掉其中一条「享受」或衔接",
                         "policies wait for each other in a circle: " + names);
        }
    }
}

void Model::find_epochs()
{
    std::set<Day> days;
    const auto add = [&](const DayRange& range) {
        if (range.from != DayRange().from)
            days.insert(range.from);
        if (range.to != DayRange().to)
            days.insert(range.to);
    };
    for (const Definition& definition : program.definitions)
        for (const DefinitionVersion& version : definition.versions)
            add(version.in_force);
    for (const Policy& policy : program.policies)
        for (const PolicyVersion& version : policy.versions)
            add(version.in_force);
    for (const Parameter& parameter : program.parameters)
        for (const ParameterRow& row : parameter.rows)
            add(row.in_force);
    program.epochs.assign(days.begin(), days.end());
}

} // namespace huimin::language::check_internal
