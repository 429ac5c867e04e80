#include "registry/verify.h"

#include <fstream>

#include "registry/import.h"
#include "registry/merge.h"
#include "tests/support/small_registry.h"

using namespace huimin;
using registry::RecordKey;
using test::must;
using test::on_both_engines;
using test::SmallRegistry;

namespace {

/// People and households imported, changed by a second file, added, moved, merged and removed by hand.
struct Lived : SmallRegistry {
    explicit Lived(test::FreshStore& fresh) : SmallRegistry(fresh), folder(fresh.folder())
    {
        take("户号,区划,住址,姓名,身份证号,月工资\n"
             "1,330282001,甲路1号,曾强,11010519491231002X,1200\n"
             "1,330282001,甲路1号,曾小,,\n"
             "2,330282002,乙路2号,欧阳兰,33028219500101002X,300.5\n",
             "户籍");
        take("身份证号,月工资\n11010519491231002X,1500\n", "社保");
        const RecordKey first = home("3", 330282001000), second = home("4", 330212001000);
        const RecordKey zhao = somebody(first, {{"姓名", std::string("赵\"一\"")}, {"工资", Rational(5)}});
        const RecordKey qian = somebody(first, {{"姓名", std::string("钱二")}});
        const RecordKey twin = somebody(second, {{"姓名", std::string("钱二")}, {"工资", Rational(7)}});
        const RecordKey sun = somebody(second, {{"姓名", std::string("孙三")}});
        must(registry::move(*registry, person, zhao, 1, {second, std::nullopt}, {}, clerk));
        must(registry::move(*registry, person, {second.county, zhao.key}, 2, {first, std::nullopt}, {}, clerk));
        must(registry::move(*registry, household, second, 1, {std::nullopt, AreaCode(330282001000)}, {}, clerk));
        const RecordKey twin_now{330282, twin.key}, sun_now{330282, sun.key};
        must(registry::merge(*registry, person, qian, twin_now, clerk.actor));
        must(registry::unmerge(*registry, person, twin_now, clerk.actor));
        must(registry::merge(*registry, person, qian, twin_now, clerk.actor));
        must(registry::remove(*registry, person, sun_now, version(person, sun_now), clerk));
        must(registry->change(person, zhao, 3, facts(person, {{"工资", language::Unknown{}}}), clerk.actor, "窗口",
                              std::nullopt));
    }

    void take(const char* csv, const char* source)
    {
        const std::string path = folder.path("file.csv");
        std::ofstream(path) << csv;
        registry::ImportRequest request;
        request.file = path;
        request.record = person;
        request.source = source;
        request.true_on = Day::of(2025, 7, 31);
        request.actor = {"张经办", "登记"};
        const auto report = must(registry::import_file(*registry, {{"月工资", "工资"}}, request));
        REQUIRE(report.ask + report.refused == 0);
    }

    registry::RecordsVerdict verdict()
    {
        auto snapshot = must(registry->store().snapshot());
        return must(registry::verify_records(snapshot, *program));
    }

    const test::FreshFolder& folder;
};

} // namespace

TEST_CASE("records that only the registry touched are as the journal tells, however they were changed")
{
    on_both_engines([](test::FreshStore& fresh) {
        Lived city(fresh);
        const auto verdict = city.verdict();
        for (const auto& one : verdict.first)
            FAIL_CHECK(city.program->records[one.record].heading.name << " " << one.at.county << " " << one.at.key
                                                                      << " " << one.reason);
        CHECK(verdict.tampered == 0);
        CHECK(verdict.versions == city.count("person") + city.count("person_history") + city.count("household") +
                                      city.count("household_history"));
        CHECK(city.count("person_history") >= 8);
    });
}

