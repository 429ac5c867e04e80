// What a workbook says of all its sheets: which are visible, where they stand, how its cells show days, and the texts
// they share.

#pragma once

#include <string>
#include <vector>

#include "registry/internal/archive.h"

namespace huimin::registry {

/// Texts kept end to end.
class SharedTexts {
public:
    void begin() { ends_.push_back(bytes_.size()); }
    void append(std::string_view text)
    {
        bytes_ += text;
        ends_.back() = bytes_.size();
    }
    [[nodiscard]] std::size_t size() const { return ends_.size(); }
    [[nodiscard]] std::size_t bytes() const { return bytes_.size(); }
    [[nodiscard]] std::string_view operator[](std::size_t i) const
    {
        const std::size_t start = i == 0 ? 0 : ends_[i - 1];
        return std::string_view(bytes_).substr(start, ends_[i] - start);
    }

private:
    std::string bytes_;
    std::vector<std::size_t> ends_;
};

struct Workbook {
    std::string sheet; ///< the entry of the first visible sheet
    std::string sheet_name;
    std::vector<std::string> others; ///< names of the sheets beside it that hold something
    bool from_1904 = false;
    std::vector<bool> shows_day; ///< by style
    SharedTexts shared;
};

/// Fails with sheet.broken, sheet.too_large.
Result<Workbook> read_workbook(Archive&);

} // namespace huimin::registry
