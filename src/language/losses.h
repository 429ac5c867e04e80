// Who gets less when a standard rises: a cliff of the law, or a slip of the pack. Found among the households of the
// scenarios; for those of a store ask `huimin simulate`.

#pragma once

#include "language/evaluate.h"

namespace huimin::language {

/// W3501, once for each amount among the parameters: the first household of the scenarios that gets less in all, by the
/// month, when the amount rises by a twentieth. Nothing is said of a household of whom something is not known.
[[nodiscard]] Diagnostics find_losses(const Program&, const World&);

} // namespace huimin::language
