// Operators: what may be added, multiplied and compared, and what comes of it.

#include "language/check/internal/typing.h"

namespace huimin::language::check_internal {

NodePtr Typing::operator()(const s::Unary& unary)
{
    if (unary.op == s::UnaryOperator::logical_not) {
        NodePtr inner = model_.condition(*unary.operand, scope_);
        return inner ? make_node(Op::logical_not, of(Kind::truth), place_, list(std::move(inner))) : nullptr;
    }
    NodePtr inner = model_.type(*unary.operand, scope_, expected_);
    if (!inner)
        return nullptr;
    if (!inner->type.is_number())
        return mismatch("取负", inner->type, "数或金额");
    if (const auto* number = std::get_if<Rational>(&inner->value); inner->op == Op::constant && number != nullptr)
        return constant(*subtract(Rational(0), *number), inner->type, place_);
    Type type = inner->type;
    return make_node(Op::negate, type, place_, list(std::move(inner)));
}

NodePtr Typing::operator()(const s::Binary& binary)
{
    switch (binary.op) {
    case s::BinaryOperator::logical_and:
    case s::BinaryOperator::logical_or: return logical(binary);
    case s::BinaryOperator::add:
    case s::BinaryOperator::subtract: return sum(binary);
    case s::BinaryOperator::multiply: return product(binary);
    case s::BinaryOperator::divide: return quotient(binary);
    case s::BinaryOperator::less: return compare(binary, Op::less);
    case s::BinaryOperator::less_equal: return compare(binary, Op::less_equal);
    case s::BinaryOperator::greater: return compare(binary, Op::greater);
    case s::BinaryOperator::greater_equal: return compare(binary, Op::greater_equal);
    case s::BinaryOperator::equal: return compare(binary, Op::equal);
    case s::BinaryOperator::not_equal: return compare(binary, Op::not_equal);
    }
    return nullptr;
}

NodePtr Typing::money(const s::Literal& literal)
{
    const Rational fen = *multiply(literal.number, Rational(100));
    if (!fen.is_whole())
        model_.error("E2004", place_, "金额「" + literal.number.text() + "元」小于分", "金额最小到分",
                     "an amount below one fen");
    Type type = of(Kind::money);
    if (literal.unit != s::Unit::yuan)
        type.period = literal.unit == s::Unit::yuan_per_day     ? Period::day
                      : literal.unit == s::Unit::yuan_per_month ? Period::month
                                                                : Period::year;
    else if (expected_ != nullptr && expected_->kind == Kind::money)
        type.period = expected_->period;
    return constant(fen, type, place_);
}

NodePtr Typing::mismatch(const std::string& what, const Type& given, const std::string& wanted)
{
    model_.error("E2001", place_, what + "要用在" + wanted + "上，这里却是" + model_.type_text(given),
                 "改用合适的值" + hint_for(given), "a value of the wrong type");
    return nullptr;
}

std::string Typing::hint_for(const Type& given) const
{
    return given.kind == Kind::truth ? "；条件之间用「且」「或」，并看看是否少了括号" : "";
}

NodePtr Typing::logical(const s::Binary& binary)
{
    // a 且 b 且 c arrives as nested pairs; one node with all of them reads better when explained.
    std::vector<NodePtr> operands;
    bool failed = false;
    const auto gather = [&](auto& self, const s::Expression& side) -> void {
        if (const auto* same = std::get_if<s::Binary>(&side.node); same != nullptr && same->op == binary.op) {
            self(self, *same->left);
            self(self, *same->right);
            return;
        }
        operands.push_back(model_.condition(side, scope_));
        failed = failed || !operands.back();
    };
    gather(gather, *binary.left);
    gather(gather, *binary.right);
    if (failed)
        return nullptr;
    return make_node(binary.op == s::BinaryOperator::logical_and ? Op::logical_and : Op::logical_or, of(Kind::truth),
                     place_, std::move(operands));
}

NodePtr Typing::clash(const Type& a, const Type& b, const Place& place)
{
    if (periods_clash(a, b))
        model_.error("E2005", place, "一边是" + model_.type_text(a) + "，另一边是" + model_.type_text(b) + "，期间不同",
                     "把按年的写成「… 折月」，或把按月的写成「… 折年」",
                     "amounts of different periods; convert one with per_month or per_year");
    else
        model_.error("E2001", place,
                     "一边是" + model_.type_text(a) + "，另一边是" + model_.type_text(b) + "，不能放在一起" +
                         hint_for(a.kind == Kind::truth ? a : b),
                     model_.remedy_for(a, b, model_.remedy_for(b, a, "查对两边的名称和单位")),
                     "values of different types cannot stand together");
    return nullptr;
}

bool Typing::both(const s::Binary& binary, NodePtr& left, NodePtr& right, const Type* expected)
{
    const auto needs_help = [](const s::Expression& side) {
        return std::holds_alternative<s::Literal>(side.node) || std::holds_alternative<s::Reference>(side.node);
    };
    if (needs_help(*binary.left) && !needs_help(*binary.right)) {
        right = model_.type(*binary.right, scope_, expected);
        left = right ? model_.type(*binary.left, scope_, expected != nullptr ? expected : &right->type) : nullptr;
    } else {
        left = model_.type(*binary.left, scope_, expected);
        right = left ? model_.type(*binary.right, scope_, expected != nullptr ? expected : &left->type) : nullptr;
    }
    return left && right;
}

NodePtr Typing::sum(const s::Binary& binary)
{
    if (const auto* span = std::get_if<s::Literal>(&binary.right->node);
        span != nullptr && span->unit >= s::Unit::years && span->unit <= s::Unit::working_days)
        return shifted(binary, *span);
    NodePtr left, right;
    if (!both(binary, left, right, expected_ != nullptr && expected_->is_number() ? expected_ : nullptr))
        return nullptr;
    if (!left->type.is_number() || !right->type.is_number() || !same_dimension(left->type, right->type))
        return clash(left->type, right->type, binary.op_place);
    const Type type = joined(left->type, right->type);
    return make_node(binary.op == s::BinaryOperator::add ? Op::add : Op::subtract, type, place_,
                     list(std::move(left), std::move(right)));
}

NodePtr Typing::shifted(const s::Binary& binary, const s::Literal& span)
{
    NodePtr left = model_.type(*binary.left, scope_, nullptr);
    if (!left)
        return nullptr;
    const bool months = span.unit == s::Unit::months || span.unit == s::Unit::years;
    const Kind kind = left->type.kind;
    const auto whole = span.number.whole();
    if (!whole || (kind != Kind::day && !(kind == Kind::month && months)))
        return mismatch("加减时长", left->type, months ? "日期或月份" : "日期");
    const std::int64_t count =
        (binary.op == s::BinaryOperator::subtract ? -1 : 1) * *whole * (span.unit == s::Unit::years ? 12 : 1);
    const Op op = months ? Op::add_months : span.unit == s::Unit::days ? Op::add_days : Op::add_working_days;
    auto node = make_node(op, of(kind), place_,
                          list(std::move(left), constant(Rational(count), of(Kind::integer), binary.right->place)));
    node->type.may_be_unknown = node->type.may_be_unknown || op == Op::add_working_days;
    return node;
}

NodePtr Typing::product(const s::Binary& binary)
{
    NodePtr left = model_.type(*binary.left, scope_, expected_), right = model_.type(*binary.right, scope_, expected_);
    if (!left || !right)
        return nullptr;
    const Type a = left->type, b = right->type;
    if (!a.is_number() || !b.is_number() || (!is_plain_number(a) && !is_plain_number(b)))
        return clash(a, b, binary.op_place);
    Type type = is_plain_number(a) ? b : a;
    const Type& other = is_plain_number(a) ? a : b;
    if (is_plain_number(a) && is_plain_number(b))
        type.kind = a.kind == b.kind ? a.kind : Kind::decimal;
    type.exact =
        (a.kind == Kind::money || b.kind == Kind::money) && (a.exact || b.exact || other.kind != Kind::integer);
    type.may_be_unknown = false;
    return make_node(Op::multiply, type, place_, list(std::move(left), std::move(right)));
}

NodePtr Typing::quotient(const s::Binary& binary)
{
    NodePtr left = model_.type(*binary.left, scope_, expected_), right = model_.type(*binary.right, scope_, nullptr);
    if (!left || !right)
        return nullptr;
    const Type a = left->type, b = right->type;
    if (!a.is_number() || !b.is_number() || (!is_plain_number(b) && !same_dimension(a, b)))
        return clash(a, b, binary.op_place);
    Type type = is_plain_number(b) ? a : of(Kind::decimal);
    if (is_plain_number(type))
        type.kind = Kind::decimal;
    type.exact = type.kind == Kind::money;
    const auto* divisor = std::get_if<Rational>(&right->value);
    const bool constant_divisor = right->op == Op::constant && divisor != nullptr;
    if (constant_divisor && divisor->sign() == 0) {
        model_.error("E3302", binary.right->place, "除数是 0", "改掉除数", "division by zero");
        return nullptr;
    }
    auto node = make_node(Op::divide, type, place_, list(std::move(left), std::move(right)));
    node->type.may_be_unknown = node->type.may_be_unknown || !constant_divisor;
    return node;
}

NodePtr Typing::compare(const s::Binary& binary, Op op)
{
    NodePtr left, right;
    if (!both(binary, left, right, nullptr))
        return nullptr;
    if (!same_dimension(left->type, right->type))
        return clash(left->type, right->type, binary.op_place);
    const bool ordered = left->type.is_number() || left->type.kind == Kind::day || left->type.kind == Kind::month;
    if (!ordered && op != Op::equal && op != Op::not_equal)
        return clash(left->type, right->type, binary.op_place);
    return make_node(op, of(Kind::truth), place_, list(std::move(left), std::move(right)));
}

} // namespace huimin::language::check_internal
