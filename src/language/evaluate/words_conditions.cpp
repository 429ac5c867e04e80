// Conditions in words: comparisons, sets, members, and the opposite of each.

#include <utility>

#include "language/evaluate/writer.h"

namespace huimin::language {

namespace {

/// Of one of less … not_equal.
constexpr Op opposite(Op op)
{
    constexpr Op opposites[] = {Op::greater_equal, Op::greater, Op::less_equal, Op::less, Op::not_equal, Op::equal};
    return opposites[static_cast<std::size_t>(op) - static_cast<std::size_t>(Op::less)];
}

struct Verb {
    std::string_view chinese, english;
};

bool number_of_any_kind(Kind kind)
{
    return kind == Kind::integer || kind == Kind::decimal || kind == Kind::rate || kind == Kind::money ||
           kind == Kind::quantity;
}

/// By op from less on.
Verb verb_of(Op op, Kind kind)
{
    static constexpr Verb numbers[] = {{" 低于 ", " is below "}, {" 不超过 ", " is at most "},
                                       {" 高于 ", " is above "}, {" 不低于 ", " is at least "},
                                       {" 等于 ", " equals "},   {" 不等于 ", " differs from "}};
    static constexpr Verb others[] = {{" 早于 ", " is before "}, {" 不晚于 ", " is not after "},
                                      {" 晚于 ", " is after "},  {" 不早于 ", " is not before "},
                                      {" 是 ", " is "},          {" 不是 ", " is not "}};
    const auto at = static_cast<std::size_t>(op) - static_cast<std::size_t>(Op::less);
    return number_of_any_kind(kind) ? numbers[at] : others[at];
}

} // namespace

void Writer::compare(const Node& node, const Frame& frame, Op op)
{
    const Node& left = *node.operands[0];
    const Node& right = *node.operands[1];
    if (right.op == Op::constant && right.type.kind == Kind::truth) {
        const bool wanted = (right.value == Value(true)) == (op == Op::equal);
        return wanted ? write(left, frame, Tightness::comparison) : deny(left, frame, Tightness::comparison);
    }
    if (compare_age(node, frame, op))
        return;
    const Verb verb = verb_of(op, left.type.kind);
    if (right.op == Op::constant && (op == Op::equal || op == Op::not_equal)) {
        write_by_name(left, frame);
        put(verb.chinese, verb.english);
        write(right, frame, Tightness::sum);
        const bool told = op == Op::equal && showing_ != Showing::names && machine_->value(left, frame) == right.value;
        return told ? void() : actual(left, frame);
    }
    side(left, frame);
    put(verb.chinese, verb.english);
    side(right, frame);
}

void Writer::write_by_name(const Node& node, const Frame& frame)
{
    const Showing before = std::exchange(showing_, Showing::names);
    if (tongue_ == Tongue::chinese && !node.words.empty())
        *out_ += node.words;
    else
        write(node, frame, Tightness::sum);
    showing_ = before;
}

/// （现为 肢体）
void Writer::actual(const Node& node, const Frame& frame)
{
    if (showing_ == Showing::names)
        return;
    put("（", " (");
    put("现为 ", "now ");
    *out_ += text(node, frame);
    close();
}

/// 年满 60周岁（67周岁）
bool Writer::compare_age(const Node& node, const Frame& frame, Op op)
{
    const Node& left = *node.operands[0];
    const Node& right = *node.operands[1];
    if (left.op != Op::age || right.op != Op::constant || (op != Op::less && op != Op::greater_equal))
        return false;
    const Node& born = *left.operands[0];
    if (born.op != Op::field || born.index != program_.records[record_].ages_from)
        return false;
    put(op == Op::less ? "未满 " : "年满 ", op == Op::less ? "is under " : "has reached ");
    *out_ += text(right.value, right.type);
    put("周岁", " years");
    if (showing_ == Showing::names)
        return true;
    const Value age = machine_->value(left, frame);
    put("（", " (");
    if (is_unknown(age)) {
        put("年龄不知道", "age not known");
    } else {
        put("现 ", "now ");
        *out_ += text(age, left.type);
        put("周岁", "");
    }
    close();
    return true;
}

/// One side of a comparison, with what it comes to.
void Writer::side(const Node& node, const Frame& frame)
{
    if (showing_ != Showing::sides)
        return write(node, frame, Tightness::sum);
    write_by_name(node, frame);
    if (node.op == Op::constant)
        return;
    const Value value = machine_->value(node, frame);
    if (has_a_name(node) && !is_unknown(value)) {
        out_->append(" ").append(text(value, node.type));
        return;
    }
    put("（", " (");
    *out_ += text(value, node.type);
    close();
}

void Writer::set(const Node& node, const Frame& frame, bool denied)
{
    write_by_name(*node.operands[0], frame);
    const bool single = node.operands.size() == 2;
    if (denied)
        put(" 不是 ", single ? " is not " : " is none of ");
    else
        put(" 是 ", single ? " is " : " is one of ");
    for (std::size_t i = 1; i < node.operands.size(); ++i) {
        if (i > 1)
            put("、", ", ");
        write(*node.operands[i], frame, Tightness::any);
    }
    if (!single)
        put(" 之一", "");
    actual(*node.operands[0], frame);
}

void Writer::between(const Node& node, const Frame& frame, bool denied)
{
    write_by_name(*node.operands[0], frame);
    if (denied)
        put(" 不在 ", " is not between ");
    else
        put(" 在 ", " is between ");
    write(*node.operands[1], frame, Tightness::sum);
    put(" 至 ", " and ");
    write(*node.operands[2], frame, Tightness::sum);
    put(" 之间", "");
    actual(*node.operands[0], frame);
}

void Writer::at_least_n(const Node& node, const Frame& frame)
{
    const std::string count = std::to_string(node.index);
    put("至少符合 " + count + " 项（", "at least " + count + " of (");
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
        if (i > 0)
            put("；", "; ");
        write(*node.operands[i], frame, Tightness::any);
    }
    close();
}

