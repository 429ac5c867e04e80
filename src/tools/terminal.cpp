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

Exit Terminal::fail(const Error& error) const
{
    if (json_)
        tell(json::object{{"error", json::object{{"code", error.code},
                                                 {"message", error.message},
                                                 {"remedy", error.remedy},
                                                 {"english", error.english}}}});
    warn("错误 " + error.code + "：" + error.message);
    if (!error.remedy.empty())
        warn("  怎么办：" + error.remedy);
    if (!error.english.empty())
        warn("  " + error.english);
    switch (error.fault) {
    case Fault::unavailable: return Exit::unavailable;
    case Fault::invalid:
    case Fault::forbidden:
    case Fault::missing:
    case Fault::conflict: return Exit::no;
    }
    return Exit::no;
}

namespace {

constexpr std::chrono::seconds shown_after{2};
constexpr std::chrono::milliseconds redrawn_each{100};
constexpr std::chrono::seconds line_each{10};
constexpr std::uint64_t bar_width = 30;

} // namespace

Progress::Progress(const Terminal& terminal, std::string what, std::uint64_t total)
    : terminal_(terminal), what_(std::move(what)), total_(std::max<std::uint64_t>(total, 1)),
      on_terminal_(isatty(fileno(terminal.err())) == 1)
{
}

Progress::~Progress()
{
    if (visible_ && on_terminal_)
        std::fprintf(terminal_.err(), "\r\033[K");
}

void Progress::at(std::uint64_t done)
{
    const auto now = Clock::now();
    if (now - started_ < shown_after ||
        now - shown_ < (on_terminal_ ? Clock::duration(redrawn_each) : Clock::duration(line_each)))
        return;
    shown_ = now;
    visible_ = true;
    done = std::min(done, total_);
    const auto percent = static_cast<int>(100 * done / total_);
    if (on_terminal_) {
        std::string bar;
        for (std::uint64_t i = 0; i < bar_width; ++i)
            bar += i < bar_width * done / total_ ? "█" : "░";
        std::fprintf(terminal_.err(), "\r\033[K%s %s %d%%", what_.c_str(), bar.c_str(), percent);
        std::fflush(terminal_.err());
    } else {
        std::fprintf(terminal_.err(), "%s %d%%\n", what_.c_str(), percent);
    }
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
