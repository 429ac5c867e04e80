// What the checker refuses and warns of: one row for every code, with the words it points at.

#include <doctest/doctest.h>

#include "language/check/internal/trial.h"

using namespace huimin;
using namespace huimin::language;
using namespace huimin::language::check_internal::trial;

namespace {

struct Row {
    const char* code;
    const char* national; ///< lines added to the national pack
    const char* city;     ///< lines of a city's pack, or nothing
    const char* points_at;
};

std::string codes_of(const Diagnostics& found)
{
    std::string codes;
    for (const Diagnostic& one : found)
        codes += (codes.empty() ? "" : " ") + one.code;
    return codes;
}

/// Exactly one finding, with that code, at those words, worded in both languages.
void check_rows(std::span<const Row> rows)
{
    for (const Row& row : rows) {
        const Tried tried = check_with(row.national, row.city);
        CAPTURE(row.national);
        CAPTURE(row.city);
        CAPTURE(render(tried.checked.diagnostics, tried.files));
        CHECK(codes_of(tried.checked.diagnostics) == row.code);
        if (tried.checked.diagnostics.empty())
            continue;
        const Diagnostic& first = tried.checked.diagnostics.front();
        CHECK(words_at(tried, first) == row.points_at);
        CHECK_FALSE(first.remedy.empty());
        CHECK_FALSE(first.english.empty());
        CHECK((first.severity == Severity::warning) == (row.code[0] == 'W'));
        CHECK((tried.checked.program == nullptr) == (row.code[0] == 'E'));
    }
}

} // namespace

TEST_CASE("the small pack is clean")
{
    const Tried tried = check_with("");
    CHECK(render(tried.checked.diagnostics, tried.files) == "");
    REQUIRE(tried.checked.program != nullptr);
    CHECK(tried.checked.program->policies.size() == 2);
}

TEST_CASE("a name that means nothing or two things is told once, at the name")
{
    const Row rows[] = {
        {"E1101", "定义 人.甲: 是非 〔办发 第1条〕 = 在校", "", "〔办发 第1条〕"},
        {"E1102", "参数 乙: 整数 〔办法〕: 于 330282 余姚市 自 2020-01-01 起 〔办法〕 = 1", "", "330282 余姚市"},
        {"E1103", "选项 户口 (other) = 甲 (a) | 乙 (b)", "", "户口"},
        {"E1103", "定义 人.工资: 整数 〔办法〕 = 1", "", "工资"},
        {"E1103", "", "定义 家庭.人数: 整数 〔办法〕 = 1", "人数"},
        {"E1104", "定义 人.甲: 是非 〔办法〕 = 住址 = \"乙\"", "", "住址"},
        {"E1105", "参数 乙: 整数 按 户囗 〔办法〕", "", "户囗"},
        {"E1106", "定义 孙.甲: 是非 〔办法〕 = 是", "", "孙"},
        {"E1107", "定义 人.甲: 正数 〔办法〕 = 工资 定义 人.乙: 是非 〔办法〕 = 甲 > 0元", "", "正数"},
        {"E1108",
         "量表 评估 (review) 属于 人 称 记录 (reviews) 〔办法〕: 组 自理 (care): 进食 (eating) 0..4 等级 学况: 0→健在",
         "", "健在"},
        {"E1109", "定义 家庭.甲: 金额/月 〔办法〕 = 标准", "", "标准"},
        {"E1109", "定义 家庭.甲: 金额/月 〔办法〕 = 标准[户籍, 户籍]", "", "标准[户籍, 户籍]"},
        {"E1110", "定义 人.甲: 是非 〔办法〕 = 在效 定义 人.乙: 是非 〔办法〕 = 非 甲", "", "在效"},
        {"E1111", "定义 家庭.甲: 整数 〔办法〕 = 计数 于 车辆", "", "车辆"},
        {"E1112", "定义 家庭.甲: 是非 〔办法〕 = 年满60周岁", "", "年满60周岁"},
        {"E1113", "定义 家庭.甲: 金额/月 〔办法〕 = 标淮[户籍]", "", "标淮"},
        {"E1114", "定义 家庭.甲: 是非 〔办法〕 = 享受 补肋", "", "补肋"},
        {"E1117", "案例 \"一\" 所属期 2025-07: 家庭 { } 应警 独居", "", "独居"},
        {"E1115", "用途 核对 (check) 〔办法〕 补充 档案 人:\n  民族 (nation): 文本 敏感 仅供 核对, 核兑", "", "核兑"},
        {"E1116", "角色 子 (a) 〔办法〕: 可 查看 系统 不得兼任 丑", "", "丑"},
        {"E1116", "角色 子 (a) 〔办法〕: 可 查看 系统 不得兼任 子", "", "子"},
    };
    check_rows(rows);
}

