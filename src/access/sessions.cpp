#include "access/sessions.h"

#include <algorithm>

#include "access/internal/account_rows.h"
#include "access/internal/deed.h"

namespace huimin::access {

namespace {

constexpr std::size_t token_size = 64, known_max = 100'000;
constexpr std::int64_t seen_is_written_each = minute;

Error no_session()
{
    return Error{Fault::forbidden, "access.no_session", "登录已失效", "请重新登录",
                 "the session has ended; log in again"};
}

SessionView view_of(const store::Rows& row)
{
    return {row[0].integer(), row[1].integer(),  row[2].integer(),           row[3].integer(),
            row[4].integer(), !row[5].is_null(), std::string(row[6].text()), std::string(row[7].text())};
}

constexpr const char* select_view =
    "select key, account, created_at, seen_at, ends_at, second_factor_at, address, agent from session where ";

Result<std::vector<SessionView>> views(Foundation& on, std::int64_t account)
{
    store::Reader reader = TRY(on.store().reader());
    std::vector<SessionView> sessions;
    store::Rows rows = TRY(reader.query(std::string(select_view) +
                                            "account = $1 and ends_at > $2 and seen_at + idle_minutes * 60000 > "
                                            "$2 order by created_at desc",
                                        {account, on.world.now()}));
    while (TRY(rows.next()))
        sessions.push_back(view_of(rows));
    return sessions;
}

} // namespace

Result<std::string> Sessions::open(store::Transaction& transaction, const Standing& standing, const Origin& origin,
                                   Shown shown)
{
    const std::string token = new_secret(on_.world);
    const std::int64_t now = on_.world.now();
    TRY(transaction.run("delete from session where account = $1 and (ends_at <= $2 or key in (select key from session "
                        "where account = $1 order by created_at desc, key desc limit 1000 offset $3))",
                        {standing.account, now, on_.settings.sessions_max - 1}));
    TRY(transaction.run(
        "insert into session (digest, key, account, created_at, seen_at, idle_minutes, ends_at, second_factor_at, "
        "address, agent, by_identity) values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10)",
        {digest_of(token), on_.world.keys->next(), standing.account, now, internal::idle_minutes(standing, on_),
         now + on_.settings.session_longest, shown.second_factor ? store::Value(now) : store::Value(),
         internal::cut(origin.address, 64), internal::cut(origin.agent, 200), shown.identity}));
    return token;
}

bool Sessions::is_fresh(const Known& known, std::int64_t now) const
{
    return known.changes == on_.changes.load() && now >= known.checked_at &&
           now - known.checked_at < on_.settings.trust;
}

Result<std::shared_ptr<const Standing>> Sessions::standing(store::Reader& reader, std::int64_t account,
                                                           std::int64_t version)
{
    {
        const std::lock_guard lock(mutex_);
        const auto found = standings_.find(account);
        if (found != standings_.end() && found->second->version == version)
            return found->second;
    }
    auto read = TRY(internal::standing_of(reader, on_, account));
    const std::lock_guard lock(mutex_);
    if (standings_.size() >= known_max)
        standings_.clear();
    standings_[account] = read;
    return read;
}

Result<Sessions::Known> Sessions::read(const std::string& digest, std::int64_t now)
{
    Known known;
    known.changes = on_.changes.load(); // before the question: what changes meanwhile makes it old
    known.checked_at = now;
    store::Reader reader = TRY(on_.store().reader());
    std::int64_t account = 0, version = 0;
    {
        store::Rows rows = TRY(reader.query(
            "select s.key, s.account, s.seen_at, s.idle_minutes, s.ends_at, s.second_factor_at, s.address, a.version, "
            "a.state, a.locked_until, a.seen_at, a.must_change, s.by_identity from session s join account a on a.key = "
            "s.account "
            "where s.digest = $1",
            {digest}));
        if (!TRY(rows.next()))
            return no_session();
        const AccountState state =
            internal::state_of(rows[8].text(), rows[9].integer_or_none(), rows[10].integer(), now, on_.settings);
        if (state != AccountState::active)
            return no_session();
        account = rows[1].integer();
        version = rows[7].integer();
        known.seen_at = known.stored_seen_at = rows[2].integer();
        known.idle = rows[3].integer() * minute;
        known.ends_at = rows[4].integer();
        known.caller.session_ = rows[0].integer();
        known.caller.second_factor_ = !rows[5].is_null();
        known.caller.address_ = rows[6].text();
        known.caller.by_identity_ = rows[12].integer() != 0;
        known.caller.must_change_ = rows[11].integer() != 0 && !known.caller.by_identity_;
    }
    known.caller.standing_ = TRY(standing(reader, account, version));
    return known;
}

void Sessions::remember(const std::string& digest, const Known& known, std::int64_t now)
{
    const std::lock_guard lock(mutex_);
    if (known_.size() >= known_max)
        std::erase_if(known_, [&](const auto& each) { return !is_fresh(each.second, now); });
    if (known_.size() >= known_max)
        known_.clear();
    Known& kept = known_.insert_or_assign(digest, known).first->second;
    kept.seen_at = std::max(kept.seen_at, now);
}

std::optional<Sessions::Known> Sessions::recall(const std::string& digest, std::int64_t now)
{
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(digest);
    if (found == known_.end())
        return std::nullopt;
    Known known = found->second;
    if (!has_ended(known, now))
        found->second.seen_at = std::max(now, known.seen_at);
    return known;
}

Result<Done> Sessions::write_use(const std::string& digest, std::int64_t now)
{
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = known_.find(digest); found != known_.end())
            found->second.stored_seen_at = now;
    }
    TRY(on_.store().change([&](store::Transaction& transaction) {
        return transaction.run("update session set seen_at = $2 where digest = $1 and seen_at < $2", {digest, now});
    }));
    return Done{};
}

