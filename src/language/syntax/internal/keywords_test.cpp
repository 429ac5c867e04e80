#include "language/syntax/internal/keywords.h"

#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

using namespace huimin::language::syntax;

TEST_CASE("every keyword has one Chinese and one English spelling, and no two share one")
{
    std::set<std::string_view> spellings;
    std::set<Word> words;
    for (const Keyword& known : keywords()) {
        CHECK_MESSAGE(spellings.insert(known.chinese).second, std::string(known.chinese));
        CHECK_MESSAGE(spellings.insert(known.english).second, std::string(known.english));
        CHECK_MESSAGE(words.insert(known.word).second, std::string(known.chinese));
        CHECK(find_keyword(known.chinese) == &known);
        CHECK(find_keyword(known.english) == &known);
        CHECK(&keyword(known.word) == &known);
    }
    CHECK(find_keyword("低保") == nullptr);
}

TEST_CASE("docs/language.md lists every keyword with both spellings, and with a star those that cannot be names")
{
    std::ifstream file(HUIMIN_SOURCE_DIR "/docs/language.md");
    std::ostringstream text;
    text << file.rdbuf();
    const std::string document = text.str();
    const std::string words = document.substr(document.find("## 5. The words"));
    for (const Keyword& known : keywords()) {
        const std::string star = known.reserved == Reserved::in_expressions ? "*" : "";
        const std::string row = std::string(known.chinese) + star + " `" + std::string(known.english) + "`";
        CHECK_MESSAGE(words.find(" " + row) != std::string::npos, row);
    }
}
