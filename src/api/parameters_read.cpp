#include "api/parameters_read.h"

#include <algorithm>

namespace huimin::api {

using language::Index;
using language::Node;
using language::Program;

namespace {

/// Walks whatever a policy rests on, each definition and standard once.
class Reading {
public:
    explicit Reading(const Program& program) : program_(program) {}

    void node(const Node* node)
    {
        if (node == nullptr)
            return;
        if (node->op == language::Op::parameter || node->op == language::Op::progressive)
            parameter(node->index);
        if (node->op == language::Op::definition && once(definitions_, node->index))
            for (const language::DefinitionVersion& version : program_.definitions[node->index].versions)
                this->node(version.body.get());
        for (const language::NodePtr& operand : node->operands)
            this->node(operand.get());
    }

    std::vector<Index> parameters;

private:
    static bool once(std::vector<Index>& seen, Index index)
    {
        if (std::ranges::find(seen, index) != seen.end())
            return false;
        seen.push_back(index);
        return true;
    }

    void parameter(Index index)
    {
        if (!once(parameters, index))
            return;
        for (const language::ParameterRow& row : program_.parameters[index].rows)
            for (const language::Cell& cell : row.cells)
                node(cell.value.get());
    }

    const Program& program_;
    std::vector<Index> definitions_;
};

} // namespace

std::vector<Index> parameters_read(const Program& program, Index policy)
{
    Reading reading(program);
    for (const language::PolicyVersion& version : program.policies[policy].versions) {
        reading.node(version.eligible.get());
        for (const language::Exclusion& exclusion : version.exclusions)
            reading.node(exclusion.condition.get());
        reading.node(version.amount.get());
    }
    return std::move(reading.parameters);
}

const std::string& parameter_name(const language::Parameter& parameter)
{
    return parameter.heading.alias.empty() ? parameter.heading.name : parameter.heading.alias;
}

language::Instance somebody_in(const language::Program& program, AreaCode area)
{
    language::Instance somebody;
    somebody.record = 0;
    while (somebody.record + 1 < program.records.size() && program.records[somebody.record].locates == language::none)
        ++somebody.record;
    const language::Record& record = program.records[somebody.record];
    somebody.values.resize(record.fields.size(), language::Unknown{});
    if (record.locates != language::none)
        somebody.values[record.locates] = area;
    return somebody;
}

} // namespace huimin::api
