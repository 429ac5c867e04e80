#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "base/identity_number.h"
#include "specimen/files.h"
#include "specimen/population.h"

using namespace huimin;

namespace {

const Day today = *Day::of(2025, 7, 31);

const AreaTree& areas()
{
    static const AreaTree tree = [] {
        std::ifstream in(HUIMIN_SOURCE_DIR "/data/areas.csv", std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        return AreaTree::read(text.str()).value();
    }();
    return tree;
}

std::vector<specimen::Household> people_of(const char* city, std::size_t persons, std::uint64_t seed = 2025)
{
    return specimen::invent(areas(), AreaCode::parse(city).value(), persons, seed, today).value();
}

} // namespace

TEST_CASE("an invented city has the ages, households and hardships of a census, in round figures")
{
    const specimen::Shape shape = specimen::shape_of(people_of("330200", 60'000), today);
    REQUIRE(shape.persons == 60'000);
    const std::size_t persons = shape.persons, households = shape.households;
    const struct {
        const char* what;
        std::size_t part, whole;
        double low, high; ///< per cent
    } shares[] = {
        {"younger than 15", shape.children, persons, 13, 19},
        {"15 to 59", shape.of_working_age, persons, 58, 66},
        {"60 and older", shape.over_60, persons, 19, 23},
        {"80 and older", shape.over_80, persons, 2.2, 3.6},
        {"women", shape.women, persons, 48, 52},
        {"households of one", shape.one_person, households, 22, 28},
        {"households of two", shape.two_persons, households, 26, 32},
        {"households of five or more", shape.five_or_more, households, 8, 14},
        {"disabled", shape.disabled, persons, 5, 7},
        {"seriously ill", shape.seriously_ill, persons, 0.5, 1.5},
        {"households in hardship", shape.hardship, households, 2.5, 4.5},
        {"died within two years", shape.dead, persons, 1.0, 2.0},
        {"moved out within a year", shape.moved, persons, 0.7, 1.6},
        {"without a number", shape.without_number, persons, 0.01, 0.2},
        {"orphans", shape.orphans, persons, 0.005, 0.1},
    };
    for (const auto& c : shares) {
        const double share = 100.0 * static_cast<double>(c.part) / static_cast<double>(c.whole);
        CHECK_MESSAGE((share >= c.low && share <= c.high), std::string(c.what), ": ", share, " %");
    }
    const double size = static_cast<double>(persons) / static_cast<double>(households);
    CHECK_MESSAGE((size > 2.5 && size < 2.8), "persons to a household: ", size);
}

TEST_CASE("every invented number is valid, fits its bearer and is nobody else's")
{
    std::set<std::string> numbers;
    for (const specimen::Household& home : people_of("330900", 20'000))
        for (const specimen::Person& person : home.members) {
            if (person.citizen_number.empty())
                continue;
            const auto number = IdentityNumber::parse(person.citizen_number);
            REQUIRE(number.ok());
            CHECK(number->birthday() == person.born);
            CHECK_MESSAGE(numbers.insert(person.citizen_number).second, person.citizen_number);
        }
}

TEST_CASE("most were born where they live, some elsewhere, and their numbers do not count from one")
{
    std::size_t people = 0, here = 0, in_province = 0, low = 0, han = 0;
    std::set<std::string> groups;
    const AreaTree& tree = areas();
    for (const specimen::Household& home : people_of("330900", 20'000))
        for (const specimen::Person& person : home.members) {
            if (person.citizen_number.empty())
                continue;
            ++people;
            const auto county = AreaCode::parse(person.citizen_number.substr(0, 6));
            REQUIRE(county.ok());
            CHECK(tree.find(*county, today) != nullptr);
            here += county->text().substr(0, 6) == home.area.text().substr(0, 6) ? 1U : 0U;
            in_province += person.citizen_number.starts_with("33") ? 1U : 0U;
            low += person.citizen_number.substr(14, 3) < "010" ? 1U : 0U;
            han += person.ethnic_group == std::string("汉族") ? 1U : 0U;
            groups.insert(person.ethnic_group);
        }
    const auto share = [&](std::size_t part) { return 100 * part / people; };
    CHECK((share(here) >= 70 && share(here) <= 78));
    CHECK((share(in_province) >= 87 && share(in_province) <= 94));
    CHECK(share(low) <= 2);
    CHECK((share(han) >= 90 && share(han) <= 92));
    CHECK(groups.size() > 15);
}

TEST_CASE("a household hangs together")
{
    for (const specimen::Household& home : people_of("371300", 20'000)) {
        REQUIRE(!home.members.empty());
        CHECK(home.members.front().relation == specimen::Relation::head);
        for (const specimen::Person& person : home.members) {
            const int old = years_of_age(person.born, today);
            CHECK((old >= 0 && old <= 105));
            CHECK_MESSAGE((person.school == specimen::School::none || (old >= 6 && old < 25)), person.name);
            CHECK_MESSAGE((person.disability == specimen::Disability::none) == (person.disability_grade == 0),
                          person.name);
            CHECK_MESSAGE((person.wage == Money() || old >= 18), person.name);
            if (person.died)
                CHECK(*person.died <= today);
        }
    }
}

TEST_CASE("the same seed invents the same people, another seed others")
{
    const auto first = people_of("330481", 2'000, 7), again = people_of("330481", 2'000, 7),
               other = people_of("330481", 2'000, 8);
    REQUIRE(first.size() == again.size());
    for (std::size_t i = 0; i < first.size(); ++i)
        REQUIRE(first[i].members.front().citizen_number == again[i].members.front().citizen_number);
    CHECK(first.front().members.front().name + first[1].members.front().name !=
          other.front().members.front().name + other[1].members.front().name);
}

TEST_CASE("a division without towns is refused by name")
{
    const auto none = specimen::invent(areas(), AreaCode::parse("999900").value(), 10, 1, today);
    REQUIRE(!none.ok());
    CHECK(none.error().code == "specimen.no_towns");
    CHECK(none.error().message.find("999900") != std::string::npos);
}

TEST_CASE("the stated share of rows is wrong, in every file that has something to get wrong")
{
    const auto folder = std::filesystem::temp_directory_path() / "huimin-specimen-test";
    std::filesystem::remove_all(folder);
    const auto households = people_of("330200", 20'000);
    for (const int rate : {0, 100, 500}) {
        const auto files = specimen::draw_up_files(households, {folder, 3, today, rate}).value();
        CHECK(files.size() == 11);
        std::size_t rows = 0, mistakes = 0;
        for (const specimen::OfficeFile& file : files) {
            CHECK(std::filesystem::exists(folder / file.name));
            rows += file.rows;
            mistakes += file.mistakes;
        }
        const double share = 10'000.0 * static_cast<double>(mistakes) / static_cast<double>(rows);
        CHECK_MESSAGE((share >= rate * 0.8 && share <= rate * 1.2), "asked ", rate, ", came ", share);
    }
    std::filesystem::remove_all(folder);
}
