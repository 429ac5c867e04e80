// Expressions and values in words: 月收入 700元 ÷ 人数 3.

#pragma once

#include "language/evaluate/machine.h"

namespace huimin::language {

enum class Showing {
    names,  ///< 月收入 ÷ 人数
    sides,  ///< 月收入 ÷ 人数（233.33元） 低于 低保标准 1,029元: of a comparison what each side comes to
    values, ///< 月收入 700元 ÷ 人数 3, sums written out over their members
};

/// The one of two words that is asked for.
[[nodiscard]] constexpr std::string_view in(Tongue tongue, std::string_view chinese, std::string_view english)
{
    return tongue == Tongue::chinese ? chinese : english;
}

/// 低保金, or its alias as words: minimum living. What has no alias keeps its name.
[[nodiscard]] std::string name_in(Tongue, const std::string& name, const std::string& alias);
[[nodiscard]] inline std::string name_in(Tongue tongue, const Heading& heading)
{
    return name_in(tongue, heading.name, heading.alias);
}

/// Fills Node::words: once for all who will be told.
void keep_words(const Program&, const AreaTree&);

/// The expression as an official would say it. Binds the 其中 it meets.
[[nodiscard]] std::string words_of(Machine&, const Node&, const Frame&, Showing, Tongue = Tongue::chinese);

/// The same, written behind what stands in the text.
void write_words(Machine&, const Node&, const Frame&, Showing, Tongue, std::string& out);

/// What a value is made of, with values: 工资 800元 + 养老金 0元; a name alone where it is just that, and nothing where
/// it is just a value.
[[nodiscard]] std::string made_of(Machine&, const Node&, const Frame&, Tongue);

/// What is the case when a condition fails, with values: 月收入 3,000元 不低于 标准合计 2,900元.
[[nodiscard]] std::string words_against(Machine&, const Node&, const Frame&, Tongue);

/// text_of with the run's program and divisions.
[[nodiscard]] std::string value_text(const Machine&, const Value&, const Type&, Tongue = Tongue::chinese);

/// What a person calls the subject: its label, otherwise the name of its record.
[[nodiscard]] const std::string& name_of(const Machine&, Index subject);

/// 〔低保办法 第9条〕
[[nodiscard]] std::string citation_text(const Citation&, const Program&);

} // namespace huimin::language
