// Sends what happened to whoever asked to be told: CloudEvents 1.0 in JSON, one request an event, in the order of the
// outbox, each again until it is taken.
//
// Every request bears
//   webhook-id          of the event; the same when it is sent again, so that a receiver can pass by what it has
//   webhook-timestamp   seconds since 1970, of this sending
//   webhook-signature   `v1,` and the HMAC-SHA-256, a blank, `sm3,` and the HMAC-SM3 (GB/T 32905), both in base64, of
//                       id.timestamp.body under the webhook's secret; for a day after that was renewed the same under
//                       the old one stands behind
// An answer of 2xx takes it. Anything else, or none, tries again later: after 5 seconds, then twice as long each time,
// an hour at most; later events wait, so that nobody sees a record's changes in another order.

#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "api/webhooks.h"
#include "store/outbox.h"

namespace huimin::api {

/// The event as it is sent: no facts of people, only what happened to which record, by the id that this API knows it
/// by.
[[nodiscard]] std::string cloud_event(const City&, const store::OutboxEvent&);
/// What stands in webhook-signature for one secret.
[[nodiscard]] std::string signature_of(std::string_view secret, std::string_view id, std::string_view timestamp,
                                       std::string_view body);

class WebhookSender {
public:
    explicit WebhookSender(City& city) : city_(&city), webhooks_(city) {}

    /// Sends what is due, some events of one webhook after some of the other, until nothing is due or it is told to
    /// stop; yields how many events were taken.
    Result<std::int64_t> send_due(const std::stop_token& stop = {});

private:
    /// Some events of one webhook; what went wrong is in what it yields.
    Result<Webhook> send_some(Webhook, const std::stop_token&, std::int64_t& taken);
    /// Empty when it was taken, else what went wrong.
    [[nodiscard]] std::string send(const Webhook&, const store::OutboxEvent&);
    void note_failure(Webhook&, std::string trouble) const;

    City* city_;
    Webhooks webhooks_;
};

} // namespace huimin::api
