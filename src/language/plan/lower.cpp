#include "language/plan/lower.h"

#include <algorithm>

namespace huimin::language::plan {

Lowering::Lowering(const Asked& asked, Graph& graph) : asked_(asked), graph_(graph), arithmetic_(graph) {}

Meaning Lowering::lower(const Node& node, Scope scope)
{
    switch (node.op) {
    case Op::constant: return constant(node.value, node.type);
    case Op::field: return field(node.index, scope.reach);
    case Op::owner:
        return scope.reach == Reach::member ? lower(*node.operands[0], {Reach::unit, scope.slots})
                                            : arithmetic_.broken("asks what the unit belongs to");
    case Op::definition: return definition(node.index, scope.reach);
    case Op::parameter: return parameter(node, scope);
    case Op::policy_amount: return granted(node.index, scope.reach, true);
    case Op::policy_granted: return granted(node.index, scope.reach, false);
    case Op::let:
        for (std::size_t i = 0; i + 1 < node.operands.size(); ++i) {
            const Meaning bound = lower(*node.operands[i], scope);
            (*scope.slots)[node.index + i] = bound;
        }
        return lower(*node.operands.back(), scope);
    case Op::local: return (*scope.slots)[node.index];
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
    case Op::if_unknown: return lower_number(node, scope);
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::equal:
    case Op::not_equal:
    case Op::between: return lower_compare(node, scope);
    case Op::in_set: return lower_set(node, scope);
    case Op::is_known:
    case Op::logical_and:
    case Op::logical_or:
    case Op::logical_not:
    case Op::at_least_n: return lower_truth(node, scope);
    case Op::cases: return lower_cases(node, scope);
    case Op::largest_case: return largest_case(node, scope);
    case Op::sum:
    case Op::count:
    case Op::any:
    case Op::all:
    case Op::largest:
    case Op::smallest: return lower_list(node, scope);
    case Op::age:
    case Op::months_between:
    case Op::days_between:
    case Op::month_of:
    case Op::first_day:
    case Op::last_day:
    case Op::add_months:
    case Op::add_days:
    case Op::today: return lower_calendar(node, scope);
    case Op::progressive: return progressive(node, scope);
    case Op::add_working_days: return arithmetic_.broken("counts working days");
    case Op::discretion:
        return asked_.layout.complete ? arithmetic_.unknown(true) : arithmetic_.broken("a person decides");
    }
    return arithmetic_.broken("unknown operation");
}

Meaning Lowering::constant(const Value& value, const Type& type)
{
    if (const auto* truth = std::get_if<bool>(&value))
        return arithmetic_.truth(*truth ? graph_.yes() : graph_.no());
    if (const auto* number = std::get_if<Rational>(&value))
        return arithmetic_.constant(*number);
    if (const auto* day = std::get_if<Day>(&value))
        return arithmetic_.number(graph_.number(day->number()), 1, graph_.yes());
    if (const auto* month = std::get_if<Month>(&value))
        return arithmetic_.number(graph_.number(month->number()), 1, graph_.yes());
    if (const auto* choice = std::get_if<ChoiceNumber>(&value))
        return arithmetic_.number(graph_.number(choice->number), 1, graph_.yes());
    if (const auto* area = std::get_if<AreaCode>(&value)) {
        Meaning meaning;
        meaning.sort = Meaning::Sort::area;
        meaning.known = graph_.yes();
        meaning.area = *area;
        return meaning;
    }
    if (is_unknown(value))
        return arithmetic_.unknown(type.kind == Kind::truth);
    return arithmetic_.broken("works on text");
}

Meaning Lowering::field(Index index, Reach reach)
{
    const std::vector<columns::Column>& columns =
        reach == Reach::unit ? asked_.layout.unit_columns : asked_.layout.member_columns;
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const columns::Column& column) { return column.field == index; });
    const Record& record = asked_.program.records[record_of(reach)];
    if (found == columns.end()) {
        if (reach != Reach::unit || record.locates != index)
            return asked_.layout.complete ? arithmetic_.unknown(record.fields[index].type.kind == Kind::truth)
                                          : arithmetic_.broken("`" + record.fields[index].name + "` has no column");
        Meaning area;
        area.sort = Meaning::Sort::area;
        std::vector<bool> known;
        for (const auto& division : asked_.divisions)
            known.push_back(division.has_value());
        area.known = known.empty() ? graph_.yes() : graph_.truths(known);
        return area;
    }
    const auto number = static_cast<std::uint32_t>(found - columns.begin());
    const Bit known = found->nullable ? graph_.known_column(reach, number) : graph_.yes();
    if (found->width == Width::bit) {
        const Bit cells = graph_.bit_column(reach, number); // 0 where unknown
        return arithmetic_.truth(cells, graph_.all({!cells, known}));
    }
    return arithmetic_.number(graph_.column(reach, number, found->width, found->low, found->high), found->scale, known);
}

