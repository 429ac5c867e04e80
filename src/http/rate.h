// How often one address or one account may ask: a bucket of tokens for each.

#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace huimin::http {

/// `rate` tokens come back each second, up to `burst`; a request takes one. Safe from any thread. At most some 64,000
/// keys are remembered; those that rested longest are forgotten first, which only favours them.
class RateLimit {
public:
    using Time = std::chrono::steady_clock::time_point;

    RateLimit(std::int64_t rate, std::int64_t burst);

    /// None: granted. Else how long until the next would be.
    std::optional<std::chrono::milliseconds> take(std::string_view key, Time now);

    [[nodiscard]] std::size_t remembered() const;

private:
    /// Each key keeps one instant: when its bucket will be full again.
    struct Shard {
        mutable std::mutex lock;
        std::unordered_map<std::string, Time> full_at;
    };

    /// Half at a time, so that a flood of new keys pays a step each.
    static void forget(Shard&, Time now);

    std::chrono::nanoseconds each_, burst_;
    std::array<Shard, 16> shards_;
};

} // namespace huimin::http
