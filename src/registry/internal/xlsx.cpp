#include "registry/internal/xlsx.h"

#include <expat.h>
#include <minizip/unzip.h>

#include <array>
#include <charconv>
#include <cstring>
#include <set>
#include <string_view>

#include "base/day.h"
#include "base/rational.h"

namespace huimin::registry {

namespace {

constexpr std::uint64_t unpacked_bytes_max = 500ULL << 20U;
constexpr std::uint64_t ratio_max = 200;
constexpr std::uint32_t entries_max = 256;
constexpr std::size_t shared_bytes_max = 200ULL << 20U;
constexpr int depth_max = 64;
constexpr std::size_t rows_max = 2'000'000;

Error broken(const std::string& why, const std::string& english)
{
    return Error{Fault::invalid, "sheet.broken", "这个 XLSX 文件" + why, "用表格软件打开后重新另存",
                 "this XLSX file " + english + "; open it and save it again"};
}
Error too_large(const std::string& why, const std::string& english)
{
    return Error{Fault::invalid, "sheet.too_large", "这个 XLSX 文件" + why, "拆成几个文件",
                 "this XLSX file " + english + "; split it"};
}

struct CloseArchive {
    void operator()(void* archive) const { unzClose(archive); }
};
using Archive = std::unique_ptr<void, CloseArchive>;

/// Streams one entry through expat. Entity declarations and deep nesting are refused; nothing is ever fetched.
class XmlReading {
public:
    using Start = std::function<void(std::string_view name, const char** attributes)>;
    using End = std::function<void(std::string_view name)>;
    using Text = std::function<void(std::string_view)>;

    XmlReading(Start start, End end, Text text) : start_(std::move(start)), end_(std::move(end)), text_(std::move(text))
    {
    }

    Result<Done> run(void* archive)
    {
        const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate("UTF-8"), XML_ParserFree);
        parser_ = parser.get();
        XML_SetUserData(parser_, this);
        XML_SetElementHandler(parser_, on_start, on_end);
        XML_SetCharacterDataHandler(parser_, on_text);
        XML_SetStartDoctypeDeclHandler(parser_, on_doctype);
        std::array<char, 65'536> buffer{};
        std::uint64_t bytes = 0;
        for (;;) {
            const int read = unzReadCurrentFile(archive, buffer.data(), static_cast<unsigned>(buffer.size()));
            if (read < 0)
                return broken("的压缩数据已损坏", "has damaged compressed data");
            bytes += static_cast<std::uint64_t>(read);
            if (bytes > unpacked_bytes_max)
                return too_large("解开后超过 500 MB", "unpacks to more than 500 MB");
            if (XML_Parse(parser_, buffer.data(), read, read == 0 ? 1 : 0) == XML_STATUS_ERROR)
                return fault_.code.empty() ? broken("里的 XML 不完整（第 " +
                                                        std::to_string(XML_GetCurrentLineNumber(parser_)) + " 行）",
                                                    "holds XML that does not fit together")
                                           : fault_;
            if (read == 0)
                break;
        }
        if (unzCloseCurrentFile(archive) == UNZ_CRCERROR)
            return broken("的校验和不对", "has a wrong checksum");
        return Done{};
    }

    /// Ends the reading with this error.
    void stop(Error fault)
    {
        if (fault_.code.empty())
            fault_ = std::move(fault);
        XML_StopParser(parser_, XML_FALSE);
    }

private:
    static std::string_view local(const char* name)
    {
        const char* colon = std::strrchr(name, ':');
        return colon != nullptr ? colon + 1 : name;
    }
    static void on_start(void* self, const char* name, const char** attributes)
    {
        auto& reading = *static_cast<XmlReading*>(self);
        if (++reading.depth_ > depth_max)
            return reading.stop(broken("套得太深", "is nested too deep"));
        reading.start_(local(name), attributes);
    }
    static void on_end(void* self, const char* name)
    {
        auto& reading = *static_cast<XmlReading*>(self);
        --reading.depth_;
        reading.end_(local(name));
    }
    static void on_text(void* self, const char* text, int size)
    {
        static_cast<XmlReading*>(self)->text_({text, static_cast<std::size_t>(size)});
    }
    static void on_doctype(void* self, const char*, const char*, const char*, int)
    {
        static_cast<XmlReading*>(self)->stop(
            broken("带有文档类型声明，可能有害", "declares a document type, which may be harmful"));
    }

