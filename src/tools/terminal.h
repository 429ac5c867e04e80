// What the command line says: to people or, with --json, to programs; and how far long work has come.

#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "base/result.h"

namespace huimin::tools {

/// Exit codes, the same for every command and told by --help.
enum class Exit : int {
    done = 0,
    no = 1,          ///< it ran, and the answer is no: checks failed, rows came back, the journal is broken
    usage = 2,       ///< the command line is wrong
    unavailable = 3, ///< a file, a store or the machine failed; the same call may go through later
};

class Terminal {
public:
    Terminal(std::FILE* out, std::FILE* err, bool json) : out_(out), err_(err), json_(json) {}

    [[nodiscard]] bool json() const { return json_; }
    void say(std::string_view line) const;             ///< a line for people; silent with --json
    void tell(const boost::json::value& result) const; ///< one JSON document; silent without --json
    void warn(std::string_view line) const;            ///< to the error stream, always

    /// Says what went wrong and what to do, and yields the exit code that fits.
    Exit fail(const Error& error) const;

    [[nodiscard]] std::FILE* err() const { return err_; }

private:
    std::FILE* out_;
    std::FILE* err_;
    bool json_;
};

/// How far a long piece of work has come. Shown once it has run for two seconds: as a bar that redraws itself on a
/// terminal, as a line each ten seconds elsewhere.
class Progress {
public:
    Progress(const Terminal& terminal, std::string what, std::uint64_t total);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void at(std::uint64_t done);

private:
    using Clock = std::chrono::steady_clock;
    const Terminal& terminal_;
    std::string what_;
    std::uint64_t total_;
    Clock::time_point started_ = Clock::now();
    Clock::time_point shown_ = started_;
    bool on_terminal_;
    bool visible_ = false;
};

/// Seconds since `start`, as people read them: "0.04", "12.3".
[[nodiscard]] std::string seconds_text(std::chrono::steady_clock::duration);

} // namespace huimin::tools
