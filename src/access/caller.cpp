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
    for (Grant& grant : TRY(grants_of(reader, *on.program, account)))
        if (grant.confirmed_at && grant.role != language::none) {
            // A role that begins later asks for it too: better once too often than not at all.
            standing->needs_second_factor =
                standing->needs_second_factor || on.program->roles[grant.role].second_factor;
            standing->grants.push_back(std::move(grant));
        }
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
