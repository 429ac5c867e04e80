// Whether the records are what the journal tells of them: each version of each row, the one that stands and those in
// the history, is held against the entry that made it and the one that ended it.

#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/how_far.h"
#include "registry/registry.h"

namespace huimin::registry {

/// A record that is not as the journal tells.
struct Tampered {
    language::Index record = language::none;
    RecordKey at;
    std::string reason; ///< in Chinese
};

struct RecordsVerdict {
    std::int64_t records = 0;    ///< held against the journal, those that left the lists among them
    std::int64_t versions = 0;   ///< rows of theirs, the history's among them
    std::int64_t tampered = 0;   ///< records that are not as told
    std::vector<Tampered> first; ///< some of them
};

/// Walks journal, rows and history side by side, some thousand entries at a time. Says nothing of the journal itself:
/// whether its entries are as they were written is for store::verify_journal, and only of sealed ones. What is derived
/// from the rows to find them by (numbers, parts of names, initials) and the notes of merges and moves are not looked
/// at. Hand in a snapshot. `how_far` counts entries. Fails with store.stopped when told to stop.
Result<RecordsVerdict> verify_records(store::Reader& snapshot, const language::Program&, const HowFar& how_far = {},
                                      const std::stop_token& stop = {});

} // namespace huimin::registry
