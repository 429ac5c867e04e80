// One cell of an office file turned into a fact, with a verdict that says what was done to it.

#pragma once

#include <string>
#include <string_view>

#include "language/program.h"

namespace huimin::registry {

/// What happens to a cell, and to a row: the gravest of its cells.
enum class Verdict {
    ok,      ///< taken as it stands
    mended,  ///< taken after a change that loses nothing
    ask,     ///< held back: a person must confirm it
    refused, ///< cannot be right
};

[[nodiscard]] std::string_view text_of(Verdict); ///< 通过, 已修正, 待确认, 退回

struct CellReading {
    Verdict verdict = Verdict::ok;
    language::Value value; ///< Unknown for an empty cell; what would be taken, for ask
    std::string why;       ///< Chinese; empty when ok
    std::string remedy;
};

/// Reads a cell as `field`'s type demands. A digit that is lost (3.30E+17) is never guessed, a time zone never applied,
/// a year of two digits never completed. Choices are taken by name, English name or number; divisions by code or by
/// their name below `home`.
[[nodiscard]] CellReading read_cell(std::string_view cell, const language::Field& field,
                                    const language::Program& program, const AreaTree& areas);

} // namespace huimin::registry
