#include "registry/tables.h"

namespace huimin::registry {

using language::Kind;

namespace {

bool is_text(const language::Type& type)
{
    return type.kind == Kind::text || type.kind == Kind::citizen_number || type.kind == Kind::organisation_code;
}

bool is_scaled(const language::Type& type)
{
    return type.kind == Kind::decimal || type.kind == Kind::rate || type.kind == Kind::quantity;
}

} // namespace

std::optional<Stored> to_stored(const language::Value& value, const language::Type& type)
{
    const auto integer = [](std::int64_t number) { return Stored{Stored::Kind::integer, number, ""}; };
    if (language::is_unknown(value))
        return Stored{};
    if (const auto* truth = std::get_if<bool>(&value))
        return integer(*truth ? 1 : 0);
    if (const auto* day = std::get_if<Day>(&value))
        return integer(day->number());
    if (const auto* month = std::get_if<Month>(&value))
        return integer(month->number());
    if (const auto* choice = std::get_if<language::ChoiceNumber>(&value))
        return integer(choice->number);
    if (const auto* area = std::get_if<AreaCode>(&value))
        return integer(static_cast<std::int64_t>(area->number()));
    if (const auto* text = std::get_if<std::string>(&value))
        return Stored{Stored::Kind::text, 0, *text};
    const auto scaled = multiply(std::get<Rational>(value), Rational(is_scaled(type) ? decimal_scale : 1));
    const auto whole = scaled ? scaled->whole() : std::nullopt;
    return whole ? std::optional(integer(*whole)) : std::nullopt;
}

language::Value from_stored(const store::Value& value, const language::Type& type)
{
    if (value.is_null())
        return language::Unknown{};
    switch (type.kind) {
    case Kind::truth: return value.integer() != 0;
    case Kind::integer:
    case Kind::money: return Rational(value.integer());
    case Kind::decimal:
    case Kind::rate:
    case Kind::quantity: return *Rational::of(value.integer(), decimal_scale);
    case Kind::day: return value.day();
    case Kind::month: return value.month();
    case Kind::choice: return language::ChoiceNumber{static_cast<std::int32_t>(value.integer())};
    case Kind::area: return value.area();
    case Kind::reference: return Rational(value.integer());
    case Kind::text:
    case Kind::citizen_number:
    case Kind::organisation_code: return std::string(value.text());
    }
    return language::Unknown{};
}

std::vector<std::string> fixed_columns(const language::Record& record)
{
    std::vector<std::string> columns{"county", "key", "version", "source", "true_on"};
    if (record.owner != language::none)
        columns.push_back("owner_key");
    if (record.as_name != language::none)
        columns.push_back("initials");
    return columns;
}

std::vector<std::string> all_columns(const language::Record& record)
{
    std::vector<std::string> columns = fixed_columns(record);
    for (const language::Field& field : record.fields)
        columns.push_back(field.alias);
    return columns;
}

std::string history_table(const language::Record& record) { return record.heading.alias + "_history"; }

std::vector<store::Table> tables_of(const language::Program& program)
{
    using store::ColumnType;
    std::vector<store::Table> tables;
    for (const language::Record& record : program.records) {
        store::Table table{record.heading.alias, {}, {"county", "key"}};
        for (const std::string& name : fixed_columns(record)) {
            const bool text = name == "source" || name == "initials";
            table.columns.push_back({name, text ? ColumnType::text : ColumnType::integer,
                                     name == "county" || name == "key" || name == "version"});
        }
        for (const language::Field& field : record.fields)
            table.columns.push_back({field.alias, is_text(field.type) ? ColumnType::text : ColumnType::integer, false});
        store::Table history = table;
        history.name = history_table(record);
        history.columns.push_back({"ended", ColumnType::integer, true});
        history.primary_key = {"county", "key", "version"};
        if (record.owner != language::none)
            table.indexes.push_back({{"county", "owner_key"}});
        if (record.as_name != language::none) {
            table.indexes.push_back({{"initials"}});
            table.indexes.push_back({{record.fields[record.as_name].alias}});
        }
        tables.push_back(std::move(table));
        tables.push_back(std::move(history));
    }
    // Numbers are looked up across all counties, so they have a table of their own.
    tables.push_back({"lookup",
                      {{"record", ColumnType::text},
                       {"field", ColumnType::text},
                       {"value", ColumnType::text},
                       {"county", ColumnType::integer},
                       {"key", ColumnType::integer}},
                      {"record", "field", "value"}});
    // Which record was given up for which, so that a merge can be undone.
    tables.push_back({"merged",
                      {{"county", ColumnType::integer},
                       {"record", ColumnType::text},
                       {"given_up", ColumnType::integer},
                       {"kept", ColumnType::integer},
                       {"ended", ColumnType::integer},
                       {"version", ColumnType::integer},
                       {"members", ColumnType::text}},
                      {"county", "record", "given_up"}});
    tables.push_back({"setting", {{"name", ColumnType::text}, {"value", ColumnType::text}}, {"name"}});
    return tables;
}

} // namespace huimin::registry
