// The first two security administrators: who lets all others in.

#include <algorithm>

#include "access/accounts.h"
#include "access/internal/account_rows.h"
#include "access/internal/deed.h"
#include "base/text.h"

namespace huimin::access {

namespace {

constexpr int keepers_at_first = 2;

const language::Role* keeper_role(const language::Program& program)
{
    const auto found = std::ranges::find_if(program.roles, [](const language::Role& role) {
        return role.administrator == language::Administrator::security;
    });
    return found == program.roles.end() ? nullptr : &*found;
}

} // namespace

Result<std::vector<std::string>> Accounts::first_start()
{
    return internal::change(on_, [&](store::Transaction& transaction) -> Result<std::vector<std::string>> {
        std::vector<std::string> secrets;
        if (TRY(transaction.find_integer("select count(*) from account")).value_or(0) > 0)
            return secrets;
        TRY(transaction.run("delete from first_secret"));
        for (int i = 0; i < keepers_at_first; ++i) {
            secrets.push_back(new_secret(on_.world));
            TRY(transaction.run("insert into first_secret (digest, made_at) values ($1, $2)",
                                {digest_of(secrets.back()), on_.world.now()}));
        }
        TRY(internal::note(on_, transaction, {"huimin", "首次启动", "machine"}, "access.first_start", "account", 0,
                           {}));
        return secrets;
    });
}

Result<std::int64_t> Accounts::claim(std::string_view secret, std::string_view login, std::string_view display_name,
                                     std::string_view password)
{
    const language::Role* role = keeper_role(*on_.program);
    if (role == nullptr)
        return Error{Fault::invalid, "access.no_keeper_role", "规则包没有声明安全管理员这个角色",
                     "在规则包里声明一个「三员 安全」的角色",
                     "the packs declare no role of the security administrator"};
    NewAccount account;
    account.login = TRY(internal::checked_login(login));
    account.display_name = clean_name(internal::cut(display_name, 200)).text;
    TRY(check_new_password(on_.common_passwords, password, account.login));
    const std::string hash = TRY(on_.hashing.hash(on_.world, password));
    return internal::change(on_, [&](store::Transaction& transaction) -> Result<std::int64_t> {
        const std::int64_t now = on_.world.now();
        if (TRY(transaction.run("update first_secret set used_at = $2 where digest = $1 and used_at is null",
                                {digest_of(secret), now})) == 0)
            return Error{Fault::forbidden, "access.first_secret", "首次启动口令不对，或已经用过",
                         "用首次启动时给出的口令，每个只能用一次", "the first secret is wrong or was used"};
        const std::int64_t key = TRY(insert(transaction, account, hash, false));
        TRY(transaction.run(
            "insert into role_grant (key, account, role, area, from_day, reason, proposed_by, "
            "proposed_by_name, proposed_at, confirmed_by, confirmed_at) values ($1, $2, $3, $4, $5, '首次启动', 0, "
            "'@first', $6, 0, $6)",
            {on_.world.keys->next(), key, role->heading.name, on_.program->city.area, on_.world.today(), now}));
        TRY(internal::note(on_, transaction, {account.login, "首次启动", "machine"}, "access.first_claim", "account",
                           key, {{"login", account.login}}));
        return key;
    });
}

} // namespace huimin::access