TEST_CASE("a declaration must fit what stands already")
{
    const Row rows[] = {
        {"E1201", "补充 参数 乙: 自 2020-01-01 起 〔办法〕 = 1", "", "乙"},
        {"E1201", "补充 档案 车:\n  号 (plate): 文本", "", "车"},
        {"E1202", "替代 参数 乙: 整数 〔办法〕: 自 2020-01-01 起 〔办法〕 = 1", "", "乙"},
        {"E1202", "替代 定义 人.甲: 是非 〔办法〕 = 在校", "", "甲"},
        {"E1202", "", "替代 政策 甲 (a) 发给 人 按月 〔办法〕: 资格 在校", "甲"},
        {"E1203", "", "替代 政策 补助 (grant) 发给 人 按月 〔办法〕: 资格 在校", "人"},
        {"E1204", "定义 人.甲: 是非 = 在校", "", "甲"},
        {"E1205", "衔接 甲 〔办法〕: 津贴 排除 补助", "", "津贴 排除 补助"},
        {"E1206", "补充 档案 人:\n  民族: 文本", "", "民族"},
        {"E1207", "选项 色 (register) = 红色 (r) | 黄色 (y)", "", "色"},
        {"E1207", "选项 色 (colour) = 红色 (r) | 黄色 (r)", "", "色"},
        {"E1207", "定义 人.甲 (wage): 是非 〔办法〕 = 在校", "", "甲"},
        {"E1207", "政策 丙 (grant) 发给 人 按月 〔办法〕: 资格 在校", "", "丙"},
        {"E1207", "补充 档案 人:\n  民族 (wage): 文本", "", "民族"},
        {"E1211", "政策 甲 (a) 发给 人 按年 〔办法〕: 资格 在校 金额 = 1元 发放日 10日", "", "10日"},
        {"E1208", "定义 人.甲: 是非 承载 X5 〔办法〕 = 在校", "", "X5"},
        {"E1209", "选项 色 (colour) = 1 红色 (r) | 1 黄色 (y)", "", "黄色"},
        {"E1210", "补充 档案 人:\n  入学日 (enrolled): 日期 计龄", "", "入学日"},
    };
    check_rows(rows);
}

