#include "language/syntax/source.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace huimin::language {

namespace {

/// Hanzi and full-width marks take two columns on a terminal.
std::size_t terminal_width(std::string_view text)
{
    std::size_t width = 0;
    while (!text.empty()) {
        const char32_t c = take_code_point(text);
        const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
                          (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                          (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                          (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD);
        width += wide ? 2 : 1;
    }
    return width;
}

std::string marked_line(const Place& place, const std::string& text)
{
    if (place.offset > text.size() || first_invalid_utf8(text))
        return "";
    const std::size_t start = text.rfind('\n', place.offset == 0 ? 0 : place.offset - 1);
    const std::size_t first = place.offset == 0 || start == std::string::npos ? 0 : start + 1;
    const std::size_t last = std::min(text.find('\n', place.offset), text.size());
    const std::size_t end = std::min<std::size_t>(place.offset + place.length, last);
    const std::string_view line(text.data() + first, last - first);
    const std::size_t before = terminal_width(std::string_view(text).substr(first, place.offset - first));
    const std::size_t width =
        std::max<std::size_t>(terminal_width(std::string_view(text).substr(place.offset, end - place.offset)), 1);
    return "  │ " + std::string(line) + "\n  │ " + std::string(before, ' ') + std::string(width, '^') + "\n";
}

} // namespace

bool has_errors(const Diagnostics& diagnostics)
{
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& found) { return found.severity == Severity::error; });
}

std::string render(const Diagnostics& diagnostics, const std::vector<SourceFile>& files)
{
    std::vector<const Diagnostic*> sorted;
    for (const Diagnostic& found : diagnostics)
        sorted.push_back(&found);
    std::sort(sorted.begin(), sorted.end(), [](const Diagnostic* a, const Diagnostic* b) {
        return std::tie(a->place.file, a->place.offset, a->code) < std::tie(b->place.file, b->place.offset, b->code);
    });
    std::string out;
    for (const Diagnostic* found : sorted) {
        const Place& place = found->place;
        const bool known = place.file < files.size();
        out += (out.empty() ? "" : "\n") + (known ? files[place.file].path : std::string("?")) + ":" +
               std::to_string(place.line) + ":" + std::to_string(place.column) +
               (found->severity == Severity::error ? " 错误 " : " 提醒 ") + found->code + " " + found->message + "\n";
        if (known)
            out += marked_line(place, files[place.file].text);
        out += "  建议：" + found->remedy + "\n  " + found->english + "\n";
    }
    if (!out.empty())
        out.pop_back();
    return out;
}

} // namespace huimin::language
