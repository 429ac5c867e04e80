// Which standards a policy rests on, directly or through definitions and other standards.

#pragma once

#include <string>
#include <vector>

#include "language/evaluate.h"
#include "language/program.h"

namespace huimin::api {

/// In the order they are met.
[[nodiscard]] std::vector<language::Index> parameters_read(const language::Program&, language::Index policy);
/// Its English alias, or its Chinese name where it has none: what stands in addresses.
[[nodiscard]] const std::string& parameter_name(const language::Parameter&);

/// Somebody of whom nothing is known but the division, to read a row for: it may rest on another standard of the same
/// place.
[[nodiscard]] language::Instance somebody_in(const language::Program&, AreaCode);

} // namespace huimin::api
