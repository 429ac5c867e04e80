// What this room is handed: where it keeps things, what time it is, and chance nobody can guess.

#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "base/day.h"
#include "store/key_maker.h"
#include "store/store.h"

namespace huimin::access {

struct World {
    store::Store* store = nullptr;
    store::KeyMaker* keys = nullptr;
    std::function<std::int64_t()> milliseconds;          ///< since 1970-01-01 UTC; any thread may ask
    std::function<void(std::span<std::uint8_t>)> random; ///< fills with bytes nobody can guess; any thread may ask

    [[nodiscard]] std::int64_t now() const { return milliseconds(); }
    /// The calendar day in China (UTC+8, no summer time): what validity of grants is counted in.
    [[nodiscard]] Day today() const { return day_of(milliseconds()); }
    [[nodiscard]] static Day day_of(std::int64_t milliseconds)
    {
        constexpr std::int64_t day = 86'400'000, east_of_greenwich = 8 * 3'600'000;
        return Day::from_number(static_cast<std::int32_t>((milliseconds + east_of_greenwich) / day));
    }
};

/// libsodium's generator over the system's: what a server hands in as `World::random`.
void system_random(std::span<std::uint8_t>);

constexpr std::int64_t one_second = 1000, minute = 60 * one_second, hour = 60 * minute, day_long = 24 * hour;

} // namespace huimin::access
