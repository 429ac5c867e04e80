// Packs with words taken from one place and put into another: the checker tells, and never falls over.

#include <doctest/doctest.h>

#include <random>

#include "language/check/internal/trial.h"

using namespace huimin::language;
using namespace huimin::language::check_internal::trial;

namespace {

constexpr int slips = 600;

constexpr std::string_view text = R"(选项 等第 (level) = 好 (fine) | 差 (poor)
量表 评估 (review) 属于 人 称 评估记录 (reviews) 〔办法〕:
  组 自理 (self_care): 进食 (eating) 0..4, 穿衣 (dressing) 0..4
  项 昏迷 (coma): 是非
  等级 等第: 4→好, 0→差
  调整 当 昏迷 则 差 〔办法〕
参数 比例: 比率 累进 金额 〔办法〕: 自 2020-01-01 起 〔办法〕: 0元→40%, 30000元→50%
参数 高龄: 金额/月 分档 整数 〔办法〕: 自 2020-01-01 起 〔办法〕: 80→60元, 90→100元, 其余→0元
定义 人.最近总分: 整数 〔办法〕 = 最大 总分 于 评估记录
定义 人.重残: 是非 〔办法〕 = 残级 属于 {1, 2}
定义 人.计入: 金额/月 〔办法〕 默认 = 工资 - 较小者(工资 × 20% 去尾到分, 600元) 例外 学生 当 在校 = 0元
定义 家庭.符合: 是非 〔办法〕 须同时满足:
  (一) 资产 ≤ 24 × 50000元
  (二) 任一 成员 满足 重残
  (三) 人数 ≥ 1
政策 救助 (relief) 发给 家庭 按月 〔办法〕:
  资格 人数 ≥ 1 且 符合 且 收入 ÷ 人数 < 标准[户籍]
  排除 当 享受 补助 〔办法〕
  金额 = 补差 + 增发 其中 补差 = 标准[户籍] × 人数 - 收入 进到元, 不少于 0元 其中 增发 = 合计 高龄[周岁(出生日期)] 于 成员
政策 支出 (costs) 发给 家庭 按次 〔办法〕:
  资格 符合
  金额 = 累进(资产, 比例) 四舍五入到元
衔接 相互 〔办法〕:
  救助 与 津贴 可兼得
  救助 排除 津贴
预警 独居 (alone) 对 家庭 〔办法〕: 红 当 (人数 = 1 且 符合) 由 "乡镇" 限 1个工作日
案例 "一户" 所属期 2025-07:
  家庭 { 区划: 330282 慈溪市, 户籍: 城镇, 资产: 1元, 其余: 无 }
  甲 { 出生日期: 1950-03-02, 其余: 无 }
  应得 津贴(甲) = 100元
  应为 家庭.人数 = 1
)";

/// The pieces between blanks, marks kept.
std::vector<std::string> pieces_of(std::string_view whole)
{
    std::vector<std::string> pieces{""};
    for (const char one : whole) {
        const bool parts = one == ' ' || one == '\n' || one == ':' || one == '(' || one == ')' || one == ',';
        if (parts)
            pieces.emplace_back(1, one), pieces.emplace_back();
        else
            pieces.back() += one;
    }
    return pieces;
}

std::string joined(const std::vector<std::string>& pieces)
{
    std::string whole;
    for (const std::string& piece : pieces)
        whole += piece;
    return whole;
}

} // namespace

TEST_CASE("the pack that is to be spoilt is clean")
{
    const Tried tried = check_with(text);
    CHECK(render(tried.checked.diagnostics, tried.files) == "");
}

TEST_CASE("packs with words in wrong places are told or understood")
{
    std::mt19937 chance(20250701);
    const std::vector<std::string> pieces = pieces_of(text);
    int refused = 0;
    for (int slip = 0; slip < slips; ++slip) {
        std::vector<std::string> spoilt = pieces;
        const auto any = [&] { return static_cast<std::size_t>(chance()) % spoilt.size(); };
        for (std::uint32_t times = 0; times < 1 + chance() % 2; ++times)
            spoilt[any()] = chance() % 4 == 0 ? "" : spoilt[any()];
        const Tried tried =
            check_with(joined(spoilt), chance() % 2 == 0 ? "" : "补充 参数 照料: 自 2024-01-01 起 〔办法〕 = 120元");
        CHECK((tried.checked.program == nullptr) == has_errors(tried.checked.diagnostics));
        CHECK((tried.checked.diagnostics.empty() || !render(tried.checked.diagnostics, tried.files).empty()));
        refused += has_errors(tried.checked.diagnostics) ? 1 : 0;
    }
    CHECK(refused > slips / 2);
}
