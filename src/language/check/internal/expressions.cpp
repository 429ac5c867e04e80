// Expressions with their types: what each part is, and what parts may stand together.

#include "base/result.h"
#include "language/check/internal/typing.h"

namespace huimin::language::check_internal {

NodePtr Typing::operator()(const s::Literal& literal)
{
    switch (literal.unit) {
    case s::Unit::none: {
        Type type = of(literal.number.is_whole() ? Kind::integer : Kind::decimal);
        if (expected_ != nullptr && expected_->kind == Kind::area)
            if (const auto code = AreaCode::parse(literal.number.text()))
                return constant(*code, of(Kind::area), place_);
        return constant(literal.number, type, place_);
    }
    case s::Unit::yuan:
    case s::Unit::yuan_per_day:
    case s::Unit::yuan_per_month:
    case s::Unit::yuan_per_year: return money(literal);
    case s::Unit::percent: return constant(*divide(literal.number, Rational(100)), of(Kind::rate), place_);
    case s::Unit::named: {
        Type type = of(Kind::quantity);
        type.unit = literal.unit_name;
        return constant(literal.number, type, place_);
    }
    case s::Unit::years:
    case s::Unit::months:
    case s::Unit::days:
    case s::Unit::working_days:
        model_.error("E2003", place_, "时长只能加在日期或月份上",
                     "写成 日期 + 3个月；要比较长短，用 月数(起, 止) 或 天数(起, 止)",
                     "a span may only be added to a day or month");
        return nullptr;
    }
    return nullptr;
}

NodePtr Typing::operator()(const s::TruthLiteral& literal) { return constant(literal.value, of(Kind::truth), place_); }

NodePtr Typing::operator()(const s::DayLiteral& literal) { return constant(literal.day, of(Kind::day), place_); }

NodePtr Typing::operator()(const s::MonthLiteral& literal) { return constant(literal.month, of(Kind::month), place_); }

NodePtr Typing::operator()(const s::TextLiteral& literal)
{
    const bool coded =
        expected_ != nullptr && (expected_->kind == Kind::citizen_number || expected_->kind == Kind::organisation_code);
    return constant(literal.text, of(coded ? expected_->kind : Kind::text), place_);
}

NodePtr Typing::operator()(const s::AreaLiteral& literal)
{
    const Area* area = model_.areas.find_latest(literal.code);
    if (area == nullptr || area->name != literal.name.text)
        model_.error("E1102", place_,
                     "区划代码 " + literal.code.short_text() + " 的名称是「" +
                         (area ? area->name : "（没有这个代码）") + "」，不是「" + literal.name.text + "」",
                     "查对代码和名称", "the division's code and name do not agree");
    return constant(literal.code, of(Kind::area), place_);
}

NodePtr Typing::operator()(const s::Reference& reference)
{
    return model_.resolve(reference.path, place_, scope_, expected_);
}

NodePtr Typing::operator()(const s::Membership& membership)
{
    NodePtr value = model_.type(*membership.value, scope_, nullptr);
    if (!value)
        return nullptr;
    std::vector<NodePtr> operands;
    const Type wanted = value->type;
    operands.push_back(std::move(value));
    for (const s::ExpressionPtr& one : membership.set) {
        NodePtr member = model_.type_as(*one, scope_, wanted, "集合里的值");
        if (!member)
            return nullptr;
        operands.push_back(std::move(member));
    }
    NodePtr node = make_node(Op::in_set, of(Kind::truth), place_, std::move(operands));
    return membership.negated ? make_node(Op::logical_not, of(Kind::truth), place_, list(std::move(node)))
                              : std::move(node);
}

NodePtr Typing::operator()(const s::Between& between)
{
    NodePtr value = model_.type(*between.value, scope_, nullptr);
    if (!value)
        return nullptr;
    const Type wanted = value->type;
    NodePtr low = model_.type_as(*between.low, scope_, wanted, "介于"),
            high = model_.type_as(*between.high, scope_, wanted, "介于");
    return low && high ? make_node(Op::between, of(Kind::truth), place_,
                                   list(std::move(value), std::move(low), std::move(high)))
                       : nullptr;
}

NodePtr Typing::operator()(const s::RoundTo& round)
{
    NodePtr inner = model_.type(*round.operand, scope_, expected_);
    if (!inner)
        return nullptr;
    const bool whole = round.unit == s::RoundingUnit::whole;
    if (!inner->type.is_number() || (inner->type.kind == Kind::money) == whole)
        return mismatch(whole ? "取整" : "取整到分、角、元", inner->type, whole ? "数" : "金额");
    static constexpr std::int64_t units[] = {1, 10, 100, 1};
    Type type = inner->type;
    type.exact = false;
    if (whole && type.kind != Kind::quantity)
        type.kind = Kind::integer;
    auto node = make_node(Op::round, type, place_, list(std::move(inner)));
    node->number = Rational(units[static_cast<int>(round.unit)]);
    node->rounding = round.mode;
    return node;
}

NodePtr Typing::operator()(const s::Clamp& clamp)
{
    NodePtr inner = model_.type(*clamp.operand, scope_, expected_);
    if (!inner)
        return nullptr;
    NodePtr limit =
        model_.type_as(*clamp.limit, scope_, inner->type, clamp.bound == s::Bound::at_least ? "不少于" : "不多于");
    if (!limit)
        return nullptr;
    const Type type = joined(inner->type, limit->type);
    return make_node(clamp.bound == s::Bound::at_least ? Op::at_least : Op::at_most, type, place_,
                     list(std::move(inner), std::move(limit)));
}

NodePtr Typing::operator()(const s::IfUnknown& if_unknown)
{
    NodePtr inner = model_.type(*if_unknown.operand, scope_, expected_);
    if (!inner)
        return nullptr;
    NodePtr instead = model_.type_as(*if_unknown.replacement, scope_, inner->type, "缺失作");
    if (!instead)
        return nullptr;
    const bool may_be_unknown = instead->type.may_be_unknown;
    const Type type = inner->type.is_number() ? joined(inner->type, instead->type) : inner->type;
    auto node = make_node(Op::if_unknown, type, place_, list(std::move(inner), std::move(instead)));
    node->type.may_be_unknown = may_be_unknown;
    return node;
}

NodePtr Typing::operator()(const s::Convert& convert)
{
    const bool to_month = convert.to == s::ConvertPeriod::to_month;
    NodePtr inner = model_.type(*convert.operand, scope_, nullptr);
    if (!inner)
        return nullptr;
    if (inner->type.kind != Kind::money || inner->type.period != (to_month ? Period::year : Period::month))
        return mismatch(to_month ? "折月" : "折年", inner->type, to_month ? "金额/年" : "金额/月");
    Type type = inner->type;
    type.period = to_month ? Period::month : Period::year;
    const Rational factor = to_month ? *Rational::of(1, 12) : Rational(12);
    if (const auto* number = std::get_if<Rational>(&inner->value); inner->op == Op::constant && number != nullptr) {
        const Rational amount = *multiply(*number, factor);
        type.exact = !amount.is_whole();
        return constant(amount, type, place_);
    }
    type.exact = type.exact || to_month;
    auto node = make_node(Op::convert, type, place_, list(std::move(inner)));
    node->number = factor;
    return node;
}

NodePtr Typing::operator()(const s::Cases& cases)
{
    std::vector<NodePtr> operands;
    std::vector<Label> labels;
    Type type;
    bool first = true, failed = false;
    const auto value = [&](const s::Expression& written) {
        NodePtr node =
            first ? model_.type(written, scope_, expected_) : model_.type_as(written, scope_, type, "各种情况的值");
        if (node) {
            type = first ? node->type : node->type.is_number() ? joined(type, node->type) : type;
            first = false;
        }
        failed = failed || !node;
        operands.push_back(std::move(node));
    };
    for (const s::Case& one : cases.cases) {
        operands.push_back(model_.condition(*one.condition, scope_));
        failed = failed || !operands.back();
        value(*one.value);
        labels.push_back({"", model_.cite(one.citations, DayRange{})});
    }
    value(*cases.otherwise);
    if (failed)
        return nullptr;
    auto node = make_node(cases.choice == s::CaseChoice::first ? Op::cases : Op::largest_case, type, place_,
                          std::move(operands));
    node->items = std::move(labels);
    return node;
}

NodePtr Typing::operator()(const s::Items& items)
{
    std::vector<NodePtr> operands;
    std::vector<Label> labels;
    bool failed = false;
    for (const s::Item& item : items.items) {
        operands.push_back(model_.condition(*item.condition, scope_));
        failed = failed || !operands.back();
        labels.push_back({item.marker, model_.cite(item.citations, DayRange{})});
    }
    if (failed)
        return nullptr;
    const Op op = items.needed == s::ItemsNeeded::all   ? Op::logical_and
                  : items.needed == s::ItemsNeeded::any ? Op::logical_or
                                                        : Op::at_least_n;
    auto node = make_node(op, of(Kind::truth), place_, std::move(operands));
    node->items = std::move(labels);
    node->index = static_cast<Index>(items.at_least);
    return node;
}

NodePtr Typing::operator()(const s::Discretion& discretion)
{
    auto node = make_node(Op::discretion, of(Kind::truth), place_);
    node->type.may_be_unknown = true;
    node->index = static_cast<Index>(model_.program.discretions.size());
    model_.program.discretions.push_back({discretion.text, scope_.policy, place_});
    return node;
}

NodePtr Typing::operator()(const s::Today&) { return make_node(Op::today, of(Kind::day), place_); }

NodePtr Typing::operator()(const s::Let& let)
{
    VERIFY(scope_.slots != nullptr); // the grammar lets 其中 stand in definitions and amounts only
    const auto outer = scope_.locals;
    const Index first = *scope_.slots;
    *scope_.slots += static_cast<Index>(let.where.size());
    std::vector<NodePtr> operands;
    std::vector<Named> names;
    bool failed = false;
    for (std::size_t i = 0; i < let.where.size(); ++i) {
        operands.push_back(model_.type(*let.where[i].value, scope_, nullptr));
        names.push_back({let.where[i].name.text, let.where[i].alias.text});
        if (operands.back())
            scope_.locals[names.back().name] = {first + static_cast<Index>(i), operands.back()->type};
        failed = failed || !operands.back();
    }
    NodePtr body = failed ? nullptr : model_.type(*let.body, scope_, expected_);
    scope_.locals = outer;
    if (!body)
        return nullptr;
    const Type type = body->type;
    operands.push_back(std::move(body));
    auto node = make_node(Op::let, type, place_, std::move(operands));
    node->type.may_be_unknown = type.may_be_unknown;
    node->names = std::move(names);
    node->index = first;
    for (const s::Where& where : let.where)
        node->items.push_back({"", model_.cite(where.citations, DayRange{})});
    return node;
}

NodePtr Model::type(const Expression& expression, Scope& scope, const Type* expected)
{
    return std::visit(Typing(*this, scope, expected, expression.place), expression.node);
}

NodePtr Model::condition(const Expression& expression, Scope& scope)
{
    const Type truth = of(Kind::truth);
    return type_as(expression, scope, truth, "条件");
}

bool Model::fits(const Type& given, const Type& wanted) const
{
    if (wanted.kind == Kind::integer)
        return given.kind == Kind::integer;
    return same_dimension(given, wanted);
}

NodePtr Model::type_as(const Expression& expression, Scope& scope, const Type& wanted, const char* what)
{
    NodePtr node = type(expression, scope, &wanted);
    if (!node || is_spoilt(wanted))
        return nullptr;
    if (fits(node->type, wanted))
        return node;
    if (periods_clash(node->type, wanted))
        error("E2005", expression.place,
              std::string(what) + "要的是" + type_text(wanted) + "，这里是" + type_text(node->type),
              wanted.period == Period::month ? "在后面写「折月」" : "在后面写「折年」",
              "an amount of another period; convert it with per_month or per_year");
    else
        error("E2001", expression.place,
              std::string(what) + "要的是" + type_text(wanted) + "，这里是" + type_text(node->type),
              wanted.kind == Kind::truth ? "写 是 或 否，或写成一个比较，例如 工资 > 0元"
                                         : remedy_for(node->type, wanted, "改用这种类型的值"),
              "a value of the wrong type");
    return nullptr;
}

} // namespace huimin::language::check_internal
