// The office files of an invented city, as real offices have them: one bureau writes GB18030, another UTF-8, a third a
// workbook; titles and groups stand above the headings, a household is split over rows, and now and then there is a row
// that no one can read.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "language/program.h"
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
    /// Whose packs ask for the facts: columns that no record of it keeps are left out.
    const language::Program* program = nullptr;
};

/// Writes the files and a list of them, `目录.csv` (file,record,source,true_on). Fails as the sheets do.
Result<std::vector<OfficeFile>> draw_up_files(const std::vector<Household>&, const Drawing&);

} // namespace huimin::specimen
