// Sums, counts and quantifiers over the records that belong to one.

#include "base/result.h"
#include "language/evaluate/machine.h"

namespace huimin::language {

namespace {

/// Whether a member counts: no condition lets all of them in.
Verdict counted(Machine& machine, const Node* condition, const Frame& member)
{
    return condition == nullptr ? Verdict::yes : machine.truth(*condition, member);
}

} // namespace

Value Machine::sum(const Node& node, const Frame& frame)
{
    Rational total;
    Frame member = frame;
    member.subject = first_member(frame.subject, node.index);
    for (Index left = members(frame.subject, node.index); left > 0; --left, ++member.subject) {
        const Verdict counts = counted(*this, node.operands[0].get(), member);
        if (counts == Verdict::no)
            continue;
        const Value part = counts == Verdict::yes ? value(*node.operands[1], member) : Value(Unknown{});
        const auto both = is_unknown(part) ? std::nullopt : huimin::add(total, *number_in(part));
        if (!both)
            return Unknown{};
        total = *both;
    }
    return total;
}

Value Machine::count(const Node& node, const Frame& frame)
{
    std::int64_t found = 0;
    Frame member = frame;
    member.subject = first_member(frame.subject, node.index);
    for (Index left = members(frame.subject, node.index); left > 0; --left, ++member.subject) {
        const Verdict counts = counted(*this, node.operands[0].get(), member);
        if (counts == Verdict::unknown)
            return Unknown{};
        found += counts == Verdict::yes ? 1 : 0;
    }
    return Rational(found);
}

/// `ending` is the answer that one member alone settles: yes for 任一, no for 全部.
Value Machine::quantifier(const Node& node, const Frame& frame, Verdict ending)
{
    bool unknown = false;
    Frame member = frame;
    member.subject = first_member(frame.subject, node.index);
    for (Index left = members(frame.subject, node.index); left > 0; --left, ++member.subject) {
        const Verdict verdict = truth(*node.operands[0], member);
        if (verdict == ending)
            return value_of(ending);
        unknown |= verdict == Verdict::unknown;
    }
    return unknown ? Value(Unknown{}) : Value(ending == Verdict::no);
}

Value Machine::extreme_member(const Node& node, const Frame& frame, bool largest)
{
    Value best = Unknown{};
    Frame member = frame;
    member.subject = first_member(frame.subject, node.index);
    for (Index left = members(frame.subject, node.index); left > 0; --left, ++member.subject) {
        const Verdict counts = counted(*this, node.operands[0].get(), member);
        if (counts == Verdict::no)
            continue;
        Value part = counts == Verdict::yes ? value(*node.operands[1], member) : Value(Unknown{});
        if (is_unknown(part))
            return part;
        if (is_unknown(best) || (largest ? std::is_lt(order_of(best, part)) : std::is_gt(order_of(best, part))))
            best = std::move(part);
    }
    return best;
}

} // namespace huimin::language