    Start start_;
    End end_;
    Text text_;
    XML_Parser parser_ = nullptr;
    int depth_ = 0;
    Error fault_;
};

const char* attribute(const char** attributes, std::string_view wanted)
{
    for (; *attributes != nullptr; attributes += 2) {
        const char* colon = std::strrchr(*attributes, ':');
        if (wanted == (colon != nullptr ? colon + 1 : *attributes))
            return attributes[1];
    }
    return nullptr;
}

/// Column number of a reference such as BC12, from 0; none when it is no reference.
std::optional<std::size_t> column_of(const char* reference)
{
    std::size_t column = 0;
    int letters = 0;
    for (; reference != nullptr && *reference >= 'A' && *reference <= 'Z'; ++reference) {
        column = column * 26 + static_cast<std::size_t>(*reference - 'A' + 1);
        if (++letters > 3)
            return std::nullopt;
    }
    return letters > 0 ? std::optional(column - 1) : std::nullopt;
}

class Workbook {
public:
    explicit Workbook(void* archive) : archive_(archive) {}

    Result<Done> read(const std::function<Result<Done>(std::size_t, Row&)>& take)
    {
        TRY(check_sizes());
        TRY(read_workbook());
        TRY(read_shared());
        TRY(read_styles());
        return read_rows(take);
    }

private:
    bool open(const std::string& entry)
    {
        return unzLocateFile(archive_, entry.c_str(), 1) == UNZ_OK && unzOpenCurrentFile(archive_) == UNZ_OK;
    }

