// Each limit of office files, held at it and refused one above.

#include "registry/sheet.h"

#include <doctest/doctest.h>

#include "tests/support/office_files.h"

using namespace huimin;
using namespace huimin::registry;
using test::Workbook;

namespace {

/// Rows read, or the error's code.
std::string read(const std::string& bytes)
{
    std::size_t rows = 0;
    const auto done = read_sheet_bytes(bytes, [&](const SheetRow&) -> Result<Done> {
        ++rows;
        return Done{};
    });
    return done ? std::to_string(rows) : done.error().code;
}

std::string times(std::string_view piece, std::size_t count)
{
    std::string all;
    all.reserve(piece.size() * count);
    for (std::size_t i = 0; i < count; ++i)
        all += piece;
    return all;
}

/// Lines of 16 KiB that fill the file to this size.
std::string file_of(std::uint64_t bytes)
{
    std::string line(16'383, 'a');
    line += '\n';
    std::string all = times(line, bytes / line.size());
    return all + std::string(bytes - all.size(), 'a');
}

std::string row_of(std::size_t columns) { return times("1,", columns - 1) + "1\n"; }

/// XML that is `depth` deep below <worksheet>.
std::string nested(std::size_t depth)
{
    return Workbook{.rows = "<row r=\"1\"><c r=\"A1\"><v>7</v></c></row>",
                    .after_rows = times("<a>", depth) + times("</a>", depth)}
        .bytes();
}

/// A workbook of so many parts.
std::string parts(std::size_t count)
{
    Workbook workbook{.rows = "<row r=\"1\"><c r=\"A1\"><v>7</v></c></row>"};
    const auto size = [&] {
        std::size_t found = 0;
        const std::string bytes = workbook.bytes();
        for (std::size_t at = bytes.find("PK\x01\x02"); at != std::string::npos; at = bytes.find("PK\x01\x02", at + 4))
            ++found;
        return found;
    };
    for (std::size_t i = size(); i < count; ++i)
        workbook.more.emplace_back("xl/media/" + std::to_string(i), "x");
    REQUIRE(size() == count);
    return workbook.bytes();
}

constexpr std::string_view sheet =
    R"(<worksheet><sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData></worksheet>)";

/// A workbook with so many bytes that cannot be packed, and a part that is never read and claims to unpack to so many
/// that all parts together do to `whole`; 0: none.
std::string unpacking_to(std::uint64_t whole, std::size_t filler)
{
    constexpr std::string_view workbook = "<workbook/>";
    test::Archive made;
    made.add("xl/workbook.xml", workbook);
    made.add("xl/worksheets/sheet1.xml", sheet);
    made.add("filler", std::string(filler, 'x'), false);
    const std::uint64_t others = workbook.size() + sheet.size() + filler;
    made.add("claims", "x", false, {.claimed_size = whole == 0 ? 1 : static_cast<std::uint32_t>(whole - others)});
    return made.bytes();
}

/// One row of so many empty cells, which are packed badly on purpose.
std::string cells(std::size_t count)
{
    test::Archive made;
    made.add("xl/workbook.xml", "<workbook/>");
    made.add("xl/worksheets/sheet1.xml",
             "<worksheet><sheetData><row r=\"1\">" + times("<c/>", count) + "</row></sheetData></worksheet>", false);
    return made.bytes();
}

} // namespace

TEST_CASE("a file may be as large as the table says in each way, and not by one more" *
          doctest::description("limits: file.bytes file.columns file.rows file.cell file.entries file.depth "
                               "file.unpacked file.ratio file.cells"))
{
    constexpr std::size_t filler = 1U << 20U;
    const std::uint64_t packed = unpacking_to(0, filler).size();
    const struct {
        const char* what;
        std::string at, rows, above;
    } cases[] = {
        {"bytes", file_of(file_bytes_max), "3200", file_of(file_bytes_max + 1)},
        {"columns", row_of(columns_max), "1", row_of(columns_max + 1)},
        {"rows", times("1\n", rows_max), std::to_string(rows_max), times("1\n", rows_max + 1)},
        {"a cell", std::string(cell_bytes_max, 'a') + "\n", "1", std::string(cell_bytes_max + 1, 'a') + "\n"},
        {"parts of a workbook", parts(archive_entries_max), "1", parts(archive_entries_max + 1)},
        {"levels of XML", nested(xml_depth_max - 1), "1", nested(xml_depth_max)},
        {"unpacked", unpacking_to(unpacked_bytes_max, 6U << 20U), "1", unpacking_to(unpacked_bytes_max + 1, 6U << 20U)},
        {"ratio", unpacking_to(packed * unpacked_ratio_max, filler), "1",
         unpacking_to(packed * unpacked_ratio_max + 1, filler)},
        {"cells of a workbook", cells(cells_max), "1", cells(cells_max + 1)},
        {"cells of a table", times(row_of(columns_max), cells_max / columns_max),
         std::to_string(cells_max / columns_max), times(row_of(columns_max), cells_max / columns_max) + "1\n"},
        {"cells of a workbook, by column", Workbook{.rows = R"(<row r="1"><c r="SF1"><v>7</v></c></row>)"}.bytes(), "1",
         Workbook{.rows = R"(<row r="1"><c r="SG1"><v>7</v></c></row>)"}.bytes()},
    };
    for (const auto& each : cases) {
        CHECK_MESSAGE(read(each.at) == each.rows, each.what);
        CHECK_MESSAGE(read(each.above) == "sheet.too_large", each.what);
    }
}
