// Rows that go to another owner or another county. `county` is never updated: the row is closed in one county and
// opened in the other under the same key, and `moved` tells it on both sides.

#pragma once

#include "registry/internal/changes.h"

namespace huimin::registry {

/// All counties in which a record has stood, the given one first.
Result<std::vector<std::int64_t>> counties_ever(store::Reader&, const language::Record&, RecordKey);

/// Puts `after` in the place of `before`, which may lie in another county; what belongs to the record goes with it.
Result<Done> replace_or_move(store::Transaction&, Registry&, language::Index record, const KeptRow& before,
                             KeptRow after, const Telling&, const char* action);

/// Gives all that belongs to one record to another of its type. Yields what was handed over, an alias and a key each:
/// `person 17 application 18 `.
Result<std::string> hand_over(store::Transaction&, Registry&, language::Index record, RecordKey from, RecordKey to,
                              const Telling&);

/// Gives back what `hand_over` handed over, as far as it is still there.
Result<Done> hand_back(store::Transaction&, Registry&, language::Index record, RecordKey from, RecordKey to,
                       const std::string& handed_over, const Telling&);

} // namespace huimin::registry
