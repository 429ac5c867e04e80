// The door: finds out who asks before any handler runs, and before the body is read.

#pragma once

#include <string>
#include <string_view>

#include "api/call.h"
#include "http/router.h"

namespace huimin::api {

/// The name of the session's cookie: with the prefix that pins it to this host where TLS is spoken.
[[nodiscard]] std::string_view session_cookie(bool secure);
[[nodiscard]] std::string_view device_cookie(bool secure);

/// Where a log-in comes from, and the answer that opens its session at the browser.
[[nodiscard]] access::Origin origin_of(const http::Request&);
[[nodiscard]] http::Response with_session(http::Response, const http::Request&, const access::LoggedIn&);

/// For Router::guard. A session comes by cookie, and each of its changes carries the page's token (X-CSRF-Token); an
/// API token comes as `Authorization: Bearer`. Refuses with
///   access.no_session, access.no_token   401
///   api.page_token                       the page's token is missing or not this session's: 403
///   access.second_factor, access.password_due   where only the first half of signing in is done: 403
[[nodiscard]] http::Guard guard_of(City&);

} // namespace huimin::api
