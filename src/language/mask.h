// What stands for a value that may not be shown in clear. Used wherever values leave the house: pages, API, export,
// search.

#pragma once

#include <string>

#include "language/program.h"

namespace huimin::language {

/// The value of a field marked 遮蔽 as it is shown: text keeps the field's first and last signs, and each sign between
/// becomes `*`: 3301**********0017. A text that is too short for both keeps its first sign at most: 张*. Days, numbers
/// and what else has no signs to keep become `***`. What is not known stays empty, for that it is not known is no
/// secret.
[[nodiscard]] std::string mask(const Field&, const Value&);

/// The same for a text that is already at hand.
[[nodiscard]] std::string mask(const Field&, std::string_view text);

} // namespace huimin::language
