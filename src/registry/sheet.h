// Office files as rows of cells: CSV in UTF-8 or GB18030, and XLSX, read one row at a time.

#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace huimin::registry {

/// One row; empty cells are empty texts. Days in date cells of XLSX arrive as 2024-03-05.
using Row = std::vector<std::string>;

/// Limits checked before anything is parsed.
constexpr std::uint64_t file_bytes_max = 50ULL << 20U;
constexpr std::size_t cell_bytes_max = 32'767;
constexpr std::size_t columns_max = 500;

/// Hands every row to `take` in order, with its number in the file (from 1), until it yields an error.
///
/// Fails with
///   sheet.unread    the file cannot be read
///   sheet.kind      it is neither CSV nor XLSX whatever its name says
///   sheet.too_large a limit is passed
///   sheet.broken    it is damaged: an unclosed quote, a truncated archive, XML that does not fit
///   text.encoding   bytes that are no text
Result<Done> read_sheet(const std::filesystem::path&,
                        const std::function<Result<Done>(std::size_t number, Row&)>& take);

/// Writes rows to CSV (UTF-8 with byte order mark) or XLSX by the name's ending. Text that a spreadsheet would run as a
/// formula (= + - @, tab, also full-width) is neutralised by a ' before it; every cell is text.
class SheetWriter {
public:
    /// Fails with sheet.unwritten, sheet.kind.
    static Result<SheetWriter> create(const std::filesystem::path&);
    SheetWriter(SheetWriter&&) noexcept;
    ~SheetWriter();

    Result<Done> add(const Row&);
    /// The file stands under its name only after this.
    Result<Done> finish();

    struct Inside;

private:
    explicit SheetWriter(std::unique_ptr<Inside>);
    std::unique_ptr<Inside> inside_;
};

} // namespace huimin::registry
