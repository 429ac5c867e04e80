// The placeholders $1, $2, … of a statement.

#pragma once

#include <string>
#include <string_view>

namespace huimin::store::internal {

/// The statement with each placeholder replaced by what `write(number, into)` appends. Texts in quotes, quoted names
/// and comments stay as they are.
template <class Write>
std::string with_placeholders(std::string_view sql, Write write)
{
    std::string out;
    out.reserve(sql.size() + 16);
    for (std::size_t at = 0; at < sql.size();) {
        const char c = sql[at];
        std::size_t end = at + 1;
        if (c == '\'' || c == '"') {
            end = sql.find(c, at + 1); // A doubled quote closes and opens again: the same text.
            end = end == sql.npos ? sql.size() : end + 1;
        } else if (c == '-' && sql.substr(at, 2) == "--") {
            end = std::min(sql.find('\n', at), sql.size());
        } else if (c == '$' && end < sql.size() && sql[end] >= '1' && sql[end] <= '9') {
            int number = 0;
            for (; end < sql.size() && sql[end] >= '0' && sql[end] <= '9'; end++)
                number = number * 10 + (sql[end] - '0');
            write(number, out);
            at = end;
            continue;
        }
        out.append(sql.substr(at, end - at));
        at = end;
    }
    return out;
}

} // namespace huimin::store::internal
