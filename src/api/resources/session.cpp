// Signing in and out, and what the signed-in person may do: what every page reads first.

#include <algorithm>
#include <map>

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
using language::Index;

namespace {

Response opened(const http::Request& request, const access::LoggedIn& session)
{
    const char* state = session.password_change_due ? "password"
                        : session.second_factor_due ? "second_factor"
                                                    : "signed_in";
    return with_session(Response::json(json::object{{"state", state}, {"csrf", session.page_token}}), request, session);
}

Result<Response> sign_in(Call& call)
{
    const json::object body = TRY(call.body({"login", "password"}));
    access::Attempt attempt;
    attempt.login = TRY(text_of(body, "login", 1, 64));
    attempt.password = TRY(text_of(body, "password", 1, 512));
    attempt.origin = origin_of(call.request);
    auto session = call.city.access.log_in.with_password(attempt);
    if (!session && (session.error().code == "access.wrong" || session.error().code == "access.locked" ||
                     session.error().code == "access.disabled"))
        return Response::problem(session.error(), 401);
    if (!session && session.error().code == "access.too_many")
        return Response::problem(session.error(), 429);
    return opened(call.request, TRY(std::move(session)));
}

Result<Response> show_second_factor(Call& call)
{
    const json::object body = TRY(call.body({"code"}));
    const std::string code = TRY(text_of(body, "code", 6, 40));
    return opened(call.request,
                  TRY(call.city.access.log_in.step_up(call.asker().token, code, origin_of(call.request))));
}

Result<Response> set_up_second_factor(Call& call)
{
    const access::NewSecondFactor made = TRY(call.city.access.factors.set_up(call.caller()));
    return Response::json(json::object{{"secret", made.secret}, {"uri", made.uri}});
}

Result<Response> confirm_second_factor(Call& call)
{
    const json::object body = TRY(call.body({"code"}));
    const std::string code = TRY(text_of(body, "code", 6, 6));
    std::vector<std::string> codes;
    const access::LoggedIn session =
        TRY(call.city.access.log_in.step_up_by_new_factor(call.asker().token, code, origin_of(call.request), codes));
    json::array recovery;
    for (const std::string& one : codes)
        recovery.push_back(json::string(one));
    return with_session(
        Response::json(json::object{{"recovery_codes", std::move(recovery)}, {"csrf", session.page_token}}),
        call.request, session);
}

Result<Response> change_password(Call& call)
{
    const json::object body = TRY(call.body({"old", "new"}));
    const std::string old_one = TRY(text_of(body, "old", 1, 512)), new_one = TRY(text_of(body, "new", 1, 512));
    TRY(call.city.access.accounts.change_password(call.caller(), old_one, new_one));
    return Response::nothing();
}

Result<Response> sign_out(Call& call)
{
    TRY(call.city.access.sessions.log_out(call.asker().token));
    Response answer = Response::nothing();
    answer.with(http::Cookie{std::string(session_cookie(call.request.secure())), "", call.request.secure(), 0});
    return answer;
}

json::array roles_of(const Call& call)
{
    const language::Program& program = call.city.program();
    json::array roles;
    for (const access::Grant& grant : call.caller().grants())
        if (grant.role != language::none && grant.holds_on(call.city.today()))
            roles.push_back(json::object{{"role", program.roles[grant.role].heading.alias},
                                         {"label", program.roles[grant.role].heading.name},
                                         {"area", area_json(call.city, grant.area)}});
    return roles;
}

struct Abilities {
    json::array rights, purposes, faces;
};

/// What the menus and buttons go by; what is really allowed is asked of the gate each time.
Abilities abilities_of(const Call& call)
{
    const language::Program& program = call.city.program();
    struct Right {
        json::array actions;
        json::object purposes; ///< of each action on records
    };
    std::map<std::string, Right> by_subject;
    std::vector<Index> purposes;
    bool aggregates = false, only_own = call.caller().kind() == access::AccountKind::citizen, staff = false;
    for (const access::Gate::Ability& ability : call.city.access.gate.abilities(call.caller())) {
        const std::string subject(ability.record != language::none ? program.records[ability.record].heading.alias
                                  : ability.object                 ? spelled(*ability.object).english
                                                                   : "");
        const std::string_view action = spelled(ability.action).english;
        Right& right = by_subject[subject];
        right.actions.push_back(json::string(action));
        json::array& serving = right.purposes[action].emplace_array();
        for (const Index purpose : ability.purposes) {
            serving.push_back(json::string(program.purposes[purpose].heading.alias));
            if (std::ranges::find(purposes, purpose) == purposes.end())
                purposes.push_back(purpose);
        }
        aggregates = aggregates || ability.action == language::Action::aggregate;
        staff = staff || ability.action != language::Action::aggregate;
    }
    Abilities told;
    for (auto& [subject, right] : by_subject)
        told.rights.push_back(json::object{
            {"subject", subject}, {"actions", std::move(right.actions)}, {"purposes", std::move(right.purposes)}});
    for (const Index purpose : purposes)
        told.purposes.push_back(json::object{{"name", program.purposes[purpose].heading.alias},
                                             {"label", program.purposes[purpose].heading.name}});
    if (staff && !only_own)
        told.faces.push_back("desk");
    if (only_own)
        told.faces.push_back("m");
    if (aggregates)
        told.faces.push_back("cockpit");
    return told;
}

/// Nobody is an answer, not a refusal: every page asks this first.
Result<Response> who_am_i(Call& call)
{
    if (!call.asker().caller)
        return Response::json(json::object{{"account", nullptr}});
    const access::Caller& caller = call.caller();
    const language::Program& program = call.city.program();
    Abilities abilities = abilities_of(call);
    std::int64_t ends_at = 0;
    for (const access::SessionView& session : TRY(call.city.access.sessions.list(caller)))
        if (session.key == caller.session())
            ends_at = session.ends_at;
    int idle_minutes = call.city.access.on.settings.idle_minutes;
    for (const Index role : caller.roles(call.city.today()))
        idle_minutes = std::min(idle_minutes, program.roles[role].idle_minutes.value_or(idle_minutes));
    const auto bound = [&](std::string_view alias) -> json::value {
        const auto& at = caller.bound();
        if (!at || program.records[at->record].heading.alias != alias)
            return nullptr;
        return json::string(call.city.ids.text(alias, registry::RecordKey{at->county, at->key}));
    };
    const Day today = call.city.today();
    return Response::json(json::object{
        {"account", json::object{{"id", call.city.ids.text("account", caller.account())},
                                 {"login", caller.login()},
                                 {"name", caller.display_name()}}},
        {"roles", roles_of(call)},
        {"faces", std::move(abilities.faces)},
        {"rights", std::move(abilities.rights)},
        {"purposes", std::move(abilities.purposes)},
        {"csrf", access::Sessions::page_token(call.asker().token)},
        {"idle_minutes", idle_minutes},
        {"ends_at", time_text(ends_at)},
        {"city", json::object{{"name", program.city.name}, {"area", program.city.area.short_text()}}},
        {"today", today.text()},
        {"months", json::object{{"first", Month::of(program.city.from).text()}, {"now", Month::of(today).text()}}},
        {"person", bound("person")},
        {"household", bound("household")},
        {"second_factor", caller.has_shown_second_factor()},
        {"second_factor_stands", TRY(call.city.access.factors.is_set_up(caller.account()))},
        {"due", caller.password_change_due() ? json::value("password")
                : caller.second_factor_due() ? json::value("second_factor")
                                             : json::value(nullptr)},
        {"demo", call.city.demo}});
}

Result<Response> list_sessions(Call& call)
{
    json::array items;
    for (const access::SessionView& session : TRY(call.city.access.sessions.list(call.caller())))
        items.push_back(json::object{{"id", call.city.ids.text("session", session.key)},
                                     {"since", time_text(session.created_at)},
                                     {"seen", time_text(session.seen_at)},
                                     {"ends_at", time_text(session.ends_at)},
                                     {"address", session.address},
                                     {"agent", session.agent},
                                     {"this", session.key == call.caller().session()}});
    return page(std::move(items));
}

Result<Response> end_session(Call& call)
{
    const auto at = call.city.ids.parse("session", call.request.parameter("id"));
    if (!at)
        return nothing_there();
    TRY(call.city.access.sessions.revoke(call.caller(), at->key));
    return Response::nothing();
}

schema::Json session_schema()
{
    using namespace schema;
    const Json nobody = object({{"account", boost::json::object{{"type", "null"}}}});
    const Json somebody = object(
        {{"account", object({{"id", id()}, {"login", text()}, {"name", text()}})},
         {"roles", list_of(object({{"role", text()}, {"label", text()}, {"area", area()}}))},
         {"faces", list_of(text_of({"desk", "m", "cockpit"}))},
         {"rights",
          list_of(object({{"subject", text()}, {"actions", list_of(text())}, {"purposes", map_of(list_of(text()))}}))},
         {"purposes", list_of(object({{"name", text()}, {"label", text()}}))},
         {"csrf", text("goes back as X-CSRF-Token with each change")},
         {"idle_minutes", integer()},
         {"ends_at", time()},
         {"city", object({{"name", text()}, {"area", text()}})},
         {"today", day()},
         {"months", object({{"first", month()}, {"now", month()}})},
         {"person", or_null(id())},
         {"household", or_null(id())},
         {"second_factor", truth()},
         {"second_factor_stands", truth()},
         {"due", or_null(text_of({"password", "second_factor"}))},
         {"demo", truth()}});
    return boost::json::object{{"oneOf", boost::json::array{nobody, somebody}}};
}

} // namespace

