// Chains of operations as one instruction: where nobody else looks at an inner link, its operands are taken into the
// outer one.

#include <limits>

#include "language/plan/assemble.h"

namespace huimin::language::plan {

namespace {

constexpr std::size_t joined_max = 8;

} // namespace

bool Assembler::joins(const GraphNode& outer, Ref inner) const
{
    const GraphNode& node = graph_[inner];
    return node.sort == Sort::operation && uses_[inner] == 1 && node.reach == outer.reach && node.width == outer.width;
}

void Assembler::join(Step& step) const
{
    switch (step.code) {
    case Code::select: join_choices(step); break;
    case Code::all_bits: join_bits(step); break;
    case Code::add:
    case Code::subtract:
    case Code::minimum:
    case Code::maximum: join_sums(step); break;
    case Code::convert:
    case Code::multiply:
    case Code::total:
    case Code::round:
    case Code::round_by:
    case Code::less:
    case Code::equal:
    case Code::lookup:
    case Code::sum_members:
    case Code::largest_members:
    case Code::smallest_members:
    case Code::count_members:
    case Code::all_members:
    case Code::pack:
    case Code::calendar: break;
    }
}

/// A choice whose last number is a choice again is one choice with more cases.
void Assembler::join_choices(Step& step) const
{
    const GraphNode& node = graph_[step.node];
    const auto is_choice = [&](Ref inner) { return joins(node, inner) && graph_[inner].code == Code::select; };
    std::vector<std::uint32_t>& operands = step.operands;
    while (operands.size() + 2 <= columns::operands_max) {
        const std::size_t last = operands.size() - 1;
        if (is_choice(operands[0])) {
            const std::vector<std::uint32_t>& inner = graph_[operands[0]].operands;
            operands[0] = inner[0];
            operands.insert(operands.end(), {inner[1], inner[2]});
        } else if (is_choice(operands[last])) { // not the last condition: otherwise; else what is inside
            const std::vector<std::uint32_t>& inner = graph_[operands[last]].operands;
            operands[last] = operands[0];
            step.flips = static_cast<std::uint16_t>(step.flips ^ 1U << (last - 1));
            operands[0] = inner[0];
            operands.insert(operands.end(), {inner[1], inner[2]});
        } else {
            return;
        }
    }
}

void Assembler::join_bits(Step& step) const
{
    const GraphNode& node = graph_[step.node];
    for (std::size_t i = 0; i < step.operands.size();) {
        const GraphNode& inner = graph_[step.operands[i]];
        const bool flipped = (step.flips >> i & 1) != 0;
        if (!joins(node, step.operands[i]) || inner.code != Code::all_bits ||
            step.operands.size() + inner.operands.size() - 1 > joined_max || (flipped && step.operands.size() != 1)) {
            ++i;
            continue;
        }
        std::vector<std::uint32_t> operands;
        std::uint16_t flips = 0;
        const auto take = [&](std::uint32_t operand, bool flip) {
            flips = static_cast<std::uint16_t>(flips | (flip ? 1U << operands.size() : 0U));
            operands.push_back(operand);
        };
        for (std::size_t k = 0; k < step.operands.size(); ++k) {
            if (k != i) {
                take(step.operands[k], (step.flips >> k & 1) != 0);
                continue;
            }
            for (std::size_t m = 0; m < inner.operands.size(); ++m)
                take(inner.operands[m], (inner.flips >> m & 1) != 0);
        }
        step.flip_result = step.flip_result != flipped;
        step.operands = std::move(operands);
        step.flips = flips;
        i = 0;
    }
}

/// Adds and subtractions, and the bounds around them, as one sum that is kept within a and b. Wrapping numbers add up
/// in any order; what comes out was shown to fit.
void Assembler::join_sums(Step& step) const
{
    Step sum = step;
    sum.code = Code::total;
    sum.operands.clear();
    sum.flips = 0;
    const bool narrow = graph_[step.node].width == Width::i32;
    sum.a = narrow ? std::numeric_limits<std::int32_t>::min() : std::numeric_limits<std::int64_t>::min();
    sum.b = narrow ? std::numeric_limits<std::int32_t>::max() : std::numeric_limits<std::int64_t>::max();
    // From the outermost bound inwards: the inner one is applied first.
    std::vector<std::pair<Code, std::int64_t>> bounds;
    Ref inside = step.node;
    for (;;) {
        const GraphNode& node = graph_[inside];
        if (node.sort != Sort::operation || (node.code != Code::minimum && node.code != Code::maximum) ||
            (inside != step.node && !joins(graph_[step.node], inside)))
            break;
        const bool first = graph_.is_constant(node.operands[0]);
        const Ref bound = node.operands[first ? 0 : 1];
        if (!graph_.is_constant(bound) || graph_[bound].values.size() != 1)
            break;
        bounds.emplace_back(node.code, graph_[bound].values[0]);
        inside = node.operands[first ? 1 : 0];
    }
    for (std::size_t i = bounds.size(); i-- > 0;) {
        const auto [code, bound] = bounds[i];
        sum.a = code == Code::maximum ? std::max(sum.a, bound) : std::min(sum.a, bound);
        sum.b = code == Code::maximum ? std::max(sum.b, bound) : std::min(sum.b, bound);
    }
    struct Term {
        Ref node;
        bool taken_off;
    };
    std::vector<Term> terms{{inside, false}};
    for (std::size_t i = 0; i < terms.size();) {
        const Term term = terms[i];
        const GraphNode& node = graph_[term.node];
        const bool is_sum = node.sort == Sort::operation && (node.code == Code::add || node.code == Code::subtract);
        if (!is_sum || terms.size() == joined_max || (term.node != step.node && !joins(graph_[step.node], term.node))) {
            ++i;
            continue;
        }
        terms[i].node = node.operands[0];
        terms.push_back({node.operands[1], term.taken_off != (node.code == Code::subtract)});
    }
    std::erase_if(terms, [&](const Term& term) { return graph_.is_zero(term.node); });
    for (const Term& term : terms) {
        sum.flips = static_cast<std::uint16_t>(sum.flips | (term.taken_off ? 1U << sum.operands.size() : 0U));
        sum.operands.push_back(term.node);
    }
    if (!terms.empty() && (bounds.size() > 1 || terms.size() > 2 || (bounds.size() == 1 && terms.size() == 2)))
        step = std::move(sum);
}

} // namespace huimin::language::plan
