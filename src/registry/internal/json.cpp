#include "registry/internal/json.h"

#include <charconv>

namespace huimin::registry {

void append_json_text(std::string& out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    out += '"';
}

void append_fact(std::string& out, const language::Field& field, const Stored& fact)
{
    if (fact.kind == Stored::Kind::none)
        return;
    if (out.back() != '{')
        out += ',';
    out += '"';
    out += field.alias;
    out += "\":";
    if (fact.kind == Stored::Kind::text)
        return append_json_text(out, fact.text);
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, fact.integer).ptr;
    out.append(digits, end);
}

} // namespace huimin::registry
