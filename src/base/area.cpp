#include "base/area.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <unordered_set>

namespace huimin {

namespace {

constexpr std::uint64_t scale_of(AreaLevel level)
{
    switch (level) {
    case AreaLevel::country: return 1'000'000'000'000;
    case AreaLevel::province: return 10'000'000'000;
    case AreaLevel::city: return 100'000'000;
    case AreaLevel::county: return 1'000'000;
    case AreaLevel::town: return 1'000;
    case AreaLevel::village: return 1;
    }
    return 1;
}

Error wrong(const char* code, const std::string& what, const std::string& remedy, const std::string& english)
{
    return Error{Fault::invalid, code, what, remedy, english};
}

std::string_view next_cell(std::string_view& row)
{
    const std::size_t end = std::min(row.find(','), row.size());
    const std::string_view cell = row.substr(0, end);
    row.remove_prefix(std::min(end + 1, row.size()));
    return cell;
}

/// Fails with nothing said: the caller names the line.
bool read_row(std::string_view row, Area& area)
{
    const auto code = AreaCode::parse(next_cell(row));
    const std::string_view parent_text = next_cell(row);
    const auto parent = parent_text.empty() ? Result<AreaCode>(AreaCode()) : AreaCode::parse(parent_text);
    area.name = next_cell(row);
    const std::string_view from = next_cell(row), to = next_cell(row);
    if (!code || !parent || area.name.empty())
        return false;
    area.code = *code;
    area.parent = *parent;
    if (!from.empty()) {
        const auto day = Day::parse(from);
        if (!day)
            return false;
        area.in_force.from = *day;
    }
    if (!to.empty()) {
        const auto day = Day::parse(to);
        if (!day)
            return false;
        area.in_force.to = *day;
    }
    for (std::string_view successors = next_cell(row); !successors.empty();) {
        const std::size_t end = std::min(successors.find(';'), successors.size());
        const auto successor = AreaCode::parse(successors.substr(0, end));
        if (!successor)
            return false;
        area.successors.push_back(*successor);
        successors.remove_prefix(std::min(end + 1, successors.size()));
    }
    return true;
}

} // namespace

Result<AreaCode> AreaCode::parse(std::string_view text)
{
    const std::size_t size = text.size();
    std::uint64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + size, number);
    const bool digits = read.ec == std::errc() && read.ptr == text.data() + size;
    if (!digits || (size != 2 && size != 4 && size != 6 && size != 9 && size != 12))
        return wrong("area.form", "`" + std::string(text) + "` 不是行政区划代码",
                     "写 2、4、6、9 或 12 位数字，例如 123456",
                     "`" + std::string(text) + "` is not a division code: 2, 4, 6, 9 or 12 digits");
    for (std::size_t i = size; i < 12; ++i)
        number *= 10;
    return AreaCode(number);
}

AreaLevel AreaCode::level() const
{
    for (const AreaLevel level :
         {AreaLevel::country, AreaLevel::province, AreaLevel::city, AreaLevel::county, AreaLevel::town})
        if (number_ % scale_of(level) == 0)
            return level;
    return AreaLevel::village;
}

AreaCode AreaCode::at(AreaLevel level) const { return AreaCode(number_ / scale_of(level) * scale_of(level)); }

bool AreaCode::lies_in(AreaCode upper) const { return at(upper.level()) == upper; }

std::string AreaCode::text() const
{
    std::string digits = std::to_string(number_);
    return std::string(12 - digits.size(), '0') + digits;
}

std::string AreaCode::short_text() const
{
    switch (level()) {
    case AreaLevel::country:
    case AreaLevel::province:
    case AreaLevel::city:
    case AreaLevel::county: return text().substr(0, 6);
    case AreaLevel::town: return text().substr(0, 9);
    case AreaLevel::village: return text();
    }
    return text();
}

