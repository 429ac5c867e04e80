#include "tools/table.h"

#include <algorithm>

#include "base/text.h"

namespace huimin::tools {

std::size_t shown_width(std::string_view utf8)
{
    std::size_t width = 0;
    while (!utf8.empty()) {
        const char32_t sign = take_code_point(utf8);
        // Hangul, CJK with its marks and radicals, compatibility and full-width forms, the planes of rare hanzi.
        const bool wide = (sign >= 0x1100 && sign <= 0x115F) || (sign >= 0x2E80 && sign <= 0xA4CF) ||
                          (sign >= 0xAC00 && sign <= 0xD7A3) || (sign >= 0xF900 && sign <= 0xFAFF) ||
                          (sign >= 0xFE30 && sign <= 0xFE6F) || (sign >= 0xFF00 && sign <= 0xFF60) ||
                          (sign >= 0xFFE0 && sign <= 0xFFE6) || (sign >= 0x20000 && sign <= 0x3FFFD);
        width += wide ? 2 : 1;
    }
    return width;
}

std::string left(std::string_view text, std::size_t width)
{
    const std::size_t shown = shown_width(text);
    return std::string(text) + std::string(width > shown ? width - shown : 0, ' ');
}

std::string right(std::string_view text, std::size_t width)
{
    const std::size_t shown = shown_width(text);
    return std::string(width > shown ? width - shown : 0, ' ') + std::string(text);
}

std::vector<std::string> Table::lines() const
{
    std::vector<std::size_t> widths;
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i == widths.size())
                widths.push_back(0);
            widths[i] = std::max(widths[i], shown_width(row[i]));
        }
    std::vector<std::string> lines;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += i == 0               ? left(row[i], widths[i])
                    : i + 1 < row.size() ? "  " + right(row[i], widths[i])
                                         : " " + row[i];
        line.erase(line.find_last_not_of(' ') + 1);
        lines.push_back(std::move(line));
    }
    return lines;
}

} // namespace huimin::tools
