#include <doctest/doctest.h>

#include "tools/table.h"

using namespace huimin;

TEST_CASE("a hanzi is two signs wide, a letter, a digit and a box line one")
{
    const struct {
        const char* text;
        std::size_t width;
    } cases[] = {{"", 0}, {"abc", 3}, {"低保金", 6}, {"12.5元/月", 9}, {"（人）", 6}, {"├ ✓", 3}, {"𠀀", 2}};
    for (const auto& c : cases)
        CHECK_MESSAGE(tools::shown_width(c.text) == c.width, std::string(c.text));
}

TEST_CASE("figures line up on their last digit, whatever the names")
{
    tools::Table table;
    table.add({"政策", "享受", "金额", ""});
    table.add({"低保金", "186", "591,538.89", "元/月"});
    table.add({"  东城区", "2", "0.00", "元（一次）"});
    table.add({"边缘", "17", "", "认定身份"});
    const std::vector<std::string> lines = table.lines();
    REQUIRE(lines.size() == 4);
    CHECK(lines[0] == "政策      享受        金额");
    CHECK(lines[1] == "低保金     186  591,538.89 元/月");
    CHECK(lines[2] == "  东城区     2        0.00 元（一次）");
    CHECK(lines[3] == "边缘        17             认定身份");
}
