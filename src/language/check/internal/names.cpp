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

namespace {

/// One name being looked up: everything it may mean is gathered before one meaning is chosen.
class LookUp {
public:
    LookUp(Model& model, const syntax::Path& path, const Place& place, const Scope& scope, const Type* expected)
        : model_(model), program_(model.program), path_(path), place_(place), scope_(scope), expected_(expected),
          name_(path.names.back().text),
          qualifier_(path.names.size() > 1 ? path.names[path.names.size() - 2].text : std::string())
    {
    }

    NodePtr meaning()
    {
        if (NodePtr nearest = nearest_meaning())
            return nearest;
        find_facts();
        if (qualifier_.empty()) {
            if (!find_parameter())
                return nullptr;
            find_policy();
        }
        if (found_.size() > 1)
            return ambiguous();
        if (!found_.empty())
            return is_spoilt(found_.front()->type) ? nullptr : std::move(found_.front());
        return qualifier_.empty() ? value_of_any_choice() : nothing();
    }

private:
    /// 其中 of this name, a value of the choice that is wanted here, or of the choice that is named.
    NodePtr nearest_meaning()
    {
        Index choice = none;
        if (!qualifier_.empty()) {
            const auto named = model_.choices.find(qualifier_);
            choice = named != model_.choices.end() ? named->second : none;
        } else if (const auto local = scope_.locals.find(name_); local != scope_.locals.end()) {
            auto node = make_node(Op::local, local->second.second, place_);
            node->index = local->second.first;
            return node;
        } else if (expected_ != nullptr && expected_->kind == Kind::choice) {
            choice = expected_->of;
        }
        const ChoiceValue* value = choice != none ? value_named(program_.choices[choice], name_) : nullptr;
        return value != nullptr ? choice_constant(choice, *value, place_) : nullptr;
    }

    /// Fields and definitions of the record asked and of those it belongs to.
    void find_facts()
    {
        int levels = 0;
        for (Index record = scope_.constants_only ? none : scope_.record; record != none;
             record = program_.records[record].owner, ++levels) {
            const std::string& of = program_.records[record].heading.name;
            if (!qualifier_.empty() && qualifier_ != of && !(levels == 0 && qualifier_ == "本"))
                continue;
            NodePtr node;
            if (const auto field = model_.fields[record].find(name_); field != model_.fields[record].end()) {
                auto read = make_node(Op::field, program_.records[record].fields[field->second].type, place_);
                read->index = field->second;
                node = std::move(read);
            } else if (const auto definition = model_.definitions[record].find(name_);
                       definition != model_.definitions[record].end()) {
                node = model_.read_definition(definition->second, place_);
            } else {
                continue;
            }
            found(owned(std::move(node), levels, place_), program_.records[record].heading.name + "." + name_);
        }
    }

    /// False where there is one, but what is wrong with it has been told.
    bool find_parameter()
    {
        const auto named = model_.parameters.find(name_);
        if (named == model_.parameters.end())
            return true;
        const Parameter& known = program_.parameters[named->second];
        if (is_spoilt(known.type))
            return false;
        if (known.keys.empty() && known.keying == Keying::none) {
            found(model_.parameter_node(named->second, {}, place_), "参数 " + name_);
            return true;
        }
        const std::string key =
            known.keys.empty() ? "周岁(出生日期)" : program_.choices[known.keys.front()].heading.name;
        model_.error("E1109", place_, "参数「" + name_ + "」按键取值，要写成 " + name_ + "[…]",
                     "在方括号里写上键，例如 " + name_ + "[" + key + "]",
                     "this parameter is read by key: write it with brackets");
        return false;
    }

    /// A policy's amount, of the record it is asked of or of one that this belongs to.
    void find_policy()
    {
        const auto named = model_.policies.find(name_);
        if (named == model_.policies.end())
            return;
        const Policy& policy = program_.policies[named->second];
        int levels = 0;
        Index record = scope_.record;
        for (; record != none && record != policy.record; ++levels)
            record = program_.records[record].owner;
        if (record == none)
            return;
        static constexpr Period periods[] = {Period::none, Period::day, Period::month, Period::year};
        const Type amount{Kind::money, periods[static_cast<int>(policy.period)], none, "", false, true};
        auto node = make_node(Op::policy_amount, amount, place_);
        node->index = named->second;
        found(owned(std::move(node), levels, place_), "政策 " + name_);
    }

    void found(NodePtr node, std::string where)
    {
        found_.push_back(std::move(node));
        where_.push_back(std::move(where));
    }

    NodePtr ambiguous()
    {
        model_.error("E1104", place_, "「" + name_ + "」既是「" + where_[0] + "」又是「" + where_[1] + "」",
                     "写明是哪一个，例如 " + where_[0], "`" + name_ + "` is ambiguous here; write which one is meant");
        return nullptr;
    }

