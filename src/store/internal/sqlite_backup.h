// SQLite's own way to copy a database that is in use.

#pragma once

#include <span>
#include <string>

#include "store/backup.h"
#include "store/internal/connection.h"
#include "store/journal.h"

namespace huimin::store::internal {

Result<Done> backup_sqlite(Connection&, const std::string& file, const HowFar&);

/// Checks the backup, of either form, then puts it in the place of `target`.
Result<Done> restore_sqlite(const std::string& file, const std::string& target, std::span<const JournalHead> anchors,
                            Filled, const HowFar&);

} // namespace huimin::store::internal
