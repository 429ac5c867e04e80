// Workbooks as an attacker or a careless program makes them, part by part.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace huimin::test {

/// A ZIP archive whose directory may lie.
class Archive {
public:
    struct Lies {
        bool wrong_sum = false;
        std::uint32_t claimed_size = 0; ///< instead of the real unpacked size; 0: the truth
        bool encrypted = false;         ///< says so
    };
    void add(std::string_view name, std::string_view content, bool packed = true);
    void add(std::string_view name, std::string_view content, bool packed, const Lies&);
    [[nodiscard]] std::string bytes() const;

private:
    std::string entries_, directory_;
    std::uint32_t count_ = 0;
};

/// A workbook of one sheet with these rows (XML of <sheetData>), and what else is handed in.
struct Workbook {
    std::string rows;                                           ///< <row>…</row>
    std::string before_rows = {};                               ///< <dimension/>, <cols/> …
    std::string after_rows = {};                                ///< <mergeCells/> …
    std::string shared = {};                                    ///< <si>…</si>; none: no such part
    std::string workbook_properties = {};                       ///< <workbookPr …/>
    std::string sheet_state = {};                               ///< hidden: a visible sheet follows it
    std::vector<std::pair<std::string, std::string>> more = {}; ///< further parts
    std::string prologue = {};                                  ///< before the sheet's root element

    /// Style 1 shows a day, style 0 does not.
    [[nodiscard]] std::string bytes() const;
};

} // namespace huimin::test
