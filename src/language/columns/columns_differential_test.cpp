// The column engine is held to the interpreter: rules drawn at random, people drawn at random with facts missing, every
// answer compared, on every instruction set.

#include <doctest/doctest.h>

#include <random>

#include "language/check.h"
#include "language/columns/sweep.h"
#include "language/syntax/parse.h"

using namespace huimin;
using namespace huimin::language;
using namespace huimin::language::columns;

namespace {

constexpr const char* facts = R"(
模块 试验
选项 户口类型 (register_kind) = 1 城镇 (urban) | 2 农村 (rural)
选项 残疾 (disability) = 0 无残疾 (able) | 1 肢体 (limb) | 2 智力 (intellect) | 3 精神 (mind)
依据 试行办法 = 《试行办法》 试1号 自 2000-01-01 起
城市 试验省 = 330000 浙江省 自 2020-01-01 起
档案 家庭 (household) 说明 "一户":
  户号 (household_number): 文本 必填 唯一 作名称
  区划 (area): 区划 必填 归区
  户口 (register_of): 户口类型
  资产 (assets): 金额 范围 0元..100000000元
  医疗 (medical): 金额/月 范围 0元..100000元
  面积 (floor_space): 数量<平方米> 范围 0平方米..5000平方米
  套数 (dwellings): 整数 范围 0..20
  企业 (enterprise): 是非
档案 人 (person) 属于 家庭 称 成员 (members) 说明 "一人":
  姓名 (name): 文本 必填 作名称
  出生日期 (birthday): 日期 计龄
  工资 (wage): 金额/月 范围 0元..1000000元
  养老金 (pension): 金额/月 范围 0元..100000元
  等级 (grade): 整数 范围 0..4
  类别 (kind): 残疾
  在校 (at_school): 是非
  重病 (ill): 是非
参数 标准: 金额/月 按 户口类型 〔试行办法 第1条〕:
  自 2020-01-01 起 〔试行办法 第1条〕: 城镇→1000元, 农村→800元
  于 330282 慈溪市 自 2020-01-01 起 〔试行办法 第1条〕: 城镇→846.50元, 农村→700元
参数 津贴: 金额/月 分档 整数 〔试行办法 第2条〕: 自 2020-01-01 起 〔试行办法 第2条〕: 80→60元, 90→100元, 其余→0元
参数 护理: 金额/月 分档 整数 〔试行办法 第2条〕: 自 2020-01-01 起 〔试行办法 第2条〕: 1→300元, 3→75元, 4→0元, 其余→0元
)";

/// Draws rules: expressions of about a person or a household, down to a depth.
class Rules {
public:
    explicit Rules(std::uint64_t seed) : random_(seed) {}

    std::string text()
    {
        std::string rules = facts;
        rules += "定义 人.所得 (income): 金额/月 〔试行办法 第3条〕 = " + money(true, 3) + " 四舍五入到分\n";
        rules += "定义 家庭.合计所得 (total_income): 金额/月 〔试行办法 第3条〕 = (合计 所得 于 成员 当 " +
                 condition(true, 1) + ") - 医疗 不少于 0元, 不多于 9000元\n";
        policy(rules, "甲金", "家庭", false);
        policy(rules, "乙金", "家庭", false);
        policy(rules, "丙金", "人", true);
        policy(rules, "丁金", "人", true);
        rules += "政策 困难 发给 家庭 按月 〔试行办法 第5条〕:\n  资格 " + condition(false, 3) + "\n";
        static constexpr const char* relations[] = {"与 乙金 择高", "补足 乙金", "排除 乙金", "与 乙金 择一"};
        rules += "衔接 衔接 〔试行办法 第7条〕:\n  甲金 " + one_of(relations) + "\n";
        if (below(2) == 0)
            rules += std::string("  丙金 ") + (below(2) == 0 ? "排除" : "替代") + " 丁金\n";
        return rules;
    }

private:
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
    template <std::size_t N>
    std::string one_of(const char* const (&words)[N])
    {
        return words[below(N)];
    }

