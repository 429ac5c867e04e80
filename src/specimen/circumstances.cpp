#include "specimen/circumstances.h"

#include <algorithm>

#include "base/identity_number.h"
#include "specimen/names.h"

namespace huimin::specimen {

void Circumstances::befall(Household& home)
{
    for (Person& person : home.members) {
        health(person, home);
        ability(person, home);
        school_and_work(person, home);
        person.lives_alone = home.members.size() == 1 && years(person) >= 60;
        if (!random_.chance(6))
            person.citizen_number = number_of(person.born, person.sex, home);
    }
    means(home);
    spending(home);
    support(home);
    events(home);
}

int Circumstances::years(const Person& person) const { return years_of_age(person.born, today_); }

/// Whole yuan, and sometimes fen.
Money Circumstances::yuan(std::int64_t low, std::int64_t high)
{
    return Money::from_fen(random_.between(low, high) * 100 + (random_.chance(1500) ? random_.below(100) : 0));
}

Day Circumstances::within(std::int32_t days)
{
    return today_.plus_days(-static_cast<std::int32_t>(random_.below(days)));
}

void Circumstances::health(Person& person, const Household& home)
{
    const int old = years(person);
    const int usual = old >= 60 ? 1250 : old >= 16 ? 420 : 150;
    if (person.disability == Disability::none && random_.chance(home.hardship ? usual * 2 : usual))
        person.disability = static_cast<Disability>(1 + random_.pick({14, 16, 2, 42, 10, 12, 4}));
    if (person.disability != Disability::none && person.disability_grade == 0)
        person.disability_grade = static_cast<int>(1 + random_.pick({12, 20, 32, 36}));
    const bool mind = person.disability == Disability::intellect || person.disability == Disability::mind;
    person.mind_and_more = mind && person.disability_grade == 2 && random_.chance(1500);
    person.seriously_ill = random_.chance((old >= 60 ? 200 : 40) * (home.hardship ? 4 : 1));
}

void Circumstances::ability(Person& person, const Household& home)
{
    const int old = years(person);
    if (old < 60)
        return;
    person.assessed = random_.chance(9700);
    const int failing = (old >= 90   ? 5500
                         : old >= 80 ? 3000
                         : old >= 70 ? 1100
                                     : 400) +
                        (person.disability_grade == 1 || person.disability_grade == 2 ? 3000 : 0);
    if (random_.chance(failing))
        person.ability_points =
            random_.chance(6000) ? static_cast<int>(random_.between(66, 89)) : static_cast<int>(random_.between(0, 65));
    person.in_institution = old >= 70 && random_.chance(person.ability_points < 66 ? 1500 : 60);
    if (home.members.size() == 1 || person.ability_points < 66)
        person.visited = random_.chance(9300) ? within(26) : within(100);
}

void Circumstances::school_and_work(Person& person, const Household& home)
{
    const int old = years(person);
    if (old >= 6 && old < 15)
        person.school = School::basic;
    else if (old >= 15 && old < 18 && random_.chance(9300))
        person.school = School::secondary;
    else if (old >= 18 && old < 22 && random_.chance(5500))
        person.school = School::college;
    else if (old >= 22 && old < 25 && person.relation == Relation::child && random_.chance(700))
        person.school = School::postgraduate;
    const int retired_at = person.sex == Sex::female ? 55 : 60;
    if (old >= retired_at) {
        old_income(person, home);
    } else if (old >= 18 && person.school == School::none && person.disability_grade != 1 &&
               person.disability_grade != 2) {
        home.hardship ? earn_little(person, home) : earn(person, home);
    }
    if (old >= 18 && old < 60 && person.employment == Employment::none && person.school == School::none &&
        person.disability_grade == 0)
        person.employment = random_.chance(4000) ? Employment::unemployed : Employment::none;
    person.insurance = person.employment == Employment::employee ? Insurance::employees
                       : random_.chance(120)                     ? Insurance::none
                                                                 : Insurance::residents;
    if (random_.chance(home.hardship ? 60 : 400))
        person.property_income = yuan(100, 2500);
}

void Circumstances::earn(Person& person, const Household& home)
{
    const std::size_t way = random_.pick({66, 14, home.rural ? 12 : 2, 10, 8});
    if (way == 0) {
        person.employment = Employment::employee;
        person.wage = random_.chance(6000) ? yuan(3200, 8500) : yuan(8000, 18'000);
    } else if (way == 1) {
        person.employment = Employment::flexible;
        person.wage = yuan(2600, 9000);
    } else if (way == 2) {
        person.employment = Employment::farming;
        person.business = yuan(1800, 6000);
    } else if (way == 3) {
        person.employment = Employment::self_employed;
        person.business = yuan(2500, 15'000);
    }
}

void Circumstances::earn_little(Person& person, const Household& home)
{
    const std::size_t way = random_.pick({14, 30, home.rural ? 26 : 4, 40});
    if (way == 0) {
        person.employment = Employment::employee;
        person.wage = yuan(1900, 2900);
    } else if (way == 1) {
        person.employment = Employment::flexible;
        person.wage = yuan(500, 2600);
    } else if (way == 2) {
        person.employment = Employment::farming;
        person.business = yuan(100, 900);
    }
}

void Circumstances::old_income(Person& person, const Household& home)
{
    person.employment = Employment::retired;
    if (home.hardship) {
        person.pension = random_.chance(home.rural ? 400 : 3500) ? yuan(1100, 2300) : yuan(180, 900);
        return;
    }
    if (!home.rural && random_.chance(8500)) {
        person.pension = yuan(2400, 6500);
        return;
    }
    person.pension = yuan(250, 1100);
    if (random_.chance(7000))
        person.alimony = yuan(600, 2200);
}

std::string Circumstances::number_of(Day born, Sex sex, const Household& home)
{
    const std::string county = birthplaces_.draw(births_, home.area).text().substr(0, 6);
    char day[16];
    std::snprintf(day, sizeof day, "%04d%02d%02d", born.year(), born.month(), born.day());
    // Sequence codes are odd for males, even for females. Those of one day begin anywhere and come all, each once, as
    // 499 is prime.
    constexpr int per_day = 499, step = 77;
    const auto [place, is_first] = taken_.try_emplace(county + day + (sex == Sex::male ? "m" : "f"), 0);
    if (is_first)
        place->second = static_cast<int>(births_.below(per_day));
    // Not one that ends in 000: an import asks whether a spreadsheet cut it short, and mistakes are made on purpose
    // only.
    std::string number;
    do {
        place->second = (place->second + step) % per_day;
        char sequence[8];
        std::snprintf(sequence, sizeof sequence, "%03d", 2 * place->second + (sex == Sex::male ? 1 : 2));
        number = county + day + sequence;
        number += identity_check_character(number);
    } while (number.ends_with("000"));
    return number;
}

void Circumstances::means(Household& home)
{
    const auto heads = static_cast<std::int64_t>(home.members.size());
    if (home.hardship) {
        home.financial_assets = random_.chance(3000) ? Money() : yuan(200, 22'000 * heads);
        home.vehicle_value = random_.chance(250) ? yuan(5'000, 60'000) : Money();
        home.dwellings = random_.chance(1200) ? 0 : 1;
        home.dwelling_square_metres = home.dwellings == 0 ? 0 : static_cast<int>(random_.between(18, 90));
        home.authorised = within(500);
        return;
    }
    home.financial_assets = yuan(38'000 * heads, 260'000 * heads);
    home.vehicle_value = random_.chance(5200) ? yuan(20'000, 260'000) : Money();
    home.dwellings = random_.chance(1900) ? 2 : random_.chance(300) ? 0 : 1;
    home.dwelling_square_metres = home.dwellings == 0 ? 0 : static_cast<int>(random_.between(30, 120 * home.dwellings));
    home.other_premises = random_.chance(250);
    home.enterprise = random_.chance(600);
}

void Circumstances::spending(Household& home)
{
    for (const Person& person : home.members) {
        if (person.seriously_ill)
            home.medical_year = Money::from_fen(home.medical_year.fen() + yuan(6'000, 90'000).fen());
        else if (random_.chance(years(person) >= 60 ? 4000 : 1200))
            home.medical_year = Money::from_fen(home.medical_year.fen() + yuan(200, 6'000).fen());
        if (person.school == School::college || person.school == School::postgraduate)
            home.education_year = Money::from_fen(home.education_year.fen() + yuan(6'000, 16'000).fen());
        if (person.disability != Disability::none && random_.chance(1500))
            home.rehabilitation_year = Money::from_fen(home.rehabilitation_year.fen() + yuan(1'000, 12'000).fen());
    }
    home.emergency = random_.chance(home.hardship ? 120 : 6);
    if (home.emergency)
        home.emergency_costs = yuan(2'000, 40'000);
}

/// Those outside the household who must support its old people.
void Circumstances::support(Household& home)
{
    const bool all_old = std::all_of(home.members.begin(), home.members.end(),
                                     [&](const Person& person) { return years(person) >= 60; });
    if (!all_old)
        return;
    home.without_obligor = home.members.size() == 1 && random_.chance(home.hardship ? 2200 : 60);
    if (home.without_obligor || !(home.hardship || random_.chance(500)))
        return;
    const std::int64_t children = random_.between(1, 3);
    const int parent = years(home.members.front());
    for (std::int64_t i = 0; i < children; ++i) {
        Obligor obligor;
        const Sex sex = random_.chance(5000) ? Sex::male : Sex::female;
        const auto age = static_cast<int>(std::clamp<std::int64_t>(parent - random_.between(22, 38), 20, 75));
        obligor.born = today_.plus_months(-12 * age).plus_days(-static_cast<std::int32_t>(random_.below(365)));
        obligor.name = home.members.front().name.substr(0, 3) + invent_given_name(random_, sex, obligor.born.year());
        obligor.citizen_number = number_of(obligor.born, sex, home);
        obligor.minimum_living = random_.chance(500);
        obligor.disabled = random_.chance(300);
        obligor.illness = random_.chance(700);
        obligor.income_low = obligor.minimum_living || random_.chance(2500);
        obligor.means_low = obligor.income_low && random_.chance(6000);
        obligor.family_heads = static_cast<int>(random_.between(2, 5));
        obligor.family_income = obligor.income_low ? yuan(2'500, 7'000) : yuan(6'000, 22'000);
        obligor.families_supported = static_cast<int>(random_.between(1, 2));
        obligor.dwellings = !obligor.income_low && random_.chance(800) ? 2 : 1;
        obligor.paid = random_.chance(3500) ? yuan(100, 800) : Money();
        home.obligors.push_back(std::move(obligor));
    }
    home.elder_carer = random_.chance(800);
}

/// Deaths, moves and custody of the last two years: what the city's other offices know and its payers should.
void Circumstances::events(Household& home)
{
    const bool moved = random_.chance(70);
    for (Person& person : home.members) {
        const int old = years(person);
        const int dying = old >= 90 ? 3200 : old >= 80 ? 1500 : old >= 70 ? 480 : old >= 60 ? 170 : old >= 40 ? 40 : 8;
        if (random_.chance(dying))
            person.died = within(730);
        else if (moved || random_.chance(40))
            person.moved_out = within(365);
        else if (old >= 18 && old < 60 && random_.chance(home.hardship ? 60 : 10))
            person.in_custody_since = within(1500);
        // The payers' list of the eighty and older lags behind: the lately dead and gone still stand in it.
        const bool gone_long = (person.died && *person.died < today_.plus_days(-60)) ||
                               (person.moved_out && *person.moved_out < today_.plus_days(-90));
        person.being_paid = old >= 80 && !random_.chance(150) && (!gone_long || random_.chance(300));
    }
}

} // namespace huimin::specimen
