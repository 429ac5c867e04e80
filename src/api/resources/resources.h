// The API's resources, one file each: words of HTTP to words of the rooms and back. Each adds its endpoints.

#pragma once

#include "api/endpoint.h"

namespace huimin::api {

void add_session(Endpoints&, City&);
void add_open_id(Endpoints&, City&);
void add_accounts(Endpoints&, City&);
void add_identities(Endpoints&, City&);
void add_types(Endpoints&, City&);
void add_areas(Endpoints&, City&);
void add_policies(Endpoints&, City&);
void add_parameters(Endpoints&, City&);
void add_records(Endpoints&, City&);
void add_households(Endpoints&, City&);
void add_search(Endpoints&, City&);
void add_emergencies(Endpoints&, City&);
void add_leads(Endpoints&, City&);
void add_my(Endpoints&, City&);
void add_help(Endpoints&, City&);
void add_tokens(Endpoints&, City&);
void add_journal(Endpoints&, City&);
void add_verifications(Endpoints&, City&);
void add_webhooks(Endpoints&, City&);
void add_area_shapes(Endpoints&, City&);
void add_figures(Endpoints&, City&);
void add_figure_lists(Endpoints&); ///< by add_figures
void add_jobs(Endpoints&, City&);
void add_simulations(Endpoints&, City&);
void add_imports(Endpoints&, City&);
void add_exports(Endpoints&, City&);
void add_duplicates(Endpoints&, City&);

/// All of them.
[[nodiscard]] Endpoints all_endpoints(City&);

} // namespace huimin::api
