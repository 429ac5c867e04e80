// The canonical spelling and spacing of a pack text, in Chinese or as an English view.

#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "language/syntax/source.h"

namespace huimin::language::syntax {

enum class Spelling { chinese, english };

/// The same text with every keyword in `spelling`, half-width punctuation (in Chinese with × ÷ ≤ ≥ ≠ →), canonical
/// spaces, line breaks and indentation. Names, texts, citations and remarks stay as they are; so does an empty line
/// between lines. format(format(x)) == format(x), and both spellings parse to the same tree. A text that does not parse
/// is returned as its diagnostics.
struct Formatted {
    std::string text; ///< empty when there are errors
    Diagnostics diagnostics;
};
[[nodiscard]] Formatted format(std::string_view text, Spelling spelling);

} // namespace huimin::language::syntax
