// Accounts: who may log in. What they may do is another matter (access/grants.h).
//
// There is no account and no password at the beginning. `first_start` makes two one-time secrets, for two people: each
// claims with it an account that holds the packs' role of the security administrator. Two, because from then on every
// role is proposed by one and confirmed by another.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/foundation.h"
#include "access/scope.h"

namespace huimin::access {

class Caller;

enum class AccountKind {
    staff,
    citizen,     ///< bound to the record of a person
    institution, ///< bound to the record of an organisation
    machine,     ///< another system: only API tokens, no log-in
};

enum class AccountState {
    active,
    locked,   ///< until a time, by a person or for a review that is overdue
    disabled, ///< until it is enabled again
    dormant,  ///< unused for 90 days: as disabled
};
[[nodiscard]] std::string_view text_of(AccountKind);  ///< staff …
[[nodiscard]] std::string_view text_of(AccountState); ///< active …
[[nodiscard]] std::optional<AccountKind> account_kind(std::string_view);

struct Account {
    std::int64_t key = 0;
    std::string login, display_name;
    AccountKind kind = AccountKind::staff;
    AccountState state = AccountState::active;
    std::optional<std::int64_t> locked_until; ///< milliseconds
    std::string locked_why;
    bool has_password = false, must_change = false;
    std::int64_t created_at = 0;
    std::optional<std::int64_t> seen_at; ///< last log-in
    std::optional<RecordPlace> bound;
    std::int64_t version = 0; ///< grows when its sessions end
};

struct NewAccount {
    std::string login; ///< 3 to 64 of a-z 0-9 . _ - @; letters are kept small
    std::string display_name;
    AccountKind kind = AccountKind::staff;
    std::optional<RecordPlace> bound;
    std::string password;    ///< empty: none yet
    bool must_change = true; ///< the password, at the first log-in; false where no people will use it, as in a demo
};

class Accounts {
public:
    explicit Accounts(Foundation& on) : on_(on) {}

    /// Yields its key. Fails with
    ///   access.login_form   the log-in name has other characters or another length
    ///   access.login_taken  another account has it
    ///   access.binding      a citizen's or an institution's account without its record, or a record that is none
    ///   access.forbidden    the scope does not administer accounts; so do all deeds that take a scope
    ///   and as check_new_password
    Result<std::int64_t> create(const Scope&, const NewAccount&);

    /// Its sessions and tokens end. Fails with access.no_account; access.last_keeper when nobody who confirms grants
    /// would be left; access.reason without a reason of 5 characters.
    Result<Done> disable(const Scope&, std::int64_t account, std::string_view reason);
    /// Also after dormancy and a lock; failures counted against it are forgotten, so that a new device is let in at
    /// once.
    Result<Done> enable(const Scope&, std::int64_t account);
    /// Until a time (milliseconds); its sessions end.
    Result<Done> lock(const Scope&, std::int64_t account, std::int64_t until, std::string_view why);

    /// A new password that must be changed at the next log-in; its sessions end and its devices are forgotten. Fails as
    /// check_new_password.
    Result<Done> reset_password(const Scope&, std::int64_t account, std::string_view password);
    /// Removes the second factor, so that another is set up at the next log-in; its sessions end.
    Result<Done> reset_second_factor(const Scope&, std::int64_t account);

    /// One's own. All sessions end, this one too: log in anew.
    ///
    /// Fails with
    ///   access.wrong     the old one is not right
    ///   access.same      the new one is the old one
    ///   access.too_many  tried too often
    ///   and as check_new_password
    Result<Done> change_password(const Caller&, std::string_view old_one, std::string_view new_one);

    [[nodiscard]] Result<std::optional<Account>> find(std::string_view login);
    [[nodiscard]] Result<std::optional<Account>> find(std::int64_t key);
    /// By log-in name, after that one.
    [[nodiscard]] Result<std::vector<Account>> list(const Scope&, std::string_view after, std::int64_t rows_max);

    /// Persons whose matters the account may not decide, as registered (回避).
    Result<Done> register_relative(const Scope&, std::int64_t account, RecordPlace person, std::string_view relation);

    /// The two secrets, when there is no account yet; empty otherwise. Making new ones voids the old.
    Result<std::vector<std::string>> first_start();
    /// Fails with access.first_secret (wrong or used), access.no_keeper_role (the packs declare no security
    /// administrator), and as `create`.
    Result<std::int64_t> claim(std::string_view secret, std::string_view login, std::string_view display_name,
                               std::string_view password);

private:
    Result<std::int64_t> insert(store::Transaction&, const NewAccount&, const std::string& hash, bool must_change);
    Result<Done> end(const Scope&, std::int64_t account, const char* sql, std::vector<store::Value> values,
                     const char* action, std::string_view reason);
    Foundation& on_;
};

} // namespace huimin::access
