#include "api/resources/resources.h"

namespace huimin::api {

Endpoints all_endpoints(City& city)
{
    Endpoints endpoints;
    for (const auto add :
         {add_session,     add_open_id, add_accounts,      add_identities, add_types,       add_areas,   add_policies,
          add_parameters,  add_records, add_households,    add_search,     add_leads,       add_my,      add_help,
          add_tokens,      add_journal, add_verifications, add_webhooks,   add_area_shapes, add_figures, add_jobs,
          add_simulations, add_imports, add_exports,       add_duplicates, add_emergencies})
        add(endpoints, city);
    return endpoints;
}

} // namespace huimin::api
