// Backups, and the way back.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/journal.h"
#include "store/store.h"

namespace huimin::store {

enum class BackupForm {
    native,   ///< SQLite: a database file by its online backup; PostgreSQL: the same as portable
    portable, ///< all tables in one file that any empty store of either engine takes in
};

/// Writes all that was committed at one moment to a new file (mode 0600), while work goes on. The file stands under its
/// name only when it is whole and synced. `how_far` counts pages or rows.
///
/// Fails with
///   store.backup_exists  a file of that name stands already
Result<Done> backup(Store&, const std::string& file, BackupForm = BackupForm::native, const HowFar& how_far = {});

/// What becomes of a store that has tables already when a backup is to go there.
enum class Filled {
    refuse,  ///< store.not_empty
    replace, ///< the backup takes the place of all it holds
};

/// Takes a backup in. It is checked first: its own digest or SQLite's integrity check, references, and the journal,
/// against anchors too. A native backup becomes the SQLite file at `address`, which nobody may have open; a portable
/// one fills the store in one transaction. Stopped half way, the old state stands. `how_far` counts bytes, and cannot
/// tell while the copy is checked.
///
/// Fails with
///   store.backup_form     the file is no backup, or a native one is to go into PostgreSQL
///   store.backup_damaged  the file is not what was written
///   store.not_empty       the store to be filled has tables already, or is damaged
///   store.journal_broken  the journal in the backup was changed or cut short
Result<Done> restore(const std::string& file, std::string_view address, std::span<const JournalHead> anchors = {},
                     Filled = Filled::refuse, const HowFar& how_far = {});

} // namespace huimin::store
