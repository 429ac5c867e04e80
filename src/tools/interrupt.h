// Ctrl-C: long work is asked to stop and stops where nothing is half done; a second Ctrl-C ends the program at once.

#pragma once

#include <atomic>

namespace huimin::tools {

/// Set once the user has pressed Ctrl-C. The first call begins to listen.
[[nodiscard]] const std::atomic<bool>& interrupted();

} // namespace huimin::tools
