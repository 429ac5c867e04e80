// From pack text to syntax tree. The grammar is docs/language.md.

#pragma once

#include "language/syntax/tree.h"

namespace huimin::language::syntax {

/// What the parser could make of a text, and everything it found wrong. After an error it goes on at the next
/// declaration, so one run tells all. Bounded: texts over 4 MB or nested deeper than 200 are refused with a diagnostic.
struct Parsed {
    File file;
    Diagnostics diagnostics;
};

/// `index` is the file's place in the reader's list of files; it is written into every Place.
[[nodiscard]] Parsed parse(std::string_view text, std::uint32_t index);

} // namespace huimin::language::syntax
