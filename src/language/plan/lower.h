// From a program's expressions to meanings in the vector graph, for one day and one list of divisions.

#pragma once

#include <map>
#include <set>
#include <span>
#include <vector>

#include "language/columns/columns.h"
#include "language/evaluate.h"
#include "language/plan/meaning.h"

namespace huimin::language::plan {

/// What is asked: the facts there are, the day, the divisions by dense index. A division without a code has parameters
/// of nowhere: all unknown.
struct Asked {
    const Program& program;
    const World& world;
    Day day;
    const columns::Layout& layout;
    std::span<const std::optional<AreaCode>> divisions;
};

class Lowering {
public:
    Lowering(const Asked&, Graph&);

    /// A policy's answer. `amount` is in fen, and 0 wherever it is not granted.
    struct Granted {
        bool pays = false;
        Bit yes, no;
        Ref amount = 0;
    };
    /// Works out all policies of the unit and its members, in Program::policy_order and with their coordinations.
    void answer_policies();
    [[nodiscard]] const std::map<Index, Granted>& policies() const { return policies_; }
    [[nodiscard]] bool by_member(Index policy) const
    {
        return asked_.program.policies[policy].record != asked_.layout.unit;
    }

private:
    /// Where an expression is asked: of the unit or of its members, with the 其中 of its definition.
    struct Scope {
        Reach reach = Reach::unit;
        std::vector<Meaning>* slots = nullptr;
    };

    Meaning lower(const Node&, Scope);
    Meaning lower_compare(const Node&, Scope);
    Meaning lower_truth(const Node&, Scope);
    Meaning lower_number(const Node&, Scope);
    Meaning lower_calendar(const Node&, Scope);
    Meaning lower_list(const Node&, Scope);
    Meaning empty_list(Op);
    Meaning lower_cases(const Node&, Scope);
    Meaning largest_case(const Node&, Scope);
    Meaning lower_set(const Node&, Scope);
    Meaning constant(const Value&, const Type&);
    Meaning field(Index, Reach);
    Meaning definition(Index, Reach);
    Meaning granted(Index, Reach, bool amount);
    Meaning at_least_n(std::vector<Meaning>, Index n);
    [[nodiscard]] bool in_calendar(Ref day, Ref count, std::int64_t days_each) const;
    Meaning later(const Meaning& from, const Meaning& count, bool months);
    Meaning parameter(const Node&, Scope);
    Meaning progressive(const Node&, Scope);
    /// The parameter at the keys already fixed; the others are still to be asked, first the choices.
    Meaning parameter_at(Index, std::vector<Value> fixed, std::span<const Meaning> open);
    Meaning parameter_by_table(Index, std::span<const std::vector<Value>> keys, const std::vector<bool>& possible,
                               Ref key);
    Meaning parameter_by_choice(Index, const std::vector<Value>& fixed, std::span<const Meaning> open);
    Meaning parameter_by_band(Index, const std::vector<Value>& fixed, const Meaning& key);
    Value parameter_value(Index, std::size_t division, const std::vector<Value>& keys, Op op = Op::parameter) const;
    Meaning entries(Index, std::span<const std::vector<Value>> keys, std::vector<std::int64_t>& numerators,
                    std::vector<bool>& known, Op op = Op::parameter);
    std::set<Rational> band_begins(Index) const;

    Granted first_answer(const Policy&, Reach);
    struct Side {
        Bit granted, unknown;
        Ref amount = 0;
    };
    Side side(const std::vector<Index>& policies, Reach);
    void coordinate(const Coordination&);
    void choose(const Coordination&, const Side& left, const Side& right);
    void top_up(const Coordination&, const Side& right);
    void refuse(const std::vector<Index>& policies, Bit where);
    void doubt(const std::vector<Index>& policies, Bit where);

    [[nodiscard]] Index record_of(Reach reach) const
    {
        return reach == Reach::unit ? asked_.layout.unit : asked_.program.lists[asked_.layout.list].member;
    }

    Asked asked_;
    Graph& graph_;
    Arithmetic arithmetic_;
    std::map<Index, Meaning> definitions_;
    std::map<Index, Granted> policies_;
};

} // namespace huimin::language::plan
