// Phrases of the language with types: exceptions, aggregates, functions, ages, parameters at their keys.

#include <algorithm>
#include <optional>

#include "language/check/internal/conditions.h"
#include "language/check/internal/typing.h"

namespace huimin::language::check_internal {

namespace {

/// An exception with its types.
struct Live {
    const s::Exception* written;
    NodePtr condition, value;
};

bool beats(const Live& a, const Live& b)
{
    return std::ranges::any_of(a.written->overrides,
                               [&](const s::Name& name) { return name.text == b.written->name.text; });
}

/// Those that override stand first; empty where they go round in a circle. `overrides` is a partial order, so repeated
/// selection of an unbeaten one sorts it.
std::vector<Live> in_order(std::vector<Live> live)
{
    std::vector<Live> ordered;
    while (!live.empty()) {
        const auto first = std::ranges::find_if(live, [&](const Live& one) {
            return std::ranges::none_of(live, [&](const Live& other) { return beats(other, one); });
        });
        if (first == live.end())
            return {};
        ordered.push_back(std::move(*first));
        live.erase(first);
    }
    return ordered;
}

/// Whether of two exceptions that may hold together it is always said which one goes first; tells of those where not.
bool are_decided(const std::vector<Live>& live, Model& model, Index record)
{
    Conditions conditions(model);
    for (std::size_t i = 0; i < live.size(); ++i)
        for (std::size_t j = i + 1; j < live.size(); ++j) {
            if (beats(live[i], live[j]) || beats(live[j], live[i]))
                continue;
            const Boxes overlap = overlap_of(conditions.of(*live[i].condition, true, record),
                                             conditions.of(*live[j].condition, true, record));
            if (overlap.never())
                continue;
            model.error("E3201", live[j].written->name.place,
                        "例外「" + live[i].written->name.text + "」和「" + live[j].written->name.text +
                            "」可能同时成立，却没有说哪个优先；例如 " + conditions.example(overlap),
                        "在其中一个后面写「优先于 " + live[i].written->name.text + "」，或把条件写得不重叠",
                        "two exceptions may hold together; say which one overrides");
            return false;
        }
    return true;
}

} // namespace

NodePtr Typing::operator()(const s::Defaults& defaults)
{
    NodePtr base = model_.type(*defaults.base, scope_, expected_);
    if (!base)
        return nullptr;
    Type type = base->type;
    std::vector<Live> live;
    for (const s::Exception& one : defaults.exceptions) {
        NodePtr when = model_.condition(*one.condition, scope_);
        NodePtr value = model_.type_as(*one.value, scope_, type, "例外的值");
        if (!when || !value)
            return nullptr;
        if (value->type.is_number())
            type = joined(type, value->type);
        live.push_back({&one, std::move(when), std::move(value)});
    }
    if (!are_decided(live, model_, scope_.record))
        return nullptr;
    live = in_order(std::move(live));
    if (live.size() < defaults.exceptions.size()) {
        model_.error("E1304", place_, "例外的「优先于」绕成了圈", "去掉其中一个",
                     "the exceptions override each other in a circle");
        return nullptr;
    }
    std::vector<NodePtr> operands;
    std::vector<Label> labels;
    for (Live& one : live) {
        operands.push_back(std::move(one.condition));
        operands.push_back(std::move(one.value));
        labels.push_back({one.written->name.text, model_.cite(one.written->citations, DayRange{})});
    }
    operands.push_back(std::move(base));
    auto node = make_node(Op::cases, type, place_, std::move(operands));
    node->items = std::move(labels);
    return node;
}

NodePtr Typing::operator()(const s::Aggregate& aggregate)
{
    const std::string& name = aggregate.list.names.back().text;
    // The list may belong to the record itself or to one it belongs to.
    Index list_index = none;
    int up = 0;
    for (Index record = scope_.record; record != none && list_index == none;
         record = model_.program.records[record].owner, ++up)
        for (Index i = 0; i < model_.program.lists.size(); ++i)
            if (model_.program.lists[i].owner == record && model_.program.lists[i].name == name)
                list_index = i;
    if (list_index == none) {
        std::vector<std::string> known;
        for (const List& one : model_.program.lists)
            known.push_back(one.name);
        model_.error("E1111", aggregate.list.place, "这里没有叫「" + name + "」的成员名单", model_.like(name, known),
                     "there is no list of this name here");
        return nullptr;
    }
    Scope inner;
    inner.record = model_.program.lists[list_index].member;
    inner.policy = scope_.policy;
    inner.slots = scope_.slots;
    // 其中 of the surrounding record are not the member's; only constants among them would be, so none are handed on.
    NodePtr when = aggregate.condition ? model_.condition(*aggregate.condition, inner) : nullptr;
    if (aggregate.condition && !when)
        return nullptr;
    NodePtr body = aggregate.body ? model_.type(*aggregate.body, inner, expected_) : nullptr;
    if (aggregate.body && !body)
        return nullptr;
    static constexpr Op ops[] = {Op::sum, Op::largest, Op::smallest, Op::count, Op::any, Op::all};
    const Op op = ops[static_cast<int>(aggregate.kind)];
    Type type = op == Op::count ? of(Kind::integer) : op == Op::any || op == Op::all ? of(Kind::truth) : body->type;
    if (op == Op::sum && !type.is_number())
        return mismatch("合计", type, "数或金额");
    if ((op == Op::largest || op == Op::smallest) && !type.is_number() && type.kind != Kind::day &&
        type.kind != Kind::month)
        return mismatch("最大、最小", type, "数、金额或日期");
    const bool may_be_none = op == Op::largest || op == Op::smallest;
    auto node = make_node(op, type, place_, list(std::move(when), std::move(body)));
    if (op == Op::count || op == Op::any || op == Op::all)
        node->operands.resize(1);
    node->type.may_be_unknown = node->type.may_be_unknown || may_be_none;
    node->index = list_index;
    NodePtr whole = std::move(node);
    for (; up > 1; --up) {
        Type outer = whole->type;
        whole = make_node(Op::owner, outer, place_, list(std::move(whole)));
    }
    return whole;
}

NodePtr Typing::progressive(const s::Call& call)
{
    const auto* reference = std::get_if<s::Reference>(&call.arguments[1]->node);
    const auto named = reference ? model_.parameters.find(reference->path.names.back().text) : model_.parameters.end();
    if (named == model_.parameters.end() || model_.program.parameters[named->second].keying != Keying::progressive) {
        model_.error("E2006", call.arguments[1]->place, "累进 的第二个值要是一个「累进」参数",
                     "先声明 参数 名 : 比率 累进 金额", "the second value must be a progressive parameter");
        return nullptr;
    }
    NodePtr amount =
        model_.type_as(*call.arguments[0], scope_, model_.program.parameters[named->second].key_type, "累进");
    if (!amount)
        return nullptr;
    model_.parameters_read.insert(named->second);
    Type type = amount->type;
    type.exact = type.kind == Kind::money;
    auto node = make_node(Op::progressive, type, place_, list(std::move(amount)));
    node->type.may_be_unknown = true;
    node->index = named->second;
    return node;
}

NodePtr Typing::extreme(Op op, std::vector<NodePtr> arguments)
{
    Type type = arguments.front()->type;
    for (const NodePtr& argument : arguments) {
        if (!same_dimension(type, argument->type) ||
            (!type.is_number() && type.kind != Kind::day && type.kind != Kind::month))
            return clash(type, argument->type, place_);
        type = type.is_number() ? joined(type, argument->type) : type;
    }
    return make_node(op, type, place_, std::move(arguments));
}

NodePtr Typing::operator()(const s::Call& call)
{
    if (call.function == s::Function::progressive)
        return progressive(call);
    std::vector<NodePtr> arguments;
    for (const s::ExpressionPtr& argument : call.arguments) {
        const Type* const like = arguments.empty() ? expected_ : &arguments.front()->type;
        arguments.push_back(model_.type(*argument, scope_, like));
        if (!arguments.back())
            return nullptr;
    }
    // A function of days or of months.
    const auto from = [&](Kind kind, const char* name, Op op, Kind made) -> NodePtr {
        for (const NodePtr& argument : arguments)
            if (argument->type.kind != kind)
                return mismatch(name, argument->type, kind == Kind::day ? "日期" : "月份");
        return make_node(op, of(made), place_, std::move(arguments));
    };
    switch (call.function) {
    case s::Function::larger: return extreme(Op::larger, std::move(arguments));
    case s::Function::smaller: return extreme(Op::smaller, std::move(arguments));
    case s::Function::age: return from(Kind::day, "周岁", Op::age, Kind::integer);
    case s::Function::months_between: return from(Kind::day, "月数", Op::months_between, Kind::integer);
    case s::Function::days_between: return from(Kind::day, "天数", Op::days_between, Kind::integer);
    case s::Function::month_of: return from(Kind::day, "月份", Op::month_of, Kind::month);
    case s::Function::first_day: return from(Kind::month, "首日", Op::first_day, Kind::day);
    case s::Function::last_day: return from(Kind::month, "末日", Op::last_day, Kind::day);
    case s::Function::is_known: {
        auto node = make_node(Op::is_known, of(Kind::truth), place_, std::move(arguments));
        node->type.may_be_unknown = false;
        return node;
    }
    case s::Function::progressive: break;
    }
    return nullptr;
}

NodePtr Typing::operator()(const s::AgeCheck& check)
{
    int levels = 0;
    for (Index record = scope_.record; record != none; record = model_.program.records[record].owner, ++levels) {
        const Record& asked = model_.program.records[record];
        if (asked.ages_from == none)
            continue;
        auto born = make_node(Op::field, asked.fields[asked.ages_from].type, place_);
        born->index = asked.ages_from;
        NodePtr test =
            make_node(check.test == s::AgeTest::at_least ? Op::greater_equal : Op::less, of(Kind::truth), place_,
                      list(make_node(Op::age, of(Kind::integer), place_, list(std::move(born))),
                           constant(Rational(check.years), of(Kind::integer), place_)));
        for (; levels > 0; --levels) {
            Type type = test->type;
            test = make_node(Op::owner, type, place_, list(std::move(test)));
        }
        return test;
    }
    model_.error("E1112", place_, "这里没有标「计龄」的日期字段，不知道算谁的岁数",
                 "在档案的出生日期后面标「计龄」，或用 周岁(日期)", "no field is marked `ages_from` here");
    return nullptr;
}

NodePtr Typing::operator()(const s::Lookup& lookup)
{
    const std::string& name = lookup.parameter.names.back().text;
    const auto found = model_.parameters.find(name);
    if (found == model_.parameters.end()) {
        std::vector<std::string> known;
        for (const Parameter& one : model_.program.parameters)
            known.push_back(one.heading.name);
        model_.error("E1113", lookup.parameter.place, "没有参数「" + name + "」", model_.like(name, known),
                     "there is no parameter of this name");
        return nullptr;
    }
    const Parameter& parameter = model_.program.parameters[found->second];
    if (is_spoilt(parameter.type))
        return nullptr;
    const std::size_t wanted = parameter.keys.size() + (parameter.keying == Keying::bands ? 1 : 0);
    if (lookup.keys.size() != wanted) {
        model_.error("E1109", place_,
                     "参数「" + name + "」要 " + std::to_string(wanted) + " 个键，这里写了 " +
                         std::to_string(lookup.keys.size()) + " 个",
                     "按参数声明里的「按」「分档」补全", "a wrong number of keys");
        return nullptr;
    }
    std::vector<NodePtr> keys;
    for (std::size_t i = 0; i < lookup.keys.size(); ++i) {
        Type key = parameter.key_type;
        if (i < parameter.keys.size()) {
            key = of(Kind::choice);
            key.of = parameter.keys[i];
        }
        keys.push_back(model_.type_as(*lookup.keys[i], scope_, key, "键"));
        if (!keys.back())
            return nullptr;
    }
    return model_.parameter_node(found->second, std::move(keys), place_);
}

NodePtr Typing::operator()(const s::Receives& receives)
{
    const std::string& name = receives.policy.names.back().text;
    const auto policy = model_.policies.find(name);
    Index record = scope_.record;
    int levels = 0;
    while (policy != model_.policies.end() && record != none &&
           record != model_.program.policies[policy->second].record) {
        record = model_.program.records[record].owner;
        ++levels;
    }
    if (policy == model_.policies.end() || record == none) {
        std::vector<std::string> known;
        for (const auto& [one, unused] : model_.policies)
            known.push_back(one);
        model_.error("E1114", receives.policy.place, "这里没有政策「" + name + "」，或它不是发给这种档案的",
                     model_.like(name, known), "no such policy for this record");
        return nullptr;
    }
    auto node = make_node(Op::policy_granted, of(Kind::truth), place_);
    node->type.may_be_unknown = true;
    node->index = policy->second;
    NodePtr whole = std::move(node);
    for (; levels > 0; --levels)
        whole = make_node(Op::owner, of(Kind::truth), place_, list(std::move(whole)));
    return whole;
}

} // namespace huimin::language::check_internal
