#include "registry/origins.h"

#include "tests/support/small_registry.h"

#include <fstream>

#include "registry/import.h"

using namespace huimin;
using language::Provenance;
using test::must;
using test::on_both_engines;

TEST_CASE("origins name only the facts that came from elsewhere than the row")
{
    language::Record record;
    for (const char* alias : {"name", "wage", "savings"})
        record.fields.emplace_back().alias = alias;
    const Provenance police{"公安户籍", Day::of(2025, 6, 30)}, social{"社保", Day::of(2025, 7, 31)}, visit{"入户", {}};
    registry::Origins origins = registry::Origins::read("", police, record);
    CHECK(origins.text(record).empty());
    origins.set(1, social);
    origins.set(2, visit);
    CHECK(origins.text(record) == "wage\t20300\t社保\nsavings\t\t入户\n");
    const auto again = registry::Origins::read(origins.text(record) + "gone\t1\t已删的字段\nbroken", police, record);
    CHECK(again.of(0).source == "公安户籍");
    CHECK(again.of(1).source == "社保");
    CHECK(again.of(1).true_on == Day::of(2025, 7, 31));
    CHECK(again.of(2).true_on == std::nullopt);
    CHECK(again.text(record) == origins.text(record));
    origins.set(1, police);
    origins.forget(2);
    CHECK(origins.text(record).empty());
    origins.set(1, {"甲\t乙\n丙", std::nullopt});
    CHECK(registry::Origins::read(origins.text(record), police, record).of(1).source == origins.of(1).source);
}

TEST_CASE("a file that tells some facts leaves the others their own source and day")
{
    on_both_engines([](test::FreshStore& fresh) {
        test::SmallRegistry city(fresh);
        registry::ImportRequest request;
        request.record = city.person;
        request.actor = {"测试员", "试验"};
        request.file = fresh.folder().path("a.csv");
        const auto take = [&](const char* source, std::optional<Day> day, const char* text) {
            std::ofstream(request.file, std::ios::binary) << text;
            request.source = source;
            request.true_on = day;
            return must(registry::import_file(*city.registry, {}, request));
        };
        take("公安户籍", Day::of(2025, 6, 30),
             "户号,区划,资产,姓名,身份证号,性别,工资\n1,330282,100,曾强,11010519491231002X,女,20\n");
        take("社保", Day::of(2025, 7, 31), "身份证号,工资\n11010519491231002X,30\n");
        // What is told again unchanged keeps the day on which it was first seen.
        take("统计", Day::of(2025, 8, 31), "身份证号,性别,工资\n11010519491231002X,女,30\n");
        const auto at = must(city.registry->find(city.person, 1, "11010519491231002X"));
        REQUIRE(at);
        const auto told = [&](const char* name) {
            const language::Instance person = must(city.registry->load(city.person, *at));
            const Provenance& from = person.provenance[city.field(city.person, name)];
            return from.source + (from.true_on ? " " + from.true_on->text() : "");
        };
        CHECK(told("姓名") == "公安户籍 2025-06-30");
        CHECK(told("性别") == "公安户籍 2025-06-30");
        CHECK(told("工资") == "社保 2025-07-31");
        CHECK(told("死亡日期").empty()); // Nobody said it.
        must(city.registry->change(city.person, *at, 2,
                                   {{city.field(city.person, "性别"), language::ChoiceNumber{2}},
                                    {city.field(city.person, "工资"), language::Unknown{}}},
                                   {"张经办", "更正"}, "窗口", std::nullopt));
        CHECK(told("性别") == "窗口"); // Somebody vouched for it again.
        CHECK(told("工资").empty());
        CHECK(told("姓名") == "公安户籍 2025-06-30");
        const auto home = must(city.registry->find(city.household, 0, "1"));
        CHECK(must(city.registry->load(city.household, *home)).provenance[3].source == "公安户籍");
    });
}
