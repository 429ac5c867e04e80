#include "language/columns/internal/desk.h"

namespace huimin::language::columns {

using plan::Location;

Desk::Desk(const plan::Plan& plan) : plan_(plan), at_(plan.locations().size())
{
    for (std::uint16_t i = 0; i < at_.size(); ++i)
        switch (plan.locations()[i].sort) {
        case Location::Sort::scratch: registers_.push_back(i); break;
        case Location::Sort::unit_column:
        case Location::Sort::member_column:
        case Location::Sort::unit_known:
        case Location::Sort::member_known: cells_.push_back(i); break;
        case Location::Sort::constant: constants_.push_back(i); break;
        case Location::Sort::result: results_.push_back(i); break;
        }
}

void Desk::lay_out_registers(const Frame& frame)
{
    units_ = frame.units;
    members_ = frame.members;
    std::vector<std::size_t> places;
    std::size_t bytes = 0;
    for (const std::uint16_t i : registers_) {
        const Location& location = plan_.locations()[i];
        places.push_back(bytes);
        const std::size_t lanes = location.by_member ? std::size_t{units_} * members_ : units_;
        bytes += (bytes_of(location.width, lanes) + 63) / 64 * 64;
    }
    if (bytes > scratch_bytes_) {
        scratch_ = make_block(bytes);
        scratch_bytes_ = bytes;
    }
    for (std::size_t k = 0; k < registers_.size(); ++k)
        at_[registers_[k]] = scratch_.get() + places[k];
}

void Desk::run(const Job& job)
{
    const Frame& frame = *job.frame;
    if (frame.units != units_ || frame.members != members_)
        lay_out_registers(frame);
    // Instructions only read cells and constants, though the table of places holds no const.
    if (job.division != division_) {
        division_ = job.division;
        std::byte* constants = const_cast<std::byte*>(plan_.constants(division_));
        for (const std::uint16_t i : constants_)
            at_[i] = constants + plan_.locations()[i].index;
    }
    std::byte* cells = const_cast<std::byte*>(job.cells);
    for (const std::uint16_t i : cells_) {
        const Location& location = plan_.locations()[i];
        const bool by_member =
            location.sort == Location::Sort::member_column || location.sort == Location::Sort::member_known;
        const bool known = location.sort == Location::Sort::unit_known || location.sort == Location::Sort::member_known;
        const Frame::Place& place =
            by_member ? frame.member_columns[location.index] : frame.unit_columns[location.index];
        at_[i] = cells + (known ? place.known : place.cells);
    }
    for (const std::uint16_t i : results_)
        at_[i] = job.results + (*job.places)[plan_.locations()[i].index];
    const Extent extent{frame.units, frame.members};
    for (const Instruction& code : plan_.instructions())
        code.kernel(code, at_.data(), extent);
}

} // namespace huimin::language::columns
