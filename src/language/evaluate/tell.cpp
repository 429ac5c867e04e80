#include "language/evaluate/tell.h"

#include <algorithm>

#include "language/evaluate/words.h"

namespace huimin::language {

namespace {

const Type money{.kind = Kind::money, .unit = {}};

std::string verdict_text(const Answer& answer, const Policy& policy, const Machine& machine)
{
    switch (answer.verdict) {
    case Verdict::no: return "不应得";
    case Verdict::unknown: return "待核实";
    case Verdict::yes: break;
    }
    if (policy.is_standing())
        return "符合";
    const std::string amount = value_text(machine, answer.amount, money);
    switch (policy.period) {
    case PayPeriod::once: return amount + "（一次）";
    case PayPeriod::daily: return amount + "/日";
    case PayPeriod::monthly: return amount + "/月";
    case PayPeriod::yearly: return amount + "/年";
    }
    return amount;
}

std::string names_of(const std::vector<Index>& policies, const Program& program)
{
    std::string names;
    for (const Index policy : policies)
        names += (names.empty() ? "" : "、") + program.policies[policy].heading.name;
    return names;
}

std::string text_of(const std::vector<Deciding>& facts)
{
    std::string text;
    for (const Deciding& fact : facts)
        text += (text.empty() ? "" : "、") + fact.text;
    return text;
}

} // namespace

namespace {

bool holds_let(const Node& node)
{
    return node.op == Op::let ||
           std::ranges::any_of(node.operands, [](const NodePtr& operand) { return operand && holds_let(*operand); });
}

} // namespace

const std::string& Teller::named(const Node& node, const Frame& frame)
{
    const auto [said, fresh] = named_.try_emplace(&node);
    // Writing a 其中 also binds it in the frame, so such a node is written each time.
    if (fresh || holds_let(node))
        said->second = words_of(machine_, node, frame, Showing::names);
    return said->second;
}

Explanation Teller::policy(const Answer& answer)
{
    const Program& program = machine_.program();
    const Policy& policy = program.policies[answer.policy];
    const Index subject = machine_.subject_of(*answer.about);
    opened_.assign(machine_.kept(), false);
    Explanation explanation{answer, {}};
    Step& root = explanation.root;
    root.text = policy.heading.name + "（" + name_of(machine_, subject) + "）";
    root.value = verdict_text(answer, policy, machine_);
    root.origin = machine_.day().text();
    root.citations = policy.heading.citations;
    const PolicyVersion* version = version_on(policy.versions, machine_.day());
    if (version == nullptr) {
        root.children.push_back(
            {.text = "该日没有有效的规定", .value = "", .citations = {}, .origin = "", .children = {}});
        return explanation;
    }
    for (const Citation& citation : version->citations)
        if (std::ranges::find(root.citations, citation) == root.citations.end())
            root.citations.push_back(citation);
    const Opened<PolicyVersion> opened(*version, subject, policy.heading);
    const Machine::Outcome outcome = machine_.outcome(opened);
    reason(opened, outcome, answer, root.children);
    eligibility(opened, outcome, root.children);
    coordinations(answer, outcome, root.children);
    untranslated(answer.policy, root.children);
    return explanation;
}

/// One line that says why it is no, or what is missing.
void Teller::reason(const Opened<PolicyVersion>& opened, const Machine::Outcome& outcome, const Answer& answer,
                    Steps& into)
{
    Step step;
    if (answer.verdict == Verdict::unknown) {
        step.text = "待核实：" + text_of(answer.deciding);
    } else if (outcome.eligible == Verdict::no) {
        step.text = "未通过：" + refusal(*opened.version.eligible, opened.frame);
    } else if (outcome.excluded == Verdict::yes) {
        step.text = "未通过：属于排除情形";
    } else if (outcome.verdict == Verdict::no) {
        step.text = "未通过：金额不大于零";
    }
    if (!step.text.empty())
        into.push_back(std::move(step));
}

void Teller::eligibility(const Opened<PolicyVersion>& opened, const Machine::Outcome& outcome, Steps& into)
{
    Step eligible = condition(*opened.version.eligible, opened.frame);
    eligible.text.insert(0, "资格：");
    into.push_back(std::move(eligible));
    for (const Exclusion& exclusion : opened.version.exclusions) {
        Step step = condition(*exclusion.condition, opened.frame);
        step.text.insert(0, "排除：");
        step.value = step.value == "是" ? "适用" : step.value == "否" ? "不适用" : step.value;
        step.citations.insert(step.citations.end(), exclusion.citations.begin(), exclusion.citations.end());
        into.push_back(std::move(step));
    }
    if (opened.version.amount == nullptr || outcome.eligible == Verdict::no || outcome.excluded == Verdict::yes)
        return;
    Step amount;
    const Node& node = *opened.version.amount;
    amount.value = value_text(machine_, outcome.amount, node.type);
    leaves(node, opened.frame, amount.children);
    amount.text = "金额 = " + words_of(machine_, node, opened.frame, Showing::values);
    into.push_back(std::move(amount));
}

void Teller::coordinations(const Answer& answer, const Machine::Outcome& outcome, Steps& into)
{
    const Program& program = machine_.program();
    for (Index i = 0; i < program.coordinations.size(); ++i) {
        const Coordination& line = program.coordinations[i];
        const bool left = std::ranges::find(line.left, answer.policy) != line.left.end();
        const bool right = std::ranges::find(line.right, answer.policy) != line.right.end();
        if (!left && !right)
            continue;
        const bool changed = answer.by_coordination == i;
        const std::string others = names_of(left ? line.right : line.left, program);
        std::string text;
        switch (line.relation) {
        case Relation::stacks: text = answer.verdict == Verdict::yes ? "与" + others + "可以兼得" : ""; break;
        case Relation::not_income:
            text = left && answer.verdict == Verdict::yes ? "不计入" + others + "的收入" : "";
            break;
        case Relation::excludes: text = changed ? "享受" + others + "的，不发本项" : ""; break;
        case Relation::replaces: text = changed ? others + "替代本项" : ""; break;
        case Relation::choose_one:
            text = changed                          ? "与" + others + "只能择一，对方不低于本项；当事人可以改选本项"
                   : answer.verdict == Verdict::yes ? "与" + others + "只能择一，建议本项；当事人可以改选"
                                                    : "";
            break;
        case Relation::higher_of: text = changed ? "与" + others + "择高，对方不低于本项" : ""; break;
        case Relation::tops_up:
            text = changed ? "只补足超出" + others + "的部分；补足前为 " + value_text(machine_, outcome.amount, money)
                           : "";
            break;
        }
        if (text.empty())
            continue;
        if (changed && answer.verdict == Verdict::unknown)
            text = "与" + others + "有衔接，对方待核实";
        into.push_back(
            {.text = "衔接：" + text, .value = "", .citations = line.citations, .origin = "", .children = {}});
    }
}

void Teller::untranslated(Index policy, Steps& into)
{
    for (const Untranslated& clause : machine_.program().untranslated)
        if (std::ranges::find(clause.affects, policy) != clause.affects.end())
            into.push_back({.text = "须人工核对：" + clause.heading.name + "，" + clause.text,
                            .value = "",
                            .citations = {clause.clause},
                            .origin = "",
                            .children = {}});
}

// ---- conditions ----------------------------------------------------------------------------------------------------

Step Teller::condition(const Node& node, const Frame& frame, const Label* label)
{
    Step step;
    if (node.op == Op::logical_and || node.op == Op::logical_or || node.op == Op::at_least_n) {
        items(node, frame, step);
    } else if (node.op >= Op::less && node.op <= Op::not_equal) {
        comparison(node, frame, step);
    } else if (node.op == Op::any || node.op == Op::all) {
        quantifier(node, frame, step);
    } else if (node.op == Op::let) {
        let(node, frame, step.children);
        Step body = condition(*node.operands.back(), frame);
        step.text = std::move(body.text);
        std::ranges::move(body.children, std::back_inserter(step.children));
    } else {
        leaves(node, frame, step.children);
        const bool alone = node.op == Op::definition || node.op == Op::field || node.op == Op::owner ||
                           node.op == Op::policy_granted || node.op == Op::discretion;
        if (alone && step.children.size() == 1) {
            Step only = std::move(step.children.front());
            step = std::move(only);
        } else {
            step.text = named(node, frame);
        }
    }
    step.value = value_text(machine_, machine_.value(node, frame), node.type);
    if (label != nullptr) {
        step.text.insert(0, label->marker);
        step.citations.insert(step.citations.begin(), label->citations.begin(), label->citations.end());
    }
    return step;
}

void Teller::items(const Node& node, const Frame& frame, Step& step)
{
    if (node.items.empty())
        step.text = named(node, frame);
    else if (node.op == Op::at_least_n)
        step.text = "至少符合 " + std::to_string(node.index) + " 项";
    else
        step.text = node.op == Op::logical_and ? "须同时满足" : "满足其一";
    for (std::size_t i = 0; i < node.operands.size(); ++i)
        step.children.push_back(condition(*node.operands[i], frame, i < node.items.size() ? &node.items[i] : nullptr));
}

void Teller::comparison(const Node& node, const Frame& frame, Step& step)
{
    static constexpr const char* signs[] = {" < ", " ≤ ", " > ", " ≥ ", " = ", " ≠ "};
    for (std::size_t i = 0; i < 2; ++i) {
        const Node& side = *node.operands[i];
        step.text += i == 1 ? signs[static_cast<int>(node.op) - static_cast<int>(Op::less)] : "";
        step.text += named(side, frame);
        if (side.op != Op::constant)
            step.text += " " + value_text(machine_, machine_.value(side, frame), side.type);
        leaves(side, frame, step.children);
    }
}

/// Of 任一 and 全部 the member that settles it is told, otherwise all of them.
void Teller::quantifier(const Node& node, const Frame& frame, Step& step)
{
    step.text = named(node, frame);
    const Verdict ending = node.op == Op::any ? Verdict::yes : Verdict::no;
    const bool settled = machine_.truth(node, frame) == ending;
    Frame member = frame;
    member.subject = machine_.first_member(frame.subject, node.index);
    for (Index left = machine_.members(frame.subject, node.index); left > 0; --left, ++member.subject) {
        if (settled && machine_.truth(*node.operands[0], member) != ending)
            continue;
        Step child = condition(*node.operands[0], member);
        child.text.insert(0, name_of(machine_, member.subject) + "：");
        step.children.push_back(std::move(child));
        if (settled)
            return;
    }
}

// ---- refusals ------------------------------------------------------------------------------------------------------

std::string Teller::refusal(const Node& node, const Frame& frame)
{
    if (node.op == Op::logical_and)
        for (std::size_t i = 0; i < node.operands.size(); ++i)
            if (machine_.truth(*node.operands[i], frame) == Verdict::no)
                return (i < node.items.size() ? node.items[i].marker : "") + refusal(*node.operands[i], frame);
    if (node.op == Op::let) {
        machine_.bind(node, frame);
        return refusal(*node.operands.back(), frame);
    }
    if (node.op == Op::owner && machine_.subject(frame.subject).owner != none) {
        Frame above = frame;
        above.subject = machine_.subject(frame.subject).owner;
        return refusal(*node.operands[0], above);
    }
    if (node.op == Op::definition) {
        const Definition& definition = machine_.program().definitions[node.index];
        const DefinitionVersion* version = version_on(definition.versions, machine_.day());
        if (version != nullptr) {
            const Opened<DefinitionVersion> body(*version, frame.subject, definition.heading);
            return definition.heading.name + "：" + refusal(*version->body, body.frame);
        }
    }
    if (node.op == Op::all) {
        Frame member = frame;
        member.subject = machine_.first_member(frame.subject, node.index);
        for (Index left = machine_.members(frame.subject, node.index); left > 0; --left, ++member.subject)
            if (machine_.truth(*node.operands[0], member) == Verdict::no)
                return name_of(machine_, member.subject) + "：" + refusal(*node.operands[0], member);
    }
    return words_of(machine_, node, frame, Showing::values) + distance(node, frame);
}

std::string Teller::distance(const Node& node, const Frame& frame)
{
    const bool upper = node.op == Op::less || node.op == Op::less_equal;
    if (!upper && node.op != Op::greater && node.op != Op::greater_equal)
        return {};
    const Value left = machine_.value(*node.operands[0], frame), right = machine_.value(*node.operands[1], frame);
    if (number_in(left) == nullptr || number_in(right) == nullptr)
        return {};
    const auto apart =
        upper ? subtract(*number_in(left), *number_in(right)) : subtract(*number_in(right), *number_in(left));
    if (!apart)
        return {};
    if (apart->sign() == 0)
        return upper ? "，恰好相等，须低于" : "，恰好相等，须高于";
    return (upper ? "，超出 " : "，还差 ") + value_text(machine_, *apart, node.operands[0]->type);
}

} // namespace huimin::language
