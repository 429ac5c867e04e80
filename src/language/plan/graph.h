// The questions of a program as one graph of vector operations over whole numbers: every equal step once, constants
// folded, each number with the range it can take.
//
// A number reaches as far as what it rests on: a constant may differ from division to division, but within a chunk of
// one division it is one number. What cannot be shown to fit 62 bits, or has no vector form, is broken: whatever
// rests on a broken node is broken too, and its policies are left to the interpreter.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "language/columns/calendar.h"
#include "language/columns/kernels.h"

namespace huimin::language::plan {

using columns::CalendarFunction;
using columns::Code;
using columns::Width;

/// A number node.
using Ref = std::uint32_t;
/// A bitmap node, perhaps flipped: flipping costs nothing.
struct Bit {
    std::uint32_t node = 0;
    bool flipped = false;
    [[nodiscard]] Bit operator!() const { return {node, !flipped}; }
    friend auto operator<=>(const Bit&, const Bit&) = default;
};

enum class Reach : std::uint8_t { constant, unit, member };
enum class Sort : std::uint8_t { broken, constant, table, column, known, live, operation };

struct GraphNode {
    Sort sort = Sort::operation;
    Code code = Code::add;
    Reach reach = Reach::constant;
    Width width = Width::i32; ///< of a constant: i64, taken as its user needs it
    std::vector<std::uint32_t> operands;
    std::uint16_t flips = 0; ///< bit i: operand i is a flipped bitmap
    Rounding rounding = Rounding::half_up;
    std::int64_t a = 0, b = 1, c = 1; ///< see Code; of columns: a is the column
    std::int64_t low = 0, high = 0;
    std::vector<std::int64_t> values; ///< of constant: one, or one per division; of table: entries of division 0, 1 …
    std::string why;                  ///< of broken
};

class Graph {
public:
    Graph(std::uint32_t divisions, std::uint32_t members_max);

    /// What has no vector form. The first reason met is kept.
    Ref broken(std::string why);
    [[nodiscard]] bool is_broken(Ref node) const { return nodes_[node].sort == Sort::broken; }
    [[nodiscard]] const GraphNode& operator[](Ref node) const { return nodes_[node]; }
    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    [[nodiscard]] std::uint32_t divisions() const { return divisions_; }
    [[nodiscard]] std::int64_t low(Ref node) const { return nodes_[node].low; }
    [[nodiscard]] std::int64_t high(Ref node) const { return nodes_[node].high; }
    [[nodiscard]] bool is_constant(Ref node) const { return nodes_[node].sort == Sort::constant; }
    [[nodiscard]] bool is_zero(Ref node) const { return is_constant(node) && low(node) == 0 && high(node) == 0; }

    Ref number(std::int64_t value) { return numbers({value}); }
    Ref numbers(std::vector<std::int64_t> by_division);
    Ref column(Reach, std::uint32_t index, Width, std::int64_t low, std::int64_t high);
    Bit bit_column(Reach, std::uint32_t index);
    Bit known_column(Reach, std::uint32_t index);
    /// Which lanes hold a unit.
    Bit live();

    [[nodiscard]] Bit yes() const { return yes_; }
    [[nodiscard]] Bit no() const { return !yes_; }
    Bit truths(const std::vector<bool>& by_division);

    Ref add(Ref, Ref);
    Ref subtract(Ref, Ref);
    Ref multiply(Ref, Ref);
    Ref scale(Ref node, std::int64_t factor) { return factor == 1 ? node : multiply(node, number(factor)); }
    Ref minimum(Ref, Ref);
    Ref maximum(Ref, Ref);
    Ref select(Bit condition, Ref yes, Ref no);
    /// node ÷ divisor by the rounding, × unit.
    Ref round(Ref node, std::int64_t divisor, Rounding, std::int64_t unit);
    /// The same by a number node that is positive wherever the result is looked at.
    Ref round_by(Ref node, Ref divisor, Rounding, std::int64_t unit);
    Ref of_bit(Bit); ///< 0 or 1
    /// entries[division * 2^log + key]; `log` at most 6.
    Ref lookup(Ref key, std::vector<std::int64_t> entries, unsigned log);
    /// low..high: what the function gives for the lowest and highest day.
    Ref calendar(CalendarFunction, std::int64_t argument, Ref day, std::int64_t low, std::int64_t high);

    Bit less(Ref, Ref);
    Bit less_equal(Ref a, Ref b) { return !less(b, a); }
    Bit equal(Ref, Ref);
    Bit all(std::vector<Bit>);
    Bit any(std::vector<Bit>);
    Bit pick(Bit condition, Bit yes, Bit no);

    Ref sum_members(Bit, Ref);
    Ref count_members(Bit);
    Ref largest_members(Bit, Ref);
    Ref smallest_members(Bit, Ref);
    Bit all_members(Bit);
    Bit any_members(Bit bit) { return !all_members(!bit); }

    /// The same once more, as a node of its own that reaches as far as asked: what a column of answers is filled from.
    Ref copy(Bit, Reach);
    /// The numbers where the bitmap `granted` holds, one behind the other. What an answer that is granted makes
    /// certain is not looked at again.
    Ref pack(Ref granted, Ref amount, Reach);

    /// The node with values that fill `width`; constants stay as they are.
    Ref as(Ref, Width);

private:
    Ref intern(GraphNode);
    Ref operation(Code, std::vector<Ref>, Wide low, Wide high, std::uint16_t flips = 0);
    Ref fold(Code, Ref, Ref);
    Width common(std::span<const Ref>, Wide low, Wide high) const;
    [[nodiscard]] Reach reach_of(std::span<const Ref>) const;
    Bit compare(Code, Ref, Ref);
    Ref over_members(Code, Bit condition, Ref value, Wide low, Wide high);
    // Operations that go into what they work on: see graph_spread.cpp.
    [[nodiscard]] bool spreads(Ref choice, Ref other, std::size_t leaves_max) const;
    Ref spread(Ref choice, const std::function<Ref(Ref)>& apply);
    Bit spread_truth(Ref choice, const std::function<Bit(Ref)>& apply);
    std::optional<Ref> inwards(Ref a, Ref b, const std::function<Ref(Ref, Ref)>& apply);
    std::optional<Ref> each_entry(Ref, const std::function<Ref(Ref)>& apply);
    std::optional<Ref> bound_before_rounding(Ref rounded, Ref bound, bool from_above);
    [[nodiscard]] bool is_choice(Ref node) const
    {
        return nodes_[node].sort == Sort::operation && nodes_[node].code == Code::select;
    }
    [[nodiscard]] std::int64_t constant_factor(Ref) const;
    [[nodiscard]] Ref without_factor(Ref) const;

    std::uint32_t divisions_;
    std::int64_t members_max_;
    std::vector<GraphNode> nodes_;
    std::map<std::string, Ref> interned_;
    Bit yes_;
    std::int64_t copies_ = 0;
};

} // namespace huimin::language::plan
