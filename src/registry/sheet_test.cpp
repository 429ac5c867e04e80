#include "registry/sheet.h"

#include <doctest/doctest.h>

#include <fstream>

#include "base/text.h"
#include "tests/support/fresh_store.h"

using namespace huimin;
using registry::Row;
using test::must;

namespace {

std::string written(const test::FreshFolder& folder, const std::string& name, const std::string& bytes)
{
    const std::string path = folder.path(name);
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
}

/// Cells joined by |, rows by a line; or the error's code.
std::string read(const std::string& path)
{
    std::string all;
    const auto done = registry::read_sheet(path, [&](std::size_t, Row& row) -> Result<Done> {
        for (std::size_t i = 0; i < row.size(); ++i)
            all += (i == 0 ? "" : "|") + row[i];
        all += "\n";
        return Done{};
    });
    return done ? all : done.error().code;
}

} // namespace

TEST_CASE("CSV is read as offices save it")
{
    const test::FreshFolder folder;
    const struct {
        const char* what;
        std::string bytes;
        const char* rows;
    } cases[] = {
        {"commas and quotes", "a,b\n\"x,1\",\"say \"\"hi\"\"\"\n", "a|b\nx,1|say \"hi\"\n"},
        {"a line inside quotes", "a,\"b\nc\"\n", "a|b\nc\n"},
        {"Windows line ends, no last one", "a,b\r\nc,d", "a|b\nc|d\n"},
        {"ragged rows", "a,b,c\nd\n", "a|b|c\nd\n"},
        {"tabs", "a\tb\nc\td\n", "a|b\nc|d\n"},
        {"semicolons", "a;b\nc;d\n", "a|b\nc|d\n"},
        {"a byte order mark", "\xEF\xBB\xBF姓名,户号\n", "姓名|户号\n"},
        {"GB18030", *encode_gb18030("姓名,户号\n张三,1\n"), "姓名|户号\n张三|1\n"},
        {"a quote left open", "a,\"b\n", "sheet.broken"},
        {"an empty file", "", ""},
    };
    for (const auto& c : cases)
        CHECK_MESSAGE(read(written(folder, "a.csv", c.bytes)) == c.rows, c.what);
}

TEST_CASE("what is no sheet is refused by what it is, not by its name")
{
    const test::FreshFolder folder;
    CHECK(read(written(folder, "a.xlsx", "%PDF-1.7")) == "sheet.kind");
    CHECK(read(written(folder, "a.xls", "\xD0\xCF\x11\xE0")) == "sheet.kind");
    CHECK(read(written(folder, "a.xls", "<html><table>")) == "sheet.kind");
    CHECK(read(written(folder, "a.xlsx", "PK\x03\x04 cut short")) == "sheet.broken");
    CHECK(read(folder.path("none.csv")) == "sheet.unread");
    CHECK(registry::SheetWriter::create(folder.path("a.doc")).error().code == "sheet.kind");
    CHECK(registry::SheetWriter::create("/no/such/folder/a.csv").error().code == "sheet.unwritten");
}

TEST_CASE("what is written is read back, and nothing of it can run as a formula")
{
    const test::FreshFolder folder;
    for (const char* name : {"a.csv", "a.xlsx"}) {
        auto writer = must(registry::SheetWriter::create(folder.path(name)));
        must(writer.add({"姓名", "身份证号", "备注"}));
        must(writer.add({"张三", "330282195001010021", "=1+1"}));
        must(writer.add({"𠮷野", "", "@sum(a1)"}));
        must(writer.add({"王五", "-5", "＝2"}));
        must(writer.finish());
        CHECK_MESSAGE(read(folder.path(name)) ==
                          "姓名|身份证号|备注\n张三|330282195001010021|'=1+1\n𠮷野||'@sum(a1)\n王五|'-5|'＝2\n",
                      name);
    }
}

TEST_CASE("the reader stops at the first row that its taker refuses")
{
    const test::FreshFolder folder;
    int rows = 0;
    const auto done =
        registry::read_sheet(written(folder, "a.csv", "a\nb\nc\n"), [&](std::size_t number, Row&) -> Result<Done> {
            ++rows;
            return number == 2 ? Result<Done>(Error{Fault::invalid, "test.stop", "", "", ""}) : Result<Done>(Done{});
        });
    CHECK(done.error().code == "test.stop");
    CHECK(rows == 2);
}
