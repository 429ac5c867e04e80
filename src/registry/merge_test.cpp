#include "registry/merge.h"

#include "registry/address.h"
#include "registry/history.h"
#include "tests/support/small_registry.h"

using namespace huimin;
using registry::RecordKey;
using test::must;
using test::on_both_engines;
using test::outcome;
using test::SmallRegistry;

namespace {

constexpr const char* zeng_number = "11010519491231002X";
constexpr const char* shan_number = "330200194403150018";

/// Every cell of a record's row but its version, to see that an undone merge restores it to the byte.
std::string bytes(SmallRegistry& city, language::Index record, RecordKey at)
{
    const language::Record& of = city.program->records[record];
    auto reader = must(city.registry->store().reader());
    auto rows = must(reader.query("select " + store::Dialect::names(registry::all_columns(of)) + " from " +
                                      of.heading.alias + " where county = $1 and key = $2",
                                  {at.county, at.key}));
    REQUIRE(must(rows.next()));
    std::string out;
    for (std::size_t i = 0; i < rows.cells().size(); ++i) {
        const store::Value& cell = rows[i];
        if (i == 2)
            continue;
        out += cell.is_null()                               ? "-"
               : cell.kind() == store::Value::Kind::integer ? std::to_string(cell.integer())
                                                            : std::string(cell.text());
        out += "|";
    }
    return out;
}

std::string lookups(SmallRegistry& city)
{
    std::string out;
    auto reader = must(city.registry->store().reader());
    for (const char* sql : {"select record, field, value, county, key from lookup order by 1, 2, 3",
                            "select record, part, former, county, key from name_part order by 1, 2, 4, 5"}) {
        auto rows = must(reader.query(sql));
        while (must(rows.next()))
            for (const store::Value& cell : rows.cells())
                out += (cell.kind() == store::Value::Kind::integer ? std::to_string(cell.integer())
                                                                   : std::string(cell.text())) +
                       " ";
    }
    return out;
}

} // namespace

TEST_CASE("addresses are compared in one form")
{
    const std::vector<std::string> upper{"浙江省", "宁波市", "慈溪市"};
    const std::string one = registry::address_key("浒山街道北二环12号401室", upper);
    for (const char* written : {"浒山街道北二环12-401", "浒山街道北二环１２号４０１室", "浒山街道 北二环12号楼0401",
                                "浙江省宁波市慈溪市浒山街道北二环12#401室", "慈溪市浒山街道（北二环）12幢401室"})
        CHECK_MESSAGE(registry::address_key(written, upper) == one, written);
    for (const char* other : {"浒山街道北二环12号402室", "浒山街道北二环124号01室", "浒山街道北二环12号40-1室"})
        CHECK_MESSAGE(registry::address_key(other, upper) != one, other);
    CHECK(registry::address_key("").empty());
    CHECK(registry::address_key("100号") == "100");
}

TEST_CASE("a merge across counties keeps every number findable, and undone it restores every byte")
{
    on_both_engines([](test::FreshStore& fresh) {
        SmallRegistry city(fresh);
        const RecordKey here = city.home("1", 330282001000), there = city.home("2", 330212001000);
        const RecordKey kept =
            city.somebody(here, {{"姓名", std::string("曾强")}, {"身份证号", std::string(zeng_number)}});
        city.clerk.source = "公安户籍";
        const RecordKey other = city.somebody(
            there, {{"姓名", std::string("曾小强")}, {"身份证号", std::string(shan_number)}, {"工资", Rational(7)}});
        const std::string kept_bytes = bytes(city, city.person, kept), other_bytes = bytes(city, city.person, other);
        const std::string found_by = lookups(city);
        const registry::Actor clerk{"王主管", "合并重复"};

        CHECK(outcome(registry::merge(*city.registry, city.person, kept, kept, clerk)) == "registry.merge");
        CHECK(outcome(registry::merge(*city.registry, city.person, kept, {330282, 1}, clerk)) == "registry.missing");
        CHECK(outcome(registry::unmerge(*city.registry, city.person, other, clerk)) == "registry.not_merged");
        must(registry::merge(*city.registry, city.person, kept, other, clerk));
        for (const char* number : {zeng_number, shan_number})
            CHECK(must(city.registry->find(city.person, 1, number)) == kept);
        const language::Index wage = city.field(city.person, "工资");
        const language::Instance joined = must(city.registry->load(city.person, kept));
        CHECK(joined.values[wage] == language::Value(Rational(7)));
        CHECK(joined.provenance[wage].source == "公安户籍");
        CHECK(joined.provenance[0].source == "窗口");
        CHECK(must(registry::history(*city.registry, city.person, other, registry::below(AreaCode()))).back().action ==
              "registry.give_up");

        must(registry::unmerge(*city.registry, city.person, other, clerk));
        CHECK(bytes(city, city.person, kept) == kept_bytes);
        CHECK(bytes(city, city.person, other) == other_bytes);
        CHECK(lookups(city) == found_by);
        CHECK(must(city.registry->find(city.person, 1, shan_number)) == other);
        const auto steps = must(registry::history(*city.registry, city.person, kept, registry::below(AreaCode())));
        REQUIRE(steps.size() == 3);
        CHECK(steps[1].actor == "王主管");
        CHECK(steps[1].purpose == "合并重复");
        CHECK(steps[2].facts.at(0).after == language::Value(language::Unknown{}));
    });
}

