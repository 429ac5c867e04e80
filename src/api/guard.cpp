#include "api/guard.h"

#include "api/endpoint.h"

namespace huimin::api {

std::string_view session_cookie(bool secure) { return secure ? "__Host-huimin" : "huimin"; }
std::string_view device_cookie(bool secure) { return secure ? "__Host-huimin-device" : "huimin-device"; }

access::Origin origin_of(const http::Request& request)
{
    return {std::string(request.peer()), std::string(request.header("User-Agent")).substr(0, 200),
            std::string(request.cookie(device_cookie(request.secure())))};
}

http::Response with_session(http::Response answer, const http::Request& request, const access::LoggedIn& opened)
{
    answer.with(http::Cookie{std::string(session_cookie(request.secure())), opened.token, request.secure(), {}});
    if (!opened.device.empty())
        answer.with(http::Cookie{std::string(device_cookie(request.secure())), opened.device, request.secure(),
                                 std::int64_t{180} * 86'400});
    return answer;
}

namespace {

Error signed_out()
{
    return Error{Fault::forbidden, "access.no_session", "还没有登录，或者登录已经到时", "请重新登录",
                 "nobody is signed in, or the session has ended"};
}

bool changes(http::Method method)
{
    return method != http::Method::get && method != http::Method::head && method != http::Method::options;
}

/// Nobody is signed in where the store says so; a store that fails is told as such.
Result<std::optional<access::Caller>> caller_of(City& city, const http::Request& request, const std::string& token)
{
    if (const std::string_view bearer = request.bearer(); !bearer.empty())
        return std::optional(TRY(city.access.tokens.check(bearer, request.peer())));
    if (token.empty())
        return std::optional<access::Caller>();
    Result<access::Caller> caller = city.access.sessions.check(token);
    if (caller)
        return std::optional(std::move(*caller));
    if (caller.error().fault == Fault::unavailable)
        return std::move(caller).error();
    return std::optional<access::Caller>();
}

std::optional<http::Response> refuse(const Asker& asker, const http::Request& request, const http::Route& route)
{
    if (!asker.caller)
        return route.access == "anyone" ? std::nullopt : std::optional(http::Response::problem(signed_out(), 401));
    if (!asker.caller->is_token() && changes(request.method()) &&
        !access::Sessions::is_page_token(asker.token, request.header("X-CSRF-Token")) && route.access != "anyone")
        return http::Response::problem(Error{Fault::forbidden, "api.page_token", "这个请求没有带上页面的口令",
                                             "刷新页面后再试", "the page's token is missing or wrong"},
                                       403);
    if (asker.caller->is_token() && (route.access == "half_way" || route.access == "in_person"))
        return Error{Fault::forbidden, "api.in_person", "这件事要本人登录后办，API 令牌不能办", "请本人登录后再办",
                     "this is done by the person who is signed in, not by an API token"};
    if (route.access == "anyone" || route.access == "half_way")
        return std::nullopt;
    if (asker.caller->password_change_due())
        return Error{Fault::forbidden, "access.password_due", "这是一次性密码，请先改成自己的密码", "改好密码再继续",
                     "the password was set by somebody else and must be changed first"};
    if (asker.caller->second_factor_due())
        return Error{Fault::forbidden, "access.second_factor", "您的角色要用双因素登录", "输入验证器上的六位数字",
                     "the session has not shown the second factor"};
    return std::nullopt;
}

} // namespace

http::Guard guard_of(City& city)
{
    return [&city](http::Request& request, const http::Route& route) -> http::Task<std::optional<http::Response>> {
        if (route.access == "metrics" && !request.from_here())
            co_return nothing_there(); // for this machine only: a proxy must not pass it on
        if (!route.path.starts_with(api_root))
            co_return std::nullopt; // health, the description, metrics, pages
        Asker asker;
        asker.token = request.cookie(session_cookie(request.secure()));
        if (!asker.token.empty() || !request.bearer().empty()) {
            if (request.bearer().empty())
                asker.caller = city.access.sessions.recall_checked(asker.token);
            if (!asker.caller) {
                auto caller =
                    co_await http::elsewhere(request.blocking(), [&] { return caller_of(city, request, asker.token); });
                if (!caller)
                    co_return http::Response::problem(caller.error(),
                                                      caller.error().fault == Fault::unavailable ? 503 : 401);
                asker.caller = std::move(*caller);
            }
        }
        if (asker.caller)
            request.account_key = city.ids.text("account", asker.caller->account());
        std::optional<http::Response> refused = refuse(asker, request, route);
        request.attach(std::move(asker));
        co_return refused;
    };
}

} // namespace huimin::api
