#include <xlsxwriter.h>

#include <fcntl.h>
#include <unistd.h>

#include <fstream>

#include "registry/sheet.h"

namespace huimin::registry {

namespace fs = std::filesystem;

namespace {

/// Whether a spreadsheet would run a text that begins so, were it typed.
bool would_run(std::string_view cell)
{
    static constexpr std::string_view starts[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
    for (const std::string_view start : starts)
        if (cell.starts_with(start))
            return true;
    return false;
}

/// A text behind any number of ' that would run without them, so that taking one off undoes putting one on.
bool needs_quote(std::string_view cell)
{
    return would_run(cell.substr(std::min(cell.find_first_not_of('\''), cell.size())));
}

std::string neutral(const std::string& cell) { return needs_quote(cell) ? "'" + cell : cell; }

void append_csv_cell(std::string& line, const std::string& cell)
{
    const std::string safe = neutral(cell);
    if (safe.find_first_of(",\"\r\n\t") == std::string::npos) {
        line += safe;
        return;
    }
    line += '"';
    for (const char c : safe)
        line.append(c == '"' ? 2 : 1, c);
    line += '"';
}

Error unwritten(const fs::path& path)
{
    return Error{Fault::unavailable, "sheet.unwritten", "写不了文件 `" + path.string() + "`",
                 "确认文件夹可写、磁盘未满",
                 "cannot write `" + path.string() + "`: make sure the folder is writable and the disk not full"};
}

bool sync_file(const fs::path& path)
{
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    const bool synced = fsync(file) == 0;
    return close(file) == 0 && synced;
}

} // namespace

std::string_view unquoted(std::string_view cell)
{
    if (cell.starts_with('\'') && needs_quote(cell))
        cell.remove_prefix(1);
    return cell;
}

struct SheetWriter::Inside {
    fs::path path, beside;
    std::ofstream csv;
    lxw_workbook* workbook = nullptr;
    lxw_worksheet* sheet = nullptr;
    lxw_row_t row = 0;
    bool closed = false;

    Inside() = default;
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
    ~Inside()
    {
        if (workbook != nullptr)
            workbook_close(workbook);
        std::error_code ignored;
        fs::remove(beside, ignored);
    }
};

SheetWriter::SheetWriter(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
SheetWriter::SheetWriter(SheetWriter&&) noexcept = default;
SheetWriter::~SheetWriter() = default;

Result<SheetWriter> SheetWriter::create(const fs::path& path)
{
    auto inside = std::make_unique<Inside>();
    inside->path = path;
    inside->beside = path.string() + ".part";
    if (path.extension() == ".xlsx") {
        lxw_workbook_options options{};
        options.constant_memory = LXW_TRUE;
        inside->workbook = workbook_new_opt(inside->beside.c_str(), &options);
        inside->sheet = inside->workbook != nullptr ? workbook_add_worksheet(inside->workbook, nullptr) : nullptr;
        if (inside->sheet == nullptr)
            return unwritten(path);
    } else if (path.extension() == ".csv") {
        inside->csv.open(inside->beside, std::ios::binary);
        inside->csv << "\xEF\xBB\xBF";
        if (!inside->csv)
            return unwritten(path);
    } else {
        return Error{Fault::invalid, "sheet.kind", "`" + path.filename().string() + "` 不是 .csv 或 .xlsx",
                     "把文件名写成 .csv 或 .xlsx 结尾", "the name must end in .csv or .xlsx"};
    }
    return SheetWriter(std::move(inside));
}

Result<Done> SheetWriter::add(const Row& row)
{
    if (inside_->workbook != nullptr) {
        for (std::size_t i = 0; i < row.size(); ++i)
            if (!row[i].empty() && worksheet_write_string(inside_->sheet, inside_->row, static_cast<lxw_col_t>(i),
                                                          neutral(row[i]).c_str(), nullptr) != LXW_NO_ERROR)
                return unwritten(inside_->path);
        ++inside_->row;
        return Done{};
    }
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0)
            line += ',';
        append_csv_cell(line, row[i]);
    }
    inside_->csv << line << "\r\n";
    return inside_->csv ? Result<Done>(Done{}) : unwritten(inside_->path);
}

Result<Done> SheetWriter::add_title(const Row& row)
{
    for (std::size_t i = 0; inside_->workbook != nullptr && i < row.size(); ++i) {
        std::size_t last = i;
        while (last + 1 < row.size() && row[last + 1].empty())
            ++last;
        if (last > i && !row[i].empty() &&
            worksheet_merge_range(inside_->sheet, inside_->row, static_cast<lxw_col_t>(i), inside_->row,
                                  static_cast<lxw_col_t>(last), neutral(row[i]).c_str(), nullptr) != LXW_NO_ERROR)
            return unwritten(inside_->path);
        i = last;
    }
    return add(row);
}

Result<Done> SheetWriter::close()
{
    bool written = true;
    if (inside_->workbook != nullptr) {
        written = workbook_close(inside_->workbook) == LXW_NO_ERROR;
        inside_->workbook = nullptr;
    } else if (inside_->csv.is_open()) {
        inside_->csv.close();
        written = !inside_->csv.fail();
    }
    inside_->closed = written && sync_file(inside_->beside);
    return inside_->closed ? Result<Done>(Done{}) : unwritten(inside_->path);
}

Result<Done> SheetWriter::finish()
{
    if (!inside_->closed)
        TRY(close());
    std::error_code trouble;
    fs::rename(inside_->beside, inside_->path, trouble);
    return trouble ? Result<Done>(unwritten(inside_->path)) : Done{};
}

} // namespace huimin::registry
