// A small national pack and a small country, to try the checker on a few lines more.

#pragma once

#include <string>
#include <string_view>

#include "language/check.h"
#include "language/syntax/parse.h"

namespace huimin::language::check_internal::trial {

inline const AreaTree& country()
{
    static const AreaTree tree = *AreaTree::read("code,parent,name,from,to,successors\n"
                                                 "330000000000,,浙江省,,,\n"
                                                 "330200000000,330000000000,宁波市,,,\n"
                                                 "330281000000,330200000000,余姚市,,,\n"
                                                 "330282000000,330200000000,慈溪市,,,\n"
                                                 "330283000000,330200000000,奉化市,,2023-01-01,330282\n");
    return tree;
}

inline constexpr std::string_view national = R"(模块 试.全国
依据 办法 = 《试行办法》 试1号 自 2020-01-01 起
依据 旧法 = 《旧办法》 试0号 自 2010-01-01 起 至 2015-12-31
选项 户口 (register) = 城镇 (urban) | 农村 (rural)
选项 体况 (condition) = 健康 (well) | 患病 (ill) | 其他 (other)
选项 学况 (schooling) = 在读 (studying) | 其他 (other)
档案 家庭 (household) 说明 "试":
  户号 (number): 文本 必填 作名称
  区划 (area): 区划 必填 归区
  户籍 (kind): 户口
  资产 (assets): 金额 范围 0元..100000000元
  住址 (address): 文本
档案 人 (person) 属于 家庭 称 成员 (members) 说明 "试":
  姓名 (name): 文本 作名称
  出生日期 (birthday): 日期 计龄
  工资 (wage): 金额/月 范围 0元..1000000元
  年奖 (bonus): 金额/年 范围 0元..1000000元
  残级 (disability): 整数 范围 1..4
  在校 (at_school): 是非
  住址 (address): 文本
参数 标准: 金额/月 按 户口 〔办法〕: 自 2020-01-01 起 〔办法〕: 城镇→700元, 农村→500元
参数 照料: 金额/月 〔办法〕: 自 2020-01-01 起 〔办法〕 = 100元
定义 家庭.人数: 整数 〔办法〕 = 计数 于 成员
定义 家庭.收入: 金额/月 〔办法〕 = 合计 工资 于 成员
政策 补助 (grant) 发给 家庭 按月 〔办法〕:
  资格 收入 < 标准[户籍] × 人数
  金额 = 照料
政策 津贴 (allowance) 发给 人 按月 〔办法〕:
  资格 年满80周岁
  金额 = 照料
)";

inline constexpr std::string_view city =
    "模块 试.城市\n城市 宁波市 = 330200 宁波市 采用 \"national\" 自 2022-01-01 起\n";

struct Tried {
    std::vector<SourceFile> files;
    Checked checked;
};

/// The national pack, more lines of it, and a city's lines (its head added) when there are any.
inline Tried check_with(std::string_view more, std::string_view of_city = {})
{
    Tried tried;
    tried.files.push_back({"national/base.hm", std::string(national)});
    tried.files.push_back({"national/more.hm", "模块 试.更多\n" + std::string(more)});
    if (!of_city.empty())
        tried.files.push_back({"city/city.hm", std::string(city) + std::string(of_city)});
    std::vector<syntax::Parsed> parsed;
    std::vector<Input> inputs;
    Diagnostics found;
    parsed.reserve(tried.files.size());
    for (std::uint32_t i = 0; i < tried.files.size(); ++i) {
        parsed.push_back(syntax::parse(tried.files[i].text, i));
        found.insert(found.end(), parsed.back().diagnostics.begin(), parsed.back().diagnostics.end());
        inputs.push_back({i, i == 2 ? 1 : 0, &parsed.back().file});
    }
    tried.checked = check(inputs, tried.files, country());
    if (has_errors(found))
        tried.checked.program = nullptr;
    tried.checked.diagnostics.insert(tried.checked.diagnostics.begin(), found.begin(), found.end());
    return tried;
}

/// The words a finding points at.
inline std::string words_at(const Tried& tried, const Diagnostic& found)
{
    return tried.files[found.place.file].text.substr(found.place.offset, found.place.length);
}

} // namespace huimin::language::check_internal::trial
