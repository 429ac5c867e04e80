#include "access/matrix.h"

#include <algorithm>
#include <tuple>

namespace huimin::access {

namespace {

std::string_view text_of(language::Reach reach)
{
    switch (reach) {
    case language::Reach::area: return "area";
    case language::Reach::own: return "own";
    case language::Reach::own_organisation: return "own_organisation";
    }
    return "";
}

MatrixRow row_of(const language::Program& program, const language::Role& role, const language::Right& right)
{
    MatrixRow row;
    row.role = role.heading.alias.empty() ? role.heading.name : role.heading.alias;
    row.action = language::spelled(right.action).english;
    if (right.record != language::none) {
        row.on = program.records[right.record].heading.alias;
        row.reach = text_of(right.reach);
    } else if (right.subject)
        row.on = language::spelled(*right.subject).english;
    for (const language::Index purpose : right.purposes)
        row.purposes.push_back(program.purposes[purpose].heading.alias);
    std::ranges::sort(row.purposes);
    if (right.rows_max)
        row.limits = "rows " + std::to_string(*right.rows_max);
    if (right.needs_reason)
        row.limits += row.limits.empty() ? "reason" : " reason";
    return row;
}

} // namespace

std::string text_of(const MatrixRow& row)
{
    std::string line = row.role + " " + row.action + " " + row.on;
    for (const std::string& purpose : row.purposes)
        line += " " + purpose;
    if (!row.reach.empty() && row.reach != "area")
        line += " [" + row.reach + "]";
    return row.limits.empty() ? line : line + " (" + row.limits + ")";
}

std::vector<MatrixRow> matrix(const language::Program& program)
{
    std::vector<MatrixRow> rows;
    for (const language::Role& role : program.roles) {
        const std::size_t first = rows.size();
        for (const language::Right& right : role.rights)
            rows.push_back(row_of(program, role, right));
        std::sort(rows.begin() + static_cast<std::ptrdiff_t>(first), rows.end(),
                  [](const MatrixRow& a, const MatrixRow& b) {
                      return std::tie(a.on, a.action, a.purposes) < std::tie(b.on, b.action, b.purposes);
                  });
    }
    return rows;
}

} // namespace huimin::access
