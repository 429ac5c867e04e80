#include "registry/sheet.h"

#include <doctest/doctest.h>

#include <fstream>

#include "base/text.h"
#include "tests/support/fresh_store.h"
#include "tests/support/office_files.h"

using namespace huimin;
using registry::SheetCell;
using registry::SheetRow;
using test::must;
using test::Workbook;

namespace {

/// Cells joined by |, rows by a line; a formula is marked ƒ, a number #, a day @, a fault !. Or the error's code.
std::string read(const std::string& bytes)
{
    std::string all;
    const auto done = registry::read_sheet_bytes(bytes, [&](const SheetRow& row) -> Result<Done> {
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const SheetCell& cell = row.cells[i];
            all += i == 0 ? "" : "|";
            all += cell.formula ? "ƒ" : "";
            all += cell.form == SheetCell::Form::number  ? "#"
                   : cell.form == SheetCell::Form::day   ? "@"
                   : cell.form == SheetCell::Form::fault ? "!"
                                                         : "";
            all += cell.text;
        }
        all += "\n";
        return Done{};
    });
    return done ? all : done.error().code;
}

std::string message(const std::string& bytes)
{
    const auto done = registry::read_sheet_bytes(bytes, [](const SheetRow&) -> Result<Done> { return Done{}; });
    return done ? "done" : done.error().message;
}

std::string notes(const std::string& bytes)
{
    std::string all;
    for (const std::string& note :
         must(registry::read_sheet_bytes(bytes, [](const SheetRow&) -> Result<Done> { return Done{}; })).notes)
        all += note + "\n";
    return all;
}

std::string gb18030(const char* text) { return *encode_gb18030(text); }

std::string utf16(const std::u16string& text, bool little)
{
    std::string bytes;
    for (const char16_t unit : text) {
        const char low = static_cast<char>(unit & 0xff), high = static_cast<char>(unit >> 8);
        bytes += little ? low : high;
        bytes += little ? high : low;
    }
    return bytes;
}

std::string repeated(const std::string& piece, std::size_t times)
{
    std::string all;
    for (std::size_t i = 0; i < times; ++i)
        all += piece;
    return all;
}

} // namespace

