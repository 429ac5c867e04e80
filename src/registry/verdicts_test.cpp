// What every kind of row gets that offices hand in. A clerk can read and correct this table: each case is a file, its
// last row, what must become of it and why.

#include <doctest/doctest.h>

#include "tests/support/office_files.h"
#include "tests/support/small_city.h"

using namespace huimin;
using registry::ImportReport;
using registry::RowVerdict;
using registry::Verdict;
using City = test::SmallCity;
using test::must;

namespace {

struct Case {
    const char* what;
    const char* file;
    Verdict verdict;
    const char* code;
};

/// The city knows one household of two before each case.
constexpr const char* known = "户号,区划,住址,姓名,身份证号,性别,出生日期\n"
                              "1,330282,浒山街道 1 号,曾强,11010519491231002X,女,1949-12-31\n"
                              ",,,单雄,330200194403150018,男,1944-03-15\n"
                              ",,,拾儿,,女,2020-01-01\n"
                              "8,330212,,赵六,330282200002290012,男,2000-02-29\n";

constexpr Case cases[] = {
    // the person
    {"a row that says nothing new", "姓名,身份证号\n曾强,11010519491231002X\n", Verdict::ok, ""},
    {"a number with a small x", "姓名,身份证号\n曾强,11010519491231002x\n", Verdict::mended, "cell.cleaned"},
    {"a number kept as text by a formula", "姓名,身份证号\n曾强,\"=\"\"11010519491231002X\"\"\"\n", Verdict::mended,
     "cell.cleaned"},
    {"birthday against the number", "户号,区划,姓名,身份证号,出生日期\n1,330282,王五,33028219500101002X,1950-01-02\n",
     Verdict::ask, "row.birthday"},
    {"sex against the number", "户号,区划,姓名,身份证号,性别\n1,330282,王五,33028219500101002X,男\n", Verdict::ask,
     "row.sex"},
    {"name and number in each other's column", "户号,区划,姓名,身份证号\n1,330282,33028219500101002X,王五\n",
     Verdict::refused, "identity.form"},
    {"the same row twice",
     "户号,区划,姓名,身份证号\n1,330282,王五,33028219500101002X\n1,330282,王五,33028219500101002X\n", Verdict::mended,
     "row.repeated"},
    {"the same person twice, with other facts",
     "户号,区划,姓名,身份证号,月工资\n1,330282,王五,33028219500101002X,1\n1,330282,王五,33028219500101002X,2\n",
     Verdict::refused, "import.twice"},
    {"one name, numbers that differ in the last digits",
     "户号,区划,姓名,身份证号\n1,330282,王五,33028219500101002X\n1,330282,王五,330282195001010046\n", Verdict::ask,
     "row.near_number"},
    {"another name for a number the system knows", "姓名,身份证号\n曾强强,11010519491231002X\n", Verdict::ask,
     "row.name_changed"},
    {"somebody without a number, known by household, name and birthday",
     "户号,区划,姓名,身份证号,出生日期\n1,330282,拾儿,,2020-01-01\n", Verdict::ok, ""},
    {"nobody the system knows, and no household", "姓名,身份证号\n王五,33028219500101002X\n", Verdict::refused,
     "registry.unknown_person"},
    // the household
    {"a person the system has in another household", "户号,区划,姓名,身份证号\n8,330212,曾强,11010519491231002X\n",
     Verdict::ask, "row.other_owner"},
    {"a new household without its division", "户号,区划,姓名,身份证号\n7,,王五,33028219500101002X\n", Verdict::refused,
     "registry.required"},
    {"one household, two addresses in one file",
     "户号,区划,住址,姓名,身份证号\n7,330282,甲村,王五,33028219500101002X\n7,330282,乙村,王七,330282195001010046\n",
     Verdict::ask, "row.owner_differs"},
    {"no household number, but another address",
     "户号,区划,住址,姓名,身份证号\n7,330282,甲村,王五,33028219500101002X\n,,乙村,王七,330282195001010046\n",
     Verdict::ask, "row.owner_differs"},
    {"a household split over rows: its cells stand in the first",
     "户号,区划,住址,姓名,身份证号\n7,330282,甲村,王五,33028219500101002X\n,,,王七,330282195001010046\n", Verdict::ok,
     ""},
    // the row
    {"a cell too many", "户号,区划,姓名,身份证号\n1,330282,王五,33028219500101002X,100\n", Verdict::refused,
     "row.cells_over"},
    {"a cell too few", "姓名,身份证号,月工资\n曾强,11010519491231002X\n", Verdict::ok, ""},
    {"a fact of more than four decimals is refused, never rounded",
     "姓名,身份证号,面积\n曾强,11010519491231002X,1.23456\n", Verdict::refused, "registry.places"},
    {"an unusual amount", "姓名,身份证号,津贴\n曾强,11010519491231002X,50000\n", Verdict::ask, "cell.unusual"},
    {"an amount of nothing where that is unusual", "姓名,身份证号,津贴\n曾强,11010519491231002X,0\n", Verdict::ask,
     "cell.unusual"},
    {"what was asked, confirmed", "姓名,身份证号,津贴,确认\n曾强,11010519491231002X,50000,是\n", Verdict::mended,
     "row.confirmed"},
    {"what was asked and cannot be confirmed here: another county",
     "户号,区划,姓名,身份证号,确认\n8,330212,曾强,11010519491231002X,是\n", Verdict::ask, "row.other_owner"},
    // the heading
    {"title rows, stars and units in the heading",
     "困难群众登记表\n2025年7月,,\n*姓 名,身份证号,月工资（元/月）\n曾强,11010519491231002X,1200\n", Verdict::ok, ""},
    {"columns in another order", "月工资,身份证号,姓名\n1200,11010519491231002X,曾强\n", Verdict::ok, ""},
    {"a heading of two rows, the upper merged over the lower",
     "姓名,身份证号,收入情况,\n,,月工资,养老金\n曾强,11010519491231002X,1200,300\n", Verdict::ok, ""},
    {"a heading of two rows, named by both together",
     "姓名,身份证号,父亲,\n,,姓名,死亡日期\n曾强,11010519491231002X,曾父,1990-01-01\n", Verdict::ok, ""},
    {"the heading again on the next printed page",
     "姓名,身份证号\n曾强,11010519491231002X\n姓名,身份证号\n单雄,330200194403150018\n", Verdict::ok, ""},
    {"totals, signatures and remarks below",
     "姓名,身份证号\n曾强,11010519491231002X\n合计,1\n填表人：某某,\n备注：无,\n", Verdict::ok, ""},
};

} // namespace

