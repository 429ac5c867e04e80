// The household a citizen's account belongs to, as it stands now.

#pragma once

#include "api/call.h"

namespace huimin::api {

struct OwnHousehold {
    language::Index record = language::none; ///< of the person
    registry::RecordKey person, household;
    language::Instance facts; ///< the household with its members
    access::Scope scope;      ///< what of it may be seen

    [[nodiscard]] bool has_member(std::int64_t key) const;
    [[nodiscard]] const language::Instance* member(std::int64_t key) const;
};

/// Fails with api.missing where the account is bound to no person, or the person has left the lists.
[[nodiscard]] Result<OwnHousehold> own_household(const Call&);

} // namespace huimin::api
