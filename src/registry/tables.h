// How declared record types stand in the store: one table each, one for its history, and one to find records by number.
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
constexpr std::int64_t decimal_scale = 10'000;

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

/// Columns that stand before a record's own fields.
[[nodiscard]] std::vector<std::string> fixed_columns(const language::Record&);
[[nodiscard]] std::vector<std::string> all_columns(const language::Record&);
[[nodiscard]] std::string history_table(const language::Record&);

/// All tables of a program's records, for store::migrate.
[[nodiscard]] std::vector<store::Table> tables_of(const language::Program&);

} // namespace huimin::registry
