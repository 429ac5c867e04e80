#include "base/text.h"

#include <doctest/doctest.h>

#include "base/numerals.h"
#include "base/pinyin.h"
#include "base/sm3.h"

using namespace huimin;

TEST_CASE("letters of the alphabet are made small, and nothing else")
{
    CHECK(lower("ABC-Zz9 Ä中Ｂ") == "abc-zz9 Ä中Ｂ");
}

TEST_CASE("a cell is brought into its plain form, and what was changed is told")
{
    const struct {
        const char* typed;
        const char* plain;
        bool blanks, invisible, full_width;
    } cases[] = {
        {"张三", "张三", false, false, false},
        {" 张三　", "张三", true, false, false},
        {"１２３．５", "123.5", false, false, true},
        {"（一）", "(一)", false, false, true},
        {"a  b", "a b", true, false, false},
        {"张\u200B三\uFEFF", "张三", false, true, false},
        {"\u202E123", "123", false, true, false},
        {"12\u00A0", "12", true, false, false},
        {"", "", false, false, false},
    };
    for (const auto& c : cases) {
        const Cleaned cleaned = clean(c.typed);
        CHECK(cleaned.text == c.plain);
        CHECK_MESSAGE(
            (cleaned.blanks == c.blanks && cleaned.invisible == c.invisible && cleaned.full_width == c.full_width),
            c.typed);
    }
    CHECK(clean("e\u0301").text == "\u00E9");
    CHECK(clean("e\u0301").composed);
}

TEST_CASE("a name keeps its dot and loses the blanks between hanzi")
{
    const struct {
        const char* typed;
        const char* name;
    } cases[] = {
        {"阿卜杜拉•买买提", "阿卜杜拉·买买提"},
        {"阿卜杜拉．买买提", "阿卜杜拉·买买提"},
        {"阿卜杜拉 · 买买提", "阿卜杜拉·买买提"},
        {"李　明", "李明"},
        {"Mary Ann", "Mary Ann"},
        {"𠮷野", "𠮷野"},
    };
    for (const auto& c : cases)
        CHECK(clean_name(c.typed).text == c.name);
}

TEST_CASE("GB18030 and UTF-8 go back and forth, and a byte that fits nothing is named")
{
    const std::string text = "惠民 𠮷 ①";
    const std::string bytes = *encode_gb18030(text);
    CHECK(detect_encoding(bytes) == Encoding::gb18030);
    CHECK(*decode(bytes, Encoding::gb18030) == text);
    CHECK(detect_encoding(text) == Encoding::utf8);
    CHECK(*decode("\xEF\xBB\xBF"
                  "abc",
                  Encoding::utf8) == "abc");
    CHECK(*decode(std::string("\xFF\xFE\x11\x62", 4), Encoding::utf16_little) == "我");
    CHECK(decode("ab\xFFzz", Encoding::gb18030).error().code == "text.encoding");
    CHECK(decode("ab\xFF", Encoding::utf8).error().message.find("`2`") != std::string::npos);
    CHECK(encode_gb18030("\xC0\x80").error().code == "text.encoding");
    CHECK(first_invalid_utf8("\xED\xA0\x80") == 0);
    CHECK(count_code_points(text) == 6);
}

TEST_CASE("names are read as names")
{
    const struct {
        const char* name;
        const char* pinyin;
        const char* initials;
    } cases[] = {
        {"曾强", "zeng qiang", "zq"},       {"单雄信", "shan xiong xin", "sxx"}, {"仇英", "qiu ying", "qy"},
        {"解晓东", "xie xiao dong", "xxd"}, {"查良镛", "zha liang yong", "zly"}, {"尉迟恭", "yu chi gong", "ycg"},
        {"朴树", "piao shu", "ps"},         {"覃塘", "qin tang", "qt"},          {"区志明", "ou zhi ming", "ozm"},
        {"盖叫天", "ge jiao tian", "gjt"},
    };
    for (const auto& c : cases) {
        CHECK_MESSAGE(initials_of_name(c.name) == c.initials, c.name, " → ", pinyin_of_name(c.name));
    }
    CHECK(pinyin_of_name("曾强") == "zeng qiang");
}

TEST_CASE("a Chinese list stands in the order of its sounds")
{
    CHECK(chinese_less("阿强", "李四"));
    CHECK(chinese_less("李四", "张三"));
    CHECK_FALSE(chinese_less("张三", "张三"));
}

TEST_CASE("Chinese numerals are read as offices write them")
{
    CHECK(positional_numeral("二〇二四") == 2024);
    CHECK(positional_numeral("二○一九") == 2019);
    CHECK_FALSE(positional_numeral("二十"));
    const struct {
        const char* text;
        std::int64_t number;
    } worded[] = {{"十", 10},        {"十二", 12},      {"二十", 20},         {"三十一", 31},
                  {"一百零五", 105}, {"二百三十", 230}, {"一千零二十", 1020}, {"九", 9}};
    for (const auto& c : worded)
        CHECK(worded_numeral(c.text) == c.number);
    for (const char* wrong : {"", "十十", "百", "一二", "十百", "二零十"})
        CHECK_MESSAGE(!worded_numeral(wrong), wrong);
}

TEST_CASE("SM3 gives the standard's digests")
{
    // GB/T 32905-2016, annex A.
    CHECK(hex(sm3("abc")) == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    std::string sixteen;
    for (int i = 0; i < 16; ++i)
        sixteen += "abcd";
    CHECK(hex(sm3(sixteen)) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
    Sm3 hasher;
    hasher.add_field("ab");
    hasher.add_field("c");
    const Sm3Digest parted = hasher.finish();
    hasher.add_field("a");
    hasher.add_field("bc");
    CHECK(hasher.finish() != parted);
}
