#include "store/dialect.h"

#include <algorithm>

namespace huimin::store {

namespace {

void append_name(std::string& out, std::string_view name)
{
    out += '"';
    for (const char c : name)
        out.append(c == '"' ? 2 : 1, c);
    out += '"';
}

} // namespace

std::string Dialect::name(std::string_view name)
{
    std::string out;
    append_name(out, name);
    return out;
}

std::string Dialect::names(std::span<const std::string> names)
{
    std::string out;
    for (const std::string& each : names) {
        out += out.empty() ? "" : ", ";
        append_name(out, each);
    }
    return out;
}

std::string Dialect::placeholders(std::size_t count)
{
    std::string out;
    for (std::size_t number = 1; number <= count; number++)
        out.append(number == 1 ? "$" : ", $").append(std::to_string(number));
    return out;
}

std::string Dialect::upsert(std::string_view table, std::span<const std::string> columns,
                            std::span<const std::string> key)
{
    std::string changes;
    for (const std::string& column : columns)
        if (std::ranges::find(key, column) == key.end())
            changes += (changes.empty() ? "" : ", ") + name(column) + " = excluded." + name(column);
    return "insert into " + name(table) + " (" + names(columns) + ") values (" + placeholders(columns.size()) +
           ") on conflict (" + names(key) + ") do " + (changes.empty() ? "nothing" : "update set " + changes);
}

std::string Dialect::is_any_of(std::string_view expression, std::string_view placeholder) const
{
    const std::string left(expression), right(placeholder);
    return engine_ == Engine::sqlite ? left + " in (select value from json_each(" + right + "))"
                                     : left + " = any(cast(cast(" + right + " as text) as bigint[]))";
}

std::string Dialect::list(std::span<const std::int64_t> numbers) const
{
    std::string out;
    for (const std::int64_t number : numbers)
        out += (out.empty() ? "" : ",") + std::to_string(number);
    return engine_ == Engine::sqlite ? "[" + out + "]" : "{" + out + "}";
}

std::string Dialect::select_each(std::string_view columns, std::string_view from, std::string_view where,
                                 std::string_view column, std::size_t first, std::size_t count) const
{
    const bool apart = engine_ == Engine::postgresql;
    std::string values;
    for (std::size_t i = 0; i < count; ++i)
        values +=
            (i == 0 ? "" : ",") + std::string(apart ? "($" : "$") + std::to_string(first + i) + (apart ? ")" : "");
    const std::string select = "select " + std::string(columns) + " from " + std::string(from) + " where " +
                               std::string(where) + " and " + std::string(column);
    if (!apart)
        return select + " in (" + values + ")";
    // `offset 0`: the planner takes the inner select as it stands.
    return "select found.* from (select distinct each from (values " + values +
           ") as given (each)) as wanted cross join lateral (" + select + " = wanted.each offset 0) as found";
}

std::string Dialect::contains(std::string_view expression, std::string_view placeholder) const
{
    const std::string left(expression), right(placeholder);
    return engine_ == Engine::sqlite
               ? "instr(lower(" + left + "), lower(" + right + ")) > 0"
               : "strpos(lower(" + left + " collate \"C\"), lower(cast(" + right + " as text) collate \"C\")) > 0";
}

std::string Dialect::joined(std::string_view expression, std::string_view separator) const
{
    std::string quoted;
    for (const char c : separator)
        quoted.append(c == '\'' ? 2 : 1, c);
    return (engine_ == Engine::sqlite ? "group_concat(" : "string_agg(") + std::string(expression) + ", '" + quoted +
           "')";
}

std::string_view Dialect::for_update() const
{
    return engine_ == Engine::sqlite ? "" : " for update"; // SQLite's transaction holds everything already.
}

std::string_view Dialect::for_update_skip_locked() const
{
    return engine_ == Engine::sqlite ? "" : " for update skip locked";
}

} // namespace huimin::store