TEST_CASE("every row an office hands in gets its verdict")
{
    for (const Case& c : cases) {
        const std::string what = c.what;
        CAPTURE(what);
        test::FreshStore fresh(store::Engine::sqlite);
        City city(fresh);
        REQUIRE(must(city.take(known)).added == 4);
        RowVerdict last;
        city.request.judged = [&](const RowVerdict& row) { last = row; };
        const ImportReport report = must(city.take(c.file));
        const std::string got = last.cells.empty() ? "" : last.cells.back().code;
        CHECK(std::string(registry::text_of(last.verdict)) == std::string(registry::text_of(c.verdict)));
        CHECK(got == std::string(c.code));
        for (const registry::CellVerdict& cell : last.cells)
            CHECK_MESSAGE((cell.verdict < Verdict::ask || !cell.remedy.empty()), "what to do is not said");
        CHECK(report.ok + report.mended + report.ask + report.refused == report.rows);
    }
}

TEST_CASE("people are counted right: titles, totals, signatures and blank lines are none")
{
    test::FreshStore fresh(store::Engine::sqlite);
    City city(fresh);
    const ImportReport report = must(city.take("登记表,,,\n\n户号,区划,姓名,身份证号\n"
                                               "1,330282,曾强,11010519491231002X\n\n ,,　,\n"
                                               ",,单雄,330200194403150018\n小计,,2,\n2,330282,王五,33028219500101002X\n"
                                               "合计,,3,\n填表人：某某,,审核人：某某,\n"));
    CHECK(report.rows == 3);
    CHECK(report.added == 3);
    CHECK(report.owners_added == 2);
    CHECK(city.count("person") == 3);
}

