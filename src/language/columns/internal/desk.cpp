#include "language/columns/internal/desk.h"

namespace huimin::language::columns {

using plan::Location;

namespace {

constexpr std::size_t line = 64;

std::size_t lanes_of(bool by_member, const Frame& frame)
{
    return by_member ? std::size_t{frame.units} * frame.members : frame.units;
}

std::size_t padded_bytes(Width width, bool by_member, const Frame& frame)
{
    return (bytes_of(width, lanes_of(by_member, frame)) + line - 1) / line * line;
}

} // namespace

Desk::Desk(const plan::Plan& plan) : plan_(plan), at_(plan.locations().size())
{
    const auto count = static_cast<std::uint16_t>(at_.size()); // instructions name locations by 16 bits
    for (std::uint16_t i = 0; i < count; ++i)
        switch (plan.locations()[i].sort) {
        case Location::Sort::scratch: register_locations_.push_back(i); break;
        case Location::Sort::unit_column:
        case Location::Sort::member_column:
        case Location::Sort::unit_known:
        case Location::Sort::member_known: cells_.push_back(i); break;
        case Location::Sort::live: live_.push_back(i); break;
        case Location::Sort::constant: constants_.push_back(i); break;
        case Location::Sort::result: result_locations_.push_back(i); break;
        }
    std::uint32_t effort = 0;
    for (const Instruction& code : plan.instructions()) {
        const bool of_members = code.by_member || code.planes != 0;
        effort += (of_members ? 3U : 1U) * (code.form == Width::bit ? 1U : 8U) + 2U;
        effort_.push_back(effort);
    }
}

Desk::Layout Desk::lay_out(const Frame& frame) const
{
    Layout layout;
    for (const std::uint16_t i : register_locations_) {
        layout.registers.push_back(layout.register_bytes);
        layout.register_bytes += padded_bytes(plan_.locations()[i].width, plan_.locations()[i].by_member, frame);
    }
    for (const plan::ResultColumn& column : plan_.result_columns()) {
        constexpr std::size_t beyond = 64; // see Code::pack
        layout.results.push_back(layout.result_bytes);
        layout.result_bytes += padded_bytes(column.width, column.by_member, frame) + beyond;
    }
    return layout;
}

void Desk::find_registers(const Frame& frame)
{
    if (layouts_.size() <= frame.members)
        layouts_.resize(frame.members + 1);
    Layout& layout = layouts_[frame.members];
    if (layout.results.empty())
        layout = lay_out(frame);
    layout_ = &layout;
    if (layout.register_bytes > register_room_)
        registers_ = make_block(register_room_ = layout.register_bytes);
    if (layout.result_bytes > result_room_)
        results_ = make_block(result_room_ = layout.result_bytes);
    for (std::size_t k = 0; k < register_locations_.size(); ++k)
        at_[register_locations_[k]] = registers_.get() + layout.registers[k];
    for (const std::uint16_t i : result_locations_)
        at_[i] = result(plan_.locations()[i].index);
}

std::size_t Desk::cell_place(std::uint16_t i, const Frame& frame) const
{
    const Location& location = plan_.locations()[i];
    const bool known = location.sort == Location::Sort::unit_known || location.sort == Location::Sort::member_known;
    const Frame::Place& place =
        location.by_member ? frame.member_columns[location.index] : frame.unit_columns[location.index];
    return known ? place.known : place.cells;
}

void Desk::find_cells(const Job& job)
{
    // Instructions only read cells and constants, though the table of places holds no const.
    if (job.division != division_) {
        division_ = job.division;
        std::byte* constants = const_cast<std::byte*>(plan_.constants(division_));
        for (const std::uint16_t i : constants_)
            at_[i] = constants + plan_.locations()[i].index;
    }
    std::byte* cells = const_cast<std::byte*>(job.cells);
    for (const std::uint16_t i : cells_)
        at_[i] = cells + cell_place(i, *job.frame);
    for (const std::uint16_t i : live_)
        at_[i] = cells;
}

Desk::Ahead::Ahead(const Desk& desk, const Job& job) : desk_(desk), job_(job)
{
    if (job.next_frame == nullptr)
        return;
    for (const std::uint16_t i : desk.cells_)
        lines_ +=
            padded_bytes(desk.plan_.locations()[i].width, desk.plan_.locations()[i].by_member, *job.next_frame) / line;
}

void Desk::Ahead::ask(std::size_t lines)
{
    for (; lines > 0; --lines) {
        if (at_ == end_) {
            const std::uint16_t i = desk_.cells_[column_++];
            const Location& location = desk_.plan_.locations()[i];
            at_ = job_.next_cells + desk_.cell_place(i, *job_.next_frame);
            end_ = at_ + padded_bytes(location.width, location.by_member, *job_.next_frame);
        }
        __builtin_prefetch(at_, 0, 2);
        at_ += line;
    }
}

void Desk::run(const Job& job)
{
    find_registers(*job.frame);
    find_cells(job);
    Ahead ahead(*this, job);
    const Extent extent{job.frame->units, job.frame->members};
    std::size_t asked = 0;
    for (std::size_t i = 0; i < effort_.size(); ++i) {
        const Instruction& code = plan_.instructions()[i];
        code.kernel(code, at_.data(), extent);
        const std::size_t until = ahead.lines() * effort_[i] / effort_.back();
        ahead.ask(until - asked);
        asked = until;
    }
}

} // namespace huimin::language::columns
