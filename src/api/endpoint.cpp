#include "api/endpoint.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "api/schema.h"
#include "http/json.h"
#include "store/once.h"
#include "store/together.h"

namespace huimin::api {

namespace json = boost::json;

namespace {

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
    for (const std::string_view part :
         {call.request.path(), call.request.raw_query(), call.request.header("X-Purpose"),
          call.request.header("X-Matter"), call.request.header("If-Match"), std::string_view(call.request.body())})
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

/// Refusals with a status of their own, told apart from others of their fault.
std::optional<int> own_status(const Error& error)
{
    if (error.code == "access.too_many") // and no server that is not well
        return 429;
    if (error.code == "api.if_match") // RFC 6585
        return 428;
    return std::nullopt;
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
        if (answer)
            co_return std::move(*answer);
        const auto status = own_status(answer.error());
        co_return status ? http::Response::problem(std::move(answer).error(), *status)
                         : http::Response(std::move(answer).error());
    };
}

/// What the guard goes by.
std::string_view access_of(const Endpoint& endpoint)
{
    switch (endpoint.who) {
    case Who::anyone: return "anyone";
    case Who::half_way: return "half_way";
    case Who::signed_in: return endpoint.in_person ? "in_person" : "signed_in";
    }
    return {};
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

void add_routes(http::Router& router, City& city, const Endpoints& endpoints, const http::Limits& limits)
{
    for (const Endpoint& endpoint : endpoints) {
        VERIFY((endpoint.work != nullptr) != (endpoint.flow != nullptr));
        VERIFY(!endpoint.once || (endpoint.work != nullptr && endpoint.who == Who::signed_in));
        http::Route route;
        route.method = endpoint.method;
        route.path = std::string(api_root) + endpoint.path;
        route.handler = handler_of(city, endpoint);
        route.access = access_of(endpoint);
        for (const QueryParameter& parameter : endpoint.query)
            route.query.push_back(parameter.name);
        route.body_max = endpoint.body.is_null() ? 0 : endpoint.body_max;
        route.content_types = endpoint.content_types;
        router.add(std::move(route));
    }
    const auto description = std::make_shared<const std::string>(http::write_json(describe(city, endpoints, limits)));
    router.add({.method = http::Method::get,
                .path = "/openapi.json",
                .handler = [description](http::Request&) -> http::Task<http::Response> {
                    co_return http::Response::shared(description, "application/json");
                }});
}

} // namespace huimin::api
