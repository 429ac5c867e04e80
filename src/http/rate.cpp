#include "http/rate.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "base/result.h"

namespace huimin::http {

namespace {

constexpr std::size_t keys_per_shard_max = 4'096;

} // namespace

RateLimit::RateLimit(std::int64_t rate, std::int64_t burst)
{
    VERIFY(rate > 0 && burst > 0);
    each_ = std::chrono::nanoseconds(1'000'000'000 / rate);
    burst_ = each_ * burst;
}

std::optional<std::chrono::milliseconds> RateLimit::take(std::string_view key, Time now)
{
    Shard& shard = shards_[std::hash<std::string_view>{}(key) % shards_.size()];
    const std::lock_guard hold(shard.lock);
    if (shard.full_at.size() >= keys_per_shard_max)
        forget(shard, now);
    Time& full_at = shard.full_at.try_emplace(std::string(key), now).first->second;
    const Time after = std::max(full_at, now) + each_;
    if (after - now > burst_)
        return std::chrono::ceil<std::chrono::milliseconds>(after - now - burst_);
    full_at = after;
    return std::nullopt;
}

void RateLimit::forget(Shard& shard, Time now)
{
    std::erase_if(shard.full_at, [&](const auto& entry) { return entry.second <= now; });
    if (shard.full_at.size() < keys_per_shard_max / 2)
        return;
    std::vector<Time> times;
    for (const auto& entry : shard.full_at)
        times.push_back(entry.second);
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    std::erase_if(shard.full_at, [&](const auto& entry) { return entry.second <= *middle; });
}

std::size_t RateLimit::remembered() const
{
    std::size_t count = 0;
    for (const Shard& shard : shards_) {
        const std::lock_guard hold(shard.lock);
        count += shard.full_at.size();
    }
    return count;
}

} // namespace huimin::http
