#include "specimen/population.h"

#include <algorithm>

#include "specimen/circumstances.h"
#include "specimen/names.h"
#include "specimen/random.h"

namespace huimin::specimen {

namespace {

enum class Kind {
    single_old,
    single_young,
    old_couple,
    couple,
    couple_child,
    couple_children,
    three_generations,
    one_parent,
    grandparents,
    kin,
    orphan
};
// Of 10,000 households.
constexpr int kind_weights[] = {1020, 1480, 1380, 1150, 2250, 1050, 1120, 390, 140, 14, 6};
/// Of 10,000 of each kind, how many are in hardship.
constexpr int in_hardship[] = {700, 300, 330, 200, 170, 260, 220, 1100, 1500, 6000, 4000};

// Of 100,000 people, by the census of 2020 (中国统计年鉴 2021, table 2-22: population by ethnic group), those above a
// million. The country's shares, also where a city's are others.
constexpr const char* ethnic_groups[] = {"汉族",   "壮族",   "维吾尔族", "回族",     "苗族", "满族", "彝族",
                                         "土家族", "藏族",   "蒙古族",   "布依族",   "侗族", "瑶族", "白族",
                                         "哈尼族", "朝鲜族", "黎族",     "哈萨克族", "傣族"};
constexpr int ethnic_weights[] = {91'110, 1'390, 840, 810, 790, 740, 700, 680, 500, 450,
                                  250,    250,   230, 150, 120, 120, 110, 110, 90};

/// Draws one household after another: who lives together, and how old.
class Inventor {
public:
    Inventor(std::uint64_t seed, const Birthplaces& birthplaces, Day today)
        : random_(seed), today_(today), circumstances_(seed ^ 0xC1DULL, birthplaces, today)
    {
    }

    Household household(const Area& town, const std::string& area_name, std::size_t number)
    {
        Household home;
        home.number = town.code.text().substr(0, 9) + std::to_string(100000 + number);
        home.area = town.code;
        home.area_name = area_name;
        // A street is urban; of a 镇 or 乡 one household in two keeps a rural register.
        const bool street = town.name.ends_with("街道");
        home.rural = !street && random_.chance(5000);
        home.address = address(town, !street);
        const auto kind = static_cast<Kind>(random_.pick(kind_weights));
        home.hardship = random_.chance(in_hardship[static_cast<std::size_t>(kind)]);
        fill(home, kind);
        return home;
    }

    /// After the last household was cut to size: how those who are left fare.
    void befall(Household& home) { circumstances_.befall(home); }

private:
    std::string address(const Area& town, bool village)
    {
        static constexpr const char* roads[] = {"人民路", "解放街", "新华路", "中山路",
                                                "文化路", "建设街", "和平巷", "幸福路"};
        static constexpr const char* villages[] = {"东升村", "前进村", "红星村", "兴隆村",
                                                   "新联村", "大桥村", "清河村", "双溪村"};
        const auto pick = static_cast<std::size_t>(random_.below(8));
        if (village)
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
        person.ethnic_group = ethnic_groups[random_.pick(ethnic_weights)];
        return person;
    }
    Person person(int age, Relation relation, const std::string& surname)
    {
        return person(age, random_.chance(5080) ? Sex::male : Sex::female, relation, surname);
    }
    int age(int low, int high) { return static_cast<int>(random_.between(low, high)); }

    /// 60 and older, fewer with every five years.
    int old_age(bool alone)
    {
        const std::size_t step =
            alone ? random_.pick({18, 20, 20, 16, 14, 8, 3, 1}) : random_.pick({30, 26, 19, 12, 8, 4, 1, 0});
        const int low = 60 + 5 * static_cast<int>(step);
        return age(low, step == 7 ? 104 : low + 4);
    }
    Sex old_sex(int years) { return random_.chance(years >= 80 ? 3600 : 4700) ? Sex::male : Sex::female; }

    void couple(Household& home, int head_age, Relation first, Relation second, const std::string& surname)
    {
        home.members.push_back(person(head_age, Sex::male, first, surname));
        home.members.push_back(
            person(std::max(22, head_age - age(-1, 5)), Sex::female, second, invent_surname(random_)));
        home.members[home.members.size() - 2].marriage = home.members.back().marriage = Marriage::married;
    }
    void children(Household& home, int count, int parent_age, Relation relation, const std::string& surname)
    {
        for (int i = 0; i < count; ++i) {
            const int born_at = age(22, 35);
            home.members.push_back(
                person(parent_age > born_at ? std::min(parent_age - born_at, 24) : age(0, 3), relation, surname));
        }
    }

    void fill(Household& home, Kind kind)
    {
        const std::string surname = invent_surname(random_);
        const int parents = age(27, 52);
        switch (kind) {
        case Kind::single_old: single_old(home, surname); break;
        case Kind::single_young: home.members.push_back(person(age(20, 59), Relation::head, surname)); break;
        case Kind::old_couple: couple(home, old_age(false), Relation::head, Relation::spouse, surname); break;
        case Kind::couple: couple(home, age(24, 61), Relation::head, Relation::spouse, surname); break;
        case Kind::couple_child:
        case Kind::couple_children:
            couple(home, parents, Relation::head, Relation::spouse, surname);
            children(home, kind == Kind::couple_child ? 1 : age(2, 3), parents, Relation::child, surname);
            break;
        case Kind::three_generations:
            couple(home, parents, Relation::head, Relation::spouse, surname);
            children(home, age(1, 2), parents, Relation::child, surname);
            grandparents_of(home, parents, surname);
            break;
        case Kind::one_parent:
            home.members.push_back(person(parents, Relation::head, surname));
            home.members.back().marriage = random_.chance(7000) ? Marriage::divorced : Marriage::widowed;
            children(home, age(1, 2), parents, Relation::child, surname);
            other_parent_gone(home);
            break;
        case Kind::grandparents:
            couple(home, age(58, 75), Relation::head, Relation::spouse, surname);
            home.members.push_back(person(age(3, 15), Relation::grandchild, surname));
            left_with_grandparents(home.members.back());
            break;
        case Kind::kin: kept_by_kin(home, surname); break;
        case Kind::orphan:
            home.members.push_back(person(age(62, 80), Relation::head, surname));
            home.members.push_back(person(age(2, 17), Relation::grandchild, surname));
            home.members.back().father.state = home.members.back().mother.state = ParentState::dead;
            break;
        }
    }