TEST_CASE("CSV is read as offices save it")
{
    const struct {
        const char* what;
        std::string bytes;
        const char* rows;
    } cases[] = {
        {"commas and quotes", "a,b\n\"x,1\",\"say \"\"hi\"\"\"\n", "a|b\nx,1|say \"hi\"\n"},
        {"a line inside quotes", "a,\"b\nc\"\n", "a|b\nc\n"},
        {"signs behind a quote", "\"a\"b,c\n", "ab|c\n"},
        {"Windows line ends, no last one", "a,b\r\nc,d", "a|b\nc|d\n"},
        {"old Macintosh line ends", "a,b\rc,d\r", "a|b\nc|d\n"},
        {"ragged rows", "a,b,c\nd\ne,f,g,h\n", "a|b|c\nd\ne|f|g|h\n"},
        {"tabs", "a\tb\nc\td\n", "a|b\nc|d\n"},
        {"semicolons", "a;b\nc;d\n", "a|b\nc|d\n"},
        {"a quote left open", "a,\"b\n", "sheet.broken"},
        {"a quote left open in a long file", "a,\"b\n" + repeated("c,d\n", 40'000), "sheet.broken"},
        {"a line of 10 MB", std::string(10 << 20, 'x'), "sheet.too_large"},
        {"20,000 columns", repeated("a,", 20'000) + "a\n", "sheet.too_large"},
        {"500 columns", repeated("a,", 499) + "a\n", nullptr},
        {"an empty file", "", ""},
    };
    for (const auto& c : cases)
        CHECK_MESSAGE((c.rows != nullptr ? read(c.bytes) == c.rows : read(c.bytes).ends_with("|a\n")), c.what);
}

TEST_CASE("the encoding is found by content, one for the whole file, and no sign is ever replaced")
{
    const std::string rare = gb18030("姓名,村\n𠮷䶮,㛃𬍤\n");
    const struct {
        const char* what;
        std::string bytes;
        const char* outcome; ///< rows, or what the message must say
    } cases[] = {
        {"UTF-8", "姓名,户号\n张三,1\n", "姓名|户号\n张三|1\n"},
        {"UTF-8 with byte order mark", "\xEF\xBB\xBF姓名,户号\n", "姓名|户号\n"},
        {"GB18030", gb18030("姓名,户号\n张三,1\n"), "姓名|户号\n张三|1\n"},
        {"GB18030 with rare signs of four bytes", rare, "姓名|村\n𠮷䶮|㛃𬍤\n"},
        {"GBK whose second byte is a backslash", "\x81\x5C,a\n", "乗|a\n"},
        {"UTF-16 little end first, marked", "\xFF\xFE" + utf16(u"姓名,a\n张三,1\n", true), "姓名|a\n张三|1\n"},
        {"UTF-16 big end first, marked", "\xFE\xFF" + utf16(u"姓名,a\n张三,1\n", false), "姓名|a\n张三|1\n"},
        {"UTF-16 unmarked", utf16(u"姓名,a\n张三,1\n王五,22,,\n", true), "姓名|a\n张三|1\n王五|22||\n"},
        {"UTF-16 cut in the middle of a sign", "\xFF\xFE" + utf16(u"姓名", true) + "a", "UTF-16"},
        {"cut inside a sign", gb18030("姓名,户号\n张三,1\n李") + "\xC0", "第 `3` 行"},
        {"bytes that are no sign", gb18030("姓名,户号\n") + "\xFF\xFF,1\n", "第 `2` 行"},
        {"UTF-8 marked, GB18030 below", "\xEF\xBB\xBF姓名\n" + gb18030("张三\n"), "第 `2` 行"},
        {"two encodings in one file", gb18030("姓名,户号\n张三,1\n") + "李四光,2\n", "第 `3` 行"},
        {"a NUL", std::string("姓名,户号\n张三,") + '\0' + "\n", "第 `2` 行"},
        {"a sign another program lost", "姓名\n张\xEF\xBF\xBD\n", "第 `2` 行"},
    };
    for (const auto& c : cases) {
        const std::string got = read(c.bytes);
        if (std::string(c.outcome).find('|') != std::string::npos || std::string(c.outcome).ends_with("\n")) {
            CHECK_MESSAGE(got == c.outcome, c.what);
        } else {
            CHECK_MESSAGE(got == "sheet.encoding", c.what);
            CHECK_MESSAGE(message(c.bytes).find(c.outcome) != std::string::npos, c.what, ": ", message(c.bytes));
        }
    }
    // A sign must not be cut by any reader's buffer.
    for (const std::size_t before : {4095U, 4096U, 65'535U, 65'536U})
        CHECK(read(repeated("a\n", before / 2) + (before % 2 != 0 ? "b" : "") + gb18030("李\n")).ends_with("李\n"));
}

TEST_CASE("what is no sheet is refused by what it is, not by its name")
{
    const struct {
        const char* what;
        std::string bytes;
        const char* code;
    } cases[] = {
        {"PDF", "%PDF-1.7", "sheet.kind"},
        {"an old or encrypted workbook", "\xD0\xCF\x11\xE0\xA1\xB1", "sheet.kind"},
        {"a web page", "<html><table>", "sheet.kind"},
        {"a web page behind blanks and a mark", "\xEF\xBB\xBF \r\n<TABLE border=1>", "sheet.kind"},
        {"XML", "<?xml version=\"1.0\"?><Workbook/>", "sheet.kind"},
        {"a picture", "\x89PNG\r\n\x1A\n", "sheet.kind"},
        {"a photograph", "\xFF\xD8\xFF\xE0", "sheet.kind"},
        {"an archive of another kind", "Rar!\x1A\x07", "sheet.kind"},
        {"a truncated workbook", "PK\x03\x04 cut short", "sheet.broken"},
        {"an archive with nothing in it", test::Archive().bytes(), "sheet.broken"},
        {"a file of 50 MB and one byte", std::string((50U << 20U) + 1, 'a'), "sheet.too_large"},
    };
    for (const auto& c : cases)
        CHECK_MESSAGE(read(c.bytes) == c.code, c.what);
    const test::FreshFolder folder;
    CHECK(registry::read_sheet_file(folder.path("none.csv")).error().code == "sheet.unread");
    CHECK(registry::SheetWriter::create(folder.path("a.doc")).error().code == "sheet.kind");
    CHECK(registry::SheetWriter::create("/no/such/folder/a.csv").error().code == "sheet.unwritten");
}

TEST_CASE("a workbook's cells arrive as they are shown, marked by what they are")
{
    const struct {
        const char* what;
        Workbook workbook;
        const char* rows;
    } cases[] = {
        {"shared, inline and rich texts, readings left out",
         {.rows = R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>王五</t></is></c>)"
                  R"(<c r="C1" t="s"><v>1</v></c></row>)",
          .shared = "<si><t>张三</t></si><si><r><t>李</t></r><r><t>四</t></r><rPh><t>li</t></rPh></si>"},
         "张三|王五|李四\n"},
        {"numbers with the digits that a spreadsheet keeps",
         {.rows = R"(<row r="1"><c r="A1"><v>1234.5</v></c><c r="B1"><v>0.30000000000000004</v></c>)"
                  R"(<c r="C1"><v>330282195001010021</v></c><c r="D1"><v>1.38E10</v></c></row>)"},
         "#1234.5|#0.3|#3.30282195001010E+17|#13800000000\n"},
        {"days by their style, from 1900",
         {.rows =
              R"(<row r="1"><c r="A1" s="1"><v>45296</v></c><c r="B1" s="1"><v>45296.75</v></c>)"
              R"(<c r="C1" s="1"><v>59</v></c><c r="D1" s="1"><v>60</v></c><c r="E1" s="0"><v>45296</v></c></row>)"},
         "@2024-01-05|@2024-01-05|@1900-02-28|#60|#45296\n"},
        {"days from 1904",
         {.rows = R"(<row r="1"><c r="A1" s="1"><v>43834</v></c></row>)",
          .workbook_properties = R"(<workbookPr date1904="1"/>)"},
         "@2024-01-05\n"},
        {"formulas with and without a result, faults, truths",
         {.rows = R"(<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>A1</f></c>)"
                  R"(<c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D1" t="b"><v>1</v></c>)"
                  R"(<c r="E1" t="str"><f>"a"</f><v>甲</v></c></row>)"},
         "ƒ#2|ƒ|ƒ!#DIV/0!|是|ƒ甲\n"},
        {"cells that are not there, and styled ones without text far to the right",
         {.rows = R"(<row r="2"><c r="B2" t="str"><v>a</v></c><c r="XFD2" s="1"/></row><row r="9"/>)"},
         "|a\n\n"},
        {"rows and cells without references",
         {.rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"},
         "#1|#2\n#3\n"},
        {"merged cells: the first holds the text",
         {.rows = R"(<row r="1"><c r="A1" t="str"><v>户</v></c><c r="B1"/></row>)",
          .after_rows = R"(<mergeCells><mergeCell ref="A1:B1"/></mergeCells>)"},
         "户\n"},
        {"a macro and an external link: never touched",
         {.rows = R"(<row r="1"><c r="A1"><f>[1]Sheet1!A1</f><v>7</v></c></row>)",
          .more = {{"xl/vbaProject.bin", "x"}, {"xl/externalLinks/externalLink1.xml", "<a/>"}}},
         "ƒ#7\n"},
    };
    for (const auto& c : cases)
        CHECK_MESSAGE(read(c.workbook.bytes()) == c.rows, c.what, ": ", read(c.workbook.bytes()));
}

TEST_CASE("hidden rows, columns and sheets are told")
{
    const std::string hidden_row =
        R"(<row r="1"><c r="A1"><v>1</v></c></row><row r="4" hidden="1"><c r="A4"><v>2</v></c></row>)";
    const std::string told =
        notes(Workbook{.rows = hidden_row, .before_rows = R"(<cols><col min="2" max="2" hidden="1"/></cols>)"}.bytes());
    CHECK(told.find("1 行是隐藏的（第一处在第 4 行）") != std::string::npos);
    CHECK(told.find("隐藏的列") != std::string::npos);
    CHECK(notes(Workbook{.rows = hidden_row, .sheet_state = "hidden"}.bytes()).find("「甲（隐藏）」 没有读") !=
          std::string::npos);
    CHECK(notes(Workbook{.rows = R"(<row r="1"><c r="A1"><v>1</v></c></row>)"}.bytes()).empty());
}

TEST_CASE("workbooks that attack are refused before they cost anything, and those that only lie are read")
{
    const std::string row = R"(<row r="1"><c r="A1"><v>1</v></c></row>)";
    const auto archive = [](auto fill) {
        test::Archive made;
        fill(made);
        return made.bytes();
    };
    const std::string sheet = "<worksheet><sheetData>" + row + "</sheetData></worksheet>";
    const auto with_sheet = [&](const test::Archive::Lies& lies) {
        return archive([&](test::Archive& made) {
            made.add("xl/workbook.xml", "<workbook/>");
            made.add("xl/worksheets/sheet1.xml", sheet, true, lies);
        });
    };
    const struct {
        const char* what;
        std::string bytes;
        const char* outcome;
    } cases[] = {
        {"a zip bomb: 300 MB in 300 KB",
         archive([](test::Archive& made) { made.add("xl/workbook.xml", std::string(300U << 20U, ' ')); }),
         "sheet.too_large"},
        {"a zip bomb that claims to be small", archive([](test::Archive& made) {
             made.add("xl/workbook.xml", "<workbook/>");
             made.add("xl/worksheets/sheet1.xml", std::string(300U << 20U, ' '), true, {.claimed_size = 1000});
         }),
         "sheet.broken"},
        {"a part that claims 4 GB", with_sheet({.claimed_size = 0xFFFF'FFF0}), "sheet.too_large"},
        {"a wrong sum", with_sheet({.wrong_sum = true}), "sheet.broken"},
        {"an encrypted part", with_sheet({.encrypted = true}), "sheet.broken"},
        {"20,000 parts", archive([](test::Archive& made) {
             for (int i = 0; i < 20'000; ++i)
                 made.add("a" + std::to_string(i), "", false);
         }),
         "sheet.too_large"},
        {"paths out of the archive", archive([&](test::Archive& made) {
             made.add("xl/workbook.xml", R"(<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>)");
             made.add("xl/_rels/workbook.xml.rels",
                      R"(<Relationships><Relationship Id="r1" Target="../../../../etc/passwd"/></Relationships>)");
             made.add("../../../../tmp/slip", "x");
         }),
         "sheet.broken"},
        {"entities",
         Workbook{.rows = row, .prologue = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>"}.bytes(),
         "sheet.broken"},
        {"a billion laughs",
         Workbook{.rows = row, .prologue = "<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;&b;\">]>"}.bytes(),
         "sheet.broken"},
        {"XML 200,000 deep", Workbook{.rows = row, .after_rows = repeated("<a>", 200'000)}.bytes(), "sheet.too_large"},
        {"XML cut short", Workbook{.rows = row, .after_rows = "<a>"}.bytes(), "sheet.broken"},
        {"a text it does not have", Workbook{.rows = R"(<row r="1"><c r="A1" t="s"><v>7</v></c></row>)"}.bytes(),
         "sheet.broken"},
        {"a style it does not have", Workbook{.rows = R"(<row r="1"><c r="A1" s="99"><v>7</v></c></row>)"}.bytes(),
         "sheet.broken"},
        {"a reference that is none", Workbook{.rows = R"(<row r="1"><c r="A:1"><v>7</v></c></row>)"}.bytes(),
         "sheet.broken"},
        {"a reference of another row", Workbook{.rows = R"(<row r="1"><c r="A2"><v>7</v></c></row>)"}.bytes(),
         "sheet.broken"},
        {"a column beyond XFD", Workbook{.rows = R"(<row r="1"><c r="ZZZ1"><v>7</v></c></row>)"}.bytes(),
         "sheet.broken"},
        {"cells that go back",
         Workbook{.rows = R"(<row r="1"><c r="B1"><v>7</v></c><c r="A1"><v>7</v></c></row>)"}.bytes(), "sheet.broken"},
        {"rows that go back", Workbook{.rows = R"(<row r="2"/><row r="1"/>)"}.bytes(), "sheet.broken"},
        {"row 1,048,577", Workbook{.rows = R"(<row r="1048577"/>)"}.bytes(), "sheet.broken"},
        {"column 501", Workbook{.rows = R"(<row r="1"><c r="SG1"><v>7</v></c></row>)"}.bytes(), "sheet.too_large"},
        {"a cell of 200,000 signs",
         Workbook{.rows = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>" + std::string(200'000, 'x') + "</v></c></row>"}
             .bytes(),
         "sheet.too_large"},
        {"a merge over the whole sheet",
         Workbook{.rows = row, .after_rows = R"(<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>)"}.bytes(),
         "#1\n"},
        {"a dimension that lies", Workbook{.rows = row, .before_rows = R"(<dimension ref="A1:XFD1048576"/>)"}.bytes(),
         "#1\n"},
    };
    for (const auto& c : cases)
        CHECK_MESSAGE(read(c.bytes) == c.outcome, c.what, ": ", read(c.bytes).substr(0, 100));
    CHECK_FALSE(std::filesystem::exists("/tmp/slip"));
}

TEST_CASE("what is written is read back, and nothing of it can run as a formula")
{
    const test::FreshFolder folder;
    const char* texts[] = {"=1+1", "+1",   "-5",     "@sum(a1)", "\tx",     "\rx",    "＝2",
                           "'=1",  "''+1", "O'Neil", "'twas",    "a,\"b\"", "两\n行", "𠮷野"};
    for (const char* name : {"a.csv", "a.xlsx"}) {
        auto writer = must(registry::SheetWriter::create(folder.path(name)));
        for (const char* text : texts)
            must(writer.add({"x", text}));
        must(writer.finish());
        std::size_t at = 0;
        must(registry::read_sheet(folder.path(name), [&](const SheetRow& row) -> Result<Done> {
            const std::string cell(row.cells.at(1).text);
            CHECK_MESSAGE(cell.find_first_of("=+-@\t\r") != 0, name, " ", cell);
            CHECK_FALSE(row.cells.at(1).formula);
            CHECK_MESSAGE(registry::unquoted(cell) == texts[at], name, " ", cell);
            ++at;
            return Done{};
        }));
        CHECK(at == std::size(texts));
    }
}

TEST_CASE("a file that is not finished leaves nothing under its name")
{
    const test::FreshFolder folder;
    for (const char* name : {"a.csv", "a.xlsx"}) {
        {
            auto writer = must(registry::SheetWriter::create(folder.path(name)));
            must(writer.add({"x"}));
            must(writer.close());
        }
        CHECK(std::filesystem::is_empty(std::filesystem::path(folder.path(name)).parent_path()));
    }
    // A disk that is full.
    auto full = registry::SheetWriter::create(folder.path("full.csv"));
    std::filesystem::remove(folder.path("full.csv.part"));
    CHECK(full->finish().error().code == "sheet.unwritten");
}

TEST_CASE("the reader stops at the first row that its taker refuses")
{
    int rows = 0;
    const auto done = registry::read_sheet_bytes("a\nb\nc\n", [&](const SheetRow& row) -> Result<Done> {
        ++rows;
        return row.number == 2 ? Result<Done>(Error{Fault::invalid, "test.stop", "", "", ""}) : Result<Done>(Done{});
    });
    CHECK(done.error().code == "test.stop");
    CHECK(rows == 2);
}
