// PROMISE spine-5: 10,000 lines of packs are parsed and checked, for all days and divisions, in under 2 s of CPU.
//
// The packs are made here: matters of about fifty lines, each with a record field set, a parameter with rows for every
// county of a province over eight years, definitions over members, a policy with exclusions, and a coordination. What
// is measured is all that `huimin check` does after reading the files. Learned: the hole check over divisions × days is
// what grows first; it works on intervals of rows, never on single days.

#include <fstream>
#include <sstream>

#include "base/area.h"
#include "bench/promise.h"
#include "language/check.h"
#include "language/syntax/parse.h"

using namespace huimin;

namespace {

constexpr int lines_wanted = 10'000;
constexpr double seconds_max = 2.0;

std::string read(const std::string& path)
{
    std::ifstream in(std::string(HUIMIN_SOURCE_DIR) + "/" + path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string base_pack()
{
    return "模块 量度.基础\n"
           "依据 量度办法 = 《量度用办法》 量度1号 自 2017-01-01 起\n"
           "城市 量度省 = 330000 浙江省 自 2018-01-01 起\n"
           "选项 户口 (register) = 城镇 (urban) | 农村 (rural)\n"
           "档案 家庭 (household) 说明 \"量度用\":\n"
           "  户号 (number) : 文本 必填 唯一 作名称\n"
           "  区划 (area) : 区划 必填 归区\n"
           "  户口性质 (register_kind) : 户口 必填\n"
           "档案 人 (person) 属于 家庭 称 成员 (members) 说明 \"量度用\":\n"
           "  姓名 (name) : 文本 必填 作名称\n"
           "  出生日期 (birthday) : 日期 计龄\n";
}

/// A number in hanzi, digit by digit: names hold no digits behind hanzi.
std::string in_hanzi(int n)
{
    static constexpr const char* digits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    std::string made;
    for (const char digit : std::to_string(n))
        made += digits[digit - '0'];
    return made;
}

/// One matter; `n` makes its names its own.
std::string matter(int n, const std::vector<const Area*>& counties)
{
    const std::string k = in_hanzi(n);
    std::ostringstream out;
    out << "模块 量度.事项" << k << "\n";
    out << "补充 档案 家庭:\n  资产" << k << " (assets_" << n << ") : 金额 范围 0元..10000000元\n  刚性支出" << k
        << " (rigid_" << n << ") : 金额/月\n";
    out << "补充 档案 人:\n  工资" << k << " (wage_" << n << ") : 金额/月\n  等级" << k << " (grade_" << n
        << ") : 整数 范围 1..4\n";
    out << "参数 标准" << k << " : 金额/月 按 户口 〔量度办法 第1条〕:\n";
    const std::size_t first = static_cast<std::size_t>(n) * 3 % counties.size();
    out << "  自 2018-01-01 起 〔量度办法 第1条〕: 城镇→700元, 农村→500元\n";
    for (std::size_t i = 0; i < 12; ++i) {
        const Area& county = *counties[(first + i) % counties.size()];
        out << "  于 " << county.code.short_text() << " " << county.name << " 自 " << 2018 + i % 8
            << "-07-01 起 〔量度办法 第1条〕: 城镇→" << 800 + 10 * i << "元, 农村→" << 600 + 10 * i << "元\n";
    }
    out << "参数 津贴" << k
        << " : 金额/月 分档 整数 〔量度办法 第2条〕:\n  自 2018-01-01 起 〔量度办法 第2条〕: 80→60元, 90→100元, "
           "100→800元, 其余→0元\n";
    out << "定义 人.重度" << k << " : 是非 〔量度办法 第3条〕 = 等级" << k << " 属于 {1, 2}\n";
    out << "定义 人.计入" << k << " : 金额/月 〔量度办法 第4条〕\n  默认 = 工资" << k << " - 较小者(工资" << k
        << " × 20% 去尾到分, 600元)\n"
        << "  例外 重残 〔量度办法 第4条〕 当 重度" << k << " = 0元\n";
    out << "定义 家庭.人数" << k << " : 整数 〔量度办法 第5条〕 = 计数 于 成员\n";
    out << "定义 家庭.收入" << k << " : 金额/月 〔量度办法 第6条〕 = 合计 计入" << k << " 于 成员 - 刚性支出" << k
        << " 不少于 0元\n";
    out << "政策 补助" << k << " (grant_" << n << ") 发给 家庭 按月 〔量度办法 第7条〕:\n  资格 须同时满足:\n"
        << "    (一) 收入" << k << " < 标准" << k << "[户口性质] × 人数" << k << " 〔量度办法 第7条〕\n"
        << "    (二) 资产" << k << " ≤ 24 × 50000元 〔量度办法 第7条〕\n"
        << "    (三) 满足其一:\n      (1) 任一 成员 满足 重度" << k << "\n      (2) 人数" << k << " ≥ 2\n"
        << "  排除 当 刚性支出" << k << " > 90000元 〔量度办法 第8条〕\n"
        << "  金额 = 补差 + 增发\n    其中 补差 = 标准" << k << "[户口性质] × 人数" << k << " - 收入" << k
        << " 进到元, 不少于 50元\n"
        << "    其中 增发 = 合计 (标准" << k << "[户口性质] × 30% 四舍五入到分) 于 成员 当 重度" << k << "\n";
    out << "政策 高龄" << k << " (elder_" << n << ") 发给 人 按月 〔量度办法 第9条〕:\n  资格 年满80周岁\n  金额 = 津贴"
        << k << "[周岁(出生日期)]\n";
    out << "衔接 衔接" << k << " 〔量度办法 第10条〕:\n  补助" << k << " 与 高龄" << k << " 可兼得\n";
    return out.str();
}

long lines_of(const std::vector<language::SourceFile>& files)
{
    long lines = 0;
    for (const auto& file : files)
        lines += std::count(file.text.begin(), file.text.end(), '\n');
    return lines;
}

std::vector<language::SourceFile> make_packs(const AreaTree& areas)
{
    const auto counties = areas.below(AreaCode(330000000000), AreaLevel::county, *Day::of(2023, 6, 30));
    std::vector<language::SourceFile> files{{"量度/基础.hm", base_pack()}};
    for (int n = 1; lines_of(files) < lines_wanted; ++n)
        files.push_back({"量度/事项" + std::to_string(n) + ".hm", matter(n, counties)});
    return files;
}

/// Parses and checks; ends the program when the packs are not clean, for then nothing would have been measured.
void check_all(const std::vector<language::SourceFile>& files, const AreaTree& areas)
{
    std::vector<language::syntax::Parsed> parsed;
    parsed.reserve(files.size());
    std::vector<language::Input> inputs;
    language::Diagnostics found;
    for (std::uint32_t i = 0; i < files.size(); ++i) {
        parsed.push_back(language::syntax::parse(files[i].text, i));
        found.insert(found.end(), parsed.back().diagnostics.begin(), parsed.back().diagnostics.end());
        inputs.push_back({i, 0, &parsed.back().file});
    }
    const language::Checked checked = language::check(inputs, files, areas);
    found.insert(found.end(), checked.diagnostics.begin(), checked.diagnostics.end());
    if (!checked.program || language::has_errors(found)) {
        std::fprintf(stderr, "%s\n", language::render(found, files).substr(0, 4000).c_str());
        std::exit(3);
    }
}

} // namespace

int main()
{
    const auto areas = AreaTree::read(read("data/areas.csv") + read("data/area_changes.csv"));
    if (!areas) {
        std::fprintf(stderr, "%s\n", areas.error().message.c_str());
        return 3;
    }
    const std::vector<language::SourceFile> files = make_packs(*areas);
    const double seconds = bench::median_of(5, bench::cpu_seconds, [&] { check_all(files, *areas); });
    const std::string what = "check-" + std::to_string(lines_of(files)) + "-lines";
    return bench::promise("spine-5", what, seconds, bench::Bar::at_most, seconds_max, "s") ? 0 : 1;
}
