#include "language/syntax/parse.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>

#include "language/syntax/internal/dump.h"

using namespace huimin::language;

namespace {

syntax::Parsed parsed(const std::string& text) { return syntax::parse(text, 0); }

/// The tree of one expression, as the body of a definition.
std::string tree_of(const std::string& expression)
{
    const std::string text = "模块 甲 定义 人.乙 : 是非 = " + expression;
    const syntax::Parsed found = parsed(text);
    if (has_errors(found.diagnostics))
        return render(found.diagnostics, {{"a.hm", text}});
    const std::string all = syntax::dump(found.file);
    const std::string before = "(type ['是非'] '' '')";
    const std::size_t at = all.find("'' '')", all.find("(type")) + 6;
    return all.substr(at, all.size() - at - 1);
}

std::string repeated(const std::string& text, std::size_t times)
{
    std::string all;
    for (std::size_t i = 0; i < times; ++i)
        all += text;
    return all;
}

const std::string defined = "模块 甲 定义 人.乙 : 是非 = ";

} // namespace

TEST_CASE("loose words bind loosely, tight ones tightly")
{
    const struct {
        const char* written;
        const char* bracketed;
    } cases[] = {
        {"a + b * c", "a + (b * c)"},
        {"a - b - c", "(a - b) - c"},
        {"a < b + c 且 d", "(a < (b + c)) 且 d"},
        {"非 a < b 或 c", "(非 (a < b)) 或 c"},
        {"a + b 四舍五入到分 < c", "((a + b) 四舍五入到分) < c"},
        {"a + b, 折月, 不少于 c + d", "((a + b) 折月) 不少于 (c + d)"},
        {"a × -b", "a × (-b)"},
        {"合计 a + b 于 c 当 d 且 e", "(合计 (a + b) 于 c 当 d) 且 e"},
        {"当 a 则 b 否则 c + d", "当 a 则 b 否则 (c + d)"},
        {"a 属于 {b, c + d} 且 e", "(a 属于 {b, (c + d)}) 且 e"},
        {"a 介于 b 至 c 且 d", "(a 介于 b 至 c) 且 d"},
    };
    for (const auto& c : cases)
        CHECK_MESSAGE(tree_of(c.written) == tree_of(c.bracketed), c.written);
    CHECK(tree_of("a - b - c") != tree_of("a - (b - c)"));
}

TEST_CASE("a written number keeps its unit")
{
    const struct {
        const char* written;
        const char* tree;
    } cases[] = {
        {"30%", " 30 #5 ''"},
        {"1,029.50元", " 1029.5 #1 ''"},
        {"10万元", " 100000 #1 ''"},
        {"4200元/年", " 4200 #4 ''"},
        {"3个月", " 3 #7 ''"},
        {"5个工作日", " 5 #9 ''"},
        {"2年", " 2 #6 ''"},
        {"30 days", " 30 #8 ''"},
        {"60平方米", " 60 #10 '平方米'"},
        {"100 yuan/day", " 100 #2 ''"},
        {"12", " 12 #0 ''"},
    };
    for (const auto& c : cases)
        CHECK_MESSAGE(tree_of(c.written).find(std::string("(number") + c.tree + ")") != std::string::npos, c.written,
                      tree_of(c.written));
    CHECK(tree_of("330282 慈溪市").find("(area '330282000000' '慈溪市')") != std::string::npos);
}

TEST_CASE("a bound of six digits is no division, though a name follows on the next line")
{
    const syntax::Parsed found =
        parsed("模块 甲 档案 乙 (b) 说明 \"丙\":\n  项 (item): 整数 范围 0..100000\n  名 (name): 文本\n");
    CHECK(found.diagnostics.empty());
    CHECK(std::get<syntax::RecordDeclaration>(found.file.declarations.at(0)).fields.size() == 2);
}

TEST_CASE("full-width and half-width marks give the same tree")
{
    CHECK(tree_of("（a＋b）×c≥较大者（d，e）") == tree_of("(a + b) * c >= 较大者(d, e)"));
    CHECK(tree_of("a 属于｛b、c｝") == tree_of("a in {b, c}"));
}

