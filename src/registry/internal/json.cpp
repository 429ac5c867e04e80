#include "registry/internal/json.h"

#include <charconv>

namespace huimin::registry {

void append_json_text(std::string& out, std::string_view text)
{
    out += '"';
    constexpr char digits[] = "0123456789abcdef";
    std::size_t told = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        out += text.substr(told, i - told);
        told = i + 1;
        if (byte >= 0x20)
            out.append({'\\', text[i]});
        else
            out.append({'\\', 'u', '0', '0', digits[byte >> 4U], digits[byte & 0xFU]});
    }
    out += text.substr(told);
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
