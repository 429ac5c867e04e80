// What an expression rests on: the facts, definitions, parameters and answers along the way that was taken.

#include "language/evaluate/deciding.h"
#include "language/evaluate/parameters.h"
#include "language/evaluate/tell.h"
#include "language/evaluate/words.h"

namespace huimin::language {

namespace {

bool stands_alone(Op op)
{
    return op == Op::field || op == Op::definition || op == Op::parameter || op == Op::policy_amount ||
           op == Op::policy_granted || op == Op::discretion;
}

} // namespace

void Teller::set_truth(Step& step, Verdict verdict, Step::Sort sort) const
{
    step.sort = sort;
    step.verdict = verdict;
    step.missing = verdict == Verdict::unknown;
    if (step.missing)
        step.value = say("未知", "not known");
    else if (sort == Step::Sort::condition)
        step.value.clear(); // the verdict says it
    else
        step.value = verdict == Verdict::yes ? say("是", "yes") : say("否", "no");
}

void Teller::set_value(Step& step, const Value& value, const Type& type) const
{
    step.value = text(value, type);
    step.missing = is_unknown(value);
}

bool Teller::leaf(const Node& node, const Frame& frame, Step& into)
{
    if (node.op == Op::owner) {
        Frame above = frame;
        above.subject = machine_.subject(frame.subject).owner;
        return above.subject != none && leaf(*node.operands[0], above, into);
    }
    if (node.op == Op::field)
        field(node, frame, into);
    else if (node.op == Op::definition)
        definition(node, frame, into);
    else if (node.op == Op::parameter)
        parameter(node, frame, into);
    else if (node.op == Op::policy_granted || node.op == Op::policy_amount)
        policy_read(node, frame, into);
    else if (node.op == Op::discretion)
        discretion(node, frame, into);
    return stands_alone(node.op);
}

void Teller::leaves(const Node& node, const Frame& frame, Steps& into)
{
    switch (node.op) {
    case Op::constant:
    case Op::local:
    case Op::today: return;
    case Op::field:
    case Op::definition:
    case Op::parameter:
    case Op::policy_amount:
    case Op::policy_granted:
    case Op::discretion: leaf(node, frame, one_more(into)); return;
    case Op::progressive: leaves(*node.operands[0], frame, into); return progressive(node, frame, one_more(into));
    case Op::owner: return owner(node, frame, into);
    case Op::cases:
    case Op::largest_case: return cases(node, frame, into);
    case Op::sum:
    case Op::count:
    case Op::largest:
    case Op::smallest: return members(node, frame, into);
    case Op::is_known: return is_known(node, frame, into);
    case Op::logical_and:
    case Op::logical_or:
    case Op::at_least_n:
    case Op::any:
    case Op::all: condition(node, frame, one_more(into)); return;
    case Op::let: let(node, frame, into); return leaves(*node.operands.back(), frame, into);
    case Op::if_unknown:
        leaves(*node.operands[0], frame, into);
        if (is_unknown(machine_.value(*node.operands[0], frame)))
            leaves(*node.operands[1], frame, into);
        return;
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::negate:
    case Op::convert:
    case Op::round:
    case Op::at_least:
    case Op::at_most:
    case Op::larger:
    case Op::smaller:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::equal:
    case Op::not_equal:
    case Op::between:
    case Op::in_set:
    case Op::logical_not:
    case Op::age:
    case Op::months_between:
    case Op::days_between:
    case Op::month_of:
    case Op::first_day:
    case Op::last_day:
    case Op::add_months:
    case Op::add_days:
    case Op::add_working_days: break;
    }
    for (const NodePtr& operand : node.operands)
        leaves(*operand, frame, into);
}

void Teller::owner(const Node& node, const Frame& frame, Steps& into)
{
    Frame above = frame;
    above.subject = machine_.subject(frame.subject).owner;
    if (above.subject != none)
        leaves(*node.operands[0], above, into);
}

void Teller::let(const Node& node, const Frame& frame, Steps& into)
{
    machine_.bind(node, frame);
    into.reserve(into.size() + node.operands.size());
    for (std::size_t i = 0; i + 1 < node.operands.size(); ++i) {
        const Node& binding = *node.operands[i];
        Step& step = one_more(into);
        step.sort = Step::Sort::number;
        set_value(step, frame.slots[node.index + i].value, binding.type);
        leaves(binding, frame, step.children);
        step.text = say("其中 ", "where ") + name_in(tongue_, node.names[i].name, node.names[i].alias);
        write_made_of(binding, frame, step.text);
        if (i < node.items.size())
            step.citations = node.items[i].citations;
    }
}

void Teller::cases(const Node& node, const Frame& frame, Steps& into)
{
    bool taken = false;
    for (std::size_t i = 0; i + 1 < node.operands.size(); i += 2) {
        const Verdict holds = machine_.truth(*node.operands[i], frame);
        if (holds == Verdict::no)
            continue;
        Step& step = one_more(into);
        step.text = say("适用的情形：", "the case: ");
        condition(*node.operands[i], frame, step, i / 2 < node.items.size() ? &node.items[i / 2] : nullptr);
        leaves(*node.operands[i + 1], frame, step.children);
        taken = true;
        if (node.op == Op::cases)
            return;
    }
    if (!taken)
        leaves(*node.operands.back(), frame, into);
}

void Teller::members(const Node& node, const Frame& frame, Steps& into)
{
    const Node* const condition_node = node.operands[0].get();
    const Node* const body = node.operands.size() > 1 ? node.operands[1].get() : nullptr;
    Frame member = frame;
    member.subject = machine_.first_member(frame.subject, node.index);
    Index left = machine_.members(frame.subject, node.index);
    into.reserve(into.size() + left);
    for (; left > 0; --left, ++member.subject) {
        const Verdict counts = condition_node == nullptr ? Verdict::yes : machine_.truth(*condition_node, member);
        if (counts == Verdict::no)
            continue;
        Step& step = one_more(into);
        step.text = name_of(machine_, member.subject);
        step.sort = Step::Sort::number;
        if (counts == Verdict::unknown) {
            step.text += say("：", ": ");
            condition(*condition_node, member, step);
        } else if (body != nullptr) {
            set_value(step, machine_.value(*body, member), body->type);
            leaves(*body, member, step.children);
        } else {
            step.value = say("计入", "counts");
            if (condition_node != nullptr)
                leaves(*condition_node, member, step.children);
        }
    }
}

/// 残联，2025-07-31; of what is not known, where it can be asked
void Teller::field(const Node& node, const Frame& frame, Step& into)
{
    const Instance& instance = *machine_.subject(frame.subject).instance;
    const Field& field = machine_.program().records[instance.record].fields[node.index];
    const Value value = machine_.value(node, frame);
    into.text.reserve(name_usual);
    write_fact_name(machine_, frame.subject, node.index, tongue_, into.text);
    set_value(into, value, field.type);
    into.sort = Step::Sort::fact;
    if (field.type.kind == Kind::truth)
        into.verdict = truth_of(value);
    if (node.index < instance.provenance.size()) {
        const Provenance& from = instance.provenance[node.index];
        into.origin = from.source;
        if (from.true_on)
            into.origin.append(into.origin.empty() ? "" : say("，", ", ")).append(from.true_on->text());
    }
    if (is_unknown(value) && into.origin.empty() && !field.origin.empty())
        into.origin = say("应查：", "ask: ") + field.origin;
}

/// What is not on record is told as that: nothing is missing for the answer.
void Teller::is_known(const Node& node, const Frame& frame, Steps& into)
{
    const std::size_t before = into.size();
    leaves(*node.operands[0], frame, into);
    for (std::size_t i = before; i < into.size(); ++i)
        if (into[i].sort == Step::Sort::fact && into[i].missing) {
            into[i].value = say("没有登记", "not on record");
            into[i].missing = false;
        }
}

void Teller::definition(const Node& node, const Frame& frame, Step& into)
{
    const Definition& definition = machine_.program().definitions[node.index];
    const DefinitionVersion* const version = version_on(definition.versions, machine_.day());
    const std::size_t place = machine_.kept_at(node.index, frame.subject);
    const bool opens = version != nullptr && !opened_[place];
    const bool truth = definition.type.kind == Kind::truth;
    if (opens)
        into.text.reserve(line_usual);
    into.text += name_in(tongue_, definition.heading);
    into.sort = truth ? Step::Sort::condition : Step::Sort::number;
    if (opens) {
        opened_[place] = true;
        const Opened<DefinitionVersion> body(*version, frame.subject, definition.heading);
        append(into.citations, version->citations.empty() ? definition.heading.citations : version->citations);
        if (truth) {
            into.text += say("：", ": ");
            condition(*version->body, body.frame, into);
        } else {
            leaves(*version->body, body.frame, into.children);
            write_made_of(*version->body, body.frame, into.text);
        }
    }
    const Value value = machine_.definition(node.index, frame.subject);
    if (truth)
        set_truth(into, truth_of(value), into.sort);
    else
        set_value(into, value, definition.type);
}

namespace {

const Type division{.kind = Kind::area, .unit = {}};

/// 慈溪市，2025-07-01 起，2025-06-20 签发
std::string origin_of(const Machine& machine, const ParameterRow* row, const Subject& subject, Tongue tongue)
{
    const auto say = [&](std::string_view chinese, std::string_view english) {
        return std::string(in(tongue, chinese, english));
    };
    if (row == nullptr)
        return subject.division || subject.located_by == none ? say("该日没有取值", "no value on that day")
                                                              : say("区划未知", "division not known");
    if (machine.is_assumed(*row))
        return say("案例所设", "assumed by the scenario");
    std::string origin = value_text(machine, row->area, division, tongue);
    if (row->in_force.from != DayRange{}.from)
        origin += say("，", ", from ") + row->in_force.from.text() + say(" 起", "");
    if (row->signed_on)
        origin += say("，", ", signed ") + row->signed_on->text() + say(" 签发", "");
    if (row->cells.empty())
        origin += say("，未设：", ", not set: ") + row->not_set;
    return origin;
}

} // namespace

void Teller::parameter(const Node& node, const Frame& frame, Step& step)
{
    const Parameter& parameter = machine_.program().parameters[node.index];
    const ParameterRow* const row = machine_.row(node.index, frame.subject);
    step.sort = Step::Sort::number;
    step.text += name_in(tongue_, parameter.heading);
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
        const Node& key = *node.operands[i];
        step.text += (i == 0 ? say("（", " (") : say("，", ", ")) + text(machine_.value(key, frame), key.type);
        leaves(key, frame, step.children);
    }
    step.text += node.operands.empty() ? "" : say("）", ")");
    const Value value = machine_.value(node, frame);
    set_value(step, value, node.type);
    if (parameter.type.kind == Kind::truth)
        step.verdict = truth_of(value);
    step.origin = origin_of(machine_, row, machine_.subject(frame.subject), tongue_);
    if (row != nullptr) {
        append(step.citations, row->citations);
        const auto keys = machine_.keys(node, frame, 0);
        const Cell* const cell = keys ? cell_for(*row, keys->choices, keys->at) : nullptr;
        if (cell != nullptr && cell->value->op != Op::constant) {
            const Frame here{frame.subject, nullptr, frame.heading};
            write_made_of(*cell->value, here, step.text);
            leaves(*cell->value, here, step.children);
        }
    }
}

