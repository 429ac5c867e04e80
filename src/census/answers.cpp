#include "census/answers.h"

#include <algorithm>

namespace huimin::census {

using language::Answer;
using language::Index;
using language::Instance;
using language::Program;
using language::Verdict;
using language::columns::Slot;
using registry::RecordKey;

namespace {

constexpr std::size_t units_in_a_morsel = 64;

} // namespace

void Tally::add(const Tally& other)
{
    yes += other.yes;
    no += other.no;
    unknown += other.unknown;
    fen += other.fen;
}

void add_tallies(const std::vector<Answer>& answers, std::int64_t county, Tallies& tallies)
{
    for (const Answer& answer : answers) {
        Tally& tally = tallies[{answer.policy, county}];
        switch (answer.verdict) {
        case Verdict::yes:
            ++tally.yes;
            tally.fen += answer.amount.numerator();
            break;
        case Verdict::no: ++tally.no; break;
        case Verdict::unknown: ++tally.unknown; break;
        }
    }
}

GivenList given_of(const std::vector<Answer>& answers)
{
    GivenList given;
    for (const Answer& answer : answers)
        if (answer.verdict != Verdict::no)
            given.push_back({answer.policy, answer.about->key, answer.verdict,
                             static_cast<std::int64_t>(answer.amount.numerator())});
    std::ranges::sort(given);
    return given;
}

// ---- asking ------------------------------------------------------------------------------------------------------

class Asking {
public:
    Asking(const Program& program, const language::World& world, Day day, const Work& work) : world_(world), work_(work)
    {
        answers_.program_ = &program;
        answers_.day_ = day;
    }

    Result<Answers> all(const Census& census)
    {
        answers_.parts_.resize(census.parts().size());
        for (std::size_t i = 0; i < census.parts().size(); ++i)
            TRY(part(census.parts()[i], answers_.parts_[i]));
        return std::move(answers_);
    }

private:
    Result<Done> part(const Units& units, Answers::Part& answers)
    {
        const Program& program = *answers_.program_;
        answers.units = &units;
        answers.plan =
            language::plan::Plan::compile(program, world_, answers_.day_, units.columns().layout(), units.divisions());
        const language::columns::Interpreter interpreter{program, world_,
                                                         [&](Slot slot) { return units.instance(slot); }};
        language::columns::sweep(answers.plan, units.columns(), work_.threads, answers.results, &interpreter);
        std::vector<const std::pair<const RecordKey, Instance>*> whole;
        for (const auto& each : units.whole())
            whole.push_back(&each);
        answers.whole.resize(whole.size());
        return in_morsels(whole.size(), units_in_a_morsel, work_, [&](std::size_t first, std::size_t last, unsigned) {
            for (std::size_t i = first; i < last; ++i)
                answers.whole[i] = {whole[i]->first,
                                    language::answer(program, world_, whole[i]->second, answers_.day_)};
        });
    }

    const language::World& world_;
    const Work& work_;
    Answers answers_;
};

Result<Answers> ask(const Census& census, const Program& program, const language::World& world, Day day,
                    const Work& work)
{
    return Asking(program, world, day, work).all(census);
}

// ---- the answers -------------------------------------------------------------------------------------------------

Tallies Answers::tallies() const
{
    Tallies tallies;
    for (const Part& part : parts_) {
        for (std::size_t q = 0; q < part.plan.questions().size(); ++q)
            for (std::uint32_t d = 0; d < part.units->divisions().size(); ++d)
                if (const auto& totals = part.results.totals(q, d);
                    totals.yes != 0 || totals.no != 0 || totals.unknown != 0)
                    tallies[{part.plan.questions()[q].policy, part.units->county(d)}].add(
                        {totals.yes, totals.no, totals.unknown, totals.fen});
        for (const auto& [at, answers] : part.whole)
            add_tallies(answers, at.county, tallies);
    }
    return tallies;
}

GivenList Answers::in_columns(const Part& part, Slot slot) const
{
    GivenList given;
    const auto& questions = part.plan.questions();
    const std::uint32_t members = part.units->columns().chunks()[slot.chunk].members;
    for (std::size_t q = 0; q < questions.size(); ++q)
        for (std::uint32_t m = 0; m < (questions[q].by_member ? members : 1); ++m)
            if (const Verdict verdict = part.results.verdict(q, slot, m); verdict != Verdict::no)
                given.push_back({questions[q].policy,
                                 questions[q].by_member ? part.units->member_key(slot, m) : part.units->key(slot).key,
                                 verdict, part.results.fen(q, slot, m)});
    std::ranges::sort(given);
    return given;
}

GivenList Answers::of(Index record, RecordKey at) const
{
    for (const Part& part : parts_) {
        if (part.units->shape().record != record)
            continue;
        if (const Slot* slot = part.units->slot(at))
            return in_columns(part, *slot);
        const auto found = std::ranges::lower_bound(part.whole, at, {}, [](const auto& each) { return each.first; });
        if (found != part.whole.end() && found->first == at)
            return given_of(found->second);
    }
    return {};
}

void Answers::each(const std::function<void(Index, RecordKey, const GivenList&)>& take) const
{
    for (const Part& part : parts_) {
        const Index record = part.units->shape().record;
        const auto& columns = part.units->columns();
        for (std::uint32_t chunk = 0; chunk < columns.chunks().size(); ++chunk)
            for (std::uint32_t lane = 0; lane < columns.frame(columns.chunks()[chunk].members).units; ++lane)
                if (const Slot slot{chunk, lane}; columns.is_live(slot))
                    if (const GivenList given = in_columns(part, slot); !given.empty())
                        take(record, part.units->key(slot), given);
        for (const auto& [at, answers] : part.whole)
            if (const GivenList given = given_of(answers); !given.empty())
                take(record, at, given);
    }
}

} // namespace huimin::census
