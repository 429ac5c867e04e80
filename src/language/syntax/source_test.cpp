#include "language/syntax/source.h"

#include <doctest/doctest.h>

using namespace huimin::language;

namespace {

Diagnostic told(std::uint32_t file, std::uint32_t offset, std::uint32_t length, std::uint32_t line, Severity severity)
{
    return {severity, "E1999", {file, offset, length, line, 4}, "「政策」不对", "改写", "wrong"};
}

} // namespace

TEST_CASE("the caret stands below the words, hanzi counting two columns")
{
    const std::vector<SourceFile> files{{"packs/a.hm", "模块 甲\n 定义 乙\n"}};
    // 定义 begins at byte 12: 模块 and 甲 take three bytes a sign.
    CHECK(render({told(0, 19, 3, 2, Severity::error)}, files) == "packs/a.hm:2:4 错误 E1999 「政策」不对\n"
                                                                 "  │  定义 乙\n"
                                                                 "  │       ^^\n"
                                                                 "  建议：改写\n"
                                                                 "  wrong");
}

TEST_CASE("faults are told by file and place, and nothing wrong is told as nothing")
{
    const std::vector<SourceFile> files{{"a.hm", "模块 甲"}, {"b.hm", "模块 乙"}};
    const std::string text = render(
        {told(1, 0, 6, 1, Severity::warning), told(0, 7, 3, 1, Severity::error), told(0, 0, 6, 1, Severity::error)},
        files);
    CHECK(text.find("  │ ^^^^\n") < text.find("  │      ^^\n"));
    CHECK(text.find("a.hm:1:4 错误") < text.find("b.hm:1:4 提醒"));
    CHECK(render({}, files).empty());
    CHECK(has_errors({told(0, 0, 1, 1, Severity::error)}));
    CHECK_FALSE(has_errors({told(0, 0, 1, 1, Severity::warning)}));
}

TEST_CASE("a place in a file that is not UTF-8, or beyond it, is told without its line")
{
    const std::vector<SourceFile> files{{"a.hm", "模块 \xff"}};
    for (const std::uint32_t offset : {7U, 70U})
        CHECK(render({told(0, offset, 1, 1, Severity::error)}, files).find("│") == std::string::npos);
    CHECK(render({told(5, 0, 1, 1, Severity::error)}, files).starts_with("?:1:4"));
}
