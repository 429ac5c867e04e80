// How declared record types stand in the store: one table each, one for its history, and some to find records by
// number and by name.
//
// Every table begins with `county` (the six-digit code as a number) and `key`. A fact is kept as a whole number or a
// text: days and months by their numbers, money in fen, truths 0 and 1, choices by their numbers, other numbers times
// 10,000. Null is unknown.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "language/program.h"
#include "store/schema.h"

namespace huimin::registry {

/// What decimals, rates and quantities are kept times.
constexpr std::int64_t decimal_scale = language::decimal_scale;

/// A fact as the store keeps it.
struct Stored {
    enum class Kind { none, integer, text } kind = Kind::none;
    std::int64_t integer = 0;
    std::string text;

    [[nodiscard]] store::Value value() const
    {
        return kind == Kind::none ? store::Value() : kind == Kind::integer ? store::Value(integer) : store::Value(text);
    }
    friend bool operator==(const Stored&, const Stored&) = default;
};

/// None when a decimal has more places than are kept.
[[nodiscard]] std::optional<Stored> to_stored(const language::Value&, const language::Type&);
[[nodiscard]] language::Value from_stored(const store::Value&, const language::Type&);

[[nodiscard]] store::Value::Kind kind_of(const language::Type&); ///< of the facts, when they are known

/// A text from its last sign to its first. Numbers are looked up backwards, so that their last digits find them.
[[nodiscard]] std::string backwards(std::string_view);

/// A name as it is compared: without case. And where it can be found besides its beginning: from its second sign, its
/// third … on, two signs at least; whole, where it has capitals. 王建国 → 建国.
[[nodiscard]] std::string folded_name(std::string_view);
[[nodiscard]] std::vector<std::string> name_endings(std::string_view);

/// Whether parts of this name find its record. A number that is its record's name, as a household's is, is found as
/// one: by its end.
[[nodiscard]] bool found_by_parts(const language::Record&, std::string_view name);

/// Columns that stand before a record's own fields; `origins` is the last.
[[nodiscard]] std::vector<std::string> fixed_columns(const language::Record&);
[[nodiscard]] std::vector<std::string> all_columns(const language::Record&);
[[nodiscard]] std::string history_table(const language::Record&);

/// All tables of a program's records, for store::migrate.
[[nodiscard]] std::vector<store::Table> tables_of(const language::Program&);

/// Those of them that belong to no county: small, or looked into across all counties.
[[nodiscard]] bool belongs_to_no_county(std::string_view table);

} // namespace huimin::registry
