// Columns of text that line up on a terminal and in a text file, where a hanzi is two signs wide.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace huimin::tools {

/// How many signs wide a text is shown: hanzi, full-width forms and marks two, all others one.
[[nodiscard]] std::size_t shown_width(std::string_view utf8);

/// `text` with blanks behind it, or before it, up to `width`.
[[nodiscard]] std::string left(std::string_view text, std::size_t width);
[[nodiscard]] std::string right(std::string_view text, std::size_t width);

/// Rows of a name, figures and a unit: the first cell stands to the left, those between to the right, and the last
/// follows its figure. Each column is as wide as its widest cell.
class Table {
public:
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    [[nodiscard]] std::vector<std::string> lines() const;

private:
    std::vector<std::vector<std::string>> rows_;
};

} // namespace huimin::tools
