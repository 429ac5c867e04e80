// What goes out comes in again: exports into another store, and rows that came back once they are mended.

#include <doctest/doctest.h>

#include <fstream>

#include "tests/support/small_city.h"

using namespace huimin;
using registry::ImportReport;
using test::must;

namespace {

constexpr const char* register_of_all = "户号,区划,住址,姓名,身份证号,性别,出生日期,月工资,面积,死亡日期\n"
                                        "1,330282,=1+1,曾强,11010519491231002X,女,1949-12-31,1200.50,80.25,\n"
                                        ",,,单雄,330200194403150018,男,1944-03-15,0,,2024-05-06\n"
                                        ",,,拾儿,,女,2020-01-01,,,\n"
                                        "2,330212,-5 号,王五,33028219500101002X,女,1950-01-01,,,\n";

std::string text_of(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// With every `was` in it made `is`.
std::string mended(std::string text, const std::string& was, const std::string& is)
{
    for (std::size_t at = text.find(was); at != std::string::npos; at = text.find(was, at + is.size()))
        text.replace(at, was.size(), is);
    return text;
}

} // namespace

TEST_CASE("what is exported makes the same city in an empty store, byte for byte")
{
    test::on_both_engines([](test::FreshStore& fresh) {
        test::SmallCity city(fresh);
        REQUIRE(must(city.take(register_of_all)).added == 4);
        for (const char* name : {"all.csv", "all.xlsx"}) {
            CHECK(must(city.give(name, AreaCode())) == 4);
            test::FreshStore other(store::Engine::sqlite);
            test::SmallCity twin(other);
            twin.request.file = city.folder->path(name);
            const ImportReport report = must(registry::import_file(*twin.registry, {}, twin.request));
            CHECK(report.added == 4);
            CHECK(report.refused + report.ask == 0);
            CHECK(must(twin.give("twin.csv", AreaCode())) == 4);
            CHECK(must(city.give("again.csv", AreaCode())) == 4);
            CHECK(text_of(twin.folder->path("twin.csv")) == text_of(city.folder->path("again.csv")));
        }
        // Who took it, why and how much of it stands in the journal.
        auto reader = must(city.registry->store().reader());
        CHECK(must(reader.find_text("select after from journal where action = 'registry.export' order by entry")) ==
              "{\"rows\":4,\"clear\":true}");
    });
}

TEST_CASE("a masked export shows no number, and cannot be taken in again by mistake")
{
    test::FreshStore fresh(store::Engine::sqlite);
    test::SmallCity city(fresh);
    must(city.take(register_of_all));
    CHECK(must(city.give("masked.csv", AreaCode(), false)) == 4);
    const std::string text = text_of(city.folder->path("masked.csv"));
    for (const char* number : {"11010519491231002X", "330200194403150018", "33028219500101002X"})
        CHECK(text.find(number) == std::string::npos);
    city.request.file = city.folder->path("masked.csv");
    const ImportReport report = must(registry::import_file(*city.registry, {}, city.request));
    CHECK(report.refused == 3);
    CHECK(report.unchanged == 1);
}

TEST_CASE("rows that came back go in once they are mended, and what still is wrong comes back under another name")
{
    test::on_both_engines([](test::FreshStore& fresh) {
        test::SmallCity city(fresh);
        const ImportReport first = must(city.take("户号,区划,姓名,身份证号,津贴\n"
                                                  "1,330282,曾强,11010519491231002X,5\n"
                                                  ",,单雄,3.3E+17,5\n"
                                                  ",,王五,33028219500101002X,99999\n"
                                                  ",,赵六,330282200002290019,5\n",
                                                  "名单.csv"));
        CHECK(first.added == 1);
        CHECK(first.ask == 1);
        CHECK(first.refused == 2);
        CHECK(first.returned.filename() == "名单-退回.csv");
        std::string back = text_of(first.returned);
        back = mended(back, "3.3E+17", "330200194403150018"); // 单雄 is mended, 王五 confirmed, 赵六 forgotten.
        back = mended(back, "写 是,\r\n", "写 是,是\r\n");
        city.request.file = first.returned;
        std::ofstream(first.returned, std::ios::binary | std::ios::trunc) << back;
        const ImportReport second = must(registry::import_file(*city.registry, {}, city.request));
        CHECK(second.added == 2);
        CHECK(second.owners_added == 0); // The household's cells came back with them.
        CHECK(second.refused == 1);
        CHECK(second.unknown_columns.empty());
        CHECK(second.returned.filename() == "名单-退回2.csv");
        const std::string rest = text_of(second.returned);
        CHECK(rest.find("赵六") != std::string::npos);
        CHECK(rest.find("原因") == rest.rfind("原因"));
        CHECK(city.count("person") == 3);
    });
}

TEST_CASE("a file of households alone changes what it says and nothing else")
{
    // A household file: its number is its name.
    test::FreshStore fresh(store::Engine::sqlite);
    test::SmallCity city(fresh);
    city.request.record = city.household;
    CHECK(must(city.take("户号,区划,住址\n1,330282,甲村\n2,330282,乙村\n")).added == 2);
    CHECK(must(city.take("户号,区划,住址\n1,330282,甲村\n2,330282,丙村\n")).changed == 1);
    CHECK(city.count("household") == 2);
}
