// Reading a city's packs from their folders into one checked model.
//
// A pack is a folder of .hm files, read with all its sub-folders. A city's folder holds one 城市 declaration that names
// the packs it uses; they are looked for beside it, and their texts come first, so that the city may add to and replace
// them.

#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/area.h"
#include "base/result.h"
#include "language/check.h"
#include "language/program.h"

namespace huimin::packs {

/// A pack with all it uses, read and checked.
struct Model {
    std::vector<language::SourceFile> files;          ///< paths as told to people: national/records/person.hm
    std::shared_ptr<const language::Program> program; ///< null when there are errors
    language::Diagnostics diagnostics;
};

/// Reads and checks the pack in `folder`. What is wrong inside the texts is in `diagnostics`; the Result fails with
///   packs.missing  there is no such folder, or it holds no .hm file, or a pack it uses is missing
///   packs.unread   a file could not be read, or is larger than 4 MB
///   packs.circle   packs use each other
[[nodiscard]] Result<Model> load(const std::filesystem::path& folder, const AreaTree& areas);

} // namespace huimin::packs
