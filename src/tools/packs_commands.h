// `huimin check | test | prove | fmt | coverage`: the packs by themselves, without a store.

#pragma once

#include <string>
#include <vector>

#include "language/syntax/format.h"
#include "tools/terminal.h"

namespace huimin::tools {

/// Reads and checks each pack with all it uses; a warning does not fail it.
[[nodiscard]] Exit check_packs(const Terminal&, const std::string& home, const std::vector<std::string>& packs);

/// Runs every scenario of the packs. With `title`, only those whose title holds it.
[[nodiscard]] Exit test_packs(const Terminal&, const std::string& home, const std::vector<std::string>& packs,
                              const std::string& title);

/// Tells the packs' own lines that no scenario of any of them proves: see language/unproven.h. Done when there is none.
[[nodiscard]] Exit prove_packs(const Terminal&, const std::string& home, const std::vector<std::string>& packs);

enum class FormatTo { output, files, check };

/// Writes the canonical form of .hm files (or of all below a folder) to the output, into the files, or only tells which
/// differ.
[[nodiscard]] Exit format_packs(const Terminal&, const std::vector<std::string>& paths, language::syntax::Spelling,
                                FormatTo);

/// Per domain of packs/catalogue.tsv: how many requirements the packs carry, and how many of them a passing scenario
/// proves.
[[nodiscard]] Exit coverage(const Terminal&, const std::string& home);

} // namespace huimin::tools
