// The answers of all policies, and how they stand to each other.

#include <algorithm>

#include "base/result.h"
#include "language/evaluate/deciding.h"
#include "language/evaluate/machine.h"

namespace huimin::language {

Machine::Outcome Machine::outcome(const Opened<PolicyVersion>& opened)
{
    const PolicyVersion& version = opened.version;
    Outcome outcome;
    outcome.amount = Rational();
    outcome.eligible = truth(*version.eligible, opened.frame);
    for (const Exclusion& exclusion : version.exclusions) {
        const Verdict verdict = truth(*exclusion.condition, opened.frame);
        if (outcome.excluded != Verdict::yes && verdict != Verdict::no)
            outcome.excluded = verdict;
    }
    if (outcome.eligible == Verdict::no || outcome.excluded == Verdict::yes)
        return outcome;
    if (version.amount != nullptr)
        outcome.amount = value(*version.amount, opened.frame);
    const bool unknown =
        outcome.eligible == Verdict::unknown || outcome.excluded == Verdict::unknown || is_unknown(outcome.amount);
    const bool nothing =
        version.amount != nullptr && !is_unknown(outcome.amount) && number_in(outcome.amount)->sign() <= 0;
    outcome.verdict = nothing ? Verdict::no : unknown ? Verdict::unknown : Verdict::yes;
    return outcome;
}

Answer Machine::answer_one(Index index, Index subject)
{
    const Policy& policy = program_.policies[index];
    Answer answer;
    answer.policy = index;
    answer.about = subjects_[subject].instance;
    answer.verdict = Verdict::no;
    const PolicyVersion* version = version_on(policy.versions, day_);
    if (version == nullptr)
        return answer;
    const Opened<PolicyVersion> opened(*version, subject, policy.heading);
    const Outcome found = outcome(opened);
    answer.verdict = found.verdict;
    if (found.verdict == Verdict::yes)
        answer.amount = *number_in(found.amount);
    if (found.verdict == Verdict::unknown)
        answer.deciding = deciding_policy(*this, opened, found);
    return answer;
}

void Machine::answer_all(const std::vector<bool>* wanted)
{
    if (answering_)
        return;
    answering_ = true;
    std::vector<Index> open(program_.coordinations.size()); // how many of its policies are not answered yet
    std::vector<std::vector<Index>> waiting(program_.policies.size());
    for (Index i = 0; i < program_.coordinations.size(); ++i) {
        const Coordination& coordination = program_.coordinations[i];
        for (const auto* policies : {&coordination.left, &coordination.right})
            for (const Index policy : *policies) {
                waiting[policy].push_back(i);
                ++open[i];
            }
    }
    for (const Index policy : program_.policy_order) {
        if (wanted != nullptr && !(*wanted)[policy])
            continue;
        first_answer_[policy] = static_cast<Index>(answers_.size());
        for (Index subject = 0; subject < subjects_.size(); ++subject)
            if (subjects_[subject].instance->record == program_.policies[policy].record)
                answers_.push_back(answer_one(policy, subject));
        for (const Index coordination : waiting[policy])
            if (--open[coordination] == 0)
                coordinate(coordination);
    }
}

const Answer* Machine::final_answer(Index policy, Index subject)
{
    answer_all();
    const Index about = owner_of_record(subject, program_.policies[policy].record);
    if (about == none)
        return nullptr;
    VERIFY(first_answer_[policy] != none); // policy_order puts what is read before its readers
    const std::size_t place = first_answer_[policy] + subjects_[about].ordinal;
    VERIFY(place < answers_.size() && answers_[place].policy == policy);
    return &answers_[place];
}

// ---- coordinations -------------------------------------------------------------------------------------------------

std::vector<Answer*> Machine::side(const std::vector<Index>& policies, Index subject)
{
    std::vector<Answer*> answers;
    for (const Index policy : policies)
        for (Index other = subject; other < subjects_.size(); ++other) {
            if (subjects_[other].instance->record != program_.policies[policy].record)
                continue;
            Index above = other;
            while (above != none && above != subject)
                above = subjects_[above].owner;
            if (above == subject)
                answers.push_back(&answers_[first_answer_[policy] + subjects_[other].ordinal]);
        }
    return answers;
}

void Machine::coordinate(Index index)
{
    const Coordination& coordination = program_.coordinations[index];
    if (coordination.relation == Relation::stacks || coordination.relation == Relation::not_income ||
        coordination.left.empty() || coordination.right.empty())
        return;
    const Index record = program_.policies[coordination.left.front()].record;
    for (Index subject = 0; subject < subjects_.size(); ++subject)
        if (subjects_[subject].instance->record == record)
            coordinate(index, side(coordination.left, subject), side(coordination.right, subject));
}

namespace {

/// What one side of a coordination comes to.
struct Sum {
    bool granted = false, unknown = false;
    Rational amount; ///< of those granted
};

std::optional<Sum> sum_of(const std::vector<Answer*>& side)
{
    Sum sum;
    for (const Answer* answer : side) {
        sum.unknown |= answer->verdict == Verdict::unknown;
        sum.granted |= answer->verdict == Verdict::yes;
        const auto total = add(sum.amount, answer->amount);
        if (!total)
            return std::nullopt;
        sum.amount = *total;
    }
    return sum;
}

void refuse(const std::vector<Answer*>& side, Index coordination)
{
    for (Answer* answer : side)
        if (answer->verdict != Verdict::no) {
            answer->verdict = Verdict::no;
            answer->amount = Rational();
            answer->deciding.clear();
            answer->by_coordination = coordination;
        }
}

/// What was granted becomes unknown, resting on what is unknown of `because`.
void doubt(const std::vector<Answer*>& side, const std::vector<Answer*>& because, Index coordination)
{
    for (Answer* answer : side) {
        if (answer->verdict != Verdict::yes)
            continue;
        answer->verdict = Verdict::unknown;
        answer->amount = Rational();
        answer->by_coordination = coordination;
        for (const Answer* other : because)
            for (const Deciding& fact : other->deciding)
                if (std::ranges::find(answer->deciding, fact) == answer->deciding.end())
                    answer->deciding.push_back(fact);
    }
}

/// One side only: the one that pays more, the left where both pay the same.
void choose(const std::vector<Answer*>& left, const std::vector<Answer*>& right, const Sum& of_left,
            const Sum& of_right, Index coordination)
{
    if ((!of_left.granted && !of_left.unknown) || (!of_right.granted && !of_right.unknown))
        return;
    // No amount is negative, so what is still unknown on a side can only add to it.
    if (of_left.granted && !of_right.unknown && of_left.amount >= of_right.amount)
        return refuse(right, coordination);
    if (of_right.granted && !of_left.unknown && of_right.amount > of_left.amount)
        return refuse(left, coordination);
    doubt(left, right, coordination);
    doubt(right, left, coordination);
}

void top_up(const std::vector<Answer*>& left, const std::vector<Answer*>& right, const Sum& of_right,
            Index coordination)
{
    if (of_right.unknown)
        return doubt(left, right, coordination);
    Rational taken = of_right.amount;
    for (Answer* answer : left) {
        if (answer->verdict != Verdict::yes || taken.sign() == 0)
            continue;
        const Rational now = std::min(taken, answer->amount);
        const auto rest = subtract(answer->amount, now);
        const auto still = subtract(taken, now);
        VERIFY(rest && still); // differences of amounts between zero and one that fits
        taken = *still;
        if (rest->sign() == 0) {
            refuse({answer}, coordination);
        } else {
            answer->amount = *rest;
            answer->by_coordination = coordination;
        }
    }
}

} // namespace

void Machine::coordinate(Index index, const std::vector<Answer*>& left, const std::vector<Answer*>& right)
{
    const std::optional<Sum> of_left = sum_of(left), of_right = sum_of(right);
    if (!of_left || !of_right) { // sums beyond 38 digits: nothing can be said of either side
        doubt(left, right, index);
        return doubt(right, left, index);
    }
    switch (program_.coordinations[index].relation) {
    case Relation::excludes:
    case Relation::replaces:
        if (of_left->granted)
            refuse(right, index);
        else if (of_left->unknown)
            doubt(right, left, index);
        break;
    case Relation::choose_one:
    case Relation::higher_of: choose(left, right, *of_left, *of_right, index); break;
    case Relation::tops_up: top_up(left, right, *of_right, index); break;
    case Relation::stacks:
    case Relation::not_income: break;
    }
}

} // namespace huimin::language
