// Small programs and expressions put together by hand, for tests of the interpreter alone.

#pragma once

#include <utility>

#include "language/evaluate.h"

namespace huimin::language::by_hand {

inline Type type(Kind kind)
{
    Type type;
    type.kind = kind;
    return type;
}

inline std::unique_ptr<Node> make(Op op, Kind kind, Index index = none)
{
    auto node = std::make_unique<Node>();
    node->op = op;
    node->type = type(kind);
    node->index = index;
    return node;
}

template <class... Operands>
NodePtr node(Op op, Kind kind, Index index, Operands... operands)
{
    auto made = make(op, kind, index);
    (made->operands.push_back(std::move(operands)), ...);
    return made;
}

inline NodePtr constant(Kind kind, Value value)
{
    auto made = make(Op::constant, kind);
    made->value = std::move(value);
    return made;
}
inline NodePtr number(std::int64_t whole) { return constant(Kind::integer, Rational(whole)); }
inline NodePtr yuan(std::int64_t whole) { return constant(Kind::money, Rational(whole * 100)); }
inline NodePtr unknown(Kind kind) { return constant(kind, Unknown{}); }
inline NodePtr truth(Verdict verdict)
{
    return verdict == Verdict::unknown ? unknown(Kind::truth) : constant(Kind::truth, verdict == Verdict::yes);
}
inline NodePtr field(Index index, Kind kind) { return make(Op::field, kind, index); }

inline Field field_of(std::string name, Kind kind)
{
    Field field;
    field.name = std::move(name);
    field.type = type(kind);
    return field;
}

/// 家庭 {金融资产, 区划} with 成员 人 {工资, 出生日期, 在校}.
inline Program family_program()
{
    Program program;
    Record household, person;
    household.heading.name = "家庭";
    household.fields = {field_of("金融资产", Kind::money), field_of("区划", Kind::area)};
    household.locates = 1;
    person.heading.name = "人";
    person.owner = 0;
    person.list = 0;
    person.fields = {field_of("工资", Kind::money), field_of("出生日期", Kind::day), field_of("在校", Kind::truth)};
    program.records = {household, person};
    program.lists = {List{"成员", "members", 0, 1}};
    return program;
}

inline Instance person(std::string label, Value wage, Value born = Unknown{}, Value at_school = Unknown{})
{
    Instance instance;
    instance.record = 1;
    instance.label = std::move(label);
    instance.values = {std::move(wage), std::move(born), std::move(at_school)};
    return instance;
}

inline Instance household(Value assets, std::vector<Instance> members, Value area = Unknown{})
{
    Instance instance;
    instance.record = 0;
    instance.label = "家庭";
    instance.values = {std::move(assets), std::move(area)};
    instance.lists = {std::move(members)};
    return instance;
}

inline Rational yuan_value(std::int64_t whole) { return Rational(whole * 100); }

} // namespace huimin::language::by_hand
