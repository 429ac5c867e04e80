#include "access/mandate.h"

#include "access/gate.h"
#include "access/internal/account_rows.h"
#include "access/internal/deed.h"
#include "access/internal/token_limits.h"
#include "access/tokens.h"

namespace huimin::access {

namespace json = boost::json;

Mandate Mandate::of(const Caller& caller, const Scope& scope, const language::Program& program, language::Index record)
{
    Mandate mandate{caller.account(),
                    caller.session(),
                    caller.is_token(),
                    caller.address(),
                    scope.action(),
                    program.records[record].heading.alias,
                    {},
                    scope.matter()};
    if (const language::Index purpose = program.find_purpose(scope.purpose()); purpose != language::none)
        mandate.purpose = program.purposes[purpose].heading.alias;
    return mandate;
}

json::object Mandate::json() const
{
    return {{"account", account},
            {"session", session},
            {"by_token", by_token},
            {"address", address},
            {"action", language::spelled(action).english},
            {"record", record},
            {"purpose", purpose},
            {"matter", matter}};
}

Mandate Mandate::read(const json::value& kept)
{
    const auto text = [&](const char* name) { return std::string(kept.at(name).as_string()); };
    return {kept.at("account").as_int64(),
            kept.at("session").as_int64(),
            kept.at("by_token").as_bool(),
            text("address"),
            action_named(text("action")).value_or(language::Action::read),
            text("record"),
            text("purpose"),
            text("matter")};
}

Result<Scope> Gate::permit(const Mandate& mandate)
{
    store::Reader reader = TRY(on_.store().reader());
    const auto usable =
        TRY(reader.find_integer("select 1 from account where key = $1 and state = 'active'", {mandate.account}));
    if (!usable)
        return internal::forbidden();
    Caller caller;
    caller.session_ = mandate.session;
    caller.address_ = mandate.address;
    caller.second_factor_ = true; // Shown, where it is asked for, when the work was begun.
    if (mandate.by_token) {
        const auto limits = TRY(
            reader.find_text("select limits from api_token where key = $1 and ended_at is null", {mandate.session}));
        if (!limits)
            return internal::forbidden();
        caller.limits_ = std::make_shared<const TokenLimits>(internal::limits_of(*limits));
    }
    caller.standing_ = TRY(internal::standing_of(reader, on_, mandate.account));
    return permit(caller, mandate.action, on_.program->find_record(mandate.record),
                  {on_.program->find_purpose(mandate.purpose), mandate.matter});
}

} // namespace huimin::access
