// Expressions and values in words: 月收入 700元 ÷ 人数 3.

#pragma once

#include "language/evaluate/machine.h"

namespace huimin::language {

enum class Showing {
    names,  ///< 月收入 ÷ 人数
    values, ///< 月收入 700元 ÷ 人数 3, sums written out over their members
};

/// Fills Node::words: once for all who will be told.
void keep_words(const Program&, const AreaTree&);

/// The expression as an official would say it. Binds the 其中 it meets.
[[nodiscard]] std::string words_of(Machine&, const Node&, const Frame&, Showing);

/// The same, written behind what stands in the text.
void write_words(Machine&, const Node&, const Frame&, Showing, std::string& out);

/// text_of with the run's program and divisions.
[[nodiscard]] std::string value_text(const Machine&, const Value&, const Type&);

/// What a person calls the subject: its label, otherwise the name of its record.
[[nodiscard]] const std::string& name_of(const Machine&, Index subject);

/// 〔低保办法 第9条〕
[[nodiscard]] std::string citation_text(const Citation&, const Program&);

} // namespace huimin::language
