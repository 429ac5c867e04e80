// The office files of an invented city, as real offices have them: GB18030 and UTF-8, titles above the heading, days
// written four ways, full-width digits, and now and then a row that no one can read.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "specimen/population.h"

namespace huimin::specimen {

/// One file and what an import needs to know of it.
struct OfficeFile {
    std::string name;   ///< 01-户籍登记.csv
    std::string record; ///< 人
    std::string source; ///< 公安户籍
    std::size_t rows = 0;
    std::size_t mistakes = 0; ///< rows with a planted mistake
};

struct Drawing {
    std::filesystem::path folder;
    std::uint64_t seed = 1;
    Day today;
    int mistakes_in_10_000 = 100;
};

/// Writes the files and a list of them, `目录.csv` (file,record,source,true_on). Fails as the sheets do.
Result<std::vector<OfficeFile>> draw_up_files(const std::vector<Household>&, const Drawing&);

} // namespace huimin::specimen
