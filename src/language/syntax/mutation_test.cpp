// Packs with small slips of the keyboard in them: the parser tells or understands, and never falls over.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "language/syntax/format.h"
#include "language/syntax/internal/dump.h"
#include "language/syntax/internal/keywords.h"
#include "language/syntax/parse.h"

using namespace huimin::language;

namespace {

constexpr int slips_per_pack = 120;
constexpr std::size_t stretch_max = 40;

/// One slip at a place that chance names: bytes lost, doubled or moved, or a keyword put in.
std::string slipped(std::string text, std::mt19937& chance)
{
    const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(chance()) % bound; };
    const std::size_t at = below(text.size());
    const std::size_t length = 1 + below(std::min(stretch_max, text.size() - at));
    switch (below(4)) {
    case 0: text.erase(at, length); break;
    case 1: text.insert(at, text.substr(at, length)); break;
    case 2: text.insert(below(text.size()), text.substr(at, length)); break;
    default: text.insert(at, std::string(syntax::keywords()[below(syntax::keywords().size())].chinese)); break;
    }
    return text;
}

void check_understood(const std::string& text)
{
    const syntax::Parsed found = syntax::parse(text, 0);
    CHECK(found.diagnostics.size() <= 50);
    if (has_errors(found.diagnostics)) {
        CHECK(!render(found.diagnostics, {{"slip.hm", text}}).empty());
        return;
    }
    const std::string tree = syntax::dump(found.file);
    const std::string english = syntax::format(text, syntax::Spelling::english).text;
    CHECK_MESSAGE(syntax::dump(syntax::parse(english, 0).file) == tree, text);
    const std::string chinese = syntax::format(text, syntax::Spelling::chinese).text;
    CHECK_MESSAGE(syntax::format(chinese, syntax::Spelling::chinese).text == chinese, text);
}

} // namespace

TEST_CASE("packs with slips in them are told or understood")
{
    namespace fs = std::filesystem;
    std::vector<fs::path> paths;
    for (const char* folder : {HUIMIN_SOURCE_DIR "/packs/national", HUIMIN_SOURCE_DIR "/tests/fuzz/parse/seeds"})
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.path().extension() == ".hm")
                paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    REQUIRE(!paths.empty());
    std::mt19937 chance(20250701);
    for (const fs::path& path : paths) {
        std::ifstream file(path, std::ios::binary);
        std::ostringstream text;
        text << file.rdbuf();
        for (int i = 0; i < slips_per_pack; ++i)
            check_understood(slipped(text.str(), chance));
    }
}
