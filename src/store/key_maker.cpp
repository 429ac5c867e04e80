#include "store/key_maker.h"

#include <algorithm>

#include "base/result.h"

namespace huimin::store {

namespace {

constexpr std::int64_t epoch = 1'577'836'800'000; // 2020-01-01 UTC in milliseconds since 1970
constexpr int count_bits = 14;
constexpr int instance_bits = 8;
constexpr std::int64_t count_mask = (1 << count_bits) - 1;

} // namespace

KeyMaker::KeyMaker(std::function<std::int64_t()> milliseconds, std::uint8_t instance, std::int64_t last_key)
    : milliseconds_(std::move(milliseconds)), instance_(instance),
      last_((last_key >> (count_bits + instance_bits) << count_bits) | count_mask)
{
    // The last key's millisecond counts as used up: another instance may have made that key.
}

std::int64_t KeyMaker::next()
{
    const std::int64_t now = (milliseconds_() - epoch) << count_bits;
    std::int64_t last = last_.load(std::memory_order_relaxed);
    std::int64_t mine = 0;
    do
        mine = std::max(now, last + 1); // A full millisecond borrows from the next.
    while (!last_.compare_exchange_weak(last, mine, std::memory_order_relaxed));
    return (mine >> count_bits << (count_bits + instance_bits)) | (instance_ << count_bits) | (mine & count_mask);
}

std::int64_t KeyMaker::milliseconds_of(std::int64_t key) { return (key >> (count_bits + instance_bits)) + epoch; }

std::int64_t KeyMaker::first_of(std::int64_t milliseconds)
{
    const std::int64_t since = std::clamp<std::int64_t>(milliseconds - epoch, 0, (std::int64_t{1} << 41) - 1);
    return since << (count_bits + instance_bits);
}

} // namespace huimin::store
