// Asking the questions of a program about one household or other record: exactly, with every reason.
//
// This interpreter is the reference: exact fractions throughout. The column engine (room census) must give the same
// answers, and a differential test holds it to that.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/area.h"
#include "base/working_days.h"
#include "language/program.h"

namespace huimin::language {

/// Where a fact comes from.
struct Provenance {
    std::string source; ///< 公安户籍, 申请书 …; empty when not said
    std::optional<Day> true_on;
};

/// One record with its facts and the records that belong to it. `values` has one entry per field of the record.
struct Instance {
    Index record = none;
    std::int64_t key = 0; ///< the registry's key; 0 in scenarios
    std::string label;    ///< what people call it: a name
    std::vector<Value> values;
    std::vector<Provenance> provenance;        ///< empty, or one per field
    std::vector<std::vector<Instance>> lists;  ///< one per list of Program::lists owned by this record, in that order
    std::unordered_map<Index, bool> decisions; ///< discretions a person decided
};

/// What stands outside the facts: the division tree and the working-day calendar.
struct World {
    const AreaTree& areas;
    const WorkingDays& calendar;
};

enum class Verdict { no, yes, unknown };

/// A fact, a parameter or a decision that is not known and would decide.
struct Deciding {
    enum class Sort { fact, parameter, discretion, not_computable } sort = Sort::fact;
    const Instance* about = nullptr; ///< of fact
    Index index = none;              ///< field, parameter or discretion
    std::string text;                ///< 甲.工资 — worded for people
    friend bool operator==(const Deciding&, const Deciding&) = default;
};

struct Answer {
    Index policy = none;
    const Instance* about = nullptr;
    Verdict verdict = Verdict::unknown;
    Rational amount;                ///< fen; 0 unless verdict is yes
    std::vector<Deciding> deciding; ///< when unknown
    /// Set when 衔接 changed the answer: index into Program::coordinations.
    Index by_coordination = none;
};

/// One step of an explanation; children are what it rests on.
struct Step {
    std::string text;  ///< 人均收入 233.33元 < 低保标准 1,029元
    std::string value; ///< 是, 2,901.50元, 未知
    std::vector<Citation> citations;
    std::string origin; ///< of facts: source and day; of parameters: division, since when, signed when
    std::vector<Step> children;
};
struct Explanation {
    Answer answer;
    Step root;
};

/// Answers every policy about `root` and the records below it, in Program::policy_order.
[[nodiscard]] std::vector<Answer> answer(const Program&, const World&, const Instance& root, Day);

/// The same with every step recorded. Policies that were not granted tell the first item that fails and by how much.
[[nodiscard]] std::vector<Explanation> explain(const Program&, const World&, const Instance& root, Day);

/// One definition's or expression's value about `about`, which is `root` or lies below it.
[[nodiscard]] Value evaluate(const Program&, const World&, const Instance& root, const Instance& about, const Node&,
                             Day);

struct SignalAnswer {
    Index signal = none;
    const Instance* about = nullptr;
    Colour colour = Colour::none;
    bool unknown = false;
    std::vector<Deciding> deciding;
};
[[nodiscard]] std::vector<SignalAnswer> signals(const Program&, const World&, const Instance& root, Day);

/// A value as people read it: 2,901.50元, 30%, 是, 2025-07-01, 慈溪市.
[[nodiscard]] std::string text_of(const Value&, const Type&, const Program&, const AreaTree&);

struct ScenarioResult {
    Index scenario = none;
    std::vector<std::string>
        failures; ///< empty: passed. Each says what was expected, what came, and why (the explanation)
};
[[nodiscard]] ScenarioResult run_scenario(const Program&, const World&, Index scenario, const std::vector<SourceFile>&);

} // namespace huimin::language
