// Pack texts and places in them, and what is wrong there.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace huimin::language {

/// A stretch of one pack file. Lines and columns count from 1; columns count characters, not bytes.
struct Place {
    std::uint32_t file = 0;   ///< index into the file list of the one who reads
    std::uint32_t offset = 0; ///< in bytes
    std::uint32_t length = 0; ///< in bytes
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    friend bool operator==(const Place&, const Place&) = default;
};

struct SourceFile {
    std::string path; ///< as told to people: relative to the pack folder's parent
    std::string text; ///< UTF-8, as read
};

enum class Severity { error, warning };

/// One thing wrong in a pack, worded for an official who does not program.
struct Diagnostic {
    Severity severity = Severity::error;
    std::string code;    ///< stable: "E1103", "W3203"
    Place place;         ///< where to look
    std::string message; ///< Chinese: what is wrong, with the offending words in 「」
    std::string remedy;  ///< Chinese: what to write instead
    std::string english; ///< both once more in English
};

using Diagnostics = std::vector<Diagnostic>;

[[nodiscard]] bool has_errors(const Diagnostics&);

/// Sorted by file and place, with one line of the text and a caret below the words:
/// `packs/x.hm:24:7 错误 E3104 …`. Ends without a newline when there is nothing to say.
[[nodiscard]] std::string render(const Diagnostics&, const std::vector<SourceFile>&);

} // namespace huimin::language
