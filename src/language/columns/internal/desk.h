// One thread's place of work: the registers of a plan, and where its operands stand in the chunk at hand.

#pragma once

#include <vector>

#include "language/columns/columns.h"
#include "language/plan/plan.h"

namespace huimin::language::columns {

class Desk {
public:
    explicit Desk(const plan::Plan&);

    /// A chunk and where its answers go; `places` has one entry per result column.
    struct Job {
        std::uint32_t division = 0;
        const Frame* frame = nullptr;
        const std::byte* cells = nullptr;
        const std::vector<std::size_t>* places = nullptr;
        std::byte* results = nullptr;
    };
    void run(const Job&);

private:
    void lay_out_registers(const Frame&);

    const plan::Plan& plan_;
    std::vector<std::byte*> at_;
    std::vector<std::uint16_t> cells_, results_, constants_, registers_; // locations of each sort
    std::uint32_t units_ = 0, members_ = 0;
    std::uint32_t division_ = 0xFFFFFFFF;
    Block scratch_;
    std::size_t scratch_bytes_ = 0;
};

} // namespace huimin::language::columns
