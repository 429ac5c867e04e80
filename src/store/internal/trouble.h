// The failures of the engines in our words.

#pragma once

#include <string_view>

#include "base/result.h"

namespace huimin::store::internal {

enum class Trouble { address, missing, not_ours, unsafe, busy, disk_full, constraint, lost, damaged, spoilt, sql };

/// `detail` is what the engine says of it: names of tables and columns, never values.
Error trouble(Trouble, std::string_view detail);

} // namespace huimin::store::internal
