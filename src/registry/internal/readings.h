// How a cell of each kind is read: what cells.cpp chooses from. Texts come cleaned.

#pragma once

#include "registry/cells.h"

namespace huimin::registry {

[[nodiscard]] CellReading refused(const char* code, std::string why, std::string remedy);
[[nodiscard]] CellReading refused(const Error&);
[[nodiscard]] CellReading taken(language::Value);
[[nodiscard]] CellReading mended(language::Value, std::string why);
[[nodiscard]] CellReading ask(const char* code, language::Value, std::string why, std::string remedy);
[[nodiscard]] std::string in_ticks(std::string_view text); ///< in `backticks`

[[nodiscard]] bool all_digits(std::string_view);
/// 3.30282E+17: a spreadsheet has thrown digits away.
[[nodiscard]] bool is_scientific(std::string_view);

[[nodiscard]] CellReading read_citizen_number(std::string_view text, SheetCell::Form, Day today);
[[nodiscard]] CellReading read_organisation_code(std::string_view text);
[[nodiscard]] CellReading read_day(std::string_view text);
[[nodiscard]] CellReading read_birthday(std::string_view text, Day today);
[[nodiscard]] CellReading read_month(std::string_view text);
/// An amount or number with what offices put around it: ￥, 元, groups.
[[nodiscard]] CellReading read_number(std::string_view text, const language::Field&);
[[nodiscard]] CellReading read_person_name(std::string_view text);
[[nodiscard]] CellReading read_text(std::string_view text, SheetCell::Form, const language::Field&);

} // namespace huimin::registry
