// The one gate: from a checked caller, an action and a purpose to a Scope, or to a refusal. Deny by default.
//
// permit(u, a, r, p) holds when some confirmed grant of u is in force today whose role has a right with the action a,
// on the record type r, for the purpose p; the Scope then reaches the union of those grants' divisions, the caller's
// own records, or those of the caller's organisation, as the rights say, and shows of each field what the purpose
// allows. A token's limits narrow all of it. Whether a record lies in the scope is decided in the query, never
// afterwards.

#pragma once

#include <string>
#include <vector>

#include "access/caller.h"
#include "access/foundation.h"
#include "access/mandate.h"
#include "access/scope.h"

namespace huimin::access {

/// What something is done for.
struct Why {
    language::Index purpose = language::none;
    std::string matter = {}; ///< number of the case or the order, or a reason; some rights ask for one
};

class Gate {
public:
    explicit Gate(Foundation& on) : on_(on) {}

    /// On records of one type, and on what belongs to them as far as the caller's rights go.
    ///
    /// Fails with
    ///   access.second_factor  the session has not shown the second factor a role asks for
    ///   access.password_due   the password was set by somebody else and must be changed first
    ///   access.purpose        no such purpose
    ///   access.reason         the right asks for a reason or an order's number, and none was given
    ///   access.forbidden      no role of the caller's allows it
    Result<Scope> permit(const Caller&, language::Action, language::Index record, const Why&);

    /// On what the system itself keeps; the purpose may be none.
    Result<Scope> permit(const Caller&, language::Action, language::SystemObject, const Why& = {});

    /// For work that was begun earlier: what its beginner may do now. Fails as permit; with access.forbidden, too, where
    /// the account is closed or the token has ended.
    Result<Scope> permit(const Mandate&);

    /// One field of one record in clear. Journalled as access.reveal before the scope is handed out: if the journal
    /// cannot be written, nothing is shown. Each one counts against the account's hour.
    ///
    /// Fails as permit, and with
    ///   access.reason         no reason of 5 characters, whatever the right says
    ///   access.reveals_spent  more than the account may reveal in an hour
    Result<Scope> reveal(const Caller&, RecordPlace, language::Index field, const Why&);

    /// 回避: nobody decides on themselves or on registered near relatives. Fails with access.conflict, which does not
    /// say which of them it is. Asked before a decision is taken, with all persons it concerns.
    Result<Done> check_conflict(const Caller&, const std::vector<RecordPlace>& persons);

    /// What the caller may do at all: for menus. Never instead of permit.
    struct Ability {
        language::Action action;
        language::Index record = language::none;
        std::optional<language::SystemObject> object;
        std::vector<language::Index> purposes;
    };
    [[nodiscard]] std::vector<Ability> abilities(const Caller&);

private:
    friend class Emergencies;
    using Extents = std::shared_ptr<const std::vector<Extent>>;
    enum class Reason { given, missing };
    [[nodiscard]] Result<Done> check_session(const Caller&) const;
    [[nodiscard]] Extents extents(const Caller&, language::Action, language::Index purpose, Reason);
    [[nodiscard]] std::vector<Extent> work_out(const Standing&, language::Action, language::Index purpose, Reason, Day);
    [[nodiscard]] AreaRanges ranges(AreaCode, Day);
    [[nodiscard]] Extents narrowed(const Extents&, const TokenLimits&, Day);

    Foundation& on_;
    std::mutex mutex_;
    Day ranges_of_;
    std::vector<std::pair<AreaCode, AreaRanges>> ranges_; ///< of the day `ranges_of_`
};

} // namespace huimin::access
