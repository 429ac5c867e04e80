#include "bench/spine_1_population.h"

#include <algorithm>
#include <array>

namespace huimin::bench {

using language::columns::Column;
using language::columns::Columns;
using language::columns::Layout;
using language::columns::Width;

namespace {

constexpr std::int32_t yuan = 100;
constexpr std::int32_t today = 20'300; // 2025-07-31

/// Whole numbers without pattern, all from the household's number (SplitMix64).
class Draw {
public:
    explicit Draw(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 0x2545F4914F6CDD1DULL) {}
    std::uint32_t below(std::uint32_t bound)
    {
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return static_cast<std::uint32_t>(((z ^ (z >> 31U)) >> 32U) * bound >> 32U);
    }
    std::int32_t from_to(std::int32_t low, std::int32_t high)
    {
        return low + static_cast<std::int32_t>(below(static_cast<std::uint32_t>(high - low + 1)));
    }
    bool one_in_thousand(std::uint32_t chances) { return below(1000) < chances; }
    /// Many small, few large: the smaller of two draws.
    std::int32_t skewed(std::int32_t low, std::int32_t high)
    {
        const std::int32_t a = from_to(low, high), b = from_to(low, high);
        return std::min(a, b);
    }
    /// Index into thresholds per thousand.
    template <std::size_t N>
    std::uint8_t pick(const std::array<std::uint32_t, N>& shares)
    {
        std::uint32_t at = below(1000);
        for (std::size_t i = 0; i < N; ++i) {
            if (at < shares[i])
                return static_cast<std::uint8_t>(i);
            at -= shares[i];
        }
        return static_cast<std::uint8_t>(N - 1);
    }

private:
    std::uint64_t state_;
};

// Shares per thousand.
constexpr std::array<std::uint32_t, 8> sizes{262, 301, 206, 129, 60, 29, 9, 4};
constexpr std::array<std::uint32_t, counties.size()> residents{62,  53, 84, 51, 158, 57, 58, 61, 112,
                                                               165, 38, 34, 16, 6,   13, 14, 12, 6};
constexpr std::array<std::uint32_t, 8> disabilities{0, 120, 190, 30, 420, 110, 80, 50};
constexpr std::array<std::uint32_t, 5> grades{0, 130, 270, 280, 320};

std::int32_t age_of(Draw& draw, std::uint32_t place, std::uint32_t size, std::int32_t head)
{
    if (place == 0)
        return size == 1 && draw.one_in_thousand(430) ? draw.skewed(64, 97) : draw.from_to(24, 78);
    if (place == 1 && draw.one_in_thousand(820))
        return std::max(20, head + draw.from_to(-6, 4));
    if (draw.one_in_thousand(270))
        return std::min(106, head + draw.from_to(21, 33));
    return std::max(0, head - draw.from_to(21, 38));
}

void incomes(Draw& draw, Person& person, std::int32_t age, bool poor, bool town)
{
    if (age >= 18 && age < 62 && !person.at_school && draw.one_in_thousand(poor ? 260 : 760))
        person.wage =
            (poor ? draw.from_to(500, 2600) : draw.skewed(2300, town ? 18'000 : 9'000)) * yuan + draw.from_to(0, 99);
    if (age >= 20 && age < 75 && draw.one_in_thousand(poor ? 50 : 90))
        person.business_income = draw.skewed(200, poor ? 1500 : 12'000) * yuan;
    if (age >= 20 && draw.one_in_thousand(poor ? 15 : 60))
        person.property_income = draw.skewed(50, poor ? 500 : 5000) * yuan + draw.from_to(0, 9) * 10;
    if (age >= 60)
        person.pension =
            (!poor && draw.one_in_thousand(town ? 700 : 200) ? draw.from_to(1500, 6500) : draw.from_to(180, 420)) *
                yuan +
            draw.from_to(0, 9) * 10;
    if (draw.one_in_thousand(age < 18 ? 20 : age >= 70 ? 60 : 4))
        person.alimony = draw.skewed(200, 2000) * yuan;
    if (draw.one_in_thousand(5))
        person.veteran_benefit = draw.from_to(500, 3000) * yuan;
}

Person person_of(Draw& draw, std::int32_t age, bool poor, bool town)
{
    Person person{};
    person.birthday = today - age * 36525 / 100 - draw.from_to(0, 364);
    person.at_school = age >= 6 && age < 24 && draw.one_in_thousand(age < 17 ? 985 : 560);
    if (draw.one_in_thousand(poor ? 110 : age >= 60 ? 100 : 25)) {
        person.disability_kind = draw.pick(disabilities);
        person.disability_grade = draw.pick(grades);
    }
    if (draw.one_in_thousand(age >= 80 ? 240 : person.disability_grade == 1 ? 700 : 8))
        person.self_care = draw.one_in_thousand(640) ? 1 : 2;
    person.seriously_ill = draw.one_in_thousand(age >= 60 ? 55 : poor ? 50 : 8);
    person.in_institution = draw.one_in_thousand(age >= 75 ? 35 : 3);
    incomes(draw, person, age, poor, town);
    return person;
}

Household household_of(Draw& draw, bool poor, bool town)
{
    Household home{};
    home.register_kind = town ? 1 : 2;
    home.financial_assets = (poor                       ? draw.skewed(0, 60'000)
                             : draw.one_in_thousand(30) ? draw.skewed(500'000, 15'000'000)
                                                        : draw.skewed(0, 600'000)) *
                            yuan;
    if (draw.one_in_thousand(poor ? 40 : 480))
        home.vehicle_value = draw.skewed(5'000, poor ? 60'000 : 400'000) * yuan;
    home.dwellings = static_cast<std::uint8_t>(draw.one_in_thousand(poor ? 60 : 190)   ? draw.from_to(2, 4)
                                               : draw.one_in_thousand(poor ? 120 : 60) ? 0
                                                                                       : 1);
    home.dwelling_area = home.dwellings * draw.from_to(50, 260) * area_scale / 2;
    home.owns_enterprise = draw.one_in_thousand(poor ? 6 : 55);
    if (draw.one_in_thousand(poor ? 380 : 190))
        home.medical_costs = draw.skewed(60, 6000) * yuan + draw.from_to(0, 99);
    return home;
}

/// The columns in the order of the fields; `widths` are what the values above need.
std::vector<Column> columns_of(const language::Program& program, language::Index record,
                               const std::vector<std::pair<const char*, Width>>& fields)
{
    std::vector<Column> columns;
    for (const auto& [name, width] : fields) {
        Column column;
        column.field = program.find_field(record, name);
        VERIFY(column.field != language::none);
        column.width = width;
        const bool area = program.records[record].fields[column.field].type.kind == language::Kind::quantity;
        column.scale = area ? area_scale : 1;
        columns.push_back(column);
    }
    return columns;
}

} // namespace

Rows draw_city(std::size_t persons)
{
    Rows rows;
    rows.persons.reserve(persons + household_size_max);
    rows.households.reserve(persons * 2 / 5);
    for (std::uint64_t number = 0; rows.persons.size() < persons; ++number) {
        Draw draw(number);
        const bool poor = draw.one_in_thousand(112), town = draw.one_in_thousand(610);
        Household home = household_of(draw, poor, town);
        home.division = draw.pick(residents);
        home.members = static_cast<std::uint8_t>(draw.pick(sizes) + 1);
        home.first_person = static_cast<std::uint32_t>(rows.persons.size());
        const std::int32_t head = age_of(draw, 0, home.members, 0);
        home.without_obligor = home.members == 1 && draw.one_in_thousand(head >= 60 ? 60 : 8);
        for (std::uint32_t place = 0; place < home.members; ++place)
            rows.persons.push_back(
                person_of(draw, place == 0 ? head : age_of(draw, place, home.members, head), poor, town));
        rows.households.push_back(home);
    }
    return rows;
}

City city_of(const Rows& rows, const language::Program& program)
{
    Layout layout;
    layout.list = 0;
    layout.unit = program.find_record("household");
    VERIFY(program.lists[layout.list].owner == layout.unit);
    layout.unit_columns = columns_of(program, layout.unit,
                                     {{"register_kind", Width::u8},
                                      {"financial_assets", Width::i32},
                                      {"vehicle_value", Width::i32},
                                      {"dwellings", Width::u8},
                                      {"dwelling_area", Width::i32},
                                      {"owns_enterprise", Width::bit},
                                      {"medical_costs", Width::i32},
                                      {"without_obligor", Width::bit}});
    layout.member_columns = columns_of(program, program.lists[layout.list].member,
                                       {{"birthday", Width::i32},
                                        {"disability_kind", Width::u8},
                                        {"disability_grade", Width::u8},
                                        {"self_care", Width::u8},
                                        {"at_school", Width::bit},
                                        {"seriously_ill", Width::bit},
                                        {"in_institution", Width::bit},
                                        {"wage", Width::i32},
                                        {"business_income", Width::i32},
                                        {"property_income", Width::i32},
                                        {"pension", Width::i32},
                                        {"alimony", Width::i32},
                                        {"veteran_benefit", Width::i32}});
    City city{Columns(std::move(layout)), {}, {}};
    for (const std::uint64_t county : counties)
        city.divisions.emplace_back(AreaCode(county * 1'000'000));
    city.slots.reserve(rows.households.size());
    Columns& columns = city.columns;
    for (const Household& home : rows.households) {
        const auto slot = columns.insert(home.division, home.members);
        const std::int64_t facts[] = {home.register_kind, home.financial_assets, home.vehicle_value,
                                      home.dwellings,     home.dwelling_area,    home.owns_enterprise,
                                      home.medical_costs, home.without_obligor};
        for (std::size_t c = 0; c < std::size(facts); ++c)
            VERIFY(columns.set_unit(slot, c, facts[c]));
        for (std::uint32_t m = 0; m < home.members; ++m) {
            const Person& person = rows.persons[home.first_person + m];
            const std::int64_t about[] = {
                person.birthday,        person.disability_kind, person.disability_grade, person.self_care,
                person.at_school,       person.seriously_ill,   person.in_institution,   person.wage,
                person.business_income, person.property_income, person.pension,          person.alimony,
                person.veteran_benefit};
            for (std::size_t c = 0; c < std::size(about); ++c)
                VERIFY(columns.set_member(slot, m, c, about[c]));
        }
        city.slots.push_back(slot);
    }
    return city;
}

} // namespace huimin::bench
