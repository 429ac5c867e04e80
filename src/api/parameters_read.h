// Which standards a policy rests on, directly or through definitions and other standards.

#pragma once

#include <string>
#include <vector>

#include "language/program.h"

namespace huimin::api {

/// In the order they are met.
[[nodiscard]] std::vector<language::Index> parameters_read(const language::Program&, language::Index policy);
/// Its English alias, or its Chinese name where it has none: what stands in addresses.
[[nodiscard]] const std::string& parameter_name(const language::Parameter&);

} // namespace huimin::api
