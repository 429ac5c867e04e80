// One person kept twice: found by rules, made one, and made two again when that was a mistake.

#pragma once

#include <vector>

#include "registry/registry.h"

namespace huimin::registry {

enum class Likeness {
    name_and_birthday, ///< same name and same birthday, in one county
    near_number,       ///< citizen numbers that agree in all but the last four characters, same name
};

struct Suspicion {
    RecordKey one, other;
    Likeness likeness = Likeness::name_and_birthday;
    std::string name;
};

/// Pairs of records of one type that may be the same, at most `pairs_max`. Same numbers never come here: the store
/// refuses them.
Result<std::vector<Suspicion>> find_duplicates(Registry&, language::Index record, std::size_t pairs_max);

/// Makes two records of one county one: `kept` takes over what only `given_up` knows, its number among it, and what
/// belongs to it; `given_up` leaves the lists and stays in the history. Both old rows are kept, so that `unmerge` can
/// undo it.
///
/// Fails with
///   registry.missing  one of them is not there
///   registry.merge    they are the same record, or lie in different counties
Result<Done> merge(Registry&, language::Index record, RecordKey kept, RecordKey given_up, const Actor&);

/// Undoes the last merge that gave up this record: both rows stand again as they were before it, and what belonged to
/// it is its again. Fails with registry.not_merged, or registry.conflict when the kept record was changed since.
Result<Done> unmerge(Registry&, language::Index record, RecordKey given_up, const Actor&);

} // namespace huimin::registry
