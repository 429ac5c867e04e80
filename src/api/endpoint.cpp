#include "api/endpoint.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "api/schema.h"
#include "http/json.h"
#include "store/once.h"

namespace huimin::api {

namespace json = boost::json;

namespace {

constexpr std::string_view root = "/api/v1";

/// What is kept of an answer, and back.
std::string kept_text(const http::Response& answer)
{
    json::object fields;
    for (const auto& [name, value] : answer.headers())
        fields[name] = value;
    const auto* body = std::get_if<std::string>(&answer.body());
    return http::write_json(json::object{
        {"status", answer.status()}, {"fields", std::move(fields)}, {"body", body == nullptr ? "" : *body}});
}

http::Response kept_answer(std::string_view text)
{
    const json::value kept = json::parse(text);
    http::Response answer = http::Response::json_text(std::string(kept.at("body").as_string()),
                                                      static_cast<int>(kept.at("status").as_int64()));
    for (const auto& field : kept.at("fields").as_object())
        if (field.key() != "Content-Type")
            answer.with(field.key(), field.value().as_string());
    return std::move(answer).with("Idempotency-Replayed", "true");
}

/// Under an Idempotency-Key the work is done once; who sends the same again gets the first answer.
Result<http::Response> work_once(Call& call, const Work& work)
{
    const auto key = TRY(call.request.idempotency_key());
    if (!key)
        return work(call);
    std::string asked(http::name(call.request.method()));
    for (const std::string_view part : {call.request.path(), call.request.raw_query(), call.request.header("X-Purpose"),
                                        call.request.header("If-Match"), std::string_view(call.request.body())})
        asked += "\n" + std::to_string(part.size()) + ":" + std::string(part);
    store::Once once(call.city.store());
    const store::OnceKey mine{call.caller().account(), *key, access::digest_of(asked)};
    if (const auto kept = TRY(once.begin(mine, call.city.access.on.world.now())))
        return kept_answer(*kept);
    auto answer = work(call);
    if (!answer || answer->error() || answer->status() >= 400) {
        TRY(once.give_up(mine));
        return answer;
    }
    (void)once.keep(mine, kept_text(*answer)); // it is done, kept or not
    return answer;
}

http::Handler handler_of(City& city, const Endpoint& endpoint)
{
    if (endpoint.flow)
        return [&city, flow = endpoint.flow](http::Request& request) -> http::Task<http::Response> {
            Call call{city, request};
            co_return co_await flow(call);
        };
    return [&city, work = endpoint.work, once = endpoint.once](http::Request& request) -> http::Task<http::Response> {
        Call call{city, request};
        Result<http::Response> answer =
            co_await http::elsewhere(request.blocking(), [&] { return once ? work_once(call, work) : work(call); });
        if (!answer && answer.error().code == "access.too_many") // told apart from a server that is not well
            co_return http::Response::problem(std::move(answer).error(), 429);
        if (!answer)
            co_return std::move(answer).error();
        co_return std::move(*answer);
    };
}

std::string_view text_of(Who who)
{
    switch (who) {
    case Who::anyone: return "anyone";
    case Who::half_way: return "half_way";
    case Who::signed_in: return "signed_in";
    }
    return {};
}

std::string lower(std::string_view method)
{
    std::string text(method);
    for (char& sign : text)
        sign = static_cast<char>(sign | 0x20);
    return text;
}

json::array parameters_of(const Endpoint& endpoint)
{
    json::array parameters;
    for (std::size_t at = endpoint.path.find('{'); at != std::string::npos; at = endpoint.path.find('{', at + 1))
        parameters.push_back(json::object{{"name", endpoint.path.substr(at + 1, endpoint.path.find('}', at) - at - 1)},
                                          {"in", "path"},
                                          {"required", true},
                                          {"schema", schema::text()}});
    for (const QueryParameter& parameter : endpoint.query) {
        const bool many = parameter.name.ends_with('*');
        parameters.push_back(
            json::object{{"name", many ? parameter.name.substr(0, parameter.name.size() - 1) : parameter.name},
                         {"in", "query"},
                         {"description", parameter.explained},
                         {"schema", many ? schema::list_of(parameter.schema) : parameter.schema}});
    }
    if (endpoint.once)
        parameters.push_back(
            json::object{{"name", "Idempotency-Key"},
                         {"in", "header"},
                         {"description", "同样的请求再送一次，不会办两次；8 到 128 个字母、数字或 -_.:"},
                         {"schema", schema::text()}});
    return parameters;
}

json::object content(std::string_view type, const json::value& schema)
{
    json::object media;
    if (!schema.is_null())
        media["schema"] = schema;
    return json::object{{type, std::move(media)}};
}

json::object operation_of(const Endpoint& endpoint)
{
    json::object operation{{"summary", endpoint.summary},
                           {"operationId", lower(http::name(endpoint.method)) + endpoint.path},
                           {"tags", json::array{json::string(endpoint.tag)}},
                           {"x-right", endpoint.asks},
                           {"parameters", parameters_of(endpoint)}};
    if (endpoint.who == Who::anyone)
        operation["security"] = json::array{};
    if (!endpoint.body.is_null()) {
        json::object kinds;
        for (const std::string& type : endpoint.content_types)
            kinds[type] = json::object{{"schema", endpoint.body}};
        operation["requestBody"] = json::object{{"required", true}, {"content", std::move(kinds)}};
    }
    json::object good{{"description", endpoint.summary}};
    if (endpoint.status != 204)
        good["content"] = content(endpoint.answers_with, endpoint.answer);
    operation["responses"] = json::object{
        {std::to_string(endpoint.status), std::move(good)},
        {"default", json::object{{"description", "没有成功：说明发生了什么、怎么办"},
                                 {"content", content("application/problem+json", schema::reference("Problem"))}}}};
    return operation;
}

json::object problem_schema()
{
    return schema::object(
               {{"type", schema::text()},
                {"title", schema::text()},
                {"status", schema::integer()},
                {"detail", schema::text("what happened, in Chinese")},
                {"code", schema::text("stable; translations and programs key on it")},
                {"remedy?", schema::text("what to do next")},
                {"english?", schema::text()},
                {"request?", schema::text("the request's number, for the administrator")},
                {"fields?", schema::list_of(schema::object(
                                {{"field", schema::text()}, {"code", schema::text()}, {"detail", schema::text()}}))}})
        .as_object();
}

} // namespace

std::vector<QueryParameter> paging()
{
    return {{"limit", "一页多少条，1 到 200，默认 50", schema::integer()},
            {"after", "上一页 next 给的位置", schema::text()},
            {"count", "是否数出总数", schema::truth()}};
}

std::vector<QueryParameter> with_paging(std::vector<QueryParameter> more)
{
    for (QueryParameter& parameter : paging())
        more.push_back(std::move(parameter));
    return more;
}

void add_routes(http::Router& router, City& city, const Endpoints& endpoints)
{
    for (const Endpoint& endpoint : endpoints) {
        VERIFY((endpoint.work != nullptr) != (endpoint.flow != nullptr));
        VERIFY(!endpoint.once || (endpoint.work != nullptr && endpoint.who == Who::signed_in));
        http::Route route;
        route.method = endpoint.method;
        route.path = std::string(root) + endpoint.path;
        route.handler = handler_of(city, endpoint);
        route.access = text_of(endpoint.who);
        for (const QueryParameter& parameter : endpoint.query)
            route.query.push_back(parameter.name);
        route.body_max = endpoint.body.is_null() ? 0 : endpoint.body_max;
        route.content_types = endpoint.content_types;
        router.add(std::move(route));
    }
}

json::value describe(const City& city, const Endpoints& endpoints)
{
    json::object paths;
    for (const Endpoint& endpoint : endpoints) {
        json::value& path = paths[std::string(root) + endpoint.path];
        if (path.is_null())
            path = json::object{};
        path.as_object()[lower(http::name(endpoint.method))] = operation_of(endpoint);
    }
    json::object schemas{{"Problem", problem_schema()}};
    const language::Program& program = city.program();
    for (language::Index record = 0; record < program.records.size(); ++record) {
        json::value facts = schema::facts(program, record);
        facts.as_object()["title"] = program.records[record].heading.name;
        facts.as_object()["description"] = program.records[record].heading.explanation;
        schemas[program.records[record].heading.alias] = std::move(facts);
    }
    return json::object{
        {"openapi", "3.1.0"},
        {"info", json::object{{"title", "惠民 " + program.city.name},
                              {"version", "1"},
                              {"license", json::object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}},
                              {"x-packs", program.digest}}},
        {"security", json::array{json::object{{"session", json::array{}}}, json::object{{"token", json::array{}}}}},
        {"paths", std::move(paths)},
        {"components",
         json::object{{"schemas", std::move(schemas)},
                      {"securitySchemes",
                       json::object{{"session", json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "huimin"}}},
                                    {"token", json::object{{"type", "http"}, {"scheme", "bearer"}}}}}}}};
}

} // namespace huimin::api
