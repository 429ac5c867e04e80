// What conditions can be seen to mean: which values of which facts make them hold.
//
// Definitions are looked into, and so is what a policy that is received asks of its household: 未满18周岁 且 老人 never
// holds where 老人 is 年满60周岁.
//
// A condition is taken apart into boxes: each box limits some subjects (a fact, a definition, an age, a comparison that
// cannot be looked into) to a range or a set, and the condition holds where one of its boxes does. What is too large to
// take apart counts as open, so that nothing wrong is ever concluded. Facts are taken as known here.

#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "language/check/internal/model.h"

namespace huimin::language::check_internal {

/// The values a subject may have. Truths count as 0 and 1, choices by their numbers, days and months as kept.
struct Domain {
    std::optional<Rational> low, high;
    bool low_open = false, high_open = false;
    bool whole = false;
    std::optional<std::set<Rational>> only; ///< exactly these, within the ends
    std::set<Rational> without;

    [[nodiscard]] bool holds(const Rational&) const;
    [[nodiscard]] std::optional<Rational> any() const; ///< none when it is empty
    void meet(const Domain&);
};

/// Subjects by their key.
using Box = std::map<std::string, Domain>;

struct Boxes {
    std::vector<Box> boxes; ///< none of them empty
    bool open = false;      ///< too many to tell

    [[nodiscard]] bool never() const { return !open && boxes.empty(); }
};

[[nodiscard]] Boxes overlap_of(const Boxes&, const Boxes&);
[[nodiscard]] Boxes union_of(const Boxes&, const Boxes&);

class Conditions {
public:
    explicit Conditions(const Model& model) : model_(model) {}

    /// Where a condition holds, or (`wanted` false) where it does not. `record`: asked of.
    [[nodiscard]] Boxes of(const Node&, bool wanted, Index record);

    /// Where a value is this number.
    [[nodiscard]] Boxes equal(const Node& value, const Rational& number, Index record);

    /// A case of the first box, in words: 残疾等级 = 1，在校 = 是
    [[nodiscard]] std::string example(const Boxes&) const;

    /// A node as it is written in its pack.
    [[nodiscard]] std::string words(const Node&) const;

    /// Alike for nodes that mean the same because they are written the same.
    [[nodiscard]] static std::string key(const Node&);

private:
    struct Subject {
        std::string words;
        Type type;
    };

    Boxes atom(const Node& subject, const Domain&, Index record);
    /// A definition or a policy received, with what it stands for.
    Boxes named(const Node&, bool wanted, Index record);
    [[nodiscard]] const Node* behind(const Node&, bool wanted, Index record) const;
    Boxes opaque(const std::string& key, const Node&, bool wanted);
    Boxes compared(const Node&, bool wanted, Index record);
    [[nodiscard]] Domain all_of(const Node& subject, Index record) const;

    const Model& model_;
    std::map<std::string, Subject> subjects_;
    std::string above_; ///< a ^ for each record up that is being asked of
    int depth_ = 0;     ///< of definitions within definitions
};

} // namespace huimin::language::check_internal
