// The checker's inside: the model under construction and what the stages need of each other.
//
// Stages, in order: declare (names of everything, by level), bodies (types of all expressions, definitions on demand),
// parameters (rows, completeness), relations (coordinations, order, circles), scenarios, unread. A null node means that
// what is wrong with it has been told already; nothing built on it is told again.

#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "language/check.h"

namespace huimin::language::check_internal {

using syntax::Expression;

/// A declaration of a definition or policy as written, and the level it came from.
template <class Declaration>
struct Written {
    const Declaration* tree;
    int level;
    std::string module;
};

enum class Progress { untouched, open, done };

/// Where an expression stands.
struct Scope {
    Index record = none; ///< asked of; none in parameters and constants
    Index policy = none;
    std::map<std::string, std::pair<Index, Type>> locals;
    Index* slots = nullptr;      ///< counts 其中; null where none may stand
    bool constants_only = false; ///< parameters' values: no facts
};

struct Model {
    std::span<const Input> inputs;
    const std::vector<SourceFile>& files;
    const AreaTree& areas;

    Program program{};
    Diagnostics diagnostics{};

    std::unordered_map<std::string, Index> sources{}, choices{}, records{}, lists{}, parameters{}, policies{},
        purposes{}, roles{};
    std::vector<std::unordered_map<std::string, Index>> fields{}, definitions{}; // by record
    std::vector<std::vector<Written<syntax::DefineDeclaration>>> definition_trees{};
    /// The two definitions of a scale that wait for all names: the step count and the level.
    struct ScaleTree {
        const syntax::ScaleDeclaration* tree;
        Index choice, reads; ///< definition of the points, or of the step count
        bool is_level;
    };
    std::map<Index, ScaleTree> scale_trees{};
    std::vector<Progress> definition_progress{};
    std::vector<std::string> definition_path{}; // names being typed, to tell a circle
    std::vector<std::vector<Written<syntax::PolicyDeclaration>>> policy_trees{};
    struct ParameterRows {
        const syntax::ParameterDeclaration* tree;
        AreaCode area;
        std::string module;
        int level;
    };
    std::vector<std::vector<ParameterRows>> parameter_trees{};
    std::set<Index> parameters_read{}, definitions_read{};
    std::set<std::tuple<std::string, std::uint32_t, std::uint32_t>> told{}; // code, file and offset: nothing twice
    int city_level = -1;
    std::string module{}; // of the file at hand

    // told.cpp
    void error(const char* code, const Place&, std::string message, std::string remedy, std::string english);
    void warn(const char* code, const Place&, std::string message, std::string remedy, std::string english);
    [[nodiscard]] std::string like(const std::string& name,
                                   const std::vector<std::string>& known) const; ///< 是否想写「…」？
    [[nodiscard]] std::string type_text(const Type&) const;
    [[nodiscard]] std::string values_of(Index choice) const;
    /// What to write where a value of another type is wanted.
    [[nodiscard]] std::string remedy_for(const Type& given, const Type& wanted, std::string otherwise) const;
    std::vector<Citation> cite(const std::vector<syntax::Citation>&, const DayRange& in_force);
    Heading heading(const syntax::Header&);
    void need_clause(const syntax::Header&, const char* what);

    // declare.cpp, records.cpp, scales.cpp
    void declare();
    void declare_source(const syntax::SourceDeclaration&);
    void declare_choice(const syntax::ChoiceDeclaration&);
    void declare_record(const syntax::RecordDeclaration&);
    void declare_fields(Index record, const std::vector<syntax::Field>&);
    void declare_parameter(const syntax::ParameterDeclaration&, int level);
    void declare_definition(const syntax::DefineDeclaration&, int level);
    void declare_policy(const syntax::PolicyDeclaration&, int level);
    void declare_purpose(const syntax::PurposeDeclaration&);
    std::vector<Index> find_purposes(const std::vector<syntax::Name>&);
    void declare_scale(const syntax::ScaleDeclaration&);
    void look_at_levels(const syntax::ScaleDeclaration&);
    NodePtr scale_body(Index definition);
    std::int64_t level_position(Index choice, const syntax::Name&);
    NodePtr adjusted(const syntax::ScaleAdjustment&, NodePtr when, NodePtr then, NodePtr otherwise);
    NodePtr scale_steps(const ScaleTree&, Index definition);
    NodePtr scale_level(const ScaleTree&, Index definition);
    Type type_of(const syntax::TypeName&);
    Index new_record(const syntax::Header&, const syntax::Name& owner, const syntax::Name& list,
                     const syntax::Name& list_alias);
    Index add_field(Index record, Field field);
    Index add_definition(Index record, Heading heading, Type type);

