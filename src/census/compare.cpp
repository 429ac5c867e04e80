// Who gains and who loses: the same chunks of two askings side by side, whole columns at a time.

#include <algorithm>
#include <bit>

#include "census/answers.h"

namespace huimin::census {

using language::Answer;
using language::Program;
using language::Verdict;

namespace {

/// What the units of a chunk get in a month, and whether anything about them is not yet known.
struct Monthly {
    std::vector<std::int64_t> fen;
    std::vector<std::uint64_t> unknown; ///< 64 lanes a word
};

bool pays_monthly(const Program& program, language::Index policy)
{
    return program.policies[policy].period == language::PayPeriod::monthly;
}

} // namespace

class Comparing {
public:
    Comparison of(const Answers& before, const Answers& after)
    {
        VERIFY(before.parts_.size() == after.parts_.size());
        for (std::size_t i = 0; i < before.parts_.size(); ++i) {
            VERIFY(before.parts_[i].units == after.parts_[i].units);
            part(before, after, i);
        }
        const auto order = [](const Loser& loser) { return std::pair(loser.record, loser.at); };
        std::ranges::sort(found_.losers, {}, order);
        return std::move(found_);
    }

private:
    struct Month {
        std::int64_t fen = 0;
        bool unknown = false;
    };

    void part(const Answers& before, const Answers& after, std::size_t number)
    {
        const Units& units = *before.parts_[number].units;
        const auto& columns = units.columns();
        for (std::uint32_t chunk = 0; chunk < columns.chunks().size(); ++chunk) {
            Monthly one, other;
            gather(before, before.parts_[number], chunk, one);
            gather(after, after.parts_[number], chunk, other);
            judge(units, chunk, one, other);
        }
        for (std::size_t i = 0; i < before.parts_[number].whole.size(); ++i) {
            const auto& [at, answers] = before.parts_[number].whole[i];
            judge(units, at, month_of(before.program(), answers),
                  month_of(after.program(), after.parts_[number].whole[i].second));
        }
    }

    static void gather(const Answers& answers, const Answers::Part& part, std::uint32_t chunk, Monthly& into)
    {
        const auto& columns = part.units->columns();
        const std::uint32_t lanes = columns.frame(columns.chunks()[chunk].members).units;
        into.fen.assign(lanes, 0);
        into.unknown.assign(lanes / 64, 0);
        for (std::size_t q = 0; q < part.plan.questions().size(); ++q) {
            const auto& question = part.plan.questions()[q];
            part.results.add_unknown(q, chunk, into.unknown);
            if (question.amount && pays_monthly(answers.program(), question.policy))
                part.results.add_fen(q, chunk, into.fen);
        }
    }

    void judge(const Units& units, std::uint32_t chunk, const Monthly& before, const Monthly& after)
    {
        const auto& columns = units.columns();
        const auto& stands = columns.chunks()[chunk];
        const std::uint32_t lanes = columns.frame(stands.members).units;
        Difference& county = found_.counties[units.county(stands.division)];
        for (std::size_t word = 0; word < lanes / 64; ++word)
            county.newly_unknown +=
                static_cast<std::uint64_t>(std::popcount(after.unknown[word] & ~before.unknown[word]));
        // Lanes without a unit answer nothing, so they add nothing.
        for (std::uint32_t lane = 0; lane < lanes; ++lane) {
            county.fen_before += before.fen[lane];
            county.fen_after += after.fen[lane];
            county.gainers += after.fen[lane] > before.fen[lane] ? 1 : 0;
            county.losers += after.fen[lane] < before.fen[lane] ? 1 : 0;
        }
        for (std::uint32_t lane = 0; lane < lanes; ++lane)
            if (after.fen[lane] < before.fen[lane])
                found_.losers.push_back(
                    {units.shape().record, units.key({chunk, lane}), before.fen[lane], after.fen[lane]});
    }

    static Month month_of(const Program& program, const std::vector<Answer>& answers)
    {
        Month month;
        for (const Answer& answer : answers) {
            month.unknown = month.unknown || answer.verdict == Verdict::unknown;
            if (answer.verdict == Verdict::yes && pays_monthly(program, answer.policy))
                month.fen += static_cast<std::int64_t>(answer.amount.numerator());
        }
        return month;
    }

    void judge(const Units& units, registry::RecordKey at, Month before, Month after)
    {
        Difference& county = found_.counties[at.county];
        county.fen_before += before.fen;
        county.fen_after += after.fen;
        county.gainers += after.fen > before.fen ? 1 : 0;
        county.newly_unknown += after.unknown && !before.unknown ? 1 : 0;
        if (after.fen < before.fen) {
            ++county.losers;
            found_.losers.push_back({units.shape().record, at, before.fen, after.fen});
        }
    }

    Comparison found_;
};

Comparison compare(const Answers& before, const Answers& after) { return Comparing().of(before, after); }

} // namespace huimin::census
