// The portable form of a backup: all tables in one file, the same for both engines.
//
// `huimin dump 1\n`; for each table `T`, its name and description, and for each of its rows `R` and the cells in the
// description's order; `E` and the SM3 of all before. Name, description and cells are 4 bytes of length, big end first
// (-1 for null), and their bytes; numbers have 8, big end first.

#pragma once

#include <span>
#include <string>

#include "store/backup.h"
#include "store/journal.h"
#include "store/store.h"

namespace huimin::store::internal {

inline constexpr std::string_view dump_magic = "huimin dump 1\n";

/// Whether a file begins as one.
bool is_dump(const std::string& file);

Result<Done> write_dump(Reader& snapshot, const std::string& file, const HowFar&);
Result<Done> read_dump(const std::string& file, Store&, std::span<const JournalHead> anchors, Filled, const HowFar&);

/// store.journal_broken unless the journal is sound.
Result<Done> require_sound_journal(Reader& snapshot, std::span<const JournalHead> anchors);

/// store.backup_damaged
Error backup_damaged(const std::string& file);

} // namespace huimin::store::internal
