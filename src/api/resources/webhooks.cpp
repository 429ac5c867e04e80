// Webhooks, for whoever runs the system; and the events themselves, for programs that rather ask than be told.

#include <limits>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "api/json_of.h"
#include "api/limits.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "api/webhook_sender.h"

namespace huimin::api {

namespace json = boost::json;
using http::Method;
using http::Response;
using language::Action;
using language::Index;
using language::SystemObject;

namespace {

constexpr std::int64_t any_position = std::numeric_limits<std::int64_t>::max();

Result<std::int64_t> key_of(const Call& call)
{
    const auto at = call.city.ids.parse("webhook", call.request.parameter("id"));
    if (!at)
        return nothing_there();
    return at->key;
}

Result<Response> list(Call& call)
{
    TRY(call.scope(Action::administer, SystemObject::system));
    json::array items;
    for (const Webhook& webhook : TRY(Webhooks(call.city).list())) {
        json::array topics;
        for (const std::string& topic : webhook.topics)
            topics.push_back(json::string(topic));
        items.push_back(
            json::object{{"id", call.city.ids.text("webhook", webhook.key)},
                         {"url", webhook.url},
                         {"topics", std::move(topics)},
                         {"created", time_text(webhook.created_at)},
                         {"created_by", webhook.created_by},
                         {"position", std::to_string(webhook.position)},
                         {"failures", webhook.failures},
                         {"next_try", webhook.failures > 0 ? json::value(time_text(webhook.due_at)) : nullptr},
                         {"trouble", webhook.trouble},
                         {"old_secret_until", webhook.old_secret_until > call.city.access.on.world.now()
                                                  ? json::value(time_text(webhook.old_secret_until))
                                                  : nullptr}});
    }
    return page(std::move(items));
}

Result<Response> create(Call& call)
{
    const access::Scope scope = TRY(call.scope(Action::administer, SystemObject::system));
    const json::object body = TRY(call.body({"url", "topics?"}));
    NewWebhook wanted;
    wanted.url = TRY(text_of(body, "url", 8, 500));
    if (const json::value* topics = body.if_contains("topics"); topics != nullptr && !topics->is_null()) {
        const bool fits =
            topics->is_array() && topics->as_array().size() <= limits::webhook_topics &&
            std::ranges::all_of(topics->as_array(), [](const json::value& one) { return one.is_string(); });
        if (!fits)
            return Error{Fault::invalid, "api.member", "`topics` 应当是文字的列表", "改正后再试",
                         "topics must be a list of texts"};
        for (const json::value& topic : topics->as_array())
            wanted.topics.emplace_back(topic.as_string());
    }
    const auto [key, secret] = TRY(Webhooks(call.city).add(scope, wanted));
    return Response::json(json::object{{"id", call.city.ids.text("webhook", key)}, {"secret", secret}}, 201);
}

Result<Response> remove(Call& call)
{
    const access::Scope scope = TRY(call.scope(Action::administer, SystemObject::system));
    const std::int64_t key = TRY(key_of(call));
    TRY(Webhooks(call.city).remove(scope, key));
    return Response::nothing();
}

Result<Response> renew_secret(Call& call)
{
    const access::Scope scope = TRY(call.scope(Action::administer, SystemObject::system));
    const std::int64_t key = TRY(key_of(call));
    const std::string secret = TRY(Webhooks(call.city).renew_secret(scope, key));
    return Response::json(json::object{{"secret", secret}});
}

Result<Response> replay(Call& call)
{
    const access::Scope scope = TRY(call.scope(Action::administer, SystemObject::system));
    const json::object body = TRY(call.body({"from"}));
    const auto from = TRY(integer_if(body, "from"));
    if (!from || *from < 1)
        return Error{Fault::invalid, "api.member", "`from` 应当是从 1 起的整数", "写事件的 position",
                     "from must be the position of an event"};
    const std::int64_t key = TRY(key_of(call));
    TRY(Webhooks(call.city).replay(scope, key, *from));
    return Response::nothing();
}

/// What of each record type the caller may read, where a role allows it for the purpose; with none, why not.
Result<std::vector<std::optional<access::Scope>>> scopes_of(const Call& call)
{
    std::vector<std::optional<access::Scope>> scopes;
    std::optional<Error> refused;
    bool some = false;
    for (Index record = 0; record < call.city.program().records.size(); ++record) {
        auto scope = call.scope(Action::read, record);
        some = some || scope.ok();
        if (scope)
            scopes.emplace_back(std::move(*scope));
        else {
            refused = scope.error();
            scopes.emplace_back();
        }
    }
    if (!some && refused)
        return *refused;
    return scopes;
}

/// Events of records the caller may read all of a county's of: an event does not say which street it is about.
Result<Response> events(Call& call)
{
    const std::vector<std::optional<access::Scope>> scopes = TRY(scopes_of(call));
    const std::int64_t after = TRY(call.request.query().integer("after", 0, any_position, 0));
    const std::int64_t limit = TRY(call.page_rows());
    store::Reader reader = TRY(call.city.store().reader());
    json::array items;
    std::int64_t last = after;
    for (const store::OutboxEvent& event : TRY(store::read_outbox(reader, after, limit))) {
        last = event.position;
        boost::system::error_code error;
        const json::value told = json::parse(event.body, error);
        if (error || !told.is_object() || !told.as_object().contains("record"))
            continue;
        const Index record = call.city.program().find_record(told.at("record").as_string());
        if (record == language::none || !scopes[record] || !scopes[record]->covers(event.area, record))
            continue;
        items.push_back(json::parse(cloud_event(call.city, event)));
    }
    return page(std::move(items), last == after ? json::value(nullptr) : json::value(std::to_string(last)));
}

schema::Json event_schema()
{
    using namespace schema;
    return object({{"specversion", text()},
                   {"id", text()},
                   {"source", text()},
                   {"type", text("registry.change …")},
                   {"subject?", text("person/<id>")},
                   {"time", time()},
                   {"position", text("goes back as after")},
                   {"datacontenttype", text()},
                   {"data", map_of(Json(true))}});
}

} // namespace

void add_webhooks(Endpoints& endpoints, City&)
{
    using namespace schema;
    const std::string administer = "administer system";
    endpoints.push_back({.method = Method::get,
                         .path = "/webhooks",
                         .tag = "events",
                         .summary = "有变化时通知谁，送到哪里了",
                         .asks = administer,
                         .answer = page_of(object({{"id", id()},
                                                   {"url", text()},
                                                   {"topics", list_of(text())},
                                                   {"created", time()},
                                                   {"created_by", text()},
                                                   {"position", text()},
                                                   {"failures", integer()},
                                                   {"next_try", or_null(time())},
                                                   {"trouble", text()},
                                                   {"old_secret_until", or_null(time())}})),
                         .work = list});
    endpoints.push_back({.method = Method::post,
                         .path = "/webhooks",
                         .tag = "events",
                         .summary = "有变化时通知这个地址；签名密钥只显示这一次",
                         .asks = administer,
                         .body = object({{"url", text()}, {"topics?", list_of(text())}}),
                         .answer = object({{"id", id()}, {"secret", text()}}),
                         .status = 201,
                         .once = true,
                         .secret = true,
                         .work = create});
    endpoints.push_back({.method = Method::delete_,
                         .path = "/webhooks/{id}",
                         .tag = "events",
                         .summary = "不再通知",
                         .asks = administer,
                         .status = 204,
                         .work = remove});
    endpoints.push_back({.method = Method::post,
                         .path = "/webhooks/{id}/secret",
                         .tag = "events",
                         .summary = "换签名密钥，新的只显示这一次；一天之内新旧两个都签",
                         .asks = administer,
                         .answer = object({{"secret", text()}}),
                         .once = true,
                         .secret = true,
                         .work = renew_secret});
    endpoints.push_back({.method = Method::post,
                         .path = "/webhooks/{id}/replay",
                         .tag = "events",
                         .summary = "从某个位置起重新通知",
                         .asks = administer,
                         .body = object({{"from", integer("position of the first event to be sent again")}}),
                         .status = 204,
                         .once = true,
                         .work = replay});
    endpoints.push_back(
        {.method = Method::get,
         .path = "/events",
         .tag = "events",
         .summary = "发生过的变化，旧的在前；只有可以整县查看的档案",
         .query = {{"after", "上一页 next 给的位置", text()}, {"limit", "一次看多少条，1 到 200", integer()}},
         .answer = page_of(event_schema()),
         .work = events});
}

} // namespace huimin::api
