// What changes in the registry, by whatever deed, reaches the census and its answers; and no more is asked than was
// touched.

#include <algorithm>

#include "census/kept.h"
#include "census/small_city_test.h"
#include "registry/deeds.h"
#include "registry/merge.h"

using namespace huimin;
using census::Answers;
using census::Census;
using census::ChangedAnswer;
using language::Index;
using registry::RecordKey;
using test::must;
using test::on_both_engines;

namespace {

const Day today = *Day::of(2025, 7, 31);

/// Does to a city what offices do, by chance; deeds that the registry refuses are part of it.
class Office {
public:
    Office(test::SmallCity& city, std::uint64_t seed) : city_(city), seed_(seed), draw_(seed), program_(*city.rules) {}

    void work(int deeds)
    {
        for (int i = 0; i < deeds; ++i)
            deed();
    }

    /// A change of one fact of somebody, told by its alias.
    void change(const char* record, RecordKey at, const char* field, language::Value value)
    {
        const Index index = program_.find_record(record);
        must(city_.registry.change(index, at, version(record, at),
                                   {{program_.find_field(index, field), std::move(value)}}, clerk_, "电话", today));
    }

    std::optional<RecordKey> somebody(const char* record)
    {
        store::Reader reader = must(city_.registry.store().reader());
        const std::string table = store::Dialect::name(record);
        const auto count = must(reader.find_integer("select count(*) from " + table)).value_or(0);
        if (count == 0)
            return std::nullopt;
        store::Rows rows =
            must(reader.query("select county, key from " + table + " order by county, key limit 1 offset " +
                              std::to_string(draw_.below(count))));
        REQUIRE(must(rows.next()));
        return RecordKey{rows[0].integer(), rows[1].integer()};
    }

private:
    std::int64_t version(const char* record, RecordKey at)
    {
        store::Reader reader = must(city_.registry.store().reader());
        return must(reader.find_integer("select version from " + store::Dialect::name(record) +
                                            " where county = $1 and key = $2",
                                        {at.county, at.key}))
            .value_or(0);
    }

    void deed()
    {
        static constexpr const char* records[] = {"household", "person", "person", "person", "obligor", "visit"};
        const char* record = records[draw_.below(6)];
        const Index index = program_.find_record(record);
        const auto at = somebody(record), home = somebody("household");
        if (!at || !home)
            return;
        switch (draw_.below(8)) {
        case 0: return add(draw_.below(2) == 0 ? "household" : "person", *home);
        case 1:
            return static_cast<void>(registry::remove(city_.registry, index, *at, version(record, *at), telling_).ok());
        case 2: return move(record, *at, *home);
        case 3:
            if (const auto other = somebody(record)) {
                if (registry::merge(city_.registry, index, *at, *other, clerk_).ok())
                    given_up_.emplace_back(index, *other);
            }
            return;
        case 4:
            if (!given_up_.empty()) {
                const auto [of, gone] =
                    given_up_[static_cast<std::size_t>(draw_.below(static_cast<std::int64_t>(given_up_.size())))];
                static_cast<void>(registry::unmerge(city_.registry, of, gone, clerk_).ok());
            }
            return;
        default: return change_one(record, index, *at);
        }
    }

