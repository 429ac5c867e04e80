// What can be seen of a finished model: conditions that decide nothing, cases never reached, divisors that may be 0.

#include <algorithm>

#include "language/check/internal/conditions.h"

namespace huimin::language::check_internal {

namespace {

class Findings {
public:
    explicit Findings(Model& model) : model_(model), conditions_(model) {}

    void look_at(const Node& node, Index record)
    {
        if (node.type.kind == Kind::truth && node.op != Op::constant)
            judge(node, record);
        else
            look_below(node, record);
    }

    /// Divisors that are counts and may be 0 where `known` holds.
    void look_at_divisors(const Node& node, Index record, const Boxes& known)
    {
        if (!divides_by_count(node)) // Few do, and to take what is known apart costs more than all else here.
            return;
        if (node.op == Op::divide && is_count(*node.operands[1])) {
            const Node& divisor = *node.operands[1];
            if (!overlap_of(known, conditions_.equal(divisor, Rational(0), record)).never())
                model_.warn("W3303", divisor.place,
                            "除数「" + conditions_.words(divisor) + "」可能是 0，那时结果不知道",
                            "在条件里先写 " + conditions_.words(divisor) + " ≥ 1，或写 较大者(" +
                                conditions_.words(divisor) + ", 1)",
                            "this divisor may be 0; the result is unknown then");
        }
        Boxes so_far = known;
        const bool cases = node.op == Op::cases, conjunction = node.op == Op::logical_and;
        const Index below = record_below(model_.program, node, record);
        for (std::size_t i = 0; i < node.operands.size(); ++i) {
            if (!node.operands[i])
                continue;
            const Node& operand = *node.operands[i];
            const bool is_value = cases && i % 2 == 1;
            look_at_divisors(operand, below,
                             below != record ? everything()
                             : is_value      ? overlap_of(so_far, conditions_.of(*node.operands[i - 1], true, record))
                                             : so_far);
            if (conjunction)
                so_far = overlap_of(so_far, conditions_.of(operand, true, record));
            else if (is_value)
                so_far = overlap_of(so_far, conditions_.of(*node.operands[i - 1], false, record));
        }
    }

    /// A policy that nobody can get, a colour that a graver one always covers.
    void look_at_policy(const Policy& policy, const PolicyVersion& version)
    {
        Boxes left = conditions_.of(*version.eligible, true, policy.record);
        if (left.never())
            return; // told of the condition
        for (const Exclusion& exclusion : version.exclusions) {
            left = overlap_of(left, conditions_.of(*exclusion.condition, false, policy.record));
            if (left.never())
                return model_.warn("W3206", exclusion.condition->place,
                                   "没有人能享受「" + policy.heading.name + "」：符合资格的，都被「" +
                                       conditions_.words(*exclusion.condition) + "」或它前面的排除挡住了",
                                   "查对资格和排除", "nobody can get this policy: all who are eligible are excluded");
        }
    }
    void look_at_signal(const Signal& signal)
    {
        Boxes left = everything();
        for (const SignalLevel& level : signal.levels) {
            const Boxes here = conditions_.of(*level.condition, true, signal.record);
            if (!here.never() && overlap_of(left, here).never())
                model_.warn("W3203", level.condition->place,
                            "预警「" + signal.heading.name + "」的「" + conditions_.words(*level.condition) +
                                "」轮不到：更严重的颜色已经包括了它",
                            "放宽这个颜色的条件，或删去它", "a graver colour covers this one always");
            left = overlap_of(left, conditions_.of(*level.condition, false, signal.record));
        }
    }

    Boxes where(const Node& condition, Index record) { return conditions_.of(condition, true, record); }

