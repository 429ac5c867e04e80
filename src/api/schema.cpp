#include "api/schema.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace huimin::api::schema {

namespace {

using boost::json::array;
using boost::json::string;
using Object = boost::json::object;

Json typed(std::string_view type, std::string_view explained = {})
{
    Object schema{{"type", type}};
    if (!explained.empty())
        schema["description"] = explained;
    return schema;
}

Json formatted(std::string_view format) { return Object{{"type", "string"}, {"format", format}}; }

/// A money bound is kept in fen, as the facts are.
void add_range(Object& schema, const language::Field& field)
{
    if (field.low && field.low->whole())
        schema["minimum"] = *field.low->whole();
    if (field.high && field.high->whole())
        schema["maximum"] = *field.high->whole();
}

Object of_kind(const language::Program& program, const language::Field& field)
{
    using language::Kind;
    switch (field.type.kind) {
    case Kind::truth: return {{"type", "boolean"}};
    case Kind::integer:
    case Kind::money: return {{"type", "integer"}};
    case Kind::decimal:
    case Kind::rate:
    case Kind::quantity: return {{"type", "string"}, {"pattern", R"(^-?\d{1,12}(\.\d{1,4})?$)"}};
    case Kind::day: return {{"type", "string"}, {"format", "date"}};
    case Kind::month: return {{"type", "string"}, {"pattern", R"(^\d{4}-\d{2}$)"}};
    case Kind::choice: {
        array names;
        for (const language::ChoiceValue& value : program.choices[field.type.of].values)
            names.push_back(string(value.alias.empty() ? value.name : value.alias));
        return {{"type", "string"}, {"enum", std::move(names)}};
    }
    case Kind::citizen_number: return {{"type", "string"}, {"maxLength", 18}};
    case Kind::organisation_code: return {{"type", "string"}, {"maxLength", 18}};
    case Kind::area: return {{"type", "string"}, {"pattern", R"(^\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$)"}};
    case Kind::text:
    case Kind::reference: return {{"type", "string"}};
    }
    return {};
}

} // namespace

Json text(std::string_view explained) { return typed("string", explained); }
Json integer(std::string_view explained) { return typed("integer", explained); }
Json fen() { return typed("integer", "fen"); }
Json truth() { return typed("boolean"); }
Json day() { return formatted("date"); }
Json month() { return Object{{"type", "string"}, {"pattern", R"(^\d{4}-(0[1-9]|1[0-2])$)"}}; }
Json time() { return formatted("date-time"); }
Json id() { return Object{{"type", "string"}, {"pattern", "^[A-Za-z0-9_-]{22}$"}}; }

Json text_of(const std::vector<std::string>& allowed)
{
    array names;
    for (const std::string& one : allowed)
        names.push_back(string(one));
    return Object{{"type", "string"}, {"enum", std::move(names)}};
}

Json or_null(Json schema)
{
    if (schema.is_object() && schema.as_object().contains("type") && schema.as_object()["type"].is_string() &&
        !schema.as_object().contains("enum")) {
        const string type = schema.as_object()["type"].as_string();
        schema.as_object()["type"] = array{type, "null"};
        return schema;
    }
    return Object{{"anyOf", array{std::move(schema), Object{{"type", "null"}}}}};
}

Json list_of(Json item) { return Object{{"type", "array"}, {"items", std::move(item)}}; }
Json map_of(Json value) { return Object{{"type", "object"}, {"additionalProperties", std::move(value)}}; }

Json object(std::initializer_list<Member> members)
{
    Object properties;
    array required;
    for (const auto& [named, schema] : members) {
        const bool may_be_absent = named.ends_with('?');
        const std::string_view name = may_be_absent ? named.substr(0, named.size() - 1) : named;
        properties[name] = schema;
        if (!may_be_absent)
            required.push_back(string(name));
    }
    Object schema{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty())
        schema["required"] = std::move(required);
    return schema;
}

Json with(Json base, std::initializer_list<Member> more)
{
    const Json added = object(more);
    Object& schema = base.as_object();
    for (const auto& property : added.at("properties").as_object())
        schema["properties"].as_object()[property.key()] = property.value();
    Json& required = schema["required"];
    if (required.is_null())
        required = array();
    if (const auto* names = added.as_object().if_contains("required"))
        required.as_array().insert(required.as_array().end(), names->as_array().begin(), names->as_array().end());
    return base;
}

Json area() { return object({{"code", text()}, {"name", text()}}); }
Json citations() { return list_of(object({{"text", text()}, {"title", text()}})); }

Json reference(std::string_view name) { return Object{{"$ref", "#/components/schemas/" + std::string(name)}}; }

Json page_of(Json item)
{
    return object({{"items", list_of(std::move(item))}, {"next", or_null(text())}, {"count?", integer()}});
}

Json facts(const language::Program& program, language::Index record)
{
    Object properties;
    for (const language::Field& field : program.records[record].fields) {
        Object schema = of_kind(program, field);
        add_range(schema, field);
        schema["title"] = field.name;
        if (field.masked)
            schema["x-masked"] = true;
        if (field.sensitive)
            schema["x-sensitivity"] = field.purposes.empty() ? "sensitive" : "named purposes only";
        if (!field.purposes.empty()) {
            array purposes;
            for (const language::Index purpose : field.purposes)
                purposes.push_back(string(program.purposes[purpose].heading.alias));
            schema["x-purpose"] = std::move(purposes);
        }
        properties[field.alias] = or_null(std::move(schema));
    }
    return Object{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

} // namespace huimin::api::schema
