// Budgets: how often something may be done in a while, counted in the store so that all processes share one count.

#pragma once

#include <string>
#include <string_view>

#include "access/world.h"

namespace huimin::access {

struct Budget {
    std::string_view name;
    std::int64_t allowed = 0;
    std::int64_t window = 0; ///< milliseconds from the first to the last that count together
};

/// Takes one from the budget of a subject, in the caller's transaction; yields how many are left, negative when it is
/// overdrawn. Two that come at once are counted one after the other.
Result<std::int64_t> spend(store::Transaction&, const Budget&, std::string_view subject, std::int64_t now);

/// Gives one back: what was spent turned out well.
Result<Done> refund(store::Transaction&, const Budget&, std::string_view subject);

/// Forgets what a subject spent.
Result<Done> clear(store::Transaction&, const Budget&, std::string_view subject);

/// Removes counts whose window is over; run now and then.
Result<Done> forget_old_budgets(store::Transaction&, std::int64_t now);

} // namespace huimin::access
