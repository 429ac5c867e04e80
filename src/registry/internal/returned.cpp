#include "registry/internal/returned.h"

#include <algorithm>

namespace huimin::registry {

namespace fs = std::filesystem;

namespace {

constexpr const char* mark = "-退回";

/// 户籍 → 户籍-退回, 户籍-退回 → 户籍-退回2: what comes back never lies over what was handed in.
std::string returned_name(const std::string& stem)
{
    const std::size_t at = stem.rfind(mark);
    if (at == std::string::npos)
        return stem + mark;
    const std::string turn = stem.substr(at + std::string(mark).size());
    if (turn.size() > 3 || turn.find_first_not_of("0123456789") != std::string::npos)
        return stem + mark;
    return stem.substr(0, at) + mark + std::to_string(turn.empty() ? 2 : std::stoi(turn) + 1);
}

} // namespace

Result<Done> ReturnedRows::begin()
{
    std::error_code trouble;
    fs::create_directories(request_->returned, trouble);
    const std::string ending = request_->file.extension() == ".xlsx" ? ".xlsx" : ".csv";
    path_ = request_->returned / (returned_name(request_->file.stem().string()) + ending);
    writer_.emplace(TRY(SheetWriter::create(path_)));
    for (std::size_t i = 0; i < heading_->cells.size(); ++i)
        if (std::find(returned_columns.begin(), returned_columns.end(), heading_->cells[i]) == returned_columns.end())
            columns_.push_back(i);
    for (std::size_t i = 0; i < heading_->rows.size(); ++i) {
        Row row;
        for (const std::size_t column : columns_)
            row.push_back(column < heading_->rows[i].size() ? heading_->rows[i][column] : "");
        if (i + 1 < heading_->rows.size()) {
            TRY(writer_->add_title(row));
            continue;
        }
        row.insert(row.end(), returned_columns.begin(), returned_columns.end());
        TRY(writer_->add(row));
    }
    return Done{};
}

Result<Done> ReturnedRows::add(const ReadRow& row)
{
    if (request_->returned.empty())
        return Done{};
    if (!writer_)
        TRY(begin());
    Row back;
    for (const std::size_t column : columns_)
        back.emplace_back(unquoted(row.raw_cell(column)));
    std::string why, remedy;
    for (const CellVerdict& cell : row.cells) {
        if (cell.verdict < Verdict::ask)
            continue;
        const bool named = !cell.column.empty() && cell.why.find("「" + cell.column + "」") == std::string::npos;
        why += (why.empty() ? "" : "；") + (named ? "「" + cell.column + "」" : "") + cell.why;
        if (remedy.find(cell.remedy) == std::string::npos)
            remedy += (remedy.empty() ? "" : "；") + cell.remedy;
    }
    if (row.verdict == Verdict::ask)
        remedy += "；确认无误就在「" + returned_columns.back() + "」写 是";
    back.insert(back.end(), {std::to_string(row.number), std::string(text_of(row.verdict)), why, remedy, ""});
    return writer_->add(back);
}

Result<Done> ReturnedRows::close() { return writer_ ? writer_->close() : Result<Done>(Done{}); }

Result<fs::path> ReturnedRows::finish()
{
    if (!writer_)
        return fs::path();
    TRY(writer_->finish());
    return path_;
}

} // namespace huimin::registry
