// Whole numbers, some of them unknown, kept as narrow as each stretch of them allows until all have been seen.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "language/columns/columns.h"

namespace huimin::census {

class PackedCells {
public:
    static constexpr std::size_t stretch = 512;

    void add(std::int64_t value)
    {
        pending_[size_ % stretch] = value;
        known_[size_ % stretch / 64] |= std::uint64_t{1} << (size_ % 64);
        if (++size_ % stretch == 0)
            pack();
    }
    void add_unknown()
    {
        pending_[size_ % stretch] = 0;
        if (++size_ % stretch == 0)
            pack();
    }

    /// Takes in what is left of the last stretch; nothing may be added after.
    void finish();

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool has_unknown() const { return has_unknown_; }
    [[nodiscard]] std::int64_t low() const { return low_; } ///< of the known ones; 0 when there are none
    [[nodiscard]] std::int64_t high() const { return high_; }

    using Known = std::array<std::uint64_t, stretch / 64>; ///< a bit for each cell
    /// The cells from `number` × stretch on; yields how many.
    std::size_t read(std::size_t number, std::array<std::int64_t, stretch>& values, Known& known) const;
    [[nodiscard]] std::optional<std::int64_t> operator[](std::size_t row) const;

private:
    struct Stretch {
        language::columns::Width width = language::columns::Width::u8;
        std::unique_ptr<std::byte[]> cells;
        std::unique_ptr<Known> known; ///< none: all are
    };
    void pack();

    std::array<std::int64_t, stretch> pending_{};
    Known known_{};
    std::size_t size_ = 0;
    std::int64_t low_ = 0, high_ = 0;
    bool any_known_ = false, has_unknown_ = false;
    std::vector<Stretch> stretches_;
};

} // namespace huimin::census
