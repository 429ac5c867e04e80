#include "language/alter.h"

#include <doctest/doctest.h>

#include "language/check.h"
#include "language/evaluate.h"
#include "language/syntax/parse.h"

using namespace huimin;
using namespace huimin::language;

namespace {

constexpr const char* pack = R"(
模块 试验
选项 户口 (register_kind) = 1 城镇 (urban) | 2 农村 (rural)
依据 试行办法 = 《试行办法》 试1号 自 2000-01-01 起
档案 家庭 (household) 说明 "一户":
  区划 (area): 区划 必填 归区
  户口 (register_kind): 户口
  年数 (years): 整数 范围 0..200
参数 标准: 金额/月 按 户口 〔试行办法 第1条〕:
  自 2020-01-01 起 〔试行办法 第1条〕: 城镇→1000元, 农村→800元
  自 2025-01-01 起 〔试行办法 第1条〕: 城镇→1029元, 农村→900元
  于 330282 慈溪市 自 2020-01-01 起 〔试行办法 第1条〕: 城镇→846元, 农村→700元
  于 330212 鄞州区 自 2020-01-01 起 未设 "没有查到"
参数 津贴: 金额/月 分档 整数 〔试行办法 第2条〕: 自 2020-01-01 起 〔试行办法 第2条〕: 80→60元, 90→100元, 其余→0元
参数 比例: 比率 〔试行办法 第2条〕: 自 2020-01-01 起 〔试行办法 第2条〕 = 30%
参数 可以: 是非 〔试行办法 第2条〕: 自 2020-01-01 起 〔试行办法 第2条〕 = 否
参数 特困标准: 金额/月 〔试行办法 第2条〕: 自 2020-01-01 起 〔试行办法 第2条〕 = 标准[城镇] × 130% 进到元
政策 补助 (aid) 发给 家庭 按月 〔试行办法 第3条〕:
  资格 年数 ≥ 0 或 可以
  金额 = 标准[户口] + 津贴[年数]
政策 供养 (support) 发给 家庭 按月 〔试行办法 第3条〕:
  资格 年数 ≥ 0
  金额 = 特困标准 × 比例 四舍五入到元
)";

AreaTree areas()
{
    return *AreaTree::read("code,parent,name,from,to,successors\n33,,浙江省,,,\n3302,33,宁波市,,,\n"
                           "330282,3302,慈溪市,,,\n330212,3302,鄞州区,,,\n330283,3302,奉化区,,,\n"
                           "330211,3302,镇海区,,,\n");
}

const Day day = *Day::of(2025, 7, 31);

/// What a household of 85 years gets of both policies, or the code of the failure.
std::string given(const std::vector<std::string>& settings, std::uint64_t division, std::int32_t kind)
{
    const AreaTree tree = areas();
    const WorkingDays calendar;
    const std::vector<SourceFile> files{{"试验.hm", pack}};
    const auto parsed = syntax::parse(pack, 0);
    const Input input{0, 0, &parsed.file};
    auto made = check({&input, 1}, files, tree);
    const std::string found = render(parsed.diagnostics, files) + render(made.diagnostics, files);
    REQUIRE_MESSAGE(made.program, found);
    const std::string digest = made.program->digest;
    const auto program = altered(std::move(made.program), settings, tree, day);
    if (!program.ok())
        return program.error().code;
    CHECK((*program)->digest != digest);
    Instance home;
    home.record = 0;
    home.values = {AreaCode(division), ChoiceNumber{kind}, Rational(85)};
    std::string text;
    for (const Answer& answer : answer(**program, {tree, calendar}, home, day))
        text +=
            (text.empty() ? "" : " ") + (answer.verdict == Verdict::yes ? answer.amount.text() : std::string("未知"));
    return text;
}

} // namespace

TEST_CASE("a parameter is set for the rows in force, by key, division and percentage")
{
    const struct {
        std::vector<std::string> settings;
        std::uint64_t division;
        std::int32_t kind;
        const char* given;
    } rows[] = {
        {{"比例=30%"}, 330'200'000'000, 1, "108900 40100"}, // as it stands: 1029 + 60; 1338 × 30 % = 401.4
        {{"标准=+5%"}, 330'200'000'000, 1, "114045 42200"}, // and what rests on it: 1404.585 raised to 1405
        {{"标准=-10%"}, 330'282'000'000, 2, "69000 29700"},
        {{"标准 ＝ 1,200元"}, 330'282'000'000, 2, "126000 46800"},
        {{"标准[农村]=1000"}, 330'282'000'000, 1, "90600 33000"},
        {{"标准[农村]=1000"}, 330'282'000'000, 2, "106000 33000"},
        {{"标准[urban]@330282=1000.50元"}, 330'282'000'000, 1, "106050 39000"},
        {{"标准[urban]@330282=1000.50元"}, 330'200'000'000, 1, "108900 40100"},
        {{"标准[城镇]@330212=500元", "标准[农村]@330212=400元"}, 330'212'000'000, 2, "46000 19500"}, // 未设 until now
        // A division that follows the city has its own from then on; its neighbours keep theirs.
        {{"标准[农村]@330283=1元"}, 330'283'000'000, 2, "6100 40100"},
        {{"标准[农村]@330283=1元"}, 330'283'000'000, 1, "108900 40100"},
        {{"标准[农村]@330283=1元"}, 330'211'000'000, 2, "96000 40100"},
        {{"标准[农村]@330283=1元"}, 330'282'000'000, 2, "76000 33000"},
        {{"标准@330283=+10%"}, 330'283'000'000, 2, "105000 44200"},
        {{"津贴[90]@330283=80元"}, 330'283'000'000, 2, "96000 40100"},
        {{"津贴[80]@330283=80元"}, 330'283'000'000, 2, "98000 40100"},
        {{"津贴[80]=80元"}, 330'200'000'000, 1, "110900 40100"},
        {{"津贴[其余]=80元", "比例=50%"}, 330'200'000'000, 1, "108900 66900"},
        {{"比例=+10%"}, 330'200'000'000, 1, "108900 44200"}, // 33 %
        {{"可以=是"}, 330'200'000'000, 1, "108900 40100"},
        {{"标准"}, 0, 1, "alter.form"},
        {{"标准="}, 0, 1, "alter.form"},
        {{"标准[城镇=1"}, 0, 1, "alter.form"},
        {{"标准[]=1"}, 0, 1, "alter.form"},
        {{"标准@=1"}, 0, 1, "alter.form"},
        {{"高龄=1"}, 0, 1, "alter.parameter"},
        {{"标准=一千"}, 0, 1, "alter.value"},
        {{"标准=30%"}, 0, 1, "alter.value"},
        {{"标准=-5"}, 0, 1, "alter.value"},
        {{"标准=-101%"}, 0, 1, "alter.value"},
        {{"比例=30"}, 0, 1, "alter.value"},
        {{"可以=1"}, 0, 1, "alter.value"},
        {{"标准[山区]=1"}, 0, 1, "alter.nothing"},
        {{"标准@330999=1"}, 0, 1, "alter.nothing"},   // no such division
        {{"标准@330212=+5%"}, 0, 1, "alter.nothing"}, // nothing stands that could rise
        {{"标准@33028=1"}, 0, 1, "area.form"},
    };
    for (const auto& row : rows)
        CHECK_MESSAGE(given(row.settings, row.division, row.kind) == row.given, row.settings.front(), " ",
                      row.division);
}
