#include "access/caller.h"

#include <algorithm>

#include "access/internal/account_rows.h"
#include "access/internal/deed.h"

namespace huimin::access {

std::string Caller::origin() const
{
    return (is_token() ? "token " : "session ") + std::to_string(session_) + " from " + address_;
}

std::vector<language::Index> Caller::roles(Day day) const
{
    std::vector<language::Index> roles;
    for (const Grant& grant : standing_->grants)
        if (grant.holds_on(day) && grant.role != language::none)
            roles.push_back(grant.role);
    std::ranges::sort(roles);
    roles.erase(std::ranges::unique(roles).begin(), roles.end());
    return roles;
}

namespace internal {

namespace {

/// A role that reaches nothing but what is one's own takes no granting: whoever is bound to a person's record holds it.
void take_own_roles(Standing& standing, const language::Program& program)
{
    if (standing.kind != AccountKind::citizen || !standing.bound)
        return;
    for (language::Index role = 0; role < program.roles.size(); ++role) {
        const auto& rights = program.roles[role].rights;
        const auto is_own = [](const language::Right& right) {
            return right.record != language::none && right.reach == language::Reach::own;
        };
        if (rights.empty() || !std::ranges::all_of(rights, is_own))
            continue;
        Grant grant;
        grant.account = standing.account;
        grant.role = role;
        grant.role_name = program.roles[role].heading.name;
        grant.confirmed_at = 0;
        standing.grants.push_back(std::move(grant));
    }
}

} // namespace

Result<std::shared_ptr<const Standing>> standing_of(store::Reader& reader, Foundation& on, std::int64_t account)
{
    auto standing = std::make_shared<Standing>();
    {
        store::Rows rows = TRY(reader.query(select_account("key = $1"), {account}));
        if (!TRY(rows.next()))
            return no_account();
        const Account found = account_of(rows, *on.program, on);
        standing->account = found.key;
        standing->version = found.version;
        standing->login = found.login;
        standing->display_name = found.display_name;
        standing->kind = found.kind;
        standing->bound = found.bound;
    }
    take_own_roles(*standing, *on.program);
    for (Grant& grant : TRY(grants_of(reader, *on.program, account)))
        if (grant.confirmed_at && grant.role != language::none) {
            // A role that begins later asks for it too: better once too often than not at all.
            standing->needs_second_factor =
                standing->needs_second_factor || on.program->roles[grant.role].second_factor;
            standing->grants.push_back(std::move(grant));
        }
    // Whoever has set one up is asked for it, also where no role would.
    if (!standing->needs_second_factor)
        standing->needs_second_factor =
            TRY(reader.find_integer("select confirmed_at from second_factor where account = $1", {account}))
                .has_value();
    return std::shared_ptr<const Standing>(std::move(standing));
}

int idle_minutes(const Standing& standing, const Foundation& on)
{
    int least = on.settings.idle_minutes;
    for (const Grant& grant : standing.grants)
        if (const auto minutes = on.program->roles[grant.role].idle_minutes)
            least = std::min(least, *minutes);
    return least;
}

} // namespace internal

} // namespace huimin::access
