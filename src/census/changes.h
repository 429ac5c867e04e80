// What changes of facts change in the answers: only the units touched are asked again, and of the policies only those
// that can read what was touched.

#pragma once

#include <compare>

#include "census/answers.h"

namespace huimin::census {

/// An answer that differs: the seed of a lead. No before: no.
struct ChangedAnswer {
    language::Index record = language::none; ///< of the unit
    registry::RecordKey unit;
    language::Index policy = language::none;
    std::int64_t about = 0; ///< key of the unit, or of the member
    struct Side {
        language::Verdict verdict = language::Verdict::no;
        std::int64_t fen = 0;
        friend auto operator<=>(const Side&, const Side&) = default;
    } before, after;
    friend auto operator<=>(const ChangedAnswer&, const ChangedAnswer&) = default;
};

/// Where two lists of one unit differ, by policy and whom it is about.
void add_differences(language::Index record, registry::RecordKey unit, const GivenList& before, const GivenList& after,
                     std::vector<ChangedAnswer>& into);

/// The facts in which a unit differs; of a unit that came or went everything.
[[nodiscard]] language::Facts facts_of(const Change&, const language::Program&);

/// Asks the touched units before and after, on one day. By record, unit, policy and whom it is about. Fails with
/// census.stopped. `changes` must not be `everything`.
Result<std::vector<ChangedAnswer>> changed_answers(const language::Program&, const language::World&, Day,
                                                   const Changes&, const Work& = {});

/// Two askings of everybody: of a census before and after it was built anew, or on two days. Both must be of one
/// program. The same as changed_answers, where that may be asked.
[[nodiscard]] std::vector<ChangedAnswer> changed_answers(const Answers& before, const Answers& after);

} // namespace huimin::census
