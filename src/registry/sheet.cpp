#include "registry/sheet.h"

#include <algorithm>
#include <fstream>

#include "registry/internal/csv.h"
#include "registry/internal/xlsx.h"

namespace huimin::registry {

namespace fs = std::filesystem;

namespace {

/// The first signs of a text in lower case, without byte order mark and blanks.
std::string head_of(std::string_view bytes)
{
    if (bytes.starts_with("\xEF\xBB\xBF"))
        bytes.remove_prefix(3);
    bytes.remove_prefix(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
    std::string head(bytes.substr(0, 16));
    for (char& c : head)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return head;
}

/// Files of other kinds by their first bytes: old office files and encrypted ones, PDF, pictures, archives, web pages.
bool is_other_kind(std::string_view bytes)
{
    static constexpr std::string_view binary[] = {"\xD0\xCF\x11\xE0",
                                                  "%PDF",
                                                  "\x89PNG",
                                                  "GIF8",
                                                  "\xFF\xD8\xFF",
                                                  "Rar!",
                                                  "7z\xBC\xAF",
                                                  "\x1F\x8B",
                                                  "{\\rtf",
                                                  "\x7F"
                                                  "ELF"};
    static constexpr std::string_view pages[] = {"<html", "<!doctype", "<?xml", "<table", "<meta", "<head", "<script"};
    const auto starts = [&](std::string_view text) {
        return [text](std::string_view start) { return text.starts_with(start); };
    };
    const std::string head = head_of(bytes);
    return std::any_of(std::begin(binary), std::end(binary), starts(bytes)) ||
           std::any_of(std::begin(pages), std::end(pages), starts(head));
}

} // namespace

Result<std::string> read_sheet_file(const fs::path& path)
{
    std::error_code trouble;
    const auto size = fs::file_size(path, trouble);
    std::ifstream in(path, std::ios::binary);
    const auto unread = [&] {
        return Error{Fault::unavailable, "sheet.unread", "读不了文件 `" + path.string() + "`", "确认文件存在而且可读",
                     "cannot read `" + path.string() + "`"};
    };
    if (trouble || !in)
        return unread();
    if (size > file_bytes_max)
        return Error{Fault::invalid, "sheet.too_large", "文件 `" + path.filename().string() + "` 超过 50 MB",
                     "拆成几个文件", "the file is larger than 50 MB; split it"};
    std::string bytes(size, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(size));
    if (static_cast<std::uintmax_t>(in.gcount()) != size)
        return unread();
    return bytes;
}

Result<SheetNotes> read_sheet_bytes(std::string_view bytes, const TakeRow& take)
{
    if (bytes.size() > file_bytes_max)
        return Error{Fault::invalid, "sheet.too_large", "文件超过 50 MB", "拆成几个文件",
                     "the file is larger than 50 MB; split it"};
    if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06"))
        return read_xlsx(bytes, take);
    if (is_other_kind(bytes))
        return Error{Fault::invalid, "sheet.kind", "文件不是 CSV 或 XLSX（旧的 .xls、加密文件、图片和网页都不行）",
                     "用表格软件另存为 XLSX 或 CSV", "the file is neither CSV nor XLSX; save it as one of them"};
    const PlainText plain = TRY(plain_text(bytes));
    TRY(read_csv(plain.text(), take));
    return SheetNotes{};
}

Result<SheetNotes> read_sheet(const fs::path& path, const TakeRow& take)
{
    const std::string bytes = TRY(read_sheet_file(path));
    return read_sheet_bytes(bytes, take);
}

} // namespace huimin::registry
