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

std::string html_text(std::string_view text)
{
    std::string escaped;
    for (const char sign : text)
        if (sign == '&' || sign == '<' || sign == '>' || sign == '"')
            escaped += "&#" + std::to_string(static_cast<int>(sign)) + ";";
        else
            escaped += sign;
    return escaped;
}

/// A browser comes here by itself, with no page of ours around it that could tell a problem.
Response refusal(const Call& call, const Error& error, int status)
{
    if (call.request.header("Accept").find("text/html") == std::string_view::npos)
        return Response::problem(error, status);
    return Response::bytes("<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
                           "content=\"width=device-width\"><title>没有登录成功</title><h1>没有登录成功</h1><p>" +
                               html_text(error.message) + "。</p><p>" + html_text(error.remedy) +
                               "。</p><p><a href=\"/\">回到登录页</a></p><p lang=\"en\">" + html_text(error.english) +
                               " (" + html_text(error.code) + ", " + call.request.number() + ")</p></html>",
                           "text/html; charset=utf-8", status);
}

Result<Response> start(Call& call)
{
    const std::string_view back = call.request.query().text("return_to", "/desk");
    const auto begun = call.city.access.open_id.begin(call.request.query().text("provider"), back);
    if (!begun)
        return refusal(call, begun.error(), http::status_of(begun.error()));
    constexpr std::int64_t seconds = 600;
    Response answer = Response::see_other(begun->url);
    // The browser comes back from the provider's site.
    answer.with(http::Cookie{std::string(binding_cookie(call.request.secure())), begun->binding, call.request.secure(),
                             seconds, true});
    return answer;
}

Result<Response> finish(Call& call)
{
    const http::Query& query = call.request.query();
    const auto identity =
        call.city.access.open_id.finish(query.text("state"), query.text("code"),
                                        call.request.cookie(binding_cookie(call.request.secure())), query.text("iss"));
    if (!identity)
        return refusal(call, identity.error(), 401);
    const auto opened =
        call.city.access.log_in.with_identity(identity->issuer, identity->subject, origin_of(call.request));
    if (!opened)
        return refusal(call, opened.error(), 401);
    Response answer = with_session(Response::see_other(identity->return_to), call.request, *opened);
    answer.with(http::Cookie{std::string(binding_cookie(call.request.secure())), "", call.request.secure(), 0, true});
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
