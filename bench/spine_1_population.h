// An invented city for spine-1: ten million people in 3.9 million households, always the same, drawn household by
// household, so that a smaller city is the beginning of a larger one.
//
// Believable rather than true: household sizes after the census of 2020, ages by the place in the household, one
// household in nine poor, pensions by register, disabilities and illnesses by age. Money in fen.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "language/columns/columns.h"
#include "language/program.h"

namespace huimin::bench {

/// The counties whose standards the pack sets, in its order.
constexpr std::array<std::uint64_t, 18> counties{330203, 330205, 330206, 330211, 330212, 330213,
                                                 330225, 330226, 330281, 330282, 330902, 330903,
                                                 330921, 330922, 330602, 330603, 330604, 330624};
constexpr std::uint32_t household_size_max = 8;

struct Person {
    std::int32_t birthday; ///< days since 1970-01-01
    std::int32_t wage, business_income, property_income, pension, alimony, veteran_benefit;
    std::uint8_t disability_kind, disability_grade, self_care; ///< the numbers of the pack's choices
    bool at_school, seriously_ill, in_institution;
};

struct Household {
    std::int32_t financial_assets, vehicle_value, medical_costs;
    std::int32_t dwelling_area; ///< square metres × `area_scale`
    std::uint32_t first_person; ///< of those given together
    std::uint8_t division;      ///< index into `counties`
    std::uint8_t register_kind; ///< 1 town, 2 country
    std::uint8_t dwellings, members;
    bool owns_enterprise, without_obligor;
};
constexpr std::int32_t area_scale = 10'000; ///< as the registry keeps decimals

/// A city as rows, in the order it was drawn.
struct Rows {
    std::vector<Household> households;
    std::vector<Person> persons;
};
/// Households are drawn until there are so many persons.
[[nodiscard]] Rows draw_city(std::size_t persons);

/// The same city in the columns of a program that declares the facts of bench/packs/reference.
struct City {
    language::columns::Columns columns;
    std::vector<std::optional<AreaCode>> divisions;
    std::vector<language::columns::Slot> slots; ///< by household, in the order of the rows
};
[[nodiscard]] City city_of(const Rows&, const language::Program&);

} // namespace huimin::bench
