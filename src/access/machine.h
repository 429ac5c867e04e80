// What the machine itself may do: commands of whoever holds the store's file or its password, and work in the
// background. There is no account behind it, so it stands apart from the gate; what answers requests must not include
// this.

#pragma once

#include <memory>
#include <string>

#include "access/scope.h"

namespace huimin::access {

/// All records everywhere, in clear. `actor` and `purpose` go into the journal as they are.
[[nodiscard]] Scope machine_scope(std::shared_ptr<const language::Program>, std::string actor, std::string purpose,
                                  language::Action);

/// The same for what the system keeps: accounts, jobs.
[[nodiscard]] Scope machine_scope(std::shared_ptr<const language::Program>, std::string actor, std::string purpose,
                                  language::Action, language::SystemObject);

} // namespace huimin::access
