#include "specimen/population.h"

#include <algorithm>
#include <map>

#include "base/identity_number.h"
#include "specimen/names.h"
#include "specimen/random.h"

namespace huimin::specimen {

namespace {

enum class Shape {
    single_old,
    single_young,
    old_couple,
    couple,
    couple_child,
    couple_children,
    three_generations,
    one_parent,
    grandparents,
    orphan
};
// Of 1,000 households.
constexpr int shape_weights[] = {95, 120, 150, 105, 245, 110, 120, 35, 15, 5};

/// Draws one household after another; keeps what must not repeat.
class Inventor {
public:
    Inventor(std::uint64_t seed, Day today) : random_(seed), today_(today) {}

    Household household(const Area& town, const std::string& area_name, std::size_t number)
    {
        Household home;
        home.number = town.code.text().substr(0, 9) + std::to_string(100000 + number);
        home.area = town.code;
        home.area_name = area_name;
        home.rural = is_rural(town);
        home.address = address(town, home.rural);
        fill(home, static_cast<Shape>(random_.pick(shape_weights)));
        for (Person& person : home.members)
            circumstances(person, home);
        means(home);
        events(home);
        return home;
    }

private:
    static bool is_rural(const Area& town)
    {
        // 镇 and 乡 count as rural register in one half of their households; 街道 in none. Drawn by the caller's
        // chance.
        return !town.name.ends_with("街道");
    }

    std::string address(const Area& town, bool rural)
    {
        static constexpr const char* roads[] = {"人民路", "解放街", "新华路", "中山路",
                                                "文化路", "建设街", "和平巷", "幸福路"};
        static constexpr const char* villages[] = {"东升村", "前进村", "红星村", "兴隆村",
                                                   "新联村", "大桥村", "清河村", "双溪村"};
        const auto pick = static_cast<std::size_t>(random_.below(8));
        if (rural)
            return town.name + villages[pick] + std::to_string(random_.between(1, 16)) + "组" +
                   std::to_string(random_.between(1, 90)) + "号";
        return town.name + roads[pick] + std::to_string(random_.between(1, 320)) + "号" +
               std::to_string(random_.between(1, 30)) + "幢" +
               std::to_string(random_.between(1, 18) * 100 + random_.between(1, 4)) + "室";
    }

    Person person(int age, Sex sex, Relation relation, const std::string& surname)
    {
        Person person;
        person.sex = sex;
        person.relation = relation;
        person.born = today_.plus_months(-12 * age).plus_days(-static_cast<std::int32_t>(random_.below(365)));
        person.name = surname + invent_given_name(random_, sex, person.born.year());
        person.han = !random_.chance(250);
        return person;
    }
    Person person(int age, Relation relation, const std::string& surname)
    {
        return person(age, random_.chance(5000) ? Sex::male : Sex::female, relation, surname);
    }
    int age(int low, int high) { return static_cast<int>(random_.between(low, high)); }

    void couple(Household& home, int head_age, Relation first, Relation second, const std::string& surname)
    {
        home.members.push_back(person(head_age, Sex::male, first, surname));
        home.members.push_back(
            person(std::max(22, head_age - age(-1, 5)), Sex::female, second, invent_surname(random_)));
        home.members[home.members.size() - 2].married = home.members.back().married = true;
    }
    void children(Household& home, int count, int parent_age, Relation relation, const std::string& surname)
    {
        for (int i = 0; i < count; ++i)
            home.members.push_back(person(std::clamp(parent_age - age(23, 35), 0, 24), relation, surname));
    }

