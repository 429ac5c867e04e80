// Invented names, surname first.

#pragma once

#include <string>

#include "specimen/population.h"
#include "specimen/random.h"

namespace huimin::specimen {

/// Draws a surname as often as it is met.
[[nodiscard]] std::string invent_surname(Random&);

/// One or two characters, by the fashion of the year of birth.
[[nodiscard]] std::string invent_given_name(Random&, Sex, int born_in);

} // namespace huimin::specimen
