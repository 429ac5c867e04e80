#include "http/events.h"

namespace huimin::http {

namespace {

void add_line(std::string& out, std::string_view field, std::string_view value)
{
    if (value.empty())
        return;
    out.append(field);
    for (const char c : value)
        if (c != '\n' && c != '\r' && c != '\0')
            out += c;
    out += '\n';
}

} // namespace

std::string write_event(const Event& event)
{
    std::string out;
    add_line(out, "id: ", event.id);
    add_line(out, "event: ", event.name);
    std::string_view rest = event.data;
    for (;;) {
        const std::size_t end = rest.find_first_of("\r\n");
        out.append("data: ").append(rest.substr(0, end)).append("\n");
        if (end == std::string_view::npos)
            break;
        rest.remove_prefix(rest.substr(end, 2) == "\r\n" ? end + 2 : end + 1);
    }
    return out + "\n";
}

} // namespace huimin::http
