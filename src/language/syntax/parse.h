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

// clang-format off
/// Codes; the house tests that each is provoked:
///   text     E1000 not UTF-8  E1001 a sign that is none of ours  E1002 not closed  E1003 full-width digit
///            E1004 over 4 MB  E1005 nested too deep  E1006 bracket  E1007 a word that cannot be a name
///   values   E1008 day  E1009 number too long  E1015 citation without a source  E1016 ends before it begins
///            E1017 no blank between a division's code and name
///   grammar  E1010 something else is wanted here  E1011 且 and 或 mixed  E1012 two comparisons
///            E1013 more items asked than listed  E1014 how many arguments  E1020 reserved for later
///            E1021 no declaration  E1022 a second 模块  E1023 more than belongs here
///   blocks   E1030 policy without 资格  E1031 a part stands twice  E1032 scale without groups or levels
///            E1033 pay day that not every month has
// clang-format on
/// `index` is the file's place in the reader's list of files; it is written into every Place.
[[nodiscard]] Parsed parse(std::string_view text, std::uint32_t index);

} // namespace huimin::language::syntax
