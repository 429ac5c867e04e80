// Which column of an office file is which field.

#pragma once

#include <optional>
#include <vector>

#include "registry/import.h"

namespace huimin::registry {

/// A column's meaning: a field of the record, or of the one it belongs to.
struct Target {
    bool of_owner = false;
    language::Index field = language::none;
    friend bool operator==(const Target&, const Target&) = default;
};

struct Columns {
    std::vector<std::optional<Target>> targets; ///< by position
    std::vector<std::string> unknown;
    [[nodiscard]] std::size_t known() const;
    [[nodiscard]] std::optional<std::size_t> position(const Target&) const;
};

/// Reads a row as a heading. Whether it is one, the caller judges by known().
[[nodiscard]] Columns match_columns(const Row&, const language::Program&, language::Index record, const ColumnNames&);

/// Fails with import.column_twice and import.column_missing.
Result<Done> check_columns(const Columns&, const language::Program&, language::Index record);

} // namespace huimin::registry