void add_session(Endpoints& endpoints, City&)
{
    using namespace schema;
    const Json state = object({{"state", text_of({"signed_in", "second_factor", "password"})}, {"csrf", text()}});
    endpoints.push_back({.method = Method::post,
                         .path = "/session",
                         .tag = "session",
                         .summary = "用账号和密码登录",
                         .who = Who::anyone,
                         .body = object({{"login", text()}, {"password", text()}}),
                         .answer = state,
                         .work = sign_in});
    endpoints.push_back({.method = Method::post,
                         .path = "/session/second-factor",
                         .tag = "session",
                         .summary = "出示双因素的数字",
                         .who = Who::half_way,
                         .body = object({{"code", text()}}),
                         .answer = state,
                         .work = show_second_factor});
    endpoints.push_back({.method = Method::get,
                         .path = "/session",
                         .tag = "session",
                         .summary = "我是谁、可以做什么；没有登录时账号为空",
                         .who = Who::anyone,
                         .answer = session_schema(),
                         .work = who_am_i});
    endpoints.push_back({.method = Method::delete_,
                         .path = "/session",
                         .tag = "session",
                         .summary = "退出登录",
                         .who = Who::half_way,
                         .status = 204,
                         .work = sign_out});
    endpoints.push_back({.method = Method::post,
                         .path = "/session/password",
                         .tag = "session",
                         .summary = "改自己的密码",
                         .who = Who::half_way,
                         .body = object({{"old", text()}, {"new", text()}}),
                         .status = 204,
                         .work = change_password});
    endpoints.push_back({.method = Method::post,
                         .path = "/session/totp",
                         .tag = "session",
                         .summary = "设置双因素",
                         .who = Who::half_way,
                         .answer = object({{"secret", text()}, {"uri", text()}}),
                         .work = set_up_second_factor});
    endpoints.push_back({.method = Method::post,
                         .path = "/session/totp/confirm",
                         .tag = "session",
                         .summary = "用第一个数字确认双因素",
                         .who = Who::half_way,
                         .body = object({{"code", text()}}),
                         .answer = object({{"recovery_codes", list_of(text())}, {"csrf", text()}}),
                         .work = confirm_second_factor});
    endpoints.push_back({.method = Method::get,
                         .path = "/sessions",
                         .tag = "session",
                         .summary = "自己登录着的地方",
                         .answer = page_of(object({{"id", id()},
                                                   {"since", time()},
                                                   {"seen", time()},
                                                   {"ends_at", time()},
                                                   {"address", text()},
                                                   {"agent", text()},
                                                   {"this", truth()}})),
                         .in_person = true,
                         .work = list_sessions});
    endpoints.push_back({.method = Method::delete_,
                         .path = "/sessions/{id}",
                         .tag = "session",
                         .summary = "让一处登录退出",
                         .status = 204,
                         .in_person = true,
                         .work = end_session});
}

} // namespace huimin::api
