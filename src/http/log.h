// The log: one JSON object a line, written in batches by a thread of its own. Whoever logs never waits.
//
// It holds no personal content: no query values, no bodies, no addresses; an account stands as its key.

#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace huimin::http {

/// One answered request.
struct Access {
    std::array<std::uint8_t, 16> number{};
    std::string_view method; ///< a word that lives for ever
    std::string route;       ///< the route's template, never the path itself; empty when none matched
    int status = 0;
    std::int64_t microseconds = 0; ///< from the header's end until the answer was written
    std::int64_t bytes_in = 0, bytes_out = 0;
    std::string account_key;
    std::string code; ///< of the problem; empty when all went well
};

class Log {
public:
    /// Takes whole lines, each ended by a line feed, on the log's own thread.
    using Sink = std::function<void(std::string_view lines)>;
    using Now = std::function<std::int64_t()>; ///< milliseconds since 1970, UTC

    struct Options {
        std::size_t pending_max = 100'000; ///< lines beyond are lost, and the log says how many
        std::chrono::milliseconds every{200};
    };

    Log(Sink, Now, Options);
    Log(Sink sink, Now now) : Log(std::move(sink), std::move(now), Options{}) {}
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    ~Log(); ///< writes what is pending

    void access(Access);
    /// Something worth knowing: note("server.started", {{"address", "127.0.0.1:8443"}}).
    void note(std::string_view event, std::initializer_list<std::pair<std::string_view, std::string_view>> fields);

    void flush(); ///< returns when all that was logged before has gone to the sink
    [[nodiscard]] std::int64_t lost() const;

    /// Appends to a file, mode 0600, opened anew when it was moved away. Fails with http.log_file.
    static Result<Sink> to_file(const std::string& path);
    static Sink to_standard_error();

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace huimin::http
