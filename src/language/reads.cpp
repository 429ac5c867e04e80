#include "language/reads.h"

#include <algorithm>

namespace huimin::language {

namespace {

bool asks_list(Op op)
{
    return op == Op::sum || op == Op::count || op == Op::any || op == Op::all || op == Op::largest ||
           op == Op::smallest;
}

/// Walks expressions, each definition once.
class Walk {
public:
    explicit Walk(const Program& program) : program_(program) {}

    Facts facts;
    std::set<Index> policies; ///< whose answers are read

    void expression(const Node& node, Index record)
    {
        if (node.op == Op::definition)
            return definition(node.index);
        if (node.op == Op::field)
            facts.fields.emplace(record, node.index);
        else if (node.op == Op::owner)
            record = program_.records[record].owner;
        else if (node.op == Op::parameter || node.op == Op::progressive)
            parameter(node.index, record);
        else if (node.op == Op::policy_amount || node.op == Op::policy_granted)
            policies.insert(node.index);
        else if (const auto* area = std::get_if<AreaCode>(&node.value))
            facts.areas.insert(*area);
        else if (asks_list(node.op)) {
            facts.lists.insert(node.index);
            record = program_.lists[node.index].member;
        }
        if (record != none)
            for (const NodePtr& operand : node.operands)
                if (operand != nullptr)
                    expression(*operand, record);
    }

private:
    void definition(Index index)
    {
        const Definition& definition = program_.definitions[index];
        if (!walked_.insert(index).second)
            return;
        for (const DefinitionVersion& version : definition.versions)
            expression(*version.body, definition.record);
    }

    /// A parameter holds for a division: that of the record, or of the nearest one above it that has such a field.
    void parameter(Index index, Index record)
    {
        for (const ParameterRow& row : program_.parameters[index].rows) {
            facts.areas.insert(row.area);
            for (const Cell& cell : row.cells)
                if (read_.insert(cell.value.get()).second)
                    expression(*cell.value, record);
        }
        for (; record != none; record = program_.records[record].owner)
            if (program_.records[record].locates != none) {
                facts.fields.emplace(record, program_.records[record].locates);
                return;
            }
    }

    const Program& program_;
    std::set<Index> walked_;
    std::set<const Node*> read_; // cells of parameters
};

/// Adds to `set` what it rests on until nothing is added. `rests_on` by policy.
void close_over(PolicySet& set, const std::vector<std::vector<Index>>& rests_on)
{
    std::vector<Index> open;
    for (Index policy = 0; policy < set.size(); ++policy)
        if (set[policy])
            open.push_back(policy);
    while (!open.empty()) {
        const Index policy = open.back();
        open.pop_back();
        for (const Index other : rests_on[policy])
            if (!set[other]) {
                set[other] = true;
                open.push_back(other);
            }
    }
}

bool meet(const Facts& one, const Facts& other)
{
    const auto common = [](const auto& a, const auto& b) {
        return std::ranges::any_of(a, [&](const auto& each) { return b.contains(each); });
    };
    return common(one.fields, other.fields) || common(one.lists, other.lists);
}

} // namespace

void Facts::add(const Facts& other)
{
    fields.insert(other.fields.begin(), other.fields.end());
    lists.insert(other.lists.begin(), other.lists.end());
    areas.insert(other.areas.begin(), other.areas.end());
}

Reads::Reads(const Program& program)
    : program_(&program), facts_(program.policies.size()), rests_on_(program.policies.size())
{
    for (Index index = 0; index < program.policies.size(); ++index) {
        const Policy& policy = program.policies[index];
        Walk walk(program);
        for (const PolicyVersion& version : policy.versions) {
            walk.expression(*version.eligible, policy.record);
            for (const Exclusion& exclusion : version.exclusions)
                walk.expression(*exclusion.condition, policy.record);
            if (version.amount != nullptr)
                walk.expression(*version.amount, policy.record);
        }
        all_.add(walk.facts);
        facts_[index] = std::move(walk.facts);
        rests_on_[index].assign(walk.policies.begin(), walk.policies.end());
    }
    // A coordination is applied when all its policies are answered, so whoever it may change rests on all of them.
    for (const Coordination& coordination : program.coordinations) {
        const bool left = coordination.relation == Relation::choose_one ||
                          coordination.relation == Relation::higher_of || coordination.relation == Relation::tops_up;
        const bool right = coordination.relation == Relation::choose_one ||
                           coordination.relation == Relation::higher_of ||
                           coordination.relation == Relation::excludes || coordination.relation == Relation::replaces;
        for (const auto* changed : {left ? &coordination.left : nullptr, right ? &coordination.right : nullptr})
            for (const auto* all : {&coordination.left, &coordination.right})
                if (changed != nullptr)
                    for (const Index policy : *changed)
                        rests_on_[policy].insert(rests_on_[policy].end(), all->begin(), all->end());
    }
}

PolicySet Reads::touched_by(const Facts& facts) const
{
    std::vector<std::vector<Index>> read_by(facts_.size());
    for (Index policy = 0; policy < facts_.size(); ++policy)
        for (const Index other : rests_on_[policy])
            read_by[other].push_back(policy);
    PolicySet touched(facts_.size());
    for (Index policy = 0; policy < facts_.size(); ++policy) {
        const auto about = [&](Index list) {
            return program_->lists[list].member == program_->policies[policy].record;
        };
        touched[policy] = meet(facts_[policy], facts) || std::ranges::any_of(facts.lists, about);
    }
    close_over(touched, read_by);
    return touched;
}

PolicySet Reads::needed_for(const PolicySet& policies) const
{
    PolicySet needed = policies;
    close_over(needed, rests_on_);
    return needed;
}

} // namespace huimin::language
