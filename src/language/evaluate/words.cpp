// Expressions in words; conditions stand in words_conditions.cpp.

#include <algorithm>
#include <utility>

#include "language/evaluate/writer.h"

namespace huimin::language {

Tightness Writer::tightness_of(Op op)
{
    if (op == Op::logical_or)
        return Tightness::disjunction;
    if (op == Op::logical_and)
        return Tightness::conjunction;
    if (op == Op::logical_not)
        return Tightness::negation;
    if ((op >= Op::less && op <= Op::in_set) || op == Op::any || op == Op::all)
        return Tightness::comparison;
    if (op == Op::round || op == Op::at_least || op == Op::at_most || op == Op::convert || op == Op::progressive ||
        op == Op::cases || op == Op::largest_case)
        return Tightness::ending;
    if (op == Op::sum || op == Op::add || op == Op::subtract || op == Op::add_days || op == Op::add_months ||
        op == Op::add_working_days)
        return Tightness::sum;
    if (op == Op::multiply || op == Op::divide)
        return Tightness::product;
    return op == Op::negate ? Tightness::sign : Tightness::atom;
}

std::string Writer::text(const Value& value, const Type& type) const
{
    return text_of(value, type, program_, areas_, tongue_);
}

bool has_a_name(const Node& node)
{
    if (node.op == Op::owner)
        return has_a_name(*node.operands[0]);
    constexpr Op named[] = {Op::field,         Op::definition,     Op::local, Op::parameter,
                            Op::policy_amount, Op::policy_granted, Op::today};
    return std::ranges::find(named, node.op) != std::end(named);
}

void Writer::write(const Node& node, const Frame& frame, Tightness needed)
{
    if (node.op == Op::let) {
        bind(node, frame);
        return write(*node.operands.back(), frame, needed);
    }
    if (node.op == Op::logical_not)
        return deny(*node.operands[0], frame, needed);
    if (showing_ == Showing::values) {
        if (const Node* const taken = taken_case(node, frame))
            return write(*taken, frame, needed);
        if (node.op == Op::if_unknown && !is_unknown(machine_->value(*node.operands[0], frame)))
            return write(*node.operands[0], frame, needed);
    }
    const bool brackets = tightness_of(node.op) < needed;
    if (brackets)
        open();
    body(node, frame);
    if (brackets)
        close();
}

void Writer::write_made_of(const Node& node, const Frame& frame)
{
    if (node.op == Op::let) {
        machine_->bind(node, frame);
        return write_made_of(*node.operands.back(), frame);
    }
    if (const Node* const taken = taken_case(node, frame))
        return write_made_of(*taken, frame);
    if (node.op == Op::if_unknown && !is_unknown(machine_->value(*node.operands[0], frame)))
        return write_made_of(*node.operands[0], frame);
    if (node.op == Op::constant)
        return;
    const bool itself = has_a_name(node) || node.op == Op::count || node.op == Op::largest || node.op == Op::smallest;
    showing_ = itself ? Showing::names : Showing::values;
    write(node, frame, Tightness::any);
}

/// A truth is its own value: that a condition holds or not is told of the whole.
void Writer::named(std::string_view name, const Node& node, const Frame& frame)
{
    *out_ += name;
    if (showing_ == Showing::values && node.type.kind != Kind::truth)
        out_->append(" ").append(text(node, frame));
}

void Writer::infix(const Node& node, const Frame& frame, std::string_view sign)
{
    const auto own = static_cast<int>(tightness_of(node.op));
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
        if (i > 0)
            *out_ += sign;
        write(*node.operands[i], frame, static_cast<Tightness>(i > 0 ? own + 1 : own));
    }
}

/// （甲 与 乙 中较大的）
void Writer::pair(const Node& node, const Frame& frame, std::string_view chinese, std::string_view english)
{
    open();
    put("", english);
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
        if (i > 0)
            put(" 与 ", " and ");
        write(*node.operands[i], frame, Tightness::sum);
    }
    put(chinese, "");
    close();
}

void Writer::round(const Node& node, const Frame& frame)
{
    write(*node.operands[0], frame, Tightness::ending);
    switch (node.rounding) {
    case Rounding::half_up: put("，四舍五入到", ", rounded to the "); break;
    case Rounding::down: put("，去尾到", ", cut to the "); break;
    case Rounding::up: put("，进到", ", raised to the "); break;
    }
    if (node.type.kind != Kind::money)
        put("整", "whole");
    else if (node.number == Rational(1))
        put("分", "fen");
    else if (node.number == Rational(10))
        put("角", "jiao");
    else
        put("元", "yuan");
}

void Writer::bounded(const Node& node, const Frame& frame, std::string_view word)
{
    write(*node.operands[0], frame, Tightness::ending);
    *out_ += word;
    write(*node.operands[1], frame, Tightness::sum);
}

void Writer::convert(const Node& node, const Frame& frame)
{
    write(*node.operands[0], frame, Tightness::ending);
    if (node.number == Rational(12))
        put("，折成年", ", per year");
    else
        put("，折成月", ", per month");
}