TEST_CASE("a verdict names row, column, code, the masked original and what would be taken")
{
    test::FreshStore fresh(store::Engine::sqlite);
    City city(fresh);
    std::vector<RowVerdict> rows;
    city.request.judged = [&](const RowVerdict& row) { rows.push_back(row); };
    city.request.dry_run = true;
    must(city.take("户号,区划,姓名,身份证号\n1,330282,曾强,110105491231002\n1,330282,单雄,330200194403150019\n"));
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].row == 2);
    CHECK(rows[0].verdict == Verdict::ask);
    REQUIRE(rows[0].cells.size() == 1);
    const registry::CellVerdict& old = rows[0].cells[0];
    CHECK(old.column == "身份证号");
    CHECK(old.code == "cell.old_number");
    CHECK(old.original == "1*************2");
    CHECK(old.normalised == "1****************X");
    REQUIRE(rows[1].cells.size() == 1);
    CHECK(rows[1].cells[0].code == "identity.check");
    // Nowhere in it stands a number in clear.
    for (const RowVerdict& row : rows)
        for (const registry::CellVerdict& cell : row.cells)
            for (const char* number : {"110105491231002", "11010519491231002X", "330200194403150019"})
                CHECK((cell.original + cell.normalised + cell.why + cell.remedy).find(number) == std::string::npos);
    CHECK(city.count("person") == 0);
}

TEST_CASE("a workbook's formulas, days and numbers get the same verdicts")
{
    const auto with = [](const std::string& cells) {
        const auto text = [](const char* at, const char* words) {
            return "<c r=\"" + std::string(at) + "\" t=\"str\"><v>" + words + "</v></c>";
        };
        return test::Workbook{.rows = "<row r=\"1\">" + text("A1", "姓名") + text("B1", "身份证号") +
                                      text("C1", "月工资") + text("D1", "死亡日期") + "</row><row r=\"2\">" +
                                      text("A2", "曾强") + cells + "</row>"}
            .bytes();
    };
    const std::string number = R"(<c r="B2" t="str"><v>11010519491231002X</v></c>)";
    const struct {
        const char* what;
        std::string cells;
        Verdict verdict;
        const char* code;
    } rows[] = {
        {"a number typed as a number", R"(<c r="B2"><v>1.10105194912310E+17</v></c>)", Verdict::refused,
         "cell.digits_lost"},
        {"a number typed as a number, written out", R"(<c r="B2"><v>110105194912310020</v></c>)", Verdict::refused,
         "cell.digits_lost"},
        {"a formula's result", number + R"(<c r="C2"><f>600*2</f><v>1200</v></c>)", Verdict::mended, "cell.formula"},
        {"a formula that was never worked out", number + R"(<c r="C2"><f>600*2</f></c>)", Verdict::refused,
         "cell.unworked"},
        {"a formula's fault", number + R"(<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>)", Verdict::refused,
         "cell.unworked"},
        {"a double that stands for 1234.56", number + R"(<c r="C2"><v>1234.5599999999999</v></c>)", Verdict::ok, ""},
        {"a day cell", number + R"(<c r="D2" s="1"><v>45296</v></c>)", Verdict::ok, ""},
        {"a day's number without its format", number + R"(<c r="D2"><v>45296</v></c>)", Verdict::ask, "cell.serial"},
    };
    for (const auto& c : rows) {
        CAPTURE(c.what);
        test::FreshStore fresh(store::Engine::sqlite);
        City city(fresh);
        must(city.take(known));
        RowVerdict last;
        city.request.judged = [&](const RowVerdict& row) { last = row; };
        must(city.take(with(c.cells), "a.xlsx"));
        CHECK(std::string(registry::text_of(last.verdict)) == std::string(registry::text_of(c.verdict)));
        CHECK((last.cells.empty() ? "" : last.cells.back().code) == c.code);
    }
}
