#include "language/evaluate/tell.h"

#include <algorithm>

#include "language/evaluate/deciding.h"

namespace huimin::language {

namespace {

const Type money{.kind = Kind::money, .unit = {}};

constexpr std::string_view colours[] = {"不预警", "黄", "橙", "红"};
constexpr std::string_view colours_english[] = {"no warning", "yellow", "orange", "red"};

} // namespace

std::string Teller::verdict_text(const Answer& answer, const Policy& policy) const
{
    switch (answer.verdict) {
    case Verdict::no: return say("不应得", "not entitled");
    case Verdict::unknown: return say("待核实", "not yet known");
    case Verdict::yes: break;
    }
    if (policy.is_standing())
        return say("符合", "recognised");
    std::string amount = text(answer.amount, money);
    switch (policy.period) {
    case PayPeriod::once: return amount + say("（一次）", " (once)");
    case PayPeriod::daily: return amount + say("/日", " a day");
    case PayPeriod::monthly: return amount + say("/月", " a month");
    case PayPeriod::yearly: return amount + say("/年", " a year");
    }
    return amount;
}

/// 低保金（家庭 100017），截至 2025-07-31
std::string Teller::title(const Heading& heading, Index subject) const
{
    const Subject& about = machine_.subject(subject);
    const Heading& record = machine_.program().records[about.instance->record].heading;
    std::string whose = name_of(machine_, subject);
    if (about.owner == none)
        whose = name_in(tongue_, record) + (whose == record.name ? "" : " " + whose);
    return name_in(tongue_, heading) + say("（", " (") + whose + say("），截至 ", "), as of ") + machine_.day().text();
}

std::string Teller::names_of(const std::vector<Index>& policies) const
{
    std::string names;
    for (const Index policy : policies)
        names += (names.empty() ? "" : say("、", ", ")) + name_in(tongue_, machine_.program().policies[policy].heading);
    return names;
}

std::string Teller::open_matters(const std::vector<Deciding>& open) const
{
    std::string listed;
    for (const Deciding& one : open) {
        listed += listed.empty() ? "" : say("、", ", ");
        if (tongue_ == Tongue::english && one.sort == Deciding::Sort::fact)
            listed += fact_name(machine_, machine_.subject_of(*one.about), one.index, tongue_);
        else if (tongue_ == Tongue::english && one.sort == Deciding::Sort::parameter)
            listed += name_in(tongue_, machine_.program().parameters[one.index].heading) + " (not set)";
        else
            listed += one.text;
    }
    return listed;
}

void Teller::write_names(const Node& node, const Frame& frame, std::string& out)
{
    if (tongue_ == Tongue::chinese && !node.words.empty())
        out += node.words;
    else
        write_words(machine_, node, frame, Showing::names, tongue_, out);
}

void Teller::write_made_of(const Node& node, const Frame& frame, std::string& out)
{
    const std::string made = made_of(machine_, node, frame, tongue_);
    if (!made.empty())
        out.append(" = ").append(made);
}

Explanation Teller::policy(const Answer& answer)
{
    const Program& program = machine_.program();
    const Policy& policy = program.policies[answer.policy];
    const Index subject = machine_.subject_of(*answer.about);
    opened_.assign(machine_.kept(), false);
    Explanation explanation{answer, {}};
    Step& root = explanation.root;
    root.sort = Step::Sort::number;
    root.text = title(policy.heading, subject);
    root.value = verdict_text(answer, policy);
    root.citations = policy.heading.citations;
    const PolicyVersion* version = version_on(policy.versions, machine_.day());
    if (version == nullptr) {
        one_more(root.children).text = say("该日没有有效的规定", "no rule is in force on that day");
        return explanation;
    }
    append(root.citations, version->citations);
    const Opened<PolicyVersion> opened(*version, subject, policy.heading);
    const Machine::Outcome outcome = machine_.outcome(opened);
    root.children.reserve(2 + version->exclusions.size() + 3);
    reason(opened, outcome, answer, root.children);
    eligibility(opened, outcome, root.children);
    if (version->pay_day && answer.verdict == Verdict::yes)
        pay_day(*version->pay_day, root.children);
    coordinations(answer, outcome, root.children);
    untranslated(answer.policy, root.children);
    return explanation;
}

Step Teller::signal(const SignalAnswer& answer)
{
    const auto colour_text = [&](Colour colour) {
        const auto at = static_cast<std::size_t>(colour);
        return say(colours[at], colours_english[at]);
    };
    const Signal& signal = machine_.program().signals[answer.signal];
    const Index subject = machine_.subject_of(*answer.about);
    opened_.assign(machine_.kept(), false);
    Step root;
    root.sort = Step::Sort::number;
    root.text = title(signal.heading, subject);
    root.value = colour_text(answer.colour);
    root.citations = signal.heading.citations;
    for (const SignalLevel& level : signal.levels) {
        std::vector<Slot> slots(slots_of(*level.condition));
        Step& step = one_more(root.children);
        step.text = colour_text(level.colour) + say("：", ": ");
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
    step.verdict = answer.verdict;
    if (answer.verdict == Verdict::unknown) {
        step.text = say("还要查清：", "to be found out: ") + open_matters(answer.deciding);
    } else if (outcome.eligible == Verdict::no) {
        step.text = say("原因：", "because: ") + refusal(*opened.version.eligible, opened.frame);
    } else if (outcome.excluded == Verdict::yes) {
        step.text = say("原因：属于排除的情形", "because: it is excluded");
        for (const Exclusion& exclusion : opened.version.exclusions)
            if (machine_.truth(*exclusion.condition, opened.frame) == Verdict::yes) {
                step.text += say("，", ", ");
                write_words(machine_, *exclusion.condition, opened.frame, Showing::sides, tongue_, step.text);
            }
    } else if (outcome.verdict == Verdict::no) {
        step.text = say("原因：算出的金额不大于零", "because: the amount comes to nothing");
    }
    if (!step.text.empty())
        into.push_back(std::move(step));
}

void Teller::eligibility(const Opened<PolicyVersion>& opened, const Machine::Outcome& outcome, Steps& into)
{
    Step& eligible = one_more(into);
    eligible.text = say("资格：", "eligible: ");
    condition(*opened.version.eligible, opened.frame, eligible);
    append(eligible.citations, opened.version.eligible_citations);
    for (const Exclusion& exclusion : opened.version.exclusions) {
        Step& step = one_more(into);
        step.text = say("排除的情形：", "excluded when: ");
        const Verdict holds = condition(*exclusion.condition, opened.frame, step);
        append(step.citations, exclusion.citations);
        if (holds == Verdict::unknown)
            continue;
        step.value = holds == Verdict::yes ? say("有", "is the case") : say("没有", "not the case");
        step.verdict = holds == Verdict::yes ? Verdict::no : Verdict::yes; // what it does to the answer
    }
    if (opened.version.amount != nullptr && outcome.eligible != Verdict::no && outcome.excluded != Verdict::yes)
        amount(opened, outcome, into);
}

void Teller::amount(const Opened<PolicyVersion>& opened, const Machine::Outcome& outcome, Steps& into)
{
    Step& step = one_more(into);
    const Node& node = *opened.version.amount;
    step.sort = Step::Sort::number;
    set_value(step, outcome.amount, node.type);
    leaves(node, opened.frame, step.children);
    step.citations = opened.version.amount_citations;
    step.text = say("金额", "amount");
    write_made_of(node, opened.frame, step.text);
}

/// 发放：每月10日前到账
void Teller::pay_day(const PayDay& paid, Steps& into)
{
    Step& step = one_more(into);
    const std::string day = paid.day ? std::to_string(*paid.day) : "";
    step.text = say(paid.month_before ? "发放：上个月" : "发放：每月", "paid: by ");
    step.text += paid.day ? say(day + "日", "day " + day) : say("最后一天", "the last day");
    step.text += say("前到账", paid.month_before ? " of the month before" : " of each month");
    step.citations = paid.citations;
}

void Teller::coordinations(const Answer& answer, const Machine::Outcome& outcome, Steps& into)
{
    const Program& program = machine_.program();
    for (Index i = 0; i < program.coordinations.size(); ++i) {
        const Coordination& line = program.coordinations[i];
        const bool left = std::ranges::find(line.left, answer.policy) != line.left.end();
        const bool right = std::ranges::find(line.right, answer.policy) != line.right.end();
        const bool changed = answer.by_coordination == i;
        if ((!left && !right) || (!changed && answer.verdict != Verdict::yes))
            continue; // nothing to say of it
        std::string told = relation_text(line, left, answer, outcome);
        if (told.empty())
            continue;
        if (changed && answer.verdict == Verdict::unknown)
            told = say("它的结果待核实，影响本项：", "it is not yet known and bears on this: ") +
                   names_of(left ? line.right : line.left);
        Step& step = one_more(into);
        step.text = say("与别项的关系：", "beside others: ") + told;
        step.citations = line.citations;
        if (changed)
            step.verdict = answer.verdict;
    }
}

/// What a line of 衔接 says to this answer; empty where it says nothing.
std::string Teller::relation_text(const Coordination& line, bool left, const Answer& answer,
                                  const Machine::Outcome& outcome) const
{
    const bool granted = answer.verdict == Verdict::yes;
    const bool changed =
        answer.by_coordination != none && &machine_.program().coordinations[answer.by_coordination] == &line;
    const std::string others = names_of(left ? line.right : line.left);
    switch (line.relation) {
    case Relation::stacks: return granted ? say("可以和", "stacks with ") + others + say("一起领", "") : "";
    case Relation::not_income:
        return granted && left ? say("本项不计入", "is not counted as income for ") + others + say("的收入", "") : "";
    case Relation::excludes:
        return changed ? say("已享受", "whoever receives ") + others + say("的，不发本项", " does not get this") : "";
    case Relation::replaces: return changed ? others + say("代替本项", " takes its place") : "";
    case Relation::choose_one:
        if (changed)
            return say("和", "either this or ") + others +
                   say("只能选一种，那边不比本项少，先按那边；本人可以改选本项",
                       ": the other pays no less and is proposed; the person may choose this");
        return granted ? say("和", "either this or ") + others +
                             say("只能选一种，先按本项；本人可以改选",
                                 ": this is proposed; the person may choose the other")
                       : "";
    case Relation::higher_of:
        return changed ? say("和", "the higher of this and ") + others +
                             say("按高的发，那边不比本项少", ": the other pays no less")
                       : "";
    case Relation::tops_up:
        return changed ? say("只补足超出", "pays only what exceeds ") + others +
                             say("的部分；补足前为 ", "; before that ") + text(outcome.amount, money)
                       : "";
    }
    return {};
}

void Teller::untranslated(Index policy, Steps& into)
{
    for (const Untranslated& clause : machine_.program().untranslated)
        if (std::ranges::find(clause.affects, policy) != clause.affects.end()) {
            Step& step = one_more(into);
            step.text = say("还要由人核对：", "to be checked by a person: ") + clause.text;
            step.citations = {clause.clause};
        }
}

// ---- conditions ----------------------------------------------------------------------------------------------------

Verdict Teller::condition(const Node& node, const Frame& frame, Step& into, const Label* label)
{
    if (label != nullptr) {
        into.text += label->marker;
        append(into.citations, label->citations);
    }
    into.sort = Step::Sort::condition;
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
        write_words(machine_, node, frame, Showing::sides, tongue_, into.text);
    }
    const Verdict verdict = found ? *found : machine_.truth(node, frame);
    set_truth(into, verdict, into.sort);
    return verdict;
}

Verdict Teller::items(const Node& node, const Frame& frame, Step& into)
{
    into.text.reserve(line_usual);
    if (node.items.empty())
        write_names(node, frame, into.text);
    else if (node.op == Op::at_least_n)
        into.text += say("至少符合 ", "at least ") + std::to_string(node.index) + say(" 项", " of");
    else
        into.text += node.op == Op::logical_and ? say("须同时满足", "all of") : say("满足其一", "any of");
    if (node.items.empty() && node.op != Op::at_least_n) {
        const Verdict whole = machine_.truth(node, frame);
        for (const NodePtr& part : node.operands)
            operand(*part, frame, whole, into.children);
        return whole;
    }
    into.children.reserve(into.children.size() + node.operands.size());
    std::size_t yes = 0, unknown = 0;
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
        const Verdict one = condition(*node.operands[i], frame, one_more(into.children),
                                      i < node.items.size() ? &node.items[i] : nullptr);
        yes += one == Verdict::yes ? 1 : 0;
        unknown += one == Verdict::unknown ? 1 : 0;
    }
    const std::size_t needed = node.op == Op::logical_and  ? node.operands.size()
                               : node.op == Op::logical_or ? 1
                                                           : node.index;
    return yes >= needed ? Verdict::yes : yes + unknown >= needed ? Verdict::unknown : Verdict::no;
}

