// The command line's words: commands, options and their help.

#pragma once

#include "tools/terminal.h"

namespace huimin::tools {

/// Runs one command line and yields its exit code.
[[nodiscard]] Exit run_command_line(int count, char** words);

} // namespace huimin::tools
