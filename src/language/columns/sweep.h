// Asking a plan of all units at once.
//
// Threads take chunks from a counter and write each answer to its own place; totals are whole numbers. So any number
// of threads, and every instruction set, gives the same bytes.

#pragma once

#include <functional>
#include <vector>

#include "language/columns/columns.h"
#include "language/evaluate.h"
#include "language/plan/plan.h"

namespace huimin::language::columns {

/// How many were granted, refused, left open, and what it costs.
struct Totals {
    std::uint64_t yes = 0, no = 0, unknown = 0;
    Wide fen = 0;
    friend bool operator==(const Totals&, const Totals&) = default;
};

/// Who answers the policies that have no vector form. Without it, a plan that needs it must not be swept.
struct Interpreter {
    const Program& program;
    const World& world;
    /// The unit with all its facts; `instance_of` where the columns hold all of them.
    std::function<Instance(Slot)> instance;
};

/// A unit as the interpreter takes it, from its columns; fields without a column are unknown.
[[nodiscard]] Instance instance_of(const Program&, const Columns&, std::span<const std::optional<AreaCode>> divisions,
                                   Slot);

/// The answers of one sweep. Beside each chunk stand a bitmap for every question, and the amounts of those granted one
/// behind the other: most are granted to few.
class Results {
public:
    /// Room for a plan's answers about these columns; kept from sweep to sweep where it fits.
    void prepare(const plan::Plan&, const Columns&);

    /// `question`: position in Plan::questions. `member`: of questions about members.
    [[nodiscard]] Verdict verdict(std::size_t question, Slot, std::uint32_t member = 0) const;
    [[nodiscard]] std::int64_t fen(std::size_t question, Slot, std::uint32_t member = 0) const;
    [[nodiscard]] const Totals& totals(std::size_t question, std::uint32_t division) const
    {
        return totals_[question * divisions_ + division];
    }
    [[nodiscard]] Totals totals(std::size_t question) const;
    /// Adds what each unit of a chunk is granted, its members' together, to `fen`: one entry a lane.
    void add_fen(std::size_t question, std::uint32_t chunk, std::span<std::int64_t> fen) const;
    /// Sets the bits of the units for which, or for one of whose members, the answer is not yet known: 64 lanes a word.
    void add_unknown(std::size_t question, std::uint32_t chunk, std::span<std::uint64_t> units) const;
    [[nodiscard]] std::size_t bytes() const;
    /// All answers about a chunk's units, as they stand in memory.
    [[nodiscard]] std::span<const std::byte> chunk_bytes(std::size_t chunk) const
    {
        return {chunks_[chunk].bytes.get(), chunks_[chunk].used};
    }

private:
    friend class Sweep;
    struct Chunk {
        std::uint32_t units = 0; ///< lanes of a plane
        std::size_t used = 0, room = 0;
        std::vector<std::uint32_t> places; ///< of each column of results
        Block bytes;
    };
    [[nodiscard]] std::size_t lane_of(Slot slot, std::uint32_t member) const
    {
        return std::size_t{member} * chunks_[slot.chunk].units + slot.lane;
    }
    [[nodiscard]] const std::byte* column(std::uint32_t result, std::uint32_t chunk) const
    {
        return chunks_[chunk].bytes.get() + chunks_[chunk].places[result];
    }

    template <class Each>
    void each_word(std::uint32_t result, std::uint32_t chunk, Each) const;

    std::vector<plan::Question> questions_;
    std::vector<plan::ResultColumn> columns_;
    std::vector<Chunk> chunks_;
    std::vector<Totals> totals_; // question by division
    std::uint32_t divisions_ = 1;
};

/// Answers every question about every unit. The plan must fit the columns, and every chunk's division be one of its.
void sweep(const plan::Plan&, const Columns&, unsigned threads, Results&, const Interpreter* = nullptr);

} // namespace huimin::language::columns
