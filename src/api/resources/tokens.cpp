// API tokens: for one's own programs. Each can do less than its owner, and is shown once.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/json_of.h"
#include "api/resources/resources.h"
#include "api/schema.h"

namespace huimin::api {

namespace json = boost::json;
using http::Method;
using http::Response;

namespace {

json::array texts(const std::vector<std::string>& all)
{
    json::array array;
    for (const std::string& one : all)
        array.push_back(json::string(one));
    return array;
}

/// A member that is a list of texts; absent: empty.
Result<std::vector<std::string>> texts_of(const json::object& body, std::string_view name)
{
    constexpr std::size_t most = 100, longest = 100;
    std::vector<std::string> read;
    const json::value* value = body.if_contains(name);
    if (value == nullptr || value->is_null())
        return read;
    const auto wrong = [&] {
        return Error{Fault::invalid, "api.member", "`" + std::string(name) + "` 应当是文字的列表", "改正后再试",
                     "a member of the body is not a list of texts"};
    };
    if (!value->is_array() || value->as_array().size() > most)
        return wrong();
    for (const json::value& one : value->as_array()) {
        if (!one.is_string() || one.as_string().size() > longest)
            return wrong();
        read.emplace_back(one.as_string());
    }
    return read;
}

json::object token_json(const City& city, const access::TokenView& token)
{
    json::array actions, areas;
    for (const language::Action action : token.limits.actions)
        actions.push_back(json::string(spelled(action).english));
    for (const AreaCode area : token.limits.areas)
        areas.push_back(area_json(city, area));
    const auto when = [](std::optional<std::int64_t> at) { return at ? json::value(time_text(*at)) : json::value(); };
    return {{"id", city.ids.text("token", token.key)},
            {"name", token.name},
            {"actions", std::move(actions)},
            {"purposes", texts(token.limits.purposes)},
            {"records", texts(token.limits.records)},
            {"areas", std::move(areas)},
            {"addresses", texts(token.limits.addresses)},
            {"created", time_text(token.created_at)},
            {"ends", time_text(token.ends_at)},
            {"ended", when(token.ended_at)},
            {"seen", when(token.seen_at)}};
}

Result<Response> list(Call& call)
{
    json::array items;
    for (const access::TokenView& token : TRY(call.city.access.tokens.list(call.caller())))
        items.push_back(token_json(call.city, token));
    return page(std::move(items));
}

Result<Response> create(Call& call)
{
    const json::object body =
        TRY(call.body({"name", "actions", "purposes", "records?", "areas?", "addresses?", "days"}));
    access::NewToken wanted;
    wanted.name = TRY(text_of(body, "name", 1, 60));
    for (const std::string& name : TRY(texts_of(body, "actions"))) {
        const auto action = access::action_named(name);
        if (!action)
            return Error{Fault::invalid, "access.token_limits", "没有 `" + name + "` 这种操作",
                         "从 /roles 里的操作中选，例如 read", "there is no such action"};
        wanted.limits.actions.push_back(*action);
    }
    wanted.limits.purposes = TRY(texts_of(body, "purposes"));
    wanted.limits.records = TRY(texts_of(body, "records"));
    for (const std::string& code : TRY(texts_of(body, "areas")))
        wanted.limits.areas.push_back(TRY(AreaCode::parse(code)));
    wanted.limits.addresses = TRY(texts_of(body, "addresses"));
    const auto days = TRY(integer_if(body, "days"));
    if (!days || *days < 1 || *days > 366)
        return Error{Fault::invalid, "access.token_end", "`days` 应当是 1 到 366 的整数", "写明令牌用多少天",
                     "a token ends within 366 days"};
    wanted.ends_at = call.city.access.on.world.now() + *days * access::day_long;
    return Response::json(json::object{{"token", TRY(call.city.access.tokens.create(call.caller(), wanted))}}, 201);
}

Result<Response> end(Call& call)
{
    const auto at = call.city.ids.parse("token", call.request.parameter("id"));
    if (!at)
        return nothing_there();
    const auto ended = call.city.access.tokens.end(call.caller(), at->key);
    if (!ended && ended.error().code == "access.no_token")
        return nothing_there();
    TRY(ended);
    return Response::nothing();
}

} // namespace

void add_tokens(Endpoints& endpoints, City&)
{
    using namespace schema;
    endpoints.push_back({.method = Method::get,
                         .path = "/tokens",
                         .tag = "session",
                         .summary = "自己的 API 令牌",
                         .answer = page_of(object({{"id", id()},
                                                   {"name", text()},
                                                   {"actions", list_of(text())},
                                                   {"purposes", list_of(text())},
                                                   {"records", list_of(text())},
                                                   {"areas", list_of(area())},
                                                   {"addresses", list_of(text())},
                                                   {"created", time()},
                                                   {"ends", time()},
                                                   {"ended", or_null(time())},
                                                   {"seen", or_null(time())}})),
                         .in_person = true,
                         .work = list});
    endpoints.push_back({.method = Method::post,
                         .path = "/tokens",
                         .tag = "session",
                         .summary = "给自己的程序一个令牌，只显示这一次",
                         .body = object({{"name", text()},
                                         {"actions", list_of(text())},
                                         {"purposes", list_of(text())},
                                         {"records?", list_of(text())},
                                         {"areas?", list_of(text())},
                                         {"addresses?", list_of(text())},
                                         {"days", integer()}}),
                         .answer = object({{"token", text("shown once; goes back as Authorization: Bearer …")}}),
                         .status = 201,
                         .in_person = true,
                         .once = true,
                         .secret = true,
                         .work = create});
    endpoints.push_back({.method = Method::delete_,
                         .path = "/tokens/{id}",
                         .tag = "session",
                         .summary = "让一个令牌失效",
                         .status = 204,
                         .in_person = true,
                         .work = end});
}

} // namespace huimin::api
