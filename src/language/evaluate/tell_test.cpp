// How answers are explained: every line a sentence a clerk would say, with clause, value, source and day.

#include <doctest/doctest.h>

#include <map>

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
                         "  金额 = 100元\n"
                         "政策 补足 (topped_aid) 发给 家庭 按月 〔办法 第9条〕:\n"
                         "  资格 在世人数 ≥ 1\n"
                         "  金额 = 差额 + 1元 其中 差额 (gap) = 1000元 - 总工资 〔办法 第8条〕\n"
                         "  发放日 上月 末日 〔办法 第10条〕\n";

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

const std::string entitled = "  家庭 { 户籍: 城镇 }\n  甲 { 出生日期: 1950-01-01, 工资: 650元, 重病: 否 }\n";

} // namespace

TEST_CASE("what is granted is told with each condition, the amount, the clause, where a fact comes from and its day")
{
    CHECK(told(entitled, "救助") == "\n"
                                    "救助（家庭），截至 2025-07-31：350 元/月 〔办法 第9条〕\n"
                                    "├ 资格：须同时满足 ✓\n"
                                    "│ ├ (一)在世人数 1 不低于 1 ✓\n"
                                    "│ │ └ 在世人数 = 在世的成员数 = 1 〔办法 第7条〕\n"
                                    "│ │   └ 甲：计入\n"
                                    "│ │     └ 在世：没有登记 死亡日期 或 死亡日期 晚于 当日 ✓ 〔办法 第7条〕\n"
                                    "│ │       └ 没有登记 死亡日期 ✓\n"
                                    "│ │         └ 甲的死亡日期：没有登记（应查：殡葬登记）\n"
                                    "│ ├ (二)总工资 650 元 低于 1,000 元 ✓ 〔办法 第8条〕\n"
                                    "│ │ └ 总工资 = 甲 650 元 = 650 元 〔办法 第8条〕\n"
                                    "│ │   └ 甲：650 元\n"
                                    "│ │     └ 甲的工资：650 元\n"
                                    "│ └ (三)户籍 是 城镇、农村 之一（现为 城镇） ✓\n"
                                    "│   └ 户籍：城镇（公安户籍，2025-07-01）\n"
                                    "├ 排除的情形：成员中有 （重病 且 在世） 的：没有\n"
                                    "│ └ 甲：重病 且 在世 ✗\n"
                                    "│   └ 甲是否重病：否\n"
                                    "└ 金额 = 1,000 元 − 总工资 650 元 = 350 元\n"
                                    "  └ 总工资：650 元\n");
}

TEST_CASE("what is refused begins with what stands in the way, and by how much")
{
    const struct {
        const char* given;
        const char* policy;
        const char* reason;
    } cases[] = {
        {"  家庭 { 户籍: 城镇 }\n  甲 { 工资: 1200.5元 }\n", "救助",
         "├ 原因：(二)总工资 1,200.50 元 不低于 1,000 元，超出 200.50 元"},
        {"  家庭 { 户籍: 城镇 }\n  甲 { 工资: 1000元 }\n", "救助",
         "├ 原因：(二)总工资 1,000 元 不低于 1,000 元，恰好相等，须低于才行"},
        {"  家庭 { 户籍: 城镇 }\n  甲 { 死亡日期: 2025-07-31 }\n", "救助", "├ 原因：(一)在世人数 0 低于 1，还差 1"},
        {"  家庭 { 户籍: 城镇 }\n  甲 { 重病: 是 }\n", "救助", "├ 原因：属于排除的情形，成员中有 （重病 且 在世） 的"},
        {"  家庭 { 户籍: 城镇 }\n  甲 { 出生日期: 1950-01-01 }\n", "老人救助", "├ 原因：未满 80周岁（现 75周岁）"},
        {"  家庭 { 户籍: 城镇 }\n  甲 { 出生日期: 1940-01-01, 重病: 否 }\n", "老人救助", "├ 原因：享受 救助"},
        {"  家庭 { 户籍: 城镇 }\n  甲 { 工资: 1 元 }\n", "救助", "├ 还要查清：甲是否重病"},
        {"  家庭 { }\n  甲 { 工资: 1 元, 重病: 否 }\n", "救助", "├ 还要查清：户籍"},
    };
    for (const auto& c : cases) {
        const std::string text = told(c.given, c.policy);
        const std::size_t at = text.find("├ ");
        CHECK(text.substr(at, text.find('\n', at) - at) == c.reason);
    }
}

