// Invented people: households of a city, with ages, incomes, illnesses, disabilities, deaths and moves as they might
// be.
//
// No person of this city exists. Shares follow the shape of Chinese census tables in round figures: about one person in
// five over 60 and three in a hundred over 80, 2.6 people to a household, 6 % disabled, one household in thirty in
// hardship. They are for trying the system out and prove nothing about a real place.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/area.h"
#include "base/day.h"
#include "base/money.h"

namespace huimin::specimen {

enum class Sex { male, female };
enum class Relation { head, spouse, child, parent, grandchild, sibling, other };
enum class Marriage { single, married, widowed, divorced };
enum class Disability { none, sight, hearing, speech, limb, intellect, mind, several };
enum class School { none, basic, secondary, college, postgraduate };
enum class Employment { none, employee, flexible, farming, self_employed, retired, unemployed };
enum class Insurance { none, employees, residents };

/// What became of a parent, for children.
enum class ParentState { with_family, dead, missing, in_prison, severely_disabled, seriously_ill, unknown_parent };

struct Parent {
    ParentState state = ParentState::with_family;
    int months = 0;    ///< how long, of missing and in_prison
    bool away = false; ///< works elsewhere
};

struct Person {
    std::string name;
    std::string citizen_number; ///< empty for the few who have none
    Sex sex = Sex::male;
    Day born;
    Relation relation = Relation::head;
    Marriage marriage = Marriage::single;
    const char* ethnic_group = "汉族";
    std::optional<Day> died, moved_out, in_custody_since;
    bool in_institution = false;
    Disability disability = Disability::none;
    int disability_grade = 0;   ///< 1..4, 0 for none
    bool mind_and_more = false; ///< grade two of intellect or mind, with another disability
    bool kept_by_kin = false;   ///< grown, disabled, kept by a sibling or somebody old
    bool seriously_ill = false;
    Insurance insurance = Insurance::residents;
    School school = School::none;
    int ability_points = 90; ///< GB/T 42195, of the old who were assessed; 90 where nothing is wrong
    bool assessed = false;
    bool lives_alone = false;
    std::optional<Day> visited;
    Parent father, mother;
    bool entrusted = false; ///< somebody looks after a child whose parents are away
    Employment employment = Employment::none;
    Money wage, business, pension, property_income, alimony; ///< per month
    bool being_paid = false;                                 ///< stands in the old-age allowance's payment list
};

/// Somebody outside the household who is bound to support its old people.
struct Obligor {
    std::string name, citizen_number;
    Day born;
    bool minimum_living = false, disabled = false, income_low = false, means_low = false, illness = false;
    Money family_income, paid; ///< per month
    int family_heads = 3, families_supported = 1, dwellings = 1;
};

struct Household {
    std::string number;
    AreaCode area; ///< town
    std::string area_name;
    std::string address;
    bool rural = false;
    bool hardship = false;       ///< drawn as poor: little is earned and little is owned
    std::vector<Person> members; ///< head first
    std::vector<Obligor> obligors;
    bool without_obligor = false; ///< nobody is bound to support its old people
    Money financial_assets, vehicle_value;
    Money medical_year, education_year, rehabilitation_year, emergency_costs;
    int dwellings = 1;
    int dwelling_square_metres = 80;
    bool other_premises = false, enterprise = false;
    bool emergency = false, elder_carer = false;
    std::optional<Day> authorised; ///< the mandate to ask banks and bureaus, of those who applied
};

/// Households of the towns below `city` with `persons` people in all (the last household may be cut short). The same
/// seed gives the same people. Fails with specimen.no_towns when the tree has no towns below the city on that day.
[[nodiscard]] Result<std::vector<Household>> invent(const AreaTree& areas, AreaCode city, std::size_t persons,
                                                    std::uint64_t seed, Day today);

/// What a city of invented people looks like: printed when it is made, held to the census's shape by a test.
struct Shape {
    std::size_t households = 0, persons = 0;
    std::size_t children = 0, of_working_age = 0, over_60 = 0, over_80 = 0; ///< 0..14, 15..59, 60+, 80+
    std::size_t one_person = 0, two_persons = 0, five_or_more = 0;          ///< households
    std::size_t hardship = 0;                                               ///< households
    std::size_t disabled = 0, seriously_ill = 0, dead = 0, moved = 0, without_number = 0, orphans = 0, women = 0;
};
[[nodiscard]] Shape shape_of(const std::vector<Household>&, Day today);

} // namespace huimin::specimen
