// Words that look like others: what an official may have meant.

#pragma once

#include <string>
#include <string_view>

namespace huimin::language::syntax {

/// How many signs must be changed, added or dropped to make one word of the other; counted to 3 at most.
[[nodiscard]] int difference(std::string_view left, std::string_view right);

/// The keyword spelt most like the word, or none when even the nearest is too far.
[[nodiscard]] std::string_view nearest_keyword(std::string_view word);

/// A run of hanzi that begins or ends with a keyword, or holds a joining word, written with blanks: 成员满足 → 成员
/// 满足. Empty when it does not look like several words.
[[nodiscard]] std::string parted_word(std::string_view word);

/// 三, 十万元, 百分之二十, 一年: a number in hanzi, perhaps with its unit.
[[nodiscard]] bool is_spelt_number(std::string_view word);

/// How what a word of everyday speech means is written in packs: 低于 → 「<」. Empty when there is no other way.
[[nodiscard]] std::string_view pack_writing(std::string_view everyday);

} // namespace huimin::language::syntax
