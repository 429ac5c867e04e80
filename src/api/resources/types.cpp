// The record types of the city's packs: lists, forms and labels of every page are made from them.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/json_of.h"
#include "api/resources/resources.h"
#include "api/schema.h"

namespace huimin::api {

namespace json = boost::json;
using http::Method;
using http::Response;
using language::Index;

namespace {

json::value bound(const std::optional<Rational>& value)
{
    if (!value)
        return nullptr;
    if (const auto whole = value->whole())
        return *whole;
    return nullptr;
}

json::value period(language::Period period)
{
    switch (period) {
    case language::Period::none: return nullptr;
    case language::Period::day: return "day";
    case language::Period::month: return "month";
    case language::Period::year: return "year";
    }
    return nullptr;
}

/// The module of the pack that adds a field to a record declared elsewhere, in its last word: 水库移民后期扶持; empty:
/// the field is the record's own.
std::string_view added_by(const language::Program& program, const language::Record& record,
                          const language::Field& field)
{
    if (field.place.file == record.heading.place.file)
        return {};
    std::string_view module;
    const auto look = [&](const auto& declarations) {
        for (const auto& one : declarations)
            if (module.empty() && one.heading.place.file == field.place.file)
                module = one.heading.module;
    };
    look(program.policies);
    look(program.definitions);
    look(program.records);
    look(program.parameters);
    look(program.choices);
    return module.substr(module.rfind('.') + 1);
}

json::object field_json(const language::Program& program, const language::Record& record, const language::Field& field)
{
    json::value choices = nullptr;
    if (field.type.kind == language::Kind::choice) {
        json::array all;
        for (const language::ChoiceValue& value : program.choices[field.type.of].values)
            all.push_back(json::object{{"number", value.number},
                                       {"name", value.alias.empty() ? value.name : value.alias},
                                       {"label", value.name}});
        choices = std::move(all);
    }
    json::array purposes;
    for (const Index purpose : field.purposes)
        purposes.push_back(json::string(program.purposes[purpose].heading.alias));
    const bool has_range = field.low || field.high;
    const std::string_view added = added_by(program, record, field);
    return {{"name", field.alias},
            {"label", field.name},
            {"kind", text_of(field.type.kind)},
            {"unit", field.type.unit.empty() ? json::value(nullptr) : json::value(field.type.unit)},
            {"period", period(field.type.period)},
            {"choices", std::move(choices)},
            {"required", field.required},
            {"unique", field.unique},
            {"sensitive", field.sensitive},
            {"masked", field.masked},
            {"purposes", field.purposes.empty() ? json::value(nullptr) : json::value(std::move(purposes))},
            {"range", has_range ? json::value(json::array{bound(field.low), bound(field.high)}) : json::value(nullptr)},
            {"origin", field.origin.empty() ? json::value(nullptr) : json::value(field.origin)},
            {"added_by", added.empty() ? json::value(nullptr) : json::value(added)}};
}

json::object type_json(const language::Program& program, Index index, const std::vector<std::string_view>& actions)
{
    const language::Record& record = program.records[index];
    json::array fields, may;
    for (const bool own : {true, false}) // a record's own stand before what other modules add to it
        for (const language::Field& field : record.fields)
            if (added_by(program, record, field).empty() == own)
                fields.push_back(field_json(program, record, field));
    for (const std::string_view action : actions)
        may.push_back(json::string(action));
    json::value list = nullptr, owner = nullptr;
    if (record.owner != language::none) {
        owner = program.records[record.owner].heading.alias;
        list = json::object{{"name", program.lists[record.list].alias}, {"label", program.lists[record.list].name}};
    }
    const json::value names =
        record.as_name == language::none ? json::value(nullptr) : json::value(record.fields[record.as_name].alias);
    return {{"name", record.heading.alias}, {"named_by", names},
            {"label", record.heading.name}, {"explained", record.heading.explanation},
            {"owner", std::move(owner)},    {"list", std::move(list)},
            {"fields", std::move(fields)},  {"actions", std::move(may)}};
}

/// Only the types the caller may do something with.
Result<Response> list_types(Call& call)
{
    const language::Program& program = call.city.program();
    std::vector<std::vector<std::string_view>> actions(program.records.size());
    for (const access::Gate::Ability& ability : call.city.access.gate.abilities(call.caller()))
        if (ability.record != language::none)
            actions[ability.record].push_back(spelled(ability.action).english);
    json::array items;
    for (Index index = 0; index < program.records.size(); ++index)
        if (!actions[index].empty())
            items.push_back(type_json(program, index, actions[index]));
    return page(std::move(items));
}

} // namespace

void add_types(Endpoints& endpoints, City&)
{
    using namespace schema;
    const Json choice = object({{"number", integer()}, {"name", text()}, {"label", text()}});
    const Json field = object({{"name", text()},
                               {"label", text()},
                               {"kind", text()},
                               {"unit", or_null(text())},
                               {"period", or_null(text_of({"day", "month", "year"}))},
                               {"choices", or_null(list_of(choice))},
                               {"required", truth()},
                               {"unique", truth()},
                               {"sensitive", truth()},
                               {"masked", truth()},
                               {"purposes", or_null(list_of(text("one it may be read for; null: for any")))},
                               {"range", or_null(list_of(or_null(integer())))},
                               {"origin", or_null(text())},
                               {"added_by", or_null(text("the module that adds it to a record declared elsewhere"))}});
    endpoints.push_back({.method = Method::get,
                         .path = "/types",
                         .tag = "types",
                         .summary = "有哪些档案、每项是什么",
                         .answer = page_of(object({{"name", text()},
                                                   {"label", text()},
                                                   {"explained", text()},
                                                   {"named_by", or_null(text())},
                                                   {"owner", or_null(text())},
                                                   {"list", or_null(object({{"name", text()}, {"label", text()}}))},
                                                   {"fields", list_of(field)},
                                                   {"actions", list_of(text())}})),
                         .work = list_types});
}

} // namespace huimin::api
