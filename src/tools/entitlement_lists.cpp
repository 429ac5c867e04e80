#include "tools/entitlement_lists.h"

#include <algorithm>

#include "base/money.h"
#include "tools/table.h"

namespace huimin::tools {

namespace fs = std::filesystem;
using language::Answer;
using language::Deciding;
using language::Instance;
using language::Policy;
using language::Program;
using language::Verdict;

namespace {

constexpr std::size_t facts_told_max = 8;

/// What is to be found out, in the order met, each once: by person for facts, else by sort.
class OpenMatters {
public:
    void add(const Deciding& deciding, const Instance& household)
    {
        switch (deciding.sort) {
        case Deciding::Sort::fact: {
            const bool own = deciding.about == &household;
            return add(own ? "本户" : deciding.about->label,
                       without(without(deciding.text, own ? "" : deciding.about->label), "的"));
        }
        case Deciding::Sort::parameter: return add("没有标准", deciding.text);
        case Deciding::Sort::discretion: return add("要人认定", without(deciding.text, "由人认定："));
        case Deciding::Sort::not_computable: return add("算不出", deciding.text);
        }
    }

    [[nodiscard]] std::string text() const
    {
        std::string text;
        for (const auto& [whose, matters] : groups_) {
            text += "    " + whose + "：";
            for (std::size_t i = 0; i < std::min(matters.size(), facts_told_max); ++i)
                text += (i == 0 ? "" : "、") + matters[i];
            text += matters.size() > facts_told_max ? "等 " + std::to_string(matters.size()) + " 项\n" : "\n";
        }
        return text;
    }

private:
    static std::string without(const std::string& text, const std::string& start)
    {
        return text.starts_with(start) ? text.substr(start.size()) : text;
    }

    void add(const std::string& whose, std::string matter)
    {
        auto group = std::find_if(groups_.begin(), groups_.end(), [&](const auto& one) { return one.first == whose; });
        if (group == groups_.end())
            group = groups_.insert(groups_.end(), {whose, {}});
        if (std::find(group->second.begin(), group->second.end(), matter) == group->second.end())
            group->second.push_back(std::move(matter));
    }

    std::vector<std::pair<std::string, std::vector<std::string>>> groups_;
};

/// 户号 110101004100001（张建金等 3 人）
std::string heading_of(const Instance& household)
{
    std::string text = "户号 " + household.label;
    if (household.lists.empty() || household.lists.front().empty())
        return text;
    const std::vector<Instance>& members = household.lists.front();
    return text + "（" + members.front().label +
           (members.size() > 1 ? "等 " + std::to_string(members.size()) + " 人）" : "）");
}

} // namespace

std::string unit_of(const Policy& policy)
{
    if (policy.is_standing())
        return "认定身份";
    switch (policy.period) {
    case language::PayPeriod::once: return "元（一次）";
    case language::PayPeriod::daily: return "元/日";
    case language::PayPeriod::monthly: return "元/月";
    case language::PayPeriod::yearly: return "元/年";
    }
    return "元";
}

std::string yuan(Wide fen) { return Money::from_fen(static_cast<std::int64_t>(fen)).grouped_text(); }

std::string entitlement_list(const Program& program, const Instance& household, const std::vector<Answer>& answers)
{
    Table granted;
    std::string open;
    OpenMatters matters;
    std::int64_t per_month = 0;
    std::size_t grants = 0;
    for (const Answer& answer : answers) {
        const Policy& policy = program.policies[answer.policy];
        const std::string what =
            policy.heading.name + (answer.about == &household ? "" : "（" + answer.about->label + "）");
        if (answer.verdict == Verdict::yes) {
            ++grants;
            granted.add({"  ✓ " + what, policy.is_standing() ? "" : yuan(answer.amount.numerator()), unit_of(policy)});
            if (!policy.is_standing() && policy.period == language::PayPeriod::monthly)
                per_month += static_cast<std::int64_t>(answer.amount.numerator());
        } else if (answer.verdict == Verdict::unknown) {
            open += (open.empty() ? "" : "、") + what;
            for (const Deciding& deciding : answer.deciding)
                matters.add(deciding, household);
        }
    }
    std::string text = heading_of(household) + "\n";
    for (const std::string& line : granted.lines())
        text += line + "\n";
    if (grants == 0)
        text += "  （目前没有享受的待遇）\n";
    else if (per_month > 0)
        text += "  每月合计 " + yuan(per_month) + " 元\n";
    if (!open.empty())
        text += "  ? 待核实：" + open + "\n    要查清的：\n" + matters.text();
    return text;
}

EntitlementLists::EntitlementLists(const Program& program, fs::path path)
    : program_(&program), path_(std::move(path)), unfinished_(path_.string() + ".part"),
      out_(unfinished_, std::ios::binary)
{
}

EntitlementLists::~EntitlementLists()
{
    if (!out_.is_open())
        return;
    out_.close();
    std::error_code trouble;
    fs::remove(unfinished_, trouble);
}

namespace {

Error unwritten(const fs::path& path)
{
    return Error{Fault::unavailable, "file.unwritten", "写不了 `" + path.string() + "`", "确认文件夹可写、磁盘还有空间",
                 "cannot write the lists of entitlements to `" + path.string() + "`"};
}

} // namespace

Result<EntitlementLists> EntitlementLists::create(const fs::path& folder, const Program& program, Day day)
{
    std::error_code trouble;
    fs::create_directories(folder, trouble);
    EntitlementLists lists(program, folder / "幸福清单.txt");
    if (!lists.out_)
        return unwritten(lists.path_);
    lists.out_ << program.city.name << " 幸福清单，截至 " << day.text() << "（规则包 " << program.digest.substr(0, 12)
               << "）\n✓ 应当享受；? 待核实：要查清的事实查清以后才能定。\n\n";
    return lists;
}

void EntitlementLists::add(const Instance& household, const std::vector<Answer>& answers)
{
    out_ << entitlement_list(*program_, household, answers) << "\n";
    ++count_;
}

Result<std::size_t> EntitlementLists::finish()
{
    out_.close();
    std::error_code trouble;
    if (out_)
        fs::rename(unfinished_, path_, trouble);
    return out_ && !trouble ? Result<std::size_t>(count_) : Result<std::size_t>(unwritten(path_));
}

} // namespace huimin::tools
