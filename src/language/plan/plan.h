// A program made ready for the columns: every policy about a unit or its members as one straight list of vector
// instructions, for one day, one list of divisions and the columns as they stand.
//
// Made anew when the day, the divisions or the program change, or when a fact leaves the range the plan was made for
// (`fits`). Making one takes milliseconds.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "language/columns/columns.h"
#include "language/columns/kernels.h"
#include "language/evaluate.h"

namespace huimin::language::plan {

class Graph;

/// Where an operand stands when a chunk is run.
struct Location {
    enum class Sort : std::uint8_t {
        scratch,
        unit_column,
        member_column,
        unit_known,
        member_known,
        live,
        constant,
        result
    } sort = Sort::scratch;
    std::uint32_t index = 0; ///< of a constant: bytes into the division's pool; of scratch: number within its kind
    columns::Width width = columns::Width::bit;
    bool by_member = false;
};

/// A column of answers: a bitmap, or the numbers of those lanes that a bitmap names, one behind the other.
struct ResultColumn {
    columns::Width width = columns::Width::bit;
    bool by_member = false;
    std::uint32_t packed_by = 0; ///< of numbers: the bitmap's column
};

/// One policy's answers.
struct Question {
    Index policy = none;
    bool by_member = false;
    std::uint32_t yes = 0;                ///< result column
    std::optional<std::uint32_t> unknown; ///< none: it is always known
    std::optional<std::uint32_t> amount;  ///< none: a standing. Fen of those granted
    std::string interpreted;              ///< why the interpreter answers it; empty: the columns do
};

class Plan {
public:
    /// The divisions in the order of the chunks' dense indices; none: units whose division is not known.
    ///
    /// Policies of other records than the layout's are left out. What has no vector form, or could overflow, is marked
    /// `interpreted`, as is every policy that rests on such a one.
    static Plan compile(const Program&, const World&, Day, const columns::Layout&,
                        std::span<const std::optional<AreaCode>> divisions,
                        const columns::Kernels& = columns::kernels());

    /// Whether columns with these facts are within what the plan was made for.
    [[nodiscard]] bool fits(const columns::Layout&) const;

    [[nodiscard]] Day day() const { return day_; }
    [[nodiscard]] std::span<const Question> questions() const { return questions_; }
    [[nodiscard]] const Question* question(Index policy) const;
    [[nodiscard]] std::span<const ResultColumn> result_columns() const { return results_; }
    [[nodiscard]] std::uint32_t divisions() const { return divisions_; }
    [[nodiscard]] bool needs_interpreter() const;

    // What the sweep runs.
    [[nodiscard]] const columns::Kernels& kernels() const { return *kernels_; }
    [[nodiscard]] std::span<const columns::Instruction> instructions() const { return instructions_; }
    [[nodiscard]] std::span<const Location> locations() const { return locations_; }
    [[nodiscard]] std::size_t scratch_count(columns::Width width, bool by_member) const
    {
        return scratch_[scratch_kind(width, by_member)];
    }
    [[nodiscard]] static std::size_t scratch_kind(columns::Width width, bool by_member)
    {
        return static_cast<std::size_t>(width) * 2 + (by_member ? 1 : 0);
    }
    [[nodiscard]] const std::byte* constants(std::uint32_t division) const
    {
        return pool_.get() + division * pool_bytes_;
    }
    /// The instructions, one a line, for people who tune it.
    [[nodiscard]] std::string text() const;

private:
    friend class Assembler;
    const columns::Kernels* kernels_ = nullptr;
    columns::Layout facts_;
    Day day_;
    std::uint32_t divisions_ = 1;
    std::vector<Question> questions_;
    std::vector<ResultColumn> results_;
    std::vector<columns::Instruction> instructions_;
    std::vector<Location> locations_;
    std::array<std::size_t, 10> scratch_{};
    columns::Block pool_;
    std::size_t pool_bytes_ = 0;
};

} // namespace huimin::language::plan
