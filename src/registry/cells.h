// One cell of an office file turned into a fact, with a verdict that says what was done to it.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "language/program.h"
#include "registry/sheet.h"

namespace huimin::registry {

/// What happens to a cell, and to a row: the gravest of its cells.
enum class Verdict {
    ok,      ///< taken as it stands
    mended,  ///< taken after a change that loses nothing
    ask,     ///< held back: a person must confirm it
    refused, ///< cannot be right
};

[[nodiscard]] std::string_view text_of(Verdict); ///< 通过, 已修正, 待确认, 退回

/// `code` is stable:
///   cell.cleaned           mended: blanks, full-width or invisible signs, marks around a number, another way to write
///   it cell.formula           mended: the spreadsheet's last result of a formula cell.unworked          refused: a
///   formula without a result, or a fault such as #REF! cell.digits_lost       refused: 3.30E+17, zeros at the end, a
///   number cell of 16 digits and more: never guessed cell.digits_doubtful   ask: perhaps so cell.old_number ask: 15
///   digits, with the 18 they may be cell.other_document    ask: a pass, a passport, a residence permit, a disability
///   card cell.no_number         ask: 无 where a number should stand cell.covered           refused: a number under a
///   mask cell.age               refused: born in the future or more than 130 years ago cell.serial            ask:
///   45296, perhaps a spreadsheet's day cell.time_zone         ask: a moment with a time zone, perhaps the next day in
///   China cell.day, cell.month, cell.number, cell.truth, cell.choice, cell.area, cell.reference   refused: cannot be
///   read so cell.negative          refused: a negative amount where the packs declare no range that has it cell.range
///   refused: outside the range the packs declare cell.unusual           ask: outside what the packs call usual
///   cell.area_many, cell.area_ended    ask: several divisions of this name; one that was split
///   cell.area_elsewhere    refused: where a record lies, outside the program's city
///   cell.name              ask: no name of a person, by its signs
///   cell.markup            refused: a web page's marks, or a formula for a name
///   cell.lost_sign         ask: ?, 〓 or a private sign where a rare one was lost
///   cell.long              refused
///   cell.encoding          refused
///   and identity.*, organisation.*, money.*, area.form
struct CellReading {
    Verdict verdict = Verdict::ok;
    language::Value value = language::Unknown{}; ///< Unknown for an empty cell; what would be taken, for ask
    std::string code;                            ///< empty when ok
    std::string why;                             ///< Chinese; empty when ok
    std::string remedy;
};

/// Divisions by the names offices write: 丙县, 乙市丙县, 甲省乙市丙县.
class AreaNames {
public:
    AreaNames() = default;
    /// Of `home` and all below it on that day.
    AreaNames(const AreaTree&, AreaCode home, Day);
    [[nodiscard]] std::vector<AreaCode> find(const std::string& name) const;

private:
    std::unordered_map<std::string, std::vector<AreaCode>> by_name_;
};

/// What a cell is read against.
struct CellGround {
    CellGround(const language::Program& program_read, const AreaTree& tree, Day on);

    const language::Program* program;
    const AreaTree* areas;
    Day today;
    AreaNames names; ///< of the program's city; empty without one
};

/// What a field is to its record, where that decides how it is read.
enum class FieldPart {
    plain,
    person_name,
    birthday,
    place, ///< the division the record lies in
};
[[nodiscard]] FieldPart part_of(const language::Record&, language::Index field);

/// Reads a cell as `field`'s type demands. A digit that is lost (3.30E+17) is never guessed, a time zone never applied,
/// a year of two digits never completed. Choices are taken by name, English name or number; divisions by code or by
/// their name in the program's city.
[[nodiscard]] CellReading read_cell(const SheetCell&, const language::Field&, FieldPart, const CellGround&);

/// A fact as a cell shows it, and as `read_cell` reads it again.
[[nodiscard]] std::string cell_text(const language::Value&, const language::Field&, const language::Program&);

/// A text with all but its first four and last four signs covered; short ones but for the first.
[[nodiscard]] std::string covered(std::string_view);

} // namespace huimin::registry
