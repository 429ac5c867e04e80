// Values, names and clauses in words.

#include "language/evaluate/words.h"

#include <algorithm>

#include "base/money.h"

namespace huimin::language {

namespace {

/// A number that does not end within six decimals is shown to two, and said to be near.
std::string number_text(const Rational& number, Tongue tongue)
{
    std::string exact = number.text(6);
    if (exact.find('/') == std::string::npos)
        return exact;
    const auto near = number.rounded(*Rational::of(1, 100), Rounding::half_up);
    return near ? std::string(in(tongue, "约", "about ")) + near->text(2) : exact;
}

std::string money_text(const Rational& fen, Tongue tongue)
{
    const auto near = fen.rounded(Rational(1), Rounding::half_up);
    const auto whole = near ? near->whole() : std::nullopt;
    if (!whole)
        return fen.text() + std::string(in(tongue, "分", " fen"));
    std::string text = Money::from_fen(*whole).grouped_text();
    if (text.ends_with(".00"))
        text.resize(text.size() - 3);
    if (!fen.is_whole())
        text.insert(0, in(tongue, "约", "about "));
    return text.append(in(tongue, " 元", " yuan"));
}

std::string choice_text(ChoiceNumber number, const Type& type, const Program& program, Tongue tongue)
{
    if (type.of < program.choices.size())
        for (const ChoiceValue& value : program.choices[type.of].values)
            if (value.number == number.number)
                return name_in(tongue, value.name, value.alias);
    return std::to_string(number.number);
}

std::string area_text(AreaCode code, const AreaTree& areas, Tongue tongue)
{
    if (code == AreaCode())
        return std::string(in(tongue, "全国", "the whole country"));
    const Area* area = areas.find_latest(code);
    return area != nullptr ? area->name : code.short_text();
}

std::string numeric_text(const Rational& number, const Type& type, Tongue tongue)
{
    if (type.kind == Kind::money)
        return money_text(number, tongue);
    if (type.kind == Kind::rate) {
        const auto percent = multiply(number, Rational(100));
        return percent ? number_text(*percent, tongue) + "%" : number.text();
    }
    return number_text(number, tongue) + type.unit;
}

} // namespace

std::string text_of(const Value& value, const Type& type, const Program& program, const AreaTree& areas, Tongue tongue)
{
    struct Text {
        const Type& type;
        const Program& program;
        const AreaTree& areas;
        Tongue tongue;
        std::string operator()(Unknown) const { return std::string(in(tongue, "未知", "not known")); }
        std::string operator()(bool truth) const
        {
            return std::string(truth ? in(tongue, "是", "yes") : in(tongue, "否", "no"));
        }
        std::string operator()(const Rational& number) const { return numeric_text(number, type, tongue); }
        std::string operator()(Day day) const { return day.text(); }
        std::string operator()(Month month) const { return month.text(); }
        std::string operator()(ChoiceNumber number) const { return choice_text(number, type, program, tongue); }
        std::string operator()(AreaCode code) const { return area_text(code, areas, tongue); }
        std::string operator()(const std::string& text) const { return text; }
    };
    return std::visit(Text{type, program, areas, tongue}, value);
}

std::string value_text(const Machine& machine, const Value& value, const Type& type, Tongue tongue)
{
    return text_of(value, type, machine.program(), machine.world().areas, tongue);
}

std::string name_in(Tongue tongue, const std::string& name, const std::string& alias)
{
    if (tongue == Tongue::chinese || alias.empty())
        return name;
    std::string words = alias;
    std::ranges::replace(words, '_', ' ');
    return words;
}

const std::string& name_of(const Machine& machine, Index subject)
{
    const Instance& instance = *machine.subject(subject).instance;
    return instance.label.empty() ? machine.program().records[instance.record].heading.name : instance.label;
}

std::string citation_text(const Citation& citation, const Program& program)
{
    std::string text = "〔";
    if (citation.source < program.sources.size())
        text += program.sources[citation.source].heading.name;
    if (!citation.locator.empty())
        text += " " + citation.locator;
    return text + "〕";
}

} // namespace huimin::language
