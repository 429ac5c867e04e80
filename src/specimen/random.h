// Chance that can be repeated: the same seed gives the same city on every machine.

#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "base/result.h"

namespace huimin::specimen {

/// xoshiro256** (Blackman and Vigna, 2018), seeded by splitmix64. Integers only, so that nothing rests on a machine's
/// floating point or a library's distributions.
class Random {
public:
    explicit Random(std::uint64_t seed)
    {
        for (std::uint64_t& word : state_) {
            seed += 0x9E3779B97F4A7C15ULL;
            std::uint64_t mixed = seed;
            mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
            mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
            word = mixed ^ (mixed >> 31U);
        }
    }

    std::uint64_t next()
    {
        const std::uint64_t result = rotate(state_[1] * 5, 7) * 9;
        const std::uint64_t shifted = state_[1] << 17U;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = rotate(state_[3], 45);
        return result;
    }

    /// 0 .. bound-1. The bias of the remainder is below 2^-32 for the bounds used here.
    std::int64_t below(std::int64_t bound)
    {
        VERIFY(bound > 0);
        return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(bound));
    }

    /// low .. high, both included.
    std::int64_t between(std::int64_t low, std::int64_t high) { return low + below(high - low + 1); }

    bool chance(std::int64_t in_10_000) { return below(10'000) < in_10_000; }

    /// An index, each as likely as its weight.
    std::size_t pick(std::span<const int> weights)
    {
        std::int64_t total = 0;
        for (const int weight : weights)
            total += weight;
        std::int64_t left = below(total);
        for (std::size_t i = 0; i < weights.size(); ++i) {
            left -= weights[i];
            if (left < 0)
                return i;
        }
        return weights.size() - 1;
    }
    std::size_t pick(std::initializer_list<int> weights) { return pick(std::span(weights.begin(), weights.size())); }

private:
    static std::uint64_t rotate(std::uint64_t value, unsigned by) { return (value << by) | (value >> (64U - by)); }

    std::array<std::uint64_t, 4> state_{};
};

} // namespace huimin::specimen
