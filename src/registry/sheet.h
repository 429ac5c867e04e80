// Office files as rows of cells: CSV in any encoding offices use, and XLSX, read one row at a time.

#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace huimin::registry {

/// Limits checked before anything is parsed, or while it is unpacked.
constexpr std::uint64_t file_bytes_max = limit("file", "bytes");
constexpr std::uint64_t unpacked_bytes_max = limit("file", "unpacked");
constexpr std::uint64_t unpacked_ratio_max = limit("file", "ratio"); ///< times the packed size, beyond the first 8 MB
constexpr std::size_t archive_entries_max = limit("file", "entries");
constexpr int xml_depth_max = limit("file", "depth");
constexpr std::size_t cell_bytes_max = limit("file", "cell");
constexpr std::size_t columns_max = limit("file", "columns");
constexpr std::size_t rows_max = limit("file", "rows");
constexpr std::size_t cells_max = limit("file", "cells");

/// One cell as text. A number cell of a workbook arrives with the 15 digits a spreadsheet keeps; a day cell as
/// 2024-03-05.
struct SheetCell {
    enum class Form : std::uint8_t {
        text,
        number, ///< a number cell of a workbook: digits beyond the 15th are lost
        day,    ///< a number cell shown as a day
        fault,  ///< #N/A, #REF! …
    };
    std::string_view text;
    Form form = Form::text;
    bool formula = false; ///< worked out by the spreadsheet when it was last saved; without text, it never was
};

/// A view that lives until the taker returns.
struct SheetRow {
    std::size_t number = 0; ///< in the file, from 1
    bool hidden = false;
    std::vector<SheetCell> cells;
};

/// What the reader saw beside the rows, in words: sheets that were not read, rows and columns that are hidden.
struct SheetNotes {
    std::vector<std::string> notes;
};

using TakeRow = std::function<Result<Done>(const SheetRow&)>;

/// The whole of a file. Fails with sheet.unread, sheet.too_large.
Result<std::string> read_sheet_file(const std::filesystem::path&);

/// Hands every row to `take` in order until it yields an error. What the file is, its bytes say, not its name.
///
/// Fails with
///   sheet.kind      it is neither CSV nor XLSX
///   sheet.too_large a limit is passed
///   sheet.broken    it is damaged: an unclosed quote, a truncated archive, XML that does not fit
///   sheet.encoding  bytes that are no text, or text in two encodings: with the line
Result<SheetNotes> read_sheet_bytes(std::string_view bytes, const TakeRow& take);

/// Both in one.
Result<SheetNotes> read_sheet(const std::filesystem::path&, const TakeRow& take);

/// One row to be written; empty cells are empty texts.
using Row = std::vector<std::string>;

/// Writes rows to CSV (UTF-8 with byte order mark) or XLSX by the name's ending, in constant memory. Every cell is a
/// text; one that a spreadsheet would run as a formula (= + - @ tab, also full-width) stands behind a ', which
/// `unquoted` takes off again.
class SheetWriter {
public:
    /// Fails with sheet.unwritten, sheet.kind.
    static Result<SheetWriter> create(const std::filesystem::path&);
    SheetWriter(SheetWriter&&) noexcept;
    ~SheetWriter(); ///< without `finish` nothing is left

    Result<Done> add(const Row&);
    /// A row above the last of the heading: in a workbook each text is merged over the empty cells behind it.
    Result<Done> add_title(const Row&);
    /// All rows are on the disk, beside their place: what is left for `finish` to do cannot run out of room.
    Result<Done> close();
    /// The file stands under its name only after this.
    Result<Done> finish();

    struct Inside;

private:
    explicit SheetWriter(std::unique_ptr<Inside>);
    std::unique_ptr<Inside> inside_;
};

/// A cell without the ' that keeps it from running as a formula.
[[nodiscard]] std::string_view unquoted(std::string_view cell);

} // namespace huimin::registry
