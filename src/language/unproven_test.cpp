// Which lines of law no scenario proves, and that the law is afterwards what it was.

#include "language/unproven.h"

#include <doctest/doctest.h>

#include <set>

#include "language/check/internal/trial.h"

using namespace huimin;
using namespace huimin::language;
using namespace huimin::language::check_internal::trial;

namespace {

bool is_own(const std::string& path) { return path == "national/more.hm"; }

std::string scenario(const std::string& facts, const std::string& expected)
{
    return "案例 \"一户\" 所属期 2025-07:\n  家庭 { 区划: 330282 慈溪市, " + facts +
           " }\n  甲 { 出生日期: 1980-01-01, 工资: 0元 }\n  " + expected + "\n";
}

/// What is told of these lines, without the common end of the sentence.
std::set<std::string> unproven_in(const std::string& lines, std::size_t& noticed)
{
    Tried tried = check_with(lines);
    REQUIRE_MESSAGE(tried.checked.program, render(tried.checked.diagnostics, tried.files));
    const WorkingDays no_calendar;
    Proof proof;
    proof.ask(std::move(tried.checked.program), {country(), no_calendar}, tried.files, is_own);
    noticed = proof.noticed();
    std::set<std::string> told;
    for (const Diagnostic& found : proof.unproven()) {
        CHECK(proof.files()[found.place.file].path == "national/more.hm");
        CHECK((found.code == "W3505" || found.code == "W3506"));
        CHECK_FALSE(found.remedy.empty());
        CHECK_FALSE(found.english.empty());
        const std::size_t end = found.message.find("，案例仍然全部通过");
        CHECK((end == std::string::npos) == (found.code == "W3506"));
        told.insert(found.message.substr(0, end));
    }
    return told;
}

} // namespace

TEST_CASE("a line that no scenario proves is told, and a scenario silences it")
{
    const std::string poor = "政策 丙 (c) 发给 家庭 按月 〔办法〕: 资格 资产 < 1000元 金额 = 10元\n";
    const std::string both = "政策 丙 (c) 发给 家庭 按月 〔办法〕: 资格 资产 < 1000元 且 户籍 = 农村 金额 = 10元\n";
    const std::string share = "政策 丙 (c) 发给 家庭 按月 〔办法〕: 资格 户籍 = 农村 金额 = 资产 × 30% 四舍五入到元, "
                              "不多于 50元\n";
    const std::string without =
        "政策 丙 (c) 发给 家庭 按月 〔办法〕: 资格 户籍 = 农村 排除 当 资产 > 5元 金额 = 照料\n";
    const std::string apart = "政策 丙 (c) 发给 家庭 按月 〔办法〕: 资格 户籍 = 农村 金额 = 10元\n"
                              "政策 丁 (d) 发给 家庭 按月 〔办法〕: 资格 户籍 ≠ 城镇 金额 = 20元\n"
                              "衔接 戊 〔办法〕: 丙 排除 丁\n";
    using Told = std::set<std::string>;
    const struct {
        std::string lines;
        Told unproven;
        std::size_t noticed;
    } cases[] = {
        {poor, {"「丙」没有一个案例"}, 0},
        {poor + scenario("资产: 0元", "应得 丙 = 10元"),
         {"「资产 < 1000元」里的「<」改成「≤」", "「1000元」多一个单位"},
         1},
        {poor + scenario("资产: 999元", "应得 丙 = 10元") + scenario("资产: 1000元", "不应得 丙"), {}, 3},
        {both + scenario("资产: 999元, 户籍: 农村", "应得 丙 = 10元") +
             scenario("资产: 1000元, 户籍: 农村", "不应得 丙"),
         {"删去「户籍 = 农村」"},
         5},
        {share + scenario("资产: 101元, 户籍: 农村", "应得 丙 = 30元"),
         {"去掉「资产 × 30% 四舍五入到元, 不多于 50元」里的「不多于」",
          "「资产 × 30% 四舍五入到元」的取整改成「去尾到」", "「50元」多一个单位"},
         2},
        {share + scenario("资产: 99元, 户籍: 农村", "应得 丙 = 30元") +
             scenario("资产: 1000元, 户籍: 农村", "应得 丙 = 50元"),
         {},
         5},
        {without + scenario("资产: 0元, 户籍: 农村", "应得 丙 = 100元"),
         {"删去「资产 > 5元」", "「资产 > 5元」里的「>」改成「≥」", "「5元」多一个单位"},
         2},
        {without + scenario("资产: 5元, 户籍: 农村", "应得 丙 = 100元") +
             scenario("资产: 6元, 户籍: 农村", "不应得 丙"),
         {},
         5},
        {apart + scenario("户籍: 农村", "应得 丙 = 10元"),
         {"「户籍 ≠ 城镇」里的「≠」改成「=」", "「20元」多一个单位", "删去「丙 排除 丁」"},
         2},
        {apart + scenario("户籍: 农村", "应得 丙 = 10元 不应得 丁"),
         {"「户籍 ≠ 城镇」里的「≠」改成「=」", "「20元」多一个单位"},
         3},
    };
    for (const auto& c : cases) {
        CAPTURE(c.lines);
        std::size_t noticed = 0;
        CHECK(unproven_in(c.lines, noticed) == c.unproven);
        CHECK(noticed == c.noticed);
    }
}

TEST_CASE("the law is whole again after each change")
{
    Tried tried = check_with("定义 家庭.甲: 金额/月 〔办法〕 = 当 户籍 = 农村 则 (收入 缺失作 0元) + 照料 否则 0元\n"
                             "政策 丙 (c) 发给 家庭 按月 〔办法〕: 资格 户籍 属于 {农村, 城镇} 且 非 资产 > 5元 金额 = "
                             "甲 不少于 1元\n" +
                             scenario("资产: 0元, 户籍: 农村", "应得 丙 = 100元"));
    REQUIRE_MESSAGE(tried.checked.program, render(tried.checked.diagnostics, tried.files));
    const WorkingDays no_calendar;
    const World world{country(), no_calendar};
    const Program& law = *tried.checked.program;
    std::size_t rules = 0;
    Proof proof;
    proof.ask(std::move(tried.checked.program), world, tried.files, is_own, [&](std::size_t done, std::size_t all) {
        rules = all;
        CHECK(done <= all);
        CHECK(run_scenario(law, world, 0, tried.files).failures.empty());
    });
    CHECK(rules == 6); // three definitions and three policies
    CHECK(proof.noticed() > 3);
    CHECK(proof.unproven().size() > 3);
}

TEST_CASE("a rule is proven where one of several models proves it")
{
    const std::string poor = "政策 丙 (c) 发给 家庭 按月 〔办法〕: 资格 资产 < 1000元 金额 = 10元\n";
    const WorkingDays no_calendar;
    Proof proof;
    const struct {
        std::string city;
        std::size_t unproven;
    } models[] = {
        {"", 1}, // no scenario at all
        {scenario("资产: 999元", "应得 丙 = 10元"), 2},
        {scenario("资产: 1000元", "不应得 丙"), 0},
    };
    for (const auto& model : models) {
        Tried tried = check_with(poor, model.city);
        REQUIRE_MESSAGE(tried.checked.program, render(tried.checked.diagnostics, tried.files));
        proof.ask(std::move(tried.checked.program), {country(), no_calendar}, tried.files, is_own);
        CHECK(proof.unproven().size() == model.unproven);
    }
}
