// What expressions are: their types, whether fractions of a fen remain, and whether they may be unknown.

#include <algorithm>

#include <doctest/doctest.h>

#include "language/check/internal/trial.h"

using namespace huimin;
using namespace huimin::language;
using namespace huimin::language::check_internal::trial;

namespace {

constexpr std::string_view more = R"(补充 档案 人:
  基数 (base): 金额/月 必填
  次数 (times): 整数 必填
  入学日 (enrolled): 日期 必填
参数 比例: 比率 累进 金额 〔办法〕: 自 2020-01-01 起 〔办法〕: 0元→40%, 30000元→50%
)";

/// The definition 人.试 with this body; null when it is refused.
struct Defined {
    Tried tried;
    const Definition* definition = nullptr;
};

Defined define(const std::string& type, const std::string& body)
{
    Defined made{check_with(std::string(more) + "定义 人.试 (trial): " + type + " 〔办法〕 = " + body), nullptr};
    if (const auto& program = made.tried.checked.program)
        made.definition = &program->definitions[program->find_definition(program->find_record("人"), "试")];
    return made;
}

} // namespace

TEST_CASE("an amount is exact until it is rounded, and known where all it rests on is")
{
    const struct {
        const char *type, *body;
        bool exact, may_be_unknown;
    } cases[] = {
        {"金额/月", "基数", false, false},
        {"金额/月", "工资", false, true},
        {"金额/月", "基数 + 100元", false, false},
        {"金额/月", "基数 × 次数", false, false},
        {"金额/月", "基数 × 30%", true, false},
        {"金额/月", "基数 × 1.5", true, false},
        {"金额/月", "基数 ÷ 3", true, false},
        {"金额/月", "基数 ÷ 次数", true, true},
        {"金额/月", "基数 × 30% 四舍五入到分", false, false},
        {"金额/月", "基数 × 30% 进到元, 不少于 50元", false, false},
        {"金额/月", "年奖 折月", true, true},
        {"金额/月", "1200元/年 折月", false, false},
        {"金额/月", "1000元/年 折月", true, false},
        {"金额/年", "基数 折年", false, false},
        {"金额/月", "工资 缺失作 0元", false, false},
        {"金额/月", "照料", false, true},
        {"金额/月", "当 次数 > 1 则 基数 否则 基数 × 10%", true, false},
        {"金额/月", "累进(基数, 比例)", true, true},
        {"小数", "基数 ÷ 100元", false, false},
        {"小数", "次数 ÷ 2", false, false},
        {"整数", "次数 × 2", false, false},
        {"整数", "次数 ÷ 2 去尾到整", false, false},
        {"整数", "周岁(入学日)", false, false},
        {"整数", "月数(入学日, 当日)", false, false},
        {"日期", "入学日 + 3个月", false, false},
        {"日期", "入学日 + 3个工作日", false, true},
        {"月份", "月份(入学日) + 1个月", false, false},
        {"是非", "次数 > 1 且 工资 > 0元", false, true},
        {"是非", "已知(工资)", false, false},
        {"是非", "裁量 \"由乡镇认定\"", false, true},
        {"是非", "家庭.户籍 = 城镇", false, true},
        {"是非", "享受 津贴", false, true},
    };
    for (const auto& c : cases) {
        CAPTURE(std::string(c.body));
        const Defined made = define(c.type, c.body);
        REQUIRE_MESSAGE(made.definition != nullptr, render(made.tried.checked.diagnostics, made.tried.files));
        CHECK(made.definition->type.exact == c.exact);
        CHECK(made.definition->type.may_be_unknown == c.may_be_unknown);
    }
}

TEST_CASE("a definition's type must be that of its body")
{
    const struct {
        const char *type, *body, *code;
    } cases[] = {
        {"整数", "次数 ÷ 2", "E2001"},       {"整数", "基数", "E2001"},         {"金额/年", "基数", "E2005"},
        {"金额/月", "基数 × 基数", "E2001"}, {"日期", "月份(入学日)", "E2001"}, {"是非", "次数", "E2001"},
        {"金额/月", "次数", "E2001"},        {"户口", "基数", "E2001"},         {"小数", "年奖 ÷ 基数", "E2005"},
    };
    for (const auto& c : cases) {
        CAPTURE(std::string(c.body));
        const Defined made = define(c.type, c.body);
        REQUIRE(made.tried.checked.diagnostics.size() == 1);
        CHECK(made.tried.checked.diagnostics.front().code == c.code);
    }
}

