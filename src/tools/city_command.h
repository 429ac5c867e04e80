// `huimin city create`: the office files of a city of invented people.

#pragma once

#include <cstdint>
#include <string>

#include "base/day.h"
#include "tools/terminal.h"

namespace huimin::tools {

struct CityOptions {
    std::string home;
    std::string city; ///< a pack with a 城市 declaration
    std::uint64_t persons = 10'000;
    std::uint64_t seed = 1;
    std::string out;      ///< folder, made when it is not there
    std::string today;    ///< the day the files were drawn up; 2025-07-31 unless said
    int error_rate = 100; ///< of 10,000 rows, how many carry a mistake offices really make
};

[[nodiscard]] Exit create_city(const Terminal&, const CityOptions&);

} // namespace huimin::tools
