#include "registry/deeds.h"

#include "registry/history.h"
#include "tests/support/small_registry.h"

using namespace huimin;
using language::ChoiceNumber;
using registry::RecordKey;
using test::must;
using test::on_both_engines;
using test::outcome;
using test::SmallRegistry;

namespace {

constexpr const char* zeng_number = "11010519491231002X";
const std::string sound_code = "52330282MJ8B34562N";

/// "登记 变更 …": what happened, oldest first.
std::string told(const std::vector<registry::HistoryStep>& steps)
{
    std::string out;
    for (const registry::HistoryStep& step : steps)
        out += (out.empty() ? "" : " ") + std::string(registry::text_of_action(step.action));
    return out;
}

} // namespace

TEST_CASE("records are added with their facts, and what cannot be is refused with its code")
{
    on_both_engines([](test::FreshStore& fresh) {
        SmallRegistry city(fresh);
        const RecordKey home = city.home("1", 330282001000);
        const RecordKey foundling = city.somebody(home, {{"姓名", std::string("拾儿")}});
        const language::Instance loaded = must(city.registry->load(city.household, home));
        CHECK(loaded.lists.at(0).at(0).label == "拾儿");
        CHECK(loaded.lists[0][0].provenance[0].source == "窗口");
        CHECK(foundling.county == 330282);

        const auto add = [&](language::Index record, std::optional<RecordKey> owner,
                             const SmallRegistry::Facts& facts) {
            return outcome(registry::add(*city.registry, record, owner, city.facts(record, facts), city.clerk));
        };
        const std::string name = "甲";
        CHECK(add(city.person, home, {}) == "registry.required");
        CHECK(add(city.person, std::nullopt, {{"姓名", name}}) == "registry.owner");
        CHECK(add(city.person, RecordKey{330282, 1}, {{"姓名", name}}) == "registry.owner");
        CHECK(add(city.organisation, home, {{"名称", name}, {"区划", AreaCode(330282000000)}}) == "registry.owner");
        CHECK(add(city.person, home, {{"姓名", Rational(1)}}) == "registry.kind");
        CHECK(add(city.person, home, {{"姓名", std::string("a\nb")}}) == "registry.text");
        CHECK(add(city.person, home, {{"姓名", name}, {"身份证号", std::string("110105194912310021")}}) ==
              "registry.number");
        CHECK(add(city.person, home, {{"姓名", name}, {"性别", ChoiceNumber{7}}}) == "registry.range");
        CHECK(add(city.household, std::nullopt,
                  {{"户号", name}, {"区划", AreaCode(330282001000)}, {"资产", Rational(-1)}}) == "registry.range");
        // Without a 范围 an amount has 13 digits of yuan.
        CHECK(add(city.person, home, {{"姓名", name}, {"工资", Rational(1'000'000'000'000'001)}}) == "registry.range");
        CHECK(add(city.household, std::nullopt, {{"户号", std::string("1")}, {"区划", AreaCode(330212001000)}}) ==
              "registry.taken");
        // GB 32100: the check sign of a made-up code, wrong and right.
        CHECK(
            add(city.organisation, std::nullopt,
                {{"名称", name}, {"区划", AreaCode(330282000000)}, {"信用代码", std::string("52330282MJ8B34562M")}}) ==
            "registry.number");
        CHECK(add(city.organisation, std::nullopt,
                  {{"名称", name}, {"区划", AreaCode(330282000000)}, {"信用代码", sound_code}}) == "done");
        CHECK(city.count("person") == 1);
        CHECK(city.count("journal") == 3);
        CHECK(city.count("lookup") == 2);
    });
}

TEST_CASE("a record that was added is shown as a list shows it then")
{
    on_both_engines([](test::FreshStore& fresh) {
        SmallRegistry city(fresh);
        const RecordKey home = city.home("1", 330282001000);
        const SmallRegistry::Facts facts{{"姓名", std::string("赵一")},
                                         {"身份证号", std::string("11010519491231002X")},
                                         {"性别", ChoiceNumber{2}},
                                         {"出生日期", *Day::of(1949, 12, 31)},
                                         {"工资", Rational(1200)}};
        const registry::ListedRecord shown =
            must(registry::add_and_show(*city.registry, city.person, home, city.facts(city.person, facts), city.clerk));
        registry::ListRequest request;
        request.record = city.person;
        request.inside = registry::below(AreaCode());
        const registry::ListedRecord listed = must(registry::list(*city.registry, request)).rows.at(0);
        CHECK(shown.at == listed.at);
        CHECK(shown.version == listed.version);
        CHECK(shown.owner == listed.owner);
        CHECK(shown.values == listed.values);
        REQUIRE(shown.provenance.size() == listed.provenance.size());
        for (std::size_t fact = 0; fact < shown.provenance.size(); ++fact) {
            CHECK(shown.provenance[fact].source == listed.provenance[fact].source);
            CHECK(shown.provenance[fact].true_on == listed.provenance[fact].true_on);
        }
    });
}

TEST_CASE("a number comes late, changes, and each of them finds the person")
{
    on_both_engines([](test::FreshStore& fresh) {
        SmallRegistry city(fresh);
        const RecordKey home = city.home("1", 330282001000);
        const RecordKey zeng = city.somebody(home, {{"姓名", std::string("曾强")}});
        const auto give = [&](const char* number) {
            return outcome(city.registry->change(city.person, zeng, city.version(city.person, zeng),
                                                 city.facts(city.person, {{"身份证号", std::string(number)}}),
                                                 city.clerk.actor, "公安户籍", Day::of(2025, 7, 2)));
        };
        CHECK(give("330200194403150018") == "done");
        CHECK(give(zeng_number) == "done");
        for (const char* number : {"330200194403150018", zeng_number})
            CHECK(must(city.registry->find(city.person, 1, number)) == zeng);
        // What was his by mistake may be another's: then it is the other's.
        const RecordKey shan =
            city.somebody(home, {{"姓名", std::string("单雄")}, {"身份证号", std::string("330200194403150018")}});
        CHECK(must(city.registry->find(city.person, 1, "330200194403150018")) == shan);
        CHECK(give("330200194403150018") == "registry.taken");
        CHECK(told(must(registry::history(*city.registry, city.person, zeng, registry::below(AreaCode())))) ==
              "登记 变更 变更");
    });
}

TEST_CASE("a household that moves to another county takes its members, history, numbers and links along")
{
    on_both_engines([](test::FreshStore& fresh) {
        SmallRegistry city(fresh);
        const RecordKey home = city.home("1", 330282001000);
        const RecordKey zeng =
            city.somebody(home, {{"姓名", std::string("曾强")}, {"身份证号", std::string(zeng_number)}});
        must(registry::add(*city.registry, city.application, home, {}, city.clerk));
        must(city.registry->change(city.person, zeng, 1, city.facts(city.person, {{"姓名", std::string("曾刚")}}),
                                   city.clerk.actor, "窗口", std::nullopt));

        CHECK(outcome(city.registry->change(city.household, home, 1,
                                            city.facts(city.household, {{"区划", AreaCode(330212001000)}}),
                                            city.clerk.actor, "窗口", std::nullopt)) == "registry.elsewhere");
        const auto move = [&](std::int64_t version, const registry::Destination& to) {
            return registry::move(*city.registry, city.household, home, version, to,
                                  city.facts(city.household, {{"住址", std::string("下应北路3号")}}), city.clerk);
        };
        CHECK(outcome(move(7, {std::nullopt, AreaCode(330212001000)})) == "registry.conflict");
        CHECK(outcome(move(1, {})) == "registry.owner");
        const RecordKey there = must(move(1, {std::nullopt, AreaCode(330212001000)}));
        CHECK(there == RecordKey{330212, home.key});
        CHECK(outcome(city.registry->load(city.household, home)) == "registry.missing");
        const language::Instance loaded = must(city.registry->load(city.household, there));
        CHECK(loaded.lists.at(0).at(0).label == "曾刚");
        CHECK(loaded.lists.at(1).size() == 1);
        CHECK(must(city.registry->find(city.household, 0, "1")) == there);
        const RecordKey moved{330212, zeng.key};
        CHECK(must(city.registry->find(city.person, 1, zeng_number)) == moved);
        CHECK(city.count("name_part", "county = 330282") == 0);
        CHECK(city.count("name_part", "county = 330212 and former = 1") == 1); // 曾强, as he was called

        const auto steps = must(registry::history(*city.registry, city.person, moved, registry::below(AreaCode())));
        CHECK(told(steps) == "登记 变更 随迁");
        CHECK(steps[2].county_before == 330282);
        CHECK(steps[2].version == 3);
        const auto of_home =
            must(registry::history(*city.registry, city.household, there, registry::below(AreaCode())));
        CHECK(told(of_home) == "登记 迁移");
        CHECK(of_home[1].actor == "张经办");
        CHECK(of_home[1].facts.size() == 2);
        CHECK(of_home[1].facts[1].before == language::Value(std::string("北二环12号401室")));
        CHECK(of_home[1].facts[1].after == language::Value(std::string("下应北路3号")));
        // And back again, and a change inside one county moves nothing.
        must(registry::move(*city.registry, city.household, there, 2, {std::nullopt, AreaCode(330282002000)}, {},
                            city.clerk));
        must(registry::move(*city.registry, city.household, home, 3, {std::nullopt, AreaCode(330282001000)}, {},
                            city.clerk));
        CHECK(told(must(registry::history(*city.registry, city.person, zeng, registry::below(AreaCode())))) ==
              "登记 变更 随迁 随迁");
        CHECK(told(must(registry::history(*city.registry, city.household, home, registry::below(AreaCode())))) ==
              "登记 迁移 迁移 迁移");
    });
}

TEST_CASE("a person joins another household, and a household with members is not removed")
{
    on_both_engines([](test::FreshStore& fresh) {
        SmallRegistry city(fresh);
        const RecordKey one = city.home("1", 330282001000), other = city.home("2", 330212001000);
        const RecordKey bride = city.somebody(one, {{"姓名", std::string("李梅")}});
        const auto remove = [&](language::Index record, RecordKey at, std::int64_t version) {
            return outcome(registry::remove(*city.registry, record, at, version, city.clerk));
        };
        CHECK(remove(city.household, one, 1) == "registry.in_use");
        CHECK(outcome(registry::move(*city.registry, city.person, bride, 1, {RecordKey{330212, 1}, std::nullopt}, {},
                                     city.clerk)) == "registry.owner");
        const RecordKey there =
            must(registry::move(*city.registry, city.person, bride, 1, {other, std::nullopt},
                                city.facts(city.person, {{"与户主关系", ChoiceNumber{1}}}), city.clerk));
        const auto steps = must(registry::history(*city.registry, city.person, there, registry::below(AreaCode())));
        CHECK(steps.back().owner_before == one.key);
        CHECK(steps.back().owner_after == other.key);
        CHECK(remove(city.household, one, 1) == "done");
        CHECK(remove(city.household, one, 1) == "registry.missing");
        CHECK(told(must(registry::history(*city.registry, city.household, one, registry::below(AreaCode())))) ==
              "登记 注销");
        // Its number is free again.
        CHECK(city.home("1", 330212001000).county == 330212);

        const RecordKey house = must(registry::add(
            *city.registry, city.organisation, std::nullopt,
            city.facts(city.organisation, {{"名称", std::string("敬老院")}, {"区划", AreaCode(330282000000)}}),
            city.clerk));
        must(city.registry->change(city.person, there, 2, city.facts(city.person, {{"入住机构", Rational(house.key)}}),
                                   city.clerk.actor, "入住", std::nullopt));
        CHECK(remove(city.organisation, house, 1) == "registry.in_use");
    });
}

TEST_CASE("another head is given, and the relation of the others is asked anew")
{
    on_both_engines([](test::FreshStore& fresh) {
        SmallRegistry city(fresh);
        const RecordKey home = city.home("1", 330282001000);
        const RecordKey father = city.somebody(home, {{"姓名", std::string("甲")}, {"与户主关系", ChoiceNumber{0}}});
        const RecordKey mother = city.somebody(home, {{"姓名", std::string("乙")}, {"与户主关系", ChoiceNumber{1}}});
        const RecordKey child = city.somebody(home, {{"姓名", std::string("丙")}, {"与户主关系", ChoiceNumber{2}}});
        must(city.registry->change(city.person, father, 1,
                                   city.facts(city.person, {{"死亡日期", *Day::of(2025, 7, 3)}}),
                                   {"李经办", "死亡登记"}, "殡葬登记", Day::of(2025, 7, 4)));
        const auto head = [&](RecordKey household, RecordKey who) {
            return outcome(registry::change_head(*city.registry, city.person, household, who,
                                                 {{child.key, ChoiceNumber{2}}}, city.clerk));
        };
        CHECK(head(home, {330282, 1}) == "registry.no_head");
        CHECK(head(home, mother) == "done");
        const language::Index relation = city.field(city.person, "与户主关系");
        const language::Instance loaded = must(city.registry->load(city.household, home));
        CHECK(loaded.lists[0][0].values[relation] == language::Value(language::Unknown{}));
        CHECK(loaded.lists[0][1].values[relation] == language::Value(ChoiceNumber{0}));
        CHECK(loaded.lists[0][2].values[relation] == language::Value(ChoiceNumber{2}));
        const auto steps = must(registry::history(*city.registry, city.person, father, registry::below(AreaCode())));
        CHECK(told(steps) == "登记 变更 变更户主");
        CHECK(steps[1].facts.at(0).from.source == "殡葬登记");
        CHECK(steps[1].actor == "李经办");
        CHECK(steps[1].purpose == "死亡登记");
        CHECK(city.version(city.person, child) == 1); // His relation stayed as it was.
    });
}

TEST_CASE("history is seen where the record lies, and a county it left keeps its own time")
{
    on_both_engines([](test::FreshStore& fresh) {
        SmallRegistry city(fresh);
        const RecordKey home = city.home("1", 330282001000);
        must(registry::move(*city.registry, city.household, home, 1, {std::nullopt, AreaCode(330212001000)}, {},
                            city.clerk));
        must(city.registry->change(city.household, {330212, home.key}, 2,
                                   city.facts(city.household, {{"资产", Rational(5)}}), city.clerk.actor, "窗口",
                                   std::nullopt));
        const auto seen = [&](RecordKey at, std::uint64_t division) {
            const auto steps =
                registry::history(*city.registry, city.household, at, registry::below(AreaCode(division)));
            return steps ? told(*steps) : steps.error().code;
        };
        CHECK(seen({330212, home.key}, 330212001000) == "登记 迁移 变更");
        CHECK(seen({330212, home.key}, 330200000000) == "登记 迁移 变更");
        CHECK(seen(home, 330282000000) == "登记 迁移");
        CHECK(seen(home, 330281000000) == "registry.missing");
        CHECK(seen({330282, 1}, 0) == "registry.missing");
    });
}
