#include "registry/internal/csv.h"

#include <algorithm>

namespace huimin::registry {

namespace {

Error broken(std::size_t row, const char* why, const char* english)
{
    return Error{Fault::invalid, "sheet.broken", "第 `" + std::to_string(row) + "` 行" + why,
                 "用表格软件打开后重新另存为 CSV",
                 "row `" + std::to_string(row) + "` " + english + "; save it again as CSV"};
}

/// The mark between cells: the one of , ; tab that the first line holds most of.
char separator_of(std::string_view text)
{
    const std::string_view line = text.substr(0, text.find('\n'));
    char best = ',';
    long most = 0;
    for (const char mark : {',', '\t', ';'})
        if (const long count = std::count(line.begin(), line.end(), mark); count > most) {
            most = count;
            best = mark;
        }
    return best;
}

} // namespace

Result<Done> read_csv(std::string_view text, const std::function<Result<Done>(std::size_t, Row&)>& take)
{
    const char separator = separator_of(text);
    Row row;
    std::size_t number = 1, at = 0, cells = 0;
    const auto cell = [&]() -> std::string& {
        if (cells == row.size())
            row.emplace_back();
        return row[cells];
    };
    const auto end_row = [&]() -> Result<Done> {
        row.resize(cells + 1);
        if (cells + 1 > columns_max)
            return broken(number, "的列太多", "has too many columns");
        TRY(take(number, row));
        ++number;
        cells = 0;
        for (std::string& one : row)
            one.clear();
        return Done{};
    };
    while (at < text.size()) {
        std::string& here = cell();
        if (text[at] == '"' && here.empty()) {
            for (++at;; ++at) {
                const std::size_t quote = text.find('"', at);
                if (quote == std::string_view::npos || here.size() > cell_bytes_max)
                    return broken(number, "的引号没有合上", "has a quote that is not closed");
                here.append(text.substr(at, quote - at));
                at = quote + 1;
                if (at >= text.size() || text[at] != '"')
                    break;
                here.push_back('"');
            }
        }
        const std::size_t end = std::min(text.find_first_of(std::string_view(separator == ','   ? ",\n"
                                                                             : separator == ';' ? ";\n"
                                                                                                : "\t\n"),
                                                            at),
                                         text.size());
        here.append(text.substr(at, end - at));
        if (here.size() > cell_bytes_max)
            return broken(number, "有一格太长", "has a cell that is too long");
        at = end + 1;
        const bool row_ends = end >= text.size() || text[end] == '\n';
        if (row_ends && !here.empty() && here.back() == '\r')
            here.pop_back();
        if (row_ends)
            TRY(end_row());
        else
            ++cells;
    }
    return cells > 0 ? end_row() : Result<Done>(Done{});
}

} // namespace huimin::registry
