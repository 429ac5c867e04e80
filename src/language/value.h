// Types and values of the pack language.

#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "base/area.h"
#include "base/day.h"
#include "base/rational.h"

namespace huimin::language {

using Index = std::uint32_t;
constexpr Index none = 0xFFFFFFFF;

// ---- types and values --------------------------------------------------------------------------------------------

enum class Kind {
    truth,
    integer,  ///< Rational, whole
    decimal,  ///< Rational
    rate,     ///< Rational, shown as percent
    money,    ///< Rational, in fen
    quantity, ///< Rational, of `unit`
    day,
    month,
    text,
    citizen_number,
    organisation_code,
    choice, ///< one value of choice `of`
    area,
    reference, ///< a record of type `of`
};

/// The most a number that is a fact can be, either way, where its 范围 says no less: 13 digits before the point.
/// Money in fen.
constexpr std::int64_t number_max(Kind kind)
{
    return kind == Kind::money ? 1'000'000'000'000'000 : 10'000'000'000'000;
}

/// Decimals, rates and quantities that are facts have four places.
constexpr std::int64_t decimal_scale = 10'000;

enum class Period { none, day, month, year };

struct Type {
    Kind kind = Kind::truth;
    Period period = Period::none; ///< of money
    Index of = none;              ///< of choice and reference
    std::string unit;             ///< of quantity
    bool exact = false;           ///< money that may hold fractions of a fen: must be rounded before it is paid
    bool may_be_unknown = false;

    [[nodiscard]] bool is_number() const
    {
        return kind == Kind::integer || kind == Kind::decimal || kind == Kind::rate || kind == Kind::money ||
               kind == Kind::quantity;
    }
    friend bool operator==(const Type&, const Type&) = default;
};

/// What is not known. Compares equal to itself only as a state; the language never compares it.
struct Unknown {
    friend bool operator==(Unknown, Unknown) = default;
};
/// The value number of a choice (as declared: `0 无`), not its position.
struct ChoiceNumber {
    std::int32_t number = 0;
    friend bool operator==(ChoiceNumber, ChoiceNumber) = default;
};
/// Numbers of every kind are Rational: money in fen, 30 % as 3/10. Text covers citizen numbers and organisation codes.
using Value = std::variant<Unknown, bool, Rational, Day, Month, ChoiceNumber, AreaCode, std::string>;

[[nodiscard]] inline bool is_unknown(const Value& value) { return std::holds_alternative<Unknown>(value); }

} // namespace huimin::language
