// The words of `huimin account …` and `huimin access …`.

#pragma once

#include <functional>
#include <string>

#include "tools/account_commands.h"

namespace CLI {
class App;
}

namespace huimin::tools {

/// What a command line comes to.
using Run = std::function<Exit(const Terminal&)>;

/// Adds the commands below `app`; the one that is chosen is put into `run`. All that is handed in outlives `app`.
void add_account_commands(CLI::App& app, StoreOptions& store, AccountOptions& words, Run& run,
                          const std::string& footer);

} // namespace huimin::tools