TEST_CASE("a role's rights are on something, for something, once, and administrators hold none on records")
{
    const std::string purpose = "用途 核对 (checking) 说明 \"核对\" ";
    const std::string three = "角色 甲员 (a) 〔办法〕: 三员 系统 可 管理 系统, 任务 "
                              "角色 乙员 (b) 〔办法〕: 三员 安全 可 管理 账号 "
                              "角色 丙员 (c) 〔办法〕: 三员 审计 可 核验 日志 ";
    const struct {
        const char* code;
        std::string lines;
        std::string city;
        const char* points_at;
    } rows[] = {
        {"E1103", purpose + purpose, "", "核对"},
        {"E1103", "角色 子 (a) 〔办法〕: 可 查看 系统 角色 子 (b) 〔办法〕: 可 查看 系统", "", "子"},
        {"E1104", "档案 任务 (task) 〔办法〕:\n  名 (title): 文本\n角色 子 (a) 〔办法〕: 可 查看 任务", "", "任务"},
        {"E1106", purpose + "角色 子 (a) 〔办法〕: 可 查看 家廷 用于 核对", "", "家廷"},
        {"E1201", "补充 角色 子: 可 查看 系统", "", "子"},
        {"E1202", "替代 角色 子 (a) 〔办法〕: 可 查看 系统", "", "子"},
        {"E1204", "用途 核对 (checking)", "", "核对"},
        {"E1204", "角色 子 (a): 可 查看 系统", "", "子"},
        {"E1206", "用途 核对 〔办法〕", "", "核对"},
        {"E1206", "角色 子 〔办法〕: 可 查看 系统", "", "子"},
        {"E1207", purpose + "用途 复核 (checking) 〔办法〕", "", "复核"},
        {"E1207", "角色 子 (a) 〔办法〕: 可 查看 系统 角色 丑 (a) 〔办法〕: 可 查看 系统", "", "丑"},
        {"E3601", "角色 子 (a) 〔办法〕: 须双因素", "", "子"},
        {"E3602", purpose + "角色 子 (a) 〔办法〕: 可 查看, 修改 人 用于 核对 可 查看 家庭, 人 用于 核对", "", "人"},
        {"E3603", "角色 子 (a) 〔办法〕: 可 合并 账号", "", "账号"},
        {"E3603", purpose + "角色 子 (a) 〔办法〕: 可 核验 人 用于 核对", "", "人"},
        {"E3604", "角色 子 (a) 〔办法〕: 可 查看 人", "", "可 查看 人"},
        {"E3605", purpose + "角色 子 (a) 〔办法〕: 可 显示原值 人 用于 核对", "", "可 显示原值 人 用于 核对"},
        {"E3606", "角色 子 (a) 〔办法〕: 可 管理 账号", "", "可 管理 账号"},
        {"E3606", "角色 子 (a) 〔办法〕: 三员 安全 可 管理 系统", "", "可 管理 系统"},
        {"E3606", purpose + "角色 子 (a) 〔办法〕: 三员 审计 可 查看 人 用于 核对", "", "可 查看 人 用于 核对"},
        {"W3607", "角色 甲员 (a) 〔办法〕: 三员 系统 可 管理 系统 角色 乙员 (b) 〔办法〕: 三员 安全 可 管理 账号", " ",
         "甲员"},
        {"W3608", three + "补充 档案 人:\n  民族 (nation): 文本 敏感", " ", "民族"},
        {"W3608",
         purpose + three +
             "用途 走访 (visit) 〔办法〕 补充 档案 人:\n  民族 (nation): 文本 敏感 仅供 走访\n"
             "角色 子 (d) 〔办法〕: 可 查看 人 用于 核对",
         " ", "民族"},
    };
    for (const auto& row : rows) {
        const Row one{row.code, row.lines.c_str(), row.city.c_str(), row.points_at};
        check_rows({&one, 1});
    }
}

TEST_CASE("a role is read whole: marks, rights and whom it is kept apart from")
{
    const Tried tried = check_with(
        "用途 核对 (checking) 〔办法〕 用途 走访 (visit) 〔办法〕\n"
        "补充 档案 人:\n  病 (illness): 文本 敏感 仅供 走访 遮蔽 留前4后0\n  名二 (other): 文本 遮蔽\n"
        "角色 子 (clerk) 〔办法〕: 授于 县级, 乡级 闲置 15分钟 须双因素 不得兼任 丑\n"
        "  可 查看, 导出 家庭, 人 本机构 不多于 200行 须事由 用于 核对, 走访 〔办法 第3条〕 说明 \"为了核对\"\n"
        "角色 丑 (other) 〔办法〕: 三员 系统 可 管理 系统\n角色 寅 (third) 〔办法〕: 三员 审计 可 核验 日志\n",
        "补充 角色 子: 可 修改 人 用于 走访");
    CAPTURE(render(tried.checked.diagnostics, tried.files));
    REQUIRE(tried.checked.program != nullptr);
    const Program& program = *tried.checked.program;
    const Role& clerk = program.roles.at(program.find_role("clerk"));
    CHECK(clerk.granted_at == std::vector{AreaLevel::county, AreaLevel::town});
    CHECK(clerk.idle_minutes == 15);
    CHECK(clerk.second_factor);
    CHECK(clerk.apart_from == std::vector{program.find_role("丑"), program.find_role("third")});
    CHECK(program.roles.at(program.find_role("丑")).apart_from ==
          std::vector{program.find_role("clerk"), program.find_role("third")});
    REQUIRE(clerk.rights.size() == 5);
    const Right& last = clerk.rights.at(3);
    CHECK(last.action == Action::export_rows);
    CHECK(program.records.at(last.record).heading.name == "人");
    CHECK(last.purposes == std::vector{program.find_purpose("checking"), program.find_purpose("走访")});
    CHECK(last.reach == Reach::own_organisation);
    CHECK(last.rows_max == 200);
    CHECK(last.needs_reason);
    CHECK(last.explanation == "为了核对");
    CHECK(last.citations.size() == 1);
    CHECK(clerk.rights.back().action == Action::change);
    const Record& person = program.records.at(program.find_record("person"));
    const Field& illness = person.fields.at(program.find_field(program.find_record("person"), "illness"));
    CHECK(illness.purposes == std::vector{program.find_purpose("visit")});
    CHECK(illness.mask_first == 4);
    CHECK(illness.mask_last == 0);
    CHECK(person.fields.back().mask_first == 1);
    CHECK(spelled(Action::export_rows).english == "export");
    CHECK(spelled(Action::administer).chinese == "管理");
    CHECK(spelled(SystemObject::system).english == "system");
}

