// This room as a whole, put together: what a server holds one of.

#pragma once

#include "access/access_log.h"
#include "access/accounts.h"
#include "access/budget.h"
#include "access/emergencies.h"
#include "access/gate.h"
#include "access/grants.h"
#include "access/log_in.h"
#include "access/open_id.h"
#include "access/second_factor.h"
#include "access/sessions.h"
#include "access/tables.h"
#include "access/tokens.h"

namespace huimin::access {

class Access {
public:
    /// The store's tables must stand (`tables`). `providers` and `fetch` may be none.
    Access(World world, std::shared_ptr<const language::Program> program, const AreaTree& areas,
           const WorkingDays& calendar, Settings settings = {}, std::vector<Provider> providers = {}, Fetch fetch = {})
        : on(std::move(world), std::move(program), areas, calendar, settings), accounts(on), grants(on), sessions(on),
          tokens(on, sessions), factors(on), log_in(on, sessions, factors),
          open_id(on, std::move(providers), std::move(fetch)), gate(on), emergencies(on, gate), log(on)
    {
    }

    /// What is to be done now and then, by one of the processes: each minute. Suspends overdue emergencies and removes
    /// what has ended.
    Result<Done> tidy()
    {
        TRY(emergencies.suspend_overdue());
        TRY(sessions.forget_ended());
        TRY(open_id.forget_old());
        return on.store().change(
            [&](store::Transaction& transaction) { return forget_old_budgets(transaction, on.world.now()); });
    }

    Foundation on;
    Accounts accounts;
    Grants grants;
    Sessions sessions;
    Tokens tokens;
    SecondFactors factors;
    LogIn log_in;
    OpenId open_id;
    Gate gate;
    Emergencies emergencies;
    AccessLog log;
};

} // namespace huimin::access
