// Running the real program, as a user does: words in, what it says and its exit code out.

#pragma once

#include <doctest/doctest.h>

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

#include <boost/json.hpp>

namespace huimin::journeys {

struct Ran {
    int exit = -1;
    std::string out;
};

/// Runs `huimin` with these words; what it says on both streams comes back, or only what it tells programs. One that
/// has not ended after five minutes is killed, so that the test which ran it fails and names it.
inline Ran huimin_runs(const std::string& words, const std::string& errors = "2>&1")
{
    const std::string line = "cd " HUIMIN_SOURCE_DIR " && timeout -k 5 300 " HUIMIN_PROGRAM " " + words + " " + errors;
    std::FILE* pipe = popen(line.c_str(), "r");
    REQUIRE(pipe != nullptr);
    Ran ran;
    std::array<char, 4096> part{};
    while (const std::size_t read = std::fread(part.data(), 1, part.size(), pipe))
        ran.out.append(part.data(), read);
    const int status = pclose(pipe);
    ran.exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    REQUIRE_MESSAGE(ran.exit != 124, "huimin ", words, " did not end: ", ran.out);
    return ran;
}

/// The last line that is a JSON document.
inline boost::json::object told(const Ran& ran)
{
    const std::size_t start = ran.out.rfind("\n{", ran.out.size() - 2);
    boost::system::error_code wrong;
    const boost::json::value value =
        boost::json::parse(ran.out.substr(start == std::string::npos ? 0 : start + 1), wrong);
    REQUIRE_MESSAGE(!wrong, ran.out);
    return value.as_object();
}

} // namespace huimin::journeys
