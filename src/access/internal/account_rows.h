// Rows of the account table to structs, and what several parts ask of them.

#pragma once

#include "access/accounts.h"
#include "access/foundation.h"

namespace huimin::access::internal {

[[nodiscard]] std::string select_account(const char* where);
[[nodiscard]] Account account_of(const store::Rows&, const language::Program&, const Foundation&);
[[nodiscard]] AccountState state_of(std::string_view stored, std::optional<std::int64_t> locked_until,
                                    std::int64_t seen_at, std::int64_t now, const Settings&);

/// How many active accounts hold a security administrator's role today.
[[nodiscard]] Result<std::int64_t> keepers(store::Reader&, const language::Program&, Day);

/// In small letters; fails with access.login_form.
[[nodiscard]] Result<std::string> checked_login(std::string_view);

[[nodiscard]] Error last_keeper();
[[nodiscard]] Error too_many(std::int64_t minutes);
[[nodiscard]] Error reason_missing(std::size_t characters_min);

} // namespace huimin::access::internal
