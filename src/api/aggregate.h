// What of the census a caller may see: counts and sums within the divisions of their rights, and whether the list
// behind them, too.

#pragma once

#include "api/call.h"

namespace huimin::api {

/// The record at the top of what this one belongs to: the unit (household) a policy about it (a person) is asked in.
[[nodiscard]] language::Index unit_of(const language::Program&, language::Index record);

/// The scope of sums over the records that policies are about. Without X-Purpose the first that the caller's roles sum
/// for. Fails as Gate::permit.
[[nodiscard]] Result<access::Scope> aggregate_scope(const Call&);

/// The answers for the month and division a request names, as far as its caller sees them.
struct FiguresView {
    access::Scope scope;
    AreaCode asked;
    access::AreaRanges within; ///< what lies in it
    Day day;
    std::shared_ptr<const census::Sums> sums;

    [[nodiscard]] bool shows(language::Index record, AreaCode at) const
    {
        return within.holds(at) && scope.covers(at, record);
    }
};
/// By `month` and `area`. Fails as aggregate_scope and Board::sums, and with api.missing for a division that lies
/// outside.
[[nodiscard]] Result<FiguresView> figures_view(const Call&);

/// Scopes for reading records of one type, one for each purpose the caller may read them for.
[[nodiscard]] std::vector<access::Scope> reading_scopes(City&, const access::Caller&, language::Index record);

/// Whether the list behind a sum may be seen: not where the right says 不多于 0行. There, small numbers are not told
/// either: somebody could be recognised.
[[nodiscard]] bool shows_list(const access::Scope&, language::Index record);

} // namespace huimin::api
