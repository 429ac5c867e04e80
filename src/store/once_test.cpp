#include "store/once.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::store;
using huimin::test::FreshStore;
using huimin::test::must;
using huimin::test::on_both_engines;
using huimin::test::outcome;

TEST_CASE("a request that comes again is answered as the first time")
{
    on_both_engines([](FreshStore& fresh) {
        must(migrate(fresh.store(), Once::tables()));
        Once once(fresh.store());
        const OnceKey key{7, "a-key-of-mine", "digest"};
        constexpr std::int64_t now = 1'772'020'800'000;
        CHECK_FALSE(must(once.begin(key, now)));
        CHECK(outcome(once.begin(key, now + 1)) == "once.busy");
        must(once.keep(key, "201 made"));
        CHECK(must(once.begin(key, now + 2)) == "201 made");
        CHECK(outcome(once.begin({7, key.key, "of something else"}, now + 3)) == "once.other");
        CHECK_MESSAGE(!must(once.begin({8, key.key, key.digest}, now + 4)), "another account's keys are its own");
        must(once.give_up({8, key.key, key.digest}));
        CHECK_MESSAGE(!must(once.begin({8, key.key, key.digest}, now + 5)), "what failed may be tried anew");
        CHECK_MESSAGE(!must(once.begin({8, key.key, key.digest}, now + 6 + Once::held_for)),
                      "one that never ended gives way");
        must(once.give_up(key));
        CHECK_MESSAGE(must(once.begin(key, now + 7)) == "201 made", "what was kept is not given up");
        must(once.forget_old(now + Once::kept_for));
        CHECK(must(once.begin(key, now + Once::kept_for)) == "201 made");
        must(once.forget_old(now + Once::kept_for + 1));
        CHECK_FALSE(must(once.begin(key, now + Once::kept_for + 1)));
    });
}

TEST_CASE("of twenty who send the same at once, one is the first")
{
    on_both_engines([](FreshStore& fresh) {
        must(migrate(fresh.store(), Once::tables()));
        Once once(fresh.store());
        std::atomic<int> first = 0, busy = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 20; ++i)
                threads.emplace_back([&] {
                    const auto begun = once.begin({1, "the-same-key", "d"}, 1'772'020'800'000);
                    first += begun.ok() && !begun->has_value() ? 1 : 0;
                    busy += outcome(begun) == "once.busy" ? 1 : 0;
                });
        }
        CHECK(first == 1);
        CHECK(busy == 19);
    });
}
