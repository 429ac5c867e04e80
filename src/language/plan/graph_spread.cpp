// Operations that go into what they work on. An operation on a choice between few numbers is the choice between what it
// makes of each; on a table, the table of what it makes of each entry; and a bound after a rounding is one before it.
// So standards times rates become constants and tables, and what differs from member to member stays a choice.

#include "language/plan/graph.h"

#include <algorithm>
#include <limits>
#include <set>

namespace huimin::language::plan {

/// Whether all that `choice` chooses from reaches less far than itself, as does `other`.
bool Graph::spreads(Ref choice, Ref other, std::size_t leaves_max) const
{
    if (!is_choice(choice) || nodes_[other].reach >= nodes_[choice].reach || is_broken(other))
        return false;
    constexpr std::size_t nodes_max = 64;
    std::size_t seen = 0;
    std::set<Ref> leaves; // each an operation of its own
    std::vector<Ref> open{choice};
    while (!open.empty()) {
        if (++seen > nodes_max)
            return false;
        const Ref node = open.back();
        open.pop_back();
        if (is_choice(node) && nodes_[node].reach == nodes_[choice].reach) {
            open.push_back(nodes_[node].operands[0]);
            open.push_back(nodes_[node].operands[2]);
        } else if (nodes_[node].reach >= nodes_[choice].reach) {
            return false;
        } else if (!is_constant(node) || !is_constant(other)) {
            leaves.insert(node); // constants cost nothing
        }
    }
    return leaves.size() <= leaves_max;
}

Ref Graph::spread(Ref choice, const std::function<Ref(Ref)>& apply)
{
    const Reach reach = nodes_[choice].reach;
    const std::function<Ref(Ref)> into = [&](Ref node) -> Ref {
        if (!is_choice(node) || nodes_[node].reach != reach)
            return apply(node);
        const std::vector<std::uint32_t> operands = nodes_[node].operands;
        return select({operands[1], false}, into(operands[2]), into(operands[0]));
    };
    return into(choice);
}

Bit Graph::spread_truth(Ref choice, const std::function<Bit(Ref)>& apply)
{
    const Reach reach = nodes_[choice].reach;
    const std::function<Bit(Ref)> into = [&](Ref node) -> Bit {
        if (!is_choice(node) || nodes_[node].reach != reach)
            return apply(node);
        const std::vector<std::uint32_t> operands = nodes_[node].operands;
        return pick({operands[1], false}, into(operands[2]), into(operands[0]));
    };
    return into(choice);
}

std::optional<Ref> Graph::inwards(Ref a, Ref b, const std::function<Ref(Ref, Ref)>& apply)
{
    constexpr std::size_t leaves_max = 4;
    if (spreads(a, b, leaves_max))
        return spread(a, [&](Ref leaf) { return apply(leaf, b); });
    if (spreads(b, a, leaves_max))
        return spread(b, [&](Ref leaf) { return apply(a, leaf); });
    if (is_constant(b))
        return each_entry(a, [&](Ref entry) { return apply(entry, b); });
    if (is_constant(a))
        return each_entry(b, [&](Ref entry) { return apply(a, entry); });
    return std::nullopt;
}

/// The table of what `apply` makes of each entry; none where the node is no table or an entry does not fit.
std::optional<Ref> Graph::each_entry(Ref node, const std::function<Ref(Ref)>& apply)
{
    if (nodes_[node].sort != Sort::operation || nodes_[node].code != Code::lookup)
        return std::nullopt;
    const Ref key = nodes_[node].operands[0];
    const GraphNode table = nodes_[nodes_[node].operands[1]];
    const std::size_t size = std::size_t{1} << table.a;
    std::vector<std::int64_t> entries(size * divisions_);
    for (std::size_t i = 0; i < size; ++i) {
        std::vector<std::int64_t> values;
        for (std::size_t at = i; at < table.values.size(); at += size)
            values.push_back(table.values[at]);
        const Ref made = apply(numbers(std::move(values)));
        if (!is_constant(made) || low(made) < std::numeric_limits<std::int32_t>::min() ||
            high(made) > std::numeric_limits<std::int32_t>::max())
            return std::nullopt;
        const std::vector<std::int64_t>& found = nodes_[made].values;
        for (std::size_t division = 0; division < divisions_; ++division)
            entries[division * size + i] = found.size() == 1 ? found[0] : found[division];
    }
    return lookup(key, std::move(entries), static_cast<unsigned>(table.a));
}

/// min(round(x), c) = round(min(x, c')) where c' rounds to c, and likewise max. Done where the division gets shorter
/// by it: below 2^22 it is done in floats, and of what is never negative no sign is kept.
std::optional<Ref> Graph::bound_before_rounding(Ref rounded, Ref bound, bool from_above)
{
    const GraphNode node = nodes_[rounded];
    if (node.sort != Sort::operation || node.code != Code::round || !is_constant(bound) ||
        nodes_[bound].values.size() != 1)
        return std::nullopt;
    const std::int64_t c = nodes_[bound].values[0];
    const Wide before = Wide{c / node.c} * node.b;
    const Ref x = node.operands[0];
    constexpr Wide short_max = Wide{1} << 22;
    const Wide high_after = from_above ? before : Wide{high(x)};
    const Wide low_after = from_above ? Wide{low(x)} : before;
    const bool shorter =
        high_after + 2 * Wide{node.b} < short_max && low_after > -short_max && (high(x) >= short_max || low(x) < 0);
    if (c % node.c != 0 || !shorter)
        return std::nullopt;
    const Ref at = number(static_cast<std::int64_t>(before));
    return round(from_above ? minimum(x, at) : maximum(x, at), node.b, node.rounding, node.c);
}

/// Of a choice whose condition is certain where `granted` holds, the side that is taken.
Ref Graph::pack(Ref granted, Ref amount, Reach reach)
{
    std::vector<Bit> certain;
    const std::function<void(Ref)> gather = [&](Ref node) {
        if (nodes_[node].sort != Sort::operation || nodes_[node].code != Code::all_bits)
            return;
        for (std::size_t i = 0; i < nodes_[node].operands.size(); ++i) {
            const Bit bit{nodes_[node].operands[i], (nodes_[node].flips >> i & 1) != 0};
            certain.push_back(bit);
            if (!bit.flipped)
                gather(bit.node);
        }
    };
    gather(granted);
    while (is_choice(amount)) {
        const Bit condition{nodes_[amount].operands[1], false};
        if (std::ranges::find(certain, condition) != certain.end())
            amount = nodes_[amount].operands[2];
        else if (std::ranges::find(certain, !condition) != certain.end())
            amount = nodes_[amount].operands[0];
        else
            break;
    }
    GraphNode node;
    node.code = Code::pack;
    node.reach = reach;
    node.width = low(amount) >= std::numeric_limits<std::int32_t>::min() &&
                         high(amount) <= std::numeric_limits<std::int32_t>::max()
                     ? Width::i32
                     : Width::i64;
    node.operands = {granted, as(amount, node.width)};
    node.low = low(amount);
    node.high = high(amount);
    return intern(std::move(node));
}

} // namespace huimin::language::plan