TEST_CASE("whatever is done to rows, history or unsealed entries behind the registry's back is seen")
{
    const struct {
        const char* what;
        const char* sql;
    } cases[] = {
        {"a wage raised", "update person set wage = 9999999 where name = '欧阳兰'"},
        {"all wages raised", "update person set wage = 9999999"},
        {"a wage made up", "update person set wage = 1 where name = '曾小'"},
        {"a wage taken away", "update person set wage = null where name = '欧阳兰'"},
        {"a death taken in", "update person set died_on = 20000 where name = '曾小'"},
        {"a name changed", "update person set name = '欧阳蓝' where name = '欧阳兰'"},
        {"a number changed", "update person set citizen_number = '330282195001010038' where name = '欧阳兰'"},
        {"somebody put into another household",
         "update person set owner_key = (select key from household where household_number = '2') where name = '曾小'"},
        {"a source changed", "update person set source = '民政' where name = '欧阳兰'"},
        {"a day changed", "update person set true_on = true_on + 30 where name = '欧阳兰'"},
        {"where one fact comes from", "update person set origins = null where name = '曾强'"},
        {"a version counted down", "update person set version = 1 where name = '曾强'"},
        {"somebody removed", "delete from person where name = '欧阳兰'"},
        {"somebody invented",
         "insert into person (county, key, version, source, initials, owner_key, name) select county, key + 1, 1, "
         "source, initials, owner_key, '鬼' from person where name = '曾小'"},
        {"somebody invented where nobody is",
         "insert into person (county, key, version, source, initials, owner_key, name) select 110101, key + 1, 1, "
         "source, initials, owner_key, '鬼' from person where name = '曾小'"},
        {"somebody taken to another county", "update person set county = 330212 where name = '曾小'"},
        {"two people exchanged",
         "update person set wage = case name when '曾强' then 30050 else 150000 end where name in ('曾强', '欧阳兰')"},
        {"a household's assets", "update household set assets = 5 where household_number = '2'"},
        {"a wage of the past", "update person_history set wage = 9999999 where name = '曾强'"},
        {"a wage now and in the past alike",
         "update person set wage = 7 where name = '曾强';update person_history set wage = 7 where name = '曾强'"},
        {"history burnt", "delete from person_history"},
        {"one version burnt", "delete from person_history where name = '曾强'"},
        {"a version invented",
         "insert into person_history (county, key, version, source, initials, owner_key, name, ended) select county, "
         "key, 0, source, initials, owner_key, name, key from person where name = '欧阳兰'"},
        {"a past that ended otherwise", "update person_history set ended = ended + 1 where name = '曾强'"},
        {"an entry rewritten before it was sealed",
         "update journal set after = replace(after, '30050', '99999') where after like '%30050%'"},
        {"an entry's before",
         "update journal set before = replace(before, '120000', '1') where before like '%120000%'"},
        {"an entry taken away before it was sealed",
         "delete from journal where key = (select key from person where name = '欧阳兰')"},
        {"an entry that is no object", "update journal set after = 'x' where after like '%30050%'"},
    };
    for (const store::Engine engine : {store::Engine::sqlite, store::Engine::postgresql}) {
        test::FreshStore fresh(engine);
        Lived city(fresh);
        for (const auto& each : cases) {
            CAPTURE(std::string(each.what));
            // Done in a transaction that is given up, so that the next finds the city sound.
            store::Transaction transaction = must(city.registry->store().begin());
            std::string_view rest = each.sql;
            while (!rest.empty()) {
                const std::size_t end = std::min(rest.find(';'), rest.size());
                CHECK(must(transaction.run(rest.substr(0, end))) > 0);
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
            const auto verdict = must(registry::verify_records(transaction, *city.program));
            CHECK(verdict.tampered > 0);
            CHECK_FALSE(verdict.first.empty());
        }
    }
}

TEST_CASE("more entries than are read at once are walked whole, and the last record counts like the first")
{
    on_both_engines([](test::FreshStore& fresh) {
        SmallRegistry city(fresh);
        std::string csv = "户号,区划,住址,姓名\n";
        for (int each = 1; each <= 6000; ++each)
            csv += std::to_string(each) + ",330282001,甲路,某某\n";
        const std::string path = fresh.folder().path("many.csv");
        std::ofstream(path) << csv;
        registry::ImportRequest request;
        request.file = path;
        request.record = city.person;
        request.source = "户籍";
        request.actor = {"张经办", "登记"};
        REQUIRE(must(registry::import_file(*city.registry, {}, request)).added == 6000);
        store::Transaction transaction = must(city.registry->store().begin());
        auto verdict = must(registry::verify_records(transaction, *city.program));
        CHECK(verdict.records == 12'000);
        CHECK(verdict.tampered == 0);
        for (const char* which : {"min", "max"}) {
            const auto found = must(transaction.find_integer("select " + std::string(which) + "(key) from person"));
            must(transaction.run("update person set wage = 1 where key = $1", {*found}));
            verdict = must(registry::verify_records(transaction, *city.program));
            CHECK(verdict.tampered == (which == std::string("min") ? 1 : 2));
            CHECK(verdict.first.back().at.key == *found);
        }
    });
}