Result<Caller> Sessions::check(std::string_view token)
{
    if (token.size() != token_size)
        return no_session();
    const std::string digest = digest_of(token);
    const std::int64_t now = on_.world.now();
    std::optional<Known> known = recall(digest, now);
    if (!known || !is_fresh(*known, now)) {
        const std::int64_t seen_here = known ? known->seen_at : 0;
        auto read_anew = read(digest, now);
        if (!read_anew.ok()) {
            const std::lock_guard lock(mutex_);
            known_.erase(digest);
            return std::move(read_anew).error();
        }
        known = std::move(read_anew).value();
        known->seen_at = std::max(known->seen_at, seen_here);
        if (!has_ended(*known, now))
            remember(digest, *known, now);
    }
    if (has_ended(*known, now)) {
        TRY(log_out(token));
        return no_session();
    }
    if (now - known->stored_seen_at >= seen_is_written_each)
        TRY(write_use(digest, now));
    return known->caller;
}

std::optional<Caller> Sessions::recall_checked(std::string_view token)
{
    if (token.size() != token_size)
        return std::nullopt;
    const std::int64_t now = on_.world.now();
    const auto known = recall(digest_of(token), now);
    if (!known || !is_fresh(*known, now) || has_ended(*known, now) ||
        now - known->stored_seen_at >= seen_is_written_each)
        return std::nullopt;
    return known->caller;
}

std::string Sessions::page_token(std::string_view token) { return hmac_sm3(token, "page"); }

bool Sessions::is_page_token(std::string_view token, std::string_view page)
{
    return same_secret(page_token(token), page);
}

Result<Done> Sessions::end(store::Transaction& transaction, std::string_view token)
{
    TRY(transaction.run("delete from session where digest = $1", {digest_of(token)}));
    return Done{};
}

Result<Done> Sessions::log_out(std::string_view token)
{
    return internal::change(on_, [&](store::Transaction& transaction) { return end(transaction, token); });
}

Result<std::vector<SessionView>> Sessions::list(const Caller& caller) { return views(on_, caller.account()); }

Result<std::vector<SessionView>> Sessions::list(const Scope& scope, std::int64_t account)
{
    TRY(internal::may_see_accounts(scope));
    return views(on_, account);
}

Result<Done> Sessions::revoke(const Caller& caller, std::int64_t session)
{
    return internal::change(on_, [&](store::Transaction& transaction) -> Result<Done> {
        if (TRY(transaction.run("delete from session where key = $1 and account = $2", {session, caller.account()})) ==
            0)
            return no_session();
        return internal::note(on_, transaction, {caller.login(), "", caller.origin()}, "access.session_end", "session",
                              session, {{"account", caller.account()}});
    });
}

Result<Done> Sessions::revoke(const Scope& scope, std::int64_t session)
{
    TRY(internal::must_administer_accounts(scope));
    return internal::change(on_, [&](store::Transaction& transaction) -> Result<Done> {
        const auto account = TRY(transaction.find_integer("select account from session where key = $1", {session}));
        if (!account)
            return no_session();
        TRY(transaction.run("delete from session where key = $1", {session}));
        return internal::note(on_, transaction, internal::doer_of(scope), "access.session_end", "session", session,
                              {{"account", *account}});
    });
}

Result<std::int64_t> Sessions::forget_ended()
{
    return on_.store().change([&](store::Transaction& transaction) {
        return transaction.run("delete from session where ends_at <= $1 or seen_at + idle_minutes * 60000 < $2",
                               {on_.world.now(), on_.world.now() - hour});
    });
}

} // namespace huimin::access