TEST_CASE("what waits for itself is told with its circle")
{
    const Row rows[] = {
        {"E1301", "定义 人.甲: 是非 〔办法〕 = 乙 定义 人.乙: 是非 〔办法〕 = 非 甲", "", "甲"},
        {"E1302", "衔接 甲 〔办法〕: 津贴 不计入 丙 政策 丙 (c) 发给 人 按月 〔办法〕: 资格 津贴 > 0元", "",
         "津贴 不计入 丙"},
        {"E1303", "政策 丙 (c) 发给 人 按月 〔办法〕: 资格 享受 丁 政策 丁 (d) 发给 人 按月 〔办法〕: 资格 享受 丙", "",
         "丙"},
        {"E1304", "定义 人.甲: 整数 〔办法〕 默认 = 1 例外 子 当 在校 = 2 优先于 丑 例外 丑 当 在校 = 3 优先于 子", "",
         "默认 = 1 例外 子 当 在校 = 2 优先于 丑 例外 丑 当 在校 = 3 优先于 子"},
        {"E1301",
         "选项 等第 (level) = 好 (fine) | 差 (poor) 量表 评估 (review) 属于 人 称 记录 (reviews) 〔办法〕: "
         "组 自理 (care): 进食 (eating) 0..4 等级 等第: 4→好, 0→差 调整 当 很差 则 差 "
         "定义 评估.很差: 是非 〔办法〕 = 等级 = 等第.差",
         "", "评估"},
        {"E1305",
         "参数 子: 整数 〔办法〕: 自 2020-01-01 起 〔办法〕 = 丑 参数 丑: 整数 〔办法〕: 自 2020-01-01 起 〔办法〕 = "
         "寅 "
         "参数 寅: 整数 〔办法〕: 自 2020-01-01 起 〔办法〕 = 子",
         "", "子"},
        {"E1305",
         "参数 子: 整数 〔办法〕: 自 2020-01-01 起 〔办法〕 = 丑 参数 丑: 整数 〔办法〕: 自 2020-01-01 起 〔办法〕 = "
         "子",
         "", "子"},
    };
    check_rows(rows);
}

TEST_CASE("types, units and periods must fit")
{
    const Row rows[] = {
        {"E2001", "定义 人.甲: 是非 〔办法〕 = 工资 > 出生日期", "", ">"},
        {"E2001", "定义 人.甲: 整数 〔办法〕 = 在校", "", "在校"},
        {"E2002", "补充 档案 人:\n  次数 (times): 整数/月", "", "整数/月"},
        {"E2003", "定义 人.甲: 是非 〔办法〕 = 残级 > 3个月", "", "3个月"},
        {"E2004", "定义 人.甲: 金额/月 〔办法〕 = 0.001元", "", "0.001元"},
        {"E2005", "定义 人.甲: 金额/月 〔办法〕 = 工资 + 年奖", "", "+"},
        {"E2005", "定义 人.甲: 金额/月 〔办法〕 = 年奖", "", "年奖"},
        {"E2006", "定义 人.甲: 金额/月 〔办法〕 = 累进(工资, 照料)", "", "照料"},
        {"E2007", "政策 丙 (c) 发给 人 按月 〔办法〕: 资格 在校 金额 = 工资 × 30%", "", "工资 × 30%"},
    };
    check_rows(rows);
}

