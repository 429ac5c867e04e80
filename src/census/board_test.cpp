// The board shows the same figures as a sweep, by division, and follows what changes.

#include "census/board.h"
#include "census/small_city_test.h"
#include "registry/deeds.h"

using namespace huimin;
using census::Board;
using census::Sheet;
using language::Verdict;
using test::must;
using test::on_both_engines;
using test::outcome;

namespace {

const Day day = *Day::of(2025, 7, 31);
std::int64_t now() { return 1'753'900'000'000; }

/// The sheet's tallies, added up to the county, beside those of a sweep; `no` is whoever is left.
void check_adds_up(const Sheet& sheet, const census::Tallies& swept, const language::Program& program)
{
    census::Tallies added;
    for (const auto& [where, tally] : sheet.tallies)
        added[{where.first, static_cast<std::int64_t>(where.second.number() / 1'000'000)}].add(tally);
    std::map<std::pair<language::Index, std::int64_t>, std::uint64_t> records;
    for (const auto& [where, count] : sheet.counts)
        records[{where.first, static_cast<std::int64_t>(where.second.number() / 1'000'000)}] += count;
    for (const auto& [where, tally] : swept) {
        CAPTURE(program.policies[where.first].heading.name);
        CHECK(added[where].yes == tally.yes);
        CHECK(added[where].unknown == tally.unknown);
        CHECK(added[where].fen == tally.fen);
        CHECK(records[{program.policies[where.first].record, where.second}] - tally.yes - tally.unknown == tally.no);
    }
}

std::size_t lines_of(const Sheet& sheet, language::Index policy, Verdict verdict)
{
    return static_cast<std::size_t>(std::ranges::count(sheet.lines[policy], verdict, &census::Line::verdict));
}

} // namespace

TEST_CASE("the board tells what a sweep tells, by town, with whoever stands behind each number")
{
    on_both_engines([&](test::FreshStore& fresh) {
        test::SmallCity city(fresh.store());
        test::Draw draw(7);
        city.fill(draw, 300);
        Board board(city.registry, city.world(), now);
        CHECK(outcome(board.sheet(day)) == "census.not_read");
        CHECK(board.generation() == 0);
        CHECK(must(board.refresh()));
        CHECK(board.generation() == 1);
        CHECK(board.size() == 300);
        const auto sheet = must(board.sheet(day));
        CHECK(sheet->at == now());
        const census::Census swept = must(census::Census::build(city.registry, city.read()));
        check_adds_up(*sheet, must(census::ask(swept, *city.rules, city.world(), day)).tallies(), *city.rules);
        for (language::Index policy = 0; policy < city.rules->policies.size(); ++policy) {
            census::Tally all;
            for (const auto& [where, tally] : sheet->tallies)
                if (where.first == policy)
                    all.add(tally);
            CHECK(lines_of(*sheet, policy, Verdict::yes) == all.yes);
            CHECK(lines_of(*sheet, policy, Verdict::unknown) == all.unknown);
            CHECK(std::ranges::is_sorted(sheet->lines[policy], {}, &census::Line::place));
        }
        CHECK(must(board.sheet(day)) == sheet); // at hand
    });
}

TEST_CASE("a year of months is at hand in sums, and the first two with their answers")
{
    on_both_engines([&](test::FreshStore& fresh) {
        test::SmallCity city(fresh.store());
        test::Draw draw(7);
        city.fill(draw, 60);
        Board board(city.registry, city.world(), now);
        CHECK(outcome(board.sums(day)) == "census.not_read");
        must(board.refresh());
        std::vector<std::shared_ptr<const census::Sums>> months;
        for (int back = 0; back < 12; ++back)
            months.push_back(must(board.sums(Month::of(day).plus(-back).last())));
        for (const auto& month : months)
            CHECK(must(board.sums(month->day)) == month); // at hand
        CHECK(must(board.sheet(months[0]->day)) == months[0]);
        CHECK(must(board.sheet(months[5]->day))->tallies == months[5]->tallies);
    });
}

TEST_CASE("a change shows after the next refresh, and only then")
{
    on_both_engines([&](test::FreshStore& fresh) {
        test::SmallCity city(fresh.store());
        test::Draw draw(11);
        city.fill(draw, 60);
        Board board(city.registry, city.world(), now);
        must(board.refresh());
        CHECK_FALSE(must(board.refresh()));
        CHECK(board.generation() == 1);
        const auto before = must(board.sheet(day));

        const language::Index household = city.rules->find_record("household");
        const language::Index person = city.rules->find_record("person");
        const language::Index elder = city.rules->find_policy("elder");
        const registry::Telling clerk{{"张经办", "登记"}, "窗口", day};
        const auto fact = [&](language::Index record, const char* name, language::Value value) {
            return registry::FactChange{city.rules->find_field(record, name), std::move(value)};
        };
        const auto home = must(registry::add(city.registry, household, std::nullopt,
                                             {fact(household, "household_number", std::string("新")),
                                              fact(household, "area", AreaCode(330'282'102'000))},
                                             clerk));
        must(registry::add(city.registry, person, home,
                           {fact(person, "name", std::string("乙")), fact(person, "birthday", *Day::of(1935, 1, 1)),
                            fact(person, "grade", Rational(0))},
                           clerk));
        CHECK(must(board.sheet(day)) == before);
        CHECK(must(board.refresh()));
        CHECK(board.generation() == 2);
        const auto after = must(board.sheet(day));
        const std::pair where(elder, AreaCode(330'282'102'000));
        const auto yes = [&](const Sheet& sheet) {
            const auto found = sheet.tallies.find(where);
            return found == sheet.tallies.end() ? 0 : found->second.yes;
        };
        CHECK(yes(*after) == yes(*before) + 1);
        const std::pair persons(person, AreaCode(330'282'102'000));
        CHECK(after->counts.at(persons) == before->counts.at(persons) + 1);
        CHECK(before->tallies != after->tallies); // what was handed out stays as it was

        must(city.registry.change(household, home, 1, {fact(household, "area", AreaCode(330'282'101'000))}, clerk.actor,
                                  "窗口", day));
        CHECK(must(board.refresh()));
        CHECK(yes(*must(board.sheet(day))) == yes(*before)); // moved to another town
    });
}

TEST_CASE("a rule book is tried beside the one in force")
{
    on_both_engines([&](test::FreshStore& fresh) {
        test::SmallCity city(fresh.store());
        test::Draw draw(5);
        city.fill(draw, 120);
        Board board(city.registry, city.world(), now);
        CHECK(outcome(board.try_out(*city.rules, day)) == "census.not_read");
        must(board.refresh());
        const census::Trial same = must(board.try_out(*city.rules, day));
        CHECK(same.before == same.after);
        CHECK(same.comparison.losers.empty());
        std::string dearer = test::small_city;
        dearer.replace(dearer.find("80→60元"), std::string("80→60元").size(), "80→20元");
        const auto other = test::checked(dearer, city.tree);
        std::size_t told = 0;
        census::Work work;
        work.threads = 1;
        work.progress = [&](std::size_t done) { told = done; };
        const census::Trial trial = must(board.try_out(*other, day, work));
        CHECK(told > 120); // the second asking goes on where the first ended
        CHECK(told <= 240);
        std::uint64_t losers = 0;
        for (const auto& [county, difference] : trial.comparison.counties)
            losers += difference.losers;
        CHECK(losers == trial.comparison.losers.size());
        CHECK(losers > 0);
    });
}
