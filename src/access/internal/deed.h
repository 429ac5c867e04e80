// What the deeds of this room have in common: a right, a transaction, a journal entry, and the word to all sessions.

#pragma once

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "access/foundation.h"
#include "access/scope.h"

namespace huimin::access::internal {

[[nodiscard]] inline Error forbidden()
{
    return Error{Fault::forbidden, "access.forbidden", "您的角色不能做这件事", "需要时请安全管理员授予角色",
                 "your roles do not allow this; ask the security administrator for one that does"};
}

[[nodiscard]] inline Error no_account()
{
    return Error{Fault::missing, "access.no_account", "没有这个账户", "查对登录名", "there is no such account"};
}

/// Accounts, grants and emergencies are kept by those who administer accounts, and by the machine itself.
[[nodiscard]] inline Result<Done> must_administer_accounts(const Scope& scope)
{
    if (scope.action() == language::Action::administer && scope.object() == language::SystemObject::accounts)
        return Done{};
    return forbidden();
}

/// To look at them is enough for auditors.
[[nodiscard]] inline Result<Done> may_see_accounts(const Scope& scope)
{
    const bool looks = scope.action() == language::Action::administer || scope.action() == language::Action::read;
    if (looks && scope.object() == language::SystemObject::accounts)
        return Done{};
    return forbidden();
}

/// Who did it, for a deed of one's own account.
struct Doer {
    std::string_view name, purpose, origin;
};
[[nodiscard]] inline Doer doer_of(const Scope& scope) { return {scope.actor(), scope.purpose(), scope.origin()}; }

/// One entry about something this room keeps.
inline Result<Done> note(Foundation& on, store::Transaction& transaction, const Doer& doer, std::string_view action,
                         std::string_view record, std::int64_t key, const boost::json::object& after)
{
    const std::string text = boost::json::serialize(after);
    TRY(on.journal.write(transaction, {.area = AreaCode(),
                                       .actor = doer.name,
                                       .purpose = doer.purpose,
                                       .action = action,
                                       .record = record,
                                       .key = key,
                                       .after = text,
                                       .origin = doer.origin}));
    return Done{};
}

/// Runs `deed(transaction)` and tells everyone in this process that what they know may be old.
template <class Deed>
auto change(Foundation& on, Deed deed)
{
    auto result = on.store().change(deed);
    on.store().afterwards([&on] { on.changes.fetch_add(1); });
    return result;
}

/// Sessions and tokens that must not outlive what happened to the account.
inline Result<Done> end_sessions(store::Transaction& transaction, std::int64_t account)
{
    TRY(transaction.run("delete from session where account = $1", {account}));
    TRY(transaction.run("update account set version = version + 1 where key = $1", {account}));
    return Done{};
}

/// Counts against the account's hour and writes access.reveal, in one transaction.
[[nodiscard]] Result<Done> journal_reveal(Foundation&, const Scope&, const RecordPlace&, language::Index field);

/// At most so many bytes, without half a character at the end.
[[nodiscard]] std::string cut(std::string_view text, std::size_t bytes_max);

/// Valid UTF-8 without control signs: what both engines keep as it is.
[[nodiscard]] bool is_plain_text(std::string_view);

/// After which none of the account's devices is known any more, nor to who else signs in there: whoever had the
/// password may have had the cookie too.
[[nodiscard]] inline Result<Done> forget_devices(store::Transaction& transaction, std::int64_t account)
{
    TRY(transaction.run("delete from login_device where device in (select device from login_device where account = $1)",
                        {account}));
    TRY(transaction.run("delete from login_device where account = $1", {account}));
    return Done{};
}

/// A reason that says something.
[[nodiscard]] bool says_something(std::string_view reason, std::size_t characters_min);

} // namespace huimin::access::internal