Meaning Lowering::definition(Index index, Reach reach)
{
    if (const auto found = definitions_.find(index); found != definitions_.end())
        return found->second;
    const Definition& definition = asked_.program.definitions[index];
    if (definition.record != record_of(reach))
        return arithmetic_.broken("asks a definition of another record");
    const DefinitionVersion* version = version_on(definition.versions, asked_.day);
    Meaning meaning;
    if (version == nullptr) {
        meaning = arithmetic_.unknown(definition.type.kind == Kind::truth);
    } else {
        std::vector<Meaning> slots(version->slots);
        meaning = lower(*version->body, {reach, &slots});
    }
    definitions_.emplace(index, meaning);
    return meaning;
}

Meaning Lowering::lower_number(const Node& node, Scope scope)
{
    const auto operand = [&](std::size_t i) { return lower(*node.operands[i], scope); };
    const auto folded = [&](Meaning (Arithmetic::*join)(Meaning, Meaning)) {
        Meaning result = operand(0);
        for (std::size_t i = 1; i < node.operands.size(); ++i)
            result = (arithmetic_.*join)(result, operand(i));
        return result;
    };
    if (node.op == Op::add)
        return folded(&Arithmetic::add);
    if (node.op == Op::subtract)
        return folded(&Arithmetic::subtract);
    if (node.op == Op::multiply)
        return folded(&Arithmetic::multiply);
    if (node.op == Op::divide)
        return folded(&Arithmetic::divide);
    if (node.op == Op::negate)
        return arithmetic_.subtract(arithmetic_.constant(Rational(0)), operand(0));
    if (node.op == Op::convert)
        return arithmetic_.multiply(operand(0), arithmetic_.constant(node.number));
    if (node.op == Op::round)
        return arithmetic_.round(operand(0), node.number, node.rounding);
    if (node.op == Op::at_least || node.op == Op::larger)
        return folded(&Arithmetic::larger);
    if (node.op == Op::at_most || node.op == Op::smaller)
        return folded(&Arithmetic::smaller);
    return arithmetic_.if_unknown(operand(0), operand(1));
}

Meaning Lowering::lower_compare(const Node& node, Scope scope)
{
    const Meaning a = lower(*node.operands[0], scope), b = lower(*node.operands[1], scope);
    if (node.op == Op::less)
        return arithmetic_.less(a, b);
    if (node.op == Op::less_equal)
        return arithmetic_.negate(arithmetic_.less(b, a));
    if (node.op == Op::greater)
        return arithmetic_.less(b, a);
    if (node.op == Op::greater_equal)
        return arithmetic_.negate(arithmetic_.less(a, b));
    if (node.op == Op::equal)
        return arithmetic_.equal(a, b);
    if (node.op == Op::not_equal)
        return arithmetic_.negate(arithmetic_.equal(a, b));
    // Between: outside one bound is outside, whatever the other one is.
    const Meaning below = arithmetic_.less(a, b), above = arithmetic_.less(lower(*node.operands[2], scope), a);
    return arithmetic_.truth(graph_.all({below.no, above.no}), graph_.any({below.yes, above.yes}));
}

