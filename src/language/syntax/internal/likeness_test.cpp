#include "language/syntax/internal/likeness.h"

#include <doctest/doctest.h>

using namespace huimin::language::syntax;

TEST_CASE("a misspelt word finds the keyword it resembles, a name finds none")
{
    const struct {
        const char* written;
        const char* meant;
    } cases[] = {
        {"合记", "合计"},     {"政測", "政策"},     {"四舍五入到份", "四舍五入到分"},
        {"否者", "否则"},     {"polici", "policy"}, {"otherwize", "otherwise"},
        {"残疾等级证书", ""}, {"household", ""},
    };
    for (const auto& c : cases)
        CHECK_MESSAGE(nearest_keyword(c.written) == std::string_view(c.meant), c.written);
}

TEST_CASE("words written together are parted at the word that joins them")
{
    const struct {
        const char* written;
        const char* parted;
    } cases[] = {
        {"成员满足", "成员 满足"},
        {"残疾等级属于", "残疾等级 属于"},
        {"享受低保金", "享受 低保金"},
        {"年满六十周岁", "年满 六十周岁"},
        {"满足", ""},
        {"出生日期", ""},
    };
    for (const auto& c : cases)
        CHECK_MESSAGE(parted_word(c.written) == std::string_view(c.parted), c.written);
}

TEST_CASE("difference counts changed, added and dropped signs up to three")
{
    CHECK(difference("合计", "合计") == 0);
    CHECK(difference("合计", "合记") == 1);
    CHECK(difference("满足", "满足其一") == 2);
    CHECK(difference("sum", "otherwise") == 3);
}
