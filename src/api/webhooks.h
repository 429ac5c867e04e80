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
    std::int64_t position = 0;         ///< of the last event it has taken
    int failures = 0;                  ///< in a row; 0: all is well
    std::int64_t due_at = 0;           ///< when the next try is
    std::string trouble;               ///< what went wrong last, in words
    std::int64_t old_secret_until = 0; ///< until when the secret before signs, too; 0: there was none
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
    /// Fails with api.missing.
    Result<Done> remove(const access::Scope&, std::int64_t key);
    /// Sends again from the event at this position on; the position after the last one passes over those that wait.
    /// Fails with api.webhook_position beyond that, and with api.missing.
    Result<Done> replay(const access::Scope&, std::int64_t key, std::int64_t from);
    /// A new secret in place of the old one, shown this once. The old one signs, too, for a day, in which the receiver
    /// takes over the new one. Fails with api.webhook_sealed and api.missing.
    Result<std::string> renew_secret(const access::Scope&, std::int64_t key);
    static constexpr std::int64_t old_secret_signs_for = access::day_long;

    /// Takes the next one that is due and that no other server is at, for `held_for`; none when there is none.
    [[nodiscard]] Result<std::optional<Webhook>> take_due(std::int64_t now);
    static constexpr std::int64_t held_for = 60'000; ///< milliseconds: longer than a sending takes
    /// What it is signed with now: the newest first.
    [[nodiscard]] Result<std::vector<std::string>> secrets_of(const Webhook&);
    /// How it went: the new position, and what went wrong, if anything did. A replay asked for meanwhile stands.
    Result<Done> put_back(const Webhook& before, const Webhook& now);

private:
    City* city_;
};

/// Whether a webhook that named these topics is told of this one.
[[nodiscard]] bool is_told(const std::vector<std::string>& topics, std::string_view topic);

} // namespace huimin::api
