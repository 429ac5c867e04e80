// Accounts, what they were granted, and the roles of the packs: for the security administrator.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/json_of.h"
#include "api/resources/resources.h"
#include "api/schema.h"

namespace huimin::api {

namespace json = boost::json;
using http::Method;
using http::Response;
using language::Action;
using language::SystemObject;

namespace {

Result<std::int64_t> key_of(const Call& call, std::string_view kind, std::string_view parameter)
{
    const auto at = call.city.ids.parse(kind, call.request.parameter(parameter));
    if (!at)
        return nothing_there();
    return at->key;
}

json::object grant_json(const City& city, const access::Grant& grant)
{
    return {{"id", city.ids.text("grant", grant.key)},
            {"role", grant.role_name},
            {"label", grant.role == language::none ? grant.role_name : city.program().roles[grant.role].heading.name},
            {"area", area_json(city, grant.area)},
            {"from", first_day(grant.in_force)},
            {"to", last_day(grant.in_force)},
            {"proposed_by", grant.proposed_by_name},
            {"state", grant.ended_at       ? "ended"
                      : grant.confirmed_at ? "confirmed"
                                           : "proposed"}};
}

Result<json::object> account_json(Call& call, const access::Account& account)
{
    json::array grants;
    for (const access::Grant& grant : TRY(call.city.access.grants.list(account.key, 100)))
        if (!grant.ended_at)
            grants.push_back(grant_json(call.city, grant));
    return json::object{{"id", call.city.ids.text("account", account.key)},
                        {"login", account.login},
                        {"name", account.display_name},
                        {"kind", access::text_of(account.kind)},
                        {"state", access::text_of(account.state)},
                        {"seen", account.seen_at ? json::value(time_text(*account.seen_at)) : json::value(nullptr)},
                        {"second_factor", TRY(call.city.access.factors.is_set_up(account.key))},
                        {"grants", std::move(grants)}};
}

Result<Response> list(Call& call)
{
    const access::Scope scope = TRY(call.scope(Action::read, SystemObject::accounts));
    const std::int64_t limit = TRY(call.page_rows());
    const std::string_view words = call.request.query().text("q");
    const std::string after = TRY(call.page_start());
    std::vector<access::Account> accounts = TRY(call.city.access.accounts.list(scope, after, limit + 1));
    json::value next = nullptr;
    if (std::ssize(accounts) > limit) {
        accounts.pop_back();
        next = call.page_end(accounts.back().login);
    }
    json::array items;
    for (const access::Account& account : accounts)
        if (words.empty() || account.login.find(words) != std::string::npos ||
            account.display_name.find(words) != std::string::npos)
            items.push_back(TRY(account_json(call, account)));
    return page(std::move(items), std::move(next));
}

Result<Response> one(Call& call)
{
    TRY(call.scope(Action::read, SystemObject::accounts));
    const std::int64_t key = TRY(key_of(call, "account", "id"));
    const auto account = TRY(call.city.access.accounts.find(key));
    if (!account)
        return nothing_there();
    return Response::json(TRY(account_json(call, *account)));
}

/// Twenty signs that are not taken for one another.
std::string one_time_password(City& city)
{
    constexpr std::string_view signs = "abcdefghjkmnpqrstuvwxyz23456789";
    std::array<std::uint8_t, 20> bytes{};
    city.access.on.world.random(bytes);
    std::string password;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        password += (i > 0 && i % 5 == 0 ? "-" : "") + std::string(1, signs[bytes[i] % signs.size()]);
    return password;
}

Result<Response> create(Call& call)
{
    const access::Scope scope = TRY(call.scope(Action::administer, SystemObject::accounts));
    const json::object body = TRY(call.body({"login", "name"}));
    access::NewAccount wanted;
    wanted.login = TRY(text_of(body, "login", 3, 64));
    wanted.display_name = TRY(text_of(body, "name", 1, 60));
    wanted.password = one_time_password(call.city);
    const std::int64_t key = TRY(call.city.access.accounts.create(scope, wanted));
    const std::string id = call.city.ids.text("account", key);
    return Response::created(json::object{{"id", id}, {"password", wanted.password}}, "/api/v1/accounts/" + id);
}

Result<Response> change(Call& call)
{
    const access::Scope scope = TRY(call.scope(Action::administer, SystemObject::accounts));
    const json::object body = TRY(call.body({"state", "reason?"}));
    const std::int64_t key = TRY(key_of(call, "account", "id"));
    const std::string state = TRY(text_of(body, "state", 1, 20));
    const std::string reason = TRY(text_if(body, "reason", 200)).value_or("");
    if (state == "disabled")
        TRY(call.city.access.accounts.disable(scope, key, reason));
    else if (state == "active")
        TRY(call.city.access.accounts.enable(scope, key));
    else
        return Error{Fault::invalid, "api.member", "`state` 只能是 active 或 disabled", "改正后再试", "unknown state"};
    return Response::nothing();
}

Result<Response> reset_password(Call& call)
{
    const access::Scope scope = TRY(call.scope(Action::administer, SystemObject::accounts));
    const std::string password = one_time_password(call.city);
    const std::int64_t key = TRY(key_of(call, "account", "id"));
    TRY(call.city.access.accounts.reset_password(scope, key, password));
    return Response::json(json::object{{"password", password}});
}

Result<Response> reset_second_factor(Call& call)
{
    const access::Scope scope = TRY(call.scope(Action::administer, SystemObject::accounts));
    const std::int64_t key = TRY(key_of(call, "account", "id"));
    TRY(call.city.access.accounts.reset_second_factor(scope, key));
    return Response::nothing();
}

Result<Response> propose(Call& call)
{
    const access::Scope scope = TRY(call.scope(Action::administer, SystemObject::accounts));
    const json::object body = TRY(call.body({"role", "area", "from", "to?", "reason?"}));
    access::Proposal proposal;
    proposal.account = TRY(key_of(call, "account", "id"));
    proposal.role = TRY(text_of(body, "role", 1, 60));
    const std::string area = TRY(text_of(body, "area", 2, 12));
    proposal.area = TRY(AreaCode::parse(area));
    const std::string from = TRY(text_of(body, "from", 10, 10));
    proposal.in_force.from = TRY(Day::parse(from));
    if (const auto to = TRY(day_if(body, "to")))
        proposal.in_force.to = to->plus_days(1);
    proposal.reason = TRY(text_if(body, "reason", 200)).value_or("");
    const std::int64_t key = TRY(call.city.access.grants.propose(scope, proposal));
    return Response::json(json::object{{"id", call.city.ids.text("grant", key)}}, 201);
}

Result<Response> confirm(Call& call)
{
    const access::Scope scope = TRY(call.scope(Action::administer, SystemObject::accounts));
    const std::int64_t key = TRY(key_of(call, "grant", "grant"));
    TRY(call.city.access.grants.confirm(scope, key));
    return Response::nothing();
}

Result<Response> end(Call& call)
{
    const access::Scope scope = TRY(call.scope(Action::administer, SystemObject::accounts));
    const std::int64_t key = TRY(key_of(call, "grant", "grant"));
    TRY(call.city.access.grants.end(scope, key, "由安全管理员收回"));
    return Response::nothing();
}

Result<Response> roles(Call& call)
{
    const language::Program& program = call.city.program();
    json::array items;
    for (const language::Role& role : program.roles) {
        json::array rights;
        for (const language::Right& right : role.rights) {
            json::array purposes;
            for (const language::Index purpose : right.purposes)
                purposes.push_back(json::string(program.purposes[purpose].heading.name));
            rights.push_back(
                json::object{{"subject", right.subject ? json::string(spelled(*right.subject).chinese)
                                                       : json::string(program.records[right.record].heading.name)},
                             {"actions", json::array{json::string(spelled(right.action).chinese)}},
                             {"purposes", std::move(purposes)},
                             {"explained", right.explanation}});
        }
        items.push_back(json::object{{"name", role.heading.alias},
                                     {"label", role.heading.name},
                                     {"explained", role.heading.explanation},
                                     {"second_factor", role.second_factor},
                                     {"rights", std::move(rights)}});
    }
    return page(std::move(items));
}

} // namespace

void add_accounts(Endpoints& endpoints, City&)
{
    using namespace schema;
    const Json grant = object({{"id", id()},
                               {"role", text()},
                               {"label", text()},
                               {"area", area()},
                               {"from", or_null(day())},
                               {"to", or_null(day())},
                               {"proposed_by", text()},
                               {"state", text_of({"proposed", "confirmed", "ended"})}});
    const Json account = object({{"id", id()},
                                 {"login", text()},
                                 {"name", text()},
                                 {"kind", text()},
                                 {"state", text()},
                                 {"seen", or_null(time())},
                                 {"second_factor", truth()},
                                 {"grants", list_of(grant)}});
    const Json right = object(
        {{"subject", text()}, {"actions", list_of(text())}, {"purposes", list_of(text())}, {"explained", text()}});
    const std::string read = "read accounts", administer = "administer accounts";
    endpoints.push_back({.method = Method::get,
                         .path = "/roles",
                         .tag = "accounts",
                         .summary = "有哪些角色、各能做什么",
                         .answer = page_of(object({{"name", text()},
                                                   {"label", text()},
                                                   {"explained", text()},
                                                   {"second_factor", truth()},
                                                   {"rights", list_of(right)}})),
                         .work = roles});
    endpoints.push_back({.method = Method::get,
                         .path = "/accounts",
                         .tag = "accounts",
                         .summary = "账号和授权",
                         .asks = read,
                         .query = with_paging({{"q", "登录名或姓名的一部分", text()}}),
                         .answer = page_of(account),
                         .work = list});
    endpoints.push_back({.method = Method::post,
                         .path = "/accounts",
                         .tag = "accounts",
                         .summary = "开通账号，给出一次性密码",
                         .asks = administer,
                         .body = object({{"login", text()}, {"name", text()}}),
                         .answer = object({{"id", id()}, {"password", text()}}),
                         .status = 201,
                         .once = true,
                         .secret = true,
                         .work = create});
    endpoints.push_back({.method = Method::get,
                         .path = "/accounts/{id}",
                         .tag = "accounts",
                         .summary = "一个账号",
                         .asks = read,
                         .answer = account,
                         .work = one});
    endpoints.push_back({.method = Method::patch,
                         .path = "/accounts/{id}",
                         .tag = "accounts",
                         .summary = "停用或启用账号",
                         .asks = administer,
                         .body = object({{"state", text_of({"active", "disabled"})}, {"reason?", text()}}),
                         .status = 204,
                         .work = change});
    endpoints.push_back({.method = Method::post,
                         .path = "/accounts/{id}/password",
                         .tag = "accounts",
                         .summary = "重设一次性密码",
                         .asks = administer,
                         .answer = object({{"password", text()}}),
                         .once = true,
                         .secret = true,
                         .work = reset_password});
    endpoints.push_back({.method = Method::delete_,
                         .path = "/accounts/{id}/totp",
                         .tag = "accounts",
                         .summary = "撤去丢失的双因素",
                         .asks = administer,
                         .status = 204,
                         .work = reset_second_factor});
    endpoints.push_back(
        {.method = Method::post,
         .path = "/accounts/{id}/grants",
         .tag = "accounts",
         .summary = "提议授予角色",
         .asks = administer,
         .body = object(
             {{"role", text()}, {"area", text()}, {"from", day()}, {"to?", or_null(day())}, {"reason?", text()}}),
         .answer = object({{"id", id()}}),
         .status = 201,
         .once = true,
         .work = propose});
    endpoints.push_back({.method = Method::post,
                         .path = "/accounts/{id}/grants/{grant}/confirm",
                         .tag = "accounts",
                         .summary = "由第二人确认授权",
                         .asks = administer,
                         .status = 204,
                         .once = true,
                         .work = confirm});
    endpoints.push_back({.method = Method::delete_,
                         .path = "/accounts/{id}/grants/{grant}",
                         .tag = "accounts",
                         .summary = "收回授权",
                         .asks = administer,
                         .status = 204,
                         .work = end});
}

} // namespace huimin::api
