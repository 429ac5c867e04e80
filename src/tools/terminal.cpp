#include "tools/terminal.h"

#include <unistd.h>

#include <algorithm>

#include <boost/json/serialize.hpp>

namespace huimin::tools {

namespace json = boost::json;

void Terminal::say(std::string_view line) const
{
    if (!json_)
        std::fprintf(out_, "%.*s\n", static_cast<int>(line.size()), line.data());
}

void Terminal::tell(const json::value& result) const
{
    if (json_)
        std::fprintf(out_, "%s\n", json::serialize(result).c_str());
}

void Terminal::warn(std::string_view line) const
{
    std::fprintf(err_, "%.*s\n", static_cast<int>(line.size()), line.data());
}

void Terminal::put(std::string_view text) const
{
    if (!json_)
        std::fwrite(text.data(), 1, text.size(), out_);
}

void Terminal::explain(const Error& error) const
{
    warn("错误 " + error.code + "：" + error.message);
    if (!error.remedy.empty())
        warn("  怎么办：" + error.remedy);
    if (!error.english.empty())
        warn("  " + error.english);
}

Exit Terminal::fail(const Error& error) const
{
    tell(json::object{{"error", json_of(error)}});
    explain(error);
    return exit_for(error);
}

json::object json_of(const Error& error)
{
    return {{"code", error.code}, {"message", error.message}, {"remedy", error.remedy}, {"english", error.english}};
}

namespace {

/// Error codes, or their beginnings, whose fault does not say the exit code. What is not here: `unavailable` is 3,
/// everything else 1.
constexpr std::pair<std::string_view, Exit> sorted[] = {
    {"usage.", Exit::usage},
    {"account.bound", Exit::usage},
    {"access.login_form", Exit::usage},
    {"access.reason", Exit::usage},
    {"access.token_", Exit::usage},
    {"alter.", Exit::usage},
    {"area.", Exit::usage},
    {"city.no_field", Exit::usage},
    {"city.no_record", Exit::usage},
    {"city.value", Exit::usage},
    {"day.", Exit::usage},
    {"export.no_purpose", Exit::usage},
    {"import.control_form", Exit::usage},
    {"import.no_source", Exit::usage},
    {"map.approval", Exit::usage},
    {"money.", Exit::usage},
    {"month.", Exit::usage},
    {"registry.filter", Exit::usage},
    {"registry.page", Exit::usage},
    {"registry.purpose", Exit::usage},
    {"store.address", Exit::usage},
    {"calendar.", Exit::unavailable},
    {"city.none", Exit::unavailable},
    {"city.outdated", Exit::unavailable},
    {"home.", Exit::unavailable},
    {"import.column_", Exit::unavailable},
    {"import.names", Exit::unavailable},
    {"import.no_header", Exit::unavailable},
    {"import.unit", Exit::unavailable},
    {"map.", Exit::unavailable},
    {"packs.missing", Exit::unavailable},
    {"sheet.", Exit::unavailable},
    {"store.anchor_form", Exit::unavailable},
    {"store.backup_damaged", Exit::unavailable},
    {"store.backup_form", Exit::unavailable},
    {"store.busy", Exit::unavailable},
    {"store.missing", Exit::unavailable},
    {"store.not_ours", Exit::unavailable},
};

} // namespace

Exit exit_for(const Error& error)
{
    for (const auto& [code, exit] : sorted)
        if (error.code.starts_with(code))
            return exit;
    return error.fault == Fault::unavailable ? Exit::unavailable : Exit::no;
}

namespace {

constexpr std::chrono::seconds shown_after{2};
constexpr std::chrono::milliseconds redrawn_each{100};
constexpr std::chrono::seconds line_each{10};
constexpr std::uint64_t bar_width = 30;

} // namespace

Progress::Progress(const Terminal& terminal, std::string what, std::uint64_t total)
    : terminal_(terminal), what_(std::move(what)), total_(total), on_terminal_(isatty(fileno(terminal.err())) == 1),
      watcher_([this](const std::stop_token& stop) { watch(stop); })
{
}

Progress::~Progress()
{
    watcher_.request_stop();
    watcher_.join();
    if (visible_ && on_terminal_)
        std::fprintf(terminal_.err(), "\r\033[K");
}

void Progress::at(std::uint64_t done, std::uint64_t total)
{
    done_ = done;
    total_ = total;
}

HowFar Progress::teller()
{
    return [this](std::uint64_t done, std::uint64_t total) { at(done, total); };
}

/// Shows on its own, so that a bar stands also while the work has nothing to tell.
void Progress::watch(const std::stop_token& stop)
{
    std::unique_lock lock(mutex_);
    for (auto next = started_ + shown_after;; next += on_terminal_ ? Clock::duration(redrawn_each) : line_each) {
        woken_.wait_until(lock, stop, next, [] { return false; });
        if (stop.stop_requested())
            return;
        visible_ = true;
        show();
    }
}

void Progress::show() const
{
    const std::uint64_t total = total_, done = std::min(done_.load(), total);
    std::string line = what_;
    if (total > 0 && on_terminal_) {
        line += " ";
        for (std::uint64_t i = 0; i < bar_width; ++i)
            line += i < bar_width * done / total ? "█" : "░";
    }
    if (total > 0)
        line += " " + std::to_string(100 * done / total) + "%";
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - started_).count();
    line += " " + std::to_string(seconds) + " 秒";
    std::fprintf(terminal_.err(), on_terminal_ ? "\r\033[K%s" : "%s\n", line.c_str());
    std::fflush(terminal_.err());
}

std::string seconds_text(std::chrono::steady_clock::duration took)
{
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
    char text[32];
    std::snprintf(text, sizeof text, "%lld.%02lld", static_cast<long long>(milliseconds / 1000),
                  static_cast<long long>(milliseconds % 1000 / 10));
    return text;
}

} // namespace huimin::tools
