// What nobody reads, and aliases that stand twice.

#include "language/check/internal/model.h"

namespace huimin::language::check_internal {

namespace {

/// Every fact and definition that some rule reads.
class Readers {
public:
    explicit Readers(const Program& program) : program_(program) { look_at_all(); }

    [[nodiscard]] bool reads_field(Index record, Index field) const { return fields_.contains({record, field}); }
    [[nodiscard]] bool reads_definition(Index definition) const { return definitions_.contains(definition); }

private:
    void look_at_all()
    {
        for (const Definition& definition : program_.definitions)
            for (const DefinitionVersion& version : definition.versions)
                look_at(version.body, definition.record);
        for (const Policy& policy : program_.policies)
            for (const PolicyVersion& version : policy.versions) {
                look_at(version.eligible, policy.record);
                look_at(version.amount, policy.record);
                for (const Exclusion& exclusion : version.exclusions)
                    look_at(exclusion.condition, policy.record);
            }
        for (const Signal& signal : program_.signals)
            for (const SignalLevel& level : signal.levels)
                look_at(level.condition, signal.record);
        for (const Scenario& scenario : program_.scenarios)
            for (const Expectation& expectation : scenario.expectations)
                if (expectation.subject)
                    look_at(expectation.subject, scenario.given[expectation.given].record);
    }

    void look_at(const NodePtr& node, Index record)
    {
        if (!node || record == none)
            return;
        if (node->op == Op::field)
            fields_.emplace(record, node->index);
        if (node->op == Op::definition)
            definitions_.insert(node->index);
        const Index below = record_below(program_, *node, record);
        for (const NodePtr& operand : node->operands)
            look_at(operand, below);
    }

    const Program& program_;
    std::set<std::pair<Index, Index>> fields_;
    std::set<Index> definitions_;
};

/// Words that stand for a column, a table or an answer: each only once.
class Aliases {
public:
    explicit Aliases(Model& model) : model_(model) {}

    void take(const std::string& name, const std::string& alias, const Place& place)
    {
        if (alias.empty())
            return;
        const auto [known, fresh] = taken_.emplace(alias, name);
        if (!fresh)
            model_.error("E1207", place, "「" + name + "」和「" + known->second + "」的英文名都是 " + alias,
                         "换一个英文名", "`" + alias + "` stands for two things");
    }

private:
    Model& model_;
    std::unordered_map<std::string, std::string> taken_;
};

} // namespace

Index record_below(const Program& program, const Node& node, Index record)
{
    if (node.op == Op::owner)
        return record == none ? none : program.records[record].owner;
    const bool over_members = node.op == Op::sum || node.op == Op::count || node.op == Op::any || node.op == Op::all ||
                              node.op == Op::largest || node.op == Op::smallest;
    return over_members ? program.lists[node.index].member : record;
}

void Model::check_aliases()
{
    Aliases tables(*this), policies_taken(*this), choices_taken(*this), purposes_taken(*this);
    for (const Record& record : program.records)
        tables.take(record.heading.name, record.heading.alias, record.heading.place);
    for (const Policy& policy : program.policies)
        policies_taken.take(policy.heading.name, policy.heading.alias, policy.heading.place);
    for (const Purpose& purpose : program.purposes)
        purposes_taken.take(purpose.heading.name, purpose.heading.alias, purpose.heading.place);
    for (const Choice& choice : program.choices) {
        choices_taken.take(choice.heading.name, choice.heading.alias, choice.heading.place);
        Aliases values(*this);
        for (const ChoiceValue& value : choice.values)
            values.take(value.name, value.alias, choice.heading.place);
    }
    std::vector<Aliases> columns(program.records.size(), Aliases(*this));
    for (Index i = 0; i < program.records.size(); ++i)
        for (const Field& field : program.records[i].fields)
            columns[i].take(field.name, field.alias, field.place);
    for (const Definition& definition : program.definitions)
        columns[definition.record].take(definition.heading.name, definition.heading.alias, definition.heading.place);
}

void Model::find_unread()
{
    std::unordered_map<std::uint32_t, int> levels;
    for (const Input& input : inputs)
        levels.emplace(input.file, input.level);
    const auto is_own = [&](const Place& place) { return city_level < 0 || levels[place.file] == city_level; };

    for (const Parameter& parameter : program.parameters)
        for (const ParameterRow& row : parameter.rows)
            for (const Cell& cell : row.cells)
                walk(*cell.value, [&](const Node& node) {
                    if (node.op == Op::parameter)
                        parameters_read.insert(node.index);
                });
    for (Index i = 0; i < program.parameters.size(); ++i)
        if (!parameters_read.contains(i) && is_own(program.parameters[i].heading.place))
            warn("W3401", program.parameters[i].heading.place,
                 "参数「" + program.parameters[i].heading.name + "」没有规则读它", "用上它，或删去",
                 "no rule reads this parameter");
    if (city_level < 0) // what packs without a city gather, the cities' packs may read
        return;
    const Readers readers(program);
    for (Index i = 0; i < program.definitions.size(); ++i) {
        const Definition& definition = program.definitions[i];
        if (!readers.reads_definition(i) && !definition_trees[i].empty() && is_own(definition.heading.place) &&
            definition.heading.alias.empty() && definition.heading.carries.empty())
            warn("W3404", definition.heading.place,
                 "定义「" + program.records[definition.record].heading.name + "." + definition.heading.name +
                     "」没有规则读它，也没有英文名供查询",
                 "用上它，给它英文名，或删去", "no rule reads this definition, and it has no alias to ask for it by");
    }
    for (Index i = 0; i < program.records.size(); ++i)
        for (Index k = 0; k < program.records[i].fields.size(); ++k) {
            const Field& field = program.records[i].fields[k];
            const bool measures = field.type.is_number() || field.type.kind == Kind::truth;
            if (measures && !readers.reads_field(i, k) && is_own(field.place))
                warn("W3403", field.place, "字段「" + field.name + "」没有规则读它", "用上它，或不要收集它",
                     "no rule reads this fact: it need not be collected");
        }
}

} // namespace huimin::language::check_internal
