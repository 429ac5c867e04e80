// The graph's divisions: every one is rounded, by a constant or by a number of its own.

#include "language/plan/graph.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace huimin::language::plan {

namespace {

constexpr Wide number_max = Wide{1} << 62;

bool fits_i32(Wide low, Wide high)
{
    return low >= std::numeric_limits<std::int32_t>::min() && high <= std::numeric_limits<std::int32_t>::max();
}

Wide rounded(Wide value, Wide divisor, Rounding rounding)
{
    const Wide magnitude = value < 0 ? -value : value;
    const Wide bias = rounding == Rounding::half_up ? divisor / 2 : rounding == Rounding::up ? divisor - 1 : 0;
    const Wide quotient = (magnitude + bias) / divisor;
    return value < 0 ? -quotient : quotient;
}

} // namespace

/// k of a node x × k with one constant k > 0; 0 where it is no such node.
std::int64_t Graph::constant_factor(Ref node) const
{
    if (nodes_[node].sort != Sort::operation || nodes_[node].code != Code::multiply)
        return 0;
    for (const Ref operand : nodes_[node].operands)
        if (is_constant(operand) && nodes_[operand].values.size() == 1 && nodes_[operand].values[0] > 0)
            return nodes_[operand].values[0];
    return 0;
}

Ref Graph::without_factor(Ref node) const
{
    return is_constant(nodes_[node].operands[0]) ? nodes_[node].operands[1] : nodes_[node].operands[0];
}

Ref Graph::round(Ref ref, std::int64_t divisor, Rounding rounding, std::int64_t unit)
{
    if (is_broken(ref) || divisor == 1)
        return is_broken(ref) ? ref : scale(ref, unit);
    if (is_constant(ref)) {
        std::vector<std::int64_t> folded;
        for (const std::int64_t value : nodes_[ref].values)
            folded.push_back(static_cast<std::int64_t>(rounded(value, divisor, rounding)));
        return scale(numbers(std::move(folded)), unit);
    }
    const auto again = [&](Ref inner) { return round(inner, divisor, rounding, unit); };
    if (spreads(ref, number(0), 4))
        return spread(ref, again);
    if (const auto table = each_entry(ref, again))
        return *table;
    if (const std::int64_t k = constant_factor(ref); k > 1)
        if (const std::int64_t common_factor = std::gcd(k, divisor); common_factor > 1)
            return round(scale(without_factor(ref), k / common_factor), divisor / common_factor, rounding, unit);
    const Wide low_result = rounded(low(ref), divisor, rounding) * unit,
               high_result = rounded(high(ref), divisor, rounding) * unit;
    if (low_result < -number_max || high_result > number_max || divisor > static_cast<std::int64_t>(number_max))
        return broken("a rounded number may not fit 62 bits");
    GraphNode node;
    node.code = Code::round;
    node.reach = nodes_[ref].reach;
    node.rounding = rounding;
    node.b = divisor;
    node.c = unit;
    node.low = static_cast<std::int64_t>(low_result);
    node.high = static_cast<std::int64_t>(high_result);
    const bool narrow = fits_i32(Wide{low(ref)} - divisor, Wide{high(ref)} + divisor) &&
                        divisor <= std::numeric_limits<std::int32_t>::max() && fits_i32(node.low, node.high);
    node.width = narrow ? Width::i32 : Width::i64;
    const Width of = nodes_[ref].width;
    node.operands = {as(ref, narrow || (of != Width::i64) ? Width::i32 : Width::i64)};
    const Ref result = intern(std::move(node));
    return !narrow && fits_i32(low_result, high_result) ? as(result, Width::i32) : result;
}

Ref Graph::round_by(Ref ref, Ref divisor, Rounding rounding, std::int64_t unit)
{
    if (is_broken(ref) || is_broken(divisor))
        return is_broken(ref) ? ref : divisor;
    const Wide most =
        std::max(low(ref) < 0 ? -Wide{low(ref)} : Wide{low(ref)}, high(ref) < 0 ? -Wide{high(ref)} : Wide{high(ref)});
    if (most + high(divisor) > number_max || (most + 1) * unit > number_max)
        return broken("a rounded number may not fit 62 bits");
    GraphNode node;
    node.code = Code::round_by;
    node.width = Width::i64;
    node.rounding = rounding;
    node.c = unit;
    node.operands = {as(ref, Width::i64), as(divisor, Width::i64)};
    node.reach = reach_of(node.operands);
    node.low = static_cast<std::int64_t>(-(most + 1) * unit);
    node.high = static_cast<std::int64_t>((most + 1) * unit);
    return intern(std::move(node));
}

} // namespace huimin::language::plan
