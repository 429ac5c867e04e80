#include "http/rate.h"

#include <doctest/doctest.h>

using namespace huimin::http;
using std::chrono::milliseconds;

TEST_CASE("a bucket gives its burst at once, and then its rate" *
          doctest::description("limits: request.address_rate request.key_rate"))
{
    RateLimit rate(10, 3);
    const RateLimit::Time start{};
    for (int i = 0; i < 3; ++i)
        CHECK_FALSE(rate.take("a", start));
    CHECK(rate.take("a", start) == milliseconds(100));
    CHECK_FALSE(rate.take("b", start));
    CHECK(rate.take("a", start + milliseconds(99)) == milliseconds(1));
    CHECK_FALSE(rate.take("a", start + milliseconds(100)));
    CHECK(rate.take("a", start + milliseconds(100)).has_value());
    for (int i = 0; i < 3; ++i)
        CHECK_FALSE(rate.take("a", start + milliseconds(10'000)));
    CHECK(rate.take("a", start + milliseconds(10'000)).has_value());
}

TEST_CASE("a refused try costs nothing")
{
    RateLimit rate(10, 1);
    const RateLimit::Time start{};
    CHECK_FALSE(rate.take("a", start));
    for (int i = 0; i < 50; ++i)
        CHECK(rate.take("a", start + milliseconds(50)).has_value());
    CHECK_FALSE(rate.take("a", start + milliseconds(100)));
}

TEST_CASE("a flood of addresses is forgotten, not kept")
{
    RateLimit rate(1, 1);
    const RateLimit::Time start{};
    for (int i = 0; i < 100'000; ++i)
        (void)rate.take("address " + std::to_string(i), start);
    CHECK(rate.remembered() <= 16 * 4'096);
    (void)rate.take("x", start + std::chrono::hours(1));
    CHECK(rate.remembered() < 16 * 4'096);
}
