// Phrases of the language with types: exceptions, aggregates, functions, ages, parameters at their keys.

#include <algorithm>
#include <optional>

#include "language/check/internal/conditions.h"
#include "language/check/internal/typing.h"

namespace huimin::language::check_internal {

NodePtr Typing::operator()(const s::Defaults& defaults)
{
    struct Live {
        const s::Exception* written;
        NodePtr condition, value;
    };
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
    const auto beats = [](const Live& a, const Live& b) {
        return std::any_of(a.written->overrides.begin(), a.written->overrides.end(),
                           [&](const s::Name& name) { return name.text == b.written->name.text; });
    };
    Conditions conditions(model_);
    for (std::size_t i = 0; i < live.size(); ++i)
        for (std::size_t j = i + 1; j < live.size(); ++j) {
            if (beats(live[i], live[j]) || beats(live[j], live[i]))
                continue;
            const Boxes overlap = overlap_of(conditions.of(*live[i].condition, true, scope_.record),
                                             conditions.of(*live[j].condition, true, scope_.record));
            if (!overlap.never()) {
                model_.error("E3201", live[j].written->name.place,
                             "例外「" + live[i].written->name.text + "」和「" + live[j].written->name.text +
                                 "」可能同时成立，却没有说哪个优先；例如 " + conditions.example(overlap),
                             "在其中一个后面写「优先于 " + live[i].written->name.text + "」，或把条件写得不重叠",
                             "two exceptions may hold together; say which one overrides");
                return nullptr;
            }
        }
    // Those that override stand first; `overrides` is a partial order, so repeated selection of an unbeaten one sorts
    // it.
    std::vector<NodePtr> operands;
    std::vector<Label> labels;
    while (!live.empty()) {
        auto first = std::find_if(live.begin(), live.end(), [&](const Live& one) {
            return std::none_of(live.begin(), live.end(), [&](const Live& other) { return beats(other, one); });
        });
        if (first == live.end()) {
            model_.error("E1304", place_, "例外的「优先于」绕成了圈", "去掉其中一个",
                         "the exceptions override each other in a circle");
            return nullptr;
        }
        operands.push_back(std::move(first->condition));
        operands.push_back(std::move(first->value));
        labels.push_back({first->written->name.text, model_.cite(first->written->citations, DayRange{})});
        live.erase(first);
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

NodePtr Typing::operator()(const s::Call& call)
{
    std::vector<NodePtr> arguments;
    if (call.function == s::Function::progressive) {
        const auto* reference = std::get_if<s::Reference>(&call.arguments[1]->node);
        const auto parameter =
            reference ? model_.parameters.find(reference->path.names.back().text) : model_.parameters.end();
        if (parameter == model_.parameters.end() ||
            model_.program.parameters[parameter->second].keying != Keying::progressive) {
            model_.error("E2006", call.arguments[1]->place, "累进 的第二个值要是一个「累进」参数",
                         "先声明 参数 名 : 比率 累进 金额", "the second value must be a progressive parameter");
            return nullptr;
        }
        NodePtr amount =
            model_.type_as(*call.arguments[0], scope_, model_.program.parameters[parameter->second].key_type, "累进");
        if (!amount)
            return nullptr;
        model_.parameters_read.insert(parameter->second);
        Type type = amount->type;
        type.exact = type.kind == Kind::money;
        auto node = make_node(Op::progressive, type, place_, list(std::move(amount)));
        node->type.may_be_unknown = true;
        node->index = parameter->second;
        return node;
    }
    for (const s::ExpressionPtr& argument : call.arguments) {
        arguments.push_back(
            arguments.empty() ? model_.type(*argument, scope_, expected_)
                              : model_.type(*argument, scope_, arguments.front() ? &arguments.front()->type : nullptr));
        if (!arguments.back())
            return nullptr;
    }
    const auto need = [&](Kind kind, const char* what) {
        for (const NodePtr& argument : arguments)
            if (argument->type.kind != kind) {
                mismatch(what, argument->type, kind == Kind::day ? "日期" : "月份");
                return false;
            }
        return true;
    };
    switch (call.function) {
    case s::Function::larger:
    case s::Function::smaller: {
        Type type = arguments.front()->type;
        for (const NodePtr& argument : arguments) {
            if (!same_dimension(type, argument->type) ||
                (!type.is_number() && type.kind != Kind::day && type.kind != Kind::month))
                return clash(type, argument->type, place_);
            type = type.is_number() ? joined(type, argument->type) : type;
        }
        return make_node(call.function == s::Function::larger ? Op::larger : Op::smaller, type, place_,
                         std::move(arguments));
    }
    case s::Function::age:
        return need(Kind::day, "周岁") ? make_node(Op::age, of(Kind::integer), place_, std::move(arguments)) : nullptr;
    case s::Function::months_between:
        return need(Kind::day, "月数") ? make_node(Op::months_between, of(Kind::integer), place_, std::move(arguments))
                                       : nullptr;
    case s::Function::days_between:
        return need(Kind::day, "天数") ? make_node(Op::days_between, of(Kind::integer), place_, std::move(arguments))
                                       : nullptr;
    case s::Function::month_of:
        return need(Kind::day, "月份") ? make_node(Op::month_of, of(Kind::month), place_, std::move(arguments))
                                       : nullptr;
    case s::Function::first_day:
        return need(Kind::month, "首日") ? make_node(Op::first_day, of(Kind::day), place_, std::move(arguments))
                                         : nullptr;
    case s::Function::last_day:
        return need(Kind::month, "末日") ? make_node(Op::last_day, of(Kind::day), place_, std::move(arguments))
                                         : nullptr;
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