    void fill(Household& home, Shape shape)
    {
        const std::string surname = invent_surname(random_);
        const int parents = age(25, 52);
        switch (shape) {
        case Shape::single_old: home.members.push_back(person(age(60, 99), Relation::head, surname)); break;
        case Shape::single_young: home.members.push_back(person(age(20, 59), Relation::head, surname)); break;
        case Shape::old_couple: couple(home, age(60, 92), Relation::head, Relation::spouse, surname); break;
        case Shape::couple: couple(home, age(24, 59), Relation::head, Relation::spouse, surname); break;
        case Shape::couple_child:
        case Shape::couple_children:
            couple(home, parents, Relation::head, Relation::spouse, surname);
            children(home, shape == Shape::couple_child ? 1 : age(2, 3), parents, Relation::child, surname);
            break;
        case Shape::three_generations:
            couple(home, parents, Relation::head, Relation::spouse, surname);
            children(home, age(1, 2), parents, Relation::child, surname);
            home.members.push_back(person(std::min(98, parents + age(23, 32)), Relation::parent, surname));
            if (random_.chance(6000))
                home.members.push_back(person(std::min(96, parents + age(22, 30)), Sex::female, Relation::parent,
                                              invent_surname(random_)));
            break;
        case Shape::one_parent:
            home.members.push_back(person(parents, Relation::head, surname));
            children(home, age(1, 2), parents, Relation::child, surname);
            break;
        case Shape::grandparents:
            couple(home, age(58, 75), Relation::head, Relation::spouse, surname);
            home.members.push_back(person(age(3, 15), Relation::grandchild, surname));
            parents_of(home.members.back());
            break;
        case Shape::orphan:
            home.members.push_back(person(age(62, 80), Relation::head, surname));
            home.members.push_back(person(age(2, 17), Relation::grandchild, surname));
            home.members.back().orphan = true;
            home.members.back().father = home.members.back().mother = ParentState::dead;
            break;
        }
    }

    void parents_of(Person& child)
    {
        static constexpr ParentState states[] = {ParentState::with_family, ParentState::dead, ParentState::missing,
                                                 ParentState::in_prison, ParentState::severely_disabled};
        child.father = states[random_.pick({60, 12, 12, 8, 8})];
        child.mother = states[random_.pick({60, 8, 20, 2, 10})];
        child.orphan = child.father == ParentState::dead && child.mother == ParentState::dead;
    }

    int years(const Person& person) const { return years_of_age(person.born, today_); }

    void circumstances(Person& person, const Household& home)
    {
        const int old = years(person);
        person.at_school =
            old >= 6 && (old < 16 || (old < 19 && random_.chance(9000)) || (old < 23 && random_.chance(5500)));
        const int disabled_in_10_000 = old >= 60 ? 1300 : old >= 16 ? 420 : 150;
        if (random_.chance(disabled_in_10_000)) {
            person.disability = static_cast<Disability>(1 + random_.pick({14, 16, 2, 42, 10, 12, 4}));
            person.disability_grade = static_cast<int>(1 + random_.pick({14, 20, 32, 34}));
        }
        person.seriously_ill = random_.chance(old >= 60 ? 220 : 45);
        person.in_prison = old >= 18 && old < 60 && random_.chance(12);
        person.in_institution = old >= 75 && random_.chance(250);
        if (old >= 75 && random_.chance(4500)) {
            person.assessed = true;
            person.ability_points = random_.chance(6500) ? static_cast<int>(random_.between(66, 90))
                                                         : static_cast<int>(random_.between(0, 89));
        }
        income(person, home, old);
        if (!random_.chance(6))
            person.citizen_number = citizen_number(person, home);
    }

    Money yuan(std::int64_t low, std::int64_t high)
    {
        return Money::from_fen(random_.between(low, high) * 100 + (random_.chance(1500) ? random_.below(100) : 0));
    }

    void income(Person& person, const Household& home, int old)
    {
        const bool heavy = person.disability_grade == 1 || person.disability_grade == 2;
        if (old >= 18 && old < 60 && !person.at_school && !person.in_prison && !heavy) {
            if (random_.chance(7600))
                person.wage = random_.chance(1400) ? yuan(600, 2200) : yuan(2500, 14000);
            else if (random_.chance(5000))
                person.business = yuan(300, 9000);
        }
        if (old >= 60)
            person.pension = home.rural || random_.chance(2500) ? yuan(180, 420) : yuan(1800, 5200);
        if (random_.chance(300))
            person.property_income = yuan(100, 2500);
        if (old >= 65 && random_.chance(500))
            person.alimony = yuan(100, 800);
    }

