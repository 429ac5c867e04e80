#include "language/program.h"

#include <algorithm>

#include "language/syntax/internal/keywords.h"

namespace huimin::language {

namespace {

template <class Things, class Matches>
Index find_in(const Things& things, Matches matches)
{
    const auto found = std::find_if(things.begin(), things.end(), matches);
    return found == things.end() ? none : static_cast<Index>(found - things.begin());
}

} // namespace

bool within_range(const Rational& number, const Field& field)
{
    const Rational all(number_max(field.type.kind));
    return !field.type.is_number() ||
           (number >= field.low.value_or(*subtract(Rational(0), all)) && number <= field.high.value_or(all));
}

Index Program::find_choice(std::string_view name) const
{
    return find_in(choices, [&](const Choice& one) { return one.heading.name == name; });
}
Index Program::find_record(std::string_view name_or_alias) const
{
    return find_in(records, [&](const Record& one) {
        return one.heading.name == name_or_alias || one.heading.alias == name_or_alias;
    });
}
Index Program::find_parameter(std::string_view name_or_alias) const
{
    return find_in(parameters, [&](const Parameter& one) {
        return one.heading.name == name_or_alias || one.heading.alias == name_or_alias;
    });
}
Index Program::find_policy(std::string_view name_or_alias) const
{
    return find_in(policies, [&](const Policy& one) {
        return one.heading.name == name_or_alias || one.heading.alias == name_or_alias;
    });
}
Index Program::find_purpose(std::string_view name_or_alias) const
{
    return find_in(purposes, [&](const Purpose& one) {
        return one.heading.name == name_or_alias || one.heading.alias == name_or_alias;
    });
}
Index Program::find_role(std::string_view name_or_alias) const
{
    return find_in(roles, [&](const Role& one) {
        return one.heading.name == name_or_alias || one.heading.alias == name_or_alias;
    });
}
Index Program::find_field(Index record, std::string_view name_or_alias) const
{
    return find_in(records[record].fields,
                   [&](const Field& one) { return one.name == name_or_alias || one.alias == name_or_alias; });
}
Index Program::find_definition(Index record, std::string_view name) const
{
    return find_in(definitions,
                   [&](const Definition& one) { return one.record == record && one.heading.name == name; });
}

Day PayDay::of(Month month) const
{
    const Month paid = month.plus(month_before ? -1 : 0);
    return day ? paid.first().plus_days(*day - 1) : paid.last();
}

namespace {

// In the order of the enumerations, which is that of the keywords.
Spelled word_after(syntax::Word first, int by)
{
    const syntax::Keyword& known = syntax::keyword(static_cast<syntax::Word>(static_cast<int>(first) + by));
    return {known.chinese, known.english};
}

} // namespace

Spelled spelled(Action action) { return word_after(syntax::Word::act_read, static_cast<int>(action)); }
Spelled spelled(SystemObject subject) { return word_after(syntax::Word::accounts, static_cast<int>(subject)); }

} // namespace huimin::language