Meaning Lowering::lower_set(const Node& node, Scope scope)
{
    const Meaning subject = lower(*node.operands[0], scope);
    if (subject.sort == Meaning::Sort::area && !subject.area) {
        std::vector<bool> inside;
        for (const auto& division : asked_.divisions) {
            bool any = false;
            for (std::size_t i = 1; division && i < node.operands.size(); ++i) {
                const auto* area = std::get_if<AreaCode>(&node.operands[i]->value);
                if (area == nullptr || (*area != *division && asked_.world.areas.lies_in(*area, *division, asked_.day)))
                    return arithmetic_.broken("asks for an area below the divisions of the columns");
                any = any || asked_.world.areas.lies_in(*division, *area, asked_.day);
            }
            inside.push_back(any);
        }
        const Bit in = inside.empty() ? graph_.no() : graph_.truths(inside);
        return arithmetic_.truth(graph_.all({in, subject.known}), graph_.all({!in, subject.known}));
    }
    std::vector<Bit> same;
    for (std::size_t i = 1; i < node.operands.size(); ++i)
        same.push_back(arithmetic_.equal(subject, lower(*node.operands[i], scope)).yes);
    const Bit in = graph_.any(same), known = arithmetic_.known(subject);
    return arithmetic_.truth(in, graph_.all({!in, known}));
}

Meaning Lowering::lower_truth(const Node& node, Scope scope)
{
    std::vector<Meaning> operands;
    for (const NodePtr& operand : node.operands)
        operands.push_back(lower(*operand, scope));
    std::vector<Bit> yes, no;
    for (const Meaning& operand : operands) {
        yes.push_back(operand.yes);
        no.push_back(operand.no);
    }
    if (node.op == Op::is_known)
        return arithmetic_.truth(arithmetic_.known(operands[0]));
    if (node.op == Op::logical_and)
        return arithmetic_.truth(graph_.all(yes), graph_.any(no));
    if (node.op == Op::logical_or)
        return arithmetic_.truth(graph_.any(yes), graph_.all(no));
    if (node.op == Op::logical_not)
        return arithmetic_.negate(operands[0]);
    return at_least_n(std::move(operands), node.index);
}

Meaning Lowering::at_least_n(std::vector<Meaning> operands, Index n)
{
    // reached[j]: at least j of the operands so far hold, counted once for what holds and once for what may hold.
    const auto reach = [&](bool possible) {
        std::vector<Bit> reached(n + 1, graph_.no());
        reached[0] = graph_.yes();
        for (const Meaning& operand : operands)
            for (Index j = n; j > 0; --j)
                reached[j] =
                    graph_.any({reached[j], graph_.all({reached[j - 1], possible ? !operand.no : operand.yes})});
        return reached[n];
    };
    return arithmetic_.truth(reach(false), !reach(true));
}

Meaning Lowering::lower_cases(const Node& node, Scope scope)
{
    const std::size_t pairs = node.operands.size() / 2;
    Meaning result = lower(*node.operands.back(), scope);
    for (std::size_t i = pairs; i-- > 0;)
        result =
            arithmetic_.cases(lower(*node.operands[2 * i], scope), lower(*node.operands[2 * i + 1], scope), result);
    return result;
}

