// A small city for the tests of this room: a rule book in which every way a policy can read facts occurs, and a store
// filled with people drawn by chance.

#pragma once

#include <memory>

#include <doctest/doctest.h>

#include "base/working_days.h"
#include "language/check.h"
#include "language/reads.h"
#include "language/syntax/parse.h"
#include "registry/registry.h"
#include "tests/support/fresh_store.h"

namespace huimin::test {

inline constexpr const char* small_city = R"(
模块 试验
选项 户口 (register_kind) = 1 城镇 (urban) | 2 农村 (rural)
依据 试行办法 = 《试行办法》 试1号 自 2000-01-01 起
档案 家庭 (household) 说明 "一户":
  户号 (household_number): 文本 必填 唯一 作名称
  区划 (area): 区划 必填 归区
  户口 (register_kind): 户口
  资产 (assets): 金额 范围 0元..10000000元
  面积 (floor_area): 数量<平方米> 范围 0平方米..5000平方米
  账号 (account): 文本
档案 人 (person) 属于 家庭 称 成员 (members) 说明 "一人":
  姓名 (name): 文本 必填 作名称
  身份证号 (citizen_number): 身份证号 唯一
  出生日期 (birthday): 日期 计龄
  工资 (wage): 金额/月 范围 0元..100000元
  残疾等级 (grade): 整数 范围 0..4
  在校 (at_school): 是非
档案 赡养人 (obligor) 属于 家庭 称 赡养人名单 (obligors) 说明 "有赡养义务的人":
  称呼 (called): 文本 作名称
  有能力 (able): 是非
档案 探访 (visit) 属于 人 称 探访记录 (visits) 说明 "一次探访":
  日子 (visited_on): 日期
档案 用餐 (meal) 属于 人 称 用餐记录 (meals) 说明 "没有政策问起":
  日子 (eaten_on): 日期
参数 标准: 金额/月 按 户口 〔试行办法 第1条〕:
  自 2020-01-01 起 〔试行办法 第1条〕: 城镇→1000元, 农村→800元
  于 330282 慈溪市 自 2020-01-01 起 〔试行办法 第1条〕: 城镇→846元, 农村→700元
参数 津贴: 金额/月 分档 整数 〔试行办法 第2条〕: 自 2020-01-01 起 〔试行办法 第2条〕: 80→60元, 90→100元, 其余→0元
参数 山区补贴: 金额/月 〔试行办法 第2条〕:
  自 2020-01-01 起 〔试行办法 第2条〕 = 0元
  于 330282101 龙山镇 自 2024-01-01 起 〔试行办法 第2条〕 = 33元
参数 报销比例: 比率 累进 金额 〔试行办法 第2条〕: 自 2020-01-01 起 〔试行办法 第2条〕: 0元→40%, 30000元→50%
参数 只看本人: 是非 〔试行办法 第2条〕: 自 2020-01-01 起 〔试行办法 第2条〕 = 是
定义 人.重残 (severe): 是非 〔试行办法 第3条〕 = 残疾等级 属于 {1, 2}
定义 家庭.人数 (heads): 整数 〔试行办法 第3条〕 = 计数 于 成员
定义 家庭.收入 (income): 金额/月 〔试行办法 第3条〕 = 合计 (工资 × 80% 去尾到分) 于 成员
定义 家庭.无人赡养 (alone): 是非 〔试行办法 第3条〕 = 全部 赡养人名单 满足 非 有能力
定义 家庭.城里 (in_town): 是非 〔试行办法 第3条〕 = 户口 = 户口.城镇
政策 特困 (destitute) 发给 家庭 按月 〔试行办法 第4条〕:
  资格 人数 ≤ 2 且 无人赡养 且 收入 < 500元
  金额 = 标准[户口] × 130% 四舍五入到分
政策 低保 (basic) 发给 家庭 按月 〔试行办法 第4条〕:
  资格 须同时满足:
    (一) 人数 ≥ 1
    (二) 收入 ÷ 人数 < 标准[户口]
    (三) 资产 ≤ 24 × 50000元 或 任一 成员 满足 重残
  金额 = 标准[户口] × 人数 - 收入 进到元, 不少于 50元
政策 山区 (hills) 发给 家庭 按月 〔试行办法 第4条〕:
  资格 面积 < 300平方米 且 已知(账号)
  金额 = 山区补贴
政策 急难 (emergency) 发给 家庭 按次 〔试行办法 第4条〕:
  资格 裁量 "情况紧急"
  金额 = 500元
政策 报销 (refund) 发给 家庭 按次 〔试行办法 第4条〕:
  资格 资产 ≥ 1元
  金额 = 累进(资产, 报销比例) 去尾到分
政策 高龄 (elder) 发给 人 按月 〔试行办法 第5条〕:
  资格 年满80周岁
  金额 = 津贴[周岁(出生日期)]
政策 护理 (nursing) 发给 人 按月 〔试行办法 第6条〕:
  资格 重残 且 (只看本人 或 家庭.收入 < 1000元)
  金额 = 取最大: 当 残疾等级 = 1 则 300元 当 年满60周岁 则 200元 否则 100元
政策 关爱 (care) 发给 人 按月 〔试行办法 第6条〕:
  资格 任一 探访记录 满足 日子 ≥ 2025-01-01
  金额 = 10元
政策 助学 (schooling) 发给 人 按年 〔试行办法 第6条〕:
  资格 在校 且 享受 低保
  金额 = 1000元/年
衔接 衔接 〔试行办法 第7条〕:
  高龄 与 护理 择高
  特困 排除 低保
)";

