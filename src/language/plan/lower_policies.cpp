// Policies: eligibility, exclusions, amount, and how they stand to each other. The same steps as the interpreter's, on
// bitmaps.

#include <algorithm>

#include "language/plan/lower.h"

namespace huimin::language::plan {

void Lowering::answer_policies()
{
    const Program& program = asked_.program;
    const Index member = asked_.layout.list == none ? none : record_of(Reach::member);
    std::vector<std::size_t> open(program.coordinations.size());
    std::vector<std::vector<Index>> waiting(program.policies.size());
    for (Index i = 0; i < program.coordinations.size(); ++i)
        for (const auto* policies : {&program.coordinations[i].left, &program.coordinations[i].right})
            for (const Index policy : *policies) {
                waiting[policy].push_back(i);
                ++open[i];
            }
    for (const Index index : program.policy_order) {
        const Policy& policy = program.policies[index];
        if (policy.record == asked_.layout.unit || policy.record == member)
            policies_[index] = first_answer(policy, policy.record == member ? Reach::member : Reach::unit);
        for (const Index coordination : waiting[index])
            if (--open[coordination] == 0)
                coordinate(program.coordinations[coordination]);
    }
}

Lowering::Granted Lowering::first_answer(const Policy& policy, Reach reach)
{
    Granted granted{!policy.is_standing(), graph_.no(), graph_.yes(), graph_.number(0)};
    const PolicyVersion* version = version_on(policy.versions, asked_.day);
    if (version == nullptr)
        return granted;
    std::vector<Meaning> slots(version->slots);
    const Scope scope{reach, &slots};
    const Meaning eligible = lower(*version->eligible, scope);
    std::vector<Bit> yes{eligible.yes}, no{eligible.no};
    for (const Exclusion& exclusion : version->exclusions) {
        const Meaning excluded = lower(*exclusion.condition, scope);
        yes.push_back(excluded.no);
        no.push_back(excluded.yes);
    }
    if (version->amount != nullptr) {
        const Meaning amount = lower(*version->amount, scope);
        if (amount.sort != Meaning::Sort::number || amount.denominator != 1 || amount.divisor) {
            const Ref broken = graph_.broken("an amount that is not shown to be whole fen");
            return {true, {broken, false}, {broken, false}, broken};
        }
        const Bit something = graph_.less(graph_.number(0), amount.numerator);
        yes.push_back(amount.known);
        yes.push_back(something);
        no.push_back(graph_.all({amount.known, !something}));
        granted.amount = amount.numerator;
    }
    granted.yes = graph_.all(yes);
    granted.no = graph_.any(no);
    granted.amount = graph_.select(granted.yes, granted.amount, graph_.number(0));
    return granted;
}

Meaning Lowering::granted(Index index, Reach reach, bool amount)
{
    const auto found = policies_.find(index);
    if (found == policies_.end())
        return arithmetic_.broken("asks a policy of another record");
    if (reach == Reach::unit && by_member(index))
        return arithmetic_.unknown(!amount); // as the interpreter: a household has none of a person's answers
    const Granted& granted = found->second;
    if (!amount)
        return arithmetic_.truth(granted.yes, granted.no);
    return arithmetic_.number(granted.amount, 1, graph_.any({granted.yes, granted.no}));
}

// ---- coordinations -----------------------------------------------------------------------------------------------

Lowering::Side Lowering::side(const std::vector<Index>& policies, Reach reach)
{
    std::vector<Bit> granted, unknown;
    Side sum{graph_.no(), graph_.no(), graph_.number(0)};
    for (const Index policy : policies) {
        if (reach == Reach::member && !by_member(policy))
            continue;
        const Granted& answer = policies_.at(policy);
        const Bit open = graph_.all({!answer.yes, !answer.no});
        const bool below = reach == Reach::unit && by_member(policy);
        granted.push_back(below ? graph_.any_members(answer.yes) : answer.yes);
        unknown.push_back(below ? graph_.any_members(open) : open);
        sum.amount = graph_.add(sum.amount, below ? graph_.sum_members(graph_.yes(), answer.amount) : answer.amount);
    }
    sum.granted = graph_.any(granted);
    sum.unknown = graph_.any(unknown);
    return sum;
}

void Lowering::refuse(const std::vector<Index>& policies, Bit where)
{
    for (const Index policy : policies) {
        Granted& answer = policies_.at(policy);
        answer.yes = graph_.all({answer.yes, !where});
        answer.no = graph_.any({answer.no, where});
        answer.amount = graph_.select(where, graph_.number(0), answer.amount);
    }
}

void Lowering::doubt(const std::vector<Index>& policies, Bit where)
{
    for (const Index policy : policies) {
        Granted& answer = policies_.at(policy);
        answer.yes = graph_.all({answer.yes, !where});
        answer.amount = graph_.select(where, graph_.number(0), answer.amount);
    }
}

void Lowering::coordinate(const Coordination& coordination)
{
    if (coordination.left.empty() || coordination.right.empty() || coordination.relation == Relation::stacks ||
        coordination.relation == Relation::not_income)
        return;
    const auto missing = [&](Index policy) { return !policies_.contains(policy); };
    if (std::ranges::any_of(coordination.left, missing) || std::ranges::any_of(coordination.right, missing)) {
        const Ref broken = graph_.broken("stands in a coordination with a policy of another record");
        for (const auto* policies : {&coordination.left, &coordination.right})
            for (const Index policy : *policies)
                if (const auto found = policies_.find(policy); found != policies_.end())
                    found->second = {found->second.pays, {broken, false}, {broken, false}, broken};
        return;
    }
    const Reach reach = by_member(coordination.left.front()) ? Reach::member : Reach::unit;
    const Side left = side(coordination.left, reach), right = side(coordination.right, reach);
    switch (coordination.relation) {
    case Relation::excludes:
    case Relation::replaces:
        refuse(coordination.right, left.granted);
        doubt(coordination.right, graph_.all({!left.granted, left.unknown}));
        break;
    case Relation::choose_one:
    case Relation::higher_of: choose(coordination, left, right); break;
    case Relation::tops_up: top_up(coordination, right); break;
    case Relation::stacks:
    case Relation::not_income: break;
    }
}

void Lowering::choose(const Coordination& coordination, const Side& left, const Side& right)
{
    const Bit both = graph_.all({graph_.any({left.granted, left.unknown}), graph_.any({right.granted, right.unknown})});
    const Bit right_pays_more = graph_.less(left.amount, right.amount);
    const Bit take_left = graph_.all({both, left.granted, !right.unknown, !right_pays_more});
    const Bit take_right = graph_.all({both, right.granted, !left.unknown, right_pays_more});
    const Bit undecided = graph_.all({both, !take_left, !take_right});
    refuse(coordination.right, take_left);
    refuse(coordination.left, take_right);
    doubt(coordination.left, undecided);
    doubt(coordination.right, undecided);
}

void Lowering::top_up(const Coordination& coordination, const Side& right)
{
    doubt(coordination.left, right.unknown);
    Ref taken = right.amount;
    for (const Index policy : coordination.left) {
        Granted& answer = policies_.at(policy);
        const Bit touched = graph_.all({!right.unknown, answer.yes, graph_.less(graph_.number(0), taken)});
        const Ref now = graph_.select(touched, graph_.minimum(taken, answer.amount), graph_.number(0));
        taken = graph_.subtract(taken, now);
        const Ref rest = graph_.maximum(graph_.subtract(answer.amount, now), graph_.number(0));
        const Bit gone = graph_.all({touched, graph_.equal(rest, graph_.number(0))});
        answer.amount = rest;
        answer.yes = graph_.all({answer.yes, !gone});
        answer.no = graph_.any({answer.no, gone});
    }
}

} // namespace huimin::language::plan
