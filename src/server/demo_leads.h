// Leads of a demonstration: what citizens said and what the system warned of, in the town the demo's clerk works for,
// so that the first page of a clerk and of a reviewer has something to do.

#pragma once

#include "api/city.h"

namespace huimin::server {

/// Adds them to households of the first town of the city's first county; nothing where the packs keep no leads or
/// nobody lives there.
Result<Done> plant_demo_leads(api::City&);

} // namespace huimin::server
