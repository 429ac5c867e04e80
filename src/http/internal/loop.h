// One I/O thread's world: its loop, its connections, its clock of deadlines. Nothing here is touched by another thread.

#pragma once

#include <chrono>
#include <string>
#include <unordered_set>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>

#include "http/internal/reception.h"

namespace huimin::http::internal {

using Clock = std::chrono::steady_clock;
using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

/// A connection as its loop sees it.
class Session {
public:
    enum class Phase {
        idle,      ///< between requests: may be closed at any moment
        reading,   ///< a request is arriving: when late, it is told so
        working,   ///< its handler works: takes the time it takes
        writing,   ///< an answer is being taken: when late, the connection is cut
        streaming, ///< events: until the listener leaves
    };

    virtual ~Session() = default;
    virtual void cut() = 0;          ///< closes the socket; what is awaited ends with an error
    virtual void stop_reading() = 0; ///< ends a pending read with an error; writing still works
    virtual void wake() = 0;         ///< ends a stream's rest

    void enter(Phase next, std::int64_t milliseconds)
    {
        phase = next;
        deadline = Clock::now() + std::chrono::milliseconds(milliseconds);
        late = false;
    }
    void enter(Phase next)
    {
        phase = next;
        deadline = Clock::time_point::max();
    }

    Phase phase = Phase::idle;
    Clock::time_point deadline = Clock::time_point::max();
    bool late = false;
};

class Loop {
public:
    explicit Loop(Reception& all) : reception(all), tick(io) {}

    /// Looks after deadlines until the loop is stopped and its last connection gone.
    Task<void> keep_time();
    /// No more connections; idle ones go, the others have until `latest`.
    void stop(Clock::time_point latest);
    /// The Date header's value, made once a second.
    const std::string& date();

    boost::asio::io_context io{1};
    Reception& reception;
    Timer tick;
    std::unordered_set<Session*> sessions;
    bool stopping = false;

private:
    void look_after(Session&, Clock::time_point now);

    Clock::time_point latest_ = Clock::time_point::max();
    Clock::time_point date_until_{};
    std::string date_;
};

} // namespace huimin::http::internal
