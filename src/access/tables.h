// The tables of this room.
//
// By the rules of a spread-out city (store/schema.h) accounts, their grants, sessions and tokens are small and the same
// everywhere: reference tables without an area. Only the log of reads grows with the city and begins with it.

#pragma once

#include <vector>

#include "store/schema.h"

namespace huimin::access {

/// All of them, for store::migrate.
[[nodiscard]] std::vector<store::Table> tables();

} // namespace huimin::access