    void single_old(Household& home, const std::string& surname)
    {
        const int years = old_age(true);
        home.members.push_back(person(years, old_sex(years), Relation::head, surname));
        home.members.back().marriage = random_.chance(8000) ? Marriage::widowed : Marriage::single;
    }

    void grandparents_of(Household& home, int parents, const std::string& surname)
    {
        const int years = std::min(98, parents + age(23, 32));
        home.members.push_back(person(years, old_sex(years), Relation::parent, surname));
        home.members.back().marriage = Marriage::widowed;
        if (random_.chance(5500)) {
            home.members.push_back(
                person(std::min(96, parents + age(22, 30)), Sex::female, Relation::parent, invent_surname(random_)));
            home.members.back().marriage = home.members[home.members.size() - 2].marriage = Marriage::married;
            home.members[home.members.size() - 2].sex = Sex::male;
        }
    }

    /// A widowed or divorced parent: the other is dead, gone, or lives elsewhere and still cares.
    void other_parent_gone(Household& home)
    {
        const Person& head = home.members.front();
        Parent other;
        if (head.marriage == Marriage::widowed)
            other.state = ParentState::dead;
        else if (random_.chance(700))
            other = {random_.chance(6000) ? ParentState::missing : ParentState::in_prison, age(1, 40), false};
        for (Person& member : home.members)
            if (member.relation == Relation::child)
                (head.sex == Sex::male ? member.mother : member.father) = other;
    }

    void left_with_grandparents(Person& child)
    {
        static constexpr ParentState states[] = {ParentState::with_family,       ParentState::dead,
                                                 ParentState::missing,           ParentState::in_prison,
                                                 ParentState::severely_disabled, ParentState::seriously_ill};
        child.father.state = states[random_.pick({80, 5, 5, 4, 4, 2})];
        child.mother.state = states[random_.pick({80, 3, 9, 1, 5, 2})];
        for (Parent* parent : {&child.father, &child.mother}) {
            const bool gone = parent->state == ParentState::missing || parent->state == ParentState::in_prison;
            parent->months = gone ? age(1, 40) : 0;
            parent->away = parent->state == ParentState::with_family && random_.chance(8500);
        }
        child.entrusted = random_.chance(8800);
    }

    /// A disabled grown-up kept by a brother or sister.
    void kept_by_kin(Household& home, const std::string& surname)
    {
        const int years = age(35, 62);
        home.members.push_back(person(years, Relation::head, surname));
        home.members.push_back(person(std::max(20, years - age(1, 8)), Relation::sibling, surname));
        Person& kept = home.members.back();
        kept.kept_by_kin = true;
        kept.disability = static_cast<Disability>(1 + random_.pick({1, 0, 0, 3, 4, 4, 0}));
        kept.disability_grade = age(1, 2);
    }

    Random random_;
    Day today_;
    Circumstances circumstances_;
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
    const Birthplaces birthplaces(areas, city, today);
    Inventor inventor(seed, birthplaces, today);
    std::vector<Household> households;
    std::size_t invented = 0;
    while (invented < persons) {
        const Area& town = *towns[choice.pick(weights)];
        Household home = inventor.household(town, areas.full_name(town.code, today), households.size());
        home.members.resize(std::min(home.members.size(), persons - invented));
        inventor.befall(home);
        invented += home.members.size();
        households.push_back(std::move(home));
    }
    return households;
}

Shape shape_of(const std::vector<Household>& households, Day today)
{
    Shape shape;
    shape.households = households.size();
    for (const Household& home : households) {
        const std::size_t size = home.members.size();
        shape.one_person += size == 1 ? 1U : 0U;
        shape.two_persons += size == 2 ? 1U : 0U;
        shape.five_or_more += size >= 5 ? 1U : 0U;
        shape.hardship += home.hardship ? 1U : 0U;
        for (const Person& person : home.members) {
            const int old = years_of_age(person.born, today);
            ++shape.persons;
            ++(old < 15 ? shape.children : old < 60 ? shape.of_working_age : shape.over_60);
            shape.over_80 += old >= 80 ? 1U : 0U;
            shape.disabled += person.disability != Disability::none ? 1U : 0U;
            shape.seriously_ill += person.seriously_ill ? 1U : 0U;
            shape.dead += person.died ? 1U : 0U;
            shape.moved += person.moved_out ? 1U : 0U;
            shape.without_number += person.citizen_number.empty() ? 1U : 0U;
            shape.women += person.sex == Sex::female ? 1U : 0U;
            const bool parentless =
                person.father.state == ParentState::dead && person.mother.state == ParentState::dead;
            shape.orphans += old < 18 && parentless ? 1U : 0U;
        }
    }
    return shape;
}

} // namespace huimin::specimen
