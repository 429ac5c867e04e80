#include "registry/sheet.h"

#include <xlsxwriter.h>

#include <array>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "registry/internal/csv.h"
#include "registry/internal/xlsx.h"

namespace huimin::registry {

namespace fs = std::filesystem;

Result<Done> read_sheet(const fs::path& path, const std::function<Result<Done>(std::size_t, Row&)>& take)
{
    std::error_code trouble;
    const auto size = fs::file_size(path, trouble);
    std::ifstream in(path, std::ios::binary);
    if (trouble || !in)
        return Error{Fault::unavailable, "sheet.unread", "读不了文件 `" + path.string() + "`", "确认文件存在而且可读",
                     "cannot read `" + path.string() + "`"};
    if (size > file_bytes_max)
        return Error{Fault::invalid, "sheet.too_large", "文件 `" + path.filename().string() + "` 超过 50 MB",
                     "拆成几个文件", "the file is larger than 50 MB; split it"};
    std::ostringstream all;
    all << in.rdbuf();
    const std::string bytes = std::move(all).str();
    if (bytes.starts_with("PK\x03\x04"))
        return read_xlsx(path, take);
    const auto is_kind = [&](std::string_view start) { return bytes.starts_with(start); };
    if (is_kind("\xD0\xCF\x11\xE0") || is_kind("%PDF") || is_kind("\x89PNG") || is_kind("<html") ||
        is_kind("<!DOCTYPE") || is_kind("<?xml"))
        return Error{Fault::invalid, "sheet.kind",
                     "文件 `" + path.filename().string() + "` 不是 CSV 或 XLSX（旧的 .xls、加密文件和网页都不行）",
                     "用表格软件另存为 XLSX 或 CSV", "the file is neither CSV nor XLSX; save it as one of them"};
    const std::string text = TRY(decode(bytes, detect_encoding(bytes)));
    return read_csv(text, take);
}

namespace {

/// Text that a spreadsheet would run is shown with a ' before it.
std::string neutral(const std::string& cell)
{
    static constexpr std::string_view starts[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
    for (const std::string_view start : starts)
        if (cell.starts_with(start))
            return "'" + cell;
    return cell;
}

std::string csv_cell(const std::string& cell)
{
    const std::string safe = neutral(cell);
    if (safe.find_first_of(",\"\r\n") == std::string::npos)
        return safe;
    std::string quoted = "\"";
    for (const char c : safe)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

Error unwritten(const fs::path& path)
{
    return Error{Fault::unavailable, "sheet.unwritten", "写不了文件 `" + path.string() + "`",
                 "确认文件夹可写、磁盘未满",
                 "cannot write `" + path.string() + "`: make sure the folder is writable and the disk not full"};
}

} // namespace

struct SheetWriter::Inside {
    fs::path path, beside;
    std::ofstream csv;
    lxw_workbook* workbook = nullptr;
    lxw_worksheet* sheet = nullptr;
    lxw_row_t row = 0;

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
    for (std::size_t i = 0; i < row.size(); ++i)
        line += (i == 0 ? "" : ",") + csv_cell(row[i]);
    inside_->csv << line << "\r\n";
    return inside_->csv ? Result<Done>(Done{}) : unwritten(inside_->path);
}

Result<Done> SheetWriter::finish()
{
    bool written = true;
    if (inside_->workbook != nullptr) {
        written = workbook_close(inside_->workbook) == LXW_NO_ERROR;
        inside_->workbook = nullptr;
    } else {
        inside_->csv.close();
        written = !inside_->csv.fail();
    }
    std::error_code trouble;
    if (written)
        fs::rename(inside_->beside, inside_->path, trouble);
    return written && !trouble ? Result<Done>(Done{}) : unwritten(inside_->path);
}

} // namespace huimin::registry