    void policy(std::string& rules, const std::string& name, const std::string& about, bool person)
    {
        rules += "政策 " + name + " 发给 " + about + " 按月 〔试行办法 第4条〕:\n  资格 须同时满足:\n    (一) " +
                 condition(person, 2) + "\n    (二) " + condition(person, 2) + "\n";
        if (below(3) == 0)
            rules += "  排除 当 " + condition(person, 1) + " 〔试行办法 第4条〕\n";
        rules += "  金额 = " + money(person, 3) + " 四舍五入到分\n";
    }

    std::string rate()
    {
        static constexpr const char* rates[] = {"20%", "130%", "1.5", "33%", "7.5%"};
        return one_of(rates);
    }

    std::string ending()
    {
        static constexpr const char* endings[] = {"去尾到分",
                                                  "四舍五入到分",
                                                  "进到元",
                                                  "去尾到角, 不多于 600元",
                                                  "进到元, 不少于 50元",
                                                  "四舍五入到元, 不少于 0元, 不多于 2000元"};
        return one_of(endings);
    }

    std::string money_leaf(bool person)
    {
        static constexpr const char* of_person[] = {"工资",       "养老金",      "240元",
                                                    "0元",        "13.37元",     "津贴[周岁(出生日期)]",
                                                    "护理[等级]", "(家庭.医疗)", "标准[户口]"};
        static constexpr const char* of_household[] = {
            "医疗", "300元", "标准[户口]", "(资产 ÷ 60 去尾到分)", "(合计 工资 于 成员)", "(最大 养老金 于 成员)"};
        const std::string leaf = person ? one_of(of_person) : one_of(of_household);
        return leaf == "(资产 ÷ 60 去尾到分)" ? "医疗" : leaf;
    }

    std::string money(bool person, int depth)
    {
        if (depth == 0)
            return money_leaf(person);
        const auto inner = [&] { return money(person, depth - 1); };
        switch (below(person ? 9 : 11)) {
        case 0: return "(" + inner() + " + " + inner() + ")";
        case 1: return "(" + inner() + " - " + inner() + ")";
        case 2: return "(" + inner() + " × " + rate() + " " + ending() + ")";
        case 3: return "(" + inner() + " ÷ 3 " + ending() + ")";
        case 4: return (below(2) == 0 ? "较大者(" : "较小者(") + inner() + ", " + inner() + ")";
        case 5: return "(当 " + condition(person, depth - 1) + " 则 " + inner() + " 否则 " + inner() + ")";
        case 6:
            return "(标准[户口] × (取最大: 当 " + condition(person, 0) + " 则 30% 当 " + condition(person, 0) +
                   " 则 20% 当 " + condition(person, 0) + " 则 10% 否则 0%) " + ending() + ")";
        case 7: return "(" + inner() + " 缺失作 12元)";
        case 8: return "(" + inner() + " - 300元 不少于 0元, 不多于 2000元)";
        case 9: return "(合计 " + money(true, depth - 1) + " 于 成员 当 " + condition(true, depth - 1) + ")";
        default: return "(标准[户口] × (计数 于 成员 当 " + condition(true, 0) + "))";
        }
    }

    std::string condition_leaf(bool person)
    {
        static constexpr const char* of_person[] = {"(年满60周岁)",
                                                    "(未满16周岁)",
                                                    "在校",
                                                    "重病",
                                                    "(等级 属于 {1, 2})",
                                                    "(等级 = 3)",
                                                    "(类别 属于 {智力, 精神})",
                                                    "(类别 ≠ 残疾.无残疾)",
                                                    "(周岁(出生日期) ≥ 80)",
                                                    "(已知(等级))"};
        static constexpr const char* of_household[] = {"企业", "(套数 ≤ 1)", "(户口 = 户口类型.城镇)",
                                                       "(面积 ≤ 30平方米 × (计数 于 成员))", "(资产 ≤ 80000元)"};
        return person ? one_of(of_person) : one_of(of_household);
    }