    static Boxes everything()
    {
        Boxes all;
        all.boxes.emplace_back();
        return all;
    }

private:
    /// Tells what always or never holds; of a whole and its parts only the part.
    void judge(const Node& node, Index record)
    {
        const std::size_t told = model_.diagnostics.size();
        look_below(node, record);
        if (model_.diagnostics.size() != told)
            return;
        // Of what a name stands for it is told where the name is declared.
        if (node.op == Op::definition || node.op == Op::policy_granted || node.op == Op::owner)
            return;
        const std::string words = "「" + conditions_.words(node) + "」";
        if (conditions_.of(node, true, record).never())
            model_.warn("W3202", node.place, "条件" + words + "永远不成立", "查对里面的数和「且」「或」，或删去它",
                        "this condition never holds");
        else if (conditions_.of(node, false, record).never())
            model_.warn("W3205", node.place, "条件" + words + "总是成立", "查对里面的数和「且」「或」，或删去它",
                        "this condition always holds");
    }

    void look_below(const Node& node, Index record)
    {
        const Index below = record_below(model_.program, node, record);
        for (const NodePtr& operand : node.operands)
            if (operand)
                look_at(*operand, below);
        if (node.op == Op::cases)
            look_at_cases(node, record);
        if (node.op == Op::logical_and || node.op == Op::logical_or)
            look_for_twins(node);
    }

    void look_at_cases(const Node& node, Index record)
    {
        Boxes left = everything();
        std::set<std::string> before;
        for (std::size_t i = 0; i + 1 < node.operands.size(); i += 2) {
            const Node& condition = *node.operands[i];
            const Boxes here = conditions_.of(condition, true, record);
            if (!before.insert(Conditions::key(condition)).second)
                twin(condition);
            else if (i > 0 && !here.never() && overlap_of(left, here).never())
                model_.warn("W3203", condition.place,
                            "情况「" + conditions_.words(condition) + "」轮不到：前面的情况已经包括了它",
                            "把它移到前面，或删去", "this case is never reached: the ones before it take all of it");
            left = overlap_of(left, conditions_.of(condition, false, record));
        }
    }

    void look_for_twins(const Node& node)
    {
        std::set<std::string> before;
        for (const NodePtr& operand : node.operands)
            if (!before.insert(Conditions::key(*operand)).second)
                twin(*operand);
    }

    void twin(const Node& condition)
    {
        model_.warn("W3204", condition.place, "条件「" + conditions_.words(condition) + "」写了两次",
                    "删去一处，或改成想写的条件", "this condition stands twice");
    }

    [[nodiscard]] bool divides_by_count(const Node& node) const
    {
        return (node.op == Op::divide && is_count(*node.operands[1])) ||
               std::ranges::any_of(node.operands,
                                   [&](const NodePtr& operand) { return operand && divides_by_count(*operand); });
    }

    [[nodiscard]] bool is_count(const Node& node) const
    {
        if (node.op == Op::owner)
            return is_count(*node.operands.front());
        if (node.op != Op::definition)
            return node.op == Op::count;
        const auto& versions = model_.program.definitions[node.index].versions;
        return std::any_of(versions.begin(), versions.end(),
                           [&](const DefinitionVersion& version) { return is_count(*version.body); });
    }

    Model& model_;
    Conditions conditions_;
};

} // namespace

void Model::look_at_conditions()
{
    Findings findings(*this);
    for (Index i = 0; i < program.definitions.size(); ++i)
        if (!definition_trees[i].empty())
            for (const DefinitionVersion& version : program.definitions[i].versions) {
                findings.look_at(*version.body, program.definitions[i].record);
                findings.look_at_divisors(*version.body, program.definitions[i].record, Findings::everything());
            }
    for (const Policy& policy : program.policies)
        for (const PolicyVersion& version : policy.versions) {
            findings.look_at(*version.eligible, policy.record);
            for (const Exclusion& exclusion : version.exclusions)
                findings.look_at(*exclusion.condition, policy.record);
            findings.look_at_policy(policy, version);
            findings.look_at_divisors(*version.eligible, policy.record, Findings::everything());
            if (version.amount) {
                findings.look_at(*version.amount, policy.record);
                findings.look_at_divisors(*version.amount, policy.record,
                                          findings.where(*version.eligible, policy.record));
            }
        }
    for (const Signal& signal : program.signals) {
        for (const SignalLevel& level : signal.levels)
            findings.look_at(*level.condition, signal.record);
        findings.look_at_signal(signal);
    }
}

} // namespace huimin::language::check_internal
