#include "registry/internal/columns.h"

#include <algorithm>

#include "base/text.h"

namespace huimin::registry {

using language::Index;
using language::Program;
using language::Record;

namespace {

/// A heading without blanks, units in brackets and the stars offices put before required columns.
std::string bare_heading(const std::string& heading)
{
    std::string text = clean(heading).text;
    std::erase(text, ' ');
    std::erase(text, '*');
    if (const std::size_t bracket = text.find('('); bracket != std::string::npos && bracket > 0)
        text.resize(bracket);
    return text;
}

Index field_called(const Record& record, const std::string& name)
{
    for (Index i = 0; i < record.fields.size(); ++i)
        if (record.fields[i].name == name || record.fields[i].alias == name)
            return i;
    return language::none;
}

} // namespace

std::size_t Columns::known() const
{
    return static_cast<std::size_t>(
        std::count_if(targets.begin(), targets.end(), [](const auto& one) { return one.has_value(); }));
}

std::optional<std::size_t> Columns::position(const Target& wanted) const
{
    const auto found = std::find(targets.begin(), targets.end(), std::optional(wanted));
    return found == targets.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - targets.begin()));
}

Columns match_columns(const Row& row, const Program& program, Index record, const ColumnNames& names)
{
    Columns columns;
    const Record& own = program.records[record];
    for (const std::string& cell : row) {
        std::string heading = bare_heading(cell);
        if (const auto known = names.find(heading); known != names.end())
            heading = known->second;
        std::optional<Target> target;
        if (const Index field = field_called(own, heading); field != language::none)
            target = Target{false, field};
        else if (own.owner != language::none)
            if (const Index owners = field_called(program.records[own.owner], heading); owners != language::none)
                target = Target{true, owners};
        if (!target && !heading.empty())
            columns.unknown.push_back(heading);
        columns.targets.push_back(target);
    }
    return columns;
}

Result<Done> check_columns(const Columns& columns, const Program& program, Index record)
{
    const Record& own = program.records[record];
    for (std::size_t i = 0; i < columns.targets.size(); ++i)
        for (std::size_t j = i + 1; j < columns.targets.size(); ++j)
            if (columns.targets[i] && columns.targets[i] == columns.targets[j]) {
                const Record& of = columns.targets[i]->of_owner ? program.records[own.owner] : own;
                return Error{Fault::invalid, "import.column_twice",
                             "第 `" + std::to_string(i + 1) + "` 列和第 `" + std::to_string(j + 1) + "` 列都是「" +
                                 of.fields[columns.targets[i]->field].name + "」",
                             "删去一列，或改正列名", "two columns are for the same field"};
            }
    std::string numbers;
    bool findable = false;
    for (const Index field : lookup_fields(own)) {
        numbers += (numbers.empty() ? "「" : "或「") + own.fields[field].name + "」";
        findable = findable || columns.position({false, field});
    }
    const bool named = own.as_name != language::none && columns.position({false, own.as_name});
    if (!findable && !named)
        return Error{Fault::invalid, "import.column_missing",
                     "表里没有能认出" + own.heading.name + "的列（" + numbers + "）", "补上这一列",
                     "no column tells which " + own.heading.alias + " a row is about"};
    return Done{};
}

} // namespace huimin::registry
