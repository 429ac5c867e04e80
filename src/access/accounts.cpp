#include "access/accounts.h"

#include <algorithm>
#include <array>

#include "access/budget.h"
#include "access/caller.h"
#include "access/internal/account_rows.h"
#include "access/internal/deed.h"
#include "access/log_in.h"
#include "base/text.h"

namespace huimin::access {

namespace json = boost::json;
using internal::change;
using internal::doer_of;
using internal::must_administer_accounts;

namespace {

constexpr std::array<std::pair<AccountKind, std::string_view>, 4> kinds = {{{AccountKind::staff, "staff"},
                                                                            {AccountKind::citizen, "citizen"},
                                                                            {AccountKind::institution, "institution"},
                                                                            {AccountKind::machine, "machine"}}};

constexpr Budget password_changes{"password", 5, 15 * minute};

Result<Done> check_binding(const language::Program& program, const NewAccount& account)
{
    const bool must_be_bound = account.kind == AccountKind::citizen || account.kind == AccountKind::institution;
    const bool fits =
        must_be_bound ? account.bound && account.bound->record < program.records.size() : !account.bound.has_value();
    if (fits)
        return Done{};
    return Error{Fault::invalid, "access.binding", "账户 `" + account.login + "` 与档案的绑定不对",
                 "群众账户绑定本人的档案，机构账户绑定机构的档案，其他账户不绑定",
                 "a citizen's account is bound to a person's record, an institution's to its own, others to none"};
}

Error taken(const std::string& login)
{
    return Error{Fault::conflict, "access.login_taken", "登录名 `" + login + "` 已有账户", "换一个登录名",
                 "another account has the log-in name `" + login + "`"};
}

} // namespace

namespace internal {

Result<std::string> checked_login(std::string_view login)
{
    std::string small(login);
    std::ranges::transform(small, small.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const bool fits = small.size() >= 3 && small.size() <= 64 &&
                      small.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-@") == std::string::npos;
    if (fits)
        return small;
    return Error{Fault::invalid, "access.login_form", "登录名 `" + std::string(login.substr(0, 80)) + "` 不合格式",
                 "用 3 到 64 个小写字母、数字或 . _ - @", "a log-in name has 3 to 64 of a-z, 0-9, . _ - @"};
}

} // namespace internal

std::string_view text_of(AccountKind kind)
{
    return std::ranges::find(kinds, kind, &std::pair<AccountKind, std::string_view>::first)->second;
}

std::optional<AccountKind> account_kind(std::string_view text)
{
    const auto* found = std::ranges::find(kinds, text, &std::pair<AccountKind, std::string_view>::second);
    return found == kinds.end() ? std::nullopt : std::optional(found->first);
}

std::string_view text_of(AccountState state)
{
    switch (state) {
    case AccountState::active: return "active";
    case AccountState::locked: return "locked";
    case AccountState::disabled: return "disabled";
    case AccountState::dormant: return "dormant";
    }
    return "";
}

Result<std::int64_t> Accounts::insert(store::Transaction& transaction, const NewAccount& account,
                                      const std::string& hash, bool must_change)
{
    const std::int64_t key = on_.world.keys->next(), now = on_.world.now();
    const auto& bound = account.bound;
    const std::optional<std::string> record =
        bound ? std::optional(on_.program->records[bound->record].heading.alias) : std::nullopt;
    if (TRY(transaction.find_integer("select key from account where login = $1", {account.login})))
        return taken(account.login);
    TRY(transaction.run("insert into account (key, login, display_name, kind, state, password, password_set_at, "
                        "must_change, created_at, seen_at, bound_record, bound_county, bound_key, version) values ($1, "
                        "$2, $3, $4, 'active', $5, $6, $7, $8, $8, $9, $10, $11, 1)",
                        {key, account.login, account.display_name, text_of(account.kind),
                         hash.empty() ? store::Value() : store::Value(hash), now, must_change, now, record,
                         bound ? store::Value(bound->county) : store::Value(),
                         bound ? store::Value(bound->key) : store::Value()}));
    return key;
}

Result<std::int64_t> Accounts::create(const Scope& scope, const NewAccount& asked)
{
    TRY(must_administer_accounts(scope));
    NewAccount account = asked;
    account.login = TRY(internal::checked_login(asked.login));
    account.display_name = clean_name(internal::cut(asked.display_name, 200)).text;
    TRY(check_binding(*on_.program, account));
    std::string hash;
    if (!account.password.empty() && account.kind != AccountKind::machine) {
        TRY(check_new_password(on_.common_passwords, account.password, account.login));
        hash = TRY(on_.hashing.hash(on_.world, account.password));
    }
    auto made = change(on_, [&](store::Transaction& transaction) -> Result<std::int64_t> {
        const std::int64_t key = TRY(insert(transaction, account, hash, account.must_change));
        TRY(internal::note(on_, transaction, doer_of(scope), "access.account_create", "account", key,
                           {{"login", account.login}, {"kind", text_of(account.kind)}}));
        return key;
    });
    // Two that took the name at the same moment: the unique index let one of them in.
    if (!made.ok() && made.error().code == "store.constraint")
        return taken(account.login);
    return made;
}

Result<Done> Accounts::end(const Scope& scope, std::int64_t account, const char* sql, std::vector<store::Value> values,
                           const char* action, std::string_view reason)
{
    TRY(must_administer_accounts(scope));
    return change(on_, [&](store::Transaction& transaction) -> Result<Done> {
        if (TRY(transaction.run(sql, values)) == 0)
            return internal::no_account();
        TRY(internal::end_sessions(transaction, account));
        return internal::note(on_, transaction, doer_of(scope), action, "account", account, {{"reason", reason}});
    });
}

Result<Done> Accounts::disable(const Scope& scope, std::int64_t account, std::string_view reason)
{
    TRY(must_administer_accounts(scope));
    if (!internal::says_something(reason, 5))
        return internal::reason_missing(5);
    return change(on_, [&](store::Transaction& transaction) -> Result<Done> {
        const Day today = on_.world.today();
        const std::int64_t before = TRY(internal::keepers(transaction, *on_.program, today));
        if (TRY(transaction.run("update account set state = 'disabled' where key = $1", {account})) == 0)
            return internal::no_account();
        if (before > 0 && TRY(internal::keepers(transaction, *on_.program, today)) == 0)
            return internal::last_keeper();
        TRY(transaction.run("update api_token set ended_at = $2 where account = $1 and ended_at is null",
                            {account, on_.world.now()}));
        TRY(internal::forget_devices(transaction, account));
        TRY(internal::end_sessions(transaction, account));
        return internal::note(on_, transaction, doer_of(scope), "access.account_disable", "account", account,
                              {{"reason", reason}});
    });
}

Result<Done> Accounts::enable(const Scope& scope, std::int64_t account)
{
    const auto found = TRY(find(account));
    if (!found)
        return internal::no_account();
    TRY(on_.store().change(
        [&](store::Transaction& transaction) { return internal::clear_failures(transaction, found->login); }));
    return end(
        scope, account,
        "update account set state = 'active', locked_until = null, locked_why = null, seen_at = $2 where key = $1",
        {account, on_.world.now()}, "access.account_enable", "");
}

Result<Done> Accounts::lock(const Scope& scope, std::int64_t account, std::int64_t until, std::string_view why)
{
    if (!internal::says_something(why, 5))
        return internal::reason_missing(5);
    return end(scope, account, "update account set locked_until = $2, locked_why = $3 where key = $1",
               {account, until, why}, "access.account_lock", why);
}

Result<Done> Accounts::reset_password(const Scope& scope, std::int64_t account, std::string_view password)
{
    TRY(must_administer_accounts(scope));
    const auto found = TRY(find(account));
    if (!found)
        return internal::no_account();
    TRY(check_new_password(on_.common_passwords, password, found->login));
    const std::string hash = TRY(on_.hashing.hash(on_.world, password));
    return change(on_, [&](store::Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("update account set password = $2, password_set_at = $3, must_change = 1 where key = $1",
                            {account, hash, on_.world.now()}));
        TRY(internal::forget_devices(transaction, account));
        TRY(internal::end_sessions(transaction, account));
        return internal::note(on_, transaction, doer_of(scope), "access.password_reset", "account", account, {});
    });
}

Result<Done> Accounts::reset_second_factor(const Scope& scope, std::int64_t account)
{
    TRY(must_administer_accounts(scope));
    return change(on_, [&](store::Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("delete from recovery_code where account = $1", {account}));
        TRY(transaction.run("delete from second_factor where account = $1", {account}));
        TRY(internal::end_sessions(transaction, account));
        return internal::note(on_, transaction, doer_of(scope), "access.factor_reset", "account", account, {});
    });
}

