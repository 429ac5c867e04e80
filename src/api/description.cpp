// The description of the API (OpenAPI 3.1), made of what the endpoints say of themselves.

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/endpoint.h"
#include "api/schema.h"
#include "base/text.h"

namespace huimin::api {

namespace json = boost::json;

namespace {

json::object header(std::string_view name, std::string_view explained, bool required = false)
{
    return {{"name", name},
            {"in", "header"},
            {"required", required},
            {"description", explained},
            {"schema", schema::text()}};
}

bool reads(const Endpoint& endpoint) { return endpoint.method == http::Method::get; }

std::vector<json::object> headers_of(const Endpoint& endpoint)
{
    std::vector<json::object> headers;
    if (!endpoint.asks.empty()) {
        headers.push_back(header("X-Purpose", "为什么办：/session 列出的用途之一，中文名或英文名；要给的权利里写明"));
        headers.push_back(header("X-Matter", "案号、文号或事由，如 UTF-8''%E4%B8%BA（RFC 8187）；有的权利要求写"));
    }
    if (endpoint.versioned && reads(endpoint))
        headers.push_back(header("If-None-Match", "手里的版本；没有变过就答 304"));
    if (endpoint.versioned && !reads(endpoint))
        headers.push_back(header("If-Match", "看到的版本（ETag）；别人先改过就答 412", true));
    if (endpoint.once)
        headers.push_back(header("Idempotency-Key", "同样的请求再送一次，不会办两次；8 到 128 个字母、数字或 -_.:"));
    return headers;
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
    for (json::object& header : headers_of(endpoint))
        parameters.push_back(std::move(header));
    return parameters;
}

json::object content(std::string_view type, const json::value& schema)
{
    json::object media;
    if (!schema.is_null())
        media["schema"] = schema;
    return json::object{{type, std::move(media)}};
}

/// "get/areas/code": without the braces of parameters, which may stand in no address.
std::string name_of(const Endpoint& endpoint)
{
    std::string name = lower(http::name(endpoint.method)) + endpoint.path;
    std::erase_if(name, [](char sign) { return sign == '{' || sign == '}'; });
    return name;
}

json::object problem()
{
    return {{"description", "没有成功：说明发生了什么、怎么办"},
            {"content", content("application/problem+json", schema::reference("Problem"))}};
}

/// What answers, beside the problems.
json::object responses_of(const Endpoint& endpoint)
{
    json::object good{{"description", endpoint.summary}};
    if (endpoint.status != 204)
        good["content"] = content(endpoint.answers_with, endpoint.answer);
    json::object headers;
    if (endpoint.versioned && endpoint.status != 204)
        headers["ETag"] = json::object{{"description", "这一条的版本"}, {"schema", schema::text()}};
    if (!headers.empty())
        good["headers"] = headers;
    json::object all{{std::to_string(endpoint.status), std::move(good)}};
    if (endpoint.versioned && reads(endpoint))
        all["304"] = json::object{{"description", "没有变过"}, {"headers", std::move(headers)}};
    all["4XX"] = problem();
    all["5XX"] = problem();
    return all;
}

/// Each stands for one way in; what stands in one is asked together.
json::array ways_in(const Endpoint& endpoint)
{
    if (endpoint.who == Who::anyone)
        return {};
    json::object session{{"session", json::array{}}};
    if (!reads(endpoint))
        session["page"] = json::array{};
    if (endpoint.in_person || endpoint.who == Who::half_way)
        return {std::move(session)};
    return {std::move(session), json::object{{"token", json::array{}}}};
}

json::object operation_of(const Endpoint& endpoint)
{
    json::object operation{{"summary", endpoint.summary},
                           {"operationId", name_of(endpoint)},
                           {"tags", json::array{json::string(endpoint.tag)}},
                           {"x-right", endpoint.asks},
                           {"security", ways_in(endpoint)},
                           {"parameters", parameters_of(endpoint)}};
    if (!endpoint.body.is_null()) {
        json::object kinds;
        for (const std::string& type : endpoint.content_types)
            kinds[type] = json::object{{"schema", endpoint.body}};
        operation["requestBody"] = json::object{{"required", true}, {"content", std::move(kinds)}};
    }
    operation["responses"] = responses_of(endpoint);
    return operation;
}

/// What every installation answers, whatever its city (http/health.h), and this description.
void describe_the_machine(json::object& paths)
{
    const json::value status = schema::object({{"status", schema::text()}});
    const struct {
        const char *path, *summary, *type;
        json::value answer;
    } all[] = {
        {"/health", "活着：过载时也答", "application/json", status},
        {"/ready", "要用的各部分都通，否则 503", "application/json", status},
        {"/metrics", "各项计数，只答本机（Prometheus）", "text/plain", schema::text()},
        {"/openapi.json", "这份说明", "application/json", json::object{{"type", "object"}}},
    };
    for (const auto& each : all)
        paths[each.path] = json::object{
            {"get", json::object{
                        {"summary", each.summary},
                        {"operationId", std::string("get") + each.path},
                        {"tags", json::array{"machine"}},
                        {"security", json::array{}},
                        {"responses", json::object{{"200", json::object{{"description", each.summary},
                                                                        {"content", content(each.type, each.answer)}}},
                                                   {"4XX", problem()},
                                                   {"5XX", problem()}}}}}};
}

/// The whole table, with what the server was started with.
json::array limits_json(const http::Limits& started_with)
{
    json::array all;
    for (const Limit& line : all_limits) {
        std::int64_t value = line.value;
        if (line.of == "request")
            for (const http::LimitRow& row : http::limit_rows())
                value = row.name == line.name ? started_with.*row.value : value;
        all.push_back(json::object{
            {"of", line.of}, {"name", line.name}, {"code", line.code}, {"value", value}, {"unit", line.unit}});
    }
    return all;
}

json::object security_schemes()
{
    return {{"session", json::object{{"type", "apiKey"},
                                     {"in", "cookie"},
                                     {"name", "huimin"},
                                     {"description", "登录后的会话；用 TLS 时名为 __Host-huimin"}}},
            {"page", json::object{{"type", "apiKey"},
                                  {"in", "header"},
                                  {"name", "X-CSRF-Token"},
                                  {"description", "用会话办事时，/session 给页面的口令"}}},
            {"token", json::object{{"type", "http"}, {"scheme", "bearer"}}}};
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

json::value describe(const City& city, const Endpoints& endpoints, const http::Limits& limits)
{
    json::object paths;
    for (const Endpoint& endpoint : endpoints) {
        json::value& path = paths[std::string(api_root) + endpoint.path];
        if (path.is_null())
            path = json::object{};
        path.as_object()[lower(http::name(endpoint.method))] = operation_of(endpoint);
    }
    describe_the_machine(paths);
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
        {"x-limits", limits_json(limits)},
        {"servers", json::array{json::object{{"url", "/"}, {"description", "给出这份说明的服务器"}}}},
        {"paths", std::move(paths)},
        {"components", json::object{{"schemas", std::move(schemas)}, {"securitySchemes", security_schemes()}}}};
}

} // namespace huimin::api
