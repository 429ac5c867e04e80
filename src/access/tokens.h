// API tokens: for programs. A token can do less than its owner, never more, and never becomes a session.
//
// What it may do is asked anew each time: rights its owner lost are lost to it.

#pragma once

#include <string>
#include <vector>

#include "access/caller.h"
#include "access/foundation.h"
#include "access/sessions.h"

namespace huimin::access {

namespace internal {
struct Doer;
}

struct NewToken {
    std::string name; ///< what it is for
    TokenLimits limits;
    std::int64_t ends_at = 0; ///< milliseconds; within 366 days
};

struct TokenView {
    std::int64_t key = 0, account = 0;
    std::string name;
    TokenLimits limits;
    std::int64_t created_at = 0, ends_at = 0;
    std::optional<std::int64_t> ended_at, seen_at;
};

class Tokens {
public:
    /// What accounts hold is read once for both.
    Tokens(Foundation& on, Sessions& sessions) : on_(on), sessions_(sessions) {}

    /// One's own; yields the token, which is nowhere else.
    ///
    /// Fails with
    ///   access.token_name    no name
    ///   access.token_limits  no action or no purpose named, one that is none, or one for people only (administer)
    ///   access.token_end     ended already, or later than in 366 days
    ///   access.address       an address list that cannot be read
    ///   access.forbidden     by a token, before the second factor, or with a password that must be changed
    Result<std::string> create(const Caller&, const NewToken&);
    /// For the account of another system, by the security administrator.
    Result<std::string> create(const Scope&, std::int64_t account, const NewToken&);

    /// Fails with access.no_token: never was, has ended, the owner is not active, or it may not be used from there.
    Result<Caller> check(std::string_view token, std::string_view address);

    [[nodiscard]] Result<std::vector<TokenView>> list(const Caller&);
    [[nodiscard]] Result<std::vector<TokenView>> list(const Scope&, std::int64_t account);
    /// Fails with access.no_token.
    Result<Done> end(const Caller&, std::int64_t token);
    Result<Done> end(const Scope&, std::int64_t token);

private:
    Result<std::string> insert(const internal::Doer&, std::int64_t account, const NewToken&);
    Result<Done> end(const internal::Doer&, std::int64_t of_account, std::int64_t token);
    Foundation& on_;
    Sessions& sessions_;
};

/// By its Chinese or English word.
[[nodiscard]] std::optional<language::Action> action_named(std::string_view);

} // namespace huimin::access
