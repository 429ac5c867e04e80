// Signing in by a provider of identities: away to the provider, and back with a session.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/guard.h"
#include "api/json_of.h"
#include "api/resources/resources.h"
#include "api/schema.h"

namespace huimin::api {

namespace json = boost::json;
using http::Method;
using http::Response;

namespace {

std::string_view binding_cookie(bool secure) { return secure ? "__Host-huimin-way" : "huimin-way"; }

Result<Response> providers(Call& call)
{
    json::array items;
    for (const access::Provider& provider : call.city.access.open_id.providers())
        items.push_back(json::object{{"name", provider.name}, {"label", provider.name}});
    return page(std::move(items));
}

Result<Response> start(Call& call)
{
    const std::string_view back = call.request.query().text("return_to", "/desk");
    const auto begun = TRY(call.city.access.open_id.begin(call.request.query().text("provider"), back));
    constexpr std::int64_t seconds = 600;
    Response answer = Response::see_other(begun.url);
    answer.with(http::Cookie{std::string(binding_cookie(call.request.secure())), begun.binding, call.request.secure(),
                             seconds});
    return answer;
}

Result<Response> finish(Call& call)
{
    const http::Query& query = call.request.query();
    const auto identity = call.city.access.open_id.finish(query.text("state"), query.text("code"),
                                                          call.request.cookie(binding_cookie(call.request.secure())));
    if (!identity)
        return Response::problem(identity.error(), 401);
    const auto opened =
        call.city.access.log_in.with_identity(identity->issuer, identity->subject, origin_of(call.request));
    if (!opened)
        return Response::problem(opened.error(), 401);
    Response answer = with_session(Response::see_other(identity->return_to), call.request, *opened);
    answer.with(http::Cookie{std::string(binding_cookie(call.request.secure())), "", call.request.secure(), 0});
    return answer;
}

} // namespace

void add_open_id(Endpoints& endpoints, City&)
{
    using namespace schema;
    endpoints.push_back({.method = Method::get,
                         .path = "/session/providers",
                         .tag = "session",
                         .summary = "可以用哪里的账号登录",
                         .who = Who::anyone,
                         .answer = page_of(object({{"name", text()}, {"label", text()}})),
                         .work = providers});
    endpoints.push_back({.method = Method::get,
                         .path = "/session/oidc/start",
                         .tag = "session",
                         .summary = "到身份提供方登录",
                         .who = Who::anyone,
                         .query = {{"provider", "哪一家", text()}, {"return_to", "回到哪一页", text()}},
                         .status = 303,
                         .answers_with = "text/html",
                         .work = start});
    endpoints.push_back({.method = Method::get,
                         .path = "/session/oidc/callback",
                         .tag = "session",
                         .summary = "从身份提供方回来",
                         .who = Who::anyone,
                         .query = {{"state", "", text()},
                                   {"code", "", text()},
                                   {"error", "", text()},
                                   {"error_description", "", text()},
                                   {"iss", "", text()},
                                   {"session_state", "", text()}},
                         .status = 303,
                         .answers_with = "text/html",
                         .work = finish});
}

} // namespace huimin::api