    // expressions.cpp, operators.cpp, names.cpp
    NodePtr type(const Expression&, Scope&, const Type* expected);
    NodePtr condition(const Expression&, Scope&);
    NodePtr type_as(const Expression&, Scope&, const Type& wanted, const char* what);
    [[nodiscard]] bool fits(const Type& given, const Type& wanted) const;
    NodePtr resolve(const syntax::Path&, const Place&, Scope&, const Type* expected);
    [[nodiscard]] std::string expected_instead(const std::string& name, const Type* expected,
                                               std::string otherwise) const;
    [[nodiscard]] std::string of_members(const std::string& name, Index record, std::string otherwise) const;
    NodePtr read_definition(Index definition, const Place&);
    void type_definition(Index);
    void circle_of_definitions(const Definition&, const std::string& name);
    DefinitionVersion type_version(const Written<syntax::DefineDeclaration>&, Index record, const Type& wanted);
    void order_versions(std::vector<DefinitionVersion>&, const Place&, const std::string& name);
    NodePtr parameter_node(Index parameter, std::vector<NodePtr> keys, const Place&);

    // parameters.cpp
    void type_parameters();
    ParameterRow type_row(Index parameter, const syntax::ParameterRow&, AreaCode area);

    // holes.cpp
    void check_holes();
    void check_floors();

    // policies.cpp, order.cpp, scenarios.cpp
    void type_policies();
    std::optional<PayDay> pay_day(const syntax::PolicyDeclaration&);
    void type_coordinations();
    void type_signals();
    void type_untranslated();
    void type_roles();
    void order_policies();
    [[nodiscard]] std::vector<std::set<Index>> policies_before() const;
    void look_at_income(const Coordination&);
    void circle_of_policies(const std::vector<Index>& circle);
    void find_epochs();
    void type_scenarios();

    // unread.cpp
    void find_unread();
    void check_aliases();

    // findings.cpp, extents.cpp
    void look_at_conditions();
    void look_at_extents();
};

/// The type of what has been told to have none: whatever is built on it is silent.
[[nodiscard]] inline Type spoilt()
{
    Type type;
    type.kind = Kind::reference;
    return type;
}
[[nodiscard]] inline bool is_spoilt(const Type& type)
{
    return (type.kind == Kind::reference || type.kind == Kind::choice) && type.of == none;
}

/// A node with its operands' unknownness.
[[nodiscard]] std::unique_ptr<Node> make_node(Op, Type, Place, std::vector<NodePtr> operands = {});
[[nodiscard]] NodePtr constant(Value, Type, Place);

/// Whose facts a node's operands speak of, when it is asked of `record` itself.
[[nodiscard]] Index record_below(const Program&, const Node&, Index record);

/// Every node below and including, through no definition.
template <class Visit>
void walk(const Node& node, Visit visit)
{
    visit(node);
    for (const NodePtr& operand : node.operands)
        if (operand)
            walk(*operand, visit);
}

/// The declarations of one kind over all inputs, with their module and level.
template <class Declaration, class Visit>
void each(Model& model, Visit visit)
{
    for (const Input& input : model.inputs) {
        model.module.clear();
        for (const syntax::Name& name : input.tree->module.names)
            model.module += (model.module.empty() ? "" : ".") + name.text;
        for (const syntax::Declaration& declaration : input.tree->declarations)
            if (const auto* found = std::get_if<Declaration>(&declaration))
                visit(*found, input.level);
    }
}

} // namespace huimin::language::check_internal