    NodePtr value_of_any_choice()
    {
        std::vector<Index> having;
        for (Index i = 0; i < program_.choices.size(); ++i)
            if (value_named(program_.choices[i], name_) != nullptr)
                having.push_back(i);
        if (having.empty())
            return nothing();
        const Choice& last = program_.choices[having.back()];
        if (having.size() == 1)
            return choice_constant(having.back(), *value_named(last, name_), place_);
        model_.error("E1104", place_, "好几个选项都有「" + name_ + "」",
                     "写明是哪个选项，例如 " + last.heading.name + "." + name_,
                     "several choices have this value; write which");
        return nullptr;
    }

    NodePtr nothing()
    {
        std::vector<std::string> known;
        const auto add = [&](const std::unordered_map<std::string, Index>& names) {
            for (const auto& [name, unused] : names)
                known.push_back(name);
        };
        for (Index record = scope_.record; record != none; record = program_.records[record].owner) {
            add(model_.fields[record]);
            add(model_.definitions[record]);
        }
        add(model_.parameters);
        add(model_.policies);
        const std::string asked =
            scope_.record == none ? "这里" : "档案「" + program_.records[scope_.record].heading.name + "」里";
        const std::string likely = model_.of_members(name_, scope_.record, model_.like(name_, known));
        model_.error("E1110", path_.place,
                     asked + "找不到「" + (qualifier_.empty() ? "" : qualifier_ + ".") + name_ + "」",
                     model_.expected_instead(name_, expected_, likely), "nothing is called `" + name_ + "` here");
        return nullptr;
    }

    Model& model_;
    const Program& program_;
    const syntax::Path& path_;
    const Place& place_;
    const Scope& scope_;
    const Type* expected_;
    const std::string name_, qualifier_;
    std::vector<NodePtr> found_;
    std::vector<std::string> where_; // each meaning, in words
};

} // namespace

NodePtr Model::resolve(const syntax::Path& path, const Place& place, Scope& scope, const Type* expected)
{
    return LookUp(*this, path, place, scope, expected).meaning();
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

void Model::circle_of_definitions(const Definition& definition, const std::string& name)
{
    const auto begin = std::ranges::find(definition_path, name);
    std::string circle;
    for (auto step = begin; step != definition_path.end(); ++step)
        circle += *step + " → ";
    error("E1301", definition.heading.place, "定义绕成了圈：" + circle + name,
          "去掉其中一步，让每个定义只用到已经定下的值", "definitions form a circle: " + circle + name);
}

/// Null body where what is wrong with it has been told.
DefinitionVersion Model::type_version(const Written<syntax::DefineDeclaration>& written, Index record,
                                      const Type& wanted)
{
    const std::string outer_module = std::exchange(module, written.module);
    DefinitionVersion version;
    version.in_force = written.tree->header.validity.in_force;
    version.citations = cite(written.tree->header.citations, version.in_force);
    version.explanation = written.tree->header.explanation;
    Scope scope;
    scope.record = record;
    scope.slots = &version.slots;
    version.body = type_as(*written.tree->body, scope, wanted, "定义");
    module = outer_module;
    return version;
}

/// Each version ends where the next begins.
void Model::order_versions(std::vector<DefinitionVersion>& versions, const Place& place, const std::string& name)
{
    std::ranges::sort(versions, {}, [](const DefinitionVersion& one) { return one.in_force.from; });
    for (std::size_t i = 0; i + 1 < versions.size(); ++i) {
        if (versions[i].in_force.from == versions[i + 1].in_force.from)
            error("E1103", place, "定义「" + name + "」有两个版本同一天生效", "给其中一个写上不同的「自 日期 起」",
                  "two versions begin on the same day");
        versions[i].in_force.to = std::min(versions[i].in_force.to, versions[i + 1].in_force.from);
    }
}

void Model::type_definition(Index index)
{
    if (definition_progress[index] == Progress::done)
        return;
    const Index record = program.definitions[index].record;
    const Type wanted = program.definitions[index].type;
    const std::string name = program.records[record].heading.name + "." + program.definitions[index].heading.name;
    if (definition_progress[index] == Progress::open)
        return circle_of_definitions(program.definitions[index], name);
    definition_progress[index] = Progress::open;
    definition_path.push_back(name);
    std::vector<DefinitionVersion> versions;
    bool exact = false, may_be_unknown = false;
    if (scale_trees.contains(index)) {
        NodePtr body = scale_body(index);
        may_be_unknown = body->type.may_be_unknown;
        versions.push_back({DayRange{}, program.definitions[index].heading.citations, "", std::move(body), 0});
    }
    for (const auto& written : definition_trees[index]) {
        DefinitionVersion version = type_version(written, record, wanted);
        if (!version.body)
            continue;
        exact = exact || version.body->type.exact;
        may_be_unknown = may_be_unknown || version.body->type.may_be_unknown;
        versions.push_back(std::move(version));
    }
    definition_path.pop_back();
    Definition& done = program.definitions[index];
    order_versions(versions, done.heading.place, name);
    done.type.exact = exact;
    done.type.may_be_unknown = may_be_unknown || versions.size() != 1 || versions.front().in_force != DayRange{};
    done.versions = std::move(versions);
    definition_progress[index] = Progress::done;
}

} // namespace huimin::language::check_internal