    std::string condition(bool person, int depth)
    {
        if (depth == 0)
            return condition_leaf(person);
        const auto inner = [&] { return condition(person, depth - 1); };
        switch (below(person ? 6 : 9)) {
        case 0: return "(" + inner() + " 且 " + inner() + ")";
        case 1: return "(" + inner() + " 或 " + inner() + ")";
        case 2: return "(非 " + inner() + ")";
        case 3: return "(" + money(person, depth - 1) + " < " + money(person, depth - 1) + ")";
        case 4: return "(" + money(person, depth - 1) + " ≥ " + money(person, 0) + ")";
        case 5: return condition_leaf(person);
        case 6: return "(任一 成员 满足 " + condition(true, depth - 1) + ")";
        case 7: return "(全部 成员 满足 " + condition(true, depth - 1) + ")";
        default: return "((计数 于 成员 当 " + condition(true, depth - 1) + ") ≥ 2)";
        }
    }

    std::mt19937_64 random_;
};

std::vector<Column> columns_of(const Program& program, Index record)
{
    std::vector<Column> columns;
    for (Index i = 0; i < program.records[record].fields.size(); ++i) {
        const Type& type = program.records[record].fields[i].type;
        Column column;
        column.field = i;
        column.nullable = true;
        switch (type.kind) {
        case Kind::truth: column.width = Width::bit; break;
        case Kind::choice:
        case Kind::integer: column.width = Width::u8; break;
        case Kind::quantity: column.scale = 100; break;
        case Kind::money:
        case Kind::day: break;
        case Kind::decimal:
        case Kind::rate:
        case Kind::month:
        case Kind::text:
        case Kind::citizen_number:
        case Kind::organisation_code:
        case Kind::area:
        case Kind::reference: continue;
        }
        columns.push_back(column);
    }
    return columns;
}

/// A city of households with nought to five members, every sixth fact unknown, some households gone again.
Columns people(const Program& program, std::mt19937_64& random)
{
    Layout layout;
    layout.unit = program.find_record("household");
    layout.list = 0;
    layout.unit_columns = columns_of(program, layout.unit);
    layout.member_columns = columns_of(program, program.find_record("person"));
    if (random() % 3 == 0)
        layout.unit_columns[1].width = Width::i64;
    Columns columns(layout);
    const auto draw = [&](const Record& record, const Column& column) -> std::optional<std::int64_t> {
        const Type& type = record.fields[column.field].type;
        const auto below = [&](std::uint64_t bound) { return static_cast<std::int64_t>(random() % bound); };
        if (below(6) == 0)
            return std::nullopt;
        if (type.kind == Kind::truth)
            return below(2);
        if (type.kind == Kind::choice) {
            const auto& values = program.choices[type.of].values;
            return values[random() % values.size()].number;
        }
        if (type.kind == Kind::integer)
            return below(5);
        if (type.kind == Kind::quantity)
            return below(20'000);
        if (type.kind == Kind::day)
            return 20'300 - below(38'000);
        return below(3) == 0 ? 0 : below(2) == 0 ? below(500'000) : below(9'000'000);
    };
    for (int i = 0; i < 150; ++i) {
        const auto slot =
            columns.insert(static_cast<std::uint32_t>(random() % 3), static_cast<std::uint32_t>(random() % 6));
        const Layout& placed = columns.layout();
        for (std::size_t c = 0; c < placed.unit_columns.size(); ++c)
            REQUIRE(columns.set_unit(slot, c, draw(program.records[placed.unit], placed.unit_columns[c])));
        for (std::uint32_t m = 0; m < columns.chunks()[slot.chunk].members; ++m)
            for (std::size_t c = 0; c < placed.member_columns.size(); ++c)
                REQUIRE(columns.set_member(slot, m, c,
                                           draw(program.records[program.lists[0].member], placed.member_columns[c])));
        if (random() % 10 == 0)
            columns.erase(slot);
    }
    return columns;
}

} // namespace