Result<Done> Accounts::change_password(const Caller& caller, std::string_view old_one, std::string_view new_one)
{
    if (caller.is_token())
        return internal::forbidden();
    const std::string subject = std::to_string(caller.account());
    TRY(on_.store().change([&](store::Transaction& transaction) -> Result<Done> {
        if (TRY(spend(transaction, password_changes, subject, on_.world.now())) < 0)
            return internal::too_many(15);
        return Done{};
    }));
    std::optional<std::string> hash;
    {
        store::Reader reader = TRY(on_.store().reader());
        hash = TRY(reader.find_text("select password from account where key = $1", {caller.account()}));
    }
    if (!TRY(on_.hashing.is_right(old_one, hash.value_or(""), Hashing::Caller::known)))
        return Error{Fault::forbidden, "access.wrong", "原密码不对", "再输一次；忘记了就请安全管理员重置",
                     "the old password is not right"};
    if (old_one == new_one)
        return Error{Fault::invalid, "access.same", "新密码和原密码一样", "换一个", "the new password is the old one"};
    TRY(check_new_password(on_.common_passwords, new_one, caller.login()));
    const std::string made = TRY(on_.hashing.hash(on_.world, new_one));
    return change(on_, [&](store::Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("update account set password = $2, password_set_at = $3, must_change = 0 where key = $1",
                            {caller.account(), made, on_.world.now()}));
        TRY(clear(transaction, password_changes, subject));
        TRY(internal::forget_devices(transaction, caller.account()));
        TRY(internal::end_sessions(transaction, caller.account()));
        return internal::note(on_, transaction, {caller.login(), "", caller.origin()}, "access.password_change",
                              "account", caller.account(), {});
    });
}

