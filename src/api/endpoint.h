// An endpoint: what the API's description says of it and what answers it, declared in one place.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "api/call.h"
#include "http/limits.h"
#include "http/router.h"

namespace huimin::api {

/// Answers on a thread that may block: reads the store, works, and yields.
using Work = std::function<Result<http::Response>(Call&)>;
/// Answers on the I/O thread, for what streams or is asked thousands of times a second.
using Flow = std::function<http::Task<http::Response>(Call&)>;

enum class Who {
    anyone,    ///< also nobody: signing in
    half_way,  ///< signed in, but the second factor or a new password may be due
    signed_in, ///< what more is asked stands in the rights of the roles, and is asked of the gate
};

struct QueryParameter {
    std::string name; ///< `area*` may be given more than once
    std::string explained;
    boost::json::value schema;
};

struct Endpoint {
    http::Method method = http::Method::get;
    std::string path; ///< below /api/v1
    std::string tag;
    std::string summary;   ///< in Chinese
    std::string asks = {}; ///< x-right: the action and what it is about, such as `read person`
    Who who = Who::signed_in;
    std::vector<QueryParameter> query = {};
    boost::json::value body = nullptr;   ///< JSON Schema; null: none
    boost::json::value answer = nullptr; ///< JSON Schema; null: nothing comes back
    int status = 200;                    ///< when all goes well
    std::int64_t body_max = 64 * 1024;
    std::vector<std::string> content_types = {"application/json"};
    std::string answers_with = "application/json"; ///< text/event-stream, a file's type
    bool in_person = false;                        ///< by somebody signed in, not by an API token
    bool once = false;      ///< all it does is one transaction; takes an Idempotency-Key: sent twice, done once
    bool secret = false;    ///< its answer shows a secret this once
    bool versioned = false; ///< a change takes the version seen (If-Match); what is read tells its version (ETag)
    Work work = nullptr;
    Flow flow = nullptr; ///< one of the two
};

using Endpoints = std::vector<Endpoint>;

constexpr std::string_view api_root = "/api/v1";

/// Every endpoint as a route; each is told its caller by the guard before it runs. And /openapi.json, which describes
/// them. `limits`: those the server is started with.
void add_routes(http::Router&, City&, const Endpoints&, const http::Limits& limits = {});

/// The description (OpenAPI 3.1) of exactly these endpoints and of what every installation answers (/openapi.json,
/// http/health.h), with the packs' record types among its schemas, and every limit (x-limits).
[[nodiscard]] boost::json::value describe(const City&, const Endpoints&, const http::Limits& limits = {});

/// limit, after, count: the parameters of every list.
[[nodiscard]] std::vector<QueryParameter> paging();
[[nodiscard]] std::vector<QueryParameter> with_paging(std::vector<QueryParameter>);

} // namespace huimin::api
