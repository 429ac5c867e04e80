// A command line that is not understood, told as every other error is.

#pragma once

#include "base/result.h"

namespace CLI {
class App;
class ParseError;
} // namespace CLI

namespace huimin::tools {

/// The command as far as it was understood: huimin account list.
[[nodiscard]] std::string command_of(const CLI::App&);

/// What is wrong with it. Codes
///   usage.missing     something that is required is not there
///   usage.unexpected  a word or an option that the command does not know
///   usage.value       an option's value does not fit
///   usage.together    options that exclude or need each other
[[nodiscard]] Error usage_error(const CLI::App&, const CLI::ParseError&);

} // namespace huimin::tools
