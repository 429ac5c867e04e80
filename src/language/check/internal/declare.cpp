// First stage: every name there is, level by level.

#include "language/check/internal/model.h"

namespace huimin::language::check_internal {

void Model::declare()
{
    each<syntax::SourceDeclaration>(*this, [&](const auto& tree, int) { declare_source(tree); });
    each<syntax::CityDeclaration>(*this, [&](const auto& tree, int level) {
        if (level < city_level)
            return;
        const Area* area = areas.find_latest(tree.area.code);
        if (area == nullptr || area->name != tree.area.name.text)
            error("E1102", tree.area.place,
                  "区划代码 " + tree.area.code.short_text() + " 的名称是「" + (area ? area->name : "（没有这个代码）") +
                      "」，不是「" + tree.area.name.text + "」",
                  "查对代码和名称", "the division's code and name do not agree");
        program.city = {tree.header.name.text, tree.area.code, tree.header.validity.in_force.from};
        city_level = level;
    });
    each<syntax::ChoiceDeclaration>(*this, [&](const auto& tree, int) { declare_choice(tree); });
    each<syntax::PurposeDeclaration>(*this, [&](const auto& tree, int) { declare_purpose(tree); });
    // Records before their fields' types can be named by each other: names first.
    each<syntax::RecordDeclaration>(*this, [&](const auto& tree, int) {
        if (!tree.header.extends && !records.contains(tree.header.name.text)) {
            records.emplace(tree.header.name.text, static_cast<Index>(program.records.size()));
            program.records.emplace_back();
            program.records.back().heading.place = tree.header.name.place;
            fields.emplace_back();
            definitions.emplace_back();
        }
    });
    each<syntax::RecordDeclaration>(*this, [&](const auto& tree, int) { declare_record(tree); });
    each<syntax::ScaleDeclaration>(*this, [&](const auto& tree, int) { declare_scale(tree); });
    each<syntax::ParameterDeclaration>(*this, [&](const auto& tree, int level) { declare_parameter(tree, level); });
    each<syntax::DefineDeclaration>(*this, [&](const auto& tree, int level) { declare_definition(tree, level); });
    each<syntax::PolicyDeclaration>(*this, [&](const auto& tree, int level) { declare_policy(tree, level); });
    check_aliases();
}

void Model::declare_source(const syntax::SourceDeclaration& tree)
{
    const auto index = static_cast<Index>(program.sources.size());
    const auto [known, fresh] = sources.emplace(tree.header.name.text, index);
    if (!fresh) {
        const LegalSource& first = program.sources[known->second];
        if (first.title != tree.title || first.number != tree.number)
            error("E1103", tree.header.name.place, "依据「" + tree.header.name.text + "」已经指《" + first.title + "》",
                  "换一个简称", "this source name stands for another document already");
        return;
    }
    program.sources.push_back({heading(tree.header), tree.title, tree.number, tree.url, tree.header.validity.in_force,
                               tree.header.validity.signed_on});
}

void Model::declare_choice(const syntax::ChoiceDeclaration& tree)
{
    if (!choices.emplace(tree.header.name.text, static_cast<Index>(program.choices.size())).second)
        return error("E1103", tree.header.name.place, "选项「" + tree.header.name.text + "」已经声明过",
                     "换一个名称，或删去一处", "this choice stands twice");
    Choice choice{heading(tree.header), {}};
    std::set<std::string> names;
    std::set<std::int32_t> numbers;
    std::int32_t next = 1;
    for (const syntax::ChoiceValue& value : tree.values) {
        const std::int32_t number = value.number.value_or(next);
        next = number + 1;
        if (!names.insert(value.name.text).second || !numbers.insert(number).second)
            error("E1209", value.name.place,
                  "选项里「" + value.name.text + "」的名称或编号 " + std::to_string(number) + " 重复", "改成不同的",
                  "a value's name or number stands twice");
        choice.values.push_back({value.name.text, value.alias.text, number});
    }
    program.choices.push_back(std::move(choice));
}

void Model::declare_parameter(const syntax::ParameterDeclaration& tree, int level)
{
    const std::string& name = tree.header.name.text;
    const AreaCode area = level == city_level ? program.city.area : AreaCode();
    const auto known = parameters.find(name);
    if (tree.header.extends || (tree.header.replaces && known != parameters.end())) {
        if (known == parameters.end()) {
            std::vector<std::string> names;
            for (const Parameter& one : program.parameters)
                names.push_back(one.heading.name);
            return error("E1201", tree.header.name.place, "要补充的参数「" + name + "」还没有声明", like(name, names),
                         "there is no parameter to extend");
        }
        if (tree.header.replaces)
            parameter_trees[known->second].clear();
        const Heading more = heading(tree.header);
        auto& carries = program.parameters[known->second].heading.carries;
        carries.insert(carries.end(), more.carries.begin(), more.carries.end());
        parameter_trees[known->second].push_back({&tree, area, module, level});
        return;
    }
    if (known != parameters.end())
        return error("E1103", tree.header.name.place, "参数「" + name + "」已经声明过",
                     "增加数值写「补充 参数 " + name + ":」", "this parameter stands already; use `extend`");
    if (tree.header.replaces)
        error("E1202", tree.header.name.place, "要替代的参数「" + name + "」不存在", "去掉「替代」，或查对名称",
              "there is no parameter to replace");
    need_clause(tree.header, "参数");
    parameters.emplace(name, static_cast<Index>(program.parameters.size()));
    Parameter parameter;
    parameter.heading = heading(tree.header);
    parameter.type = type_of(tree.type);
    for (const syntax::Name& key : tree.keys) {
        const auto choice = choices.find(key.text);
        if (choice != choices.end()) {
            parameter.keys.push_back(choice->second);
            continue;
        }
        error("E1105", key.place, "「" + key.text + "」不是选项", "参数按选项分值，先声明 选项 " + key.text,
              "`" + key.text + "` is not a choice");
        parameter.type = spoilt();
    }
    parameter.keying = static_cast<Keying>(tree.keying);
    if (parameter.keying != Keying::none)
        parameter.key_type = type_of(tree.key_type);
    parameter.set_locally = tree.set_locally;
    program.parameters.push_back(std::move(parameter));
    parameter_trees.push_back({{&tree, area, module, level}});
}

Index Model::add_definition(Index record, Heading made, Type type)
{
    const auto index = static_cast<Index>(program.definitions.size());
    definitions[record].emplace(made.name, index);
    program.definitions.push_back({std::move(made), record, std::move(type), {}});
    definition_trees.emplace_back();
    definition_progress.push_back(Progress::untouched);
    return index;
}

void Model::declare_definition(const syntax::DefineDeclaration& tree, int level)
{
    const auto record = records.find(tree.record.text);
    if (record == records.end()) {
        std::vector<std::string> names;
        for (const auto& [name, unused] : records)
            names.push_back(name);
        return error("E1106", tree.record.place, "没有档案「" + tree.record.text + "」", like(tree.record.text, names),
                     "there is no record of this name");
    }
    need_clause(tree.header, "定义");
    const std::string& name = tree.header.name.text;
    if (fields[record->second].contains(name))
        return error("E1103", tree.header.name.place, "「" + tree.record.text + "." + name + "」已经是字段",
                     "给定义换一个名称", "a field has this name already");
    const auto known = definitions[record->second].find(name);
    if (known == definitions[record->second].end()) {
        if (tree.header.replaces)
            error("E1202", tree.header.name.place, "要替代的定义「" + tree.record.text + "." + name + "」不存在",
                  "去掉「替代」，或查对名称", "there is no definition to replace");
        const Index index = add_definition(record->second, heading(tree.header), type_of(tree.type));
        definition_trees[index].push_back({&tree, level, module});
        return;
    }
    auto& trees = definition_trees[known->second];
    if (tree.header.replaces) {
        std::erase_if(trees, [&](const auto& one) { return one.level < level; });
        program.definitions[known->second].type = type_of(tree.type);
        const Heading mine = heading(tree.header);
        auto& carries = program.definitions[known->second].heading.carries;
        carries.insert(carries.end(), mine.carries.begin(), mine.carries.end());
    } else if (!trees.empty() && trees.back().level != level) {
        return error("E1103", tree.header.name.place, "定义「" + tree.record.text + "." + name + "」上级规则包已有",
                     "要改变它，写「替代 定义 …」", "a higher pack defines it; write `replace`");
    }
    trees.push_back({&tree, level, module});
}

void Model::declare_policy(const syntax::PolicyDeclaration& tree, int level)
{
    const std::string& name = tree.header.name.text;
    need_clause(tree.header, "政策");
    const auto record = records.find(tree.record.text);
    if (record == records.end())
        return error("E1106", tree.record.place, "没有档案「" + tree.record.text + "」", "写 发给 家庭 或 发给 人",
                     "there is no record of this name");
    const auto known = policies.find(name);
    if (known == policies.end()) {
        if (tree.header.replaces)
            error("E1202", tree.header.name.place, "要替代的政策「" + name + "」不存在", "去掉「替代」，或查对名称",
                  "there is no policy to replace");
        policies.emplace(name, static_cast<Index>(program.policies.size()));
        Policy policy;
        policy.heading = heading(tree.header);
        policy.record = record->second;
        policy.period = static_cast<PayPeriod>(tree.period);
        program.policies.push_back(std::move(policy));
        policy_trees.push_back({{&tree, level, module}});
        return;
    }
    auto& trees = policy_trees[known->second];
    Policy& policy = program.policies[known->second];
    if (policy.record != record->second)
        return error("E1203", tree.record.place,
                     "政策「" + name + "」原来发给「" + program.records[policy.record].heading.name + "」",
                     "保持一致，或另立一项政策", "it is for another record elsewhere");
    if (tree.header.replaces) {
        std::erase_if(trees, [&](const auto& one) { return one.level < level; });
        const std::vector<std::string> carried = policy.heading.carries;
        policy.heading = heading(tree.header);
        policy.heading.carries.insert(policy.heading.carries.end(), carried.begin(), carried.end());
        policy.period = static_cast<PayPeriod>(tree.period);
    } else if (!trees.empty() && trees.back().level != level) {
        return error("E1103", tree.header.name.place, "政策「" + name + "」上级规则包已有",
                     "要改变它，写「替代 政策 …」", "a higher pack declares it; write `replace`");
    }
    trees.push_back({&tree, level, module});
}

} // namespace huimin::language::check_internal
