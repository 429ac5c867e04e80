// A token's limits as they are stored.

#pragma once

#include "access/caller.h"

namespace huimin::access::internal {

[[nodiscard]] TokenLimits limits_of(std::string_view stored);

} // namespace huimin::access::internal
