// What may be changed in a rule so that it says something else, one thing at a time.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "language/program.h"

namespace huimin::language {

/// `make` changes the program, `undo` takes it back.
struct Change {
    Place place;
    std::string chinese, english; ///< 「<」改成「≤」
    const char* remedy;           ///< the scenario that would notice
    std::function<void()> make, undo;
};

/// All changes below and including an expression.
void add_changes(const Node&, const std::vector<SourceFile>&, std::vector<Change>&);

/// An exclusion that never holds.
void add_without(const NodePtr& condition, const std::vector<SourceFile>&, std::vector<Change>&);

/// A coordination that changes nothing.
void add_without(const Coordination&, const std::vector<SourceFile>&, std::vector<Change>&);

} // namespace huimin::language
