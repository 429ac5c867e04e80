#include "registry/tables.h"

#include <algorithm>

#include "base/text.h"

namespace huimin::registry {

using language::Kind;

namespace {

bool is_text(const language::Type& type)
{
    return type.kind == Kind::text || type.kind == Kind::citizen_number || type.kind == Kind::organisation_code;
}

/// Whether some fact names a record of this type by its key alone.
bool is_referred_to(const language::Program& program, const language::Record& record)
{
    return std::ranges::any_of(program.records, [&](const language::Record& other) {
        return std::ranges::any_of(other.fields, [&](const language::Field& field) {
            return field.type.kind == Kind::reference && &program.records[field.type.of] == &record;
        });
    });
}

std::vector<store::Table> tables_to_find_by()
{
    constexpr auto integer = store::ColumnType::integer;
    constexpr auto text = store::ColumnType::text;
    const std::vector<store::Column> number{
        {"record", text}, {"field", text}, {"value", text}, {"county", integer}, {"key", integer}};
    return {
        // Numbers are looked up across all counties, so they have tables of their own: those that stand, each once, and
        // those that stood. Both backwards.
        {.name = "lookup", .columns = number, .primary_key = {"record", "field", "value"}, .by_key = true},
        {.name = "former_number",
         .columns = number,
         .primary_key = {"record", "field", "value", "county", "key"},
         .by_key = true},
        // Where a name can be found besides its beginning (name_endings), and whole names that someone had before.
        {.name = "name_part",
         .columns = {{"county", integer}, {"record", text}, {"part", text}, {"key", integer}, {"former", integer}},
         .primary_key = {"county", "record", "part", "key"},
         .by_key = true},
        // Which record was given up for which, so that a merge can be undone. `members` are those handed over.
        {"merged",
         {{"county", integer},
          {"record", text},
          {"given_up", integer},
          {"kept_county", integer},
          {"kept", integer},
          {"entry", integer},
          {"version", integer},
          {"members", text}},
         {"county", "record", "given_up"}},
        // Pairs that look alike and were found to be two: `one` has the smaller key and, then, lay in `county`.
        {"apart",
         {{"county", integer}, {"record", text}, {"one", integer}, {"other", integer}, {"reason", text}},
         {"county", "record", "one", "other"}},
        // A record that went to another county keeps its key: told on both sides, so that its history can be followed.
        {"moved",
         {{"county", integer},
          {"record", text},
          {"key", integer},
          {"entry", integer},
          {"from_county", integer},
          {"to_county", integer}},
         {"county", "record", "key", "entry"}},
        {"setting", {{"name", text}, {"value", text}}, {"name"}},
    };
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

store::Value::Kind kind_of(const language::Type& type)
{
    return is_text(type) ? store::Value::Kind::text : store::Value::Kind::integer;
}

std::string backwards(std::string_view text)
{
    std::string out(text.size(), '\0');
    for (std::size_t end = out.size(); !text.empty();) {
        std::string_view rest = text;
        take_code_point(rest);
        const std::string_view sign = text.substr(0, text.size() - rest.size());
        end -= sign.size();
        sign.copy(out.data() + end, sign.size());
        text = rest;
    }
    return out;
}

std::string folded_name(std::string_view name)
{
    std::string out(name);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::vector<std::string> name_endings(std::string_view name)
{
    const std::string folded = folded_name(name);
    std::string_view rest = folded;
    std::vector<std::string> endings;
    if (folded != name)
        endings.push_back(folded);
    while (!rest.empty()) {
        take_code_point(rest);
        if (count_code_points(rest) >= 2)
            endings.emplace_back(rest);
    }
    return endings;
}

bool found_by_parts(const language::Record& record, std::string_view name)
{
    if (record.as_name == language::none || name.empty())
        return false;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto fits_number = [&](char c) {
        return is_digit(c) || c == '-' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    const bool number = std::ranges::any_of(name, is_digit) && std::ranges::all_of(name, fits_number);
    return !number || !record.fields[record.as_name].unique;
}

std::vector<std::string> fixed_columns(const language::Record& record)
{
    std::vector<std::string> columns{"county", "key", "version", "source", "true_on"};
    if (record.owner != language::none)
        columns.push_back("owner_key");
    if (record.as_name != language::none)
        columns.push_back("initials");
    columns.push_back("origins");
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
            const bool text = name == "source" || name == "initials" || name == "origins";
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
        if (is_referred_to(program, record))
            table.indexes.push_back({{"key"}});
        tables.push_back(std::move(table));
        tables.push_back(std::move(history));
    }
    for (store::Table& table : tables_to_find_by())
        tables.push_back(std::move(table));
    return tables;
}

bool belongs_to_no_county(std::string_view table)
{
    return table == "lookup" || table == "former_number" || table == "setting";
}

} // namespace huimin::registry
