// Who is asking: a session or an API token that was checked just now.
//
// Made by Sessions::check and Tokens::check and by nobody else.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/accounts.h"
#include "access/grants.h"

namespace huimin::access {

/// What an account holds, as read once for each of its versions.
struct Standing {
    std::int64_t account = 0, version = 0;
    std::string login, display_name;
    AccountKind kind = AccountKind::staff;
    std::optional<RecordPlace> bound;
    std::vector<Grant> grants; ///< confirmed and not ended
    bool needs_second_factor = false;

    /// Extents by action, purpose and day, worked out once. Any thread may ask.
    mutable std::mutex mutex;
    mutable std::vector<std::pair<std::string, std::shared_ptr<const std::vector<Extent>>>> extents;
};

/// What an API token narrows its owner's rights to; an empty list narrows nothing but `actions` and `purposes`, which
/// must be named. A token that names record types or divisions reaches nothing of the whole system (the journal, jobs).
struct TokenLimits {
    std::vector<language::Action> actions;
    std::vector<std::string> purposes;
    std::vector<std::string> records;   ///< names or aliases; empty: all of the owner's
    std::vector<AreaCode> areas;        ///< empty: all of the owner's
    std::vector<std::string> addresses; ///< addresses or ranges `10.1.0.0/16`; empty: from anywhere
};

class Caller {
public:
    [[nodiscard]] std::int64_t account() const { return standing_->account; }
    [[nodiscard]] const std::string& login() const { return standing_->login; }
    [[nodiscard]] const std::string& display_name() const { return standing_->display_name; }
    [[nodiscard]] AccountKind kind() const { return standing_->kind; }
    [[nodiscard]] const std::optional<RecordPlace>& bound() const { return standing_->bound; }
    [[nodiscard]] std::int64_t session() const { return session_; } ///< key of the session or the token
    [[nodiscard]] const std::string& address() const { return address_; }
    [[nodiscard]] std::string origin() const; ///< for the journal: `session 123 from 10.0.0.1`
    [[nodiscard]] bool is_token() const { return limits_ != nullptr; }
    /// A role asks for it and this session has not shown it yet: nothing but showing it is allowed.
    [[nodiscard]] bool second_factor_due() const
    {
        return standing_->needs_second_factor && !second_factor_ && !is_token();
    }
    /// It was opened by a password that somebody else set: nothing but changing it is allowed.
    [[nodiscard]] bool password_change_due() const { return must_change_ && !is_token(); }
    [[nodiscard]] bool has_shown_second_factor() const { return second_factor_; }
    [[nodiscard]] bool came_by_identity() const { return by_identity_; } ///< a provider vouched for it
    /// Roles held today, by index into the program.
    [[nodiscard]] std::vector<language::Index> roles(Day) const;
    [[nodiscard]] const std::vector<Grant>& grants() const { return standing_->grants; }

private:
    friend class Sessions;
    friend class Tokens;
    friend class Gate;
    Caller() = default;

    std::shared_ptr<const Standing> standing_;
    std::shared_ptr<const TokenLimits> limits_;
    std::int64_t session_ = 0;
    std::string address_;
    bool second_factor_ = false, by_identity_ = false, must_change_ = false;
};

namespace internal {
/// Reads what an account holds.
[[nodiscard]] Result<std::shared_ptr<const Standing>> standing_of(store::Reader&, Foundation&, std::int64_t account);
/// Minutes a session of it may be idle, by the strictest of its roles.
[[nodiscard]] int idle_minutes(const Standing&, const Foundation&);
} // namespace internal

} // namespace huimin::access
