#include "api/aggregate.h"

namespace huimin::api {

using access::Scope;
using language::Action;
using language::Index;

Index unit_of(const language::Program& program, Index record)
{
    while (program.records[record].owner != language::none)
        record = program.records[record].owner;
    return record;
}

Result<Scope> aggregate_scope(const Call& call)
{
    const access::Why why = TRY(call.why());
    access::Gate& gate = call.city.access.gate;
    std::optional<Error> refused;
    for (const access::Gate::Ability& one : gate.abilities(call.caller())) {
        if (one.action != Action::aggregate || one.record == language::none)
            continue;
        for (const Index purpose : one.purposes) {
            if (why.purpose != language::none && why.purpose != purpose)
                continue;
            Result<Scope> scope = gate.permit(call.caller(), Action::aggregate, one.record, {purpose, why.matter});
            if (scope)
                return scope;
            refused = std::move(scope).error();
        }
    }
    if (refused)
        return *std::move(refused);
    return Error{Fault::forbidden, "access.forbidden", "您的角色不能为这个目的看汇总数",
                 "换一个办理目的，或请管理账号的人核对您的角色", "no role of yours sums for this purpose"};
}

Result<FiguresView> figures_view(const Call& call)
{
    Scope scope = TRY(aggregate_scope(call));
    const AreaCode asked = TRY(call.area());
    const Day day = TRY(call.day());
    access::AreaRanges within = access::ranges_below(call.city.areas, asked, call.city.today());
    bool reaches = false;
    for (const language::Policy& policy : call.city.program().policies)
        reaches = reaches || !scope.extent(policy.record).areas.common_with(within).empty();
    if (!reaches)
        return nothing_there();
    return FiguresView{std::move(scope), asked, std::move(within), day, TRY(call.city.board.sums(day))};
}

std::vector<Scope> reading_scopes(City& city, const access::Caller& caller, Index record)
{
    std::vector<Scope> scopes;
    for (const access::Gate::Ability& one : city.access.gate.abilities(caller))
        if (one.action == Action::read && one.record == record)
            for (const Index purpose : one.purposes)
                if (Result<Scope> scope = city.access.gate.permit(caller, Action::read, record, {purpose}))
                    scopes.push_back(std::move(*scope));
    return scopes;
}

bool shows_list(const Scope& scope, Index record) { return scope.extent(record).rows_max != 0; }

} // namespace huimin::api
