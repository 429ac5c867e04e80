// What scenarios can say: colours, assumed values, reasons behind amounts, adjusted levels.

#include <doctest/doctest.h>

#include "language/check/internal/trial.h"
#include "language/evaluate.h"

using namespace huimin;
using namespace huimin::language;
using namespace huimin::language::check_internal::trial;

namespace {

/// Every failure of every scenario of the small pack with these lines; or what is wrong with the lines.
std::string failures_of(const std::string& lines)
{
    const Tried tried = check_with(lines);
    if (!tried.checked.program)
        return render(tried.checked.diagnostics, tried.files);
    const WorkingDays no_calendar;
    const World world{country(), no_calendar};
    std::string told;
    for (Index i = 0; i < tried.checked.program->scenarios.size(); ++i)
        for (const std::string& failure : run_scenario(*tried.checked.program, world, i, tried.files).failures)
            told += failure + "\n";
    return told;
}

const std::string signal = "预警 独居 (alone) 对 家庭 〔办法 第7条〕:\n"
                           "  红 当 人数 = 1 且 任一 成员 满足 年满90周岁 〔办法 第8条〕\n"
                           "  黄 当 人数 = 1 且 任一 成员 满足 年满80周岁\n";

std::string of_one(const std::string& born, const std::string& expected)
{
    return signal + "案例 \"独居\" 所属期 2025-07:\n  家庭 { 其余: 无 }\n  甲 { " + born + " }\n  " + expected;
}

std::string of_household(const std::string& assumed, const std::string& expected)
{
    return "案例 \"补助\" 所属期 2025-07:\n" + assumed +
           "  家庭 { 区划: 330282 慈溪市, 户籍: 城镇, 资产: 0元 }\n  甲 { 工资: 650元 }\n  " + expected;
}

} // namespace

TEST_CASE("a scenario expects a signal's colour, and says what came instead")
{
    const struct {
        const char* born;
        const char* expected;
        const char* says; ///< of the failure; empty: it passes
    } cases[] = {
        {"出生日期: 1930-01-01", "应警 独居 = 红 理由含 〔办法 第8条〕", ""},
        {"出生日期: 1930-01-01", "应警 独居(家庭) 理由含 〔办法 第7条〕", ""},
        {"出生日期: 1940-01-01", "应警 独居 = 黄", ""},
        {"出生日期: 1990-01-01", "不应警 独居", ""},
        {"工资: 1元", "待核实 独居 缺 甲.出生日期", ""},
        {"出生日期: 1940-01-01", "应警 独居 = 红", "期望 应警 独居（家庭） = 红，得到 应警 黄"},
        {"出生日期: 1990-01-01", "应警 独居", "期望 应警 独居（家庭），得到 不应警"},
        {"出生日期: 1930-01-01", "不应警 独居", "期望 不应警 独居（家庭），得到 应警 红"},
        {"工资: 1元", "应警 独居", "得到 待核实 缺 甲的出生日期"},
        {"工资: 1元", "待核实 独居 缺 甲.残级", "期望 待核实 独居（家庭） 缺 甲.残级"},
        {"出生日期: 1940-01-01", "应警 独居 = 黄 理由含 〔办法 第9条〕", "理由含 〔办法 第9条〕"},
    };
    for (const auto& c : cases) {
        const std::string told = failures_of(of_one(c.born, c.expected));
        CAPTURE(told);
        CHECK_MESSAGE((*c.says == 0 ? told.empty() : told.find(c.says) != std::string::npos), c.expected);
    }
}

TEST_CASE("a scenario may set a parameter's value for itself")
{
    CHECK(failures_of(of_household("", "应得 补助 = 100元")) == "");
    CHECK(failures_of(of_household("  设 照料 = 120元\n", "应得 补助 = 120元")) == "");
    CHECK(failures_of(of_household("  设 标准: 城镇→600元, 农村→400元\n", "不应得 补助")) == "");
    CHECK(failures_of(of_household("  设 照料 未设 \"还没有文件\"\n", "待核实 补助")) == "");
    const std::string told = failures_of(of_household("  设 照料 = 120元\n", "应得 补助 = 100元"));
    CHECK_MESSAGE(told.find("案例所设") != std::string::npos, told);
}

TEST_CASE("clauses behind eligibility, an amount and its 其中 are among the reasons")
{
    const std::string policy =
        "政策 丙 (third) 发给 家庭 按月 〔办法 第1条〕:\n  资格 人数 ≥ 1 〔办法 第2条〕\n"
        "  金额 = 甲数 + 乙数 〔办法 第3条〕 其中 甲数 = 照料 〔办法 第4条〕 其中 乙数 = 1元/月\n";
    for (const char* clause : {"第1条", "第2条", "第3条", "第4条"})
        CHECK(failures_of(policy + of_household("", "应得 丙 = 101元 理由含 〔办法 " + std::string(clause) + "〕")) ==
              "");
    CHECK(failures_of(policy + of_household("", "应得 丙 理由含 〔办法 第5条〕")).find("没有引用该条") !=
          std::string::npos);
}

TEST_CASE("a scale's adjustment reads definitions, its own record's and its owner's")
{
    const std::string scale = "选项 等第 (level) = 好 (fine) | 中 (fair) | 差 (poor)\n"
                              "量表 评估 (review) 属于 人 称 记录 (reviews) 〔办法〕:\n"
                              "  组 自理 (care): 进食 (eating) 0..4\n  项 昏迷 (coma): 是非\n"
                              "  等级 等第: 4→好, 0→中\n  调整 当 很重 则 差 〔办法〕\n  调整 当 高龄 则 加重 1 级\n"
                              "定义 评估.很重: 是非 〔办法〕 = 昏迷 且 自理 = 0\n"
                              "定义 人.高龄: 是非 〔办法〕 = 年满80周岁\n";
    const struct {
        const char* person;
        const char* review;
        const char* level;
    } cases[] = {
        {"出生日期: 1980-01-01", "进食: 4, 昏迷: 否", "好"}, {"出生日期: 1940-01-01", "进食: 4, 昏迷: 否", "中"},
        {"出生日期: 1980-01-01", "进食: 0, 昏迷: 是", "差"}, {"出生日期: 1980-01-01", "进食: 0, 昏迷: 否", "中"},
        {"出生日期: 1940-01-01", "进食: 0, 昏迷: 否", "差"},
    };
    for (const auto& c : cases)
        CHECK(failures_of(scale + "案例 \"评\" 所属期 2025-07:\n  家庭 { 其余: 无 }\n  甲 : 人 { " + c.person +
                          " }\n  评 : 评估 { " + c.review + " }\n  应为 评.等级 = " + c.level) == "");
}

TEST_CASE("a step cites a clause once, however many of its parts rest on it")
{
    const std::string told = failures_of("定义 家庭.独住: 是非 〔办法 第8条〕 = 人数 = 1\n"
                                         "预警 独居 (alone) 对 家庭 〔办法 第7条〕:\n  红 当 独住 〔办法 第8条〕\n"
                                         "案例 \"独居\" 所属期 2025-07:\n  家庭 { 其余: 无 }\n  甲 { 工资: 1元 }\n"
                                         "  不应警 独居");
    CHECK_MESSAGE(told.find("独住") != std::string::npos, told);
    CHECK_MESSAGE(told.find("〔办法 第8条〕") != std::string::npos, told);
    CHECK_MESSAGE(told.find("〔办法 第8条〕 〔办法 第8条〕") == std::string::npos, told);
}
