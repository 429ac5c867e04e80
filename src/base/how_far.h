// How far long work has come, told to whoever waits for it.

#pragma once

#include <cstdint>
#include <functional>

namespace huimin {

/// Told every so often how much is done, and of how much, in whatever unit the work counts; of 0 while it cannot tell.
/// May be empty.
using HowFar = std::function<void(std::uint64_t done, std::uint64_t total)>;

} // namespace huimin