/// Of 且 and 或 those parts are told that have the whole's own verdict: they settle it.
void Teller::operand(const Node& part, const Frame& frame, Verdict whole, Steps& into)
{
    if (machine_.truth(part, frame) == whole)
        condition(part, frame, one_more(into));
}

Verdict Teller::comparison(const Node& node, const Frame& frame, Step& into)
{
    into.text.reserve(line_usual);
    write_words(machine_, node, frame, Showing::sides, tongue_, into.text);
    into.children.reserve(into.children.size() + 2);
    Value values[2];
    for (std::size_t i = 0; i < 2; ++i) {
        values[i] = machine_.value(*node.operands[i], frame);
        leaves(*node.operands[i], frame, into.children);
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
        Step& child = one_more(into.children);
        child.text = name_of(machine_, member.subject) + say("：", ": ");
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
    if (node.op == Op::logical_or) {
        std::string all;
        for (std::size_t i = 0; i < node.operands.size(); ++i)
            all += (i == 0 ? "" : say("；", "; ")) + (i < node.items.size() ? node.items[i].marker : "") +
                   refusal(*node.operands[i], frame);
        return all;
    }
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
            return name_in(tongue_, definition.heading) + say("：", ": ") + refusal(*version->body, body.frame);
        }
    }
    if (node.op == Op::all) {
        Frame member = frame;
        member.subject = machine_.first_member(frame.subject, node.index);
        for (Index left = machine_.members(frame.subject, node.index); left > 0; --left, ++member.subject)
            if (machine_.truth(*node.operands[0], member) == Verdict::no)
                return name_of(machine_, member.subject) + say("：", ": ") + refusal(*node.operands[0], member);
    }
    return words_against(machine_, node, frame, tongue_) + distance(node, frame);
}

std::string Teller::distance(const Node& node, const Frame& frame)
{
    const bool upper = node.op == Op::less || node.op == Op::less_equal;
    if ((!upper && node.op != Op::greater && node.op != Op::greater_equal) || node.operands[0]->op == Op::age)
        return {};
    const Value left = machine_.value(*node.operands[0], frame), right = machine_.value(*node.operands[1], frame);
    if (number_in(left) == nullptr || number_in(right) == nullptr)
        return {};
    const auto apart =
        upper ? subtract(*number_in(left), *number_in(right)) : subtract(*number_in(right), *number_in(left));
    if (!apart)
        return {};
    if (apart->sign() == 0)
        return upper ? say("，恰好相等，须低于才行", ", just equal where it must be below")
                     : say("，恰好相等，须高于才行", ", just equal where it must be above");
    return (upper ? say("，超出 ", ", too much by ") : say("，还差 ", ", too little by ")) +
           text(*apart, node.operands[0]->type);
}

} // namespace huimin::language
