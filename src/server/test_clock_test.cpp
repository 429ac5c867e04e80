#include "server/test_clock.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::server;
using huimin::test::must;
using huimin::test::outcome;

TEST_CASE("a test's clock stands where its file says, goes back when told to, and stays where the file is no time")
{
    const test::FreshFolder folder;
    const std::string file = folder.path("clock");
    const auto write = [&](const char* text) { std::ofstream(file, std::ios::trunc) << text; };
    CHECK(outcome(test_clock(file)) == "server.test_clock");
    write("2025-11-25T01:00:00Z\n");
    const auto clock = must(test_clock(file));
    CHECK(clock() == 1'764'032'400'000);
    CHECK(clock() == 1'764'032'400'000);
    const struct {
        const char* written;
        std::int64_t read;
    } cases[] = {
        {"2025-11-25T01:00:01Z", 1'764'032'401'000},
        {"2025-11-24T01:00:00Z", 1'763'946'000'000}, // a day back
        {"2025-12-25T01:00:00Z", 1'766'624'400'000}, // a month on
        {"", 1'766'624'400'000},
        {"half past nine", 1'766'624'400'000},
    };
    for (const auto& [written, read] : cases) {
        write(written);
        CHECK_MESSAGE(clock() == read, written);
    }
    std::filesystem::remove(file);
    CHECK(clock() == 1'766'624'400'000);
}

TEST_CASE("a time that is none is refused")
{
    for (const char* text : {"", "2025-11-25", "2025-11-25T01:00:00", "2025-11-25 01:00:00Z", "2025-02-30T01:00:00Z",
                             "2025-11-25T24:00:00Z", "2025-11-25T01:60:00Z", "2025-11-25T01:00:60Z",
                             "2025-11-25T01:00:00+08:00", "2025-11-25T-1:00:00Z"})
        CHECK_MESSAGE(outcome(read_time(text)) == "server.test_clock", text);
}