void Teller::progressive(const Node& node, const Frame& frame, Step& step)
{
    const Parameter& parameter = machine_.program().parameters[node.index];
    const ParameterRow* const row = machine_.row(node.index, frame.subject);
    const Value amount = machine_.value(*node.operands[0], frame);
    const auto keys = machine_.keys(node, frame, 1);
    step.sort = Step::Sort::number;
    step.text = name_in(tongue_, parameter.heading);
    set_value(step, machine_.value(node, frame), node.type);
    step.origin = origin_of(machine_, row, machine_.subject(frame.subject), tongue_);
    if (row != nullptr) {
        step.citations = row->citations;
        std::string parts;
        if (keys && !is_unknown(amount))
            (void)language::progressive(*row, keys->choices, *number_in(amount),
                                        [&](const Cell& cell, const Rational& part) {
                                            const Value rate = machine_.cell_value(node.index, cell, frame.subject);
                                            parts += (parts.empty() ? " = " : " + ") + text(part, parameter.key_type) +
                                                     " × " + text(rate, parameter.type);
                                            return is_unknown(rate) ? std::nullopt : std::optional(*number_in(rate));
                                        });
        step.text += parts;
    }
}

void Teller::policy_read(const Node& node, const Frame& frame, Step& step)
{
    const bool granted = node.op == Op::policy_granted;
    const Value value = machine_.value(node, frame);
    step.text +=
        (granted ? say("享受 ", "receives ") : "") + name_in(tongue_, machine_.program().policies[node.index].heading);
    if (granted)
        return set_truth(step, truth_of(value), Step::Sort::condition);
    step.sort = Step::Sort::number;
    set_value(step, value, node.type);
}

void Teller::discretion(const Node& node, const Frame& frame, Step& step)
{
    const Value value = machine_.value(node, frame);
    step.text += say("由人认定：", "decided by a person: ") + machine_.program().discretions[node.index].text;
    set_truth(step, truth_of(value), Step::Sort::condition);
    step.origin = is_unknown(value) ? say("还没有认定", "not decided yet") : say("已经认定", "decided");
}

} // namespace huimin::language
