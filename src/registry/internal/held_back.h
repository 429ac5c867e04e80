// What makes new records findable, held back by an import so that it goes into the store in order: both engines take
// sorted rows at a fraction of what scattered ones cost.

#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "registry/registry.h"

namespace huimin::registry {

/// Texts with the records they lead to, end to end.
class HeldTexts {
public:
    struct Held {
        RecordKey at; ///< key 0: dropped
        std::uint32_t start = 0, size = 0;
    };

    void add(std::string_view text, RecordKey at);
    [[nodiscard]] std::string_view text(const Held& held) const
    {
        return std::string_view(bytes_).substr(held.start, held.size);
    }
    /// Whether so much is held that it should go.
    [[nodiscard]] bool is_full() const { return all_.size() >= held_max || bytes_.size() >= held_bytes_max; }
    /// All of it, for the caller to order.
    [[nodiscard]] std::vector<Held>& all() { return all_; }
    [[nodiscard]] const std::vector<Held>& all() const { return all_; }
    void clear();

    static constexpr std::size_t held_max = 131'072;

private:
    static constexpr std::size_t held_bytes_max = std::size_t{8} << 20U;
    std::vector<Held> all_;
    std::string bytes_;
};

/// Numbers, each of one record, that are found before the store has them.
class HeldNumbers {
public:
    /// `number` is not held yet.
    void add(std::string_view number, RecordKey at);
    [[nodiscard]] std::optional<RecordKey> find(std::string_view number) const;
    /// The record has this number no longer.
    void drop(std::string_view number);

    [[nodiscard]] bool is_full() const { return texts_.is_full(); }
    /// Hands over what was not handed over yet, in the order of the numbers read backwards, to `take(number, at)`; it
    /// is found here all the same until `clear`.
    template <class Take>
    Result<Done> hand_over(Take take);
    void clear();

private:
    [[nodiscard]] std::size_t slot_of(std::string_view number) const; ///< where it is, or would be
    void grow();

    HeldTexts texts_;
    std::size_t handed_over_ = 0;
    std::vector<std::uint32_t> slots_; ///< open addressing: place in texts_ and one more; 0 is free
};

template <class Take>
Result<Done> HeldNumbers::hand_over(Take take)
{
    const std::span<const HeldTexts::Held> fresh = std::span(std::as_const(texts_).all()).subspan(handed_over_);
    std::vector<std::uint32_t> order(fresh.size());
    for (std::uint32_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::uint32_t left, std::uint32_t right) {
        const std::string_view one = texts_.text(fresh[left]), other = texts_.text(fresh[right]);
        return std::lexicographical_compare(one.rbegin(), one.rend(), other.rbegin(), other.rend());
    });
    for (const std::uint32_t i : order)
        if (fresh[i].at.key != 0)
            TRY(take(texts_.text(fresh[i]), fresh[i].at));
    handed_over_ += fresh.size();
    return Done{};
}

} // namespace huimin::registry
