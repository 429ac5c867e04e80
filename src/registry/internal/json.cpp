#include "registry/internal/json.h"

#include <charconv>

namespace huimin::registry {

void append_json_text(std::string& out, std::string_view text)
{
    out += '"';
    constexpr char digits[] = "0123456789abcdef";
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20) {
            out += "\\u00";
            out += digits[static_cast<unsigned char>(c) >> 4U];
            out += digits[static_cast<unsigned char>(c) & 0xFU];
            continue;
        }
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
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