Result<AreaTree> AreaTree::of(std::vector<Area> rows)
{
    std::sort(rows.begin(), rows.end(), [](const Area& a, const Area& b) {
        return std::pair(a.code, a.in_force.from) < std::pair(b.code, b.in_force.from);
    });
    std::unordered_set<std::uint64_t> codes;
    for (const Area& row : rows)
        codes.insert(row.code.number());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Area& row = rows[i];
        if (row.parent.number() != 0 && !codes.contains(row.parent.number()))
            return wrong("area.parent_missing",
                         "区划 `" + row.code.text() + "` 的上级 `" + row.parent.text() + "` 不在名单里",
                         "补上上级的一行",
                         "the parent `" + row.parent.text() + "` of `" + row.code.text() + "` is not among the rows");
        if (i > 0 && rows[i - 1].code == row.code && row.in_force.from < rows[i - 1].in_force.to)
            return wrong("area.twice",
                         "区划代码 `" + row.code.text() + "` 在 " + row.in_force.from.text() + " 有两行同时有效",
                         "给前一行写上结束日期",
                         "the code `" + row.code.text() + "` is in force twice on " + row.in_force.from.text());
    }
    AreaTree tree;
    tree.rows_ = std::move(rows);
    return tree;
}

Result<AreaTree> AreaTree::read(std::string_view csv)
{
    std::vector<Area> rows;
    int line = 0;
    while (!csv.empty()) {
        const std::size_t end = csv.find('\n');
        std::string_view row = csv.substr(0, end);
        csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
        ++line;
        if (row.ends_with('\r'))
            row.remove_suffix(1);
        if (row.empty() || row.starts_with("code,"))
            continue;
        if (Area area; read_row(row, area))
            rows.push_back(std::move(area));
        else
            return wrong("area.file", "区划文件第 " + std::to_string(line) + " 行 `" + std::string(row) + "` 读不懂",
                         "每行写成 代码,上级,名称,起,止,后继",
                         "line " + std::to_string(line) +
                             " of the division file must read code,parent,name,from,to,successors");
    }
    return of(std::move(rows));
}

const Area* AreaTree::find(AreaCode code, Day on) const
{
    auto row = std::lower_bound(rows_.begin(), rows_.end(), code,
                                [](const Area& area, AreaCode wanted) { return area.code < wanted; });
    for (; row != rows_.end() && row->code == code; ++row)
        if (row->in_force.contains(on))
            return &*row;
    return nullptr;
}

const Area* AreaTree::find_latest(AreaCode code) const
{
    auto row = std::upper_bound(rows_.begin(), rows_.end(), code,
                                [](AreaCode wanted, const Area& area) { return wanted < area.code; });
    return row != rows_.begin() && std::prev(row)->code == code ? &*std::prev(row) : nullptr;
}

bool AreaTree::lies_in(AreaCode lower, AreaCode upper, Day on) const
{
    if (upper.number() == 0 || lower == upper || lower.lies_in(upper))
        return true;
    for (const Area* area = find(lower, on); area != nullptr && area->parent.number() != 0;
         area = find(area->parent, on))
        if (area->parent == upper)
            return true;
    return false;
}

std::vector<const Area*> AreaTree::children(AreaCode code, Day on) const
{
    std::vector<const Area*> found;
    for (const Area& area : rows_)
        if (area.parent == code && area.code != code && area.in_force.contains(on))
            found.push_back(&area);
    return found;
}

std::vector<const Area*> AreaTree::below(AreaCode code, AreaLevel level, Day on) const
{
    std::vector<const Area*> found;
    for (const Area& area : rows_)
        if (area.code.level() == level && area.in_force.contains(on) && area.code != code &&
            lies_in(area.code, code, on))
            found.push_back(&area);
    return found;
}

std::vector<AreaCode> AreaTree::today(AreaCode old, Day on) const
{
    std::vector<AreaCode> found, open{old};
    std::unordered_set<std::uint64_t> seen;
    while (!open.empty()) {
        const AreaCode code = open.back();
        open.pop_back();
        if (!seen.insert(code.number()).second)
            continue;
        if (find(code, on) != nullptr)
            found.push_back(code);
        else if (const Area* area = find_latest(code))
            open.insert(open.end(), area->successors.begin(), area->successors.end());
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::string AreaTree::full_name(AreaCode code, Day on) const
{
    std::string name;
    for (const Area* area = find(code, on); area != nullptr; area = find(area->parent, on)) {
        name = area->name + name;
        if (area->parent.number() == 0)
            break;
    }
    return name;
}

} // namespace huimin
