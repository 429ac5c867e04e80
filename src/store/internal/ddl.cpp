#include "store/internal/ddl.h"

#include <cstdio>

namespace huimin::store::internal {

namespace {

std::string_view type_name(Engine engine, ColumnType type)
{
    const bool sqlite = engine == Engine::sqlite;
    switch (type) {
    case ColumnType::integer: return sqlite ? "integer" : "bigint";
    case ColumnType::text: return sqlite ? "text" : "text collate \"C\"";
    case ColumnType::blob: return sqlite ? "blob" : "bytea";
    }
    VERIFY(false);
}

std::string quoted_text(std::string_view text)
{
    std::string out = "'";
    for (const char c : text)
        out.append(c == '\'' ? 2 : 1, c);
    return out + "'";
}

/// A name for an index or a reference that says what it is of and never meets another; PostgreSQL cuts at 63 bytes.
std::string made_name(const std::string& table, const std::string& content)
{
    std::uint64_t hash = 14695981039346656037U; // FNV-1a
    for (const char c : table + "\n" + content)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    char digits[20];
    std::snprintf(digits, sizeof digits, "_%016llx", static_cast<unsigned long long>(hash));
    std::size_t end = std::min<std::size_t>(table.size(), 45);
    while (end < table.size() && end > 0 && (static_cast<unsigned char>(table[end]) & 0xc0) == 0x80)
        end--;
    return Dialect::name(table.substr(0, end) + digits);
}

std::string index_name(const std::string& table, const Index& index)
{
    return made_name(table, (index.unique ? "unique " : "index ") + Dialect::names(index.columns) + index.where);
}

std::string reference_name(const std::string& table, const Reference& reference)
{
    return made_name(table, "reference " + Dialect::names(reference.columns) + reference.table);
}

std::string reference_clause(const Reference& reference)
{
    return "foreign key (" + Dialect::names(reference.columns) + ") references " + Dialect::name(reference.table) +
           " deferrable initially deferred";
}

} // namespace

std::string column_definition(Dialect dialect, const Column& column)
{
    std::string out = Dialect::name(column.name) + " " + std::string(type_name(dialect.engine(), column.type));
    if (column.required)
        out += " not null";
    if (column.preset)
        out += " default " + (column.type == ColumnType::integer ? *column.preset : quoted_text(*column.preset));
    return out;
}

std::string create_table(Dialect dialect, const Table& table, const std::string& name)
{
    const bool sqlite = dialect.engine() == Engine::sqlite;
    std::string out = "create table " + Dialect::name(name) + " (";
    for (const Column& column : table.columns)
        out += column_definition(dialect, column) + ", ";
    out += "primary key (" + Dialect::names(table.primary_key) + ")";
    if (sqlite)
        for (const Reference& reference : table.references)
            out += ", " + reference_clause(reference);
    return out + (sqlite ? table.by_key ? ") strict, without rowid" : ") strict" : ")");
}

std::string create_index(const std::string& table, const Index& index)
{
    return (index.unique ? "create unique index " : "create index ") + index_name(table, index) + " on " +
           Dialect::name(table) + " (" + Dialect::names(index.columns) + ")" +
           (index.where.empty() ? "" : " where " + index.where);
}

std::string drop_index(const std::string& table, const Index& index)
{
    return "drop index if exists " + index_name(table, index);
}

std::string add_reference(const std::string& table, const Reference& reference)
{
    return "alter table " + Dialect::name(table) + " add constraint " + reference_name(table, reference) + " " +
           reference_clause(reference);
}

std::string drop_reference(const std::string& table, const Reference& reference)
{
    return "alter table " + Dialect::name(table) + " drop constraint " + reference_name(table, reference);
}

} // namespace huimin::store::internal
