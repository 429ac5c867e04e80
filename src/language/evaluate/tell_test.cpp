// How answers are explained: every line a sentence a clerk would say, with clause, value, source and day.

#include <doctest/doctest.h>

#include "language/check/internal/trial.h"
#include "language/evaluate.h"

using namespace huimin;
using namespace huimin::language;
using namespace huimin::language::check_internal::trial;

namespace {

const std::string pack = "补充 档案 人:\n"
                         "  死亡日期 (died_on): 日期 来源 \"殡葬登记\"\n"
                         "  重病 (very_ill): 是非\n"
                         "定义 人.在世 (alive): 是非 〔办法 第7条〕 = 非 已知(死亡日期) 或 死亡日期 > 当日\n"
                         "定义 家庭.在世人数 (alive_heads): 整数 〔办法 第7条〕 = 计数 于 成员 当 在世\n"
                         "定义 家庭.总工资 (wages): 金额/月 〔办法 第8条〕 = 合计 (工资 缺失作 0元) 于 成员 当 在世\n"
                         "政策 救助 (aid) 发给 家庭 按月 〔办法 第9条〕:\n"
                         "  资格 须同时满足:\n"
                         "    (一) 在世人数 ≥ 1\n"
                         "    (二) 总工资 < 1000元 〔办法 第8条〕\n"
                         "    (三) 户籍 属于 {城镇, 农村}\n"
                         "  排除 当 任一 成员 满足 (重病 且 在世)\n"
                         "  金额 = 1000元 - 总工资\n"
                         "政策 老人救助 (elder_aid) 发给 人 按月 〔办法 第9条〕:\n"
                         "  资格 年满80周岁 且 非 享受 救助\n"
                         "  金额 = 100元\n";

/// The explanation of one policy about the first household of the pack's scenario.
std::string told(const std::string& given, const char* policy, Tongue tongue = Tongue::chinese)
{
    const Tried tried = check_with(pack + "案例 \"一户\" 所属期 2025-07:\n" + given + "  应为 家庭.在世人数 = 1\n");
    REQUIRE_MESSAGE(tried.checked.program, render(tried.checked.diagnostics, tried.files));
    const Program& program = *tried.checked.program;
    const WorkingDays no_calendar;
    Instance home = instance_of(program, program.scenarios.front(), 0);
    home.provenance.assign(home.values.size(), {});
    home.provenance[program.find_field(home.record, "户籍")] = {"公安户籍", Day::of(2025, 7, 1)};
    for (const Explanation& one : explain(program, {country(), no_calendar}, home, *Day::of(2025, 7, 31), tongue))
        if (program.policies[one.answer.policy].heading.name == policy)
            return "\n" + render(one, program, tongue);
    return {};
}

const std::string entitled =
    "  家庭 { 户籍: 城镇 }\n  甲 { 出生日期: 1950-01-01, 工资: 650元, 重病: 否 }\n";

} // namespace

TEST_CASE("what is granted is told with each condition, the amount, the clause, where a fact comes from and its day")
{
    CHECK(told(entitled, "救助") == "");
}

TEST_CASE("what is refused begins with what stands in the way, and by how much")
{
    const struct {
        const char* given;
        const char* policy;
        const char* reason;
    } cases[] = {
        {"  家庭 { 户籍: 城镇 }\n  甲 { 工资: 1200.5元 }\n", "救助", ""},
        {"  家庭 { 户籍: 城镇 }\n  甲 { 工资: 1000元 }\n", "救助", ""},
        {"  家庭 { 户籍: 城镇 }\n  甲 { 死亡日期: 2025-07-31 }\n", "救助", ""},
        {"  家庭 { 户籍: 城镇 }\n  甲 { 重病: 是 }\n", "救助", ""},
        {"  家庭 { 户籍: 城镇 }\n  甲 { 出生日期: 1950-01-01 }\n", "老人救助", ""},
        {"  家庭 { 户籍: 城镇 }\n  甲 { 出生日期: 1940-01-01, 重病: 否 }\n", "老人救助", ""},
        {"  家庭 { 户籍: 城镇 }\n  甲 { 工资: 1元 }\n", "救助", ""},
        {"  家庭 { }\n  甲 { 工资: 1元, 重病: 否 }\n", "救助", ""},
    };
    for (const auto& c : cases) {
        const std::string text = told(c.given, c.policy);
        const std::size_t at = text.find("├ ");
        CHECK(text.substr(at, text.find('\n', at) - at) == c.reason);
    }
}

TEST_CASE("an explanation in English tells names by their aliases")
{
    CHECK(told(entitled, "救助", Tongue::english) == "");
}
