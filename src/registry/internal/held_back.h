// What makes new records findable, held back by an import so that it goes into the store in order: both engines take
// sorted rows at a fraction of what scattered ones cost.

#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
    /// Hands over all of it, by county and text, to `take(text, at)`, and holds nothing any more.
    template <class Take>
    Result<Done> hand_over(Take take);
    /// Whether so much is held that it should go.
    [[nodiscard]] bool is_full() const { return all_.size() >= held_max || bytes_.size() >= held_bytes_max; }
    [[nodiscard]] std::vector<Held>& all() { return all_; }
    [[nodiscard]] const std::vector<Held>& all() const { return all_; }
    void clear();

private:
    friend class HeldNumbers;
    /// What decides nearly every comparison stands at hand: eight bytes of the text.
    struct InOrder {
        std::uint64_t first;
        const Held* held;
    };
    [[nodiscard]] static std::uint64_t start_of(std::string_view text); ///< its first bytes
    [[nodiscard]] static std::uint64_t end_of(std::string_view text);   ///< its last bytes, from the last on

    static constexpr std::size_t held_max = 131'072;
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
Result<Done> HeldTexts::hand_over(Take take)
{
    std::vector<InOrder> order;
    order.reserve(all_.size());
    for (const Held& held : all_)
        order.push_back({start_of(text(held)), &held});
    std::sort(order.begin(), order.end(), [&](const InOrder& left, const InOrder& right) {
        if (left.held->at.county != right.held->at.county)
            return left.held->at.county < right.held->at.county;
        if (left.first != right.first)
            return left.first < right.first;
        return std::pair(text(*left.held), left.held->at.key) < std::pair(text(*right.held), right.held->at.key);
    });
    for (const InOrder& one : order)
        TRY(take(text(*one.held), one.held->at));
    clear();
    return Done{};
}

template <class Take>
Result<Done> HeldNumbers::hand_over(Take take)
{
    std::vector<HeldTexts::Held>& all = texts_.all();
    std::vector<HeldTexts::InOrder> order;
    order.reserve(all.size() - handed_over_);
    for (; handed_over_ < all.size(); ++handed_over_)
        if (const HeldTexts::Held& fresh = all[handed_over_]; fresh.at.key != 0)
            order.push_back({HeldTexts::end_of(texts_.text(fresh)), &fresh});
    const auto byte_less = [](unsigned char one, unsigned char other) { return one < other; };
    std::sort(order.begin(), order.end(), [&](const HeldTexts::InOrder& left, const HeldTexts::InOrder& right) {
        if (left.first != right.first)
            return left.first < right.first;
        const std::string_view one = texts_.text(*left.held), other = texts_.text(*right.held);
        return std::lexicographical_compare(one.rbegin(), one.rend(), other.rbegin(), other.rend(), byte_less);
    });
    for (const HeldTexts::InOrder& one : order)
        TRY(take(texts_.text(*one.held), one.held->at));
    return Done{};
}

} // namespace huimin::registry