/// 成员中有（重病 或 重度残疾）的
void Writer::quantifier(const Node& node, const Frame& frame, bool denied)
{
    const List& list = program_.lists[node.index];
    const Showing before = std::exchange(showing_, Showing::names);
    const Index record = std::exchange(record_, list.member);
    const std::string name = name_in(tongue_, list.name, list.alias);
    if (node.op == Op::any) {
        put(name + (denied ? "中没有 " : "中有 "), (denied ? "none of the " : "one or more of the ") + name + ": ");
        write(*node.operands[0], frame, Tightness::negation);
        put(" 的", "");
    } else {
        put((denied ? "并非每个" : "每个") + name + "都 ",
            (denied ? "not each of the " : "each of the ") + name + ": ");
        write(*node.operands[0], frame, Tightness::negation);
    }
    showing_ = before;
    record_ = record;
}

void Writer::deny(const Node& node, const Frame& frame, Tightness needed)
{
    const bool brackets = needed > Tightness::comparison;
    if (brackets)
        open();
    if (node.op >= Op::less && node.op <= Op::not_equal) {
        compare(node, frame, opposite(node.op));
    } else if (node.op == Op::in_set) {
        set(node, frame, true);
    } else if (node.op == Op::between) {
        between(node, frame, true);
    } else if (node.op == Op::any || node.op == Op::all) {
        quantifier(node, frame, true);
    } else if (node.op == Op::owner) {
        owner(node, frame, true);
    } else if (node.op == Op::let) {
        bind(node, frame);
        deny(*node.operands.back(), frame, Tightness::any);
    } else if (node.op == Op::logical_not) {
        write(*node.operands[0], frame, Tightness::comparison);
    } else if (node.op == Op::is_known) {
        put("没有登记 ", "not on record: ");
        write(*node.operands[0], frame, Tightness::atom);
    } else if (node.op == Op::policy_granted) {
        put("不", "not ");
        body(node, frame);
    } else {
        put("并非 ", "not ");
        write(node, frame, Tightness::comparison);
    }
    if (brackets)
        close();
}

} // namespace huimin::language
