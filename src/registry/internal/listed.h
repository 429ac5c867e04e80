// A record as lists and single reads show it, from the cells of its row.

#pragma once

#include <span>
#include <string>

#include "registry/internal/row.h"
#include "registry/list.h"

namespace huimin::registry {

/// What `listed` reads, of a table called `t` in the select; the key is the first.
[[nodiscard]] std::string listed_columns(const language::Record&, std::span<const language::Index> fields);
[[nodiscard]] ListedRecord listed(const language::Record&, std::span<const language::Index> fields, store::Values);

/// With all its facts, from a row at hand.
[[nodiscard]] ListedRecord listed(const language::Record&, const KeptRow&);

} // namespace huimin::registry