Meaning Lowering::largest_case(const Node& node, Scope scope)
{
    struct Case {
        Meaning condition, value;
    };
    std::vector<Case> cases;
    for (std::size_t i = 0; i + 1 < node.operands.size(); i += 2)
        cases.push_back({lower(*node.operands[i], scope), lower(*node.operands[i + 1], scope)});
    Meaning largest = lower(*node.operands.back(), scope);
    std::vector<Bit> known;
    for (const Case& one : cases)
        known.push_back(graph_.any({one.condition.yes, one.condition.no}));
    const auto number = [&](const Meaning& value) {
        return Wide{graph_.low(value.numerator)} * (Wide{1} << 40) / value.denominator;
    };
    const bool constant = std::ranges::all_of(cases, [&](const Case& one) {
        return one.value.sort == Meaning::Sort::number && graph_.is_constant(one.value.numerator) &&
               graph_[one.value.numerator].values.size() == 1 && !one.value.divisor &&
               one.value.known == graph_.yes() && graph_.low(one.value.numerator) < (1 << 20) &&
               graph_.low(one.value.numerator) > -(1 << 20) && one.value.denominator < (1 << 20);
    });
    if (constant) { // the first that holds, when the largest is asked first
        std::ranges::sort(cases, [&](const Case& a, const Case& b) { return number(a.value) > number(b.value); });
        for (std::size_t i = cases.size(); i-- > 0;)
            largest = arithmetic_.select(cases[i].condition.yes, cases[i].value, largest);
    } else {
        Bit held = graph_.no(); // whether one held so far
        for (const Case& one : cases) {
            const Meaning both = arithmetic_.larger(largest, one.value);
            largest = arithmetic_.select(one.condition.yes, arithmetic_.select(held, both, one.value), largest);
            held = graph_.any({held, one.condition.yes});
        }
    }
    known.push_back(largest.known);
    largest.known = graph_.all(known);
    return largest;
}

/// What is asked of a list without members.
Meaning Lowering::empty_list(Op op)
{
    if (op == Op::any || op == Op::all)
        return arithmetic_.truth(op == Op::all ? graph_.yes() : graph_.no());
    if (op == Op::sum || op == Op::count)
        return arithmetic_.constant(Rational(0));
    return arithmetic_.unknown(false);
}

Meaning Lowering::lower_list(const Node& node, Scope scope)
{
    if (scope.reach != Reach::unit || node.index != asked_.layout.list)
        return asked_.layout.complete ? empty_list(node.op) : arithmetic_.broken("asks a list that has no columns");
    const Scope member{Reach::member, scope.slots};
    const Meaning condition = node.operands[0] ? lower(*node.operands[0], member) : arithmetic_.truth(graph_.yes());
    if (node.op == Op::any)
        return arithmetic_.truth(graph_.any_members(condition.yes), graph_.all_members(condition.no));
    if (node.op == Op::all)
        return arithmetic_.truth(graph_.all_members(condition.yes), graph_.any_members(condition.no));
    if (node.op == Op::count)
        return arithmetic_.number(graph_.count_members(condition.yes), 1,
                                  graph_.all_members(graph_.any({condition.yes, condition.no})));
    const Meaning body = lower(*node.operands[1], member);
    if (body.sort != Meaning::Sort::number || (body.divisor && graph_[*body.divisor].reach == Reach::member))
        return arithmetic_.broken("sums fractions with a divisor for each member");
    const Bit known = graph_.all_members(graph_.any({condition.no, graph_.all({condition.yes, body.known})}));
    Meaning result;
    if (node.op == Op::sum)
        result = arithmetic_.number(graph_.sum_members(condition.yes, body.numerator), body.denominator, known);
    else
        result = arithmetic_.number(node.op == Op::largest ? graph_.largest_members(condition.yes, body.numerator)
                                                           : graph_.smallest_members(condition.yes, body.numerator),
                                    body.denominator, graph_.all({known, graph_.any_members(condition.yes)}));
    result.divisor = body.divisor;
    return result;
}

