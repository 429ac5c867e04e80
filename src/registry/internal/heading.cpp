#include "registry/internal/heading.h"

#include <algorithm>

#include "base/text.h"

namespace huimin::registry {

using language::Index;
using language::Kind;
using language::Program;
using language::Record;

const Row returned_columns = {"原行号", "结果", "原因", "怎么办", "确认"};

namespace {

/// A heading without blanks and the stars offices put before required columns; `unit` is what stands in brackets.
struct Named {
    std::string name, unit;
};
Named named(const std::string& heading)
{
    Named found{clean(heading).text, ""};
    std::erase_if(found.name, [](char c) { return c == ' ' || c == '*'; });
    const std::size_t bracket = found.name.find('(');
    if (bracket != std::string::npos && bracket > 0) {
        found.unit = found.name.substr(bracket + 1, found.name.find(')', bracket) - bracket - 1);
        found.name.resize(bracket);
    }
    return found;
}

Index field_called(const Record& record, const std::string& name)
{
    for (Index i = 0; i < record.fields.size(); ++i)
        if (record.fields[i].name == name || record.fields[i].alias == name)
            return i;
    return language::none;
}

/// Whether a unit in the heading is another than the field's: 万元 for yuan, 元/年 for an amount per month.
bool is_other_unit(const std::string& unit, const language::Type& type)
{
    const auto says = [&](std::string_view word) { return unit.find(word) != std::string::npos; };
    const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
        return std::find(words.begin(), words.end(), unit) != words.end();
    };
    if (type.kind == Kind::money) {
        const bool scaled = says("万元") || says("千元") || says("百元") || says("亿元") || says("美元") ||
                            is_one_of({"万", "千", "角", "分", "单位:万", "单位:分"});
        const bool by_year = says("元/年") || says("每年") || says("年度"), by_month = says("元/月") || says("每月");
        return scaled || (by_year && type.period == language::Period::month) ||
               (by_month && type.period == language::Period::year);
    }
    static constexpr std::string_view others[] = {"万", "千", "百", "亩", "公顷", "平方公里"};
    return type.kind == Kind::quantity && !type.unit.empty() && !says(type.unit) &&
           std::any_of(std::begin(others), std::end(others), says);
}

std::vector<std::string> texts_of(const SheetRow& row)
{
    std::vector<std::string> texts;
    for (const SheetCell& cell : row.cells)
        texts.push_back(first_invalid_utf8(cell.text) ? std::string() : clean(cell.text).text);
    return texts;
}

} // namespace

std::size_t Heading::known() const
{
    return static_cast<std::size_t>(
        std::count_if(targets.begin(), targets.end(), [](const auto& one) { return one.has_value(); }));
}

std::optional<std::size_t> Heading::position(const Target& wanted) const
{
    const auto found = std::find(targets.begin(), targets.end(), std::optional(wanted));
    return found == targets.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - targets.begin()));
}

HeadingFinder::HeadingFinder(const Program& program, Index record, const ColumnNames& names)
    : program_(program), own_(program.records[record]), names_(names)
{
}

std::optional<Target> HeadingFinder::target_of(const std::string& name) const
{
    std::string plain = named(name).name;
    if (const auto known = names_.find(plain); known != names_.end())
        plain = known->second;
    if (const Index field = field_called(own_, plain); field != language::none)
        return Target{false, field};
    if (own_.owner != language::none)
        if (const Index field = field_called(program_.records[own_.owner], plain); field != language::none)
            return Target{true, field};
    return std::nullopt;
}

