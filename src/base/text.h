// Text as offices type it, brought into one form: UTF-8, half-width, without invisible signs.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace huimin {

enum class Encoding { utf8, gb18030, utf16_little, utf16_big };

/// By the byte order mark, else UTF-8 when the bytes are valid UTF-8, else GB18030.
[[nodiscard]] Encoding detect_encoding(std::string_view bytes);

/// Bytes as UTF-8 without a byte order mark. Fails with text.encoding, naming the offset of the first byte that fits no
/// character.
[[nodiscard]] Result<std::string> decode(std::string_view bytes, Encoding);

/// UTF-8 as GB18030. Every character of Unicode has a GB18030 form. Fails with text.encoding when `utf8` is not valid.
[[nodiscard]] Result<std::string> encode_gb18030(std::string_view utf8);

/// The offset of the first byte that is not valid UTF-8; none when all is.
[[nodiscard]] std::optional<std::size_t> first_invalid_utf8(std::string_view);

/// The code point at the front, removed from `text`. `text` is valid UTF-8 and not empty.
char32_t take_code_point(std::string_view& text);
void append_code_point(std::string& text, char32_t);
[[nodiscard]] std::size_t count_code_points(std::string_view);

/// A to Z small; all else as it stands.
[[nodiscard]] std::string lower(std::string_view utf8);

/// What a clean-up changed, for the importer to tell.
struct Cleaned {
    std::string text;
    bool blanks = false;     ///< blanks at the ends or doubled inside, among them full-width and no-break ones
    bool invisible = false;  ///< zero-width, direction marks, byte order marks, control signs
    bool full_width = false; ///< full-width letters, digits and marks
    bool composed = false;   ///< brought to Unicode's form NFC

    [[nodiscard]] bool changed() const { return blanks || invisible || full_width || composed; }
};

/// A cell in its plain form: invisible signs gone, full-width forms of ASCII half-width, blanks trimmed and single,
/// NFC.
[[nodiscard]] Cleaned clean(std::string_view utf8);

/// A person's name: as `clean`, and the dots ·•・･．‧ between the parts of a minority name become U+00B7, blanks
/// between hanzi go. Blanks between Latin words stay.
[[nodiscard]] Cleaned clean_name(std::string_view utf8);

} // namespace huimin
