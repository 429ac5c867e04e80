// Where each fact of a row comes from, and on which day it was true.
//
// A row names one source and one day: those of all its facts. Only facts that came from elsewhere, or later, are named
// in the column `origins`, a line each: alias, day number (empty when not said), source, parted by tabs. A register
// read fresh thus costs nothing more, and a later change of one fact leaves the others their own source.

#pragma once

#include <map>
#include <string>
#include <string_view>

#include "language/evaluate.h"

namespace huimin::registry {

class Origins {
public:
    /// `rows` is the source and day of the row. Names of facts that the record no longer has are left out.
    static Origins read(std::string_view text, language::Provenance rows, const language::Record&);

    [[nodiscard]] const language::Provenance& of(language::Index field) const;
    void set(language::Index field, const language::Provenance&);
    void forget(language::Index field); ///< for a fact that is no longer known

    /// As the column holds it: empty when every fact is as the row.
    [[nodiscard]] std::string text(const language::Record&) const;

private:
    language::Provenance rows_;
    std::map<language::Index, language::Provenance> differing_;
};

} // namespace huimin::registry
