// Accounts of a demonstration: one for each role the packs declare, with passwords anybody may know.

#pragma once

#include <string>
#include <vector>

#include "api/city.h"

namespace huimin::server {

struct DemoAccount {
    std::string login, password, role, area; ///< role and area in words
    std::string second_factor;               ///< the secret of its codes; empty: none is asked for
    std::string face;                        ///< where it goes: /desk, /m, /cockpit
};

/// Makes them when the store has no account yet; none when it has. `citizen`: the number or name of the person whose
/// the citizen's account is; empty: the first elder of eighty there is.
Result<std::vector<DemoAccount>> make_demo_accounts(api::City&, const std::string& citizen);

} // namespace huimin::server
