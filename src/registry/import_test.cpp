#include "registry/export.h"
#include "registry/import.h"
#include "registry/merge.h"

#include <doctest/doctest.h>

#include <fstream>

#include "tests/support/small_city.h"

using namespace huimin;
using registry::ImportReport;
using registry::ImportRequest;
using City = test::SmallCity;
using test::must;
using test::on_both_engines;

namespace {

constexpr const char* good = "户籍登记表,,,,\n"
                             "户号,区划,姓名,身份证号,性别,出生日期,月工资\n"
                             "1,330282,曾强,11010519491231002X,女,1949.12.31,\"1,200.00\"\n"
                             ",,单雄,330200194403150018,男,1944-03-15,0\n"
                             "2,330212,王五,33028219500101002X,女,1950-01-01,300.5\n"
                             "合计,,3,,,,1500.5\n";

} // namespace

TEST_CASE("a register goes in with its households, and the same file again changes nothing")
{
    on_both_engines([](test::FreshStore& fresh) {
        City city(fresh);
        const ImportReport first = must(city.take(good));
        CHECK(first.rows == 3);
        CHECK(first.skipped == 2);
        CHECK(first.added == 3);
        CHECK(first.owners_added == 2);
        CHECK(first.ok + first.mended == 3);
        const ImportReport again = must(city.take(good));
        CHECK(again.unchanged == 3);
        CHECK(again.added + again.changed == 0);
        CHECK(city.count("person") == 3);
        CHECK(city.count("person_history") == 0);

        const auto at = must(city.registry->find(city.household, 0, "1"));
        REQUIRE(at);
        const language::Instance home = must(city.registry->load(city.household, *at));
        REQUIRE(home.lists.at(0).size() == 2);
        CHECK(home.lists[0][0].label == "曾强");
        CHECK(home.lists[0][0].values[4] == language::Value(Rational(120'000)));
        CHECK(home.lists[0][0].provenance[4].source == "公安户籍");
        CHECK(home.lists[0][0].provenance[4].true_on == Day::of(2025, 7, 31));

        must(store::seal_journal(city.registry->store()));
        auto reader = must(city.registry->store().snapshot());
        const auto verdict = must(store::verify_journal(reader));
        CHECK(verdict.state == store::JournalVerdict::State::sound);
        CHECK(verdict.sealed == 5);
    });
}

TEST_CASE("bad rows come back in the same layout with the reason, and the good ones go in")
{
    on_both_engines([](test::FreshStore& fresh) {
        City city(fresh);
        const ImportReport report = must(city.take("户号,区划,姓名,身份证号,备注\n"
                                                   "1,330282,甲,11010519491231002X,\n"
                                                   "1,330282,乙,3.30282E+17,丢了几位\n"
                                                   "1,330282,丙,110105491231002,\n"
                                                   "1,330282,丁,11010519491231002X,\n"
                                                   "2,,戊,330200194403150018,\n"));
        CHECK(report.ok == 1);
        CHECK(report.ask == 1);
        CHECK(report.refused == 3);
        CHECK(report.unknown_columns == std::vector<std::string>{"备注"});
        CHECK(city.count("person") == 1);
        std::ifstream in(report.returned, std::ios::binary);
        const std::string back((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        for (const char* part :
             {"户号,区划,姓名,身份证号,备注,原行号,结果,原因,怎么办", "1,330282,乙,3.30282E+17,丢了几位,3,退回,",
              "已经丢失", "待确认", "本文件第 2 行已有同一个人", "缺少必填的「区划」"})
            CHECK_MESSAGE(back.find(part) != std::string::npos, part, " in ", back);
    });
}

TEST_CASE("somebody without a number is known again by household, name and birthday, and gets the number later")
{
    on_both_engines([](test::FreshStore& fresh) {
        City city(fresh);
        const char* unnumbered =
            "户号,区划,姓名,身份证号,出生日期\n1,330282,拾儿,,2020-01-01\n1,330282,捡儿,,2020-01-01\n";
        CHECK(must(city.take(unnumbered)).added == 2);
        CHECK(must(city.take(unnumbered)).unchanged == 2);
        const ImportReport named =
            must(city.take("户号,区划,姓名,身份证号,出生日期\n1,330282,拾儿,330282202001010022,2020-01-01\n"));
        CHECK(named.changed == 1);
        CHECK(city.count("person") == 2);
    });
}

TEST_CASE("a later file changes facts, keeps the old row, and asks for people it cannot find")
{
    on_both_engines([](test::FreshStore& fresh) {
        City city(fresh);
        must(city.take(good));
        city.request.source = "社保";
        const ImportReport report = must(city.take(
            "身份证号,月工资\n11010519491231002X,1500\n33028219500101002X,300.50\n330282200002290012,10\n", "b.csv"));
        CHECK(report.changed == 1);
        CHECK(report.unchanged == 1);
        CHECK(report.refused == 1);
        CHECK(city.count("person_history") == 1);
        auto reader = must(city.registry->store().reader());
        CHECK(must(reader.find_integer("select wage from person_history")) == 120'000);
        CHECK(must(reader.find_integer("select version from person where citizen_number = '11010519491231002X'")) == 2);
    });
}

TEST_CASE("a dry run writes nothing, and a commit that names another file's preview is refused")
{
    on_both_engines([](test::FreshStore& fresh) {
        City city(fresh);
        city.request.dry_run = true;
        const ImportReport preview = must(city.take(good));
        CHECK(preview.added == 3);
        CHECK(city.count("person") == 0);
        city.request.dry_run = false;
        city.request.preview = preview.digest;
        CHECK(city.take(std::string(good) + "3,330282,赵六,,,,\n").error().code == "import.changed");
        CHECK(must(city.take(good)).added == 3);
    });
}

TEST_CASE("a file that cannot be right as a whole leaves nothing behind")
{
    on_both_engines([](test::FreshStore& fresh) {
        City city(fresh);
        const struct {
            const char* text;
            const char* code;
        } cases[] = {
            {"甲,乙,丙\n1,2,3\n", "import.no_header"},
            {"姓名,姓名,身份证号\n甲,乙,\n", "import.column_twice"},
            {"性别,出生日期\n男,2000-01-01\n", "import.column_missing"},
            {"姓名,身份证号\n\"甲,11010519491231002X\n", "sheet.broken"},
            {"%PDF", "sheet.kind"},
        };
        for (const auto& c : cases)
            CHECK_MESSAGE(city.take(c.text).error().code == c.code, c.text);
        city.request.control_field = "工资";
        city.request.control_total = 1500_yuan;
        CHECK(city.take(good).error().code == "import.control_total");
        CHECK(city.count("person") + city.count("household") + city.count("journal") == 0);
        city.request.control_total = Money::from_fen(150'050);
        CHECK(must(city.take(good)).added == 3);
    });
}

TEST_CASE("a change keeps the old row, refuses a stale version and a number that is taken")
{
    on_both_engines([](test::FreshStore& fresh) {
        City city(fresh);
        must(city.take(good));
        const auto at = must(city.registry->find(city.person, 1, "11010519491231002X"));
        REQUIRE(at);
        const registry::Actor clerk{"张经办", "更正"};
        const auto change = [&](std::int64_t version, language::Index field, language::Value value) {
            const auto done = city.registry->change(city.person, *at, version, {{field, std::move(value)}}, clerk,
                                                    "窗口", Day::of(2025, 8, 1));
            return done ? std::string("done") : done.error().code;
        };
        CHECK(change(1, 4, Rational(99'00)) == "done");
        CHECK(change(1, 4, Rational(98'00)) == "registry.conflict");
        CHECK(change(2, 1, std::string("33028219500101002X")) == "registry.taken");
        CHECK(change(2, 1, std::string("330282200002290012")) == "done");
        CHECK(must(city.registry->find(city.person, 1, "330282200002290012")) == *at);
        // The number somebody had before finds them all the same.
        CHECK(must(city.registry->find(city.person, 1, "11010519491231002X")) == *at);
        CHECK(city.count("person_history") == 2);
        CHECK(city.registry->load(city.person, {330282, 1}).error().code == "registry.missing");
    });
}

TEST_CASE("one person kept twice is found, made one, and made two again")
{
    on_both_engines([](test::FreshStore& fresh) {
        City city(fresh);
        must(city.take(good));
        must(city.take("户号,区划,姓名,身份证号,性别,出生日期,月工资\n9,330282,曾强,,女,1949-12-31,5\n", "c.csv"));
        const auto found = must(registry::find_duplicates(*city.registry, city.person, 10));
        REQUIRE(found.size() == 1);
        CHECK(found[0].likeness == registry::Likeness::name_and_birthday);
        const registry::Actor clerk{"张经办", "合并"};
        const registry::RecordKey numbered = found[0].one, unnumbered = found[0].other;
        const auto outcome = [](const Result<Done>& done) { return done ? std::string("done") : done.error().code; };

        CHECK(outcome(registry::merge(*city.registry, city.person, numbered, numbered, clerk)) == "registry.merge");
        CHECK(outcome(registry::merge(*city.registry, city.person, numbered, {330282, 1}, clerk)) ==
              "registry.missing");
        CHECK(outcome(registry::unmerge(*city.registry, city.person, unnumbered, clerk)) == "registry.not_merged");
        // The one without a number is kept and takes the number over.
        CHECK(outcome(registry::merge(*city.registry, city.person, unnumbered, numbered, clerk)) == "done");
        CHECK(city.count("person") == 3);
        CHECK(must(city.registry->find(city.person, 1, "11010519491231002X")) == unnumbered);
        CHECK(must(registry::find_duplicates(*city.registry, city.person, 10)).empty());
        CHECK(outcome(registry::unmerge(*city.registry, city.person, numbered, clerk)) == "done");
        CHECK(city.count("person") == 4);
        CHECK(must(city.registry->find(city.person, 1, "11010519491231002X")) == numbered);

        // A change after the merge stands in the way of undoing it.
        CHECK(outcome(registry::merge(*city.registry, city.person, numbered, unnumbered, clerk)) == "done");
        auto reader = must(city.registry->store().reader());
        const auto version =
            must(reader.find_integer("select version from person where citizen_number = '11010519491231002X'"));
        must(city.registry->change(city.person, numbered, *version, {{4, Rational(7)}}, clerk, "窗口",
                                   Day::of(2025, 8, 1)));
        CHECK(outcome(registry::unmerge(*city.registry, city.person, unnumbered, clerk)) == "registry.conflict");
    });
}

TEST_CASE("what is exported is imported again without a change")
{
    on_both_engines([](test::FreshStore& fresh) {
        City city(fresh);
        must(city.take(good));
        for (const char* name : {"out.csv", "out.xlsx"}) {
            CHECK(must(city.give(name, AreaCode())) == 3);
            city.request.file = city.folder->path(name);
            const ImportReport report = must(registry::import_file(*city.registry, {}, city.request));
            CHECK_MESSAGE(report.unchanged == 3, name);
        }
        CHECK(must(city.give("one.csv", *AreaCode::parse("330212"))) == 1);
    });
}

TEST_CASE("a file of an earlier day fills what is unknown and changes nothing that is known of a later day")
{
    on_both_engines([](test::FreshStore& fresh) {
        City city(fresh);
        city.request.true_on = Day::of(2025, 8, 31);
        must(city.take("户号,区划,姓名,身份证号,工资\n1,330282,曾强,11010519491231002X,1500\n"));
        city.request.true_on = Day::of(2025, 7, 31);
        std::string codes;
        city.request.judged = [&](const registry::RowVerdict& row) {
            for (const registry::CellVerdict& cell : row.cells)
                codes += cell.column + " " + cell.code + ";";
        };
        const ImportReport older = must(city.take("身份证号,工资,性别\n11010519491231002X,900,女\n", "b.csv"));
        CHECK(older.changed == 1);
        CHECK(codes == "工资 row.older;");
        CHECK(older.older == 1);
        CHECK(city.count("person where wage = 150000 and sex = 2") == 1);
        city.request.true_on = Day::of(2025, 9, 30);
        CHECK(must(city.take("身份证号,工资\n11010519491231002X,700\n", "c.csv")).changed == 1);
        CHECK(city.count("person where wage = 70000") == 1);
    });
}

TEST_CASE("a file without a heading is told the columns that most rows need")
{
    test::FreshStore fresh(store::Engine::sqlite);
    City city(fresh);
    const auto report = city.take("甲,乙\n1,2\n");
    CHECK(report.error().code == "import.no_header");
    CHECK(report.error().remedy.find("姓名、身份证号、户号、区划") != std::string::npos);
}

TEST_CASE("a number that lost its digits is shown as it stands, and no more of it than a county")
{
    test::FreshStore fresh(store::Engine::sqlite);
    City city(fresh);
    std::string shown;
    city.request.judged = [&](const registry::RowVerdict& row) {
        for (const registry::CellVerdict& cell : row.cells)
            shown += cell.original + ";";
    };
    must(city.take("户号,区划,姓名,身份证号\n1,330282,甲,3.30282E+17\n2,330282,乙,3.30282195001010E+17\n"));
    CHECK(shown == "3.30282E+17;3.30282*********E+17;");
}

TEST_CASE("the control total is asked for by the file's own heading")
{
    test::FreshStore fresh(store::Engine::sqlite);
    City city(fresh);
    city.request.control_field = "月工资";
    city.request.control_total = Money::from_fen(150'050);
    CHECK(test::outcome(city.take(good)) == "done");
    city.request.control_field = "姓名";
    CHECK(city.take(good).error().code == "import.control_form");
}

TEST_CASE("titles and a heading of two rows come back with the rows, and the returned file gets the same verdicts")
{
    const std::vector<registry::Row> rows = {
        {"慈溪市低收入人口登记表", "", "", "", "", ""},
        {"户号", "区划", "姓名", "身份证号", "收入", ""},
        {"", "", "", "", "工资", "养老金"},
        {"1", "330282", "甲", "11010519491231002X", "1", "2"},
        {"1", "330282", "乙", "3.30282E+17", "1", "2"},
        {"2", "", "戊", "330200194403150018", "1", "2"},
    };
    for (const char* ending : {".csv", ".xlsx"}) {
        CAPTURE(std::string(ending));
        test::FreshStore fresh(store::Engine::sqlite);
        City city(fresh);
        city.request.file = fresh.folder().path(std::string("登记") + ending);
        auto writer = must(registry::SheetWriter::create(city.request.file));
        for (std::size_t i = 0; i < rows.size(); ++i)
            must(i < 2 ? writer.add_title(rows[i]) : writer.add(rows[i]));
        must(writer.finish());
        std::string verdicts;
        city.request.judged = [&](const registry::RowVerdict& row) {
            for (const registry::CellVerdict& cell : row.cells)
                verdicts += cell.column + " " + cell.code + ";";
        };
        const ImportReport first = must(registry::import_file(*city.registry, {}, city.request));
        CHECK(first.refused == 2);
        CHECK(first.ok == 1);

        std::vector<std::string> back;
        must(registry::read_sheet(first.returned, [&](const registry::SheetRow& row) -> Result<Done> {
            std::string line;
            for (std::size_t i = 0; i < row.cells.size() && i < rows.front().size(); ++i)
                line += std::string(row.cells[i].text) + ",";
            back.push_back(line);
            return Done{};
        }));
        REQUIRE(back.size() == 5);
        CHECK(back[0].starts_with("慈溪市低收入人口登记表,"));
        CHECK(back[1].starts_with("户号,区划,姓名,身份证号,收入,"));
        CHECK(back[2] == ",,,,工资,养老金,");

        const std::string before = std::exchange(verdicts, "");
        city.request.file = first.returned;
        const ImportReport second = must(registry::import_file(*city.registry, {}, city.request));
        CHECK(second.refused == 2);
        CHECK(second.unknown_columns.empty());
        CHECK(verdicts == before);
    }
}
