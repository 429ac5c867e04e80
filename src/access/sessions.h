// Sessions: who logged in, from where, until when.
//
// A session is an opaque token of 256 bits; only its SM3 is stored. It ends when it was idle for too long (by the
// strictest role of the account), after 12 hours in any case, at log-out, and when its account changes password, roles
// or state. Checking one is a point read, believed for two seconds: within this process every change of accounts,
// grants, sessions and tokens is seen at once (Foundation::changes); what another process changed is seen after two
// seconds at most. When a session was last used is kept in memory and written once a minute, so another process may
// take it to be idle for one minute more than it was.

#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "access/caller.h"
#include "access/foundation.h"

namespace huimin::access {

struct SessionView {
    std::int64_t key = 0, account = 0;
    std::int64_t created_at = 0, seen_at = 0, ends_at = 0; ///< milliseconds
    bool second_factor = false;
    std::string address, agent;
};

/// Where a log-in comes from, as the server saw it: the socket's address, or what a configured proxy says.
struct Origin {
    std::string address;
    std::string agent;  ///< what the browser calls itself; cut to 200 bytes
    std::string device; ///< the device cookie of a log-in before; may be empty
};

/// What was shown to open a session.
struct Shown {
    bool second_factor = false;
    bool identity = false; ///< a provider of identities vouched for it: no password was used
};

class Sessions {
public:
    explicit Sessions(Foundation& on) : on_(on) {}

    /// In the transaction of a log-in or a step-up; yields the token, which is nowhere else. An older one of the same
    /// account gives way when there are too many.
    Result<std::string> open(store::Transaction&, const Standing&, const Origin&, Shown);

    /// Fails with access.no_session: never was, or has ended; the answer is the same.
    Result<Caller> check(std::string_view token);

    /// The same where nothing has to be asked of the store: a session checked within the last two seconds. None: ask
    /// `check`, on a thread that may block.
    std::optional<Caller> recall_checked(std::string_view token);

    /// The token a page sends back with each change (against forged requests), bound to the session.
    [[nodiscard]] static std::string page_token(std::string_view token);
    [[nodiscard]] static bool is_page_token(std::string_view token, std::string_view page_token);

    Result<Done> log_out(std::string_view token);
    Result<Done> end(store::Transaction&, std::string_view token);

    [[nodiscard]] Result<std::vector<SessionView>> list(const Caller&); ///< one's own
    [[nodiscard]] Result<std::vector<SessionView>> list(const Scope&, std::int64_t account);
    /// One's own. Fails with access.no_session.
    Result<Done> revoke(const Caller&, std::int64_t session);
    /// Anyone's, by the security administrator.
    Result<Done> revoke(const Scope&, std::int64_t session);

    /// Removes rows of sessions that have ended; run now and then.
    Result<std::int64_t> forget_ended();

private:
    friend class Tokens;
    struct Known {
        Caller caller;
        std::uint64_t changes = 0;
        std::int64_t checked_at = 0, seen_at = 0, stored_seen_at = 0, ends_at = 0, idle = 0; ///< milliseconds
    };
    [[nodiscard]] bool is_fresh(const Known&, std::int64_t now) const;
    [[nodiscard]] static bool has_ended(const Known& known, std::int64_t now)
    {
        return now >= known.ends_at || now - known.seen_at > known.idle;
    }
    Result<Known> read(const std::string& digest, std::int64_t now);
    Result<std::shared_ptr<const Standing>> standing(store::Reader&, std::int64_t account, std::int64_t version);
    std::optional<Known> recall(const std::string& digest, std::int64_t now);
    Result<Done> write_use(const std::string& digest, std::int64_t now);
    void remember(const std::string& digest, const Known&, std::int64_t now);

    Foundation& on_;
    std::mutex mutex_;
    std::unordered_map<std::string, Known> known_; ///< by digest
    std::unordered_map<std::int64_t, std::shared_ptr<const Standing>> standings_;
};

} // namespace huimin::access
