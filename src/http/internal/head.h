// The head of a request, read strictly: what two parties could understand differently is refused (RFC 9112 §11.2).

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/headers.h"
#include "http/limits.h"

namespace huimin::http::internal {

struct Head {
    std::string method;
    std::string path;  ///< begins with /, or is * alone
    std::string query; ///< without its ?
    Headers headers;
    std::int64_t content_length = 0;
    bool chunked = false;
    bool keep_alive = true;
    bool expects_continue = false;

    [[nodiscard]] bool has_body() const { return chunked || content_length > 0; }
};

/// `bytes` end with the empty line. Fails with the limits' codes, and with
///   http.request_line   the first line is not METHOD SP target SP HTTP/1.x
///   http.version        neither HTTP/1.1 nor HTTP/1.0
///   http.target         the target is neither a path nor *
///   http.header_form    a field is not name ":" value: folded, blank before the colon, a control character
///   http.line_end       a line ends with LF or CR alone
///   http.host           not exactly one Host
///   http.framing        Content-Length or Transfer-Encoding is repeated, malformed, or both are given
///   http.header_repeated   a field that says one thing is given twice
///   http.expectation    Expect is not 100-continue
Result<Head> read_head(std::string_view bytes, const Limits&);

/// When the bytes so far, which do not yet hold the empty line, are already too many: why.
[[nodiscard]] std::optional<Error> beyond_head(std::string_view so_far, const Limits&);

} // namespace huimin::http::internal
