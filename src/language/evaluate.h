// Asking the questions of a program about one household or other record: exactly, with every reason.
//
// This interpreter is the reference: exact fractions throughout. The column engine (room census) must give the same
// answers, and a differential test holds it to that.
//
// Beyond what program.h says of each operation, it holds that
// - what a name stands for is looked up on the day asked for: a definition or policy without a version on that day is
//   unknown, or not granted;
// - a division by zero, a number beyond 38 digits, a day outside 1800..2399 and a calendar year that is not loaded are
//   unknown, told as Deciding::not_computable;
// - the division of a record is that of its field marked 归区, otherwise that of the record it belongs to, otherwise
// the
//   city's. Where that field is not known, parameters are unknown, but for those all of whose rows hold for the whole
//   country;
// - a 不得低于 of a parameter is the checker's business: it does not change what is read;
// - a decision on a discretion is looked for on the record asked, then on those it belongs to.
//
// Policies are answered in Program::policy_order, each for all records of its type in the run:
//   1. not eligible, or excluded: no. An exclusion that is unknown makes a yes unknown;
//   2. an unknown amount makes a yes unknown; an amount of zero or less is no;
//   3. a coordination is applied once, as soon as the last of its policies in policy_order has been answered; several
//      that become due together, in the order of Program::coordinations. Whatever reads a policy that a coordination
//      may change must therefore come after all policies of that coordination: the checker orders them so.
// A coordination is applied to each record of its left policies; its right policies are those of the same record, or of
// all records below it:
//   excludes, replaces    one of the left granted: all right no. None granted but one unknown: each yes of the right
//   unknown choose_one, higher_of the amounts granted are summed by side; the side that pays more stays, the left when
//   both pay
//                         the same, and the other becomes no. Nothing happens where one side is all no. Where what is
//                         unknown could turn the choice, every yes of both sides becomes unknown
//   tops_up               what the right grants is taken off the left, policy by policy; nothing left is no. A right
//   that
//                         is unknown makes each yes of the left unknown
//   stacks, not_income    change nothing

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
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

/// The language an explanation is told in. Names are told in English by their aliases; what packs say in sentences (the
/// sources, a 裁量, a 未译) stays as they say it.
enum class Tongue { chinese, english };

/// One step of an explanation; children are what it rests on.
struct Step {
    enum class Sort {
        sentence,  ///< says all by itself
        condition, ///< has a verdict
        number,    ///< worked out, or set by a parameter
        fact       ///< on record, or missing there
    } sort = Sort::sentence;
    std::string text;  ///< 月收入（233.33 元） 低于 低保标准 1,029 元
    std::string value; ///< 2,901.50 元, 未知; empty for a condition that is settled
    std::vector<Citation> citations;
    std::string origin; ///< of facts: source and day; of parameters: division, since when, signed when
    std::vector<Step> children;
    /// Of a condition; of a fact that is a truth; of the sentence that says why the answer is no or open.
    std::optional<Verdict> verdict;
    bool missing = false; ///< of a fact or a number: it is not known
};
struct Explanation {
    Answer answer;
    Step root;
};

/// Answers every policy about `root` and the records below it, in Program::policy_order.
[[nodiscard]] std::vector<Answer> answer(const Program&, const World&, const Instance& root, Day);

/// As answer, of some policies only, by index: Reads::needed_for tells which must be among them.
[[nodiscard]] std::vector<Answer> answer(const Program&, const World&, const Instance& root, Day,
                                         const std::vector<bool>& policies);

/// The same with every step recorded. Policies that were not granted tell the first item that fails and by how much.
[[nodiscard]] std::vector<Explanation> explain(const Program&, const World&, const Instance& root, Day,
                                               Tongue = Tongue::chinese);

/// The explanation as a tree of lines, ready to print: ✓ ✗ ? behind conditions, clauses in 〔〕, where a fact comes
/// from in （）. What is not known below a condition that is settled is said to change nothing. Ends with a newline.
[[nodiscard]] std::string render(const Explanation&, const Program&, Tongue = Tongue::chinese);
[[nodiscard]] std::string render(const Step&, const Program&, Tongue = Tongue::chinese);

/// One definition's or expression's value about `about`, which is `root` or lies below it.
[[nodiscard]] Value evaluate(const Program&, const World&, const Instance& root, const Instance& about, const Node&,
                             Day);

/// SM3 over every fact of the record and those below it, with where it comes from, and over the decisions taken, in
/// hex. With Program::digest and the day it names an answer completely: the same three give the same answers.
[[nodiscard]] std::string digest_of_facts(const Instance& root);

struct SignalAnswer {
    Index signal = none;
    const Instance* about = nullptr;
    Colour colour = Colour::none; ///< the gravest that holds
    bool unknown = false;         ///< a graver one may hold: `deciding` would tell
    std::vector<Deciding> deciding;
};
[[nodiscard]] std::vector<SignalAnswer> signals(const Program&, const World&, const Instance& root, Day);

/// What a signal's colours rest on, the gravest first, down to the one that holds. `root` and the day as they were
/// asked.
[[nodiscard]] Step explain(const Program&, const World&, const Instance& root, const SignalAnswer&, Day);

/// A value as people read it: 2,901.50 元, 30%, 是, 2025-07-01, 慈溪市.
[[nodiscard]] std::string text_of(const Value&, const Type&, const Program&, const AreaTree&, Tongue = Tongue::chinese);

/// A record given in a scenario with those given below it. A fact not named is unknown, or with 其余: 无 no, zero or
/// the choice value named 无; texts, days and divisions stay unknown.
[[nodiscard]] Instance instance_of(const Program&, const Scenario&, Index given);

struct ScenarioResult {
    Index scenario = none;
    std::vector<std::string>
        failures; ///< empty: passed. Each says what was expected, what came, and why (the explanation)
};
/// Builds the records given and asks what is expected. `files` gives the names told in failures.
///   应得 wants a yes, that amount, and each clause named among those of the explanation (a clause without 款 or 项
///   takes in its own); 待核实 wants each fact named among those that would decide; 累计 asks the last day of each
///   month.
[[nodiscard]] ScenarioResult run_scenario(const Program&, const World&, Index scenario, const std::vector<SourceFile>&);

} // namespace huimin::language
