// The graph's truths and what is asked over members: comparisons, 且 and 或, choices between truths, sums and counts.

#include "language/plan/graph.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>

namespace huimin::language::plan {

namespace {

Wide floor_divide(Wide a, Wide b) { return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0); }

} // namespace

Bit Graph::compare(Code code, Ref a, Ref b)
{
    // A narrow column meets a constant in its own width where the constant fits.
    const auto narrow_width = [&](Ref column, Ref constant) {
        const Width width = nodes_[column].width;
        return nodes_[column].sort != Sort::constant && is_constant(constant) &&
               (width == Width::u8 || width == Width::u16) && columns::fits(width, low(constant), high(constant));
    };
    const Ref both[] = {a, b};
    Width width = common(both, 0, 0);
    if (narrow_width(a, b) || (nodes_[a].width == nodes_[b].width && !is_constant(a)))
        width = nodes_[a].width;
    else if (narrow_width(b, a))
        width = nodes_[b].width;
    GraphNode node;
    node.code = code;
    node.width = Width::bit;
    node.a = static_cast<std::int64_t>(width);
    node.reach = reach_of(both);
    node.operands = {as(a, width), as(b, width)};
    if (code == Code::equal)
        std::sort(node.operands.begin(), node.operands.end());
    return {intern(std::move(node)), false};
}

Bit Graph::less(Ref a, Ref b)
{
    if (is_broken(a) || is_broken(b))
        return {is_broken(a) ? a : b, false};
    if (high(a) < low(b))
        return yes();
    if (low(a) >= high(b) || a == b)
        return no();
    if (spreads(a, b, 4))
        return spread_truth(a, [&](Ref leaf) { return less(leaf, b); });
    if (spreads(b, a, 4))
        return spread_truth(b, [&](Ref leaf) { return less(a, leaf); });
    if (is_constant(a) && is_constant(b)) {
        std::vector<bool> truth;
        for (std::uint32_t d = 0; d < divisions_; ++d)
            truth.push_back((nodes_[a].values.size() == 1 ? nodes_[a].values[0] : nodes_[a].values[d]) <
                            (nodes_[b].values.size() == 1 ? nodes_[b].values[0] : nodes_[b].values[d]));
        return truths(truth);
    }
    // x × k < c is x < ceil(c / k), and c < x × k is floor(c / k) < x: smaller numbers, and no multiplication.
    const auto divided = [&](Ref constant, std::int64_t by, bool up) {
        std::vector<std::int64_t> values;
        for (const std::int64_t value : nodes_[constant].values)
            values.push_back(static_cast<std::int64_t>(up ? -floor_divide(-Wide{value}, by) : floor_divide(value, by)));
        return numbers(std::move(values));
    };
    if (const std::int64_t k = constant_factor(a); k != 0 && is_constant(b))
        return less(without_factor(a), divided(b, k, true));
    if (const std::int64_t k = constant_factor(b); k != 0 && is_constant(a))
        return less(divided(a, k, false), without_factor(b));
    return compare(Code::less, a, b);
}

Bit Graph::equal(Ref a, Ref b)
{
    if (is_broken(a) || is_broken(b))
        return {is_broken(a) ? a : b, false};
    if (a == b)
        return yes();
    if (high(a) < low(b) || high(b) < low(a))
        return no();
    if (spreads(a, b, 4))
        return spread_truth(a, [&](Ref leaf) { return equal(leaf, b); });
    if (spreads(b, a, 4))
        return spread_truth(b, [&](Ref leaf) { return equal(a, leaf); });
    if (is_constant(a) && is_constant(b)) {
        std::vector<bool> truth;
        for (std::uint32_t d = 0; d < divisions_; ++d)
            truth.push_back((nodes_[a].values.size() == 1 ? nodes_[a].values[0] : nodes_[a].values[d]) ==
                            (nodes_[b].values.size() == 1 ? nodes_[b].values[0] : nodes_[b].values[d]));
        return truths(truth);
    }
    return compare(Code::equal, a, b);
}