TEST_CASE("every fault has its code, its place and its words")
{
    const struct {
        const char* code;
        std::string text;
        const char* says;
    } cases[] = {
        {"E1000", "模块 甲\xff", "UTF-8"},
        {"E1001", "模块 甲 $", "「$」"},
        {"E1002", "模块 甲 依据 乙 = 《丙", "书名号"},
        {"E1003", defined + "a > ３", "全角"},
        {"E1004", std::string(5U << 20U, ' '), "4 MB"},
        {"E1005", defined + repeated("(", 300) + "a" + repeated(")", 300), "200 层"},
        {"E1005", defined + repeated("非 ", 3000) + "a", "200 层"},
        {"E1005", defined + "a" + repeated(" + a", 3000), "500 个"},
        {"E1006", "模块 甲\n定义 人.乙 : 是非 = (a 且 b\n定义 人.丙 : 是非 = a", "第 2 行第 15 列"},
        {"E1007", "模块 甲 定义 人.当 : 是非 = a", "「当」"},
        {"E1008", defined + "a > 2025-02-30", "2025-02-30"},
        {"E1008", defined + "a > 2025-13", "2025-13"},
        {"E1009", defined + "a > 1234567890123456789", "1234567890123456789"},
        {"E1010", defined + "a +", "文件的末尾"},
        {"E1010", "模块 甲 角色 乙: 授于 区级", "「乡级」"},
        {"E1010", "模块 甲 角色 乙: 可 看 人", "显示原值"},
        {"E1010", "模块 甲 角色 乙: 三员 保密", "「审计」"},
        {"E1010", "依据 甲 = 《乙》 自 2020-01-01 起", "「模块」"},
        {"E1011", defined + "a 且 b 或 c", "「且」与「或」"},
        {"E1012", defined + "1 < a < 3", "两个比较"},
        {"E1013", defined + "至少 3 项: (一) a (二) b", "只列了 2 项"},
        {"E1014", defined + "周岁(a, b)", "却有 2 个"},
        {"E1015", "模块 甲 定义 人.乙 : 是非 〔〕 = a", "法规"},
        {"E1016", "模块 甲 依据 乙 = 《丙》 自 2020-02-01 起 至 2020-01-01", "早于"},
        {"E1017", defined + "a = 330282慈溪市", "330282"},
        {"E1020", "模块 甲 指标 乙 = 3", "「指标」将在后续版本提供"},
        {"E1021", "模块 甲\n乙丙 = 3", "「乙丙」"},
        {"E1023", "模块 甲 乙丙 = 3", "「乙丙」"},
        {"E1022", "模块 甲 模块 乙", "「模块」"},
        {"E1023", defined + "残疾等级属于 {1, 2}", "「残疾等级属于」"},
        {"E1030", "模块 甲 政策 乙 发给 人 按月: 金额 = 1元", "「乙」没有写资格"},
        {"E1031", "模块 甲 政策 乙 发给 人 按月: 资格 a 资格 b", "「资格」写了两次"},
        {"E1033", "模块 甲 政策 乙 发给 人 按月: 资格 是 金额 = 1元 发放日 31日", "31日"},
        {"E1032", "模块 甲 量表 乙 属于 人 称 丙: 有效 12个月", "「乙」"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.code);
        const Diagnostics found = parsed(c.text).diagnostics;
        REQUIRE(!found.empty());
        CHECK(found.front().code == c.code);
        CHECK_MESSAGE(found.front().message.find(c.says) != std::string::npos, found.front().message);
        CHECK(!found.front().remedy.empty());
        CHECK(!found.front().english.empty());
        CHECK(found.front().place.line > 0);
    }
}

TEST_CASE("the remedy says what was probably meant")
{
    const struct {
        const char* expression;
        const char* remedy;
    } cases[] = {
        {"任一 成员满足 重残", "「成员 满足」"},
        {"残疾等级属于 {1}", "「残疾等级 属于」"},
        {"合记 工资 于 成员", "「合计」"},
        {"工资 低于 标准", "写作「<」"},
        {"a 并且 b", "写作「且」"},
        {"较大者(a, b c)", "「)」"},
    };
    for (const auto& c : cases) {
        const Diagnostics found = parsed(defined + c.expression).diagnostics;
        REQUIRE(!found.empty());
        CHECK_MESSAGE(found.front().remedy.find(c.remedy) != std::string::npos, c.expression, found.front().remedy);
    }
}

TEST_CASE("words that only stand in heads may name fields and definitions")
{
    for (const char* name : {"金额", "期限", "等级", "组", "项", "日", "月份", "资格", "来源", "范围", "案例", "有效",
                             "查看", "系统", "任务", "后", "用途"}) {
        const std::string named = name;
        const syntax::Parsed found = parsed("模块 甲\n档案 人 说明 \"x\":\n  " + named +
                                            " : 整数\n定义 人.乙 : 是非 = " + named + " > 3 且 人." + named + " < 5");
        CHECK_MESSAGE(found.diagnostics.empty(), named);
        CHECK_MESSAGE(found.file.declarations.size() == 2, named);
    }
}

TEST_CASE("one run tells the faults of all declarations, and fifty at most")
{
    const std::string wrong = "定义 人.乙 : 是非 = +\n", right = "定义 人.丙 : 是非 = a\n";
    const syntax::Parsed some = parsed("模块 甲\n" + wrong + right + wrong + right);
    CHECK(some.diagnostics.size() == 2);
    CHECK(some.file.declarations.size() == 2);
    CHECK(parsed("模块 甲\n" + repeated(wrong, 500)).diagnostics.size() == 50);
    CHECK(parsed("模块 甲\n" + repeated("$ ", 500)).diagnostics.size() == 50);
}

TEST_CASE("the worst long texts are refused without falling over")
{
    const std::size_t full = 128U << 10U;
    for (const std::string piece : {"(", "- ", "非 ", "字", "定义 ", "〔", "$", "1+", "当 a 则 ", "a.", "合计 ",
                                    "较大者(", "a[", "须同时满足: (一) ", "享受满足", "#\n", "，", "\"", "x "}) {
        CAPTURE(piece);
        const syntax::Parsed found = parsed(defined + repeated(piece, (full - defined.size()) / piece.size()));
        CHECK(found.diagnostics.size() <= 50);
        for (const Diagnostic& fault : found.diagnostics)
            CHECK(fault.message.size() + fault.remedy.size() < 2000);
    }
}
