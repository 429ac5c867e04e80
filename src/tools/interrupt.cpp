#include "tools/interrupt.h"

#include <csignal>

namespace huimin::tools {

namespace {

std::atomic<bool> asked_to_stop = false;
static_assert(std::atomic<bool>::is_always_lock_free); // so that a signal handler may set it

void note(int signal)
{
    asked_to_stop = true;
    std::signal(signal, SIG_DFL);
}

} // namespace

const std::atomic<bool>& interrupted()
{
    static const bool listening = [] {
        std::signal(SIGINT, note);
        std::signal(SIGTERM, note);
        return true;
    }();
    static_cast<void>(listening);
    return asked_to_stop;
}

} // namespace huimin::tools
