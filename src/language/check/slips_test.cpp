// What an official is told who made one slip in a pack that is otherwise right: where, and what to write instead.

#include <doctest/doctest.h>

#include "language/check/internal/trial.h"

using namespace huimin::language;
using namespace huimin::language::check_internal::trial;

namespace {

const std::string right = R"(定义 人.重残: 是非 〔办法 第5条〕 = 残级 属于 {1, 2}
定义 家庭.计入收入: 金额/月 〔办法 第8条〕 = 合计 工资 于 成员 当 非 在校
政策 困难补贴 (hardship) 发给 家庭 按月 〔办法 第9条〕:
  资格 须同时满足:
    (一) 计入收入 ÷ 较大者(人数, 1) < 标准[户籍] 〔办法 第9条〕
    (二) 任一 成员 满足 重残
  排除 当 资产 > 10万元
  金额 = 当 人数 ≥ 3 则 300元 否则 200元
案例 "一人户" 所属期 2025-07:
  家庭 { 区划: 330282 慈溪市, 户籍: 城镇, 资产: 0元 }
  甲 { 出生日期: 1950-03-02, 残级: 1, 工资: 0元, 在校: 否 }
  应得 困难补贴 = 200元
)";

} // namespace

TEST_CASE("the pack that slips are made in is right")
{
    const Tried tried = check_with(right);
    CHECK(render(tried.checked.diagnostics, tried.files) == "");
}

TEST_CASE("an official mends a slip from the message alone")
{
    const struct {
        const char* written;
        const char* slip;
        const char* code;
        const char* at;     ///< the words pointed at
        const char* remedy; ///< holds this
    } cases[] = {
        {"标准[户籍] 〔", "标准(户籍) 〔", "E1023", "(", "写作 标准[…]"},
        {"{1, 2}", "{１, 2}", "E1003", "１", "半角数字 1"},
        {"{1, 2}", "{1；2}", "E1006", "；", "改成「,」"},
        {"则 300元 否则", "300元 否则", "E1010", "300", "「则」"},
        {"则 300元 否则 200元", "则 300元", "E1010", "案例", "「否则」"},
        {"则 300元 否则", "则 300元/年 否则", "E2005", "当 人数 ≥ 3 则 300元/年 否则 200元", "折月"},
        {"则 300元 否则", "则 标准[户籍] × 30% 否则", "E2007", "当 人数 ≥ 3 则 标准[户籍] × 30% 否则 200元", "取整"},
        {"否则 200元", "否则 200元 每人", "E1023", "每人", "多写了"},
        {"满足 重残", "满足 重殘", "E1110", "重殘", "「重残」"},
        {"任一 成员 满足 重残", "任一成员满足重残", "E1110", "任一成员满足重残", "空格"},
        {"任一 成员 满足 重残", "重残", "E1110", "重残", "任一 成员 满足 重残"},
        {"(二) 任一", "2. 任一", "E1021", "2", "(二)"},
        {"资产 > 10万元", "资产 > 100000", "E2001", ">", "写上单位"},
        {"资产 > 10万元", "资产 > 10万", "E2001", ">", "「万元」"},
        {"资产 > 10万元", "资产 超过 10万元", "E1023", "超过", "写作「>」"},
        {"人数 ≥ 3", "人数 => 3", "E1010", ">", "写作「≥」"},
        {"残级 属于 {1, 2}", "残级 == 1", "E1010", "=", "写作「=」"},
        {"残级 属于 {1, 2}", "年龄 ≥ 60", "E1110", "年龄", "年满60周岁"},
        {"残级 属于 {1, 2}", "周岁(出生日期) ≥ 60岁", "E2001", "≥", "只写数"},
        {"〔办法 第8条〕", "〔办法 第8条", "E1002", "〔", "补上「〕」"},
        {" 〔办法 第9条〕:", " [办法 第9条]:", "E1010", "[", "〔〕"},
        {"当 非 在校", "当 不是 在校", "E1023", "不是", "写作「非」"},
        {"合计 工资 于 成员 当", "工资 当", "E1023", "当", "合计 … 于 成员 当 …"},
        {"须同时满足:", "须同时满足", "E1010", "(", "「:」"},
        {"较大者(人数, 1)", "较大者(人数, 1", "E1006", "〔办法 第9条〕", "「)」"},
        {"按月 〔", "每月 〔", "E1010", "每月", "「按月」"},
        {"〔办法 第5条〕 =", "〔办法 第5条〕 自 2025年1月1日 起 =", "E1008", "2025", "2025-01-01"},
        {"1950-03-02", "1950-3-2", "E1008", "1950-3-2", "2024-07-01"},
        {"1950-03-02", "1950/3/2", "E1008", "1950/3/2", "2024-07-01"},
        {"1950-03-02", "1950年3月2日", "E1008", "1950", "1950-03-02"},
        {"1950-03-02", "1950", "E2001", "1950", "1950-03-02"},
        {"慈溪市, 户籍", "慈溪, 户籍", "E1102", "330282 慈溪", "查对"},
        {"户籍: 城镇", "户籍: 城市", "E1110", "城市", "城镇、农村"},
        {"在校: 否 }", "在校: 否", "E1006", "应得", "「}」"},
        {"应得 困难", "应该得 困难", "E1010", "应该得", "「应得」"},
    };
    for (const auto& c : cases) {
        std::string text = right;
        const std::size_t at = text.find(c.written);
        REQUIRE_MESSAGE(at != std::string::npos, c.written);
        text.replace(at, std::string(c.written).size(), c.slip);
        const Tried tried = check_with(text);
        CAPTURE(c.slip);
        CAPTURE(render(tried.checked.diagnostics, tried.files));
        REQUIRE(!tried.checked.diagnostics.empty());
        const Diagnostic& told = tried.checked.diagnostics.front();
        CHECK(told.code == c.code);
        CHECK(words_at(tried, told) == c.at);
        CHECK(told.remedy.find(c.remedy) != std::string::npos);
    }
}