TEST_CASE("two households made one hand their members over, and get them back")
{
    on_both_engines([](test::FreshStore& fresh) {
        SmallRegistry city(fresh);
        const RecordKey kept = city.home("1", 330282001000), other = city.home("2", 330212001000);
        const RecordKey zeng = city.somebody(kept, {{"姓名", std::string("曾强")}});
        const RecordKey shan =
            city.somebody(other, {{"姓名", std::string("单雄")}, {"身份证号", std::string(shan_number)}});
        must(registry::add(*city.registry, city.application, other, {}, city.clerk));
        const std::string before = bytes(city, city.person, shan), found_by = lookups(city);
        const registry::Actor clerk{"王主管", "合并重复"};
        must(registry::merge(*city.registry, city.household, kept, other, clerk));
        const language::Instance joined = must(city.registry->load(city.household, kept));
        REQUIRE(joined.lists[0].size() == 2);
        CHECK(joined.lists[1].size() == 1);
        CHECK(must(city.registry->find(city.household, 0, "2")) == kept);
        CHECK(must(city.registry->find(city.person, 1, shan_number)) == RecordKey{330282, shan.key});
        must(registry::unmerge(*city.registry, city.household, other, clerk));
        CHECK(bytes(city, city.person, shan) == before);
        CHECK(lookups(city) == found_by);
        CHECK(must(city.registry->load(city.household, kept)).lists[0].size() == 1);
        CHECK(must(city.registry->load(city.household, other)).lists[1].size() == 1);
        CHECK(city.version(city.person, zeng) == 1);
        // A change after the merge stands in the way.
        must(registry::merge(*city.registry, city.household, kept, other, clerk));
        must(city.registry->change(city.household, kept, city.version(city.household, kept),
                                   city.facts(city.household, {{"资产", Rational(1)}}), clerk, "窗口", std::nullopt));
        CHECK(outcome(registry::unmerge(*city.registry, city.household, other, clerk)) == "registry.conflict");
    });
}

TEST_CASE("duplicates are told with the rule that found them")
{
    on_both_engines([](test::FreshStore& fresh) {
        SmallRegistry city(fresh);
        const RecordKey a = city.home("1", 330282001000, "浒山街道北二环12号401室");
        const RecordKey b = city.home("2", 330212001000, "浒山街道北二环１２－４０１");
        const RecordKey c = city.home("3", 330282002000, "宗汉街道6号");
        const language::Value born = *Day::of(1949, 12, 31);
        const auto person = [&](RecordKey home, const char* name, const char* number, bool birthday = true) {
            SmallRegistry::Facts facts{{"姓名", std::string(name)}};
            if (*number != '\0')
                facts.push_back({"身份证号", std::string(number)});
            if (birthday)
                facts.push_back({"出生日期", born});
            return city.somebody(home, facts);
        };
        person(a, "同址", "");
        person(b, "同址", "");
        person(a, "同日", zeng_number);
        person(c, "同日", "");
        person(a, "近号", "330282194912310010", false);
        person(c, "近号", "330282194912310029", false);
        person(a, "异号", "330282194403150012"); // Two valid numbers, far apart: two people of one name and birthday.
        person(c, "异号", "330200194403150018");
        person(a, "生日不明", "", false);
        person(c, "生日不明", "", false);
        const RecordKey before = person(a, "先用", "330282195001010118", false);
        must(city.registry->change(city.person, before, 1,
                                   city.facts(city.person, {{"身份证号", std::string("33028219500101002X")}}),
                                   city.clerk.actor, "公安户籍", std::nullopt));
        person(c, "后用", "330282195001010118", false);

        std::string told;
        const auto found = must(registry::find_duplicates(*city.registry, city.person, 100));
        for (const registry::Suspicion& one : found)
            told += one.name + "：" + std::string(registry::text_of(one.likeness)) + "\n";
        CHECK(told == "后用：同一号码\n同址：同名同生日同住址\n同日：同区县，同名同生日\n近号：同名，号码只差末四位\n");
        CHECK(must(registry::find_duplicates(*city.registry, city.person, 2)).size() == 2);
        for (const registry::Suspicion& one : found)
            must(registry::merge(*city.registry, city.person, one.one, one.other, city.clerk.actor));
        CHECK(must(registry::find_duplicates(*city.registry, city.person, 100)).empty());
        CHECK(must(registry::find_duplicates(*city.registry, city.application, 100)).empty());
    });
}
