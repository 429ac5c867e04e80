#include "registry/internal/csv.h"

#include <algorithm>
#include <deque>

namespace huimin::registry {

namespace {

Error broken(std::size_t row, const char* why, const char* english)
{
    return Error{Fault::invalid, "sheet.broken", "第 `" + std::to_string(row) + "` 行" + why,
                 "用表格软件打开后重新另存为 CSV",
                 "row `" + std::to_string(row) + "` " + english + "; save it again as CSV"};
}

Error too_large(std::size_t row, const char* why, const char* english)
{
    return Error{Fault::invalid, "sheet.too_large", "第 `" + std::to_string(row) + "` 行" + why,
                 "拆成几个文件，或删去用不到的内容",
                 "row `" + std::to_string(row) + "` " + english + "; split the file"};
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

class CsvRows {
public:
    CsvRows(std::string_view text, const TakeRow& take)
        : text_(text), take_(take), separator_(separator_of(text)), line_end_(line_end_of(text))
    {
    }

    Result<Done> run()
    {
        row_.number = 1;
        while (at_ < text_.size()) {
            const std::string_view cell = TRY(text_[at_] == '"' ? quoted_cell() : bare_cell());
            if (cell.size() > cell_bytes_max)
                return too_large(row_.number, "有一格太长", "has a cell that is too long");
            if (row_.cells.size() >= columns_max && !cell.empty())
                return too_large(row_.number, "的列太多", "has too many columns");
            if (row_.cells.size() < columns_max) {
                if (++cells_ > cells_max)
                    return too_large(row_.number, "起单元格太多", "is where there are too many cells");
                row_.cells.push_back({cell});
            }
            if (row_ended_)
                TRY(end_row());
        }
        return row_.cells.empty() ? Result<Done>(Done{}) : end_row();
    }

private:
    /// Old Macintosh programs end lines with CR alone.
    static char line_end_of(std::string_view text)
    {
        return text.find('\n') == std::string_view::npos && text.find('\r') != std::string_view::npos ? '\r' : '\n';
    }

    Result<Done> end_row()
    {
        if (row_.number > rows_max)
            return too_large(row_.number, "起行数太多", "is one row too many");
        TRY(take_(row_));
        ++row_.number;
        row_.cells.clear();
        unescaped_.clear();
        row_ended_ = false;
        return Done{};
    }

    /// Up to the next mark or the line's end, which are passed.
    std::string_view rest_of_cell()
    {
        const std::size_t start = at_;
        std::size_t end = start;
        while (end < text_.size() && text_[end] != separator_ && text_[end] != line_end_)
            ++end;
        row_ended_ = end >= text_.size() || text_[end] == line_end_;
        // A separator at the very end of the text has one more, empty cell behind it; it says nothing.
        at_ = end + 1;
        std::string_view cell = text_.substr(start, end - start);
        if (row_ended_ && line_end_ == '\n' && cell.ends_with('\r'))
            cell.remove_suffix(1);
        return cell;
    }

    Result<std::string_view> bare_cell() { return rest_of_cell(); }

    Result<std::string_view> quoted_cell()
    {
        const std::size_t start = at_ + 1;
        std::string* whole = nullptr;
        for (std::size_t from = start;;) {
            const std::size_t quote = text_.find('"', from);
            if (quote == std::string_view::npos || quote - start > cell_bytes_max * 2)
                return broken(row_.number, "的引号没有合上", "has a quote that is not closed");
            const bool doubled = quote + 1 < text_.size() && text_[quote + 1] == '"';
            const std::string_view piece = text_.substr(from, quote - from + (doubled ? 1 : 0));
            if (doubled && whole == nullptr)
                whole = &unescaped_.emplace_back();
            if (whole != nullptr)
                *whole += piece;
            from = quote + (doubled ? 2 : 1);
            if (doubled)
                continue;
            at_ = from;
            const std::string_view rest = rest_of_cell();
            if (whole == nullptr && rest.empty())
                return piece;
            if (whole == nullptr)
                whole = &unescaped_.emplace_back(piece);
            *whole += rest;
            return std::string_view(*whole);
        }
    }

    std::size_t cells_ = 0;
    std::string_view text_;
    const TakeRow& take_;
    char separator_, line_end_;
    SheetRow row_;
    std::deque<std::string> unescaped_; ///< cells of this row that held doubled quotes
    std::size_t at_ = 0;
    bool row_ended_ = false;
};

} // namespace

Result<Done> read_csv(std::string_view text, const TakeRow& take) { return CsvRows(text, take).run(); }

} // namespace huimin::registry