Heading HeadingFinder::match(const Texts& upper, const Texts& lower) const
{
    Heading heading;
    std::string group; // A merged cell says what it says over all columns below it.
    for (std::size_t i = 0; i < std::max(upper.size(), lower.size()); ++i) {
        const std::string above = i < upper.size() ? upper[i] : "", below = i < lower.size() ? lower[i] : "";
        if (!above.empty())
            group = above;
        std::string told = below.empty() ? above : below;
        std::optional<Target> target;
        if (!below.empty() && !group.empty()) {
            target = target_of(group + below);
            if (target)
                told = group + below;
        }
        if (!target)
            target = target_of(told);
        if (told == returned_columns.back())
            heading.confirmed = i;
        const std::string name = named(told).name;
        if (!target && !name.empty() &&
            std::find(returned_columns.begin(), returned_columns.end(), name) == returned_columns.end())
            heading.unknown.push_back(name);
        if (target) {
            const language::Field& field =
                (target->of_owner ? program_.records[own_.owner] : own_).fields[target->field];
            const std::string unit = named(told).unit + named(below.empty() ? "" : group).unit;
            if (is_other_unit(unit, field.type))
                heading.unit =
                    Error{Fault::invalid, "import.unit",
                          "列「`" + told + "`」写的单位是 `" + unit + "`，和「" + field.name + "」的单位不同",
                          "换算成系统的单位，并改正列名里的单位", "a column is in another unit than its field"};
        }
        heading.cells.push_back(std::move(told));
        heading.targets.push_back(target);
    }
    return heading;
}

HeadingFinder::Seen HeadingFinder::take(const SheetRow& row)
{
    if (complete_)
        return Seen::data;
    const Seen seen = judge(row);
    if (seen == Seen::data)
        return seen;
    Row& cells = rows_.emplace_back();
    for (const SheetCell& cell : row.cells)
        cells.emplace_back(first_invalid_utf8(cell.text) ? std::string_view() : unquoted(cell.text));
    return seen;
}

std::optional<Heading> HeadingFinder::found() const
{
    std::optional<Heading> heading = heading_;
    if (heading)
        heading->rows = rows_;
    return heading;
}

HeadingFinder::Seen HeadingFinder::judge(const SheetRow& row)
{
    Texts texts = texts_of(row);
    if (heading_) {
        complete_ = true;
        // The second row of a merged heading: nothing stands below the columns that are named already.
        bool beside = true;
        for (std::size_t i = 0; i < texts.size() && i < heading_->targets.size(); ++i)
            beside = beside && (texts[i].empty() || !heading_->targets[i]);
        Heading both = match(alone_, texts);
        if (!beside || both.known() <= heading_->known())
            return Seen::data;
        heading_ = std::move(both);
        return Seen::heading;
    }
    Heading alone = match({}, texts), with_above = match(above_, texts);
    Heading& best = with_above.known() > alone.known() ? with_above : alone;
    if (best.known() >= 2) {
        complete_ = &best == &with_above;
        heading_ = std::move(best);
        alone_ = std::move(texts);
        return Seen::heading;
    }
    above_ = std::move(texts);
    ++titles_;
    return Seen::title;
}

Result<Done> check_heading(const Heading& heading, const Program& program, Index record)
{
    const Record& own = program.records[record];
    if (heading.unit)
        return *heading.unit;
    for (std::size_t i = 0; i < heading.targets.size(); ++i)
        for (std::size_t j = i + 1; j < heading.targets.size(); ++j)
            if (heading.targets[i] && heading.targets[i] == heading.targets[j]) {
                const Record& of = heading.targets[i]->of_owner ? program.records[own.owner] : own;
                return Error{Fault::invalid, "import.column_twice",
                             "第 `" + std::to_string(i + 1) + "` 列和第 `" + std::to_string(j + 1) + "` 列都是「" +
                                 of.fields[heading.targets[i]->field].name + "」",
                             "删去一列，或改正列名", "two columns are for the same field"};
            }
    std::string numbers;
    bool findable = false;
    for (const Index field : lookup_fields(own)) {
        numbers += (numbers.empty() ? "「" : "或「") + own.fields[field].name + "」";
        findable = findable || heading.position({false, field});
    }
    if (numbers.empty() && own.owner != language::none)
        for (const Index field : lookup_fields(program.records[own.owner])) {
            numbers += "「" + program.records[own.owner].fields[field].name + "」";
            findable = findable || heading.position({true, field});
        }
    const bool named_so = own.as_name != language::none && heading.position({false, own.as_name});
    if (!findable && !named_so)
        return Error{Fault::invalid, "import.column_missing",
                     "表里没有能认出" + own.heading.name + "的列（" + numbers + "）", "补上这一列",
                     "no column tells which " + own.heading.alias + " a row is about"};
    return Done{};
}

} // namespace huimin::registry
