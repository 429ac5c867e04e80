// Long work as its caller may see it: how far it is, and, of their own, what came of it.

#pragma once

#include <boost/json/object.hpp>

#include "api/call.h"
#include "http/response.h"

namespace huimin::api {

/// A piece of work whose result is told as it stands: `result` and `problem` only of the caller's own.
[[nodiscard]] boost::json::object job_json(City&, const access::Caller&, const store::WorkState&);

/// 202 with the work just begun, and where to ask how far it is.
[[nodiscard]] Result<http::Response> begun(const Call&, std::int64_t key);

/// Its schema; `result` differs by kind.
[[nodiscard]] boost::json::value job_schema(boost::json::value result);

/// The caller's own, or any for who administers jobs. Fails with api.missing.
[[nodiscard]] Result<store::WorkState> job_of(const Call&, std::string_view id, language::Action);

} // namespace huimin::api
