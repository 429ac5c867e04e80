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

/// The answers of one sweep: per question a dense column beside each chunk.
class Results {
public:
    /// Room for a plan's answers about these columns; kept where it fits already, so that a later sweep allocates
    /// nothing.
    void prepare(const plan::Plan&, const Columns&);

    /// `question`: position in Plan::questions. `member`: of questions about members.
    [[nodiscard]] Verdict verdict(std::size_t question, Slot, std::uint32_t member = 0) const;
    [[nodiscard]] std::int64_t fen(std::size_t question, Slot, std::uint32_t member = 0) const;
    [[nodiscard]] const Totals& totals(std::size_t question, std::uint32_t division) const
    {
        return totals_[question * divisions_ + division];
    }
    [[nodiscard]] Totals totals(std::size_t question) const;
    [[nodiscard]] std::size_t bytes() const;
    /// All answers about a chunk's units, as they stand in memory.
    [[nodiscard]] std::span<const std::byte> chunk_bytes(std::size_t chunk) const
    {
        return {chunks_[chunk].bytes.get(), frames_[chunks_[chunk].members].bytes};
    }

private:
    friend class Sweep;
    struct Frame {
        std::vector<std::size_t> places; // of each result column
        std::size_t bytes = 0;
        std::uint32_t units = 0;
    };
    struct Chunk {
        std::uint32_t members = 0;
        Block bytes;
    };
    [[nodiscard]] static Frame frame_of(const plan::Plan&, std::uint32_t units, std::uint32_t members);
    [[nodiscard]] const std::byte* column(std::uint32_t result, Slot) const;

    std::vector<plan::Question> questions_;
    std::vector<plan::ResultColumn> columns_;
    std::vector<Frame> frames_; // by member count
    std::vector<Chunk> chunks_;
    std::vector<Totals> totals_; // question by division
    std::uint32_t divisions_ = 1;
};

/// Answers every question about every unit. The plan must fit the columns, and every chunk's division be one of its.
void sweep(const plan::Plan&, const Columns&, unsigned threads, Results&, const Interpreter* = nullptr);

} // namespace huimin::language::columns