TEST_CASE("an explanation in English tells names by their aliases")
{
    CHECK(told(entitled, "救助", Tongue::english) ==
          "\n"
          "aid (household), as of 2025-07-31: 350 yuan a month 〔办法 第9条〕\n"
          "├ eligible: all of ✓\n"
          "│ ├ (一)alive heads 1 is at least 1 ✓\n"
          "│ │ └ alive heads = the number of the members with alive = 1 〔办法 第7条〕\n"
          "│ │   └ 甲: counts\n"
          "│ │     └ alive: not on record: died on or died on is after the day asked for ✓ 〔办法 第7条〕\n"
          "│ │       └ not on record: died on ✓\n"
          "│ │         └ 甲: died on: not on record (ask: 殡葬登记)\n"
          "│ ├ (二)wages 650 yuan is below 1,000 yuan ✓ 〔办法 第8条〕\n"
          "│ │ └ wages = 甲 650 yuan = 650 yuan 〔办法 第8条〕\n"
          "│ │   └ 甲: 650 yuan\n"
          "│ │     └ 甲: wage: 650 yuan\n"
          "│ └ (三)kind is one of urban, rural (now urban) ✓\n"
          "│   └ kind: urban (公安户籍, 2025-07-01)\n"
          "├ excluded when: one or more of the members: (very ill and alive): not the case\n"
          "│ └ 甲: very ill and alive ✗\n"
          "│   └ 甲: very ill or not: no\n"
          "└ amount = 1,000 yuan − wages 650 yuan = 350 yuan\n"
          "  └ wages: 650 yuan\n");
}

TEST_CASE(
    "what is granted is told with the day its money is there, a part of the amount by its name in either language")
{
    CHECK(told(entitled, "补足") == "\n"
                                    "补足（家庭），截至 2025-07-31：351 元/月 〔办法 第9条〕\n"
                                    "├ 资格：在世人数 1 不低于 1 ✓\n"
                                    "│ └ 在世人数 = 在世的成员数 = 1 〔办法 第7条〕\n"
                                    "│   └ 甲：计入\n"
                                    "│     └ 在世：没有登记 死亡日期 或 死亡日期 晚于 当日 ✓ 〔办法 第7条〕\n"
                                    "│       └ 没有登记 死亡日期 ✓\n"
                                    "│         └ 甲的死亡日期：没有登记（应查：殡葬登记）\n"
                                    "├ 金额 = 差额 350 元 + 1 元 = 351 元\n"
                                    "│ └ 其中 差额 = 1,000 元 − 总工资 650 元 = 350 元 〔办法 第8条〕\n"
                                    "│   └ 总工资 = 甲 650 元 = 650 元 〔办法 第8条〕\n"
                                    "│     └ 甲：650 元\n"
                                    "│       └ 甲的工资：650 元\n"
                                    "└ 发放：上个月最后一天前到账 〔办法 第10条〕\n");
    const std::string english = told(entitled, "补足", Tongue::english);
    CHECK_MESSAGE(english.ends_with("\n"
                                    "├ amount = gap 350 yuan + 1 yuan = 351 yuan\n"
                                    "│ └ where gap = 1,000 yuan − wages 650 yuan = 350 yuan 〔办法 第8条〕\n"
                                    "│   └ wages = 甲 650 yuan = 650 yuan 〔办法 第8条〕\n"
                                    "│     └ 甲: 650 yuan\n"
                                    "│       └ 甲: wage: 650 yuan\n"
                                    "└ paid: by the last day of the month before 〔办法 第10条〕\n"),
                  english);
}

TEST_CASE("what is not known is marked where the step is made, and not where nothing is missing for the answer")
{
    const Tried tried = check_with(pack + "案例 \"一户\" 所属期 2025-07:\n  家庭 { 户籍: 城镇 }\n  甲 { 重病: 否 }\n"
                                          "  应为 家庭.在世人数 = 1\n");
    REQUIRE_MESSAGE(tried.checked.program, render(tried.checked.diagnostics, tried.files));
    const Program& program = *tried.checked.program;
    const WorkingDays no_calendar;
    const Instance home = instance_of(program, program.scenarios.front(), 0);
    std::map<std::string, bool> missing;
    const auto look = [&](const auto& self, const Step& step) -> void {
        if (step.sort == Step::Sort::fact)
            missing[step.text] = step.missing;
        for (const Step& child : step.children)
            self(self, child);
    };
    for (const Explanation& one : explain(program, {country(), no_calendar}, home, *Day::of(2025, 7, 31)))
        look(look, one.root);
    CHECK(missing.at("户籍") == false);
    CHECK(missing.at("甲的出生日期") == true);
    CHECK_MESSAGE(missing.at("甲的死亡日期") == false, "not on record: that is an answer");
}
