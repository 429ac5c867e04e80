// Scales: records whose items have points, and the level these come to.

#include <algorithm>
#include <span>

#include "language/check/internal/model.h"

namespace huimin::language::check_internal {

namespace {

const Type whole_number{.kind = Kind::integer, .unit = {}};
const Type open_number{.kind = Kind::integer, .unit = {}, .may_be_unknown = true};
const Type open_truth{.kind = Kind::truth, .unit = {}, .may_be_unknown = true};

NodePtr whole(std::int64_t number, const Place& place) { return constant(Rational(number), whole_number, place); }

NodePtr pair_of(Op op, Type type, NodePtr left, NodePtr right, const Place& place)
{
    std::vector<NodePtr> both;
    both.push_back(std::move(left));
    both.push_back(std::move(right));
    return make_node(op, std::move(type), place, std::move(both));
}

NodePtr sum_of_fields(const Record& record, const std::vector<Index>& fields, const Place& place)
{
    NodePtr total;
    for (const Index field : fields) {
        auto node = make_node(Op::field, record.fields[field].type, place);
        node->index = field;
        total = total ? pair_of(Op::add, whole_number, std::move(total), std::move(node), place) : std::move(node);
    }
    return total;
}

} // namespace

void Model::declare_scale(const syntax::ScaleDeclaration& tree)
{
    need_clause(tree.header, "量表");
    const auto choice = choices.find(tree.level_choice.text);
    if (choice == choices.end())
        return error("E1105", tree.level_choice.place, "「" + tree.level_choice.text + "」不是选项",
                     "先声明等级的选项，从好到差", "the levels' choice is not declared");
    const auto index = static_cast<Index>(program.records.size());
    if (!records.emplace(tree.header.name.text, index).second)
        return error("E1103", tree.header.name.place, "「" + tree.header.name.text + "」已经声明过", "换一个名称",
                     "this name stands already");
    program.records.emplace_back();
    fields.emplace_back();
    definitions.emplace_back();
    program.records[index].heading = heading(tree.header);
    if (const auto owner = records.find(tree.owner.text); tree.owner.given() && owner != records.end()) {
        program.records[index].owner = owner->second;
        program.records[index].list = static_cast<Index>(program.lists.size());
        lists.emplace(tree.list.text, program.records[index].list);
        program.lists.push_back({tree.list.text, tree.list_alias.text, owner->second, index});
    }
    declare_fields(index, tree.fields);

    const auto define = [&](const std::string& name, const std::string& alias, Type type) {
        Heading made = heading(tree.header);
        made.name = name;
        made.alias = alias;
        made.carries.clear();
        return add_definition(index, std::move(made), std::move(type));
    };
    const auto define_sum = [&](const syntax::Name& name, const std::string& alias, const std::vector<Index>& items) {
        const Index made = define(name.text, alias, open_number);
        NodePtr body = sum_of_fields(program.records[index], items, name.place);
        definition_progress[made] = Progress::done;
        program.definitions[made].type.may_be_unknown = body->type.may_be_unknown;
        program.definitions[made].versions.push_back(
            {DayRange{}, program.definitions[made].heading.citations, "", std::move(body), 0});
        return made;
    };
    std::vector<Index> all;
    for (const syntax::ScaleGroup& group : tree.groups) {
        std::vector<Index> mine;
        for (const syntax::ScaleItem& item : group.items) {
            Field field;
            field.name = item.name.text;
            field.alias = item.alias.text;
            field.type = open_number;
            field.low = Rational(item.low);
            field.high = Rational(item.high);
            field.place = item.name.place;
            if (const Index added = add_field(index, std::move(field)); added != none)
                mine.push_back(added);
        }
        all.insert(all.end(), mine.begin(), mine.end());
        if (!mine.empty())
            define_sum(group.name, group.alias.text, mine);
    }
    if (all.empty())
        return;
    const Index total = define_sum({"总分", tree.header.name.place}, "points", all);
    look_at_levels(tree);

    // Adjustments may read definitions, so these two are typed when all names are there.
    const Type level{.kind = Kind::choice, .of = choice->second, .unit = {}, .may_be_unknown = true};
    const Index steps = define("等级序号", "level_step", open_number);
    scale_trees[steps] = {&tree, choice->second, total, false};
    scale_trees[define("等级", "level", level)] = {&tree, choice->second, steps, true};
}

/// Levels that no points come to, and points that come to no level.
void Model::look_at_levels(const syntax::ScaleDeclaration& tree)
{
    Rational least, most;
    for (const syntax::ScaleGroup& group : tree.groups)
        for (const syntax::ScaleItem& item : group.items) {
            least = add(least, Rational(std::min(item.low, item.high))).value_or(least);
            most = add(most, Rational(std::max(item.low, item.high))).value_or(most);
        }
    const std::string range = least.text() + " 至 " + most.text() + " 分";
    for (std::size_t i = 0; i < tree.levels.size(); ++i) {
        const syntax::ScaleLevel& level = tree.levels[i];
        const bool above = most < level.from_points;
        if (above || (i > 0 && tree.levels[i - 1].from_points <= level.from_points))
            warn("W3203", level.level.place,
                 "等级「" + level.level.text + "」轮不到：" +
                     (above ? "各项总共只有 " + range
                            : "前面的等级从 " + tree.levels[i - 1].from_points.text() + " 分起，已经包括了它"),
                 "把等级从高分到低分排列，查对分数", "no points come to this level");
    }
    if (!tree.levels.empty() && least < tree.levels.back().from_points)
        error("E3202", tree.levels.back().level.place,
              "总分低于 " + tree.levels.back().from_points.text() + " 分的没有等级（各项总共 " + range + "）",
              "最后一个等级从 " + least.text() + " 分起", "points below the last level come to none");
}

NodePtr Model::scale_body(Index definition)
{
    const ScaleTree& scale = scale_trees.at(definition);
    return scale.is_level ? scale_level(scale, definition) : scale_steps(scale, definition);
}

std::int64_t Model::level_position(Index choice, const syntax::Name& name)
{
    const Choice& levels = program.choices[choice];
    for (std::size_t i = 0; i < levels.values.size(); ++i)
        if (levels.values[i].name == name.text)
            return static_cast<std::int64_t>(i);
    error("E1108", name.place, "选项「" + levels.heading.name + "」里没有「" + name.text + "」", "查对等级的名称",
          "the choice has no such level");
    return 0;
}

/// A case of an adjustment: `then` where it holds.
NodePtr Model::adjusted(const syntax::ScaleAdjustment& by, NodePtr when, NodePtr then, NodePtr otherwise)
{
    const Type type = then->type;
    std::vector<NodePtr> operands;
    operands.push_back(std::move(when));
    operands.push_back(std::move(then));
    operands.push_back(std::move(otherwise));
    auto cases = make_node(Op::cases, type, by.place, std::move(operands));
    cases->type.may_be_unknown = true;
    cases->items.push_back({"调整", cite(by.citations, DayRange{})});
    return cases;
}

/// By the points a count of steps from the best level, made larger by what is 加重. The last level takes all below.
NodePtr Model::scale_steps(const ScaleTree& scale, Index definition)
{
    const syntax::ScaleDeclaration& tree = *scale.tree;
    NodePtr step = whole(level_position(scale.choice, tree.levels.back().level), tree.levels.back().level.place);
    if (tree.levels.size() > 1) {
        std::vector<NodePtr> by_points;
        for (const syntax::ScaleLevel& level : std::span(tree.levels).first(tree.levels.size() - 1)) {
            const Place& at = level.points_place;
            by_points.push_back(pair_of(Op::greater_equal, open_truth, read_definition(scale.reads, at),
                                        constant(level.from_points, whole_number, at), at));
            by_points.push_back(whole(level_position(scale.choice, level.level), level.level.place));
        }
        by_points.push_back(std::move(step));
        step = make_node(Op::cases, open_number, tree.header.name.place, std::move(by_points));
    }
    Scope scope;
    scope.record = program.definitions[definition].record;
    for (const syntax::ScaleAdjustment& by : tree.adjustments)
        if (by.kind == syntax::AdjustmentKind::worse_by)
            if (NodePtr when = condition(*by.condition, scope))
                step = pair_of(Op::add, open_number, std::move(step),
                               adjusted(by, std::move(when), whole(by.steps, by.place), whole(0, by.place)), by.place);
    return step;
}

/// The step count as a value of the choice, the last from there on; a level set outright (coma) is made neither better
/// nor worse by it.
NodePtr Model::scale_level(const ScaleTree& scale, Index definition)
{
    const Place place = program.definitions[definition].heading.place;
    const Choice& levels = program.choices[scale.choice];
    const Type type{.kind = Kind::choice, .of = scale.choice, .unit = {}};
    std::vector<NodePtr> named;
    for (std::size_t i = 0; i < levels.values.size(); ++i) {
        if (i + 1 < levels.values.size())
            named.push_back(pair_of(Op::equal, open_truth, read_definition(scale.reads, place),
                                    whole(static_cast<std::int64_t>(i), place), place));
        named.push_back(constant(ChoiceNumber{levels.values[i].number}, type, place));
    }
    NodePtr level = make_node(Op::cases, type, place, std::move(named));
    Scope scope;
    scope.record = program.definitions[definition].record;
    for (const syntax::ScaleAdjustment& by : scale.tree->adjustments)
        if (by.kind == syntax::AdjustmentKind::set_level)
            if (NodePtr when = condition(*by.condition, scope)) {
                const auto at = static_cast<std::size_t>(level_position(scale.choice, by.level));
                level = adjusted(by, std::move(when), constant(ChoiceNumber{levels.values[at].number}, type, by.place),
                                 std::move(level));
            }
    return level;
}

} // namespace huimin::language::check_internal