    void add(const char* record, RecordKey home)
    {
        const Index index = program_.find_record(record);
        std::vector<registry::FactChange> facts;
        const auto fact = [&](const char* field, language::Value value) {
            facts.push_back({program_.find_field(index, field), std::move(value)});
        };
        if (index == program_.find_record("household")) {
            fact("household_number", "新" + std::to_string(seed_) + "-" + std::to_string(++added_));
            fact("area", AreaCode(330'282'101'000));
            fact("register_kind", language::ChoiceNumber{1});
        } else {
            fact("name", std::string("新人"));
            fact("wage", Rational(draw_.below(200'000)));
        }
        must(registry::add(city_.registry, index,
                           program_.records[index].owner == language::none ? std::nullopt : std::optional(home), facts,
                           telling_));
    }

    void move(const char* record, RecordKey at, RecordKey home)
    {
        registry::Destination to;
        if (std::string(record) == "household")
            to.area = AreaCode(static_cast<std::uint64_t>(test::SmallCity::towns[draw_.below(3)]));
        else if (std::string(record) == "visit")
            to.owner = somebody("person");
        else
            to.owner = home;
        static_cast<void>(
            registry::move(city_.registry, program_.find_record(record), at, version(record, at), to, {}, telling_)
                .ok());
    }

    /// A fact of that kind; none of the kinds that name or find a record.
    std::optional<language::Value> drawn(const language::Field& field)
    {
        using language::Kind;
        const Kind kind = field.type.kind;
        if (draw_.one_in(5) && kind != Kind::text && kind != Kind::area && kind != Kind::citizen_number)
            return language::Unknown{};
        if (kind == Kind::truth)
            return draw_.below(2) == 0;
        if (kind == Kind::money || kind == Kind::integer || kind == Kind::quantity)
            return Rational(draw_.below(kind == Kind::money ? 300'000 : kind == Kind::integer ? 5 : 400));
        if (kind == Kind::day)
            return Day::from_number(static_cast<std::int32_t>(20'000 - draw_.below(40'000)));
        if (kind == Kind::choice)
            return language::ChoiceNumber{static_cast<std::int32_t>(1 + draw_.below(2))};
        return field.alias == "account" ? std::optional<language::Value>(std::string("6222")) : std::nullopt;
    }

    void change_one(const char* record, Index index, RecordKey at)
    {
        const auto& fields = program_.records[index].fields;
        const auto field = static_cast<Index>(draw_.below(static_cast<std::int64_t>(fields.size())));
        if (auto value = drawn(fields[field]))
            must(city_.registry.change(index, at, version(record, at), {{field, std::move(*value)}}, clerk_, "电话",
                                       today));
    }

    test::SmallCity& city_;
    std::uint64_t seed_;
    test::Draw draw_;
    const language::Program& program_;
    registry::Actor clerk_{"张三", "试验"};
    registry::Telling telling_{clerk_, "窗口", today};
    std::vector<std::pair<Index, RecordKey>> given_up_;
    int added_ = 0;
};

void check_same_facts(const language::Instance& one, const language::Instance& other)
{
    CHECK(one.key == other.key);
    for (std::size_t i = 0; i < one.values.size(); ++i)
        CHECK_MESSAGE(one.values[i] == other.values[i], "key ", one.key, ", field ", i);
    REQUIRE(one.lists.size() == other.lists.size());
    for (std::size_t i = 0; i < one.lists.size(); ++i) {
        REQUIRE(one.lists[i].size() == other.lists[i].size());
        for (std::size_t m = 0; m < one.lists[i].size(); ++m)
            check_same_facts(one.lists[i][m], other.lists[i][m]);
    }
}

void check_same(const Census& one, const Census& other)
{
    REQUIRE(one.parts().size() == other.parts().size());
    CHECK(one.persons() == other.persons());
    for (std::size_t i = 0; i < one.parts().size(); ++i) {
        REQUIRE(one.parts()[i].keys() == other.parts()[i].keys());
        for (const RecordKey& at : one.parts()[i].keys())
            check_same_facts(*one.parts()[i].find(at), *other.parts()[i].find(at));
    }
}

} // namespace

TEST_CASE("whatever is done in the registry, the census follows, and the answers that changed are those that differ")
{
    on_both_engines([&](test::FreshStore& fresh) {
        test::SmallCity city(fresh.store());
        test::Draw draw(5);
        city.fill(draw, 120);
        Census census = must(Census::build(city.registry, city.read()));
        for (std::uint64_t round = 0; round < 12; ++round) {
            const Census old = must(Census::build(city.registry, city.read()));
            const Answers old_answers = must(census::ask(old, *city.rules, city.world(), today));
            Office(city, round).work(round == 0 ? 0 : 25);
            if (round % 2 == 0)
                must(store::seal_journal(fresh.store()));
            const census::Changes changes = must(census.refresh(city.registry));
            REQUIRE_FALSE(changes.everything);
            CHECK((round != 0 || changes.units.empty()));
            const Census now = must(Census::build(city.registry, city.read()));
            check_same(census, now);
            const auto expected =
                census::changed_answers(old_answers, must(census::ask(now, *city.rules, city.world(), today)));
            for (const unsigned threads : {1U, 2U})
                CHECK(must(census::changed_answers(*city.rules, city.world(), today, changes, {threads})) == expected);
            CHECK((round == 0) == expected.empty());
        }
    });
}

TEST_CASE("another process finds the same changes from what was kept in the store")
{
    on_both_engines([&](test::FreshStore& fresh) {
        test::SmallCity city(fresh.store());
        test::Draw draw(6);
        city.fill(draw, 120);
        CHECK(test::outcome(census::sweep_changes(city.registry, city.world(), today)) == "census.nothing_kept");
        {
            const Census census = must(Census::build(city.registry, city.read()));
            must(census::keep(city.registry, census, must(census::ask(census, *city.rules, city.world(), today))));
        }
        Day day = today;
        for (std::uint64_t round = 0; round < 6; ++round) {
            const Census old = must(Census::build(city.registry, city.read()));
            const Answers before = must(census::ask(old, *city.rules, city.world(), day));
            Office(city, 100 + round).work(15);
            must(store::seal_journal(fresh.store()));
            if (round == 4)
                day = *Day::of(2031, 1, 31); // people have grown older
            const census::ChangeSweep found = must(census::sweep_changes(city.registry, city.world(), day));
            const Census now = must(Census::build(city.registry, city.read()));
            CHECK(found.changed ==
                  census::changed_answers(before, must(census::ask(now, *city.rules, city.world(), day))));
            CHECK(found.everybody == (round == 4));
            CHECK((round == 4 || found.units_asked < now.size()));
            CHECK(must(census::kept_sweep(city.registry))->day == day);
        }
        CHECK(must(census::sweep_changes(city.registry, city.world(), day)).changed.empty());
    });
}

TEST_CASE("a change beyond a column's width, and one that makes a known fact unknown, are taken in")
{
    on_both_engines([&](test::FreshStore& fresh) {
        test::SmallCity city(fresh.store());
        {
            auto transaction = must(fresh.store().begin());
            for (int i = 1; i <= 3; ++i)
                must(transaction.run("insert into household (county, key, version, household_number, area, "
                                     "register_kind, assets) values (330212, $1, 1, $2, 330212000000, 1, 100)",
                                     {i, std::to_string(i)}));
            must(transaction.commit());
        }
        Census census = must(Census::build(city.registry, city.read()));
        Office office(city, 1);
        office.change("household", {330212, 1}, "assets", Rational(900'000'000));
        office.change("household", {330212, 2}, "register_kind", language::Unknown{});
        CHECK(must(census.refresh(city.registry)).units.size() == 2);
        check_same(census, must(Census::build(city.registry, city.read())));
        const auto& columns = census.parts()[0].columns();
        CHECK(columns.layout().unit_columns[1].high == 900'000'000);
    });
}

TEST_CASE("when more than a quarter is touched the census is built anew")
{
    on_both_engines([&](test::FreshStore& fresh) {
        test::SmallCity city(fresh.store());
        test::Draw draw(8);
        city.fill(draw, 1200);
        Census census = must(Census::build(city.registry, city.read()));
        {
            // As an import tells: every record by an entry of its own.
            auto transaction = must(fresh.store().begin());
            must(transaction.run("update household set assets = 5"));
            store::Journal journal(city.registry.keys());
            std::vector<RecordKey> homes = census.parts()[0].keys();
            for (const RecordKey& at : homes)
                must(journal.write(transaction, {.area = AreaCode(static_cast<std::uint64_t>(at.county) * 1'000'000),
                                                 .actor = "导入",
                                                 .purpose = "试验",
                                                 .action = "registry.change",
                                                 .record = "household",
                                                 .key = at.key}));
            must(transaction.commit());
        }
        const census::Changes changes = must(census.refresh(city.registry));
        CHECK(changes.everything);
        CHECK(changes.units.empty());
        check_same(census, must(Census::build(city.registry, city.read())));
    });
}

TEST_CASE("only policies that read what was touched are asked again")
{
    const AreaTree tree = test::small_tree();
    const auto rules = test::checked(test::small_city, tree);
    const language::Reads reads(*rules);
    const auto touched = [&](const char* record, const char* field) {
        language::Facts facts;
        const Index index = rules->find_record(record);
        facts.fields.emplace(index, rules->find_field(index, field));
        std::string names;
        const auto policies = reads.touched_by(facts);
        for (Index policy = 0; policy < policies.size(); ++policy)
            if (policies[policy])
                names += (names.empty() ? "" : " ") + rules->policies[policy].heading.name;
        return names;
    };
    const struct {
        const char *record, *field, *policies;
    } rows[] = {
        {"person", "name", ""},
        {"meal", "eaten_on", ""},
        {"household", "account", "山区"},
        {"household", "floor_area", "山区"},
        {"visit", "visited_on", "关爱"},
        {"person", "at_school", "助学"},
        {"person", "birthday", "高龄 护理"},                         // choose the higher of the two
        {"obligor", "able", "特困 低保 助学"},                       // 特困 excludes 低保, which 助学 asks for
        {"household", "area", "特困 低保 山区 报销 高龄 护理 助学"}, // by their parameters
        {"person", "wage", "特困 低保 高龄 护理 助学"},
    };
    for (const auto& row : rows)
        CHECK_MESSAGE(touched(row.record, row.field) == row.policies, row.record, ".", row.field);
    language::Facts births;
    births.lists.insert(0);
    const auto policies = reads.touched_by(births);
    CHECK(std::ranges::count(policies, true) == 6); // all but 山区, 急难 and 报销
}
