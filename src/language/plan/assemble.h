// From the graph to a straight list of instructions: what no answer rests on is dropped, chains are joined, and each
// result takes a register only as long as it is looked at.

#pragma once

#include <map>
#include <vector>

#include "language/plan/graph.h"
#include "language/plan/plan.h"

namespace huimin::language::plan {

class Assembler {
public:
    Assembler(Graph& graph, Plan& plan) : graph_(graph), plan_(plan) {}

    /// The bitmap as a column of results.
    std::uint32_t result(Bit, bool by_member);
    /// The number where a column of results holds, i32 where it fits.
    std::uint32_t amount(std::uint32_t granted, Ref);
    void assemble();

private:
    struct Step {
        Ref node = 0;
        Code code = Code::add;
        std::vector<std::uint32_t> operands;
        std::uint16_t flips = 0;
        bool flip_result = false;
        std::int64_t a = 0, b = 1;
        std::optional<std::uint32_t> into; // result column
    };
    void count_uses(Ref);
    void join(Step&) const;
    void join_choices(Step&) const;
    void join_bits(Step&) const;
    void join_sums(Step&) const;
    [[nodiscard]] bool joins(const GraphNode& outer, Ref inner) const;
    void choose_division(columns::Instruction&, const GraphNode& of) const;
    void order(Ref);
    void emit(const Step&);
    void free_after(const Step&, std::size_t position);
    std::uint16_t place_of(Ref, Width as);
    std::uint16_t constant_place(Ref, Width);
    std::uint16_t take_register(Width, bool by_member);
    void add_location(Location);
    void fill_pool();
    [[nodiscard]] Width operand_width(const GraphNode&, std::size_t operand) const;

    struct Root {
        Ref node = 0;
        std::uint32_t column = 0;
    };

    Graph& graph_;
    Plan& plan_;
    std::vector<Root> roots_;
    std::vector<std::uint32_t> uses_;
    std::vector<bool> seen_;
    std::vector<Step> steps_;
    std::map<Ref, std::uint16_t> places_;
    std::vector<std::size_t> last_use_;
    std::vector<std::vector<std::uint16_t>> free_ = std::vector<std::vector<std::uint16_t>>(10);
    struct PoolEntry {
        Ref node;
        Width width;
        std::size_t at;
    };
    std::map<std::pair<Ref, Width>, std::uint16_t> constants_;
    std::vector<PoolEntry> pool_;
};

} // namespace huimin::language::plan
