// Facts as JSON for the journal, appended to a text that is used again and again.

#pragma once

#include <string>

#include "registry/tables.h"

namespace huimin::registry {

void append_json_text(std::string& out, std::string_view text);

/// `"alias":value`, with a comma where `out` already holds one; nothing for a fact that is not known.
void append_fact(std::string& out, const language::Field&, const Stored&);

} // namespace huimin::registry
