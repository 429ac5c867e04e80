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

/// Of each policy those that must be answered before it: what it reads, and what a coordination needs of it.
std::vector<std::set<Index>> Model::policies_before() const
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
            const auto reads_a_side = [&](const std::set<Index>& read) {
                return std::ranges::any_of(sides, [&](Index side) { return read.contains(side); });
            };
            for (Index i = 0; i < count; ++i)
                if (!sides.contains(i) && reads_a_side(before[i]))
                    before[i].insert(sides.begin(), sides.end());
            break;
        }
        case Relation::stacks:
        case Relation::not_income: break;
        }
    }
    return before;
}

/// What is declared not to count as income must not be read by that income's test.
void Model::look_at_income(const Coordination& line)
{
    for (const Index right : line.right) {
        const std::set<Index> read = read_by(program, program.policies[right], true);
        for (const Index left : line.left)
            if (read.contains(left))
                error("E1302", line.place,
                      "「" + program.policies[left].heading.name + "」写明不计入「" +
                          program.policies[right].heading.name + "」的收入，后者的资格却读了它",
                      "从收入的定义里去掉它", "declared not to count as income, yet the income test reads it");
    }
}

void Model::circle_of_policies(const std::vector<Index>& circle)
{
    std::string names;
    for (const Index one : circle)
        names += program.policies[one].heading.name + " → ";
    names += program.policies[circle.front()].heading.name;
    error("E1303", program.policies[circle.front()].heading.place, "这些政策互相要对方的结果，绕成了圈：" + names,
          "去掉其中一条「享受」或衔接", "policies wait for each other in a circle: " + names);
}

void Model::order_policies()
{
    for (const Coordination& one : program.coordinations)
        if (one.relation == Relation::not_income)
            look_at_income(one);
    const std::vector<std::set<Index>> before = policies_before();
    std::vector<bool> placed(before.size(), false);
    while (program.policy_order.size() < before.size()) {
        const std::size_t had = program.policy_order.size();
        for (Index i = 0; i < before.size(); ++i)
            if (!placed[i] && std::ranges::all_of(before[i], [&](Index other) { return placed[other]; })) {
                placed[i] = true;
                program.policy_order.push_back(i);
            }
        if (program.policy_order.size() == had)
            return circle_of_policies(circle_in(before, placed));
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
