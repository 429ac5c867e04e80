#include "api/endpoint.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "api/schema.h"
#include "http/json.h"
#include "store/once.h"
#include "store/together.h"

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

/// Under which key the work is done; none where the client named none.
Result<std::optional<store::OnceKey>> once_key(const Call& call)
{
    const auto key = TRY(call.request.idempotency_key());
    if (!key)
        return std::optional<store::OnceKey>();
    std::string asked(http::name(call.request.method()));
    for (const std::string_view part : {call.request.path(), call.request.raw_query(), call.request.header("X-Purpose"),
                                        call.request.header("If-Match"), std::string_view(call.request.body())})
        asked += "\n" + std::to_string(part.size()) + ":" + std::string(part);
    return std::optional(store::OnceKey{call.caller().account(), *key, access::digest_of(asked)});
}

/// What is shown this once (a token, a password) is not kept for others to read.
class KeptAnswers {
public:
    KeptAnswers(City& city, const Endpoint& endpoint) : city_(&city), sealed_(endpoint.secret) {}

    Result<std::optional<http::Response>> find(const store::OnceKey& key) const
    {
        const auto text = TRY(store::Once(city_->store()).find(key, city_->access.on.world.now()));
        if (!text)
            return std::optional<http::Response>();
        if (!sealed_)
            return std::optional(kept_answer(*text));
        const access::Lockbox* box = TRY(lockbox());
        return std::optional(kept_answer(TRY(box->open(name_of(key), *text))));
    }

    Result<Done> keep(store::Transaction& transaction, const store::OnceKey& key, const http::Response& answer) const
    {
        const std::string text = kept_text(answer);
        return store::Once::keep(transaction, key,
                                 sealed_ ? TRY(lockbox())->seal(city_->access.on.world, name_of(key), text) : text);
    }

private:
    static std::string name_of(const store::OnceKey& key)
    {
        return "once/" + std::to_string(key.account) + "/" + key.key;
    }
    Result<const access::Lockbox*> lockbox() const
    {
        if (const auto& box = city_->access.on.lockbox)
            return &*box;
        return Error{Fault::unavailable, "access.no_lockbox", "服务器没有保管密钥，不能保留只显示一次的回答",
                     "去掉 Idempotency-Key，或请系统管理员用 --lock-key 启动服务器",
                     "the server has no key to seal the kept answer with"};
    }

    City* city_;
    bool sealed_;
};

bool is_refused(const Result<http::Response>& answer) { return !answer || answer->error() || answer->status() >= 400; }

/// What it does and the answer kept of it stand together or not at all.
Result<http::Response> attempt(Call& call, const Work& work, const KeptAnswers& kept,
                               const std::optional<store::OnceKey>& key)
{
    using store::Transaction;
    store::Together together(call.city.store(), [&](Transaction& transaction) -> Result<Done> {
        return key ? store::Once::begin(transaction, *key, call.city.access.on.world.now()) : Result<Done>(Done{});
    });
    auto answer = work(call);
    if (is_refused(answer))
        return answer;
    TRY(together.commit([&](Transaction& transaction) -> Result<Done> {
        return key ? kept.keep(transaction, *key, *answer) : Result<Done>(Done{});
    }));
    return answer;
}

/// Under an Idempotency-Key the work is done once; who sends the same again gets the first answer.
Result<http::Response> work_once(Call& call, const Work& work, const KeptAnswers& kept)
{
    const auto key = TRY(once_key(call));
    constexpr int attempts_max = 5;
    for (int attempts = 1;; ++attempts) {
        if (key)
            if (auto before = TRY(kept.find(*key)))
                return std::move(*before);
        auto answer = attempt(call, work, kept, key);
        if (!is_refused(answer))
            return answer;
        if (key) // perhaps refused because the first of them has done it meanwhile
            if (auto before = TRY(kept.find(*key)))
                return std::move(*before);
        const bool may_pass = !answer && (answer.error().code == "store.busy" || answer.error().code == "once.done");
        if (!may_pass || attempts == attempts_max)
            return answer;
    }
}

http::Handler handler_of(City& city, const Endpoint& endpoint)
{
    if (endpoint.flow)
        return [&city, flow = endpoint.flow](http::Request& request) -> http::Task<http::Response> {
            Call call{city, request};
            co_return co_await flow(call);
        };
    return [&city, work = endpoint.work, once = endpoint.once,
            kept = KeptAnswers(city, endpoint)](http::Request& request) -> http::Task<http::Response> {
        Call call{city, request};
        Result<http::Response> answer = co_await http::elsewhere(
            request.blocking(), [&] { return once ? work_once(call, work, kept) : work(call); });
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

/// "get/areas/code": without the braces of parameters, which may stand in no address.
std::string name_of(const Endpoint& endpoint)
{
    std::string name = lower(http::name(endpoint.method)) + endpoint.path;
    std::erase_if(name, [](char sign) { return sign == '{' || sign == '}'; });
    return name;
}

json::object operation_of(const Endpoint& endpoint)
{
    json::object operation{{"summary", endpoint.summary},
                           {"operationId", name_of(endpoint)},
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
    const json::object problem{{"description", "没有成功：说明发生了什么、怎么办"},
                               {"content", content("application/problem+json", schema::reference("Problem"))}};
    operation["responses"] =
        json::object{{std::to_string(endpoint.status), std::move(good)}, {"4XX", problem}, {"5XX", problem}};
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
        {"servers", json::array{json::object{{"url", "/"}}}},
        {"security", json::array{json::object{{"session", json::array{}}}, json::object{{"token", json::array{}}}}},
        {"paths", std::move(paths)},
        {"components",
         json::object{{"schemas", std::move(schemas)},
                      {"securitySchemes",
                       json::object{{"session", json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "huimin"}}},
                                    {"token", json::object{{"type", "http"}, {"scheme", "bearer"}}}}}}}};
}

} // namespace huimin::api
