// The pages of docs/howto, followed word for word in a fresh folder: every file they show is written, every command
// they give is run and must end well.

#include <doctest/doctest.h>

#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/support/fresh_store.h"

using namespace huimin;
namespace fs = std::filesystem;

namespace {

/// A fenced block of a page: its language, the file it names (if any), and its lines without the list's indent.
struct Block {
    std::string language, file, text;
};

std::vector<Block> blocks_of(const fs::path& page)
{
    std::vector<Block> blocks;
    std::ifstream in(page);
    bool inside = false;
    std::size_t indent = 0;
    for (std::string line; std::getline(in, line);) {
        const std::size_t fence = line.find("```");
        if (fence != std::string::npos) {
            inside = !inside;
            if (inside) {
                indent = fence;
                std::istringstream words(line.substr(fence + 3));
                Block block;
                words >> block.language >> block.file;
                blocks.push_back(block);
            }
        } else if (inside) {
            blocks.back().text += (line.size() > indent ? line.substr(indent) : "") + "\n";
        }
    }
    return blocks;
}

/// Runs a page's commands in `folder`; `huimin` is the program that was just built.
int run_in(const fs::path& folder, const std::string& commands, std::string& said)
{
    const fs::path script = folder / "page.sh";
    std::ofstream(script) << "set -eu\ncd '" << folder.string() << "'\nhuimin() { '" << HUIMIN_PROGRAM
                          << "' \"$@\"; }\n"
                          << commands;
    std::FILE* pipe = popen(("bash '" + script.string() + "' 2>&1").c_str(), "r");
    REQUIRE(pipe != nullptr);
    char part[4096];
    while (const std::size_t read = std::fread(part, 1, sizeof part, pipe))
        said.append(part, read);
    const int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

TEST_CASE("every record, policy, scale, role and purpose of the national packs stands in docs/WORDS.md")
{
    std::ifstream in(fs::path(HUIMIN_SOURCE_DIR) / "docs/WORDS.md");
    std::ostringstream words;
    words << in.rdbuf();
    const std::regex declared("^(?:档案|政策|量表|角色|用途) [^ (]+ \\(([a-z_]+)\\)");
    std::size_t found = 0;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(HUIMIN_SOURCE_DIR) / "packs/national")) {
        if (entry.path().extension() != ".hm")
            continue;
        std::ifstream pack(entry.path());
        std::smatch match;
        for (std::string line; std::getline(pack, line);)
            if (std::regex_search(line, match, declared)) {
                ++found;
                CHECK_MESSAGE(words.str().find("`" + match[1].str() + "`") != std::string::npos, line);
            }
    }
    CHECK(found > 40);
}

TEST_CASE("a stranger can follow every page of docs/howto word for word")
{
    std::size_t pages = 0;
    for (const auto& entry : fs::directory_iterator(fs::path(HUIMIN_SOURCE_DIR) / "docs/howto")) {
        ++pages;
        const std::vector<Block> blocks = blocks_of(entry.path());
        CHECK_MESSAGE(blocks.size() >= 3, entry.path().string());
        const test::FreshFolder fresh;
        const fs::path folder = fresh.path("huimin");
        fs::create_directories(folder);
        for (const char* part : {"packs", "data"})
            fs::copy(fs::path(HUIMIN_SOURCE_DIR) / part, folder / part, fs::copy_options::recursive);
        for (const Block& block : blocks) {
            if (block.language == "sh") {
                std::string said;
                CHECK_MESSAGE(run_in(folder, block.text, said) == 0, entry.path().filename().string(), "\n", block.text,
                              said);
            } else if (!block.file.empty()) {
                fs::create_directories((folder / block.file).parent_path());
                std::ofstream(folder / block.file, std::ios::binary) << block.text;
            }
        }
    }
    CHECK(pages == 5);
}