TEST_CASE("parameters have every key, every division and every day")
{
    const char* bands = "参数 乙: 金额/月 分档 整数 〔办法〕: 自 2020-01-01 起 〔办法〕: 80→1元, 80→2元\n"
                        "定义 人.甲: 金额/月 〔办法〕 = 乙[残级]";
    const Row rows[] = {
        {"E3101", "参数 乙: 整数 按 户口 〔办法〕: 自 2020-01-01 起 〔办法〕 = 1", "", "自 2020-01-01 起 〔办法〕 = 1"},
        {"E3102", bands, "", "自 2020-01-01 起 〔办法〕: 80→1元, 80→2元"},
        {"E3103", "参数 乙: 整数 按 户口 〔办法〕: 自 2020-01-01 起 〔办法〕: 城镇→1", "",
         "自 2020-01-01 起 〔办法〕: 城镇→1"},
        {"E3104", "参数 乙: 整数 须由地方规定 〔办法〕 定义 人.甲: 整数 〔办法〕 = 乙",
         "补充 参数 乙: 于 330281 余姚市 自 2020-01-01 起 〔办法〕 = 1", "乙"},
        {"E3104", "参数 乙: 整数 〔办法〕 定义 人.甲: 整数 〔办法〕 = 乙", "", "乙"},
        {"E3106", "参数 乙: 整数 〔办法〕: 自 2020-01-01 起 未设 \"\"", "", "自 2020-01-01 起 未设 \"\""},
        {"E3107",
         "参数 乙: 金额/月 〔办法〕: 自 2020-01-01 起 〔办法〕 = 照料 不得低于 100元 定义 人.甲: 金额/月 〔办法〕 = 乙",
         "补充 参数 乙: 自 2022-01-01 起 〔办法〕 = 90元", "自 2022-01-01 起 〔办法〕 = 90元"},
    };
    check_rows(rows);
}

TEST_CASE("a hole names the divisions, the days, and who reads the parameter")
{
    const struct {
        const char *rows, *told;
    } cases[] = {
        {"自 2023-01-01 起 〔办法〕 = 1", "在余姚市、慈溪市、奉化市从 2022-01-01 起到 2022-12-31没有取值"},
        {"自 2020-01-01 起 至 2024-06-30 〔办法〕 = 1", "在余姚市、慈溪市从 2024-07-01 起没有取值"},
        {"自 2020-01-01 起 至 2024-06-30 〔办法〕 = 1 自 2024-09-01 起 〔办法〕 = 2",
         "在余姚市、慈溪市从 2024-07-01 起到 2024-08-31没有取值"},
        {"于 330282 慈溪市 自 2020-01-01 起 〔办法〕 = 1", "在余姚市从 2022-01-01 起没有取值"},
        // 奉化市 ended before 2023 and needs nothing afterwards.
        {"于 330281 余姚市 自 2020-01-01 起 〔办法〕 = 1 于 330282 慈溪市 自 2020-01-01 起 未设 \"没有给出\"",
         "在奉化市从 2022-01-01 起到 2022-12-31没有取值"},
    };
    for (const auto& c : cases) {
        const Tried tried = check_with("参数 乙: 整数 须由地方规定 〔办法〕 定义 人.甲: 整数 〔办法〕 = 乙",
                                       std::string("补充 参数 乙: ") + c.rows);
        REQUIRE(codes_of(tried.checked.diagnostics) == "E3104");
        CHECK(tried.checked.diagnostics.front().message == std::string("参数「乙」") + c.told + "，读它的有人.甲");
    }
}

