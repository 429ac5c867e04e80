// Arithmetic, comparisons, logic and days.

#include <limits>

#include "base/result.h"
#include "language/evaluate/machine.h"

namespace huimin::language {

// ---- arithmetic ----------------------------------------------------------------------------------------------------

Value Machine::fold(const Node& node, const Frame& frame, Deed deed)
{
    Value first = value(*node.operands[0], frame);
    if (is_unknown(first))
        return first;
    Rational result = *number_in(first);
    for (std::size_t i = 1; i < node.operands.size(); ++i) {
        const Value next = value(*node.operands[i], frame);
        const auto both = is_unknown(next) ? std::nullopt : deed(result, *number_in(next));
        if (!both)
            return Unknown{};
        result = *both;
    }
    return result;
}

Value Machine::negate(const Node& node, const Frame& frame)
{
    const Value operand = value(*node.operands[0], frame);
    return is_unknown(operand) ? operand : known_or_not(huimin::subtract(Rational(), *number_in(operand)));
}

Value Machine::convert(const Node& node, const Frame& frame)
{
    const Value operand = value(*node.operands[0], frame);
    return is_unknown(operand) ? operand : known_or_not(huimin::multiply(*number_in(operand), node.number));
}

Value Machine::round(const Node& node, const Frame& frame)
{
    const Value operand = value(*node.operands[0], frame);
    return is_unknown(operand) ? operand : known_or_not(number_in(operand)->rounded(node.number, node.rounding));
}

Value Machine::extreme(const Node& node, const Frame& frame, bool largest)
{
    Value best = value(*node.operands[0], frame);
    for (std::size_t i = 1; i < node.operands.size() && !is_unknown(best); ++i) {
        Value next = value(*node.operands[i], frame);
        if (is_unknown(next) || (largest ? std::is_lt(order_of(best, next)) : std::is_gt(order_of(best, next))))
            best = std::move(next);
    }
    return best;
}

Value Machine::if_unknown(const Node& node, const Frame& frame)
{
    Value operand = value(*node.operands[0], frame);
    return is_unknown(operand) ? value(*node.operands[1], frame) : operand;
}

// ---- comparisons ---------------------------------------------------------------------------------------------------

namespace {

struct Order {
    const Value& right;
    std::partial_ordering operator()(Unknown) const { return std::partial_ordering::unordered; }
    std::partial_ordering operator()(ChoiceNumber left) const
    {
        return left.number <=> std::get_if<ChoiceNumber>(&right)->number;
    }
    template <class T>
    std::partial_ordering operator()(const T& left) const
    {
        return left <=> *std::get_if<T>(&right);
    }
};

} // namespace

std::partial_ordering order_of(const Value& left, const Value& right)
{
    VERIFY(left.index() == right.index());
    return std::visit(Order{right}, left);
}

Verdict compared(Op op, const Value& left, const Value& right)
{
    if (is_unknown(left) || is_unknown(right))
        return Verdict::unknown;
    static constexpr bool (*holds[])(std::partial_ordering) = {std::is_lt,   std::is_lteq, std::is_gt,
                                                               std::is_gteq, std::is_eq,   std::is_neq};
    return holds[static_cast<int>(op) - static_cast<int>(Op::less)](order_of(left, right)) ? Verdict::yes : Verdict::no;
}

Value Machine::compare(const Node& node, const Frame& frame)
{
    const Value left = value(*node.operands[0], frame);
    return is_unknown(left) ? left : value_of(compared(node.op, left, value(*node.operands[1], frame)));
}

Value Machine::between(const Node& node, const Frame& frame)
{
    Value middle = value(*node.operands[0], frame);
    if (is_unknown(middle))
        return middle;
    // Outside one bound is outside, whatever the other one is.
    const Value low = value(*node.operands[1], frame), high = value(*node.operands[2], frame);
    const bool low_known = !is_unknown(low), high_known = !is_unknown(high);
    if ((low_known && std::is_lt(order_of(middle, low))) || (high_known && std::is_gt(order_of(middle, high))))
        return false;
    return low_known && high_known ? Value(true) : Value(Unknown{});
}

Value Machine::in_set(const Node& node, const Frame& frame)
{
    Value one = value(*node.operands[0], frame);
    if (is_unknown(one))
        return one;
    for (std::size_t i = 1; i < node.operands.size(); ++i) {
        const Value other = value(*node.operands[i], frame);
        const AreaCode* const lower = std::get_if<AreaCode>(&one);
        const AreaCode* const upper = std::get_if<AreaCode>(&other);
        if (one == other || (lower && upper && world_.areas.lies_in(*lower, *upper, day_)))
            return true;
    }
    return false;
}

// ---- three-valued logic --------------------------------------------------------------------------------------------

/// `ending` is the answer that one operand alone settles: no for 且, yes for 或.
Value Machine::logic(const Node& node, const Frame& frame, Verdict ending)
{
    bool unknown = false;
    for (const NodePtr& operand : node.operands) {
        const Verdict verdict = truth(*operand, frame);
        if (verdict == ending)
            return value_of(ending);
        unknown |= verdict == Verdict::unknown;
    }
    return unknown ? Value(Unknown{}) : Value(ending == Verdict::no);
}

Value Machine::negation(const Node& node, const Frame& frame)
{
    const Value operand = value(*node.operands[0], frame);
    return is_unknown(operand) ? operand : Value(!*std::get_if<bool>(&operand));
}

Value Machine::at_least_n(const Node& node, const Frame& frame)
{
    Index yes = 0, open = 0;
    for (const NodePtr& operand : node.operands) {
        const Verdict verdict = truth(*operand, frame);
        yes += verdict == Verdict::yes ? 1U : 0U;
        open += verdict == Verdict::unknown ? 1U : 0U;
    }
    return yes >= node.index ? Value(true) : yes + open < node.index ? Value(false) : Value(Unknown{});
}

Value Machine::cases(const Node& node, const Frame& frame)
{
    for (std::size_t i = 0; i + 1 < node.operands.size(); i += 2) {
        const Verdict holds = truth(*node.operands[i], frame);
        if (holds == Verdict::unknown)
            return Unknown{};
        if (holds == Verdict::yes)
            return value(*node.operands[i + 1], frame);
    }
    return value(*node.operands.back(), frame);
}

Value Machine::largest_case(const Node& node, const Frame& frame)
{
    std::optional<Value> best;
    for (std::size_t i = 0; i + 1 < node.operands.size(); i += 2) {
        const Verdict holds = truth(*node.operands[i], frame);
        if (holds == Verdict::no)
            continue;
        Value next = holds == Verdict::yes ? value(*node.operands[i + 1], frame) : Value(Unknown{});
        if (is_unknown(next))
            return next;
        if (!best || std::is_lt(order_of(*best, next)))
            best = std::move(next);
    }
    return best ? *best : value(*node.operands.back(), frame);
}

// ---- days ----------------------------------------------------------------------------------------------------------

namespace {

/// Days outside the calendar we keep are as good as no number.
Value day_or_not(std::int64_t number)
{
    constexpr DayRange all;
    return number >= all.from.number() && number < all.to.number()
               ? Value(Day::from_number(static_cast<std::int32_t>(number)))
               : Value(Unknown{});
}

std::optional<int> small_number(const Value& value)
{
    const auto whole = number_in(value)->whole();
    constexpr std::int64_t bound = 1'000'000; // days or months; far beyond the calendar either way
    return whole && *whole > -bound && *whole < bound ? std::optional(static_cast<int>(*whole)) : std::nullopt;
}

} // namespace

Value Machine::age(const Node& node, const Frame& frame)
{
    const Value born = value(*node.operands[0], frame);
    return is_unknown(born) ? born : Value(Rational(years_of_age(*std::get_if<Day>(&born), day_)));
}

Value Machine::span(const Node& node, const Frame& frame)
{
    const Value from = value(*node.operands[0], frame), to = value(*node.operands[1], frame);
    if (is_unknown(from) || is_unknown(to))
        return Unknown{};
    if (const Month* first = std::get_if<Month>(&from))
        return Rational(std::get_if<Month>(&to)->number() - first->number());
    const Day a = *std::get_if<Day>(&from), b = *std::get_if<Day>(&to);
    return Rational(node.op == Op::days_between ? b.number() - a.number() : months_between(a, b));
}

Value Machine::month(const Node& node, const Frame& frame)
{
    Value operand = value(*node.operands[0], frame);
    if (is_unknown(operand))
        return operand;
    if (node.op == Op::month_of)
        return Month::of(*std::get_if<Day>(&operand));
    const Month month = *std::get_if<Month>(&operand);
    return node.op == Op::first_day ? month.first() : month.last();
}

Value Machine::later_day(const Node& node, const Frame& frame)
{
    const Value from = value(*node.operands[0], frame), span = value(*node.operands[1], frame);
    const auto count = is_unknown(from) || is_unknown(span) ? std::nullopt : small_number(span);
    if (!count)
        return Unknown{};
    if (const Month* month = std::get_if<Month>(&from)) {
        const Value first = day_or_not(month->first().number() + std::int64_t{*count} * 31);
        return is_unknown(first) ? first : Value(month->plus(*count));
    }
    const Day day = *std::get_if<Day>(&from);
    if (node.op == Op::add_days)
        return day_or_not(std::int64_t{day.number()} + *count);
    if (node.op == Op::add_working_days) {
        const Result<Day> later = world_.calendar.plus(day, *count);
        return later ? Value(*later) : Value(Unknown{});
    }
    const Value rough = day_or_not(day.number() + std::int64_t{*count} * 31);
    return is_unknown(rough) ? rough : Value(day.plus_months(*count));
}

} // namespace huimin::language
