#include "language/plan/meaning.h"

#include <limits>
#include <numeric>

namespace huimin::language::plan {

namespace {

constexpr Wide denominator_max = std::int64_t{1} << 40;

std::optional<std::int64_t> narrow(Wide value)
{
    if (value > (Wide{1} << 62) || value < -(Wide{1} << 62))
        return std::nullopt;
    return static_cast<std::int64_t>(value);
}

} // namespace

Meaning Arithmetic::truth(Bit yes, Bit no) const
{
    Meaning meaning;
    meaning.sort = Meaning::Sort::truth;
    meaning.yes = yes;
    meaning.no = graph_.is_broken(yes.node) ? yes : no;
    return meaning;
}

Meaning Arithmetic::number(Ref numerator, std::int64_t denominator, Bit known) const
{
    Meaning meaning;
    meaning.numerator = numerator;
    meaning.denominator = denominator;
    meaning.known = known;
    if (graph_.is_constant(numerator) && denominator != 1) {
        std::int64_t common = denominator;
        for (const std::int64_t value : graph_[numerator].values)
            common = std::gcd(common, value);
        if (common > 1) {
            std::vector<std::int64_t> values = graph_[numerator].values;
            for (std::int64_t& value : values)
                value /= common;
            meaning.numerator = graph_.numbers(std::move(values));
            meaning.denominator = denominator / common;
        }
    }
    return meaning;
}

Meaning Arithmetic::constant(const Rational& value)
{
    const auto numerator = narrow(value.numerator());
    if (!numerator || value.denominator() > denominator_max)
        return broken("a constant does not fit");
    return number(graph_.number(*numerator), static_cast<std::int64_t>(value.denominator()), graph_.yes());
}

Meaning Arithmetic::broken(std::string why)
{
    Meaning meaning;
    const Ref node = graph_.broken(std::move(why));
    meaning.numerator = node;
    meaning.yes = meaning.no = meaning.known = {node, false};
    return meaning;
}

Meaning Arithmetic::unknown(bool of_truth)
{
    return of_truth ? truth(graph_.no(), graph_.no()) : number(graph_.number(0), 1, graph_.no());
}

Bit Arithmetic::known(const Meaning& meaning)
{
    return meaning.sort == Meaning::Sort::truth ? graph_.any({meaning.yes, meaning.no}) : meaning.known;
}

/// Brings both over one denominator and one divisor.
void Arithmetic::unify(Meaning& a, Meaning& b)
{
    if (a.sort != Meaning::Sort::number || b.sort != Meaning::Sort::number) {
        a = b = broken("areas and truths are no numbers");
        return;
    }
    const Wide common = Wide{a.denominator} / std::gcd(a.denominator, b.denominator) * b.denominator;
    if (common > denominator_max) {
        a = b = broken("a denominator does not fit");
        return;
    }
    a.numerator = graph_.scale(a.numerator, static_cast<std::int64_t>(common / a.denominator));
    b.numerator = graph_.scale(b.numerator, static_cast<std::int64_t>(common / b.denominator));
    a.denominator = b.denominator = static_cast<std::int64_t>(common);
    if (a.divisor == b.divisor)
        return;
    const auto left = a.divisor, right = b.divisor;
    if (right)
        a.numerator = graph_.multiply(a.numerator, *right);
    if (left)
        b.numerator = graph_.multiply(b.numerator, *left);
    a.divisor = b.divisor = left && right ? graph_.multiply(*left, *right) : left ? left : right;
}

Meaning Arithmetic::add(Meaning a, Meaning b)
{
    unify(a, b);
    Meaning sum = number(graph_.add(a.numerator, b.numerator), a.denominator, graph_.all({a.known, b.known}));
    sum.divisor = a.divisor;
    return sum;
}

Meaning Arithmetic::subtract(Meaning a, Meaning b)
{
    unify(a, b);
    Meaning difference =
        number(graph_.subtract(a.numerator, b.numerator), a.denominator, graph_.all({a.known, b.known}));
    difference.divisor = a.divisor;
    return difference;
}

Meaning Arithmetic::multiply(Meaning a, Meaning b)
{
    if (a.sort != Meaning::Sort::number || b.sort != Meaning::Sort::number)
        return broken("areas and truths are no numbers");
    const Wide denominator = Wide{a.denominator} * b.denominator;
    if (denominator > denominator_max)
        return broken("a denominator does not fit");
    Meaning product = number(graph_.multiply(a.numerator, b.numerator), static_cast<std::int64_t>(denominator),
                             graph_.all({a.known, b.known}));
    product.divisor = a.divisor && b.divisor ? graph_.multiply(*a.divisor, *b.divisor)
                      : a.divisor            ? a.divisor
                                             : b.divisor;
    return product;
}

Meaning Arithmetic::divide(Meaning a, Meaning b)
{
    if (a.sort != Meaning::Sort::number || b.sort != Meaning::Sort::number)
        return broken("areas and truths are no numbers");
    if (graph_.is_constant(b.numerator) && graph_[b.numerator].values.size() == 1 && !b.divisor) {
        const std::int64_t value = graph_[b.numerator].values.front();
        if (value == 0)
            return unknown(false);
        const auto inverse = Rational::of(b.denominator, value);
        Meaning factor = constant(*inverse);
        factor.known = b.known;
        return multiply(a, factor);
    }
    Ref divisor = b.numerator, numerator = a.numerator;
    if (!graph_.is_broken(divisor) && graph_.high(divisor) <= 0) {
        divisor = graph_.subtract(graph_.number(0), divisor);
        numerator = graph_.subtract(graph_.number(0), numerator);
    }
    if (!graph_.is_broken(divisor) && graph_.low(divisor) < 0)
        return broken("a divisor may be negative or positive");
    numerator = graph_.scale(numerator, b.denominator);
    if (b.divisor)
        numerator = graph_.multiply(numerator, *b.divisor);
    const Bit not_zero = graph_.less(graph_.number(0), divisor);
    Meaning quotient = number(numerator, a.denominator, graph_.all({a.known, b.known, not_zero}));
    quotient.divisor = a.divisor ? graph_.multiply(*a.divisor, divisor) : divisor;
    return quotient;
}

Meaning Arithmetic::larger(Meaning a, Meaning b)
{
    unify(a, b);
    Meaning result = number(graph_.maximum(a.numerator, b.numerator), a.denominator, graph_.all({a.known, b.known}));
    result.divisor = a.divisor;
    return result;
}

Meaning Arithmetic::smaller(Meaning a, Meaning b)
{
    unify(a, b);
    Meaning result = number(graph_.minimum(a.numerator, b.numerator), a.denominator, graph_.all({a.known, b.known}));
    result.divisor = a.divisor;
    return result;
}

Meaning Arithmetic::round(const Meaning& value, const Rational& unit, Rounding rounding)
{
    // value = n / (d v), unit = u / w: n w / (d u v) is rounded to a whole number, and that times u / w is the result.
    const auto u = narrow(unit.numerator()), w = narrow(unit.denominator());
    if (value.sort != Meaning::Sort::number || !u || !w)
        return broken("what is rounded is no number that fits");
    const std::int64_t common = std::gcd(value.denominator, *w);
    const Wide divisor = Wide{value.denominator / common} * *u;
    if (divisor > denominator_max)
        return broken("a denominator does not fit");
    const Ref numerator = graph_.scale(value.numerator, *w / common);
    const auto whole = static_cast<std::int64_t>(divisor);
    const Ref result = value.divisor ? graph_.round_by(numerator, graph_.scale(*value.divisor, whole), rounding, *u)
                                     : graph_.round(numerator, whole, rounding, *u);
    return number(result, *w, value.known);
}

/// fn(day) < c as a comparison of the day itself.
Bit Arithmetic::calendar_less(Ref calendar, Ref constant)
{
    const auto function = static_cast<CalendarFunction>(graph_[calendar].a);
    const std::int64_t argument = graph_[calendar].b;
    const Ref day = graph_[calendar].operands[0];
    const bool falling = columns::falls(function);
    std::vector<std::int64_t> bounds;
    for (const std::int64_t c : graph_[constant].values) {
        // The first day (falling: one behind the last) whose value is at least c (falling: below c).
        std::int64_t from = graph_.low(day), to = graph_.high(day) + 1;
        while (from < to) {
            const std::int64_t middle = from + (to - from) / 2;
            if ((columns::calendar_value(function, argument, middle) >= c) != falling)
                to = middle;
            else
                from = middle + 1;
        }
        bounds.push_back(from);
    }
    const Ref bound = graph_.numbers(std::move(bounds));
    return falling ? graph_.less_equal(bound, day) : graph_.less(day, bound);
}

Bit Arithmetic::less_numbers(Ref a, Ref b)
{
    const auto is_calendar = [&](Ref node) {
        return graph_[node].sort == Sort::operation && graph_[node].code == Code::calendar;
    };
    if (is_calendar(a) && graph_.is_constant(b))
        return calendar_less(a, b);
    if (is_calendar(b) && graph_.is_constant(a))
        return !calendar_less(b, graph_.add(a, graph_.number(1)));
    return graph_.less(a, b);
}

Meaning Arithmetic::less(Meaning a, Meaning b)
{
    unify(a, b);
    const Bit known = graph_.all({a.known, b.known});
    const Bit below = less_numbers(a.numerator, b.numerator);
    return truth(graph_.all({below, known}), graph_.all({!below, known}));
}

Meaning Arithmetic::equal(Meaning a, Meaning b)
{
    if (a.sort == Meaning::Sort::truth && b.sort == Meaning::Sort::truth)
        return truth(graph_.any({graph_.all({a.yes, b.yes}), graph_.all({a.no, b.no})}),
                     graph_.any({graph_.all({a.yes, b.no}), graph_.all({a.no, b.yes})}));
    unify(a, b);
    const Bit known = graph_.all({a.known, b.known});
    const Bit same = graph_.equal(a.numerator, b.numerator);
    return truth(graph_.all({same, known}), graph_.all({!same, known}));
}

Meaning Arithmetic::select(Bit condition, Meaning a, Meaning b)
{
    if (a.sort == Meaning::Sort::truth && b.sort == Meaning::Sort::truth)
        return truth(graph_.pick(condition, a.yes, b.yes), graph_.pick(condition, a.no, b.no));
    unify(a, b);
    // Where one side is never known its number does not matter, and need not be looked at.
    const Ref value = a.known == graph_.no()   ? b.numerator
                      : b.known == graph_.no() ? a.numerator
                                               : graph_.select(condition, a.numerator, b.numerator);
    Meaning result = number(value, a.denominator, graph_.pick(condition, a.known, b.known));
    result.divisor = a.divisor;
    return result;
}

Meaning Arithmetic::if_unknown(Meaning a, Meaning b)
{
    const Bit is_known = known(a);
    return is_known == graph_.yes() ? a : select(is_known, a, b);
}

Meaning Arithmetic::cases(const Meaning& condition, const Meaning& a, const Meaning& b)
{
    Meaning result = select(condition.yes, a, b);
    const Bit decided = graph_.any({condition.yes, condition.no});
    if (result.sort == Meaning::Sort::truth)
        return truth(graph_.all({result.yes, decided}), graph_.all({result.no, decided}));
    result.known = graph_.all({result.known, decided});
    return result;
}

} // namespace huimin::language::plan
