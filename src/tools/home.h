// Where Huimin keeps what it ships: packs and data.

#pragma once

#include <filesystem>
#include <string>

#include "base/area.h"
#include "base/result.h"
#include "base/working_days.h"

namespace huimin::tools {

/// The folder that holds `packs/` and `data/`: the one given, else the working folder if it holds both, else the source
/// tree this program was built from. Fails with home.missing.
[[nodiscard]] Result<std::filesystem::path> find_home(const std::string& given);

/// The whole text of a file. Fails with file.unread.
[[nodiscard]] Result<std::string> read_whole(const std::filesystem::path&);

[[nodiscard]] Result<AreaTree> read_areas(const std::filesystem::path& home);
[[nodiscard]] Result<WorkingDays> read_calendar(const std::filesystem::path& home);

/// A pack named by a folder, here or in `home`, or by its name below `home/packs`. Where there is none, the folder that
/// was meant.
[[nodiscard]] std::filesystem::path pack_folder(const std::filesystem::path& home, const std::string& named);

} // namespace huimin::tools
