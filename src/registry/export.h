// Records into office files, in the layout that import reads: what is exported from one store and imported into another
// is the same there.

#pragma once

#include <filesystem>

#include "base/how_far.h"
#include "registry/list.h"

namespace huimin::registry {

struct ExportRequest {
    ListRequest rows;           ///< which: as a list asks for them, without its pages
    std::filesystem::path file; ///< .csv or .xlsx
    /// Masked fields in clear. Without it they are covered, and the file cannot be imported again.
    bool clear = false;
    /// With a scope, what it hides has no column, and `clear` shows no more than it does.
    Actor actor;
    std::optional<std::int64_t> rows_max{};
    HowFar how_far = {}; ///< rows
};

/// Writes the records, each behind the columns of the one it belongs to; references are left out. The journal tells who
/// took how many rows, and why. Memory does not grow with the rows. Yields how many.
///
/// Fails with sheet.unwritten, sheet.kind, as the store, and with
///   registry.filter   a condition does not fit its field
///   export.rows       there are more rows than may be taken at once
Result<std::size_t> export_file(Registry&, const ExportRequest&);

} // namespace huimin::registry
