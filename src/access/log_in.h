// Log-in: by password, by a provider of identities, and the step up by the second factor.
//
// Guessing is slowed without giving anybody a way to lock others out:
// - A device that logged in before (its own cookie) is known. For a known device only its own failures count: five in a
//   quarter of an hour. So whoever floods an account from elsewhere does not keep its owner out, and whoever steals a
//   cookie gains five guesses a quarter hour.
// - From unknown devices, failures count per account and neighbourhood (five in a quarter of an hour), per account from
//   everywhere (twenty an hour: many machines guessing at one account), per neighbourhood over all accounts (sixty in a
//   quarter of an hour: one machine trying one password at many), and over all (six hundred in a quarter of an hour).
//   Where one is spent, unknown devices wait; known ones do not notice.
// - A failure is counted before the password is looked at and given back when it was right: a thousand guesses at the
//   same moment are not one more than five.
// - What the owner loses under attack: a new device must wait, up to an hour. The security administrator can let it in
//   at once (Accounts::enable clears the account's counts).
// An account that does not exist is counted, answered and timed like one with a wrong password.

#pragma once

#include <string>
#include <string_view>

#include "access/second_factor.h"
#include "access/sessions.h"

namespace huimin::access {

struct Attempt {
    std::string login, password;
    Origin origin;
};

struct LoggedIn {
    std::string token;      ///< for the session cookie
    std::string page_token; ///< for the page's changes
    std::string device;     ///< for the device cookie; empty: the one it has stays
    std::int64_t account = 0;
    bool second_factor_due = false;   ///< only the second factor may be shown, or set up, with this session
    bool password_change_due = false; ///< only the password may be changed
};

struct IdentityLink {
    std::string issuer, subject;
};

class LogIn {
public:
    LogIn(Foundation& on, Sessions& sessions, SecondFactors& factors) : on_(on), sessions_(sessions), factors_(factors)
    {
    }

    /// Fails with
    ///   access.wrong      unknown account or wrong password: one answer, one time
    ///   access.too_many   tried too often; the message says how long to wait
    ///   access.busy       too many log in at this moment
    ///   access.locked     right, but the account is locked until a time
    ///   access.disabled   right, but the account is disabled or dormant
    Result<LoggedIn> with_password(const Attempt&);

    /// The account linked to an identity that the provider vouched for (access/open_id.h).
    /// Fails with access.no_link, access.locked, access.disabled.
    Result<LoggedIn> with_identity(std::string_view issuer, std::string_view subject, const Origin&);

    /// A new session that has shown the second factor, in place of this one. Fails with access.no_session and as
    /// SecondFactors::check.
    Result<LoggedIn> step_up(std::string_view token, std::string_view code, const Origin&);
    /// The same, at the first code of a newly set up one; `codes` gets the recovery codes.
    Result<LoggedIn> step_up_by_new_factor(std::string_view token, std::string_view code, const Origin&,
                                           std::vector<std::string>& codes);

    /// Links an identity to an account, by the security administrator. Fails with access.linked when it is another's,
    /// access.link_form when it is no plain text.
    Result<Done> link(const Scope&, std::int64_t account, std::string_view issuer, std::string_view subject);
    [[nodiscard]] Result<std::vector<IdentityLink>> links(const Scope&, std::int64_t account);
    /// Ends the account's sessions, too. Fails with access.no_link.
    Result<Done> unlink(const Scope&, std::int64_t account, const IdentityLink&);

private:
    struct Found;
    Result<Found> find(const std::string& login, std::string_view device);
    Result<Done> count(const Found&, const Attempt&);
    Result<Done> uncount(store::Transaction&, const Found&, const Attempt&);
    Result<LoggedIn> open(store::Transaction&, std::int64_t account, const Origin&, Shown);
    /// The new cookie; empty for a device that is known already, whose last use is noted.
    Result<std::string> remember_device(store::Transaction&, std::int64_t account, const Origin&);
    Result<bool> knows_device(store::Reader&, std::int64_t account, std::string_view device);
    Result<LoggedIn> replace(std::string_view token, const Caller&, const Origin&);

    Foundation& on_;
    Sessions& sessions_;
    SecondFactors& factors_;
};

namespace internal {
/// Forgets the failures counted against an account.
[[nodiscard]] Result<Done> clear_failures(store::Transaction&, std::string_view login);
} // namespace internal

} // namespace huimin::access
