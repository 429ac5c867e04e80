// What the command line says: to people or, with --json, to programs; and how far long work has come.

#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include <boost/json/object.hpp>

#include "base/how_far.h"
#include "base/result.h"

namespace huimin::tools {

/// Exit codes, the same for every command and told by --help.
enum class Exit : int {
    done = 0,
    no = 1,          ///< it ran, and the answer is no: checks failed, rows came back, nothing found, refused
    usage = 2,       ///< what stands on the command line is wrong
    unavailable = 3, ///< a file, a store or the machine failed; the same call may go through later
};

/// The exit code that fits, by the error's code.
[[nodiscard]] Exit exit_for(const Error&);

/// An error as every command tells it to programs.
[[nodiscard]] boost::json::object json_of(const Error&);

class Terminal {
public:
    Terminal(std::FILE* out, std::FILE* err, bool json) : out_(out), err_(err), json_(json) {}

    [[nodiscard]] bool json() const { return json_; }
    void say(std::string_view line) const;             ///< a line for people; silent with --json
    void put(std::string_view text) const;             ///< as say, without an end of line
    void tell(const boost::json::value& result) const; ///< one JSON document; silent without --json
    void warn(std::string_view line) const;            ///< to the error stream, always

    /// Says what went wrong and what to do, for a command that goes on.
    void explain(const Error& error) const;

    /// Says and tells what went wrong and what to do, and yields the exit code that fits: the end of a command.
    Exit fail(const Error& error) const;

    [[nodiscard]] std::FILE* err() const { return err_; }

private:
    std::FILE* out_;
    std::FILE* err_;
    bool json_;
};

/// Runs a command's work and tells its failure.
template <class Deed>
Exit run(const Terminal& terminal, Deed deed)
{
    const auto done = deed();
    return done ? *done : terminal.fail(done.error());
}

/// How far a long piece of work has come, and for how long it runs. Shown once it has run for two seconds: as a bar
/// that redraws itself on a terminal, as a line each ten seconds elsewhere. Told from any thread.
class Progress {
public:
    /// `total` 0: how much there is cannot be told, or is told later.
    Progress(const Terminal& terminal, std::string what, std::uint64_t total = 0);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void at(std::uint64_t done) { done_ = done; }
    void at(std::uint64_t done, std::uint64_t total);

    /// For work that knows itself how much there is. Not to be called after the end of this.
    [[nodiscard]] HowFar teller();

private:
    void watch(const std::stop_token&);
    void show() const;

    using Clock = std::chrono::steady_clock;
    const Terminal& terminal_;
    std::string what_;
    std::atomic<std::uint64_t> done_ = 0, total_;
    Clock::time_point started_ = Clock::now();
    bool on_terminal_, visible_ = false;
    std::mutex mutex_;
    std::condition_variable_any woken_;
    std::jthread watcher_; ///< last: it sees all the others
};

/// Seconds since `start`, as people read them: "0.04", "12.3".
[[nodiscard]] std::string seconds_text(std::chrono::steady_clock::duration);

} // namespace huimin::tools
