#include "access/tokens.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "access/addresses.h"
#include "access/internal/account_rows.h"
#include "access/internal/deed.h"
#include "access/internal/token_limits.h"
#include "base/text.h"

namespace huimin::access {

namespace json = boost::json;
using language::Action;

namespace {

constexpr std::size_t token_size = 64;
constexpr std::int64_t longest = 366 * day_long;

Error no_token()
{
    return Error{Fault::forbidden, "access.no_token", "API 令牌无效", "换一个有效的令牌", "the API token is not valid"};
}

Error wrong_limits(std::string message, const char* remedy, const char* english)
{
    return Error{Fault::invalid, "access.token_limits", std::move(message), remedy, english};
}

json::array array_of(const std::vector<std::string>& texts)
{
    json::array array;
    for (const std::string& text : texts)
        array.emplace_back(text);
    return array;
}

std::string text_of(const TokenLimits& limits)
{
    json::array actions, areas;
    for (const Action action : limits.actions)
        actions.emplace_back(language::spelled(action).english);
    for (const AreaCode area : limits.areas)
        areas.emplace_back(area.text());
    return json::serialize(json::object{{"actions", std::move(actions)},
                                        {"purposes", array_of(limits.purposes)},
                                        {"records", array_of(limits.records)},
                                        {"areas", std::move(areas)},
                                        {"addresses", array_of(limits.addresses)}});
}

std::vector<std::string> texts_of(const json::value& array)
{
    std::vector<std::string> texts;
    for (const json::value& each : array.as_array())
        texts.emplace_back(each.as_string());
    return texts;
}

} // namespace

TokenLimits internal::limits_of(std::string_view stored)
{
    const json::object read = json::parse(stored).as_object();
    TokenLimits limits;
    for (const std::string& name : texts_of(read.at("actions")))
        if (const auto action = action_named(name))
            limits.actions.push_back(*action);
    limits.purposes = texts_of(read.at("purposes"));
    limits.records = texts_of(read.at("records"));
    for (const std::string& code : texts_of(read.at("areas")))
        if (const auto area = AreaCode::parse(code); area.ok())
            limits.areas.push_back(*area);
    limits.addresses = texts_of(read.at("addresses"));
    return limits;
}

namespace {

Result<Done> check_limits(const language::Program& program, const TokenLimits& limits)
{
    if (limits.actions.empty() || limits.purposes.empty())
        return wrong_limits("令牌没有写明可以做什么、为了什么", "至少写一种操作和一个用途",
                            "name at least one action and one purpose");
    if (std::ranges::find(limits.actions, Action::administer) != limits.actions.end())
        return wrong_limits("令牌不能用来管理", "管理要由人登录后做", "a token cannot administer");
    for (const std::string& purpose : limits.purposes)
        if (program.find_purpose(purpose) == language::none)
            return wrong_limits("没有用途「`" + purpose.substr(0, 80) + "`」", "用规则包里声明的用途",
                                "the packs declare no such purpose");
    for (const std::string& record : limits.records)
        if (program.find_record(record) == language::none)
            return wrong_limits("没有档案「`" + record.substr(0, 80) + "`」", "用规则包里声明的档案",
                                "the packs declare no such record");
    for (const std::string& range : limits.addresses)
        TRY(check_address_range(range));
    return Done{};
}

Result<Done> check_token(const Foundation& on, const NewToken& token)
{
    if (!internal::is_plain_text(token.name) || clean(token.name).text.empty() || token.name.size() > 200)
        return Error{Fault::invalid, "access.token_name", "令牌没有名称，或名称太长",
                     "写明给谁用、做什么，200 字节以内", "name what the token is for, in at most 200 bytes"};
    TRY(check_limits(*on.program, token.limits));
    const std::int64_t now = on.world.now();
    if (token.ends_at <= now || token.ends_at > now + longest)
        return Error{Fault::invalid, "access.token_end", "令牌的期限不对", "从现在起，最长 366 天",
                     "a token ends within 366 days"};
    return Done{};
}

constexpr const char* select_view =
    "select key, account, name, limits, created_at, ends_at, ended_at, seen_at from api_token where ";

Result<std::vector<TokenView>> views(Foundation& on, std::int64_t account)
{
    store::Reader reader = TRY(on.store().reader());
    std::vector<TokenView> tokens;
    store::Rows row = TRY(reader.query(std::string(select_view) + "account = $1 order by key desc", {account}));
    while (TRY(row.next()))
        tokens.push_back({row[0].integer(), row[1].integer(), std::string(row[2].text()),
                          internal::limits_of(row[3].text()), row[4].integer(), row[5].integer(),
                          row[6].integer_or_none(), row[7].integer_or_none()});
    return tokens;
}

} // namespace

std::optional<Action> action_named(std::string_view name)
{
    for (int number = 0; number <= static_cast<int>(Action::administer); ++number) {
        const auto action = static_cast<Action>(number);
        if (language::spelled(action).english == name || language::spelled(action).chinese == name)
            return action;
    }
    return std::nullopt;
}

Result<std::string> Tokens::insert(const internal::Doer& doer, std::int64_t account, const NewToken& asked)
{
    TRY(check_token(on_, asked));
    const std::string token = new_secret(on_.world);
    const std::int64_t key = on_.world.keys->next();
    return internal::change(on_, [&](store::Transaction& transaction) -> Result<std::string> {
        TRY(transaction.run(
            "insert into api_token (digest, key, account, name, limits, created_at, ends_at) values ($1, "
            "$2, $3, $4, $5, $6, $7)",
            {digest_of(token), key, account, asked.name, text_of(asked.limits), on_.world.now(), asked.ends_at}));
        TRY(internal::note(on_, transaction, doer, "access.token_create", "api_token", key,
                           {{"account", account}, {"name", asked.name}, {"limits", text_of(asked.limits)}}));
        return token;
    });
}

Result<std::string> Tokens::create(const Caller& caller, const NewToken& asked)
{
    if (caller.is_token() || caller.second_factor_due() || caller.password_change_due())
        return internal::forbidden();
    const std::string origin = caller.origin();
    return insert({caller.login(), "", origin}, caller.account(), asked);
}

Result<std::string> Tokens::create(const Scope& scope, std::int64_t account, const NewToken& asked)
{
    TRY(internal::must_administer_accounts(scope));
    std::optional<std::string> kind;
    {
        store::Reader reader = TRY(on_.store().reader());
        kind = TRY(reader.find_text("select kind from account where key = $1", {account}));
    }
    if (!kind)
        return internal::no_account();
    if (kind != access::text_of(AccountKind::machine))
        return internal::forbidden(); // people make their own
    return insert(internal::doer_of(scope), account, asked);
}

Result<Caller> Tokens::check(std::string_view token, std::string_view address)
{
    if (token.size() != token_size)
        return no_token();
    const std::string digest = digest_of(token);
    const std::int64_t now = on_.world.now();
    Caller caller;
    store::Reader reader = TRY(on_.store().reader());
    std::int64_t account = 0, version = 0;
    std::optional<std::int64_t> seen_at;
    {
        store::Rows rows = TRY(reader.query(
            "select t.key, t.account, t.limits, t.seen_at, a.state, a.locked_until, a.seen_at, a.kind, a.version from "
            "api_token t "
            "join account a on a.key = t.account where t.digest = $1 and t.ended_at is null and t.ends_at > $2",
            {digest, now}));
        if (!TRY(rows.next()))
            return no_token();
        // Another system does not log in, so it does not fall dormant: its token's end is its end.
        const std::int64_t used_at = rows[7].text() == access::text_of(AccountKind::machine) ? now : rows[6].integer();
        if (internal::state_of(rows[4].text(), rows[5].integer_or_none(), used_at, now, on_.settings) !=
            AccountState::active)
            return no_token();
        caller.session_ = rows[0].integer();
        account = rows[1].integer();
        version = rows[8].integer();
        caller.limits_ = std::make_shared<const TokenLimits>(internal::limits_of(rows[2].text()));
        seen_at = rows[3].integer_or_none();
    }
    const auto& from = caller.limits_->addresses;
    if (!from.empty() &&
        std::ranges::none_of(from, [&](const std::string& range) { return is_within(address, range); }))
        return no_token();
    caller.address_ = internal::cut(address, 64);
    caller.standing_ = TRY(sessions_.standing(reader, account, version));
    if (!seen_at || now - *seen_at >= minute)
        TRY(on_.store().change([&](store::Transaction& transaction) {
            return transaction.run("update api_token set seen_at = $2 where digest = $1", {digest, now});
        }));
    return caller;
}

Result<std::vector<TokenView>> Tokens::list(const Caller& caller) { return views(on_, caller.account()); }

Result<std::vector<TokenView>> Tokens::list(const Scope& scope, std::int64_t account)
{
    TRY(internal::may_see_accounts(scope));
    return views(on_, account);
}

Result<Done> Tokens::end(const Caller& caller, std::int64_t token)
{
    const std::string origin = caller.origin();
    return end({caller.login(), "", origin}, caller.account(), token);
}

Result<Done> Tokens::end(const Scope& scope, std::int64_t token)
{
    TRY(internal::must_administer_accounts(scope));
    return end(internal::doer_of(scope), 0, token);
}

Result<Done> Tokens::end(const internal::Doer& doer, std::int64_t of_account, std::int64_t token)
{
    return internal::change(on_, [&](store::Transaction& transaction) -> Result<Done> {
        if (TRY(transaction.run("update api_token set ended_at = $3 where key = $1 and ($2 = 0 or account = $2) and "
                                "ended_at is null",
                                {token, of_account, on_.world.now()})) == 0)
            return no_token();
        return internal::note(on_, transaction, doer, "access.token_end", "api_token", token, {});
    });
}

} // namespace huimin::access
