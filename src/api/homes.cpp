#include "api/homes.h"

#include "registry/list.h"

namespace huimin::api {

using access::Scope;
using access::Sight;
using language::Action;
using language::Index;
using language::Value;

namespace {

std::string text_if_clear(const Scope& scope, Index record, Index field, const Value& value)
{
    const auto* text = std::get_if<std::string>(&value);
    return text != nullptr && scope.sees(record, field) == Sight::clear ? *text : std::string();
}

} // namespace

const std::optional<Scope>& Homes::scope_of(Index record)
{
    const auto known = scopes_.find(record);
    if (known != scopes_.end())
        return known->second;
    auto scope = call_.scope(Action::read, record);
    return scopes_.emplace(record, scope ? std::optional(std::move(*scope)) : std::nullopt).first->second;
}

Result<std::optional<Home>> Homes::of(Index record, std::int64_t county, std::optional<std::int64_t> owner)
{
    const Index above = call_.city.program().records[record].owner;
    if (above == language::none || !owner || call_.city.program().records[above].locates == language::none)
        return std::optional<Home>();
    const auto known = homes_.find({county, *owner});
    if (known != homes_.end())
        return known->second;
    std::optional<Home> home = TRY(read(record, above, {county, *owner}));
    return homes_.emplace(std::pair(county, *owner), std::move(home)).first->second;
}

Result<std::optional<Home>> Homes::read(Index member, Index record, registry::RecordKey at)
{
    const std::optional<Scope>& scope = scope_of(record);
    if (!scope)
        return std::optional<Home>();
    const language::Program& program = call_.city.program();
    const Index address = program.find_field(record, "address");
    registry::ListRequest one{.record = record,
                              .inside = scope->extent(record),
                              .only = at,
                              .rows_max = 1,
                              .fields = {program.records[record].locates}};
    if (address != language::none)
        one.fields.push_back(address);
    const registry::ListPage read = TRY(registry::list(call_.city.registry, one));
    if (read.rows.empty())
        return std::optional<Home>();
    const std::vector<Value>& values = read.rows.front().values;
    const auto* area = std::get_if<AreaCode>(&values[0]);
    if (area == nullptr || scope->sees(record, program.records[record].locates) != Sight::clear)
        return std::optional<Home>();
    Home home{*area, {}, {}};
    if (address != language::none)
        home.address = text_if_clear(*scope, record, address, values[1]);
    if (with_heads_)
        home.head = TRY(head_of(member, at));
    return std::optional(std::move(home));
}

Result<std::string> Homes::name_of(Index record, registry::RecordKey at)
{
    const language::Program& program = call_.city.program();
    if (const Index member = program.find_record("person");
        member != language::none && program.records[member].owner == record)
        return head_of(member, at);
    const std::optional<Scope>& scope = scope_of(record);
    const Index name = program.records[record].as_name;
    if (!scope || name == language::none || scope->sees(record, name) == Sight::hidden)
        return std::string();
    const registry::ListPage read = TRY(registry::list(
        call_.city.registry,
        {.record = record, .inside = scope->extent(record), .only = at, .rows_max = 1, .fields = {name}}));
    if (read.rows.empty())
        return std::string();
    const Value shown = scope->shown(record, name, read.rows.front().values[0]);
    const auto* text = std::get_if<std::string>(&shown);
    return text == nullptr ? std::string() : *text;
}

/// The member whose relation is `head` (GB/T 4761).
Result<std::string> Homes::head_of(Index member, registry::RecordKey at)
{
    const language::Program& program = call_.city.program();
    const language::Record& type = program.records[member];
    const Index relation = program.find_field(member, "relation");
    const std::optional<Scope>& scope = scope_of(member);
    if (!scope || relation == language::none || type.as_name == language::none ||
        type.fields[relation].type.kind != language::Kind::choice || scope->sees(member, relation) != Sight::clear ||
        scope->sees(member, type.as_name) == Sight::hidden)
        return std::string();
    for (const language::ChoiceValue& value : program.choices[type.fields[relation].type.of].values) {
        if (value.alias != "head")
            continue;
        const registry::ListPage heads = TRY(registry::list(
            call_.city.registry,
            {.record = member,
             .inside = scope->extent(member),
             .owner = at,
             .conditions = {{relation, registry::Comparison::equal, {language::ChoiceNumber{value.number}}}},
             .rows_max = 1,
             .fields = {type.as_name}}));
        if (heads.rows.empty())
            return std::string();
        const Value shown = scope->shown(member, type.as_name, heads.rows.front().values[0]);
        const auto* name = std::get_if<std::string>(&shown);
        return name == nullptr ? std::string() : *name;
    }
    return std::string();
}

} // namespace huimin::api
