// Parameters: their values are asked of the interpreter once for every division and key, so that rows, floors and
// arithmetic in them mean the same here as there, and become constants of the chunk and small tables.

#include <algorithm>
#include <bit>
#include <numeric>
#include <set>

#include "language/plan/lower.h"

namespace huimin::language::plan {

Meaning Lowering::parameter(const Node& node, Scope scope)
{
    if (scope.reach == Reach::member && asked_.program.records[record_of(Reach::member)].locates != none)
        return arithmetic_.broken("members have divisions of their own");
    std::vector<Meaning> keys;
    Bit known = graph_.yes();
    for (const NodePtr& operand : node.operands) {
        keys.push_back(lower(*operand, scope));
        if (keys.back().sort != Meaning::Sort::number)
            return arithmetic_.broken("a key that is no number");
        if (graph_.is_broken(keys.back().numerator))
            return keys.back();
        known = graph_.all({known, keys.back().known});
    }
    Meaning meaning = parameter_at(node.index, {}, keys);
    meaning.known = graph_.all({meaning.known, known});
    if (node.type.kind == Kind::truth && !graph_.is_broken(meaning.numerator))
        return arithmetic_.equal(meaning, arithmetic_.constant(Rational(1)));
    return meaning;
}

Value Lowering::parameter_value(Index index, std::size_t division, const std::vector<Value>& keys, Op op) const
{
    Node node;
    node.op = op;
    node.type = asked_.program.parameters[index].type;
    node.index = index;
    for (const Value& key : keys) {
        auto operand = std::make_unique<Node>();
        operand->value = key;
        node.operands.push_back(std::move(operand));
    }
    Instance nobody;
    nobody.record = asked_.layout.unit;
    const Record& record = asked_.program.records[nobody.record];
    nobody.values.resize(record.fields.size());
    if (record.locates != none && !asked_.divisions.empty() && asked_.divisions[division])
        nobody.values[record.locates] = *asked_.divisions[division];
    for (const List& list : asked_.program.lists)
        if (list.owner == nobody.record)
            nobody.lists.emplace_back();
    return evaluate(asked_.program, asked_.world, nobody, nobody, node, asked_.day);
}

/// The values for each division (slowest) and each set of keys, over one denominator. The meaning that is handed back
/// is broken where they do not fit; else only its denominator counts.
Meaning Lowering::entries(Index index, std::span<const std::vector<Value>> keys, std::vector<std::int64_t>& numerators,
                          std::vector<bool>& known, Op op)
{
    std::vector<Rational> exact;
    Wide denominator = 1;
    for (std::size_t division = 0; division < graph_.divisions(); ++division)
        for (const std::vector<Value>& key : keys) {
            const Value value = parameter_value(index, division, key, op);
            Rational number;
            if (const auto* rational = std::get_if<Rational>(&value))
                number = *rational;
            else if (const auto* day = std::get_if<Day>(&value))
                number = Rational(day->number());
            else if (const auto* month = std::get_if<Month>(&value))
                number = Rational(month->number());
            else if (const auto* choice = std::get_if<ChoiceNumber>(&value))
                number = Rational(choice->number);
            else if (const auto* truth = std::get_if<bool>(&value))
                number = Rational(*truth ? 1 : 0);
            else if (!is_unknown(value))
                return arithmetic_.broken("a parameter that is no number");
            known.push_back(!is_unknown(value));
            exact.push_back(number);
            if (number.denominator() > 1'000'000)
                return arithmetic_.broken("a parameter's denominator does not fit");
            denominator =
                std::lcm(static_cast<std::int64_t>(denominator), static_cast<std::int64_t>(number.denominator()));
            if (denominator > 1'000'000'000)
                return arithmetic_.broken("a parameter's denominator does not fit");
        }
    for (const Rational& number : exact) {
        const Wide numerator = number.numerator() * (denominator / number.denominator());
        if (numerator > (Wide{1} << 62) || numerator < -(Wide{1} << 62))
            return arithmetic_.broken("a parameter does not fit");
        numerators.push_back(static_cast<std::int64_t>(numerator));
    }
    Meaning shape = arithmetic_.number(graph_.number(0), 1, graph_.yes());
    shape.denominator = static_cast<std::int64_t>(denominator); // `number` would make 0/2 a 0/1
    return shape;
}

Meaning Lowering::parameter_at(Index index, std::vector<Value> fixed, std::span<const Meaning> open)
{
    const Parameter& parameter = asked_.program.parameters[index];
    if (fixed.size() + open.size() > parameter.keys.size() + (parameter.keying == Keying::bands ? 1U : 0U))
        return arithmetic_.broken("a parameter with keys it does not have");
    if (!open.empty())
        return fixed.size() < parameter.keys.size() ? parameter_by_choice(index, fixed, open)
                                                    : parameter_by_band(index, fixed, open.front());
    std::vector<std::int64_t> numerators;
    std::vector<bool> known;
    const Meaning found = entries(index, std::span(&fixed, 1), numerators, known);
    if (graph_.is_broken(found.numerator))
        return found;
    return arithmetic_.number(graph_.numbers(std::move(numerators)), found.denominator, graph_.truths(known));
}

/// A table by the numbers 0, 1, 2 … of `key`, a column of u8; there are a power of two of them.
Meaning Lowering::parameter_by_table(Index index, std::span<const std::vector<Value>> keys,
                                     const std::vector<bool>& possible, Ref key)
{
    std::vector<std::int64_t> numerators;
    std::vector<bool> known;
    const Meaning found = entries(index, keys, numerators, known);
    if (graph_.is_broken(found.numerator))
        return found;
    // What is not known is not looked at: it takes a value that leaves the range of the others as it is.
    std::optional<std::int64_t> least;
    for (std::size_t i = 0; i < known.size(); ++i)
        if (known[i])
            least = std::min(least.value_or(numerators[i]), numerators[i]);
    Bit all_known = graph_.yes();
    for (std::size_t k = 0; k < keys.size(); ++k) {
        std::vector<bool> by_division;
        for (std::size_t division = 0; division < graph_.divisions(); ++division) {
            const std::size_t i = division * keys.size() + k;
            if (!known[i])
                numerators[i] = least.value_or(0);
            by_division.push_back(known[i] || !possible[k]);
        }
        const Bit here = graph_.equal(key, graph_.number(static_cast<std::int64_t>(k)));
        all_known = graph_.all({all_known, graph_.any({!here, graph_.truths(by_division)})});
    }
    const auto log = static_cast<unsigned>(std::countr_zero(keys.size()));
    return arithmetic_.number(graph_.lookup(key, std::move(numerators), log), found.denominator, all_known);
}

Meaning Lowering::parameter_by_choice(Index index, const std::vector<Value>& fixed, std::span<const Meaning> open)
{
    const Meaning& key = open.front();
    const Choice& choice = asked_.program.choices[asked_.program.parameters[index].keys[fixed.size()]];
    const auto with = [&](std::int32_t number) {
        std::vector<Value> keys = fixed;
        keys.emplace_back(ChoiceNumber{number});
        return keys;
    };
    if (graph_.is_constant(key.numerator) && graph_[key.numerator].values.size() == 1)
        return parameter_at(index, with(static_cast<std::int32_t>(graph_.low(key.numerator))), open.subspan(1));
    std::int32_t highest = 0, lowest = 0;
    for (const ChoiceValue& value : choice.values) {
        highest = std::max(highest, value.number);
        lowest = std::min(lowest, value.number);
    }
    if (open.size() == 1 && lowest == 0 && highest < 64 && graph_[key.numerator].width == Width::u8) {
        unsigned log = 1;
        while ((1 << log) <= highest)
            ++log;
        std::vector<std::vector<Value>> keys;
        for (std::int32_t number = 0; number < (1 << log); ++number)
            keys.push_back(with(number));
        // A number that is no choice's cannot stand in a column.
        std::vector<bool> possible;
        for (std::int32_t number = 0; number < (1 << log); ++number)
            possible.push_back(std::ranges::find(choice.values, number, &ChoiceValue::number) != choice.values.end());
        return parameter_by_table(index, keys, possible, key.numerator);
    }
    Meaning result = arithmetic_.unknown(false);
    for (const ChoiceValue& value : choice.values) {
        const Bit here = graph_.equal(key.numerator, graph_.number(value.number));
        result = arithmetic_.select(here, parameter_at(index, with(value.number), open.subspan(1)), result);
    }
    return result;
}

std::set<Rational> Lowering::band_begins(Index index) const
{
    std::set<Rational> begins;
    for (const ParameterRow& row : asked_.program.parameters[index].rows)
        if (row.in_force.contains(asked_.day))
            for (const Cell& cell : row.cells)
                if (!cell.otherwise)
                    begins.insert(cell.from);
    return begins;
}

Meaning Lowering::parameter_by_band(Index index, const std::vector<Value>& fixed, const Meaning& key)
{
    const std::set<Rational> begins = band_begins(index);
    const auto with = [&](const Rational& at) {
        std::vector<Value> keys = fixed;
        keys.emplace_back(at);
        return parameter_at(index, std::move(keys), {});
    };
    if (begins.empty())
        return with(Rational(0));
    constexpr std::int64_t table_max = 63;
    if (graph_[key.numerator].width == Width::u8 && graph_[key.numerator].sort == Sort::column &&
        key.denominator == 1 && !key.divisor && graph_.high(key.numerator) <= table_max) {
        std::vector<std::vector<Value>> keys;
        for (std::int64_t number = 0;
             number < std::int64_t(std::bit_ceil(std::uint64_t(graph_.high(key.numerator)) + 1)); ++number) {
            keys.push_back(fixed);
            keys.back().emplace_back(Rational(number));
        }
        return parameter_by_table(index, keys, std::vector<bool>(keys.size(), true), key.numerator);
    }
    Meaning result = with(*subtract(*begins.begin(), Rational(1)));
    for (const Rational& from : begins)
        result =
            arithmetic_.select(!arithmetic_.less(Meaning(key), arithmetic_.constant(from)).yes, with(from), result);
    return result;
}

/// Between two beginnings of bands the sum rises evenly, in every division: the interpreter tells how steeply.
Meaning Lowering::progressive(const Node& node, Scope scope)
{
    const Meaning amount = lower(*node.operands[0], scope);
    if (node.operands.size() != 1 ||
        (scope.reach == Reach::member && asked_.program.records[record_of(Reach::member)].locates != none))
        return arithmetic_.broken("cuts a number into bands that differ from unit to unit");
    std::vector<Rational> begins;
    for (const Rational& from : band_begins(node.index))
        begins.push_back(from);
    if (begins.empty())
        return arithmetic_.unknown(false);
    std::vector<std::vector<Value>> points;
    for (const Rational& from : begins)
        points.push_back({from});
    points.push_back({*huimin::add(begins.back(), Rational(1))});
    std::vector<std::int64_t> values;
    std::vector<bool> known;
    const Meaning found = entries(node.index, points, values, known, Op::progressive);
    if (graph_.is_broken(found.numerator))
        return found;
    Meaning sum = arithmetic_.constant(Rational(0));
    const auto at = [&](std::size_t point) {
        std::vector<std::int64_t> by_division;
        for (std::size_t division = 0; division < graph_.divisions(); ++division)
            by_division.push_back(values[division * points.size() + point]);
        return arithmetic_.number(graph_.numbers(std::move(by_division)), found.denominator, graph_.yes());
    };
    for (std::size_t band = 0; band < begins.size(); ++band) {
        const bool last = band + 1 == begins.size();
        const Rational width = last ? Rational(1) : *huimin::subtract(begins[band + 1], begins[band]);
        Meaning part = arithmetic_.larger(arithmetic_.subtract(amount, arithmetic_.constant(begins[band])),
                                          arithmetic_.constant(Rational(0)));
        if (!last)
            part = arithmetic_.smaller(part, arithmetic_.constant(width));
        const Meaning rate =
            arithmetic_.divide(arithmetic_.subtract(at(band + 1), at(band)), arithmetic_.constant(width));
        sum = arithmetic_.add(sum, arithmetic_.multiply(part, rate));
    }
    std::vector<bool> all_known;
    for (std::size_t division = 0; division < graph_.divisions(); ++division)
        all_known.push_back(std::all_of(known.begin() + static_cast<std::ptrdiff_t>(division * points.size()),
                                        known.begin() + static_cast<std::ptrdiff_t>((division + 1) * points.size()),
                                        [](bool one) { return one; }));
    sum.known = graph_.all({amount.known, graph_.truths(all_known)});
    return sum;
}

} // namespace huimin::language::plan
