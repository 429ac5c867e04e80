#include "api/webhooks.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "api/call.h"
#include "http/json.h"
#include "store/outbox.h"

namespace huimin::api {

namespace json = boost::json;

namespace {

std::string box_name(std::int64_t key) { return "webhook " + std::to_string(key); }

Error wrong_url()
{
    return Error{Fault::invalid, "api.webhook_url", "地址应当以 https:// 开头，不带用户名和密码",
                 "写接收方的 https 地址；本机可以写 http://127.0.0.1:端口/",
                 "the address must be https, or http on this machine itself"};
}

/// Nothing, or a colon and a port.
bool is_port(std::string_view text)
{
    return text.empty() || (text.starts_with(':') && text.size() > 1 && text.size() <= 6 &&
                            text.find_first_not_of("0123456789", 1) == std::string_view::npos);
}

/// https anywhere, http only to this machine itself. The bureau's own network is where receivers are: what goes there
/// holds no facts, no redirect is followed, and of what comes back nothing is shown but the status.
Result<Done> check_url(std::string_view url)
{
    constexpr std::size_t longest = 500;
    const bool secure = url.starts_with("https://");
    if (url.size() > longest || (!secure && !url.starts_with("http://")) ||
        std::ranges::any_of(url, [](char sign) { return sign <= ' ' || sign == '\\' || sign > '~'; }))
        return wrong_url();
    const std::string_view rest = url.substr(secure ? 8 : 7);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    if (authority.empty() || authority.find('@') != std::string_view::npos)
        return wrong_url();
    const std::string_view host = authority.starts_with('[') ? authority.substr(0, authority.find(']') + 1)
                                                             : authority.substr(0, authority.find(':'));
    if (!is_port(authority.substr(host.size())) ||
        (!secure && host != "127.0.0.1" && host != "[::1]" && host != "localhost"))
        return wrong_url();
    return Done{};
}

Result<Done> check_topics(const std::vector<std::string>& topics)
{
    for (const std::string& topic : topics)
        if (topic.empty() || topic.size() > 60 || std::ranges::any_of(topic, [](char sign) {
                return (sign < 'a' || sign > 'z') && sign != '.' && sign != '_';
            }))
            return Error{Fault::invalid, "api.webhook_topic", "没有 `" + topic.substr(0, 60) + "` 这样的主题",
                         "写 registry.change 这样的主题，或 registry 这样的一类", "there is no such topic"};
    return Done{};
}

std::string topics_text(const std::vector<std::string>& topics)
{
    json::array array;
    for (const std::string& topic : topics)
        array.push_back(json::string(topic));
    return http::write_json(array);
}

Error not_sealed()
{
    return Error{Fault::unavailable, "api.webhook_sealed", "服务器没有保管密钥，签名的密钥不能存",
                 "请系统管理员用 --lock-key 启动服务器", "the server has no key to seal secrets with"};
}

constexpr const char* columns =
    "key, url, topics, created_at, created_by, position, failures, due_at, trouble, old_secret_until";

Webhook webhook_of(const store::Rows& row)
{
    Webhook webhook;
    webhook.key = row[0].integer();
    webhook.url = row[1].text();
    const json::value topics = json::parse(row[2].text());
    for (const json::value& topic : topics.as_array())
        webhook.topics.emplace_back(topic.as_string());
    webhook.created_at = row[3].integer();
    webhook.created_by = row[4].text();
    webhook.position = row[5].integer();
    webhook.failures = static_cast<int>(row[6].integer());
    webhook.due_at = row[7].integer();
    webhook.trouble = row[8].text();
    webhook.old_secret_until = row[9].integer();
    return webhook;
}

} // namespace

bool is_told(const std::vector<std::string>& topics, std::string_view topic)
{
    return topics.empty() || std::ranges::any_of(topics, [&](const std::string& wanted) {
               return topic == wanted || (topic.starts_with(wanted) && topic.substr(wanted.size()).starts_with('.'));
           });
}

std::vector<store::Table> Webhooks::tables()
{
    constexpr auto integer = store::ColumnType::integer;
    return {{.name = "webhook",
             .columns = {{"key", integer},
                         {"url"},
                         {"topics"},
                         {"sealed"},
                         {"created_at", integer},
                         {"created_by"},
                         {"position", integer},
                         {"failures", integer},
                         {"due_at", integer},
                         {"held_until", integer},
                         {"trouble"},
                         {"old_sealed", store::ColumnType::text, false},
                         {"old_secret_until", integer, true, "0"}},
             .primary_key = {"key"}}};
}

Result<std::pair<std::int64_t, std::string>> Webhooks::add(const access::Scope& scope, const NewWebhook& wanted)
{
    TRY(check_url(wanted.url));
    TRY(check_topics(wanted.topics));
    access::Foundation& on = city_->access.on;
    if (!on.lockbox)
        return not_sealed();
    const std::int64_t key = city_->registry.keys().next();
    const std::string secret = access::new_secret(on.world);
    const std::int64_t last = TRY(store::line_up_outbox(city_->store()));
    TRY(city_->store().change([&](store::Transaction& transaction) -> Result<Done> {
        TRY(transaction.run(
            "insert into webhook (key, url, topics, sealed, created_at, created_by, position, failures, due_at, "
            "held_until, trouble, old_secret_until) values ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, '', 0)",
            {key, wanted.url, topics_text(wanted.topics), on.lockbox->seal(on.world, box_name(key), secret),
             on.world.now(), scope.actor(), last}));
        store::JournalEntry entry = scope.entry(AreaCode(), "api.webhook_add", "webhook", key);
        const std::string after = http::write_json(json::object{{"url", wanted.url}});
        entry.after = after;
        TRY(on.journal.write(transaction, entry));
        return Done{};
    }));
    return std::pair(key, secret);
}

Result<std::vector<Webhook>> Webhooks::list()
{
    store::Reader reader = TRY(city_->store().reader());
    std::vector<Webhook> all;
    store::Rows row = TRY(reader.query(std::string("select ") + columns + " from webhook order by key"));
    while (TRY(row.next()))
        all.push_back(webhook_of(row));
    return all;
}

Result<Done> Webhooks::remove(const access::Scope& scope, std::int64_t key)
{
    return city_->store().change([&](store::Transaction& transaction) -> Result<Done> {
        if (TRY(transaction.run("delete from webhook where key = $1", {key})) == 0)
            return nothing_there();
        TRY(city_->access.on.journal.write(transaction, scope.entry(AreaCode(), "api.webhook_remove", "webhook", key)));
        return Done{};
    });
}

Result<Done> Webhooks::replay(const access::Scope& scope, std::int64_t key, std::int64_t from)
{
    return city_->store().change([&](store::Transaction& transaction) -> Result<Done> {
        if (const std::int64_t last = TRY(store::outbox_mark(transaction, "")); from > last + 1)
            return Error{Fault::invalid, "api.webhook_position",
                         "还没有位置 `" + std::to_string(from) + "`：事件到 `" + std::to_string(last) + "` 为止",
                         "写已有事件的 position；要跳过还没送到的，写最后一个加 1",
                         "there is no such position: events end at `" + std::to_string(last) + "`"};
        if (TRY(transaction.run("update webhook set position = $2, failures = 0, due_at = 0 where key = $1",
                                {key, from - 1})) == 0)
            return nothing_there();
        TRY(city_->access.on.journal.write(transaction, scope.entry(AreaCode(), "api.webhook_replay", "webhook", key)));
        return Done{};
    });
}

Result<std::optional<Webhook>> Webhooks::take_due(std::int64_t now)
{
    return city_->store().change([&](store::Transaction& transaction) -> Result<std::optional<Webhook>> {
        const auto last = TRY(store::outbox_mark(transaction, ""));
        std::optional<Webhook> due;
        {
            store::Rows row = TRY(transaction.query(std::string("select ") + columns +
                                                        " from webhook where position < $1 and due_at <= $2 and "
                                                        "held_until <= $2 order by due_at, key limit 1" +
                                                        std::string(transaction.dialect().for_update_skip_locked()),
                                                    {last, now}));
            if (TRY(row.next()))
                due = webhook_of(row);
        }
        if (due)
            TRY(transaction.run("update webhook set held_until = $2 where key = $1", {due->key, now + held_for}));
        return due;
    });
}

Result<std::string> Webhooks::renew_secret(const access::Scope& scope, std::int64_t key)
{
    access::Foundation& on = city_->access.on;
    if (!on.lockbox)
        return not_sealed();
    const std::string secret = access::new_secret(on.world);
    return city_->store().change([&](store::Transaction& transaction) -> Result<std::string> {
        if (TRY(transaction.run(
                "update webhook set old_sealed = sealed, old_secret_until = $3, sealed = $2 "
                "where key = $1",
                {key, on.lockbox->seal(on.world, box_name(key), secret), on.world.now() + old_secret_signs_for})) == 0)
            return nothing_there();
        TRY(on.journal.write(transaction, scope.entry(AreaCode(), "api.webhook_secret", "webhook", key)));
        return secret;
    });
}

Result<std::vector<std::string>> Webhooks::secrets_of(const Webhook& webhook)
{
    access::Foundation& on = city_->access.on;
    if (!on.lockbox)
        return not_sealed();
    store::Reader reader = TRY(city_->store().reader());
    std::vector<std::string> secrets;
    store::Rows row = TRY(reader.query("select sealed, old_sealed from webhook where key = $1", {webhook.key}));
    if (!TRY(row.next()))
        return nothing_there();
    secrets.push_back(TRY(on.lockbox->open(box_name(webhook.key), row[0].text())));
    if (const auto old = row[1].text_or_none(); old && on.world.now() < webhook.old_secret_until)
        secrets.push_back(TRY(on.lockbox->open(box_name(webhook.key), *old)));
    return secrets;
}

Result<Done> Webhooks::put_back(const Webhook& before, const Webhook& now)
{
    return city_->store().change([&](store::Transaction& transaction) -> Result<Done> {
        TRY(transaction.run(
            "update webhook set held_until = 0, due_at = $2, failures = $3, trouble = $4 where key = $1",
            {now.key, now.due_at, now.failures, now.trouble}));
        TRY(transaction.run("update webhook set position = $3 where key = $1 and position = $2",
                            {now.key, before.position, now.position}));
        return Done{};
    });
}

} // namespace huimin::api