TEST_CASE("names are asked of the record, then of those it belongs to")
{
    const struct {
        const char *type, *body;
        Op op;
    } cases[] = {
        {"金额/月", "工资", Op::field},         {"金额/月", "人.工资", Op::field},  {"金额", "资产", Op::owner},
        {"金额/月", "家庭.收入", Op::owner},    {"金额/月", "照料", Op::parameter}, {"金额/月", "补助", Op::owner},
        {"金额/月", "津贴", Op::policy_amount}, {"户口", "农村", Op::constant},     {"户口", "户口.农村", Op::constant},
        {"学况", "其他", Op::constant},         {"文本", "人.住址", Op::field},     {"文本", "家庭.住址", Op::owner},
    };
    for (const auto& c : cases) {
        CAPTURE(std::string(c.body));
        const Defined made = define(c.type, c.body);
        REQUIRE_MESSAGE(made.definition != nullptr, render(made.tried.checked.diagnostics, made.tried.files));
        CHECK(made.definition->versions.front().body->op == c.op);
    }
}

TEST_CASE("a lower pack replaces definitions and policies and adds to parameters")
{
    const Tried tried = check_with("", "替代 定义 家庭.人数 (heads): 整数 〔办法〕 = 计数 于 成员 当 在校\n"
                                       "替代 政策 津贴 (allowance) 发给 人 按年 〔办法〕: 资格 年满70周岁\n"
                                       "补充 参数 照料: 自 2023-01-01 起 〔办法〕 = 120元\n"
                                       "补充 参数 照料: 于 330282 慈溪市 自 2024-01-01 起 〔办法〕 = 130元");
    REQUIRE_MESSAGE(tried.checked.program, render(tried.checked.diagnostics, tried.files));
    const Program& program = *tried.checked.program;
    CHECK(program.city.area == AreaCode(330200000000));
    CHECK(program.definitions[program.find_definition(program.find_record("家庭"), "人数")]
              .versions.front()
              .body->operands.front() != nullptr);
    const Policy& allowance = program.policies[program.find_policy("allowance")];
    CHECK(allowance.period == PayPeriod::yearly);
    CHECK(allowance.is_standing());
    const Parameter& care = program.parameters[program.find_parameter("照料")];
    REQUIRE(care.rows.size() == 3);
    CHECK(care.rows[0].area == AreaCode());
    CHECK(care.rows[1].area == AreaCode(330200000000));
    CHECK(care.rows[2].area == AreaCode(330282000000));
}

TEST_CASE("policies stand behind those they read or are excluded by, and every change of the law is an epoch")
{
    const Tried tried = check_with("政策 丙 (third) 发给 人 按月 〔办法〕:\n  资格 享受 丁\n"
                                   "政策 丁 (fourth) 发给 人 按月 自 2024-01-01 起 〔办法〕:\n  资格 在校\n"
                                   "衔接 全体 〔办法〕: 丙 排除 津贴");
    REQUIRE_MESSAGE(tried.checked.program, render(tried.checked.diagnostics, tried.files));
    const Program& program = *tried.checked.program;
    const auto position = [&](const char* name) {
        return std::find(program.policy_order.begin(), program.policy_order.end(), program.find_policy(name)) -
               program.policy_order.begin();
    };
    CHECK(position("丁") < position("丙"));
    CHECK(position("丙") < position("津贴"));
    CHECK(program.epochs == std::vector<Day>{*Day::of(2020, 1, 1), *Day::of(2024, 1, 1)});
    CHECK(program.digest.size() == 64);
}

TEST_CASE("a scale becomes a record with points, groups and an adjusted level")
{
    const Tried tried = check_with("量表 评估 (review) 属于 人 称 评估记录 (reviews) 〔办法〕:\n"
                                   "  组 自理 (self_care): 进食 (eating) 0..4, 穿衣 (dressing) 0..4\n"
                                   "  项 昏迷 (coma): 是非\n"
                                   "  等级 体况: 6→健康, 3→患病, 0→其他\n"
                                   "  调整 当 昏迷 则 其他 〔办法〕");
    REQUIRE_MESSAGE(tried.checked.program, render(tried.checked.diagnostics, tried.files));
    const Program& program = *tried.checked.program;
    const Index review = program.find_record("review");
    REQUIRE(review != none);
    CHECK(program.records[review].fields.size() == 3);
    CHECK(program.records[review].fields[program.find_field(review, "eating")].high == Rational(4));
    for (const char* name : {"自理", "总分", "等级"})
        CHECK(program.find_definition(review, name) != none);
    CHECK(program.definitions[program.find_definition(review, "等级")].type.kind == Kind::choice);
    CHECK(program.lists[program.records[review].list].name == "评估记录");
}
