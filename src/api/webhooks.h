// Webhooks: whom to tell of what happened. Each has its own place in the outbox (store/outbox.h), so it can be set
// back.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/scope.h"
#include "api/city.h"
#include "store/schema.h"

namespace huimin::api {

struct Webhook {
    std::int64_t key = 0;
    std::string url;
    std::vector<std::string> topics; ///< `registry.change`, or a room: `registry`; empty: all
    std::int64_t created_at = 0;     ///< milliseconds
    std::string created_by;
    std::int64_t position = 0; ///< of the last event it has taken
    int failures = 0;          ///< in a row; 0: all is well
    std::int64_t due_at = 0;   ///< when the next try is
    std::string trouble;       ///< what went wrong last, in words
};

struct NewWebhook {
    std::string url;
    std::vector<std::string> topics;
};

class Webhooks {
public:
    static std::vector<store::Table> tables();

    explicit Webhooks(City& city) : city_(&city) {}

    /// Begins with what happens from now on; yields the secret it signs with, which is shown this once and kept sealed.
    ///
    /// Fails with
    ///   api.webhook_url      neither https nor this machine's own address, or with a password in it
    ///   api.webhook_topic    no plain word
    ///   api.webhook_sealed   the server has no key to seal secrets with
    Result<std::pair<std::int64_t, std::string>> add(const access::Scope&, const NewWebhook&);
    [[nodiscard]] Result<std::vector<Webhook>> list();
    /// Fails with api.missing; so does `replay`.
    Result<Done> remove(const access::Scope&, std::int64_t key);
    /// Sends again from the event at this position on.
    Result<Done> replay(const access::Scope&, std::int64_t key, std::int64_t from);

    /// Takes the next one that is due and that no other server is at, for `held_for`; none when there is none.
    [[nodiscard]] Result<std::optional<Webhook>> take_due(std::int64_t now);
    static constexpr std::int64_t held_for = 60'000; ///< milliseconds: longer than a sending takes
    [[nodiscard]] Result<std::string> secret_of(std::int64_t key);
    /// How it went: the new position, and what went wrong, if anything did. A replay asked for meanwhile stands.
    Result<Done> put_back(const Webhook& before, const Webhook& now);

private:
    City* city_;
};

/// Whether a webhook that named these topics is told of this one.
[[nodiscard]] bool is_told(const std::vector<std::string>& topics, std::string_view topic);

} // namespace huimin::api
