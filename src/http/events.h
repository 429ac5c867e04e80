// Server-sent events (WHATWG HTML §9.2): a stream a handler writes to for as long as someone listens.

#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "http/task.h"

namespace huimin::http {

struct Event {
    std::string data;   ///< one event's text; line breaks are kept
    std::string name{}; ///< the event's type; "message" when empty
    std::string id{};   ///< what the browser sends back as Last-Event-ID when it connects again
};

/// The wire form of an event. Line breaks in `name` and `id` are dropped.
[[nodiscard]] std::string write_event(const Event&);

/// Each step yields false once nobody listens any more or the server stops: then return.
///
///     while (co_await stream.pause(500ms)) {
///         …read the progress…
///         if (!co_await stream.send({progress})) break;
///     }
class EventStream {
public:
    virtual ~EventStream() = default;

    virtual Task<bool> send(Event) = 0;
    /// Rests; sends a heart-beat every 15 seconds meanwhile, so that proxies keep the connection.
    virtual Task<bool> pause(std::chrono::milliseconds) = 0;
    /// The id of the last event the browser saw before it connected again; empty at first.
    [[nodiscard]] virtual std::string_view last_event_id() const = 0;
};

} // namespace huimin::http