Result<std::optional<Account>> Accounts::find(std::string_view login)
{
    store::Reader reader = TRY(on_.store().reader());
    store::Rows rows = TRY(reader.query(internal::select_account("login = $1"), {login}));
    return TRY(rows.next()) ? std::optional(internal::account_of(rows, *on_.program, on_)) : std::nullopt;
}

Result<std::optional<Account>> Accounts::find(std::int64_t key)
{
    store::Reader reader = TRY(on_.store().reader());
    store::Rows rows = TRY(reader.query(internal::select_account("key = $1"), {key}));
    return TRY(rows.next()) ? std::optional(internal::account_of(rows, *on_.program, on_)) : std::nullopt;
}

Result<std::vector<Account>> Accounts::list(const Scope& scope, std::string_view after, std::int64_t rows_max)
{
    TRY(internal::may_see_accounts(scope));
    store::Reader reader = TRY(on_.store().reader());
    store::Rows rows =
        TRY(reader.query(internal::select_account("login > $1 order by login limit $2"), {after, rows_max}));
    std::vector<Account> accounts;
    while (TRY(rows.next()))
        accounts.push_back(internal::account_of(rows, *on_.program, on_));
    return accounts;
}

Result<Done> Accounts::register_relative(const Scope& scope, std::int64_t account, RecordPlace person,
                                         std::string_view relation)
{
    TRY(must_administer_accounts(scope));
    return change(on_, [&](store::Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("insert into near_relative (account, county, person, relation) values ($1, $2, $3, $4) on "
                            "conflict (account, county, person) do update set relation = excluded.relation",
                            {account, person.county, person.key, internal::cut(relation, 100)}));
        return internal::note(on_, transaction, doer_of(scope), "access.relative", "account", account,
                              {{"county", person.county}, {"person", person.key}});
    });
}

} // namespace huimin::access
