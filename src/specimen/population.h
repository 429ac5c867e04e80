// Invented people: households of a city, with ages, incomes, illnesses, disabilities, deaths and moves as they might
// be.
//
// No person of this city exists. Shares follow the shape of Chinese census tables in round figures (about one person in
// five over 60, 2.6 people to a household, 6 % disabled); they are for trying the system out and prove nothing about
// a real place.

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
enum class Relation { head, spouse, child, parent, grandchild, other };
enum class Disability { none, sight, hearing, speech, limb, intellect, mind, several };

/// What became of a parent, for children.
enum class ParentState { with_family, dead, missing, in_prison, severely_disabled };

struct Person {
    std::string name;
    std::string citizen_number; ///< empty for the few who have none
    Sex sex = Sex::male;
    Day born;
    Relation relation = Relation::head;
    bool han = true;
    bool married = false;
    std::optional<Day> died;
    std::optional<Day> moved_out;
    Disability disability = Disability::none;
    int disability_grade = 0; ///< 1..4, 0 for none
    bool seriously_ill = false;
    bool at_school = false;
    bool in_prison = false;
    bool in_institution = false;
    int ability_points = 90; ///< GB/T 42195, of the assessed old; 90 where nothing is wrong
    bool assessed = false;
    ParentState father = ParentState::with_family, mother = ParentState::with_family;
    bool orphan = false;
    Money wage, business, pension, property_income, alimony; ///< per month
};

struct Household {
    std::string number;
    AreaCode area; ///< town
    std::string area_name;
    std::string address;
    bool rural = false;
    std::vector<Person> members; ///< head first
    Money financial_assets, vehicle_value, medical_year, education_year;
    int dwellings = 1;
    int dwelling_square_metres = 80;
    bool enterprise = false;
    bool able_obligor = true; ///< somebody outside the household is bound and able to support them
};

/// Households of the towns below `city` with `persons` people in all (the last household may be cut short). The same
/// seed gives the same people. Fails with specimen.no_towns when the tree has no towns below the city on that day.
[[nodiscard]] Result<std::vector<Household>> invent(const AreaTree& areas, AreaCode city, std::size_t persons,
                                                    std::uint64_t seed, Day today);

} // namespace huimin::specimen
