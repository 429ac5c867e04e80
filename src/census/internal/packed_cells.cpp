#include "census/internal/packed_cells.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace huimin::census {

namespace {

using language::columns::Width;

template <class T>
void narrow(std::span<const std::int64_t> from, std::byte* to)
{
    for (std::size_t i = 0; i < from.size(); ++i) {
        const T value = static_cast<T>(from[i]);
        std::memcpy(to + i * sizeof(T), &value, sizeof(T));
    }
}

template <class T>
void widen(const std::byte* from, std::span<std::int64_t> to)
{
    for (std::size_t i = 0; i < to.size(); ++i) {
        T value;
        std::memcpy(&value, from + i * sizeof(T), sizeof(T));
        to[i] = static_cast<std::int64_t>(value);
    }
}

} // namespace

void PackedCells::pack()
{
    const std::size_t count = size_ % stretch == 0 ? stretch : size_ % stretch;
    std::int64_t low = std::numeric_limits<std::int64_t>::max(), high = std::numeric_limits<std::int64_t>::min();
    std::size_t known = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const bool is_known = (known_[i / 64] >> (i % 64) & 1) != 0;
        known += is_known ? 1 : 0;
        low = is_known ? std::min(low, pending_[i]) : low;
        high = is_known ? std::max(high, pending_[i]) : high;
    }
    Stretch packed;
    if (known < count) {
        has_unknown_ = true;
        packed.known = std::make_unique<Known>(known_);
    }
    if (known > 0) {
        low_ = any_known_ ? std::min(low_, low) : low;
        high_ = any_known_ ? std::max(high_, high) : high;
        any_known_ = true;
        packed.width = language::columns::width_for(std::min<std::int64_t>(low, 0), std::max<std::int64_t>(high, 0));
        packed.cells = std::make_unique<std::byte[]>(language::columns::bytes_of(packed.width, count));
        const std::span values(pending_.data(), count);
        switch (packed.width) {
        case Width::bit:
        case Width::u8: narrow<std::uint8_t>(values, packed.cells.get()); break;
        case Width::u16: narrow<std::uint16_t>(values, packed.cells.get()); break;
        case Width::i32: narrow<std::int32_t>(values, packed.cells.get()); break;
        case Width::i64: narrow<std::int64_t>(values, packed.cells.get()); break;
        }
    }
    stretches_.push_back(std::move(packed));
    known_ = {};
}

void PackedCells::finish()
{
    if (size_ % stretch != 0)
        pack();
}

std::size_t PackedCells::read(std::size_t number, std::array<std::int64_t, stretch>& values, Known& known) const
{
    const Stretch& packed = stretches_[number];
    const std::size_t count = std::min(stretch, size_ - number * stretch);
    if (packed.known)
        known = *packed.known;
    else
        known.fill(~std::uint64_t{0});
    const std::span to(values.data(), count);
    if (!packed.cells) {
        std::ranges::fill(to, 0);
        return count;
    }
    switch (packed.width) {
    case Width::bit:
    case Width::u8: widen<std::uint8_t>(packed.cells.get(), to); break;
    case Width::u16: widen<std::uint16_t>(packed.cells.get(), to); break;
    case Width::i32: widen<std::int32_t>(packed.cells.get(), to); break;
    case Width::i64: widen<std::int64_t>(packed.cells.get(), to); break;
    }
    return count;
}

std::optional<std::int64_t> PackedCells::operator[](std::size_t row) const
{
    const Stretch& packed = stretches_[row / stretch];
    const std::size_t at = row % stretch;
    if (packed.known && ((*packed.known)[at / 64] >> (at % 64) & 1) == 0)
        return std::nullopt;
    return language::columns::number_at(packed.width, packed.cells.get(), at);
}

} // namespace huimin::census
