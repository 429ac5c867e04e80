// Records into office files, in the layout that import reads: what is exported from one store and imported into another
// is the same there.

#pragma once

#include <filesystem>

#include "base/how_far.h"
#include "registry/registry.h"

namespace huimin::registry {

struct ExportRequest {
    language::Index record = language::none;
    AreaCode area;              ///< of this division and below it; 0 for all
    std::filesystem::path file; ///< .csv or .xlsx
    /// Masked fields in clear. Without it they are covered, and the file cannot be imported again.
    bool clear = false;
    Actor actor;
    HowFar how_far = {}; ///< rows
};

/// Writes the records, each behind the columns of the one it belongs to; references are left out. The journal tells who
/// took how many rows, and why. Memory does not grow with the rows. Yields how many.
///
/// Fails with sheet.unwritten, sheet.kind, and as the store
Result<std::size_t> export_file(Registry&, const ExportRequest&);

} // namespace huimin::registry
