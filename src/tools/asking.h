// What the commands that ask the census have in common.

#pragma once

#include "census/answers.h"
#include "tools/city_store.h"

namespace huimin::tools {

/// The last day of the month written on the command line. Fails with month.form.
[[nodiscard]] Result<Day> day_of_month(const std::string& month);

/// Builds the census with a progress bar; it can be stopped. `read`: see Census::build.
[[nodiscard]] Result<census::Census> read_census(const Terminal&, CityStore&, const language::Facts& read,
                                                 unsigned threads);

/// What each policy comes to, per county, to people; and as rows of JSON.
[[nodiscard]] boost::json::array tell_tallies(const Terminal&, const CityStore&, const census::Tallies&, Day);

/// yes, no, unknown: as JSON has it.
[[nodiscard]] const char* word_of(language::Verdict);

} // namespace huimin::tools
