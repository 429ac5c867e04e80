// What a census answers when it is asked: every policy about everybody, how much it costs by county, and how that
// differs from another asking.

#pragma once

#include <functional>
#include <map>
#include <vector>

#include "census/census.h"
#include "language/columns/sweep.h"

namespace huimin::census {

/// One policy's answers in one county.
struct Tally {
    std::uint64_t yes = 0, no = 0, unknown = 0;
    Wide fen = 0; ///< of all that were granted, in the policy's own period
    void add(const Tally&);
    friend bool operator==(const Tally&, const Tally&) = default;
};

/// Tallies by policy and county (six digits).
using Tallies = std::map<std::pair<language::Index, std::int64_t>, Tally>;

/// Adds the answers about one unit.
void add_tallies(const std::vector<language::Answer>&, std::int64_t county, Tallies&);

/// One answer about a unit or somebody in it.
struct Given {
    language::Index policy = language::none;
    std::int64_t about = 0; ///< key of the unit, or of the member
    language::Verdict verdict = language::Verdict::no;
    std::int64_t fen = 0; ///< 0 unless granted
    friend auto operator<=>(const Given&, const Given&) = default;
};
/// Those that are yes or unknown, by policy and whom they are about. What is not among them is no.
using GivenList = std::vector<Given>;
[[nodiscard]] GivenList given_of(const std::vector<language::Answer>&);

/// The answers of one asking. The census must stand as it was.
class Answers {
public:
    [[nodiscard]] Tallies tallies() const;
    /// What a unit was given; nothing when it is not there.
    [[nodiscard]] GivenList of(language::Index record, registry::RecordKey) const;
    /// Every unit that was given anything, in no order that means something.
    void each(const std::function<void(language::Index record, registry::RecordKey, const GivenList&)>&) const;

    [[nodiscard]] const language::Program& program() const { return *program_; }
    [[nodiscard]] Day day() const { return day_; }

private:
    friend class Asking;
    friend class Comparing;
    struct Part {
        const Units* units = nullptr;
        language::plan::Plan plan;
        language::columns::Results results;
        std::vector<std::pair<registry::RecordKey, std::vector<language::Answer>>> whole; ///< by key
    };
    [[nodiscard]] GivenList in_columns(const Part&, language::columns::Slot) const;

    const language::Program* program_ = nullptr;
    Day day_;
    std::vector<Part> parts_;
};

/// Asks every policy about everybody on a day. `program`: the census's own, or one of the same records. The same
/// answers for any number of threads. Fails with census.stopped.
Result<Answers> ask(const Census&, const language::Program&, const language::World&, Day, const Work& = {});

/// Who would gain, lose and what it costs in one county.
struct Difference {
    std::uint64_t gainers = 0, losers = 0, newly_unknown = 0; ///< units
    Wide fen_before = 0, fen_after = 0;                       ///< what is paid in a month
    friend bool operator==(const Difference&, const Difference&) = default;
};
struct Loser {
    language::Index record = language::none;
    registry::RecordKey at;
    std::int64_t fen_before = 0, fen_after = 0; ///< a month
    friend bool operator==(const Loser&, const Loser&) = default;
};
struct Comparison {
    std::map<std::int64_t, Difference> counties;
    std::vector<Loser> losers; ///< by record, county and key
};

/// Two askings of the same census, of another program or on another day. A unit gains or loses by what its members and
/// itself are granted by the month, taken together; grants by the year, the day and once are left out.
[[nodiscard]] Comparison compare(const Answers& before, const Answers& after);

} // namespace huimin::census