Bit Graph::all(std::vector<Bit> bits)
{
    for (const Bit bit : bits)
        if (bit == no())
            return no();
    for (const Bit bit : bits)
        if (is_broken(bit.node))
            return {bit.node, false};
    std::sort(bits.begin(), bits.end());
    bits.erase(std::unique(bits.begin(), bits.end()), bits.end());
    std::erase(bits, yes_);
    for (std::size_t i = 0; i + 1 < bits.size(); ++i)
        if (bits[i].node == bits[i + 1].node)
            return no();
    if (bits.empty())
        return yes();
    if (bits.size() == 1)
        return bits.front();
    if (bits.size() > 8) {
        const Bit first = all(std::vector<Bit>(bits.begin(), bits.begin() + 8));
        std::vector<Bit> rest(bits.begin() + 8, bits.end());
        rest.push_back(first);
        return all(std::move(rest));
    }
    const bool constant = std::all_of(bits.begin(), bits.end(), [&](Bit bit) { return is_constant(bit.node); });
    if (constant) {
        std::vector<bool> truth(divisions_, true);
        for (std::uint32_t d = 0; d < divisions_; ++d)
            for (const Bit bit : bits) {
                const auto& values = nodes_[bit.node].values;
                truth[d] = truth[d] && ((values.size() == 1 ? values[0] : values[d]) != 0) != bit.flipped;
            }
        return truths(truth);
    }
    GraphNode node;
    node.code = Code::all_bits;
    node.width = Width::bit;
    for (std::size_t i = 0; i < bits.size(); ++i) {
        node.operands.push_back(bits[i].node);
        node.flips = static_cast<std::uint16_t>(node.flips | (bits[i].flipped ? 1U << i : 0U));
    }
    node.reach = reach_of(node.operands);
    return {intern(std::move(node)), false};
}

Bit Graph::any(std::vector<Bit> bits)
{
    for (Bit& bit : bits)
        bit = !bit;
    return !all(std::move(bits));
}

Bit Graph::pick(Bit condition, Bit if_yes, Bit if_no)
{
    if (condition == yes())
        return if_yes;
    if (condition == no())
        return if_no;
    if (if_yes == if_no)
        return if_yes;
    if (if_yes == yes() || if_no == yes())
        return if_yes == yes() ? any({condition, if_no}) : any({!condition, if_yes});
    if (if_yes == no() || if_no == no())
        return if_yes == no() ? all({!condition, if_no}) : all({condition, if_yes});
    return any({all({condition, if_yes}), all({!condition, if_no})});
}

Ref Graph::copy(Bit bit, Reach reach)
{
    GraphNode node;
    node.code = Code::all_bits;
    node.reach = reach;
    node.width = Width::bit;
    node.operands = {bit.node};
    node.flips = bit.flipped ? 1 : 0;
    node.c = ++copies_;
    return intern(std::move(node));
}

Ref Graph::over_members(Code code, Bit condition, Ref value, Wide low_result, Wide high_result)
{
    const Ref folded = operation(code, {condition.node, value}, low_result, high_result,
                                 condition.flipped ? std::uint16_t{1} : std::uint16_t{0});
    if (!is_broken(folded))
        nodes_[folded].reach = Reach::unit;
    return folded;
}

Ref Graph::sum_members(Bit condition, Ref value)
{
    if (!is_broken(value) && (condition == no() || is_zero(value)))
        return number(0);
    return over_members(Code::sum_members, condition, value, Wide{std::min<std::int64_t>(low(value), 0)} * members_max_,
                        Wide{std::max<std::int64_t>(high(value), 0)} * members_max_);
}

Ref Graph::largest_members(Bit condition, Ref value)
{
    return over_members(Code::largest_members, condition, value, low(value), high(value));
}

Ref Graph::smallest_members(Bit condition, Ref value)
{
    return over_members(Code::smallest_members, condition, value, low(value), high(value));
}

Ref Graph::count_members(Bit condition)
{
    if (condition == no())
        return number(0);
    if (is_broken(condition.node))
        return condition.node;
    GraphNode node;
    node.code = Code::count_members;
    node.reach = Reach::unit;
    node.operands = {condition.node};
    node.flips = condition.flipped ? 1 : 0;
    node.high = members_max_;
    return intern(std::move(node));
}

Bit Graph::all_members(Bit bit)
{
    if (bit == yes() || is_broken(bit.node))
        return bit;
    GraphNode node;
    node.code = Code::all_members;
    node.reach = Reach::unit;
    node.width = Width::bit;
    node.operands = {bit.node};
    node.flips = bit.flipped ? 1 : 0;
    return {intern(std::move(node)), false};
}

} // namespace huimin::language::plan
