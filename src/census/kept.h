// Answers kept in the store, so that a later sweep, by another program, can tell what has changed since.
//
// Kept are the answers that are yes or not yet known, the day they were asked for, the rule book, and how far the
// journal had come. All of them are replaced together or not at all.

#pragma once

#include "census/changes.h"

namespace huimin::census {

struct KeptSweep {
    Day day;
    std::int64_t journal_seq = 0; ///< last sealed entry the answers hold
    std::string program;          ///< Program::digest
};

/// The sweep whose answers are kept; none when none is.
Result<std::optional<KeptSweep>> kept_sweep(registry::Registry&);

/// Keeps these answers instead of those kept before. The tables are made where they are not there yet.
Result<Done> keep(registry::Registry&, const Census&, const Answers&);

struct ChangeSweep {
    KeptSweep since;
    bool everybody = false; ///< another day, another rule book, or so much changed that all were asked
    std::size_t units_asked = 0;
    std::vector<ChangedAnswer> changed; ///< by record, unit, policy and whom it is about
};

/// Asks again whatever can have changed since the answers were kept, tells what came out differently, and keeps the new
/// answers. On the same day under the same rule book only the units touched are read and asked; otherwise everybody.
/// A policy that the rule book no longer has is not told of.
///
/// Fails with
///   census.nothing_kept  no answers are kept yet
///   census.stopped       everything stands as before
Result<ChangeSweep> sweep_changes(registry::Registry&, const language::World&, Day, const Work& = {});

} // namespace huimin::census
