// Who may do what: the rights of all roles as one table, for people to read and for tests to pin.

#pragma once

#include <string>
#include <vector>

#include "language/program.h"

namespace huimin::access {

/// One role, one action, one record type or object of the system.
struct MatrixRow {
    std::string role, action, on;      ///< English words: township_clerk, read, person
    std::vector<std::string> purposes; ///< sorted
    std::string reach;                 ///< area, own, own_organisation; empty for an object of the system
    std::string limits;                ///< `rows 200`, `reason`; empty for none
};

/// `clerk export person relief (rows 200)`, `citizen read person self_service [own]`
[[nodiscard]] std::string text_of(const MatrixRow&);

/// Sorted by role as declared, then by what it is on, then by action.
[[nodiscard]] std::vector<MatrixRow> matrix(const language::Program&);

} // namespace huimin::access