TEST_CASE("conditions that decide nothing are told")
{
    const Row rows[] = {
        {"E3201", "定义 人.甲: 整数 〔办法〕 默认 = 1 例外 子 当 在校 = 2 例外 丑 当 (残级 = 1) = 3", "", "丑"},
        {"W3202", "定义 人.甲: 是非 〔办法〕 = 残级 > 4", "", "残级 > 4"},
        {"W3202", "定义 人.甲: 是非 〔办法〕 = 残级 = 1 且 残级 = 2", "", "残级 = 1 且 残级 = 2"},
        {"W3202", "定义 人.甲: 是非 〔办法〕 = 工资 > 900元 且 工资 < 700元", "", "工资 > 900元 且 工资 < 700元"},
        {"W3202", "定义 人.孩: 是非 〔办法〕 = 未满18周岁 定义 人.甲: 是非 〔办法〕 = 年满60周岁 且 孩", "",
         "年满60周岁 且 孩"},
        {"W3206", "政策 丙 (c) 发给 人 按月 〔办法〕: 资格 在校 且 年满16周岁 排除 当 年满12周岁 且 在校", "",
         "年满12周岁 且 在校"},
        {"W3203", "预警 独居 (alone) 对 人 〔办法〕: 红 当 年满60周岁 黄 当 年满80周岁", "", "年满80周岁"},
        {"W3203",
         "选项 等第 (level) = 好 (fine) | 中 (fair) | 差 (poor) 量表 评估 (review) 属于 人 称 记录 (reviews) 〔办法〕: "
         "组 自理 (care): 进食 (eating) 0..4 等级 等第: 3→好, 4→中, 0→差",
         "", "中"},
        {"E3202",
         "选项 等第 (level) = 好 (fine) | 差 (poor) 量表 评估 (review) 属于 人 称 记录 (reviews) 〔办法〕: "
         "组 自理 (care): 进食 (eating) 0..4 等级 等第: 4→好, 2→差",
         "", "差"},
        {"W3203", "定义 人.甲: 整数 〔办法〕 = 当 年满60周岁 则 1 当 年满80周岁 则 2 否则 3", "", "年满80周岁"},
        {"W3204", "定义 人.甲: 整数 〔办法〕 = 当 在校 则 1 当 在校 则 2 否则 3", "", "在校"},
        {"W3204", "定义 家庭.甲: 是非 〔办法〕 = 收入 < 照料 或 照料 > 资产 或 收入 < 照料", "", "收入 < 照料"},
        {"W3205", "定义 人.甲: 是非 〔办法〕 = 残级 介于 0 至 4", "", "残级 介于 0 至 4"},
        {"W3205", "定义 家庭.甲: 是非 〔办法〕 = 户籍 = 城镇 或 户籍 = 农村", "", "户籍 = 城镇 或 户籍 = 农村"},
        {"E3301",
         "补充 档案 人:\n  次数 (times): 整数\n  倍数 (factor): 整数\n"
         "定义 人.甲: 金额/月 〔办法〕 = 工资 × 次数 × 次数 × 倍数",
         "", "工资 × 次数 × 次数 × 倍数"},
        {"E3301",
         "补充 档案 人:\n  积蓄 (savings): 金额\n政策 丙 (c) 发给 家庭 按次 〔办法〕: 资格 资产 < 1元 金额 = "
         "合计 积蓄 于 成员",
         "", "合计 积蓄 于 成员"},
        {"E3302", "定义 人.甲: 金额/月 〔办法〕 = 工资 ÷ 0", "", "0"},
        {"W3303", "定义 家庭.甲: 金额/月 〔办法〕 = 收入 ÷ 人数", "", "人数"},
    };
    check_rows(rows);
}

TEST_CASE("conditions that do decide are left alone")
{
    for (const char* text : {
             "定义 人.甲: 整数 〔办法〕 默认 = 1 例外 子 当 (残级 = 1) = 2 例外 丑 当 (残级 属于 {2, 3}) = 3",
             "定义 人.甲: 整数 〔办法〕 默认 = 1 例外 子 当 (工资 < 5元) = 2 例外 丑 当 (工资 ≥ 5元) = 3",
             "定义 人.甲: 整数 〔办法〕 默认 = 1 例外 子 当 在校 = 2 例外 丑 当 (非 在校 且 残级 = 1) = 3",
             "定义 人.甲: 整数 〔办法〕 = 当 年满80周岁 则 1 当 年满60周岁 则 2 否则 3",
             "定义 家庭.甲: 金额/月 〔办法〕 = 当 人数 ≥ 1 则 收入 ÷ 人数 否则 0元",
             "定义 家庭.甲: 是非 〔办法〕 = 人数 > 0 且 收入 ÷ 人数 < 照料",
             "定义 家庭.甲: 金额/月 〔办法〕 = 收入 ÷ 较大者(人数, 1)",
             "政策 丙 (c) 发给 家庭 按月 〔办法〕: 资格 人数 ≥ 1 且 收入 < 照料 金额 = 收入 ÷ 人数 进到元",
         }) {
        const Tried tried = check_with(text);
        CHECK(render(tried.checked.diagnostics, tried.files) == "");
    }
}

