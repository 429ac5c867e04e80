// From syntax trees to the checked model: names, types, units, holes, circles. All findings come at once.

#pragma once

#include <memory>
#include <span>

#include "base/area.h"
#include "language/program.h"
#include "language/syntax/tree.h"

namespace huimin::language {

/// One parsed file and where it stands: packs of higher level come first (national, province, city).
struct Input {
    std::uint32_t file = 0; ///< index into the list of files
    int level = 0;          ///< 0 national; a file of a higher number may replace and extend those of lower ones
    const syntax::File* tree = nullptr;
};

struct Checked {
    std::shared_ptr<const Program> program; ///< null when there are errors
    Diagnostics diagnostics;                ///< errors and warnings
};

/// Checks the files as one model. `areas` gives the divisions that parameters are set for and checked over.
///
/// Codes: E11xx names, E12xx declarations, E13xx circles, E20xx types and units, E31xx parameters, E32xx conditions and
/// exceptions, E33xx numbers out of range, W34xx what is never read, E35xx scenarios.
[[nodiscard]] Checked check(std::span<const Input> inputs, const std::vector<SourceFile>& files, const AreaTree& areas);

} // namespace huimin::language
