// The columns and the interpreter must give the same answers about everybody.

#include "census/columns.h"

#include <doctest/doctest.h>

#include "language/check.h"
#include "language/syntax/parse.h"
#include "tests/support/fresh_store.h"

using namespace huimin;
using test::must;
using test::on_both_engines;

namespace {

constexpr const char* pack = R"(
模块 试验
选项 户口 (register_kind) = 1 城镇 (urban) | 2 农村 (rural)
依据 试行办法 = 《试行办法》 试1号 自 2000-01-01 起
档案 家庭 (household) 说明 "一户":
  户号 (household_number): 文本 必填 唯一 作名称
  区划 (area): 区划 必填 归区
  户口 (register_kind): 户口
  资产 (assets): 金额 范围 0元..10000000元
档案 人 (person) 属于 家庭 称 成员 (members) 说明 "一人":
  姓名 (name): 文本 必填 作名称
  身份证号 (citizen_number): 身份证号 唯一
  出生日期 (birthday): 日期 计龄
  工资 (wage): 金额/月 范围 0元..100000元
  残疾等级 (grade): 整数 范围 0..4
参数 标准: 金额/月 按 户口 〔试行办法 第1条〕:
  自 2020-01-01 起 〔试行办法 第1条〕: 城镇→1000元, 农村→800元
  于 330282 慈溪市 自 2020-01-01 起 〔试行办法 第1条〕: 城镇→846元, 农村→700元
参数 津贴: 金额/月 分档 整数 〔试行办法 第2条〕: 自 2020-01-01 起 〔试行办法 第2条〕: 80→60元, 90→100元, 其余→0元
定义 人.重残 (severe): 是非 〔试行办法 第3条〕 = 残疾等级 属于 {1, 2}
定义 家庭.人数 (heads): 整数 〔试行办法 第3条〕 = 计数 于 成员
定义 家庭.收入 (income): 金额/月 〔试行办法 第3条〕 = 合计 (工资 × 80% 去尾到分) 于 成员
政策 低保 (basic) 发给 家庭 按月 〔试行办法 第4条〕:
  资格 须同时满足:
    (一) 人数 ≥ 1
    (二) 收入 ÷ 人数 < 标准[户口]
    (三) 资产 ≤ 24 × 50000元 或 任一 成员 满足 重残
  金额 = 标准[户口] × 人数 - 收入 进到元, 不少于 50元
政策 高龄 (elder) 发给 人 按月 〔试行办法 第5条〕:
  资格 年满80周岁
  金额 = 津贴[周岁(出生日期)]
政策 护理 (nursing) 发给 人 按月 〔试行办法 第6条〕:
  资格 重残
  金额 = 取最大: 当 残疾等级 = 1 则 300元 当 年满60周岁 则 200元 否则 100元
衔接 衔接 〔试行办法 第7条〕:
  高龄 与 护理 择高
)";

AreaTree areas()
{
    return *AreaTree::read("33,,浙江省,,,\n3302,33,宁波市,,,\n330282,3302,慈溪市,,,\n330212,3302,鄞州区,,,\n");
}

std::shared_ptr<const language::Program> program(const AreaTree& tree)
{
    const std::vector<language::SourceFile> files{{"试验.hm", pack}};
    const auto parsed = language::syntax::parse(pack, 0);
    const language::Input input{0, 0, &parsed.file};
    const auto checked = language::check({&input, 1}, files, tree);
    const std::string found =
        language::render(parsed.diagnostics, files) + language::render(checked.diagnostics, files);
    REQUIRE_MESSAGE(checked.program, found);
    return checked.program;
}

/// A small multiplicative generator: the same people every time.
class Draw {
public:
    std::uint64_t below(std::uint64_t bound)
    {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return (state_ >> 33U) % bound;
    }

private:
    std::uint64_t state_ = 42;
};

/// Fills a store with households of one to five, every sixth fact unknown.
void fill(store::Store& store, int households)
{
    Draw draw;
    const auto maybe = [&](std::int64_t value) { return draw.below(6) == 0 ? store::Value() : store::Value(value); };
    auto transaction = must(store.begin());
    std::int64_t key = 1;
    for (int i = 0; i < households; ++i) {
        const std::int64_t county = i % 3 == 0 ? 330212 : 330282, household = key++;
        const std::string number = std::to_string(i);
        must(transaction.run("insert into household (county, key, version, household_number, area, register_kind, "
                             "assets) values ($1, $2, 1, $3, $4, $5, $6)",
                             {county, household, number, county * 1'000'000,
                              maybe(static_cast<std::int64_t>(1 + draw.below(2))),
                              maybe(static_cast<std::int64_t>(draw.below(240'000'000)))}));
        for (std::uint64_t m = 0; m < 1 + draw.below(5); ++m)
            must(transaction.run("insert into person (county, key, version, owner_key, name, birthday, wage, grade) "
                                 "values ($1, $2, 1, $3, '甲', $4, $5, $6)",
                                 {county, key++, household,
                                  maybe(static_cast<std::int64_t>(draw.below(30'000)) - 15'000),
                                  maybe(static_cast<std::int64_t>(draw.below(300'000))),
                                  maybe(static_cast<std::int64_t>(draw.below(5)))}));
    }
    must(transaction.commit());
}

} // namespace

TEST_CASE("the columns answer as the interpreter does, for any number of threads")
{
    const AreaTree tree = areas();
    const WorkingDays calendar;
    const auto rules = program(tree);
    on_both_engines([&](test::FreshStore& fresh) {
        store::Store& store = fresh.store();
        registry::Registry registry(store, rules, tree, [] { return std::int64_t{1'700'000'000'000}; });
        must(registry.migrate());
        fill(store, 400);
        const census::Census census = must(census::Census::build(registry));
        CHECK(census.units().size() == 400);
        const census::ColumnCensus columns = census::ColumnCensus::build(census, *rules, 0);
        for (const char* on : {"2020-02-29", "2025-07-31"}) {
            const Day day = *Day::parse(on);
            const census::Tallies expected = census.sweep(*rules, {tree, calendar}, day, 1);
            CHECK(census.sweep(*rules, {tree, calendar}, day, 2) == expected);
            CHECK(columns.sweep(*rules, {tree, calendar}, day, 1) == expected);
            CHECK(columns.sweep(*rules, {tree, calendar}, day, 2) == expected);
        }
    });
}

TEST_CASE("the same rules twice change nothing for anybody")
{
    const AreaTree tree = areas();
    const WorkingDays calendar;
    const auto rules = program(tree);
    on_both_engines([&](test::FreshStore& fresh) {
        store::Store& store = fresh.store();
        registry::Registry registry(store, rules, tree, [] { return std::int64_t{1'700'000'000'000}; });
        must(registry.migrate());
        fill(store, 50);
        const census::Census census = must(census::Census::build(registry));
        const auto comparison = census.compare(*rules, *rules, {tree, calendar}, *Day::of(2025, 7, 31), 2);
        CHECK(comparison.losers.empty());
        for (const auto& [county, difference] : comparison.counties)
            CHECK_MESSAGE((difference.gainers == 0 && difference.fen_before == difference.fen_after), county);
    });
}