inline AreaTree small_tree()
{
    auto tree = AreaTree::read("code,parent,name,from,to,successors\n33,,浙江省,,,\n3302,33,宁波市,,,\n"
                               "330282,3302,慈溪市,,,\n330282101,330282,龙山镇,,,\n330282102,330282,掌起镇,,,\n"
                               "330212,3302,鄞州区,,,\n");
    REQUIRE(tree.ok());
    return std::move(tree).value();
}

inline std::shared_ptr<const language::Program> checked(const std::string& text, const AreaTree& tree)
{
    const std::vector<language::SourceFile> files{{"试验.hm", text}};
    const auto parsed = language::syntax::parse(text, 0);
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
    explicit Draw(std::uint64_t seed) : state_(seed) {}
    std::int64_t below(std::int64_t bound)
    {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<std::int64_t>((state_ >> 33U) % static_cast<std::uint64_t>(bound));
    }
    bool one_in(std::int64_t many) { return below(many) == 0; }
    /// Every sixth fact is unknown.
    store::Value maybe(std::int64_t value) { return one_in(6) ? store::Value() : store::Value(value); }

private:
    std::uint64_t state_;
};

/// A city in a store, to be filled and changed.
struct SmallCity {
    explicit SmallCity(store::Store& store, const std::string& text = small_city)
        : rules(checked(text, tree)), registry(store, rules, tree, [] { return std::int64_t{1'700'000'000'000}; })
    {
        must(registry.migrate());
    }

    AreaTree tree = small_tree();
    WorkingDays calendar;
    std::shared_ptr<const language::Program> rules;
    registry::Registry registry;
    std::int64_t next_key = 1;

    [[nodiscard]] language::World world() const { return {tree, calendar}; }
    [[nodiscard]] language::Facts read() const { return language::Reads(*rules).of_all(); }

    static constexpr std::int64_t towns[] = {330'212'000'000, 330'282'101'000, 330'282'102'000};

    registry::RecordKey add_household(store::Transaction& transaction, Draw& draw, std::size_t members)
    {
        const std::int64_t town = towns[draw.below(3)];
        const registry::RecordKey at{town / 1'000'000, next_key++};
        const std::string number = std::to_string(at.key);
        must(transaction.run(
            "insert into household (county, key, version, household_number, area, register_kind, assets, floor_area, "
            "account) values ($1, $2, 1, $3, $4, $5, $6, $7, $8)",
            {at.county, at.key, number, town, draw.maybe(1 + draw.below(2)), draw.maybe(draw.below(240'000'000)),
             draw.maybe(draw.below(5'000'000)), draw.one_in(9) ? store::Value("6222") : store::Value()}));
        for (std::size_t m = 0; m < members; ++m)
            add_person(transaction, draw, at);
        for (std::int64_t n = draw.one_in(5) ? draw.below(3) : 0; n > 0; --n)
            must(transaction.run(
                "insert into obligor (county, key, version, owner_key, able) values ($1, $2, 1, $3, $4)",
                {at.county, next_key++, at.key, draw.maybe(draw.below(2))}));
        return at;
    }

    registry::RecordKey add_person(store::Transaction& transaction, Draw& draw, registry::RecordKey home)
    {
        const registry::RecordKey at{home.county, next_key++};
        must(transaction.run(
            "insert into person (county, key, version, owner_key, name, birthday, wage, grade, at_school) values ($1, "
            "$2, 1, $3, '甲', $4, $5, $6, $7)",
            {at.county, at.key, home.key, draw.maybe(draw.below(30'000) - 15'000), draw.maybe(draw.below(300'000)),
             draw.maybe(draw.below(5)), draw.maybe(draw.below(2))}));
        if (draw.one_in(15))
            must(transaction.run("insert into visit (county, key, version, owner_key, visited_on) values ($1, $2, 1, "
                                 "$3, $4)",
                                 {at.county, next_key++, at.key, draw.maybe(19'900 + draw.below(500))}));
        if (draw.one_in(4))
            must(transaction.run("insert into meal (county, key, version, owner_key) values ($1, $2, 1, $3)",
                                 {at.county, next_key++, at.key}));
        return at;
    }

    void fill(Draw& draw, int households)
    {
        auto transaction = must(registry.store().begin());
        for (int i = 0; i < households; ++i)
            add_household(transaction, draw, static_cast<std::size_t>(draw.below(6)));
        must(transaction.commit());
    }
};

} // namespace huimin::test
