// Chinese names by sound: pinyin, initials for searching, and the order of a Chinese list.

#pragma once

#include <string>
#include <string_view>

namespace huimin {

/// The pinyin of a person's name, syllables parted by blanks, lower case without tones; a surname is read as a surname
/// (单雄 → "shan xiong"). What is not hanzi stays as it is, in lower case.
[[nodiscard]] std::string pinyin_of_name(std::string_view name);

/// The first letters of pinyin_of_name: 曾强 → "zq".
[[nodiscard]] std::string initials_of_name(std::string_view name);

/// Whether `left` stands before `right` in a Chinese list: by pinyin (ICU collation zh), then by code point.
[[nodiscard]] bool chinese_less(std::string_view left, std::string_view right);

} // namespace huimin
