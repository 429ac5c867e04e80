// The tree written out, places left away: two texts that say the same give the same dump.

#pragma once

#include <string>

#include "language/syntax/tree.h"

namespace huimin::language::syntax {

/// One declaration a line, parts in brackets. For comparing trees, not for people.
[[nodiscard]] std::string dump(const File&);

} // namespace huimin::language::syntax
