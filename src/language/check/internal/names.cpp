// What a name means where it stands.

#include "language/check/internal/model.h"

#include <algorithm>
#include <utility>

namespace huimin::language::check_internal {

namespace {

/// Asks the record `levels` owners up.
NodePtr owned(NodePtr inner, int levels, const Place& place)
{
    for (; levels > 0; --levels) {
        Type type = inner->type;
        std::vector<NodePtr> operand;
        operand.push_back(std::move(inner));
        inner = make_node(Op::owner, std::move(type), place, std::move(operand));
    }
    return inner;
}

} // namespace

NodePtr Model::read_definition(Index definition, const Place& place)
{
    type_definition(definition);
    definitions_read.insert(definition);
    auto node = make_node(Op::definition, program.definitions[definition].type, place);
    node->index = definition;
    return node;
}

NodePtr Model::parameter_node(Index parameter, std::vector<NodePtr> keys, const Place& place)
{
    parameters_read.insert(parameter);
    auto node = make_node(Op::parameter, program.parameters[parameter].type, place, std::move(keys));
    node->type.may_be_unknown = true;
    node->index = parameter;
    return node;
}

namespace {

/// The value of a choice by its name; none when it has no such value.
const ChoiceValue* value_named(const Choice& choice, const std::string& name)
{
    for (const ChoiceValue& value : choice.values)
        if (value.name == name || (!value.alias.empty() && value.alias == name))
            return &value;
    return nullptr;
}

NodePtr choice_constant(Index choice, const ChoiceValue& value, const Place& place)
{
    return constant(ChoiceNumber{value.number}, {Kind::choice, Period::none, choice, "", false, false}, place);
}

} // namespace

/// A fact of each member, asked of the household: it must be gathered first.
std::string Model::of_members(const std::string& name, Index record, std::string otherwise) const
{
    for (const List& list : program.lists)
        if (list.owner == record && record != none) {
            const auto field = fields[list.member].find(name);
            const auto definition = definitions[list.member].find(name);
            const bool is_field = field != fields[list.member].end();
            if (!is_field && definition == definitions[list.member].end())
                continue;
            const Type& type = is_field ? program.records[list.member].fields[field->second].type
                                        : program.definitions[definition->second].type;
            const std::string gathered = type.kind == Kind::truth ? "任一 " + list.name + " 满足 " + name
                                         : type.is_number()       ? "合计 " + name + " 于 " + list.name
                                                                  : "最大 " + name + " 于 " + list.name;
            return "「" + name + "」是每个「" + program.records[list.member].heading.name +
                   "」各有的，不是整户的；要先归总，例如 " + gathered;
        }
    return otherwise;
}

NodePtr Model::resolve(const syntax::Path& path, const Place& place, Scope& scope, const Type* expected)
{
    const std::string& last = path.names.back().text;
    const std::string qualifier = path.names.size() > 1 ? path.names[path.names.size() - 2].text : "";
    if (qualifier.empty()) {
        if (const auto local = scope.locals.find(last); local != scope.locals.end()) {
            auto node = make_node(Op::local, local->second.second, place);
            node->index = local->second.first;
            return node;
        }
        if (expected != nullptr && expected->kind == Kind::choice)
            if (const ChoiceValue* value = value_named(program.choices[expected->of], last))
                return choice_constant(expected->of, *value, place);
    } else if (const auto choice = choices.find(qualifier); choice != choices.end()) {
        if (const ChoiceValue* value = value_named(program.choices[choice->second], last))
            return choice_constant(choice->second, *value, place);
    }

    std::vector<NodePtr> found;
    std::vector<std::string> where;
    int levels = 0;
    for (Index record = scope.constants_only ? none : scope.record; record != none;
         record = program.records[record].owner, ++levels) {
        if (!qualifier.empty() && qualifier != program.records[record].heading.name &&
            !(levels == 0 && qualifier == "本"))
            continue;
        if (const auto field = fields[record].find(last); field != fields[record].end()) {
            auto node = make_node(Op::field, program.records[record].fields[field->second].type, place);
            node->index = field->second;
            found.push_back(owned(std::move(node), levels, place));
            where.push_back(program.records[record].heading.name + "." + last);
        } else if (const auto definition = definitions[record].find(last); definition != definitions[record].end()) {
            found.push_back(owned(read_definition(definition->second, place), levels, place));
            where.push_back(program.records[record].heading.name + "." + last);
        }
    }
    if (qualifier.empty()) {
        if (const auto parameter = parameters.find(last); parameter != parameters.end()) {
            const Parameter& known = program.parameters[parameter->second];
            if (is_spoilt(known.type))
                return nullptr;
            if (!known.keys.empty() || known.keying != Keying::none) {
                error("E1109", place, "参数「" + last + "」按键取值，要写成 " + last + "[…]",
                      "在方括号里写上键，例如 " + last + "[" +
                          (known.keys.empty() ? "周岁(出生日期)" : program.choices[known.keys.front()].heading.name) +
                          "]",
                      "this parameter is read by key: write it with brackets");
                return nullptr;
            }
            found.push_back(parameter_node(parameter->second, {}, place));
            where.push_back("参数 " + last);
        }
        if (const auto policy = policies.find(last); policy != policies.end() && scope.record != none) {
            int up = 0;
            Index record = scope.record;
            while (record != none && record != program.policies[policy->second].record) {
                record = program.records[record].owner;
                ++up;
            }
            if (record != none) {
                static constexpr Period periods[] = {Period::none, Period::day, Period::month, Period::year};
                auto node = make_node(Op::policy_amount,
                                      {Kind::money, periods[static_cast<int>(program.policies[policy->second].period)],
                                       none, "", false, true},
                                      place);
                node->index = policy->second;
                found.push_back(owned(std::move(node), up, place));
                where.push_back("政策 " + last);
            }
        }
    }
    if (found.size() == 1)
        return is_spoilt(found.front()->type) ? nullptr : std::move(found.front());
    if (found.size() > 1) {
        error("E1104", place, "「" + last + "」既是「" + where[0] + "」又是「" + where[1] + "」",
              "写明是哪一个，例如 " + where[0], "`" + last + "` is ambiguous here; write which one is meant");
        return nullptr;
    }
    if (qualifier.empty()) {
        const Choice* only = nullptr;
        Index only_index = none;
        int count = 0;
        for (Index i = 0; i < program.choices.size(); ++i)
            if (value_named(program.choices[i], last) != nullptr) {
                only = &program.choices[i];
                only_index = i;
                ++count;
            }
        if (count == 1)
            return choice_constant(only_index, *value_named(*only, last), place);
        if (count > 1) {
            error("E1104", place, "好几个选项都有「" + last + "」",
                  "写明是哪个选项，例如 " + program.choices[only_index].heading.name + "." + last,
                  "several choices have this value; write which");
            return nullptr;
        }
    }
    std::vector<std::string> known;
    for (Index record = scope.record; record != none; record = program.records[record].owner) {
        for (const auto& [name, unused] : fields[record])
            known.push_back(name);
        for (const auto& [name, unused] : definitions[record])
            known.push_back(name);
    }
    for (const auto& [name, unused] : parameters)
        known.push_back(name);
    for (const auto& [name, unused] : policies)
        known.push_back(name);
    const std::string asked =
        scope.record == none ? "这里" : "档案「" + program.records[scope.record].heading.name + "」里";
    error("E1110", path.place, asked + "找不到「" + (qualifier.empty() ? "" : qualifier + ".") + last + "」",
          expected_instead(last, expected, of_members(last, scope.record, like(last, known))),
          "nothing is called `" + last + "` here");
    return nullptr;
}

/// What to write instead of a name that means nothing, where a value of this type is wanted.
std::string Model::expected_instead(const std::string& name, const Type* expected, std::string otherwise) const
{
    if (expected == nullptr)
        return otherwise;
    if (expected->kind == Kind::choice && expected->of != none)
        return values_of(expected->of);
    if (expected->kind == Kind::area)
        for (const Area& area : areas.all())
            if (area.name == name)
                return "区划写代码和名称：" + area.code.short_text() + " " + name;
    if (expected->kind == Kind::money && (name == "无" || name == "没有"))
        return "没有的写 0元，不知道的不写";
    if (expected->kind == Kind::truth && (name == "不是" || name == "没有" || name == "无" || name == "有"))
        return "写 是 或 否";
    return otherwise;
}

void Model::type_definition(Index index)
{
    if (definition_progress[index] == Progress::done)
        return;
    Definition& definition = program.definitions[index];
    const std::string name = program.records[definition.record].heading.name + "." + definition.heading.name;
    if (definition_progress[index] == Progress::open) {
        std::string circle;
        bool inside = false;
        for (const std::string& step : definition_path) {
            inside = inside || step == name;
            if (inside)
                circle += step + " → ";
        }
        return error("E1301", definition.heading.place, "定义绕成了圈：" + circle + name,
                     "去掉其中一步，让每个定义只用到已经定下的值", "definitions form a circle: " + circle + name);
    }
    definition_progress[index] = Progress::open;
    definition_path.push_back(name);
    bool exact = false, may_be_unknown = false;
    std::vector<DefinitionVersion> versions;
    if (scale_trees.contains(index)) {
        NodePtr body = scale_body(index);
        may_be_unknown = body->type.may_be_unknown;
        versions.push_back({DayRange{}, program.definitions[index].heading.citations, "", std::move(body), 0});
    }
    for (const auto& written : definition_trees[index]) {
        const std::string outer_module = std::exchange(module, written.module);
        DefinitionVersion version;
        version.in_force = written.tree->header.validity.in_force;
        version.citations = cite(written.tree->header.citations, version.in_force);
        version.explanation = written.tree->header.explanation;
        Scope scope;
        scope.record = definition.record;
        scope.slots = &version.slots;
        const Type wanted = definition.type;
        version.body = type_as(*written.tree->body, scope, wanted, "定义");
        module = outer_module;
        if (!version.body)
            continue;
        exact = exact || version.body->type.exact;
        may_be_unknown = may_be_unknown || version.body->type.may_be_unknown;
        versions.push_back(std::move(version));
    }
    definition_path.pop_back();
    Definition& done = program.definitions[index]; // the vector may have moved
    std::sort(versions.begin(), versions.end(),
              [](const auto& a, const auto& b) { return a.in_force.from < b.in_force.from; });
    for (std::size_t i = 0; i + 1 < versions.size(); ++i) {
        if (versions[i].in_force.from == versions[i + 1].in_force.from)
            error("E1103", done.heading.place, "定义「" + name + "」有两个版本同一天生效",
                  "给其中一个写上不同的「自 日期 起」", "two versions begin on the same day");
        versions[i].in_force.to = std::min(versions[i].in_force.to, versions[i + 1].in_force.from);
    }
    done.type.exact = exact;
    done.type.may_be_unknown = may_be_unknown || versions.size() != 1 || versions.front().in_force != DayRange{};
    done.versions = std::move(versions);
    definition_progress[index] = Progress::done;
}

} // namespace huimin::language::check_internal
