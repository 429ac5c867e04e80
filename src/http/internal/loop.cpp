#include "http/internal/loop.h"

#include <ctime>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;

namespace huimin::http::internal {

namespace {

/// How closely deadlines are kept. Looking at a thousand connections costs some microseconds.
constexpr std::chrono::milliseconds tick_time{50};

} // namespace

Task<void> Loop::keep_time()
{
    while (!stopping || !sessions.empty()) {
        tick.expires_after(tick_time);
        co_await tick.async_wait(asio::as_tuple(asio::use_awaitable_t<Executor>{}));
        const Clock::time_point now = Clock::now();
        const std::vector<Session*> present(sessions.begin(), sessions.end()); // Cutting one may end it.
        for (Session* session : present)
            if (sessions.count(session) == 1)
                look_after(*session, now);
    }
}

void Loop::look_after(Session& session, Clock::time_point now)
{
    if (now >= latest_) {
        session.wake();
        return session.cut();
    }
    if (now < session.deadline)
        return;
    if (session.phase != Session::Phase::reading || session.late)
        return session.cut();
    session.late = true;
    session.deadline = now + std::chrono::seconds(2); // In which it takes the refusal.
    session.stop_reading();
}

void Loop::stop(Clock::time_point latest)
{
    stopping = true;
    latest_ = latest;
    const std::vector<Session*> present(sessions.begin(), sessions.end());
    for (Session* session : present) {
        if (session->phase == Session::Phase::idle)
            session->cut();
        else if (session->phase == Session::Phase::streaming)
            session->wake();
    }
    tick.cancel();
}

const std::string& Loop::date()
{
    const Clock::time_point now = Clock::now();
    if (now >= date_until_) {
        const std::time_t seconds = std::time(nullptr);
        std::tm parts{};
        gmtime_r(&seconds, &parts);
        char text[40];
        date_.assign(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts));
        date_until_ = now + std::chrono::milliseconds(500);
    }
    return date_;
}

} // namespace huimin::http::internal
