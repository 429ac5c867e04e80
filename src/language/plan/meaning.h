// What an expression comes to in the vector graph: a truth as the two bitmaps yes and no (unknown is neither), or an
// exact number as a whole numerator over a constant denominator and perhaps a divisor of its own.

#pragma once

#include <optional>

#include "language/plan/graph.h"
#include "language/program.h"

namespace huimin::language::plan {

struct Meaning {
    enum class Sort : std::uint8_t { truth, number, area } sort = Sort::number;

    Bit yes, no; ///< of a truth

    Ref numerator = 0;            ///< of a number; days, months and choices are numbers too
    std::int64_t denominator = 1; ///< positive
    std::optional<Ref> divisor;   ///< positive wherever the number is known
    Bit known;                    ///< also of an area

    std::optional<AreaCode> area; ///< of an area that is a constant; else it is the division asked about
};

/// Exact arithmetic on meanings; each operation lowers to whole-number nodes.
class Arithmetic {
public:
    explicit Arithmetic(Graph& graph) : graph_(graph) {}

    [[nodiscard]] Meaning truth(Bit yes) const { return truth(yes, !yes); }
    [[nodiscard]] Meaning truth(Bit yes, Bit no) const;
    [[nodiscard]] Meaning number(Ref numerator, std::int64_t denominator, Bit known) const;
    [[nodiscard]] Meaning constant(const Rational&);
    [[nodiscard]] Meaning broken(std::string why);
    [[nodiscard]] Meaning unknown(bool of_truth);

    Meaning add(Meaning, Meaning);
    Meaning subtract(Meaning, Meaning);
    Meaning multiply(Meaning, Meaning);
    Meaning divide(Meaning, Meaning);
    Meaning larger(Meaning, Meaning);
    Meaning smaller(Meaning, Meaning);
    Meaning round(const Meaning&, const Rational& unit, Rounding);
    Meaning less(Meaning, Meaning);
    Meaning equal(Meaning, Meaning); ///< of truths too
    Meaning if_unknown(Meaning, Meaning);
    /// Without regard to what is unknown: `condition` is a plain bitmap.
    Meaning select(Bit condition, Meaning, Meaning);
    /// condition.yes gives the first, condition.no the second, unknown gives unknown.
    Meaning cases(const Meaning& condition, const Meaning&, const Meaning&);
    Bit known(const Meaning&);
    [[nodiscard]] Meaning negate(const Meaning& value) const { return truth(value.no, value.yes); }

private:
    void unify(Meaning&, Meaning&);
    Bit less_numbers(Ref, Ref);
    Bit calendar_less(Ref calendar, Ref constant);

    Graph& graph_;
};

} // namespace huimin::language::plan
