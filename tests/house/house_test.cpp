// The house tests itself: rooms, arrows, insides, sizes and words, read from the tree as it stands.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/limits.h"

namespace fs = std::filesystem;

namespace {

const fs::path root = HUIMIN_SOURCE_DIR;

std::string text_of(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

std::vector<fs::path> sources_below(const fs::path& folder)
{
    std::vector<fs::path> found;
    if (!fs::exists(folder))
        return found;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && (entry.path().extension() == ".h" || entry.path().extension() == ".cpp"))
            found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

/// room → the rooms it names, in the order of src/CMakeLists.txt.
struct Rooms {
    std::vector<std::string> order;
    std::map<std::string, std::set<std::string>> depends;
};

Rooms declared_rooms()
{
    Rooms rooms;
    std::string lists = std::regex_replace(text_of(root / "src/CMakeLists.txt"), std::regex("#[^\n]*"), "");
    const std::regex call(R"(\broom\(([^)]*)\))");
    for (std::sregex_iterator it(lists.begin(), lists.end(), call), end; it != end; ++it) {
        std::istringstream words((*it)[1].str());
        std::string name, word;
        words >> name;
        bool naming = false;
        rooms.order.push_back(name);
        auto& depends = rooms.depends[name];
        while (words >> word) {
            if (word == "DEPENDS")
                naming = true;
            else if (word == "LIBRARIES" || word == "TEST_LIBRARIES" || word == "PROGRAM")
                naming = false;
            else if (naming)
                depends.insert(word);
        }
    }
    return rooms;
}

std::vector<std::string> quoted_includes(const fs::path& path)
{
    std::vector<std::string> found;
    std::istringstream lines(text_of(path));
    const std::regex include(R"rx(^\s*#\s*include\s+"([^"]+)")rx");
    std::smatch match;
    for (std::string line; std::getline(lines, line);)
        if (std::regex_search(line, match, include))
            found.push_back(match[1]);
    return found;
}

std::string first_folder(const std::string& path) { return path.substr(0, path.find('/')); }

bool is_test(const fs::path& path)
{
    const std::string name = path.filename().string();
    return name.find("_test.") != std::string::npos || name.find("_fuzz.") != std::string::npos;
}

std::string told(const fs::path& path) { return fs::relative(path, root).string(); }

} // namespace

TEST_CASE("every folder of src is a room, and every room is a folder")
{
    const Rooms rooms = declared_rooms();
    std::set<std::string> folders;
    for (const auto& entry : fs::directory_iterator(root / "src")) {
        if (entry.is_directory())
            folders.insert(entry.path().filename().string());
        else
            CHECK_MESSAGE(entry.path().filename() == "CMakeLists.txt", told(entry.path()), " lies in no room");
    }
    CHECK(folders == std::set<std::string>(rooms.order.begin(), rooms.order.end()));
}

TEST_CASE("a room names only rooms that stand above it")
{
    const Rooms rooms = declared_rooms();
    std::set<std::string> above;
    for (const std::string& name : rooms.order) {
        for (const std::string& other : rooms.depends.at(name))
            CHECK_MESSAGE(above.count(other) == 1, name, " depends on ", other, ", which does not stand above it");
        above.insert(name);
    }
}

TEST_CASE("a source includes only its own room, the rooms its room names, and nobody else's inside")
{
    const Rooms rooms = declared_rooms();
    for (const std::string& name : rooms.order) {
        for (const fs::path& path : sources_below(root / "src" / name)) {
            for (const std::string& include : quoted_includes(path)) {
                const std::string room = first_folder(include);
                if (is_test(path) && room == "tests")
                    continue;
                CHECK_MESSAGE((room == name || rooms.depends.at(name).count(room) == 1), told(path), " includes ",
                              include, ", but room(", name, ") does not name ", room);
                if (room != name)
                    CHECK_MESSAGE(include.find("/internal/") == std::string::npos, told(path), " reaches into ",
                                  include);
                CHECK_MESSAGE((room == "tests" || fs::exists(root / "src" / include)), told(path), " includes ",
                              include, ", which is written from src/ and does not stand there");
            }
        }
    }
}

TEST_CASE("only the store knows the databases, and only http knows the HTTP library")
{
    const struct {
        const char* header;
        const char* room;
    } owned[] = {
        {"<sqlite3.h>", "store"},
        {"<libpq-fe.h>", "store"},
        {"<boost/beast", "http"},
        {"<boost/asio", "http"},
    };
    for (const fs::path& path : sources_below(root / "src"))
        for (const auto& row : owned)
            if (first_folder(fs::relative(path, root / "src").string()) != row.room)
                CHECK_MESSAGE(text_of(path).find(row.header) == std::string::npos, told(path), " includes ",
                              row.header);
}

TEST_CASE("what answers requests does not act as the machine")
{
    // access/machine.h sees everything in clear; only those who hold the store may: the command line and the server's
    // own work.
    for (const char* room : {"http", "api", "registry", "census"})
        for (const fs::path& path : sources_below(root / "src" / room))
            if (!is_test(path))
                CHECK_MESSAGE(text_of(path).find("access/machine.h") == std::string::npos, told(path),
                              " includes access/machine.h");
}

TEST_CASE("a header opens with what it is and stands once")
{
    for (const fs::path& path : sources_below(root / "src")) {
        if (path.extension() != ".h")
            continue;
        const std::string text = text_of(path);
        CHECK_MESSAGE(text.rfind("// ", 0) == 0, told(path), " does not open with a line that says what it is");
        CHECK_MESSAGE(text.find("#pragma once") != std::string::npos, told(path), " lacks #pragma once");
    }
}

TEST_CASE("no file has grown beyond one idea")
{
    constexpr long lines_max = 450;
    for (const char* folder : {"src", "bench", "tests"})
        for (const fs::path& path : sources_below(root / folder)) {
            const std::string text = text_of(path);
            const long lines = std::count(text.begin(), text.end(), '\n');
            CHECK_MESSAGE(lines <= lines_max, told(path), " has ", lines, " lines; split it where the names split");
        }
}

TEST_CASE("names do not hide behind empty nouns, and nothing is left for later")
{
    const std::regex empty_noun(R"(\b(class|struct)\s+\w*(Manager|Helper|Util|Utils|Service|Common|Misc)\b)");
    const std::regex later(R"(\b(TODO|FIXME|XXX|HACK)\b)");
    for (const char* folder : {"src", "bench", "tests"})
        for (const fs::path& path : sources_below(root / folder)) {
            if (path.filename() == "house_test.cpp")
                continue;
            const std::string text = text_of(path);
            CHECK_MESSAGE(!std::regex_search(text, empty_noun), told(path), " names a type with an empty noun");
            CHECK_MESSAGE(!std::regex_search(text, later), told(path), " leaves something for later without an issue");
        }
}

TEST_CASE("every finding the pack language tells is listed in a header and provoked by a test")
{
    const auto codes_in = [](const std::string& text, const char* form) {
        const std::regex code(form);
        std::set<std::string> found;
        for (std::sregex_iterator it(text.begin(), text.end(), code), end; it != end; ++it)
            found.insert((*it)[1]);
        return found;
    };
    std::string told_by, tests;
    for (const fs::path& path : sources_below(root / "src/language"))
        (is_test(path) ? tests : told_by) += text_of(path);
    const std::set<std::string> told_codes = codes_in(told_by, R"rx("([EW]\d{4})")rx");
    const std::set<std::string> listed =
        codes_in(text_of(root / "src/language/check.h") + text_of(root / "src/language/syntax/parse.h"),
                 R"rx(\b([EW]\d{4})\b)rx");
    const std::set<std::string> provoked = codes_in(tests, R"rx("([EW]\d{4})")rx");
    CHECK(told_codes.size() > 90);
    for (const std::string& code : told_codes)
        CHECK_MESSAGE(provoked.count(code) == 1, code, " is provoked by no test");
    CHECK(told_codes == listed);
}

TEST_CASE("nothing about a city stands in C++")
{
    // Names of real places and brands belong to packs and data; sources may cite laws, tests may tell stories.
    for (const fs::path& path : sources_below(root / "src")) {
        if (is_test(path) || path.extension() == ".h")
            continue;
        std::string code = std::regex_replace(text_of(path), std::regex("//[^\n]*"), "");
        for (const char* name : {"宁波", "慈溪", "舟山", "临沂", "海宁", "北京", "330282", "330200"})
            CHECK_MESSAGE(code.find(name) == std::string::npos, told(path), " speaks of ", name);
    }
}

TEST_CASE("decisions are numbered one after the other, and every link between the documents leads somewhere")
{
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(root / "docs/decisions"))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    for (std::size_t i = 0; i < names.size(); i++) {
        const std::string number = std::string(i < 9 ? "000" : "00") + std::to_string(i + 1);
        CHECK_MESSAGE(names[i].starts_with(number + "-"), names[i] << " should have the number " << number);
        CHECK_MESSAGE(text_of(root / "docs/decisions" / names[i]).starts_with("# " + number + " "), names[i]);
    }
    std::vector<fs::path> pages{root / "README.md", root / "web/README.md"};
    for (const auto& entry : fs::recursive_directory_iterator(root / "docs"))
        if (entry.path().extension() == ".md")
            pages.push_back(entry.path());
    const std::regex link(R"(\]\(([^)#:\s]+)\))");
    for (const fs::path& page : pages) {
        const std::string text = text_of(page);
        for (std::sregex_iterator it(text.begin(), text.end(), link), end; it != end; ++it)
            CHECK_MESSAGE(fs::exists(page.parent_path() / (*it)[1].str()), page.string() << ": " << (*it)[1].str());
    }
}

TEST_CASE("every limit of the table is held at its value and refused one above by some test, which names it")
{
    std::set<std::string> named, there;
    const std::regex mark(R"rx(description\(\s*"limits: ((?:[^"]|"\s*")*)"\))rx");
    for (const fs::path& path : sources_below(root / "src")) {
        const std::string text = is_test(path) ? text_of(path) : std::string();
        for (std::sregex_iterator it(text.begin(), text.end(), mark), end; it != end; ++it) {
            std::istringstream words(std::regex_replace((*it)[1].str(), std::regex("[\"\\s]+"), " "));
            for (std::string word; words >> word;)
                CHECK_MESSAGE(named.insert(word).second, told(path), " tests again ", word);
        }
    }
    for (const huimin::Limit& line : huimin::all_limits)
        there.insert(std::string(line.of) + "." + std::string(line.name));
    for (const std::string& limit : there)
        CHECK_MESSAGE(named.contains(limit), "no test names ", limit);
    for (const std::string& limit : named)
        CHECK_MESSAGE(there.contains(limit), "a test names what is no limit: ", limit);
}
