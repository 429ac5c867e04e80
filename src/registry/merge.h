// One person kept twice: found by rules, made one, and made two again when that was a mistake; or found to be two.

#pragma once

#include <vector>

#include "base/how_far.h"
#include "registry/registry.h"

namespace huimin::registry {

enum class Likeness {
    same_number,       ///< one number, in use with one record and formerly with another
    near_number,       ///< same name, numbers of 18 signs that agree in all but the last four
    name_and_birthday, ///< same name and birthday in one county, one of them without a number
    name_and_address,  ///< same name, birthday and address, in whatever counties
};
[[nodiscard]] std::string_view text_of(Likeness); ///< 同一号码 …

struct Suspicion {
    RecordKey one, other;
    Likeness likeness = Likeness::name_and_birthday;
    std::string name;
};

/// Pairs of records of one type that may be the same and both lie inside, at most `pairs_max`; without those that were
/// told apart. A number that stands with two records at the same time never comes here: the store refuses it. `how_far`
/// counts the records compared by name.
Result<std::vector<Suspicion>> find_duplicates(Registry&, language::Index record, std::size_t pairs_max,
                                               const Extent& inside = below(AreaCode()),
                                               const HowFar& how_far = {});

/// Somebody looked: they are two. The pair is not told again. Fails with registry.merge, registry.missing.
Result<Done> tell_apart(Registry&, language::Index record, RecordKey one, RecordKey other, const std::string& reason,
                        const Actor&);
/// Takes that back. Fails with registry.missing, also where they were not told apart.
Result<Done> doubt_again(Registry&, language::Index record, RecordKey one, RecordKey other, const Actor&);

/// Makes two records one, also when they lie in two counties: `kept` takes over what only `given_up` knows, its number
/// among it, and what belongs to it; `given_up` leaves the lists, stays in the history, and its numbers and names find
/// `kept` from then on. Both old rows are kept, so that `unmerge` can undo it.
///
/// Fails with
///   registry.missing  one of them is not there
///   registry.merge    they are the same record
Result<Done> merge(Registry&, language::Index record, RecordKey kept, RecordKey given_up, const Actor&);

/// Undoes the merge that gave up this record: both rows stand again as they were before it, and what belonged to it is
/// its again. Fails with registry.not_merged, or registry.conflict when the kept record was changed since.
Result<Done> unmerge(Registry&, language::Index record, RecordKey given_up, const Actor&);

/// Where a record stands that may have been given up for another: that one. None when it has left the lists.
Result<std::optional<RecordKey>> stands_at(store::Reader&, const language::Record&, RecordKey);

} // namespace huimin::registry
