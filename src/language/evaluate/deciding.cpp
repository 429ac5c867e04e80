#include "language/evaluate/deciding.h"

#include <algorithm>

#include "language/evaluate/words.h"

namespace huimin::language {

namespace {

/// One search for what is not known; definitions are gone through once per record.
class Search {
public:
    Search(Machine& machine, std::vector<Deciding>& into) : machine_(machine), into_(into) {}

    void of(const Node& node, const Frame& frame);

private:
    bool unknown(const Node& node, const Frame& frame) { return is_unknown(machine_.value(node, frame)); }
    void of_unknown(const Node& node, const Frame& frame)
    {
        if (unknown(node, frame))
            of(node, frame);
    }

    void operands(const Node&, const Frame&);
    void definition(const Node&, const Frame&);
    void parameter(const Node&, const Frame&, std::size_t first_key);
    void cases(const Node&, const Frame&);
    void members(const Node&, const Frame&);
    void policy(const Node&, const Frame&);
    void local(const Node&, const Frame&);

    void fact(Index subject, Index field);
    void add(Deciding::Sort, Index index, std::string text);
    void not_computable(const Node&, const Frame&);

    Machine& machine_;
    std::vector<Deciding>& into_;
    std::vector<std::pair<Index, Index>> seen_; // definition, subject
};

void Search::add(Deciding::Sort sort, Index index, std::string text)
{
    Deciding found{sort, nullptr, index, std::move(text)};
    if (std::ranges::find(into_, found) == into_.end())
        into_.push_back(std::move(found));
}

void Search::fact(Index subject, Index field)
{
    const Instance* about = machine_.subject(subject).instance;
    const auto same = [&](const Deciding& other) {
        return other.sort == Deciding::Sort::fact && other.about == about && other.index == field;
    };
    if (std::ranges::none_of(into_, same))
        into_.push_back({Deciding::Sort::fact, about, field, fact_name(machine_, subject, field)});
}

void Search::not_computable(const Node& node, const Frame& frame)
{
    std::string place = frame.heading != nullptr ? "「" + frame.heading->name + "」" : std::string();
    if (node.place.line != 0)
        place += "第" + std::to_string(node.place.line) + "行";
    add(Deciding::Sort::not_computable, none,
        (place.empty() ? "" : place + "：") + why_not_computable(machine_, node, frame));
}

void Search::operands(const Node& node, const Frame& frame)
{
    bool found = false;
    for (const NodePtr& operand : node.operands)
        if (operand != nullptr && unknown(*operand, frame)) {
            found = true;
            of(*operand, frame);
        }
    if (!found)
        not_computable(node, frame);
}

void Search::definition(const Node& node, const Frame& frame)
{
    const std::pair key(node.index, frame.subject);
    if (std::ranges::find(seen_, key) != seen_.end())
        return;
    seen_.push_back(key);
    const Definition& definition = machine_.program().definitions[node.index];
    const DefinitionVersion* version = version_on(definition.versions, machine_.day());
    if (version == nullptr)
        return not_computable(node, frame);
    const Opened<DefinitionVersion> body(*version, frame.subject, definition.heading);
    of(*version->body, body.frame);
}

void Search::parameter(const Node& node, const Frame& frame, std::size_t first_key)
{
    for (std::size_t i = first_key; i < node.operands.size(); ++i)
        of_unknown(*node.operands[i], frame);
    const Subject& subject = machine_.subject(frame.subject);
    const ParameterRow* row = machine_.row(node.index, frame.subject);
    if (row == nullptr && !subject.division && subject.located_by != none) {
        const Subject& located = machine_.subject(subject.located_by);
        return fact(subject.located_by, machine_.program().records[located.instance->record].locates);
    }
    const auto keys = machine_.keys(node, frame, first_key);
    if (row != nullptr && !keys)
        return;
    add(Deciding::Sort::parameter, node.index,
        "「" + machine_.program().parameters[node.index].heading.name + "」" +
            (row == nullptr          ? "在该日没有取值"
             : !row->not_set.empty() ? "未设（" + row->not_set + "）"
             : row->cells.empty()    ? "未设"
                                     : "在该情形没有取值"));
}

void Search::cases(const Node& node, const Frame& frame)
{
    for (std::size_t i = 0; i + 1 < node.operands.size(); i += 2) {
        const Verdict holds = machine_.truth(*node.operands[i], frame);
        if (holds == Verdict::no)
            continue;
        if (holds == Verdict::unknown)
            of(*node.operands[i], frame);
        of_unknown(*node.operands[i + 1], frame);
        if (holds == Verdict::yes && node.op == Op::cases)
            return;
    }
    of_unknown(*node.operands.back(), frame);
}

void Search::members(const Node& node, const Frame& frame)
{
    const std::size_t before = into_.size();
    bool open = false;
    Frame member = frame;
    member.subject = machine_.first_member(frame.subject, node.index);
    for (Index left = machine_.members(frame.subject, node.index); left > 0; --left, ++member.subject) {
        const Node* const condition = node.operands[0].get();
        const Verdict counts = condition == nullptr ? Verdict::yes : machine_.truth(*condition, member);
        if (counts == Verdict::unknown)
            of(*condition, member);
        const Node* const body = node.operands.size() > 1 ? node.operands[1].get() : nullptr;
        const bool body_open = body != nullptr && counts != Verdict::no && unknown(*body, member);
        if (body_open)
            of(*body, member);
        open |= counts == Verdict::unknown || body_open;
    }
    if (!open && into_.size() == before)
        not_computable(node, frame);
}

void Search::policy(const Node& node, const Frame& frame)
{
    const Answer* answer = machine_.final_answer(node.index, frame.subject);
    if (answer == nullptr)
        return not_computable(node, frame);
    for (const Deciding& fact : answer->deciding)
        if (std::ranges::find(into_, fact) == into_.end())
            into_.push_back(fact);
}

void Search::local(const Node& node, const Frame& frame)
{
    const Slot& slot = frame.slots[node.index];
    Frame where = frame;
    where.subject = slot.subject;
    of(*slot.binding, where);
}

void Search::of(const Node& node, const Frame& frame)
{
    if (node.op == Op::field)
        return fact(frame.subject, node.index);
    if (node.op == Op::definition)
        return definition(node, frame);
    if (node.op == Op::local)
        return local(node, frame);
    if (node.op == Op::parameter)
        return parameter(node, frame, 0);
    if (node.op == Op::policy_amount || node.op == Op::policy_granted)
        return policy(node, frame);
    if (node.op == Op::cases || node.op == Op::largest_case)
        return cases(node, frame);
    if (node.op == Op::discretion)
        return add(Deciding::Sort::discretion, node.index,
                   "由人认定：" + machine_.program().discretions[node.index].text);
    if (node.op == Op::sum || node.op == Op::count || node.op == Op::any || node.op == Op::all ||
        node.op == Op::largest || node.op == Op::smallest)
        return members(node, frame);
    if (node.op == Op::owner) {
        Frame above = frame;
        above.subject = machine_.subject(frame.subject).owner;
        return above.subject == none ? not_computable(node, frame) : of(*node.operands[0], above);
    }
    if (node.op == Op::let) {
        machine_.bind(node, frame);
        return of(*node.operands.back(), frame);
    }
    if (node.op == Op::progressive && !unknown(*node.operands[0], frame))
        return parameter(node, frame, 1);
    operands(node, frame);
}

} // namespace

void add_deciding(Machine& machine, const Node& node, const Frame& frame, std::vector<Deciding>& into)
{
    Search(machine, into).of(node, frame);
}

std::vector<Deciding> deciding_policy(Machine& machine, const Opened<PolicyVersion>& opened,
                                      const Machine::Outcome& outcome)
{
    std::vector<Deciding> found;
    Search search(machine, found);
    if (outcome.eligible == Verdict::unknown)
        search.of(*opened.version.eligible, opened.frame);
    for (const Exclusion& exclusion : opened.version.exclusions)
        if (machine.truth(*exclusion.condition, opened.frame) == Verdict::unknown)
            search.of(*exclusion.condition, opened.frame);
    if (is_unknown(outcome.amount))
        search.of(*opened.version.amount, opened.frame);
    return found;
}

void write_fact_name(const Machine& machine, Index subject, Index field, Tongue tongue, std::string& out)
{
    const Subject& of = machine.subject(subject);
    const Field& asked = machine.program().records[of.instance->record].fields[field];
    const bool truth = asked.type.kind == Kind::truth;
    if (of.owner != none) {
        out += name_of(machine, subject);
        out += tongue == Tongue::english ? ": " : truth ? "" : "的";
    }
    if (tongue == Tongue::english) {
        out += name_in(tongue, asked.name, asked.alias);
        out += truth ? " or not" : "";
    } else {
        out += truth && !asked.name.starts_with("是否") ? "是否" : "";
        out += asked.name;
    }
}

std::string fact_name(const Machine& machine, Index subject, Index field, Tongue tongue)
{
    std::string name;
    write_fact_name(machine, subject, field, tongue, name);
    return name;
}

std::string why_not_computable(Machine& machine, const Node& node, const Frame& frame)
{
    if (node.op == Op::divide)
        for (std::size_t i = 1; i < node.operands.size(); ++i)
            if (machine.value(*node.operands[i], frame) == Value(Rational()))
                return "除数为 0";
    if (node.op == Op::add_working_days) {
        const Value from = machine.value(*node.operands[0], frame);
        const Day* day = std::get_if<Day>(&from);
        return "工作日历没有载入所需的年份" + (day != nullptr ? "（自 " + day->text() + " 起数）" : "");
    }
    if (node.op == Op::owner || node.op == Op::policy_amount || node.op == Op::policy_granted)
        return "没有所属的档案";
    if (node.op == Op::largest || node.op == Op::smallest)
        return "没有可比较的成员";
    if (node.op == Op::definition)
        return "「" + machine.program().definitions[node.index].heading.name + "」在该日没有有效的版本";
    if (node.op == Op::add_days || node.op == Op::add_months)
        return "日期超出 1800 年至 2399 年";
    return "数字过大，无法精确计算";
}

} // namespace huimin::language