/// Whether day + count × `days_each` stays within the calendar: beyond it the interpreter knows no day.
bool Lowering::in_calendar(Ref day, Ref count, std::int64_t days_each) const
{
    constexpr DayRange days;
    constexpr std::int64_t count_max = 999'999;
    return graph_.low(count) >= -count_max && graph_.high(count) <= count_max &&
           graph_.low(day) + std::min<std::int64_t>(graph_.low(count), 0) * days_each >= days.from.number() &&
           graph_.high(day) + std::max<std::int64_t>(graph_.high(count), 0) * days_each < days.to.number();
}

/// A day some days later, or a month some months later.
Meaning Lowering::later(const Meaning& from, const Meaning& count, bool months)
{
    Meaning sum = arithmetic_.add(from, count);
    if (graph_.is_broken(sum.numerator) || sum.denominator != 1 || sum.divisor)
        return arithmetic_.broken("a day later by a number that is not whole");
    constexpr std::int64_t month_low = 1801 * 12, month_high = 2398 * 12;
    const bool fits = months ? graph_.low(sum.numerator) >= month_low && graph_.high(sum.numerator) <= month_high &&
                                   in_calendar(graph_.number(0), count.numerator, 31)
                             : in_calendar(from.numerator, count.numerator, 1);
    return fits ? sum : arithmetic_.broken("a day that may lie outside the calendar");
}

Meaning Lowering::lower_calendar(const Node& node, Scope scope)
{
    if (node.op == Op::today)
        return arithmetic_.number(graph_.number(asked_.day.number()), 1, graph_.yes());
    const Meaning first = lower(*node.operands[0], scope);
    const bool months = node.operands[0]->type.kind == Kind::month;
    if (node.op == Op::days_between || (node.op == Op::months_between && months))
        return arithmetic_.subtract(lower(*node.operands[1], scope), first);
    if (node.op == Op::add_days || (node.op == Op::add_months && months))
        return later(first, lower(*node.operands[1], scope), months);
    const auto whole = [&](const Meaning& meaning) {
        return meaning.sort == Meaning::Sort::number && meaning.denominator == 1 && !meaning.divisor &&
               !graph_.is_broken(meaning.numerator);
    };
    const auto one = [&](const Meaning& meaning) {
        return whole(meaning) && graph_.is_constant(meaning.numerator) && graph_[meaning.numerator].values.size() == 1;
    };
    const auto apply = [&](CalendarFunction function, std::int64_t argument, const Meaning& day) {
        if (!whole(day))
            return arithmetic_.broken("a day that is no number");
        const std::int64_t a = columns::calendar_value(function, argument, graph_.low(day.numerator));
        const std::int64_t b = columns::calendar_value(function, argument, graph_.high(day.numerator));
        if (one(day))
            return arithmetic_.number(graph_.number(a), 1, day.known);
        return arithmetic_.number(graph_.calendar(function, argument, day.numerator, std::min(a, b), std::max(a, b)), 1,
                                  day.known);
    };
    if (node.op == Op::age)
        return apply(CalendarFunction::age, asked_.day.number(), first);
    if (node.op == Op::month_of)
        return apply(CalendarFunction::month_of, 0, first);
    if (node.op == Op::first_day)
        return apply(CalendarFunction::first_day, 0, first);
    if (node.op == Op::last_day)
        return apply(CalendarFunction::last_day, 0, first);
    const Meaning second = lower(*node.operands[1], scope);
    const Bit known = graph_.all({first.known, second.known});
    Meaning result;
    if (node.op == Op::add_months && one(second) && in_calendar(first.numerator, second.numerator, 31))
        result = apply(CalendarFunction::add_months, graph_.low(second.numerator), first);
    else if (node.op == Op::months_between && one(second))
        result = apply(CalendarFunction::months_until, graph_.low(second.numerator), first);
    else if (node.op == Op::months_between && one(first))
        result = apply(CalendarFunction::months_since, graph_.low(first.numerator), second);
    else
        return arithmetic_.broken("months between two days that both differ");
    result.known = graph_.all({result.known, known});
    return result;
}

} // namespace huimin::language::plan
