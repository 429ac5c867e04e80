#include "http/log.h"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

#include <unistd.h>

#include "http/json.h"

using namespace huimin;
using namespace huimin::http;

namespace {

constexpr std::int64_t moment = 1'772'020'800'045; // 2026-02-25 12:00:00.045 UTC

std::string content(const std::filesystem::path& path)
{
    std::ifstream in(path);
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

} // namespace

TEST_CASE("a line is one JSON object, whatever stands in it")
{
    std::string lines;
    {
        Log log([&](std::string_view batch) { lines.append(batch); }, [] { return moment; });
        Access access;
        access.method = "GET";
        access.route = "/api/persons/{key}";
        access.status = 200;
        access.microseconds = 812;
        access.account_key = "a7";
        log.access(access);
        log.note("server.note", {{"text", "two\nlines and a \"quote\""}});
    }
    CHECK(lines == R"({"time":"2026-02-25T12:00:00.045Z","event":"http.request",)"
                   R"("request":"00000000000000000000000000000000","method":"GET","route":"/api/persons/{key}",)"
                   R"("status":200,"us":812,"in":0,"out":0,"account":"a7"})"
                   "\n"
                   R"({"time":"2026-02-25T12:00:00.045Z","event":"server.note","text":"two\nlines and a \"quote\""})"
                   "\n");
}

TEST_CASE("a slow sink delays nobody, and what was lost is told")
{
    std::atomic<bool> blocked{true};
    std::string lines;
    {
        Log log(
            [&](std::string_view batch) {
                while (blocked)
                    std::this_thread::yield();
                lines.append(batch);
            },
            [] { return moment; }, {.pending_max = 10, .every = std::chrono::milliseconds(1)});
        for (int i = 0; i < 1'000; ++i)
            log.note("n", {});
        CHECK(log.lost() >= 1'000 - 2 * 10 - 1'000 / 2);
        CHECK(log.lost() > 0);
        blocked = false;
    }
    CHECK(lines.find("\"event\":\"log.lost\",\"lines\":") != std::string::npos);
}

TEST_CASE("many threads log whole lines")
{
    std::string lines;
    {
        Log log([&](std::string_view batch) { lines.append(batch); }, [] { return moment; });
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 500; ++i)
                    log.note("n", {{"k", "v"}});
            });
        for (std::thread& thread : threads)
            thread.join();
        log.flush();
    }
    std::istringstream in(lines);
    int count = 0;
    for (std::string line; std::getline(in, line); ++count)
        CHECK(read_json(line).ok());
    CHECK(count == 2'000);
}

TEST_CASE("a log file that was moved away is opened anew, and only its owner may read it")
{
    const auto folder = std::filesystem::temp_directory_path() / ("huimin-log-" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    const auto path = folder / "access.log";
    {
        Log log(Log::to_file(path.string()).value(), [] { return moment; });
        log.note("one", {});
        log.flush();
        std::filesystem::rename(path, folder / "access.log.1");
        log.note("two", {});
    }
    CHECK(content(folder / "access.log.1").find("one") != std::string::npos);
    CHECK(content(path).find("two") != std::string::npos);
    CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::all) ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    CHECK(Log::to_file((folder / "none" / "x").string()).error().code == "http.log_file");
    std::filesystem::remove_all(folder);
}