    std::string citizen_number(const Person& person, const Household& home)
    {
        const std::string county = home.area.text().substr(0, 6);
        const Day born = person.born;
        char day[16];
        std::snprintf(day, sizeof day, "%04d%02d%02d", born.year(), born.month(), born.day());
        int& taken = taken_[county + day + (person.sex == Sex::male ? "m" : "f")];
        char sequence[8];
        std::snprintf(sequence, sizeof sequence, "%03d", (2 * taken++ + (person.sex == Sex::male ? 1 : 2)) % 1000);
        const std::string body = county + day + sequence;
        return body + identity_check_character(body);
    }

    void means(Household& home)
    {
        Money earned;
        bool old = false, ill = false;
        for (const Person& person : home.members) {
            earned = Money::from_fen(earned.fen() + person.wage.fen() + person.business.fen() + person.pension.fen());
            old = old || years(person) >= 60;
            ill = ill || person.seriously_ill;
        }
        const bool poor = earned.fen() < static_cast<std::int64_t>(home.members.size()) * 150'000;
        home.financial_assets = poor ? yuan(0, 40'000) : yuan(5'000, 600'000);
        home.vehicle_value = random_.chance(poor ? 400 : 4800) ? yuan(20'000, 260'000) : Money();
        home.dwellings = random_.chance(poor ? 150 : 1900) ? 2 : random_.chance(300) ? 0 : 1;
        home.dwelling_square_metres = static_cast<int>(random_.between(25, home.dwellings > 1 ? 260 : 150));
        home.enterprise = random_.chance(poor ? 60 : 700);
        home.medical_year = ill                                 ? yuan(8'000, 120'000)
                            : random_.chance(old ? 4000 : 1500) ? yuan(200, 12'000)
                                                                : Money();
        home.education_year = random_.chance(1200) ? yuan(800, 18'000) : Money();
        home.able_obligor = !(home.members.size() == 1 && random_.chance(900));
    }

    /// Deaths and moves of the last two years: what the city's other offices know and its payers should.
    void events(Household& home)
    {
        const bool moved = random_.chance(90);
        for (Person& person : home.members) {
            const int old = years(person);
            const int dying_in_10_000 = old >= 90 ? 2600 : old >= 80 ? 1100 : old >= 70 ? 400 : old >= 60 ? 130 : 12;
            if (random_.chance(dying_in_10_000))
                person.died = today_.plus_days(-static_cast<std::int32_t>(random_.below(730)));
            else if (moved || random_.chance(40))
                person.moved_out = today_.plus_days(-static_cast<std::int32_t>(random_.below(365)));
        }
    }

    Random random_;
    Day today_;
    std::map<std::string, int> taken_;
};

} // namespace

Result<std::vector<Household>> invent(const AreaTree& areas, AreaCode city, std::size_t persons, std::uint64_t seed,
                                      Day today)
{
    const std::vector<const Area*> towns = areas.below(city, AreaLevel::town, today);
    if (towns.empty())
        return Error{Fault::missing, "specimen.no_towns",
                     "区划 `" + city.text() + "` 在 " + today.text() + " 没有乡镇街道", "换一个地级市或县的代码",
                     "the division `" + city.text() + "` has no towns on " + today.text()};
    Random choice(seed ^ 0x5EEDULL);
    std::vector<int> weights;
    for (const Area* town : towns)
        weights.push_back(static_cast<int>(choice.between(4, 20)) * (town->name.ends_with("街道") ? 2 : 1));
    Inventor inventor(seed, today);
    std::vector<Household> households;
    std::size_t invented = 0;
    while (invented < persons) {
        const Area& town = *towns[choice.pick(weights)];
        Household home = inventor.household(town, areas.full_name(town.code, today), households.size());
        if (home.rural && choice.chance(5000))
            home.rural = false; // a town's core
        home.members.resize(std::min(home.members.size(), persons - invented));
        invented += home.members.size();
        households.push_back(std::move(home));
    }
    return households;
}

} // namespace huimin::specimen
