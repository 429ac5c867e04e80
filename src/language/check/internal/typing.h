// One expression being typed: a visitor over the kinds of syntax nodes. Told errors leave a null node behind.

#pragma once

#include <string>
#include <vector>

#include "language/check/internal/model.h"

namespace huimin::language::check_internal {

namespace s = syntax;

[[nodiscard]] inline Type of(Kind kind, Period period = Period::none)
{
    Type type;
    type.kind = kind;
    type.period = period;
    return type;
}

template <class... Nodes>
std::vector<NodePtr> list(Nodes... nodes)
{
    std::vector<NodePtr> made;
    (made.push_back(std::move(nodes)), ...);
    return made;
}

inline bool is_plain_number(const Type& type)
{
    return type.kind == Kind::integer || type.kind == Kind::decimal || type.kind == Kind::rate;
}

/// Whether two values may be added or compared.
inline bool same_dimension(const Type& a, const Type& b)
{
    if (is_plain_number(a) && is_plain_number(b))
        return true;
    if (a.kind != b.kind)
        return false;
    if (a.kind == Kind::money)
        return a.period == b.period || a.period == Period::none || b.period == Period::none;
    return a.of == b.of && a.unit == b.unit;
}

inline bool periods_clash(const Type& a, const Type& b)
{
    return a.kind == Kind::money && b.kind == Kind::money && a.period != b.period && a.period != Period::none &&
           b.period != Period::none;
}

/// The type of a sum, a choice between, or the larger of two values of the same dimension.
inline Type joined(const Type& a, const Type& b)
{
    Type type = a;
    if (is_plain_number(a) && a.kind != b.kind)
        type.kind = Kind::decimal;
    if (type.period == Period::none)
        type.period = b.period;
    type.exact = a.exact || b.exact;
    type.may_be_unknown = false;
    return type;
}

class Typing {
public:
    Typing(Model& model, Scope& scope, const Type* expected, const Place& place)
        : model_(model), scope_(scope), expected_(expected), place_(place)
    {
    }

    NodePtr operator()(const s::Literal& literal);
    NodePtr operator()(const s::TruthLiteral& literal);
    NodePtr operator()(const s::DayLiteral& literal);
    NodePtr operator()(const s::MonthLiteral& literal);
    NodePtr operator()(const s::TextLiteral& literal);
    NodePtr operator()(const s::AreaLiteral& literal);
    NodePtr operator()(const s::Reference& reference);

    NodePtr operator()(const s::Unary& unary);

    NodePtr operator()(const s::Binary& binary);

    NodePtr operator()(const s::Membership& membership);
    NodePtr operator()(const s::Between& between);

    NodePtr operator()(const s::RoundTo& round);
    NodePtr operator()(const s::Clamp& clamp);
    NodePtr operator()(const s::IfUnknown& if_unknown);
    NodePtr operator()(const s::Convert& convert);

    NodePtr operator()(const s::Cases& cases);
    NodePtr operator()(const s::Defaults& defaults);
    NodePtr operator()(const s::Items& items);
    NodePtr operator()(const s::Aggregate& aggregate);
    NodePtr operator()(const s::Call& call);
    NodePtr operator()(const s::AgeCheck& check);
    NodePtr operator()(const s::Lookup& lookup);
    NodePtr operator()(const s::Receives& receives);
    NodePtr operator()(const s::Discretion& discretion);
    NodePtr operator()(const s::Today&);
    NodePtr operator()(const s::Let& let);

private:
    NodePtr money(const s::Literal& literal);

    NodePtr mismatch(const std::string& what, const Type& given, const std::string& wanted);
    std::string hint_for(const Type& given) const;

    NodePtr logical(const s::Binary& binary);

    NodePtr clash(const Type& a, const Type& b, const Place& place);

    /// Both sides, each helping the other to know what its literals mean.
    bool both(const s::Binary& binary, NodePtr& left, NodePtr& right, const Type* expected);

    NodePtr sum(const s::Binary& binary);

    NodePtr shifted(const s::Binary& binary, const s::Literal& span);

    NodePtr product(const s::Binary& binary);

    NodePtr quotient(const s::Binary& binary);

    NodePtr compare(const s::Binary& binary, Op op);

    NodePtr progressive(const s::Call& call);

    NodePtr extreme(Op op, std::vector<NodePtr> arguments);

    Model& model_;
    Scope& scope_;
    const Type* expected_;
    Place place_;
};

} // namespace huimin::language::check_internal