TEST_CASE("a number that can run over is told once, with the facts that have no range")
{
    const std::string facts = "补充 档案 人:\n  次数 (times): 整数\n  倍数 (factor): 整数 范围 0..100\n";
    const std::string twice =
        facts + "定义 人.甲: 整数 〔办法〕 = 次数 × 次数 × 次数 定义 人.乙: 整数 〔办法〕 = 甲 × 倍数";
    const Tried tried = check_with(twice);
    REQUIRE(codes_of(tried.checked.diagnostics) == "E3301");
    const Diagnostic& told = tried.checked.diagnostics.front();
    CHECK(words_at(tried, told) == "次数 × 次数 × 次数");
    CHECK(told.message == "这里的数最大可到 40 位，算不下（最多 38 位）");
    CHECK(told.remedy == "给「次数」写上「范围」，例如 范围 0..100");
    for (const char* mended : {
             "定义 人.甲: 整数 〔办法〕 = 倍数 × 倍数 × 倍数 × 倍数 × 倍数 × 倍数 × 倍数 × 倍数",
             "定义 人.甲: 小数 〔办法〕 = 次数 × 倍数 ÷ 次数 × 倍数",
             "政策 丙 (c) 发给 人 按次 〔办法〕: 资格 在校 金额 = 工资 × 次数, 不多于 100元",
             "政策 丙 (c) 发给 人 按次 〔办法〕: 资格 在校 金额 = 100元 × 倍数",
         })
        CHECK(codes_of(check_with(facts + mended).checked.diagnostics) == "");
}

TEST_CASE("overlapping exceptions come with a case in which both hold")
{
    const Tried tried =
        check_with("定义 人.甲: 整数 〔办法〕 默认 = 1 例外 子 当 (残级 < 3) = 2 例外 丑 当 (残级 ≥ 2 且 在校) = 3");
    REQUIRE(codes_of(tried.checked.diagnostics) == "E3201");
    CHECK(tried.checked.diagnostics.front().message.ends_with("例如 残级 = 2，在校 = 是"));
}

TEST_CASE("what nobody reads, and clauses out of force, are warned of")
{
    const Row rows[] = {
        {"W3401", "参数 乙: 整数 〔办法〕: 自 2020-01-01 起 〔办法〕 = 1", "", "乙"},
        {"W3403", "", "补充 档案 人:\n  次数 (times): 整数", "次数"},
        {"W3404", "", "定义 人.甲: 是非 〔办法〕 = 在校", "甲"},
        {"W3402", "定义 人.甲: 是非 自 2020-01-01 起 〔旧法 第1条〕 = 在校", "", "〔旧法 第1条〕"},
    };
    check_rows(rows);
}

TEST_CASE("scenarios speak of what there is")
{
    const Row rows[] = {
        {"E3501", "案例 \"子\" 所属期 2025-07:\n  家庭 { 资产: 1元 }\n  车一 : 车 { 号: 1 }\n  不应得 补助", "", "车"},
        {"E3502", "案例 \"子\" 所属期 2025-07:\n  家庭 { 资产: 1元, 车辆: 2 }\n  不应得 补助", "", "车辆"},
        {"E3504", "案例 \"子\" 所属期 2025-07:\n  设 照料 = 标准[城镇]\n  家庭 { 资产: 1元 }\n  不应得 补助", "",
         "标准[城镇]"},
        {"E1113", "案例 \"子\" 所属期 2025-07:\n  设 照科 = 1元\n  家庭 { 资产: 1元 }\n  不应得 补助", "", "照科"},
        {"E3503", "案例 \"子\" 所属期 2025-07:\n  家庭 { 资产: 1元 }\n  应得 津贴 = 60元", "", "应得 津贴 = 60元"},
    };
    check_rows(rows);
}