/// 入住日 的首日
void Writer::of(const Node& node, const Frame& frame, std::string_view chinese, std::string_view english)
{
    put("", english);
    write(*node.operands[0], frame, Tightness::atom);
    put(chinese, "");
}

void Writer::between_days(const Node& node, const Frame& frame, std::string_view chinese, std::string_view english)
{
    open();
    put("", english);
    write(*node.operands[0], frame, Tightness::sum);
    put(" 至 ", " to ");
    write(*node.operands[1], frame, Tightness::sum);
    put(chinese, "");
    close();
}

void Writer::later(const Node& node, const Frame& frame, std::string_view chinese, std::string_view english)
{
    write(*node.operands[0], frame, Tightness::sum);
    *out_ += " + ";
    write(*node.operands[1], frame, Tightness::product);
    put(chinese, english);
}

/// 居住情形起始日 + 3年
void Writer::later_by_months(const Node& node, const Frame& frame)
{
    const Node& months = *node.operands[1];
    const auto number = months.op == Op::constant ? std::get<Rational>(months.value).whole() : std::nullopt;
    if (!number || *number % 12 != 0)
        return later(node, frame, "个月", " months");
    write(*node.operands[0], frame, Tightness::sum);
    *out_ += " + " + std::to_string(*number / 12);
    put("年", " years");
}

void Writer::month_of(const Node& node, const Frame& frame)
{
    if (node.operands[0]->op == Op::today)
        return named(in(tongue_, "当月", "this month"), node, frame);
    of(node, frame, " 所在月", "the month of ");
}

void Writer::age(const Node& node, const Frame& frame)
{
    const Node& born = *node.operands[0];
    if (born.op == Op::field && born.index == program_.records[record_].ages_from)
        return named(in(tongue_, "年龄", "age"), node, frame);
    of(node, frame, " 起的周岁", "years since ");
}

void Writer::if_unknown(const Node& node, const Frame& frame)
{
    write(*node.operands[0], frame, Tightness::atom);
    put("（不知道的按 ", " (where not known: ");
    write(*node.operands[1], frame, Tightness::sum);
    close();
}

void Writer::bind_name(std::size_t slot, const Named& name)
{
    locals_.resize(std::max(locals_.size(), slot + 1));
    locals_[slot] = &name;
}

std::string Writer::name_of_local(Index slot, const Frame& frame) const
{
    const Named& known = slot < locals_.size() && locals_[slot] != nullptr ? *locals_[slot] : *frame.slots[slot].name;
    return name_in(tongue_, known.name, known.alias);
}

void Writer::write_aside(const Node& node, const Frame& frame, std::string& out)
{
    std::string* const before = std::exchange(out_, &out);
    write(node, frame, Tightness::any);
    out_ = before;
}

void Writer::bind(const Node& let, const Frame& frame)
{
    if (showing_ == Showing::values)
        machine_->bind(let, frame);
    else
        for (std::size_t i = 0; i < let.names.size(); ++i)
            bind_name(let.index + i, let.names[i]);
}

void Writer::parameter(const Node& node, const Frame& frame)
{
    const Heading& heading = program_.parameters[node.index].heading;
    if (node.op == Op::progressive) {
        write(*node.operands[0], frame, Tightness::sum);
        put(" 按 ", " by the brackets of ");
        *out_ += name_in(tongue_, heading);
        return put(" 分段计算", "");
    }
    std::string name = name_in(tongue_, heading);
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
        name += i == 0 ? in(tongue_, "（", " (") : in(tongue_, "，", ", ");
        if (showing_ == Showing::values)
            name += text(*node.operands[i], frame);
        else
            write_aside(*node.operands[i], frame, name);
    }
    if (!node.operands.empty())
        name += in(tongue_, "）", ")");
    named(name, node, frame);
}

