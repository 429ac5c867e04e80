// A higher standard that leaves a household with less is told with the household; what loses nothing is left alone.

#include "language/losses.h"

#include <doctest/doctest.h>

#include "language/check/internal/trial.h"

using namespace huimin;
using namespace huimin::language;
using namespace huimin::language::check_internal::trial;

TEST_CASE("a household that gets less when a standard rises is told once, with what falls away")
{
    const std::string small = "参数 小标准: 金额/月 〔办法〕: 自 2020-01-01 起 〔办法〕 = 600元\n"
                              "政策 丙 (c) 发给 家庭 按月 〔办法〕: 资格 收入 < 小标准 金额 = 10元\n";
    const std::string excluded = small + "衔接 甲 〔办法〕: 丙 排除 补助\n";
    const auto household = [](const std::string& facts) {
        return "案例 \"一人户\" 所属期 2025-07:\n  家庭 { 区划: 330282 慈溪市, 户籍: 城镇, 资产: 0元 }\n  甲 { " +
               facts + ", 出生日期: 1980-01-01 }\n  不应得 津贴(甲)\n";
    };
    const struct {
        std::string text;
        const char* message; ///< empty: nothing to tell
    } cases[] = {
        {excluded + household("工资: 610元"),
         "「小标准」提高百分之五，案例「一人户」的家庭每月反而从 100 元 降到 10 元：不再享受补助"},
        {excluded + household("工资: 610元") + household("工资: 620元"),
         "「小标准」提高百分之五，案例「一人户」的家庭每月反而从 100 元 降到 10 元：不再享受补助"},
        {excluded + household("工资: 640元"), ""}, // above it both times
        {excluded + household("工资: 590元"), ""}, // below it both times
        {excluded + household("在校: 否"), ""},    // the wage is not known
        {small + household("工资: 610元"), ""},    // both are paid
    };
    for (const auto& c : cases) {
        const Tried tried = check_with(c.text);
        REQUIRE_MESSAGE(tried.checked.program, render(tried.checked.diagnostics, tried.files));
        const WorkingDays no_calendar;
        const Diagnostics found = find_losses(*tried.checked.program, {country(), no_calendar});
        CAPTURE(render(found, tried.files));
        REQUIRE(found.size() == (std::string(c.message).empty() ? 0 : 1));
        if (found.empty())
            continue;
        CHECK(found.front().code == "W3501");
        CHECK(found.front().severity == Severity::warning);
        CHECK(words_at(tried, found.front()) == "小标准");
        CHECK(found.front().message == c.message);
        CHECK_FALSE(found.front().remedy.empty());
        CHECK(found.front().english == "raising `小标准` by 5% lowers what this scenario's household gets in all, from "
                                       "100 yuan to 10 yuan");
    }
}