TEST_CASE("rules drawn at random are answered in columns as the interpreter answers them")
{
    const AreaTree tree =
        *AreaTree::read("33,,浙江省,,,\n3302,33,宁波市,,,\n330282,3302,慈溪市,,,\n330212,3302,鄞州区,,,\n");
    const WorkingDays calendar;
    const World world{tree, calendar};
    const std::vector<std::optional<AreaCode>> divisions{AreaCode(330'282'000'000), AreaCode(330'212'000'000),
                                                         std::nullopt};
    const Day day = *Day::of(2025, 7, 31);
    int checked_programs = 0, in_columns = 0, ghosts = 0;
    for (std::uint64_t seed = 1; seed <= 120; ++seed) {
        const std::string text = Rules(seed).text();
        const std::vector<SourceFile> files{{"试验.hm", text}};
        const auto parsed = syntax::parse(text, 0);
        REQUIRE_MESSAGE(!has_errors(parsed.diagnostics), render(parsed.diagnostics, files));
        const Input input{0, 0, &parsed.file};
        const auto checked = check({&input, 1}, files, tree);
        if (!checked.program) {
            INFO(render(checked.diagnostics, files));
            CHECK(seed > 3);
            continue;
        }
        ++checked_programs;
        const Program& program = *checked.program;
        std::mt19937_64 random(seed);
        const Columns columns = people(program, random);
        Results results;
        for (const Kernels* kernels : all_kernels()) {
            const plan::Plan plan = plan::Plan::compile(program, world, day, columns.layout(), divisions, *kernels);
            const Interpreter interpreter{program, world,
                                          [&](Slot slot) { return instance_of(program, columns, divisions, slot); }};
            for (const plan::Question& question : plan.questions())
                in_columns += question.interpreted.empty() ? 1 : 0;
            sweep(plan, columns, 2, results, &interpreter);
            for (std::uint32_t chunk = 0; chunk < columns.chunks().size(); ++chunk) {
                const std::uint32_t lanes = columns.frame(columns.chunks()[chunk].members).units;
                std::vector<std::int64_t> fen(lanes);
                std::vector<std::uint64_t> open(lanes / 64);
                for (std::size_t q = 0; q < plan.questions().size(); ++q) {
                    results.add_fen(q, chunk, fen);
                    results.add_unknown(q, chunk, open);
                }
                for (std::uint32_t lane = 0; lane < lanes; ++lane) {
                    const Slot slot{chunk, lane};
                    if (!columns.is_live(slot)) {
                        for (std::size_t q = 0; q < plan.questions().size(); ++q)
                            ghosts += !plan.questions()[q].by_member && results.verdict(q, slot) != Verdict::no ? 1 : 0;
                        continue;
                    }
                    const Instance unit = instance_of(program, columns, divisions, slot);
                    std::vector<std::uint32_t> member(plan.questions().size());
                    std::int64_t fen_of_unit = 0;
                    bool unknown = false;
                    for (const Answer& answer : answer(program, world, unit, day)) {
                        const auto q = static_cast<std::size_t>(plan.question(answer.policy) - plan.questions().data());
                        const std::uint32_t m = member[q]++;
                        const bool same = results.verdict(q, slot, m) == answer.verdict &&
                                          Rational(results.fen(q, slot, m)) == answer.amount;
                        fen_of_unit += static_cast<std::int64_t>(answer.amount.numerator());
                        unknown = unknown || answer.verdict == Verdict::unknown;
                        if (!same)
                            FAIL("seed ", seed, " ", kernels->name, " ", program.policies[answer.policy].heading.name,
                                 "\n", text, "\n", plan.text());
                    }
                    const std::uint64_t bit = std::uint64_t{1} << (lane % 64);
                    if (fen[lane] != fen_of_unit || ((open[lane / 64] & bit) != 0) != unknown)
                        FAIL("seed ", seed, " the sums of lane ", lane);
                }
            }
        }
    }
    CHECK(ghosts == 0); // lanes without a unit answer nothing
    CHECK(checked_programs >= 80);
    CHECK(in_columns >= checked_programs * 9);
}
