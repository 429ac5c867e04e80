#include "access/log_in.h"

#include <algorithm>
#include <array>

#include "access/addresses.h"
#include "access/budget.h"
#include "access/internal/account_rows.h"
#include "access/internal/deed.h"
#include "base/text.h"

namespace huimin::access {

namespace {

constexpr Budget by_device{"device", 5, 15 * minute};
constexpr Budget by_account_near{"account_near", 5, 15 * minute};
constexpr Budget by_account{"account", 20, hour};
constexpr Budget by_neighbourhood{"neighbourhood", 60, 15 * minute};
constexpr Budget by_all{"all", 600, 15 * minute};

struct Count {
    const Budget* budget;
    std::string subject;
};

/// What a failure from here counts against. Names are digested: a log-in name of any length and letters is one subject.
std::vector<Count> counts_of(bool known_device, const Attempt& attempt, std::string_view login)
{
    const std::string account = digest_of(login).substr(0, 32);
    if (known_device)
        return {{&by_device, account + digest_of(attempt.origin.device).substr(0, 32)}};
    const std::string near = address_class(attempt.origin.address);
    return {{&by_account_near, account + near}, {&by_account, account}, {&by_neighbourhood, near}, {&by_all, ""}};
}

Error wrong()
{
    return Error{Fault::forbidden, "access.wrong", "登录名或密码不对", "查对后再输一次；忘记密码请找安全管理员",
                 "the log-in name or the password is not right"};
}

Error not_active(AccountState state, const std::optional<std::int64_t>& until, std::string_view why)
{
    if (state == AccountState::locked) {
        const std::int64_t china = until.value_or(0) / 1000 + 8 * 3600;
        const std::int64_t minutes = china / 60 % 1440;
        const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
        const std::string when =
            World::day_of(until.value_or(0)).text() + " " + two(minutes / 60) + ":" + two(minutes % 60);
        return Error{Fault::forbidden, "access.locked", "账户已锁定到 `" + when + "`：" + std::string(why),
                     "到时再登录，或联系安全管理员", "the account is locked until " + when};
    }
    return Error{Fault::forbidden, "access.disabled",
                 state == AccountState::dormant ? "账户太久没有使用，已停用" : "账户已停用", "请安全管理员启用",
                 "the account is disabled; ask the security administrator to enable it"};
}

/// One browser's cookie serves all who sign in at it: what is kept is of the two together.
std::string digest_for(std::int64_t account, std::string_view device)
{
    return digest_of(std::to_string(account) + " " + std::string(device));
}

} // namespace

/// What is known of the account somebody wants to enter; key 0 when there is none.
struct LogIn::Found {
    std::int64_t key = 0;
    std::string login, password;
    AccountState state = AccountState::active;
    std::optional<std::int64_t> locked_until;
    std::string locked_why;
    bool known_device = false;
};

Result<bool> LogIn::knows_device(store::Reader& reader, std::int64_t account, std::string_view device)
{
    if (device.size() != 64)
        return false;
    const auto since = TRY(reader.find_integer("select seen_at from login_device where digest = $1 and account = $2",
                                               {digest_for(account, device), account}));
    return since && on_.world.now() - *since < on_.settings.device_remembered;
}

Result<LogIn::Found> LogIn::find(const std::string& login, std::string_view device)
{
    Found found;
    found.login = login;
    store::Reader reader = TRY(on_.store().reader());
    {
        store::Rows rows =
            TRY(reader.query("select key, password, state, locked_until, locked_why, seen_at from account "
                             "where login = $1 and kind <> 'machine'",
                             {login}));
        if (TRY(rows.next())) {
            found.key = rows[0].integer();
            found.password = rows[1].text_or_none().value_or("");
            found.locked_until = rows[3].integer_or_none();
            found.locked_why = rows[4].text_or_none().value_or("");
            found.state = internal::state_of(rows[2].text(), found.locked_until, rows[5].integer(), on_.world.now(),
                                             on_.settings);
        }
    }
    found.known_device = TRY(knows_device(reader, found.key, device)); // asked for nobody too: the same time
    return found;
}

Result<Done> LogIn::count(const Found& found, const Attempt& attempt)
{
    const std::int64_t now = on_.world.now();
    return on_.store().change([&](store::Transaction& transaction) -> Result<Done> {
        for (const Count& count : counts_of(found.known_device, attempt, found.login))
            if (TRY(spend(transaction, *count.budget, count.subject, now)) < 0)
                return internal::too_many(count.budget->window / minute); // nothing is counted for one that is refused
        return Done{};
    });
}

Result<Done> LogIn::uncount(store::Transaction& transaction, const Found& found, const Attempt& attempt)
{
    for (const Count& count : counts_of(found.known_device, attempt, found.login)) {
        const bool is_own = count.budget == &by_device || count.budget == &by_account_near;
        TRY(is_own ? clear(transaction, *count.budget, count.subject)
                   : refund(transaction, *count.budget, count.subject));
    }
    return Done{};
}

Result<LoggedIn> LogIn::with_password(const Attempt& attempt)
{
    if (attempt.login.size() > 200 || attempt.password.size() > password_characters_max * 4 ||
        !internal::is_plain_text(attempt.login))
        return wrong(); // says nothing of any account: none has such a name or password
    const Found found = TRY(find(lower(attempt.login), attempt.origin.device));
    TRY(count(found, attempt));
    const auto caller = found.known_device ? Hashing::Caller::known : Hashing::Caller::unknown;
    const auto right = on_.hashing.is_right(attempt.password, found.password, caller);
    if (!right.ok()) {
        // The password was not looked at, so nothing counts.
        TRY(on_.store().change([&](store::Transaction& transaction) -> Result<Done> {
            for (const Count& count : counts_of(found.known_device, attempt, found.login))
                TRY(refund(transaction, *count.budget, count.subject));
            return Done{};
        }));
        return right.error();
    }
    if (!*right)
        return wrong();
    if (found.state != AccountState::active)
        return not_active(found.state, found.locked_until, found.locked_why);
    return internal::change(on_, [&](store::Transaction& transaction) -> Result<LoggedIn> {
        TRY(uncount(transaction, found, attempt));
        return open(transaction, found.key, attempt.origin, {});
    });
}

Result<std::string> LogIn::remember_device(store::Transaction& transaction, std::int64_t account, const Origin& origin)
{
    const std::int64_t now = on_.world.now();
    if (TRY(knows_device(transaction, account, origin.device))) {
        TRY(transaction.run("update login_device set seen_at = $2 where digest = $1",
                            {digest_for(account, origin.device), now}));
        return std::string();
    }
    // One that was not given out here may have been planted by somebody who keeps it.
    const bool is_ours = TRY(transaction.find_integer("select 1 from login_device where device = $1 and seen_at > $2 "
                                                      "limit 1",
                                                      {digest_of(origin.device), now - on_.settings.device_remembered}))
                             .has_value();
    const std::string device = is_ours ? origin.device : new_secret(on_.world);
    TRY(transaction.run(
        "delete from login_device where account = $1 and (digest = $3 or digest in (select digest from login_device "
        "where account = $1 order by seen_at desc, digest limit 1000 offset $2))",
        {account, on_.settings.devices_max - 1, digest_for(account, device)}));
    TRY(transaction.run(
        "insert into login_device (digest, account, device, created_at, seen_at) values ($1, $2, $3, $4, $4)",
        {digest_for(account, device), account, digest_of(device), now}));
    return device;
}

Result<LoggedIn> LogIn::open(store::Transaction& transaction, std::int64_t account, const Origin& origin, Shown shown)
{
    const auto standing = TRY(internal::standing_of(transaction, on_, account));
    LoggedIn in;
    in.account = account;
    in.token = TRY(sessions_.open(transaction, *standing, origin, shown));
    in.page_token = Sessions::page_token(in.token);
    in.second_factor_due = standing->needs_second_factor;
    in.password_change_due =
        !shown.identity &&
        TRY(transaction.find_integer("select must_change from account where key = $1", {account})).value_or(0) != 0;
    // A device is known once it went all the way in.
    if (!in.second_factor_due)
        in.device = TRY(remember_device(transaction, account, origin));
    TRY(transaction.run("update account set seen_at = $2 where key = $1", {account, on_.world.now()}));
    const std::string from = "from " + internal::cut(origin.address, 64);
    TRY(internal::note(on_, transaction, {standing->login, "", from}, "access.log_in", "account", account,
                       {{"new_device", !in.device.empty()}}));
    return in;
}

Result<LoggedIn> LogIn::with_identity(std::string_view issuer, std::string_view subject, const Origin& origin)
{
    return internal::change(on_, [&](store::Transaction& transaction) -> Result<LoggedIn> {
        const auto account = TRY(transaction.find_integer(
            "select account from identity_link where issuer = $1 and subject = $2", {issuer, subject}));
        if (!account)
            return Error{Fault::forbidden, "access.no_link",
                         "这个身份还没有和惠民账户关联，它在提供方的编号是 `" + std::string(subject) + "`",
                         "把编号告诉安全管理员，请他关联后再登录", "this identity is not linked to an account yet"};
        {
            store::Rows rows = TRY(transaction.query(
                "select state, locked_until, locked_why, seen_at from account where key = $1", {*account}));
            if (!TRY(rows.next()))
                return internal::no_account();
            const AccountState state = internal::state_of(rows[0].text(), rows[1].integer_or_none(), rows[3].integer(),
                                                          on_.world.now(), on_.settings);
            if (state != AccountState::active)
                return not_active(state, rows[1].integer_or_none(), rows[2].text_or_none().value_or(""));
        }
        return open(transaction, *account, origin, {.identity = true});
    });
}

Result<LoggedIn> LogIn::replace(std::string_view token, const Caller& caller, const Origin& origin)
{
    return internal::change(on_, [&](store::Transaction& transaction) -> Result<LoggedIn> {
        TRY(sessions_.end(transaction, token));
        const auto standing = TRY(internal::standing_of(transaction, on_, caller.account()));
        LoggedIn in;
        in.account = caller.account();
        in.token = TRY(sessions_.open(transaction, *standing, origin,
                                      {.second_factor = true, .identity = caller.came_by_identity()}));
        in.page_token = Sessions::page_token(in.token);
        in.password_change_due = caller.password_change_due();
        in.device = TRY(remember_device(transaction, caller.account(), origin));
        const std::string from = "from " + internal::cut(origin.address, 64);
        TRY(internal::note(on_, transaction, {caller.login(), "", from}, "access.step_up", "account", caller.account(),
                           {}));
        return in;
    });
}

Result<LoggedIn> LogIn::step_up(std::string_view token, std::string_view code, const Origin& origin)
{
    const Caller caller = TRY(sessions_.check(token));
    TRY(factors_.check(caller, code));
    return replace(token, caller, origin);
}

Result<LoggedIn> LogIn::step_up_by_new_factor(std::string_view token, std::string_view code, const Origin& origin,
                                              std::vector<std::string>& codes)
{
    const Caller caller = TRY(sessions_.check(token));
    codes = TRY(factors_.confirm(caller, code));
    return replace(token, caller, origin);
}

Result<Done> LogIn::link(const Scope& scope, std::int64_t account, std::string_view issuer, std::string_view subject)
{
    TRY(internal::must_administer_accounts(scope));
    if (!internal::is_plain_text(issuer) || !internal::is_plain_text(subject) || issuer.empty() || subject.empty())
        return Error{Fault::invalid, "access.link_form", "身份的提供方或编号不合格式", "照身份提供方给出的填写",
                     "the issuer or the subject is not plain text"};
    return internal::change(on_, [&](store::Transaction& transaction) -> Result<Done> {
        if (!TRY(transaction.find_integer("select key from account where key = $1", {account})))
            return internal::no_account();
        if (TRY(transaction.run(
                "insert into identity_link (issuer, subject, account, created_at) values ($1, $2, $3, $4) "
                "on conflict (issuer, subject) do nothing",
                {issuer, subject, account, on_.world.now()})) == 0)
            return Error{Fault::conflict, "access.linked", "这个身份已经关联了账户", "先解除原来的关联",
                         "the identity is linked already"};
        return internal::note(on_, transaction, internal::doer_of(scope), "access.link", "account", account,
                              {{"issuer", issuer}, {"subject", subject}});
    });
}

Result<std::vector<IdentityLink>> LogIn::links(const Scope& scope, std::int64_t account)
{
    TRY(internal::may_see_accounts(scope));
    store::Reader reader = TRY(on_.store().reader());
    std::vector<IdentityLink> links;
    store::Rows row = TRY(reader.query("select issuer, subject from identity_link where account = $1 "
                                       "order by issuer, subject",
                                       {account}));
    while (TRY(row.next()))
        links.push_back({std::string(row[0].text()), std::string(row[1].text())});
    return links;
}

Result<Done> LogIn::unlink(const Scope& scope, std::int64_t account, const IdentityLink& link)
{
    TRY(internal::must_administer_accounts(scope));
    return internal::change(on_, [&](store::Transaction& transaction) -> Result<Done> {
        if (TRY(transaction.run("delete from identity_link where issuer = $1 and subject = $2 and account = $3",
                                {link.issuer, link.subject, account})) == 0)
            return Error{Fault::missing, "access.no_link", "没有这个关联", "刷新列表", "there is no such link"};
        TRY(internal::end_sessions(transaction, account));
        return internal::note(on_, transaction, internal::doer_of(scope), "access.unlink", "account", account,
                              {{"issuer", link.issuer}, {"subject", link.subject}});
    });
}

namespace internal {

Result<Done> clear_failures(store::Transaction& transaction, std::string_view login)
{
    const std::string account = digest_of(login).substr(0, 32);
    TRY(transaction.run("delete from budget_spent where (budget = $1 and subject = $2) or (budget in ($3, $4) and "
                        "substr(subject, 1, 32) = $2)",
                        {by_account.name, account, by_account_near.name, by_device.name}));
    return Done{};
}

} // namespace internal

} // namespace huimin::access
