// Which row of a file something first came in: one flat table of 12 bytes an entry and some room, since it grows with
// the file.

#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace huimin::registry {

class RowNumbers {
public:
    /// The row that `what` first came in; none when it never did.
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint64_t what) const
    {
        if (rows_.empty())
            return std::nullopt;
        const std::uint32_t row = rows_[slot_of(what)];
        return row == 0 ? std::nullopt : std::optional(row);
    }

    /// Notes it for a row (from 1), unless an earlier one has it: that is yielded.
    std::optional<std::uint32_t> note(std::uint64_t what, std::uint32_t row)
    {
        if ((used_ + 1) * 4 > rows_.size() * 3)
            grow();
        const std::size_t slot = slot_of(what);
        if (rows_[slot] != 0)
            return rows_[slot];
        whats_[slot] = what;
        rows_[slot] = row;
        ++used_;
        return std::nullopt;
    }

private:
    [[nodiscard]] std::size_t slot_of(std::uint64_t what) const
    {
        constexpr std::uint64_t golden = 0x9E3779B97F4A7C15; // spreads keys that grow one by one
        const std::size_t mask = rows_.size() - 1;
        std::size_t slot = (what * golden >> 32U) & mask;
        while (rows_[slot] != 0 && whats_[slot] != what)
            slot = (slot + 1) & mask;
        return slot;
    }

    void grow()
    {
        constexpr std::size_t slots_first = 1024;
        const std::vector<std::uint64_t> whats = std::move(whats_);
        const std::vector<std::uint32_t> rows = std::move(rows_);
        whats_.assign(std::max(slots_first, rows.size() * 2), 0);
        rows_.assign(whats_.size(), 0);
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (rows[i] != 0) {
                const std::size_t slot = slot_of(whats[i]);
                whats_[slot] = whats[i];
                rows_[slot] = rows[i];
            }
    }

    std::vector<std::uint64_t> whats_;
    std::vector<std::uint32_t> rows_; ///< 0 is free
    std::size_t used_ = 0;
};

} // namespace huimin::registry
