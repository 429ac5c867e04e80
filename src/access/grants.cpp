#include "access/grants.h"

#include <algorithm>

#include "access/internal/account_rows.h"
#include "access/internal/deed.h"

namespace huimin::access {

using internal::change;
using internal::doer_of;
using internal::must_administer_accounts;
using language::Index;
using language::Role;

namespace {

constexpr const char* select_grant = "select g.key, g.account, g.role, g.area, g.from_day, g.to_day, g.reason, "
                                     "g.proposed_by, g.proposed_by_name, g.proposed_at, "
                                     "g.confirmed_by, g.confirmed_at, g.ended_by, g.ended_at from role_grant g ";

Grant grant_of(const store::Rows& row, const language::Program& program)
{
    Grant grant;
    grant.key = row[0].integer();
    grant.account = row[1].integer();
    grant.role_name = row[2].text();
    grant.role = program.find_role(grant.role_name);
    grant.area = row[3].area();
    grant.in_force.from = row[4].day();
    if (!row[5].is_null())
        grant.in_force.to = row[5].day();
    grant.reason = row[6].text();
    grant.proposed_by = row[7].integer();
    grant.proposed_by_name = row[8].text();
    grant.proposed_at = row[9].integer();
    grant.confirmed_by = row[10].integer_or_none();
    grant.confirmed_at = row[11].integer_or_none();
    grant.ended_by = row[12].integer_or_none();
    grant.ended_at = row[13].integer_or_none();
    return grant;
}

bool has_right_on_records(const Role& role)
{
    return std::ranges::any_of(role.rights,
                               [](const language::Right& right) { return right.record != language::none; });
}

/// Who proposed: the account, or the name given at the machine, where there is none.
std::string who(const Scope& scope)
{
    return scope.account() != 0 ? std::to_string(scope.account()) : "@" + scope.actor();
}

Error apart(const Role& one, const Role& other)
{
    return Error{Fault::conflict, "access.apart",
                 "「`" + one.heading.name + "`」和「`" + other.heading.name + "`」不能由同一个人担任",
                 "先结束原来的角色，或授予另一个人",
                 "`" + one.heading.alias + "` and `" + other.heading.alias + "` must not be held by one person"};
}

} // namespace

Result<Done> may_be_held_together(const language::Program& program, Index one, Index other)
{
    const Role& first = program.roles[one];
    const Role& second = program.roles[other];
    if (one == other)
        return Done{};
    const bool both = first.administrator && second.administrator;
    const bool with_records =
        (first.administrator && has_right_on_records(second)) || (second.administrator && has_right_on_records(first));
    const auto names = [](const Role& role, Index wanted) {
        return std::ranges::find(role.apart_from, wanted) != role.apart_from.end();
    };
    if ((both && first.administrator != second.administrator) || with_records || names(first, other) ||
        names(second, one))
        return apart(first, second);
    return Done{};
}

namespace internal {

Result<std::vector<Grant>> grants_of(store::Reader& reader, const language::Program& program, std::int64_t account)
{
    std::vector<Grant> grants;
    store::Rows rows = TRY(reader.query(
        std::string(select_grant) + "where g.account = $1 and g.ended_at is null order by g.key", {account}));
    while (TRY(rows.next()))
        grants.push_back(grant_of(rows, program));
    return grants;
}

Result<Done> check_apart(const std::vector<Grant>& held, const language::Program& program, Index role,
                         std::int64_t but_for)
{
    for (const Grant& grant : held)
        if (grant.key != but_for && grant.role != language::none)
            TRY(may_be_held_together(program, role, grant.role));
    return Done{};
}

} // namespace internal

namespace {

Error own_grant()
{
    return Error{Fault::forbidden, "access.own_grant", "不能给自己授权", "请另外两个人提出和确认",
                 "nobody proposes or confirms a role for themselves"};
}

Result<Done> check_proposal(const Foundation& on, const Proposal& proposal, Index role)
{
    const auto invalid = [](const char* code, std::string message, const char* remedy, const char* english) {
        return Error{Fault::invalid, code, std::move(message), remedy, english};
    };
    if (role == language::none)
        return invalid("access.no_role", "规则包里没有角色「`" + proposal.role.substr(0, 80) + "`」",
                       "用 huimin access matrix 看有哪些角色", "the packs declare no such role");
    const Role& declared = on.program->roles[role];
    const AreaLevel level = proposal.area.level();
    const Day today = on.world.today();
    const bool exists =
        proposal.area.number() == 0 || on.areas->find_latest(proposal.area) != nullptr || level == AreaLevel::village;
    if (!exists || proposal.area.number() > 999'999'999'999)
        return invalid("access.area", "没有区划 `" + proposal.area.text() + "`", "查对区划代码",
                       "there is no such division");
    if (!declared.granted_at.empty() && std::ranges::find(declared.granted_at, level) == declared.granted_at.end())
        return invalid("access.area", "「" + declared.heading.name + "」不在 `" + proposal.area.text() + "` 这一级授予",
                       "换一个合适级别的区划", "the role is not granted at divisions of this level");
    if (proposal.in_force.to <= proposal.in_force.from || proposal.in_force.to <= today)
        return invalid("access.days", "授权到 `" + proposal.in_force.to.text() + "` 为止，已经没有一天有效",
                       "改正起止日期", "the grant would not hold for a single day");
    if (!internal::says_something(proposal.reason, 5))
        return internal::reason_missing(5);
    return Done{};
}

} // namespace

Result<std::int64_t> Grants::propose(const Scope& scope, const Proposal& proposal)
{
    TRY(must_administer_accounts(scope));
    const language::Program& program = *on_.program;
    const Index role = program.find_role(proposal.role);
    TRY(check_proposal(on_, proposal, role));
    if (scope.account() != 0 && scope.account() == proposal.account)
        return own_grant();
    const std::int64_t key = on_.world.keys->next();
    const bool open_end = proposal.in_force.to == DayRange{}.to;
    return change(on_, [&](store::Transaction& transaction) -> Result<std::int64_t> {
        if (!TRY(transaction.find_integer("select key from account where key = $1", {proposal.account})))
            return internal::no_account();
        const std::vector<Grant> held = TRY(internal::grants_of(transaction, program, proposal.account));
        TRY(internal::check_apart(held, program, role, 0));
        TRY(transaction.run("insert into role_grant (key, account, role, area, from_day, to_day, reason, proposed_by, "
                            "proposed_by_name, proposed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                            {key, proposal.account, program.roles[role].heading.name, proposal.area,
                             proposal.in_force.from, open_end ? store::Value() : store::Value(proposal.in_force.to),
                             proposal.reason, scope.account(), who(scope), on_.world.now()}));
        TRY(internal::note(on_, transaction, doer_of(scope), "access.grant_propose", "role_grant", key,
                           {{"account", proposal.account},
                            {"role", program.roles[role].heading.name},
                            {"area", proposal.area.text()},
                            {"from", proposal.in_force.from.text()},
                            {"reason", proposal.reason}}));
        return key;
    });
}

Result<Done> Grants::confirm(const Scope& scope, std::int64_t key)
{
    TRY(must_administer_accounts(scope));
    return change(on_, [&](store::Transaction& transaction) -> Result<Done> {
        std::optional<Grant> grant;
        std::string proposed_by;
        {
            store::Rows rows = TRY(transaction.query(
                "select account, role, proposed_by_name from role_grant where key = $1 and confirmed_at is null and "
                "ended_at is null" +
                    std::string(transaction.dialect().for_update()),
                {key}));
            if (TRY(rows.next())) {
                grant.emplace();
                grant->account = rows[0].integer();
                grant->role = on_.program->find_role(rows[1].text());
                proposed_by = rows[2].text();
            }
        }
        if (!grant || grant->role == language::none)
            return Error{Fault::missing, "access.no_grant", "没有这条待确认的授权", "刷新列表：可能已被确认或驳回",
                         "there is no such proposal, or it was confirmed or turned down"};
        if (proposed_by == who(scope))
            return Error{Fault::forbidden, "access.four_eyes", "提出授权的人不能自己确认", "请另一位安全管理员确认",
                         "another person than the proposer must confirm"};
        if (scope.account() == grant->account)
            return own_grant();
        const std::vector<Grant> held = TRY(internal::grants_of(transaction, *on_.program, grant->account));
        TRY(internal::check_apart(held, *on_.program, grant->role, key));
        TRY(transaction.run("update role_grant set confirmed_by = $2, confirmed_at = $3 where key = $1",
                            {key, scope.account(), on_.world.now()}));
        TRY(internal::end_sessions(transaction, grant->account));
        return internal::note(on_, transaction, doer_of(scope), "access.grant_confirm", "role_grant", key,
                              {{"account", grant->account}});
    });
}

Result<Done> Grants::end(const Scope& scope, std::int64_t key, std::string_view reason)
{
    TRY(must_administer_accounts(scope));
    if (!internal::says_something(reason, 5))
        return internal::reason_missing(5);
    return change(on_, [&](store::Transaction& transaction) -> Result<Done> {
        const auto account =
            TRY(transaction.find_integer("select account from role_grant where key = $1 and ended_at is null", {key}));
        if (!account)
            return Error{Fault::missing, "access.no_grant", "没有这条授权，或它已经结束", "刷新列表",
                         "there is no such grant, or it has ended"};
        const Day today = on_.world.today();
        const std::int64_t before = TRY(internal::keepers(transaction, *on_.program, today));
        TRY(transaction.run("update role_grant set ended_by = $2, ended_at = $3 where key = $1",
                            {key, scope.account(), on_.world.now()}));
        if (before > 0 && TRY(internal::keepers(transaction, *on_.program, today)) == 0)
            return internal::last_keeper();
        TRY(internal::end_sessions(transaction, *account));
        return internal::note(on_, transaction, doer_of(scope), "access.grant_end", "role_grant", key,
                              {{"account", *account}, {"reason", reason}});
    });
}

Result<std::vector<Grant>> Grants::list(std::int64_t account, std::int64_t rows_max)
{
    store::Reader reader = TRY(on_.store().reader());
    std::vector<Grant> grants;
    store::Rows rows =
        TRY(reader.query(std::string(select_grant) + "where $1 = 0 or g.account = $1 order by g.key desc limit $2",
                         {account, rows_max}));
    while (TRY(rows.next()))
        grants.push_back(grant_of(rows, *on_.program));
    return grants;
}

} // namespace huimin::access
