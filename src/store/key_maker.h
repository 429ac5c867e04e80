// Keys of records: 64-bit numbers that grow with time, made without asking the database.

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

namespace huimin::store {

/// Makes keys of 41 bits of milliseconds since 2020-01-01 UTC (until 2089), 8 bits of the instance and a count of 14
/// bits. Keys of one maker only grow, even when the clock is set back or stands still. Any thread may ask.
class KeyMaker {
public:
    /// `milliseconds` tells the time since 1970-01-01 UTC. Each program that writes to one store at the same time needs
    /// an `instance` (0..255) of its own. Keys come after `last_key`, so hand in the highest that stands when the clock
    /// may have been set back since.
    explicit KeyMaker(std::function<std::int64_t()> milliseconds, std::uint8_t instance = 0, std::int64_t last_key = 0);

    std::int64_t next();

    /// When a key was made, in milliseconds since 1970-01-01 UTC.
    static std::int64_t milliseconds_of(std::int64_t key);
    /// The least that could be made at this time: keys made before it are smaller, all others are not.
    static std::int64_t first_of(std::int64_t milliseconds);

private:
    std::function<std::int64_t()> milliseconds_;
    std::int64_t instance_;
    std::atomic<std::int64_t> last_; ///< milliseconds since 2020 << 14 | count
};

} // namespace huimin::store