    Result<Done> check_sizes()
    {
        unz_global_info64 all{};
        if (unzGetGlobalInfo64(archive_, &all) != UNZ_OK || all.number_entry > entries_max)
            return too_large("里的部件太多", "has too many parts");
        std::uint64_t packed = 0, unpacked = 0;
        for (int next = unzGoToFirstFile(archive_); next == UNZ_OK; next = unzGoToNextFile(archive_)) {
            unz_file_info64 info{};
            if (unzGetCurrentFileInfo64(archive_, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK)
                return broken("的目录已损坏", "has a damaged directory");
            packed += info.compressed_size;
            unpacked += info.uncompressed_size;
        }
        if (unpacked > unpacked_bytes_max || unpacked / ratio_max > packed + 4096)
            return too_large("解开后大得异常", "unpacks to an unreasonable size");
        return Done{};
    }

    /// The first sheet that is not hidden, and whether days count from 1904.
    Result<Done> read_workbook()
    {
        if (!open("xl/workbook.xml"))
            return broken("里没有工作簿", "holds no workbook");
        std::string relation;
        XmlReading reading(
            [&](std::string_view name, const char** attributes) {
                if (name == "workbookPr") {
                    const char* date1904 = attribute(attributes, "date1904");
                    from_1904_ = date1904 != nullptr &&
                                 (std::string_view(date1904) == "1" || std::string_view(date1904) == "true");
                }
                const char* state = attribute(attributes, "state");
                if (name == "sheet" && relation.empty() && (state == nullptr || std::string_view(state) == "visible"))
                    if (const char* id = attribute(attributes, "id"))
                        relation = id;
            },
            [](std::string_view) {}, [](std::string_view) {});
        TRY(reading.run(archive_));
        sheet_ = "xl/worksheets/sheet1.xml";
        if (relation.empty() || !open("xl/_rels/workbook.xml.rels"))
            return Done{};
        XmlReading relations(
            [&](std::string_view name, const char** attributes) {
                const char* id = attribute(attributes, "Id");
                const char* target = attribute(attributes, "Target");
                if (name == "Relationship" && id != nullptr && target != nullptr && relation == id) {
                    const std::string_view path(target);
                    sheet_ = path.starts_with("/") ? std::string(path.substr(1)) : "xl/" + std::string(path);
                }
            },
            [](std::string_view) {}, [](std::string_view) {});
        return relations.run(archive_);
    }

    Result<Done> read_shared()
    {
        if (!open("xl/sharedStrings.xml"))
            return Done{};
        bool inside = false, phonetic = false;
        std::size_t bytes = 0;
        XmlReading reading(
            [&](std::string_view name, const char**) {
                if (name == "si")
                    shared_.emplace_back();
                inside = inside || name == "t";
                phonetic = phonetic || name == "rPh";
            },
            [&](std::string_view name) {
                if (name == "t")
                    inside = false;
                if (name == "rPh")
                    phonetic = false;
            },
            [&](std::string_view text) {
                if (!inside || phonetic || shared_.empty())
                    return;
                bytes += text.size();
                if (bytes > shared_bytes_max || shared_.back().size() + text.size() > cell_bytes_max * 4)
                    return reading_->stop(too_large("里的文字太多", "holds too much text"));
                shared_.back() += text;
            });
        reading_ = &reading;
        return reading.run(archive_);
    }

    /// Which cell styles show a day: by the built-in number formats and by formats that hold y, m and d.
    Result<Done> read_styles()
    {
        if (!open("xl/styles.xml"))
            return Done{};
        std::set<int> day_formats{14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58};
        bool cell_formats = false;
        XmlReading reading(
            [&](std::string_view name, const char** attributes) {
                const char* id = attribute(attributes, "numFmtId");
                if (name == "numFmt" && id != nullptr)
                    if (const char* code = attribute(attributes, "formatCode");
                        code != nullptr && std::strpbrk(code, "yY") != nullptr && std::strpbrk(code, "dD") != nullptr)
                        day_formats.insert(std::atoi(id));
                cell_formats = cell_formats || name == "cellXfs";
                if (cell_formats && name == "xf")
                    shows_day_.push_back(id != nullptr && day_formats.contains(std::atoi(id)));
            },
            [&](std::string_view name) { cell_formats = cell_formats && name != "cellXfs"; }, [](std::string_view) {});
        return reading.run(archive_);
    }

    std::string cell_text(const std::string& raw, std::string_view type, std::size_t style)
    {
        if (type == "s") {
            std::size_t index = 0;
            std::from_chars(raw.data(), raw.data() + raw.size(), index);
            return index < shared_.size() ? shared_[index] : "";
        }
        if (type == "b")
            return raw == "1" ? "是" : "否";
        if (type == "e")
            return "#" + raw;
        if (type.empty() || type == "n") {
            const auto number = Rational::parse(raw);
            if (number && style < shows_day_.size() && shows_day_[style])
                if (const auto serial = number->rounded(Rational(1), Rounding::down)->whole();
                    serial && *serial > 0 && *serial < 200'000)
                    return Day::of(from_1904_ ? 1904 : 1899, from_1904_ ? 1 : 12, from_1904_ ? 1 : 30)
                        ->plus_days(static_cast<std::int32_t>(*serial))
                        .text();
        }
        return raw;
    }

    Result<Done> read_rows(const std::function<Result<Done>(std::size_t, Row&)>& take)
    {
        if (!open(sheet_))
            return broken("里没有工作表", "holds no sheet");
        Row row;
        std::string raw, type;
        std::size_t number = 0, column = 0, style = 0;
        bool in_value = false;
        XmlReading reading(
            [&](std::string_view name, const char** attributes) {
                if (name == "row") {
                    const char* given = attribute(attributes, "r");
                    number =
                        given != nullptr ? static_cast<std::size_t>(std::strtoull(given, nullptr, 10)) : number + 1;
                    row.clear();
                    column = 0;
                    if (number > rows_max)
                        reading_->stop(too_large("的行数太多", "has too many rows"));
                } else if (name == "c") {
                    column = column_of(attribute(attributes, "r")).value_or(column);
                    if (column >= columns_max)
                        return reading_->stop(too_large("的列太多", "has too many columns"));
                    const char* kind = attribute(attributes, "t");
                    const char* styled = attribute(attributes, "s");
                    type = kind != nullptr ? kind : "";
                    style = styled != nullptr ? static_cast<std::size_t>(std::strtoull(styled, nullptr, 10)) : SIZE_MAX;
                    raw.clear();
                } else if (name == "v" || name == "t") {
                    in_value = true;
                }
            },
            [&](std::string_view name) {
                if (name == "v" || name == "t") {
                    in_value = false;
                } else if (name == "c") {
                    if (row.size() <= column)
                        row.resize(column + 1);
                    row[column] = cell_text(raw, type, style);
                    ++column;
                } else if (name == "row") {
                    if (auto taken = take(number, row); !taken)
                        reading_->stop(std::move(taken).error());
                }
            },
            [&](std::string_view text) {
                if (in_value && raw.size() + text.size() <= cell_bytes_max * 4)
                    raw += text;
            });
        reading_ = &reading;
        return reading.run(archive_);
    }

    void* archive_;
    XmlReading* reading_ = nullptr;
    std::string sheet_;
    bool from_1904_ = false;
    std::vector<std::string> shared_;
    std::vector<bool> shows_day_;
};

} // namespace

Result<Done> read_xlsx(const std::filesystem::path& path, const std::function<Result<Done>(std::size_t, Row&)>& take)
{
    const Archive archive(unzOpen64(path.c_str()));
    if (!archive)
        return broken("打不开：不完整或加了密", "cannot be opened: truncated or encrypted");
    return Workbook(archive.get()).read(take);
}

} // namespace huimin::registry
