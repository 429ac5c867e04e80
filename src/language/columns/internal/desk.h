// One thread's place of work: the registers of a plan, and where its operands stand in the chunk at hand.

#pragma once

#include <vector>

#include "language/columns/columns.h"
#include "language/plan/plan.h"

namespace huimin::language::columns {

class Desk {
public:
    explicit Desk(const plan::Plan&);

    /// A chunk, and the one that comes next: its cells are asked for while this one is worked on.
    struct Job {
        std::uint32_t division = 0;
        const Frame* frame = nullptr;
        const std::byte* cells = nullptr;
        const Frame* next_frame = nullptr; ///< null: none comes next
        const std::byte* next_cells = nullptr;
    };
    /// Works out all columns of results, each at `result`, until the next run.
    void run(const Job&);
    [[nodiscard]] std::byte* result(std::size_t column) { return results_.get() + layout_->results[column]; }

private:
    /// Where registers and results stand for chunks of one member count.
    struct Layout {
        std::vector<std::size_t> registers, results; ///< bytes from the first
        std::size_t register_bytes = 0, result_bytes = 0;
    };
    Layout lay_out(const Frame&) const;
    void find_registers(const Frame&);
    void find_cells(const Job&);
    [[nodiscard]] std::size_t cell_place(std::uint16_t location, const Frame&) const;

    /// Asks for the lines of the next chunk's cells, some after every instruction.
    class Ahead {
    public:
        Ahead(const Desk&, const Job&);
        void ask(std::size_t lines);
        [[nodiscard]] std::size_t lines() const { return lines_; }

    private:
        const Desk& desk_;
        const Job& job_;
        std::size_t lines_ = 0, column_ = 0;
        const std::byte *at_ = nullptr, *end_ = nullptr;
    };

    const plan::Plan& plan_;
    std::vector<std::byte*> at_;
    std::vector<std::uint16_t> cells_, result_locations_, constants_, register_locations_, live_; // of each sort
    std::vector<std::uint32_t> effort_; // of the instructions up to each, roughly
    std::vector<Layout> layouts_;       // by member count
    const Layout* layout_ = nullptr;
    std::uint32_t division_ = 0xFFFFFFFF;
    Block registers_, results_;
    std::size_t register_room_ = 0, result_room_ = 0;
};

} // namespace huimin::language::columns
