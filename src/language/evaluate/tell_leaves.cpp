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
    case Op::discretion: leaf(node, frame, into.emplace_back()); return;
    case Op::progressive: leaves(*node.operands[0], frame, into); return progressive(node, frame, into.emplace_back());
    case Op::owner: return owner(node, frame, into);
    case Op::cases:
    case Op::largest_case: return cases(node, frame, into);
    case Op::sum:
    case Op::count:
    case Op::largest:
    case Op::smallest: return members(node, frame, into);
    case Op::logical_and:
    case Op::logical_or:
    case Op::at_least_n:
    case Op::any:
    case Op::all: condition(node, frame, into.emplace_back()); return;
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
    case Op::is_known:
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
        Step& step = into.emplace_back();
        step.value = value_text(machine_, frame.slots[node.index + i].value, binding.type);
        leaves(binding, frame, step.children);
        step.text.append("其中 ").append(node.names[i]).append(" = ");
        write_words(machine_, binding, frame, Showing::values, step.text);
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
        Step& step = into.emplace_back();
        step.text = "当 ";
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
        Step& step = into.emplace_back();
        step.text = name_of(machine_, member.subject);
        if (counts == Verdict::unknown) {
            step.text += "：";
            condition(*condition_node, member, step);
        } else if (body != nullptr) {
            step.value = value_text(machine_, machine_.value(*body, member), body->type);
            leaves(*body, member, step.children);
        } else if (condition_node != nullptr) {
            leaves(*condition_node, member, step.children);
        }
    }
}

void Teller::field(const Node& node, const Frame& frame, Step& into)
{
    const Instance& instance = *machine_.subject(frame.subject).instance;
    const Field& field = machine_.program().records[instance.record].fields[node.index];
    const Value value = machine_.value(node, frame);
    into.text.append(name_of(machine_, frame.subject)).append(".").append(field.name);
    into.value = value_text(machine_, value, field.type);
    if (node.index < instance.provenance.size()) {
        const Provenance& from = instance.provenance[node.index];
        into.origin = from.source;
        if (from.true_on)
            into.origin.append(into.origin.empty() ? "" : "，").append(from.true_on->text());
    }
    if (is_unknown(value) && into.origin.empty() && !field.origin.empty())
        into.origin = "应查：" + field.origin;
}

void Teller::definition(const Node& node, const Frame& frame, Step& into)
{
    const Definition& definition = machine_.program().definitions[node.index];
    const DefinitionVersion* const version = version_on(definition.versions, machine_.day());
    const std::size_t place = machine_.kept_at(node.index, frame.subject);
    const bool opens = version != nullptr && !opened_[place];
    if (opens)
        into.text.reserve(line_usual);
    into.text += definition.heading.name;
    if (opens) {
        opened_[place] = true;
        const Opened<DefinitionVersion> body(*version, frame.subject, definition.heading);
        append(into.citations, version->citations.empty() ? definition.heading.citations : version->citations);
        if (definition.type.kind == Kind::truth) {
            into.text += "：";
            condition(*version->body, body.frame, into);
        } else {
            leaves(*version->body, body.frame, into.children);
            into.text += " = ";
            write_words(machine_, *version->body, body.frame, Showing::values, into.text);
        }
    }
    into.value = value_text(machine_, machine_.definition(node.index, frame.subject), definition.type);
}

namespace {

const Type division{.kind = Kind::area, .unit = {}};

/// 慈溪市 · 2025-07-01 起 · 2025-06-20 签发
std::string origin_of(const Machine& machine, const ParameterRow* row, const Subject& subject)
{
    if (row == nullptr)
        return subject.division || subject.located_by == none ? "该日没有取值" : "区划未知";
    if (machine.is_assumed(*row))
        return "案例所设";
    std::string origin = value_text(machine, row->area, division);
    if (row->in_force.from != DayRange{}.from)
        origin += " · " + row->in_force.from.text() + " 起";
    if (row->signed_on)
        origin += " · " + row->signed_on->text() + " 签发";
    if (row->cells.empty())
        origin += " · 未设：" + row->not_set;
    return origin;
}

} // namespace

void Teller::parameter(const Node& node, const Frame& frame, Step& step)
{
    const ParameterRow* const row = machine_.row(node.index, frame.subject);
    step.text += machine_.program().parameters[node.index].heading.name;
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
        const Node& key = *node.operands[i];
        step.text.append(i == 0 ? "[" : "，").append(value_text(machine_, machine_.value(key, frame), key.type));
        leaves(key, frame, step.children);
    }
    step.text += node.operands.empty() ? "" : "]";
    step.value = value_text(machine_, machine_.value(node, frame), node.type);
    step.origin = origin_of(machine_, row, machine_.subject(frame.subject));
    if (row != nullptr) {
        append(step.citations, row->citations);
        const auto keys = machine_.keys(node, frame, 0);
        const Cell* const cell = keys ? cell_for(*row, keys->choices, keys->at) : nullptr;
        if (cell != nullptr && cell->value->op != Op::constant) {
            const Frame here{frame.subject, nullptr, frame.heading};
            step.text += " = ";
            write_words(machine_, *cell->value, here, Showing::values, step.text);
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
    step.text = parameter.heading.name;
    step.value = value_text(machine_, machine_.value(node, frame), node.type);
    step.origin = origin_of(machine_, row, machine_.subject(frame.subject));
    if (row != nullptr) {
        step.citations = row->citations;
        std::string parts;
        if (keys && !is_unknown(amount))
            (void)language::progressive(
                *row, keys->choices, *number_in(amount), [&](const Cell& cell, const Rational& part) {
                    const Value rate = machine_.cell_value(node.index, cell, frame.subject);
                    parts += (parts.empty() ? " = " : " + ") + value_text(machine_, part, parameter.key_type) + " × " +
                             value_text(machine_, rate, parameter.type);
                    return is_unknown(rate) ? std::nullopt : std::optional(*number_in(rate));
                });
        step.text += parts;
    }
}

void Teller::policy_read(const Node& node, const Frame& frame, Step& step)
{
    step.text.append(node.op == Op::policy_granted ? "享受 " : "");
    step.text += machine_.program().policies[node.index].heading.name;
    step.value = value_text(machine_, machine_.value(node, frame), node.type);
}

void Teller::discretion(const Node& node, const Frame& frame, Step& step)
{
    const Value value = machine_.value(node, frame);
    step.text += "裁量：" + machine_.program().discretions[node.index].text;
    step.value = value_text(machine_, value, node.type);
    step.origin = is_unknown(value) ? "须由人决定" : "已由人决定";
}

} // namespace huimin::language
