#include "registry/internal/xlsx.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "base/day.h"
#include "base/text.h"
#include "registry/internal/workbook.h"

namespace huimin::registry {

namespace {

constexpr std::size_t workbook_columns_max = 16'384;
constexpr std::size_t digits_kept = 15; // a spreadsheet's numbers are doubles

/// BC12: column 54 from 0, row 12; row 0 when it is no reference.
struct Reference {
    std::size_t column = 0, row = 0;
};
Reference reference_of(const char* text)
{
    Reference found;
    int letters = 0;
    for (; *text >= 'A' && *text <= 'Z' && letters < 4; ++text, ++letters)
        found.column = found.column * 26 + static_cast<std::size_t>(*text - 'A' + 1);
    std::size_t digits = 0;
    for (; *text >= '0' && *text <= '9' && digits < 8; ++text, ++digits)
        found.row = found.row * 10 + static_cast<std::size_t>(*text - '0');
    if (letters == 0 || letters > 3 || digits == 0 || *text != '\0' || found.column > workbook_columns_max)
        return {};
    --found.column;
    return found;
}

/// A number as a spreadsheet shows it: at most 15 digits, written out while they are all known.
void append_number(std::string& out, std::string_view raw)
{
    if (raw.size() <= digits_kept && raw.find_first_of("eE") == std::string_view::npos) {
        out += raw;
        return;
    }
    const std::string text(raw);
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (end != text.c_str() + text.size()) {
        out += raw; // No number: the cell's reading will say so.
        return;
    }
    char shown[64];
    const double size = number < 0 ? -number : number;
    if (size >= 1e15 || (size > 0 && size < 1e-9)) {
        std::snprintf(shown, sizeof shown, "%.14E", number);
    } else {
        const int before = std::snprintf(nullptr, 0, "%.0f", size);
        std::snprintf(shown, sizeof shown, "%.*f", std::max(0, 15 - before), number);
        if (char* point = std::strchr(shown, '.'))
            for (char* last = shown + std::strlen(shown) - 1; last >= point && (*last == '0' || *last == '.'); --last)
                *last = '\0';
    }
    out += shown;
}

/// Appends a text with its _x000D_ (ECMA-376, ST_Xstring) made the signs they stand for; those that are no signs stay.
void append_text(std::string& out, std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        unsigned sign = 0;
        const std::size_t escape = text.find("_x", at);
        const bool whole = escape != std::string_view::npos && escape + 7 <= text.size() && text[escape + 6] == '_';
        const char* digits = whole ? text.data() + escape + 2 : nullptr;
        const bool is_sign = whole && std::from_chars(digits, digits + 4, sign, 16).ptr == digits + 4 && sign != 0 &&
                             (sign < 0xD800 || sign > 0xDFFF);
        const std::size_t end = escape == std::string_view::npos ? text.size() : escape;
        out += text.substr(at, end - at);
        if (escape == std::string_view::npos)
            return;
        if (is_sign)
            append_code_point(out, sign);
        else
            out += text.substr(escape, 2);
        at = escape + (is_sign ? 7 : 2);
    }
}

/// The day of a serial number; none for what is no day. A spreadsheet's 1900 has a 29 February that never was.
std::optional<Day> day_of_serial(std::string_view raw, bool from_1904)
{
    const double serial = std::strtod(std::string(raw).c_str(), nullptr);
    if (!(serial >= 1) || serial >= 182'622) // 2399-12-31
        return std::nullopt;
    const auto days = static_cast<std::int32_t>(serial);
    if (from_1904)
        return Day::of(1904, 1, 1)->plus_days(days);
    if (days == 60)
        return std::nullopt;
    return Day::of(1899, 12, 30)->plus_days(days < 60 ? days + 1 : days);
}

/// xl/worksheets/…: rows and cells.
class SheetRows {
public:
    SheetRows(const Workbook& workbook, const TakeRow& take) : workbook_(workbook), take_(take) {}

    std::optional<Error> start(std::string_view name, const char** attributes)
    {
        if (name == "c")
            return start_cell(attributes);
        if (name == "v" || name == "t") {
            in_value_ = in_cell_ && !phonetic_;
        } else if (name == "f") {
            formula_ = in_cell_;
        } else if (name == "row") {
            return start_row(attributes);
        } else if (name == "rPh") {
            phonetic_ = true;
        } else if (name == "col" && is_true(xml_attribute(attributes, "hidden"))) {
            hides_columns_ = true;
        }
        return std::nullopt;
    }

    std::optional<Error> end(std::string_view name)
    {
        if (name == "v" || name == "t") {
            in_value_ = false;
        } else if (name == "c") {
            in_cell_ = false;
            return end_cell();
        } else if (name == "row") {
            return end_row();
        } else if (name == "rPh") {
            phonetic_ = false;
        }
        return std::nullopt;
    }

    std::optional<Error> text(std::string_view piece)
    {
        if (!in_value_)
            return std::nullopt;
        if (raw_.size() + piece.size() > cell_bytes_max * 4)
            return workbook_too_large("有一格文字太长", "has a cell that is too long");
        raw_ += piece;
        return std::nullopt;
    }

    void tell(SheetNotes& told) const
    {
        if (hidden_rows_ > 0)
            told.notes.push_back("有 " + std::to_string(hidden_rows_) + " 行是隐藏的（第一处在第 " +
                                 std::to_string(first_hidden_) + " 行），照常读取");
        if (hides_columns_)
            told.notes.emplace_back("有隐藏的列，照常读取");
    }

private:
    static bool is_true(const char* value)
    {
        return value != nullptr && (std::string_view(value) == "1" || std::string_view(value) == "true");
    }

    std::optional<Error> start_row(const char** attributes)
    {
        const char* given = xml_attribute(attributes, "r");
        const std::size_t number =
            given != nullptr ? static_cast<std::size_t>(std::strtoull(given, nullptr, 10)) : row_.number + 1;
        if (number <= row_.number || number > rows_max)
            return broken_workbook("的行号 `" + std::string(given != nullptr ? given : "") + "` 不对",
                                   "has a row number that does not fit");
        row_ = {number, is_true(xml_attribute(attributes, "hidden")), std::move(row_.cells)};
        row_.cells.clear();
        pieces_.clear();
        bytes_.clear();
        if (row_.hidden && hidden_rows_++ == 0)
            first_hidden_ = number;
        return std::nullopt;
    }

    std::optional<Error> start_cell(const char** attributes)
    {
        type_.clear();
        raw_.clear();
        style_ = SIZE_MAX;
        formula_ = false;
        in_cell_ = true;
        column_ = pieces_.empty() ? 0 : pieces_.back().column + 1;
        for (; *attributes != nullptr; attributes += 2) {
            const std::string_view name = *attributes;
            if (name == "t") {
                type_ = attributes[1];
            } else if (name == "s") {
                style_ = static_cast<std::size_t>(std::strtoull(attributes[1], nullptr, 10));
            } else if (name == "r") {
                const Reference at = reference_of(attributes[1]);
                if (at.row != row_.number || at.column < column_)
                    return broken_workbook("的单元格位置 `" + std::string(attributes[1]).substr(0, 20) + "` 不对",
                                           "has a cell reference that does not fit");
                column_ = at.column;
            }
        }
        if (style_ != SIZE_MAX && style_ >= workbook_.shows_day.size() && !workbook_.shows_day.empty())
            return broken_workbook("用了没有的样式 `" + std::to_string(style_) + "`", "names a style it does not have");
        if (++cells_ > cells_max)
            return workbook_too_large("的单元格太多", "has too many cells");
        return std::nullopt;
    }

    /// Where a cell's text lies: in the shared texts, or in this row's bytes.
    struct Piece {
        std::size_t column;
        bool shared;
        std::size_t start, size;
        SheetCell::Form form;
        bool formula;
    };

    std::optional<Error> end_cell()
    {
        if (raw_.empty() && !formula_)
            return std::nullopt;
        if (column_ >= columns_max)
            return workbook_too_large("有 `" + std::to_string(column_ + 1) + "` 列以上，太多", "has too many columns");
        Piece piece{column_, false, bytes_.size(), 0, SheetCell::Form::text, formula_};
        if (type_ == "s") {
            std::size_t index = 0;
            const auto [end, trouble] = std::from_chars(raw_.data(), raw_.data() + raw_.size(), index);
            if (trouble != std::errc() || index >= workbook_.shared.size())
                return broken_workbook("指向没有的文字 `" + raw_.substr(0, 20) + "`", "names a text it does not have");
            const std::string_view text = workbook_.shared[index];
            piece.shared = text.find("_x") == std::string_view::npos;
            if (piece.shared)
                piece.start = index;
            else
                append_text(bytes_, text);
        } else if (type_ == "b") {
            bytes_ += raw_ == "1" ? "是" : "否";
        } else if (type_ == "e") {
            piece.form = SheetCell::Form::fault;
            bytes_ += raw_;
        } else if (type_.empty() || type_ == "n") {
            append_numeric(piece);
        } else {
            append_text(bytes_, raw_);
        }
        piece.size = bytes_.size() - piece.start;
        pieces_.push_back(piece);
        return std::nullopt;
    }

    void append_numeric(Piece& piece)
    {
        if (raw_.empty())
            return;
        if (style_ < workbook_.shows_day.size() && workbook_.shows_day[style_])
            if (const auto day = day_of_serial(raw_, workbook_.from_1904)) {
                piece.form = SheetCell::Form::day;
                bytes_ += day->text();
                return;
            }
        piece.form = SheetCell::Form::number;
        append_number(bytes_, raw_);
    }

    std::optional<Error> end_row()
    {
        if (!pieces_.empty())
            row_.cells.resize(pieces_.back().column + 1);
        for (const Piece& piece : pieces_)
            row_.cells[piece.column] = {piece.shared ? workbook_.shared[piece.start]
                                                     : std::string_view(bytes_).substr(piece.start, piece.size),
                                        piece.form, piece.formula};
        auto taken = take_(row_);
        return taken ? std::nullopt : std::optional(std::move(taken).error());
    }

    const Workbook& workbook_;
    const TakeRow& take_;
    SheetRow row_;
    std::vector<Piece> pieces_;
    std::string bytes_, raw_, type_;
    std::size_t column_ = 0, style_ = 0, cells_ = 0, hidden_rows_ = 0, first_hidden_ = 0;
    bool in_cell_ = false, in_value_ = false, phonetic_ = false, formula_ = false, hides_columns_ = false;
};

} // namespace

Result<SheetNotes> read_xlsx(std::string_view bytes, const TakeRow& take)
{
    Archive archive = TRY(Archive::open(bytes));
    const Workbook workbook = TRY(read_workbook(archive));
    SheetNotes told;
    if (!workbook.others.empty()) {
        std::string names;
        for (const std::string& one : workbook.others)
            names += (names.empty() ? "「" : "、「") + one + "」";
        told.notes.push_back("只读了工作表「" + workbook.sheet_name + "」；另有 " + names +
                             " 没有读，要导入请另存成单独的文件");
    }
    if (!archive.enter(workbook.sheet))
        return broken_workbook("里没有工作表", "holds no sheet");
    SheetRows rows(workbook, take);
    TRY(XmlStream<SheetRows>(rows).run(archive));
    rows.tell(told);
    return told;
}

} // namespace huimin::registry
