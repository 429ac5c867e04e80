// What a handler answers with: JSON, bytes, a file, a stream of events, or a problem told from an Error.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/json/value.hpp>

#include "base/result.h"
#include "http/events.h"

namespace huimin::http {

/// An open file to be sent; closed with its last owner.
class OpenFile {
public:
    /// Fails with http.file (missing) when it cannot be read.
    static Result<std::shared_ptr<const OpenFile>> open(const std::string& path);
    OpenFile(int descriptor, std::int64_t size) : descriptor_(descriptor), size_(size) {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile();

    [[nodiscard]] std::int64_t size() const { return size_; }
    /// Bytes read into `into`, which may be fewer than its size; 0 at the end, -1 on a failure.
    [[nodiscard]] std::int64_t read(std::int64_t offset, char* into, std::int64_t size) const;

private:
    int descriptor_;
    std::int64_t size_;
};

/// How a cookie is kept by the browser: always HttpOnly, SameSite=Strict and for the whole site, Secure when the
/// request came so.
struct Cookie {
    std::string name;
    std::string value; ///< letters, digits and -_.
    bool secure = true;
    std::optional<std::int64_t> seconds{}; ///< until it ends; with the browser's session when none, at once when 0
    bool from_elsewhere = false;           ///< sent, too, when a link of another site leads here (SameSite=Lax)
};

class Response {
public:
    using Shared = std::shared_ptr<const std::string>;
    using File = std::shared_ptr<const OpenFile>;
    using Events = std::function<Task<void>(EventStream&)>;
    using Body = std::variant<std::string, Shared, File, Events>;

    Response() = default;
    /// The problem of this error, so that a handler can `co_return error;` and CO_TRY.
    Response(Error error) : status_(0), error_(std::move(error)) {}

    static Response json(const boost::json::value&, int status = 200);
    /// Already serialised JSON.
    static Response json_text(std::string, int status = 200);
    static Response bytes(std::string, std::string_view content_type, int status = 200);
    static Response shared(Shared, std::string_view content_type);
    /// Sent piece by piece, as a download under `name` (which may be Chinese).
    static Response download(File, std::string_view content_type, std::string_view name);
    static Response download(std::string, std::string_view content_type, std::string_view name);
    static Response nothing(int status = 204);
    static Response created(const boost::json::value&, std::string_view location);
    /// 303 See Other: where to look with GET.
    static Response see_other(std::string_view location);
    /// A problem with a status of its own; else it is `status_of(error)`.
    static Response problem(Error, int status);
    /// Server-sent events: `write` runs until it returns, the client leaves or the server stops.
    static Response events(Events write);

    /// Adds a header field. Control characters in the value are dropped.
    Response& with(std::string_view name, std::string_view value) &;
    Response&& with(std::string_view name, std::string_view value) &&;
    Response& with(const Cookie&) &;
    Response&& with(const Cookie&) &&;
    /// ETag of this version, for If-Match and If-None-Match.
    Response&& with_version(std::string_view version) &&;

    [[nodiscard]] int status() const { return status_; }
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& headers() const { return headers_; }
    [[nodiscard]] std::string_view header(std::string_view name) const;
    [[nodiscard]] const Body& body() const { return body_; }
    [[nodiscard]] Body& body() { return body_; }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }
    [[nodiscard]] std::int64_t size() const; ///< of the body in bytes; -1 for events

    /// Turns an error into the bytes of its problem, which name the request. Done by the server as the last step.
    void tell_problem(std::string_view request_number);

private:
    int status_ = 200;
    std::vector<std::pair<std::string, std::string>> headers_;
    Body body_;
    std::optional<Error> error_;
};

/// The one place that turns errors into statuses: what the server itself refuses has its own, other rooms' by Fault:
/// invalid 422, forbidden 403, missing 404, conflict 409, unavailable 503.
[[nodiscard]] int status_of(const Error&);

/// RFC 9457: type, title, status, detail, and ours: code, remedy, english, request. `detail` is Chinese.
[[nodiscard]] std::string problem_text(const Error&, int status, std::string_view request_number);

[[nodiscard]] std::string_view reason(int status); ///< "Not Found"

} // namespace huimin::http
