// The census answers as the interpreter does, household by household, from facts as the registry tells them.

#include <map>

#include "census/answers.h"
#include "census/small_city_test.h"

using namespace huimin;
using census::Answers;
using census::Census;
using census::GivenList;
using registry::RecordKey;
using test::must;
using test::on_both_engines;

namespace {

/// Every household asked by itself, from the registry, with all its facts.
struct ByHand {
    std::map<RecordKey, GivenList> given;
    census::Tallies tallies;

    ByHand(test::SmallCity& city, const language::Program& program, Day day)
    {
        const language::Index household = program.find_record("household");
        for (const RecordKey& at : households(city)) {
            const language::Instance facts = must(city.registry.load(household, at));
            const auto answers = language::answer(program, city.world(), facts, day);
            given[at] = census::given_of(answers);
            census::add_tallies(answers, at.county, tallies);
        }
    }

    static std::vector<RecordKey> households(test::SmallCity& city)
    {
        std::vector<RecordKey> keys;
        store::Reader reader = must(city.registry.store().reader());
        store::Rows rows = must(reader.query("select county, key from household order by county, key"));
        while (must(rows.next()))
            keys.push_back({rows[0].integer(), rows[1].integer()});
        return keys;
    }
};

void check_same(const Answers& answers, const ByHand& expected, language::Index household)
{
    CHECK(answers.tallies() == expected.tallies);
    for (const auto& [at, given] : expected.given)
        CHECK_MESSAGE(answers.of(household, at) == given, at.key);
    std::size_t with_something = 0;
    answers.each([&](language::Index, RecordKey, const GivenList&) { ++with_something; });
    CHECK(with_something == static_cast<std::size_t>(std::ranges::count_if(
                                expected.given, [](const auto& each) { return !each.second.empty(); })));
}

} // namespace

TEST_CASE("the census answers as the interpreter does, for any number of threads")
{
    on_both_engines([&](test::FreshStore& fresh) {
        test::SmallCity city(fresh.store());
        test::Draw draw(42);
        city.fill(draw, 500);
        const Census census = must(Census::build(city.registry, city.read()));
        const language::Index household = city.rules->find_record("household");
        CHECK(census.size() == 500);
        REQUIRE(census.parts().size() == 1);
        CHECK(census.parts()[0].whole().size() > 50); // accounts, obligors and visits are no columns
        CHECK(census.parts()[0].whole().size() < 350);
        for (const char* on : {"2020-02-29", "2025-07-31"}) {
            const Day day = *Day::parse(on);
            const ByHand expected(city, *city.rules, day);
            for (const unsigned threads : {1U, 2U})
                check_same(must(census::ask(census, *city.rules, city.world(), day, {threads})), expected, household);
        }
    });
}

TEST_CASE("nothing a rule reads keeps the columns from answering it")
{
    const AreaTree tree = test::small_tree();
    const auto rules = test::checked(test::small_city, tree);
    const Census census = Census::of(*rules, tree, language::Reads(*rules).of_all(), {});
    const auto plan = language::plan::Plan::compile(*rules, {tree, WorkingDays()}, *Day::of(2025, 7, 31),
                                                    census.parts()[0].columns().layout(), {});
    for (const auto& question : plan.questions())
        CHECK_MESSAGE(question.interpreted.empty(), rules->policies[question.policy].heading.name,
                      question.interpreted);
}

TEST_CASE("a collective household of more people than a chunk holds is counted")
{
    on_both_engines([&](test::FreshStore& fresh) {
        test::SmallCity city(fresh.store());
        test::Draw draw(7);
        {
            auto transaction = must(fresh.store().begin());
            city.add_household(transaction, draw, 300);
            city.add_household(transaction, draw, 2);
            must(transaction.commit());
        }
        const Census census = must(Census::build(city.registry, city.read()));
        CHECK(census.size() == 2);
        CHECK(census.persons() == 302);
        const Day day = *Day::of(2025, 7, 31);
        check_same(must(census::ask(census, *city.rules, city.world(), day)), ByHand(city, *city.rules, day),
                   city.rules->find_record("household"));
    });
}

TEST_CASE("an empty store is a census of nobody")
{
    on_both_engines([&](test::FreshStore& fresh) {
        test::SmallCity city(fresh.store());
        const Census census = must(Census::build(city.registry, city.read()));
        CHECK(census.size() == 0);
        CHECK(must(census::ask(census, *city.rules, city.world(), *Day::of(2025, 7, 31))).tallies().empty());
    });
}

TEST_CASE("work that is told to stop says so and builds nothing")
{
    on_both_engines([&](test::FreshStore& fresh) {
        test::SmallCity city(fresh.store());
        test::Draw draw(3);
        city.fill(draw, 2000);
        std::atomic<bool> stop = false;
        census::Work work;
        work.stop = &stop;
        work.progress = [&](std::size_t) { stop = true; };
        CHECK(test::outcome(Census::build(city.registry, city.read(), work)) == "census.stopped");
    });
}

TEST_CASE("what a what-if comes to is what every household gains and loses by hand")
{
    on_both_engines([&](test::FreshStore& fresh) {
        test::SmallCity city(fresh.store());
        test::Draw draw(11);
        city.fill(draw, 400);
        std::string other = test::small_city;
        other.replace(other.find("城镇→846元"), std::string("城镇→846元").size(), "城镇→1200元");
        other.replace(other.find("80→60元"), std::string("80→60元").size(), "80→55元");
        const auto then = test::checked(other, city.tree);
        language::Facts read = city.read();
        read.add(language::Reads(*then).of_all());
        const Census census = must(Census::build(city.registry, read));
        const Day day = *Day::of(2025, 7, 31);
        const ByHand before(city, *city.rules, day), after(city, *then, day);
        census::Comparison expected;
        for (const auto& [at, given] : before.given) {
            const auto month = [](const GivenList& list, const language::Program& program) {
                std::pair<std::int64_t, bool> sum;
                for (const auto& one : list) {
                    sum.second = sum.second || one.verdict == language::Verdict::unknown;
                    if (program.policies[one.policy].period == language::PayPeriod::monthly)
                        sum.first += one.fen;
                }
                return sum;
            };
            const auto one = month(given, *city.rules), two = month(after.given.at(at), *then);
            census::Difference& county = expected.counties[at.county];
            county.fen_before += one.first;
            county.fen_after += two.first;
            county.gainers += two.first > one.first ? 1 : 0;
            county.newly_unknown += two.second && !one.second ? 1 : 0;
            if (two.first < one.first) {
                ++county.losers;
                expected.losers.push_back({city.rules->find_record("household"), at, one.first, two.first});
            }
        }
        const census::Comparison found = census::compare(must(census::ask(census, *city.rules, city.world(), day)),
                                                         must(census::ask(census, *then, city.world(), day)));
        CHECK(found.counties == expected.counties);
        CHECK(found.losers == expected.losers);
        CHECK(found.losers.size() > 5);
    });
}
