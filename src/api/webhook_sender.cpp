#include "api/webhook_sender.h"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "api/json_of.h"
#include "http/client.h"
#include "http/json.h"

namespace huimin::api {

namespace json = boost::json;

namespace {

constexpr std::int64_t events_at_once = 100;
constexpr std::int64_t first_wait = 5'000, longest_wait = 3'600'000; // milliseconds
constexpr std::int64_t sending_time = 30'000;                        // of one turn; less than Webhooks::held_for
constexpr std::int64_t answer_time = 10'000;

std::string hmac_sha256(std::string_view key, std::string_view message)
{
    unsigned char mark[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
         message.size(), mark, &size);
    return {reinterpret_cast<const char*>(mark), size};
}

std::string from_hex(std::string_view text)
{
    const auto digit = [](char sign) { return sign <= '9' ? sign - '0' : sign - 'a' + 10; };
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        bytes += static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1]));
    return bytes;
}

std::string event_id(const City& city, const store::OutboxEvent& event)
{
    return city.ids.text("event", {static_cast<std::int64_t>(event.area.number() / 1'000'000), event.entry});
}

std::int64_t wait_after(int failures) { return std::min(longest_wait, first_wait << std::min(failures - 1, 20)); }

} // namespace

std::string cloud_event(const City& city, const store::OutboxEvent& event)
{
    boost::system::error_code error;
    const json::value told = json::parse(event.body, error);
    const std::int64_t county = static_cast<std::int64_t>(event.area.number() / 1'000'000);
    json::object whole{{"specversion", "1.0"},
                       {"id", event_id(city, event)},
                       {"source", "/cities/" + city.program().city.area.short_text()},
                       {"type", event.topic},
                       {"time", time_text(store::KeyMaker::milliseconds_of(event.entry))},
                       {"position", std::to_string(event.position)},
                       {"datacontenttype", "application/json"}};
    json::object data{{"area", event.area.short_text()}};
    if (!error && told.is_object())
        for (const auto& member : told.as_object())
            if (member.key() != "key")
                data[member.key()] = member.value();
    if (!error && told.is_object() && told.as_object().contains("record") && told.as_object().contains("key")) {
        const std::string record(told.at("record").as_string());
        data["id"] = city.ids.text(record, {county, told.at("key").as_int64()});
        whole["subject"] = record + "/" + std::string(data["id"].as_string());
    }
    whole["data"] = std::move(data);
    return http::write_json(whole);
}

std::string signature_of(std::string_view secret, std::string_view id, std::string_view timestamp,
                         std::string_view body)
{
    std::string message;
    for (const std::string_view part : {id, std::string_view("."), timestamp, std::string_view("."), body})
        message += part;
    return "v1," + access::base64(hmac_sha256(secret, message)) + " sm3," +
           access::base64(from_hex(access::hmac_sm3(secret, message)));
}

std::string WebhookSender::send(const Webhook& webhook, const store::OutboxEvent& event)
{
    const auto secrets = webhooks_.secrets_of(webhook);
    if (!secrets)
        return secrets.error().message;
    http::Call call;
    call.method = http::Method::post;
    call.url = webhook.url;
    call.body = cloud_event(*city_, event);
    call.whole_time = answer_time;
    call.answer_max = 64 * 1024;
    call.plain_allowed = webhook.url.starts_with("http://"); // this machine only: Webhooks::add lets no other in
    const std::string id = event_id(*city_, event), timestamp = std::to_string(city_->access.on.world.now() / 1000);
    std::string signatures;
    for (const std::string& secret : *secrets)
        signatures += (signatures.empty() ? "" : " ") + signature_of(secret, id, timestamp, call.body);
    call.headers = {{"Content-Type", "application/cloudevents+json; charset=utf-8"},
                    {"webhook-id", id},
                    {"webhook-timestamp", timestamp},
                    {"webhook-signature", signatures}};
    const auto answer = http::call(call);
    if (!answer)
        return answer.error().message;
    return answer->status >= 200 && answer->status < 300 ? "" : "对方答复 " + std::to_string(answer->status);
}

void WebhookSender::note_failure(Webhook& webhook, std::string trouble) const
{
    webhook.trouble = std::move(trouble);
    webhook.failures = std::min(webhook.failures + 1, 1'000'000);
    webhook.due_at = city_->access.on.world.now() + wait_after(webhook.failures);
}

Result<Webhook> WebhookSender::send_some(Webhook webhook, const std::stop_token& stop, std::int64_t& taken)
{
    const std::int64_t until = city_->access.on.world.now() + sending_time - answer_time;
    store::Reader reader = TRY(city_->store().reader());
    for (const store::OutboxEvent& event : TRY(store::read_outbox(reader, webhook.position, events_at_once))) {
        const bool told = is_told(webhook.topics, event.topic);
        if (told && (stop.stop_requested() || city_->access.on.world.now() > until))
            break;
        if (std::string trouble = told ? send(webhook, event) : ""; !trouble.empty()) {
            note_failure(webhook, std::move(trouble));
            return webhook;
        }
        webhook.position = event.position;
        webhook.failures = 0;
        webhook.trouble.clear();
        taken += told ? 1 : 0;
    }
    webhook.due_at = city_->access.on.world.now(); // behind those that have waited longer
    return webhook;
}

Result<std::int64_t> WebhookSender::send_due(const std::stop_token& stop)
{
    std::int64_t taken = 0;
    while (!stop.stop_requested()) {
        const auto due = TRY(webhooks_.take_due(city_->access.on.world.now()));
        if (!due)
            break;
        const Webhook now = TRY(send_some(*due, stop, taken));
        TRY(webhooks_.put_back(*due, now));
    }
    return taken;
}

} // namespace huimin::api
