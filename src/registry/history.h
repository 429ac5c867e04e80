// What happened to a record: who changed which fact, when, why, from what to what; through moves and merges.

#pragma once

#include <vector>

#include "registry/registry.h"

namespace huimin::registry {

struct FactStep {
    language::Index field = language::none;
    language::Value before, after;
    language::Provenance from; ///< of the fact after the step
};

/// One deed. The first of a record has no facts before it; where a record left the lists, none are told after it.
struct HistoryStep {
    std::int64_t entry = 0;        ///< of the journal
    std::int64_t milliseconds = 0; ///< since 1970-01-01 UTC
    std::int64_t county = 0;       ///< where it was told
    std::string actor, purpose, action, origin;
    std::int64_t version = 0; ///< the version it made; 0 where the record left the lists
    std::vector<FactStep> facts;
    std::optional<std::int64_t> owner_before, owner_after; ///< keys, when it went to another
    std::optional<std::int64_t> county_before;             ///< when it came from another county
};

/// Oldest first. Fails with registry.missing when there never was such a record inside.
Result<std::vector<HistoryStep>> history(Registry&, language::Index record, RecordKey, const Extent& inside);

/// 登记, 更正 …: an action of the journal in a word; the action itself when it is none of the registry's.
[[nodiscard]] std::string_view text_of_action(std::string_view action);

} // namespace huimin::registry
