// Grants: which account holds which role of the packs, for which division, from when to when.
//
// A role is proposed by one person and confirmed by another (four eyes); neither may be the one who gets it. 三员
// are kept apart here, in one place: who is the system, the security or the audit administrator holds no other of the
// three and no role with a right on records; roles the packs keep apart stay apart. A right ends with its grant at
// once.

#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "access/foundation.h"
#include "access/scope.h"

namespace huimin::access {

struct Grant {
    std::int64_t key = 0;
    std::int64_t account = 0;
    language::Index role = language::none; ///< none: the packs no longer declare it, so it gives nothing
    std::string role_name;                 ///< as it was granted
    AreaCode area;
    DayRange in_force;
    std::string reason;
    std::int64_t proposed_by = 0; ///< account; 0: the machine
    std::string proposed_by_name;
    std::int64_t proposed_at = 0;
    std::optional<std::int64_t> confirmed_by, confirmed_at, ended_by, ended_at;
    [[nodiscard]] bool holds_on(Day day) const { return confirmed_at && !ended_at && in_force.contains(day); }
};

struct Proposal {
    std::int64_t account = 0;
    std::string role; ///< name or alias
    AreaCode area;    ///< 0: the whole country
    DayRange in_force;
    std::string reason;
};

/// Whether two roles may be held by one person; the error names both. The only place that keeps 三员 apart. Fails with
/// access.apart.
[[nodiscard]] Result<Done> may_be_held_together(const language::Program&, language::Index one, language::Index other);

class Grants {
public:
    explicit Grants(Foundation& on) : on_(on) {}

    /// Yields the grant's key; nothing is allowed by it yet.
    ///
    /// Fails with
    ///   access.no_role     the packs declare no such role
    ///   access.no_account
    ///   access.area        the role is not granted at divisions of that level, or there is no such division
    ///   access.days        the last day is before the first, or past
    ///   access.apart       the account holds, or is proposed, a role that must be kept apart from it
    ///   access.own_grant   nobody proposes or confirms a role for themselves
    ///   access.reason      no reason of 5 characters
    ///   access.forbidden   the scope does not administer accounts; so do all deeds
    Result<std::int64_t> propose(const Scope&, const Proposal&);

    /// By another than who proposed it. The account's sessions end, so that it logs in anew with the role.
    ///
    /// Fails with
    ///   access.no_grant    there is no such proposal, or it was confirmed or ended
    ///   access.four_eyes   by the one who proposed it
    ///   and access.own_grant, access.apart
    Result<Done> confirm(const Scope&, std::int64_t grant);

    /// Ends a grant or turns a proposal down. One person may: taking away is never dangerous, but for the last security
    /// administrator (access.last_keeper).
    Result<Done> end(const Scope&, std::int64_t grant, std::string_view reason);

    /// Of one account, or of all (0); the newest first.
    [[nodiscard]] Result<std::vector<Grant>> list(std::int64_t account, std::int64_t rows_max);

private:
    Foundation& on_;
};

namespace internal {
[[nodiscard]] Result<std::vector<Grant>> grants_of(store::Reader&, const language::Program&, std::int64_t account);
/// Kept apart from everything the account holds or is proposed; fails with access.apart.
[[nodiscard]] Result<Done> check_apart(const std::vector<Grant>& held, const language::Program&, language::Index role,
                                       std::int64_t but_for);
} // namespace internal

} // namespace huimin::access
