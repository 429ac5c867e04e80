// A request as its handler sees it: checked, decoded, and with typed access to what came.

#pragma once

#include <any>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>

#include "base/result.h"
#include "http/headers.h"
#include "http/json.h"
#include "http/uri.h"

namespace huimin::http {

class Blocking;

enum class Method { get, head, post, put, patch, delete_, options };

[[nodiscard]] std::string_view name(Method);
[[nodiscard]] std::optional<Method> read_method(std::string_view); ///< methods are case-sensitive (RFC 9110)

/// What a request is made of. The server fills it; tests of handlers may, too.
struct RequestParts {
    Method method = Method::get;
    std::string path; ///< as it was sent, percent-encoded
    std::string raw_query;
    Headers headers;
    std::string body;
    bool from_here = false; ///< the client runs on this machine
    std::string peer;       ///< the client's network address; behind a configured proxy the one the proxy tells
    std::string host;       ///< the one the client asked, with its port
    bool secure = false;    ///< over TLS, to us or to the proxy
    std::array<std::uint8_t, 16> number{}; ///< drawn at random for this request
    Blocking* blocking = nullptr;
};

class Request {
public:
    explicit Request(RequestParts parts) : parts_(std::move(parts)) {}
    Request(Request&&) = default;
    Request& operator=(Request&&) = default;

    [[nodiscard]] Method method() const { return parts_.method; }
    [[nodiscard]] std::string_view path() const { return parts_.path; }
    [[nodiscard]] std::string_view raw_query() const { return parts_.raw_query; }
    [[nodiscard]] const Headers& headers() const { return parts_.headers; }
    [[nodiscard]] std::string_view header(std::string_view name) const { return parts_.headers.find(name); }
    [[nodiscard]] const std::string& body() const { return parts_.body; }
    [[nodiscard]] std::string_view peer() const { return parts_.peer; }
    [[nodiscard]] bool from_here() const { return parts_.from_here; }
    [[nodiscard]] bool secure() const { return parts_.secure; }
    /// Whether a page of another site made the browser send this (Sec-Fetch-Site, else Origin against the host). The
    /// server lets no such request change anything; what is no browser sends neither field.
    [[nodiscard]] bool crosses_sites() const;
    /// 32 hexadecimal digits: stands in the log, in problems and in X-Request-Id, so that a report can be found.
    [[nodiscard]] std::string number() const;
    /// The threads for blocking work, see task.h.
    [[nodiscard]] Blocking& blocking() const { return *parts_.blocking; }

    /// The decoded text that stood for `{name}` in the route's path. Asking for one the route lacks breaks a promise.
    [[nodiscard]] std::string_view parameter(std::string_view name) const;
    /// The same as a whole number. Fails with http.path_integer (answers 404: there is nothing at such a path).
    [[nodiscard]] Result<std::int64_t> parameter_integer(std::string_view name) const;

    [[nodiscard]] const Query& query() const { return query_; }

    /// The value of a cookie; empty when there is none, or when it was sent twice.
    [[nodiscard]] std::string_view cookie(std::string_view name) const;

    /// The token of `Authorization: Bearer …`; empty when there is none.
    [[nodiscard]] std::string_view bearer() const;

    /// The body as strict JSON. Fails as read_json, and with http.json when there is no body.
    [[nodiscard]] Result<boost::json::value> json(const JsonLimits& = {}) const;

    /// The version the client changes, of `If-Match: "7"`: none when absent. Fails with
    ///   http.etag   it is not one strong entity tag
    [[nodiscard]] Result<std::optional<std::string>> if_match() const;
    /// True when If-None-Match names `tag` (as made by `etag`) or is *: the client has it already.
    [[nodiscard]] bool has_already(std::string_view tag) const;

    /// Idempotency-Key: none when absent. Fails with
    ///   http.idempotency_key   not 8 to 128 letters, digits and -_.:
    [[nodiscard]] Result<std::optional<std::string>> idempotency_key() const;

    /// Whose request this is, as a key without personal content; the guard sets it. Counts in the rate per key, and
    /// stands in the log.
    std::string account_key;

    /// What the guard found out about the caller, for the handlers: kept under its type.
    template <class T>
    void attach(T thing)
    {
        attached_ = std::make_any<T>(std::move(thing));
    }
    template <class T>
    [[nodiscard]] T* attached()
    {
        return std::any_cast<T>(&attached_);
    }

    // What the server adds once it has routed and read the rest.
    void set_parameters(std::vector<std::pair<std::string, std::string>> parameters)
    {
        parameters_ = std::move(parameters);
    }
    void set_query(Query query) { query_ = std::move(query); }
    void set_body(std::string body) { parts_.body = std::move(body); }

private:
    RequestParts parts_;
    std::vector<std::pair<std::string, std::string>> parameters_;
    Query query_;
    std::any attached_;
};

/// A version as an entity tag: 7 → "7" with its quotes.
[[nodiscard]] std::string etag(std::string_view version);

} // namespace huimin::http
