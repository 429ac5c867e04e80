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

void Teller::write_names(const Node& node, const Frame& frame, std::string& out)
{
    if (!node.words.empty())
        out += node.words;
    else
        write_words(machine_, node, frame, Showing::names, out);
}

Explanation Teller::policy(const Answer& answer)
{
    const Program& program = machine_.program();
    const Policy& policy = program.policies[answer.policy];
    const Index subject = machine_.subject_of(*answer.about);
    opened_.assign(machine_.kept(), false);
    Explanation explanation{answer, {}};
    Step& root = explanation.root;
    root.text = policy.heading.name;
    root.text.append("（").append(name_of(machine_, subject)).append("）");
    root.value = verdict_text(answer, policy, machine_);
    root.origin = machine_.day().text();
    root.citations = policy.heading.citations;
    const PolicyVersion* version = version_on(policy.versions, machine_.day());
    if (version == nullptr) {
        root.children.push_back(
            {.text = "该日没有有效的规定", .value = "", .citations = {}, .origin = "", .children = {}});
        return explanation;
    }
    append(root.citations, version->citations);
    const Opened<PolicyVersion> opened(*version, subject, policy.heading);
    const Machine::Outcome outcome = machine_.outcome(opened);
    root.children.reserve(2 + version->exclusions.size() + 2);
    reason(opened, outcome, answer, root.children);
    eligibility(opened, outcome, root.children);
    coordinations(answer, outcome, root.children);
    untranslated(answer.policy, root.children);
    return explanation;
}

Step Teller::signal(const SignalAnswer& answer)
{
    static constexpr const char* colours[] = {"不预警", "黄", "橙", "红"};
    const Signal& signal = machine_.program().signals[answer.signal];
    const Index subject = machine_.subject_of(*answer.about);
    opened_.assign(machine_.kept(), false);
    Step root;
    root.text.append(signal.heading.name).append("（").append(name_of(machine_, subject)).append("）");
    root.value = colours[static_cast<int>(answer.colour)];
    root.origin = machine_.day().text();
    root.citations = signal.heading.citations;
    for (const SignalLevel& level : signal.levels) {
        std::vector<Slot> slots(slots_of(*level.condition));
        Step& step = root.children.emplace_back();
        step.text.append(colours[static_cast<int>(level.colour)]).append("：");
        condition(*level.condition, Frame{subject, slots.data(), &signal.heading}, step);
        append(step.citations, level.citations);
        if (level.colour == answer.colour)
            break;
    }
    return root;
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
    Step& eligible = into.emplace_back();
    eligible.text = "资格：";
    condition(*opened.version.eligible, opened.frame, eligible);
    append(eligible.citations, opened.version.eligible_citations);
    for (const Exclusion& exclusion : opened.version.exclusions) {
        Step& step = into.emplace_back();
        step.text = "排除：";
        condition(*exclusion.condition, opened.frame, step);
        step.value = step.value == "是" ? "适用" : step.value == "否" ? "不适用" : step.value;
        append(step.citations, exclusion.citations);
    }
    if (opened.version.amount == nullptr || outcome.eligible == Verdict::no || outcome.excluded == Verdict::yes)
        return;
    Step& amount = into.emplace_back();
    const Node& node = *opened.version.amount;
    amount.value = value_text(machine_, outcome.amount, node.type);
    leaves(node, opened.frame, amount.children);
    amount.citations = opened.version.amount_citations;
    amount.text = "金额 = ";
    write_words(machine_, node, opened.frame, Showing::values, amount.text);
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
        if (!changed && answer.verdict != Verdict::yes)
            continue; // nothing to say of it
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

Verdict Teller::condition(const Node& node, const Frame& frame, Step& into, const Label* label)
{
    if (label != nullptr) {
        into.text += label->marker;
        append(into.citations, label->citations);
    }
    std::optional<Verdict> found; // where telling the parts has found it, it need not be worked out again
    if (node.op == Op::logical_and || node.op == Op::logical_or || node.op == Op::at_least_n) {
        found = items(node, frame, into);
    } else if (node.op >= Op::less && node.op <= Op::not_equal) {
        found = comparison(node, frame, into);
    } else if (node.op == Op::any || node.op == Op::all) {
        quantifier(node, frame, into);
    } else if (node.op == Op::let) {
        let(node, frame, into.children);
        found = condition(*node.operands.back(), frame, into);
    } else if (!leaf(node, frame, into)) {
        leaves(node, frame, into.children);
        write_names(node, frame, into.text);
    }
    const Verdict verdict = found ? *found : machine_.truth(node, frame);
    into.value = verdict == Verdict::yes ? "是" : verdict == Verdict::no ? "否" : "未知";
    return verdict;
}

Verdict Teller::items(const Node& node, const Frame& frame, Step& into)
{
    into.text.reserve(line_usual);
    if (node.items.empty())
        write_names(node, frame, into.text);
    else if (node.op == Op::at_least_n)
        into.text.append("至少符合 ").append(std::to_string(node.index)).append(" 项");
    else
        into.text += node.op == Op::logical_and ? "须同时满足" : "满足其一";
    into.children.reserve(into.children.size() + node.operands.size());
    std::size_t yes = 0, unknown = 0;
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
        const Verdict one = condition(*node.operands[i], frame, into.children.emplace_back(),
                                      i < node.items.size() ? &node.items[i] : nullptr);
        yes += one == Verdict::yes ? 1 : 0;
        unknown += one == Verdict::unknown ? 1 : 0;
    }
    const std::size_t needed = node.op == Op::logical_and  ? node.operands.size()
                               : node.op == Op::logical_or ? 1
                                                           : node.index;
    return yes >= needed ? Verdict::yes : yes + unknown >= needed ? Verdict::unknown : Verdict::no;
}

Verdict Teller::comparison(const Node& node, const Frame& frame, Step& into)
{
    static constexpr const char* signs[] = {" < ", " ≤ ", " > ", " ≥ ", " = ", " ≠ "};
    const Value values[] = {machine_.value(*node.operands[0], frame), machine_.value(*node.operands[1], frame)};
    into.text.reserve(line_usual);
    into.children.reserve(into.children.size() + 2);
    for (std::size_t i = 0; i < 2; ++i) {
        const Node& side = *node.operands[i];
        if (i == 1)
            into.text += signs[static_cast<int>(node.op) - static_cast<int>(Op::less)];
        write_names(side, frame, into.text);
        if (side.op != Op::constant)
            into.text.append(" ").append(value_text(machine_, values[i], side.type));
        leaves(side, frame, into.children);
    }
    return compared(node.op, values[0], values[1]);
}

/// Of 任一 and 全部 the member that settles it is told, otherwise all of them.
void Teller::quantifier(const Node& node, const Frame& frame, Step& into)
{
    write_names(node, frame, into.text);
    const Verdict ending = node.op == Op::any ? Verdict::yes : Verdict::no;
    const bool settled = machine_.truth(node, frame) == ending;
    Frame member = frame;
    member.subject = machine_.first_member(frame.subject, node.index);
    Index left = machine_.members(frame.subject, node.index);
    into.children.reserve(into.children.size() + (settled ? 1 : left));
    for (; left > 0; --left, ++member.subject) {
        if (settled && machine_.truth(*node.operands[0], member) != ending)
            continue;
        Step& child = into.children.emplace_back();
        child.text.append(name_of(machine_, member.subject)).append("：");
        condition(*node.operands[0], member, child);
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