void Writer::body(const Node& node, const Frame& frame)
{
    switch (node.op) {
    case Op::constant: *out_ += text(node.value, node.type); return;
    case Op::field: {
        const Field& field = program_.records[record_].fields[node.index];
        return named(name_in(tongue_, field.name, field.alias), node, frame);
    }
    case Op::owner: return owner(node, frame, false);
    case Op::definition: return named(name_in(tongue_, program_.definitions[node.index].heading), node, frame);
    case Op::local: return named(name_of_local(node.index, frame), node, frame);
    case Op::policy_amount: return named(name_in(tongue_, program_.policies[node.index].heading), node, frame);
    case Op::policy_granted:
        put("享受 ", "receives ");
        return named(name_in(tongue_, program_.policies[node.index].heading), node, frame);
    case Op::parameter:
    case Op::progressive: return parameter(node, frame);
    case Op::add: return infix(node, frame, " + ");
    case Op::subtract: return infix(node, frame, " − ");
    case Op::multiply: return infix(node, frame, " × ");
    case Op::divide: return infix(node, frame, " ÷ ");
    case Op::logical_and: return infix(node, frame, in(tongue_, " 且 ", " and "));
    case Op::logical_or: return infix(node, frame, in(tongue_, " 或 ", " or "));
    case Op::negate: *out_ += "−"; return write(*node.operands[0], frame, Tightness::sign);
    case Op::convert: return convert(node, frame);
    case Op::round: return round(node, frame);
    case Op::at_least: return bounded(node, frame, in(tongue_, "，不少于 ", ", at least "));
    case Op::at_most: return bounded(node, frame, in(tongue_, "，不多于 ", ", at most "));
    case Op::larger: return pair(node, frame, " 中较大的", "the larger of ");
    case Op::smaller: return pair(node, frame, " 中较小的", "the smaller of ");
    case Op::if_unknown: return if_unknown(node, frame);
    case Op::is_known: put("已登记 ", "on record: "); return write(*node.operands[0], frame, Tightness::atom);
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::equal:
    case Op::not_equal: return compare(node, frame, node.op);
    case Op::between: return between(node, frame, false);
    case Op::in_set: return set(node, frame, false);
    case Op::at_least_n: return at_least_n(node, frame);
    case Op::cases:
    case Op::largest_case: return choice_of_cases(node, frame);
    case Op::sum:
    case Op::count:
    case Op::largest:
    case Op::smallest: return aggregate(node, frame);
    case Op::any:
    case Op::all: return quantifier(node, frame, false);
    case Op::age: return age(node, frame);
    case Op::months_between: return between_days(node, frame, " 的月数", "months from ");
    case Op::days_between: return between_days(node, frame, " 的天数", "days from ");
    case Op::month_of: return month_of(node, frame);
    case Op::first_day: return of(node, frame, " 的首日", "the first day of ");
    case Op::last_day: return of(node, frame, " 的末日", "the last day of ");
    case Op::add_months: return later_by_months(node, frame);
    case Op::add_days: return later(node, frame, "天", " days");
    case Op::add_working_days: return later(node, frame, "个工作日", " working days");
    case Op::today: return named(in(tongue_, "当日", "the day asked for"), node, frame);
    case Op::discretion:
        put("由人认定“", "decided by a person: “");
        *out_ += program_.discretions[node.index].text + "”";
        return;
    case Op::let:
    case Op::logical_not: return write(node, frame, Tightness::any);
    }
}

void Writer::keep_one(const Node& node)
{
    if (!node.words.empty())
        return;
    std::string* const before = std::exchange(out_, &node.words);
    write(node, Frame{}, node.type.kind == Kind::truth ? Tightness::any : Tightness::sum);
    out_ = before;
}

void Writer::keep(const Node& node)
{
    if (node.op == Op::let)
        for (std::size_t i = 0; i < node.names.size(); ++i)
            bind_name(node.index + i, node.names[i]);
    if (node.type.kind == Kind::truth && node.items.empty())
        keep_one(node);
    if (node.op >= Op::less && node.op <= Op::not_equal)
        for (const NodePtr& side : node.operands)
            keep_one(*side);
    const bool over_members = node.op == Op::sum || node.op == Op::count || node.op == Op::any || node.op == Op::all ||
                              node.op == Op::largest || node.op == Op::smallest;
    const Index below = over_members           ? program_.lists[node.index].member
                        : node.op == Op::owner ? program_.records[record_].owner
                                               : record_;
    const Index before = std::exchange(record_, below);
    for (const NodePtr& operand : node.operands)
        if (operand != nullptr)
            keep(*operand);
    record_ = before;
}

void keep_words(const Program& program, const AreaTree& areas)
{
    const auto keep = [&](const NodePtr& node, Index record) {
        if (node != nullptr)
            Writer(program, areas, record).keep(*node);
    };
    for (const Definition& definition : program.definitions)
        for (const DefinitionVersion& version : definition.versions)
            keep(version.body, definition.record);
    for (const Policy& policy : program.policies)
        for (const PolicyVersion& version : policy.versions) {
            keep(version.eligible, policy.record);
            keep(version.amount, policy.record);
            for (const Exclusion& exclusion : version.exclusions)
                keep(exclusion.condition, policy.record);
        }
}

std::string words_of(Machine& machine, const Node& node, const Frame& frame, Showing showing, Tongue tongue)
{
    std::string out;
    write_words(machine, node, frame, showing, tongue, out);
    return out;
}

void write_words(Machine& machine, const Node& node, const Frame& frame, Showing showing, Tongue tongue,
                 std::string& out)
{
    Writer(machine, machine.subject(frame.subject).instance->record, showing, tongue, out)
        .write(node, frame, Tightness::any);
}

std::string made_of(Machine& machine, const Node& node, const Frame& frame, Tongue tongue)
{
    std::string out;
    Writer(machine, machine.subject(frame.subject).instance->record, Showing::values, tongue, out)
        .write_made_of(node, frame);
    return out;
}

std::string words_against(Machine& machine, const Node& node, const Frame& frame, Tongue tongue)
{
    std::string out;
    Writer(machine, machine.subject(frame.subject).instance->record, Showing::sides, tongue, out)
        .deny(node, frame, Tightness::any);
    return out;
}

} // namespace huimin::language
