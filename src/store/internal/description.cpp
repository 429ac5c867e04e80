#include "store/internal/description.h"

namespace huimin::store::internal {

namespace {

constexpr std::string_view words_of_type[] = {"integer", "text", "blob"};

std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(separator, at), text.size());
        parts.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

std::string joined(std::span<const std::string> names)
{
    std::string out;
    for (const std::string& name : names)
        out += (out.empty() ? "" : ",") + name;
    return out;
}

ColumnType type_of(std::string_view word)
{
    if (word == words_of_type[0])
        return ColumnType::integer;
    return word == words_of_type[1] ? ColumnType::text : ColumnType::blob;
}

} // namespace

std::string description_of(const Table& table)
{
    std::string out = "key\t" + joined(table.primary_key) + "\n";
    for (const Column& column : table.columns) {
        out += "column\t" + column.name + "\t" + std::string(words_of_type[static_cast<std::size_t>(column.type)]) +
               "\t" + (column.required ? "required" : "optional");
        out += (column.preset ? "\t" + *column.preset : "") + "\n";
    }
    for (const Index& index : table.indexes)
        out +=
            "index\t" + joined(index.columns) + "\t" + (index.unique ? "unique" : "plain") + "\t" + index.where + "\n";
    if (table.by_key)
        out += "by_key\n";
    for (const Reference& reference : table.references)
        out += "reference\t" + joined(reference.columns) + "\t" + reference.table + "\n";
    return out;
}

Table table_of(std::string_view name, std::string_view description)
{
    Table table{.name = std::string(name), .columns = {}, .primary_key = {}};
    for (const std::string& line : split(description, '\n')) {
        const std::vector<std::string> parts = split(line, '\t');
        if (parts[0] == "key" && parts.size() == 2)
            table.primary_key = split(parts[1], ',');
        else if (parts[0] == "column" && parts.size() >= 4)
            table.columns.push_back({parts[1], type_of(parts[2]), parts[3] == "required",
                                     parts.size() == 5 ? std::optional(parts[4]) : std::nullopt});
        else if (parts[0] == "index" && parts.size() == 4)
            table.indexes.push_back({split(parts[1], ','), parts[2] == "unique", parts[3]});
        else if (parts[0] == "by_key")
            table.by_key = true;
        else if (parts[0] == "reference" && parts.size() == 3)
            table.references.push_back({split(parts[1], ','), parts[2]});
    }
    return table;
}

} // namespace huimin::store::internal
