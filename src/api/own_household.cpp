#include "api/own_household.h"

#include "registry/list.h"

namespace huimin::api {

const language::Instance* OwnHousehold::member(std::int64_t key) const
{
    for (const std::vector<language::Instance>& list : facts.lists)
        for (const language::Instance& one : list)
            if (one.record == record && one.key == key)
                return &one;
    return nullptr;
}

bool OwnHousehold::has_member(std::int64_t key) const { return member(key) != nullptr; }

Result<OwnHousehold> own_household(const Call& call)
{
    const auto& bound = call.caller().bound();
    const language::Program& program = call.city.program();
    if (!bound || program.records[bound->record].owner == language::none)
        return nothing_there();
    const language::Index person = bound->record, household = program.records[person].owner;
    access::Scope scope = TRY(call.scope(language::Action::read, person));
    registry::ListRequest one;
    one.record = person;
    one.inside = scope.extent(person);
    one.only = registry::RecordKey{bound->county, bound->key};
    one.fields = {0};
    const registry::ListPage read = TRY(registry::list(call.city.registry, one));
    if (read.rows.empty() || !read.rows.front().owner)
        return nothing_there();
    const registry::RecordKey home{bound->county, *read.rows.front().owner};
    auto facts = call.city.registry.load(household, home, scope.extent(household));
    if (!facts)
        return facts.error().code == "registry.missing" ? nothing_there() : std::move(facts).error();
    return OwnHousehold{person, {bound->county, bound->key}, home, std::move(*facts), std::move(scope)};
}

} // namespace huimin::api
