#include "store/key_maker.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>
#include <vector>

using huimin::store::KeyMaker;

namespace {

constexpr std::int64_t noon = 1'772'020'800'000; // 2026-02-25 12:00 UTC

} // namespace

TEST_CASE("keys grow though the clock stands still or is set back")
{
    std::int64_t now = noon;
    KeyMaker maker([&now] { return now; }, 5);
    std::int64_t last = maker.next();
    CHECK(KeyMaker::milliseconds_of(last) == noon);
    bool grows = true;
    for (int each = 0; each < 50'000; each++) {
        now = noon - each / 1000 * 60'000;
        const std::int64_t key = maker.next();
        grows = grows && key > last;
        last = key;
    }
    CHECK(grows);
    CHECK(KeyMaker::milliseconds_of(last) == noon + 50'000 / 16'384); // A full millisecond borrows from the next.
    CHECK(KeyMaker([&now] { return now; }, 0, last).next() > last);
}

TEST_CASE("two instances and many threads never make the same key")
{
    KeyMaker one([] { return noon; }, 0), other([] { return noon; }, 255);
    constexpr std::size_t each = 20'000;
    std::vector<std::int64_t> keys(4 * each);
    std::vector<std::thread> threads;
    for (std::size_t thread = 0; thread < 4; thread++)
        threads.emplace_back([&, thread] {
            for (std::size_t at = 0; at < each; at++)
                keys[thread * each + at] = thread % 2 == 0 ? one.next() : other.next();
        });
    for (std::thread& thread : threads)
        thread.join();
    std::ranges::sort(keys);
    CHECK(std::ranges::adjacent_find(keys) == keys.end());
}

TEST_CASE("a time and the keys made at it are told from each other")
{
    std::int64_t now = noon;
    KeyMaker keys([&now] { return now; }, 3);
    const std::int64_t at = keys.next();
    ++now;
    const std::int64_t after = keys.next();
    CHECK(KeyMaker::milliseconds_of(at) == noon);
    CHECK(KeyMaker::first_of(noon) <= at);
    CHECK(at < KeyMaker::first_of(noon + 1));
    CHECK(KeyMaker::first_of(noon + 1) <= after);
    CHECK(KeyMaker::first_of(0) == 0);
}
