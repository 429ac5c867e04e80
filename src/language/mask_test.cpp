#include "language/mask.h"

#include <doctest/doctest.h>

using namespace huimin;
using namespace huimin::language;

TEST_CASE("a masked text keeps the signs it is told to, and never all")
{
    const struct {
        const char* text;
        int first, last;
        const char* shown;
    } cases[] = {
        {"330106195003020017", 4, 4, "3301**********0017"},
        {"13800138000", 3, 4, "138****8000"},
        {"欧阳小明", 1, 1, "欧**明"},
        {"张三", 1, 1, "张*"},
        {"张", 1, 1, "*"},
        {"张", 0, 0, "*"},
        {"", 1, 1, ""},
        {"12345678", 4, 4, "1*******"},
        {"123", 4, 4, "1**"},
        {"𠮷野家", 1, 0, "𠮷**"},
        {"6222", 0, 4, "****"},
    };
    for (const auto& c : cases) {
        Field field;
        field.mask_first = c.first;
        field.mask_last = c.last;
        CHECK_MESSAGE(mask(field, Value(std::string(c.text))) == c.shown, c.text);
    }
}

TEST_CASE("what is no text is hidden whole, and what is not known stays empty")
{
    const Field field;
    CHECK(mask(field, Value(Rational(12))) == "***");
    CHECK(mask(field, Value(true)) == "***");
    CHECK(mask(field, Value(*Day::parse("2025-07-01"))) == "***");
    CHECK(mask(field, Value(Unknown{})).empty());
}
