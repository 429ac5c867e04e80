#include "language/syntax/format.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "language/syntax/internal/dump.h"
#include "language/syntax/parse.h"

using namespace huimin::language;
using syntax::Spelling;

namespace {

std::vector<SourceFile> all_packs()
{
    namespace fs = std::filesystem;
    std::vector<SourceFile> found;
    for (const char* folder : {HUIMIN_SOURCE_DIR "/packs", HUIMIN_SOURCE_DIR "/tests/fuzz/parse/seeds"})
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.path().extension() == ".hm") {
                std::ifstream file(entry.path(), std::ios::binary);
                std::ostringstream text;
                text << file.rdbuf();
                found.push_back({entry.path().string(), text.str()});
            }
    return found;
}

std::string formatted(const std::string& text, Spelling spelling = Spelling::chinese)
{
    const syntax::Formatted found = syntax::format(text, spelling);
    CHECK_MESSAGE(found.diagnostics.empty(), render(found.diagnostics, {{"a.hm", text}}));
    return found.text;
}

} // namespace

TEST_CASE("every pack keeps its meaning in both spellings, and is canonical after one formatting")
{
    const std::vector<SourceFile> packs = all_packs();
    REQUIRE(packs.size() > 10);
    for (const SourceFile& pack : packs) {
        CAPTURE(pack.path);
        const std::string tree = syntax::dump(syntax::parse(pack.text, 0).file);
        const std::string chinese = formatted(pack.text), english = formatted(pack.text, Spelling::english);
        CHECK(syntax::dump(syntax::parse(chinese, 0).file) == tree);
        CHECK(syntax::dump(syntax::parse(english, 0).file) == tree);
        CHECK(formatted(chinese) == chinese);
        CHECK(formatted(english, Spelling::english) == english);
        CHECK(formatted(english) == formatted(formatted(chinese, Spelling::english)));
    }
}

TEST_CASE("marks, blanks and lines become canonical; remarks and empty lines stay")
{
    CHECK(formatted("# 第一行\n"
                    "模块 甲.乙\n"
                    "# 说明档案\n"
                    "\n"
                    "# 家庭\n"
                    "档案 家庭（household）说明“共同生活”：户号：文本 必填 # 自编\n"
                    "\n\n\n"
                    "面积 : 数量 < 平方米 >范围 0 .. 5\n"
                    "定义 家庭.富裕：是非 说明 \"x\" = 年满 60 周岁 且 工资*20 %≥100 元 / 月 且 甲>= 10 万元/月\n"
                    "# 完\n") == "# 第一行\n"
                                 "模块 甲.乙\n"
                                 "\n"
                                 "# 说明档案\n"
                                 "\n"
                                 "# 家庭\n"
                                 "档案 家庭 (household) 说明 “共同生活”:\n"
                                 "  户号: 文本 必填  # 自编\n"
                                 "\n"
                                 "  面积: 数量<平方米> 范围 0..5\n"
                                 "\n"
                                 "定义 家庭.富裕: 是非 说明 \"x\"\n"
                                 "  = 年满60周岁 且 工资 × 20% ≥ 100元 ÷ 月 且 甲 ≥ 10万元/月\n"
                                 "# 完\n");
}

TEST_CASE("the English view spells keywords in English and leaves names alone")
{
    CHECK(formatted("模块 甲\n定义 人.老 : 是非 〔甲 第1条〕 = 年满60周岁 且 工资 ≤ 100元/月", Spelling::english) ==
          "module 甲\n"
          "\n"
          "define 人.老: truth 〔甲 第1条〕 = aged 60 years_of_age and 工资 <= 100 yuan/month\n");
}

TEST_CASE("a pay day and the English name of a 其中 stay in both views")
{
    const std::string text =
        "模块 甲\n政策 乙 (b) 发给 人 按月 〔甲 第1条〕: 资格 在校 金额=补差 其中 补差（gap）=1元 "
        "发放日 上月 末日 〔甲 第2条〕\n政策 丙 (c) 发给 人 按月 〔甲 第1条〕: 资格 在校 金额=1元 发放日 10 日";
    CHECK(formatted(text) == "模块 甲\n"
                             "\n"
                             "政策 乙 (b) 发给 人 按月 〔甲 第1条〕:\n"
                             "  资格 在校\n"
                             "  金额 = 补差\n"
                             "    其中 补差 (gap) = 1元\n"
                             "  发放日 上月 末日 〔甲 第2条〕\n"
                             "\n"
                             "政策 丙 (c) 发给 人 按月 〔甲 第1条〕:\n"
                             "  资格 在校\n"
                             "  金额 = 1元\n"
                             "  发放日 10日\n");
    CHECK(formatted(text, Spelling::english).find("  pay_day previous_month last_day 〔甲 第2条〕\n") !=
          std::string::npos);
    CHECK(formatted(text, Spelling::english).find("  pay_day 10 day\n") != std::string::npos);
}

TEST_CASE("a text that does not parse is returned as its faults")
{
    const syntax::Formatted found = syntax::format("定义", Spelling::chinese);
    CHECK(found.text.empty());
    CHECK(has_errors(found.diagnostics));
}
