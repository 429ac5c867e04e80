// How an answer came about, step by step, for those who decide and those who are decided about.

#pragma once

#include <unordered_map>

#include "language/evaluate/machine.h"

namespace huimin::language {

/// Tells the machine's final answers, one after the other.
class Teller {
public:
    /// The machine must have answered all policies and must outlive the teller.
    explicit Teller(Machine& machine) : machine_(machine) {}

    [[nodiscard]] Explanation policy(const Answer&);

    /// A condition with what it rests on: value 是, 否 or 未知; `label` gives its number and clauses.
    [[nodiscard]] Step condition(const Node&, const Frame&, const Label* label = nullptr);

    /// The first thing that makes a condition fail, and by how much: （一）月收入 ÷ 人数 …：超出 73.20元.
    [[nodiscard]] std::string refusal(const Node&, const Frame&);

private:
    using Steps = std::vector<Step>;

    void eligibility(const Opened<PolicyVersion>&, const Machine::Outcome&, Steps&);
    void reason(const Opened<PolicyVersion>&, const Machine::Outcome&, const Answer&, Steps&);
    void coordinations(const Answer&, const Machine::Outcome&, Steps&);
    void untranslated(Index policy, Steps&);

    void items(const Node&, const Frame&, Step&);
    void comparison(const Node&, const Frame&, Step&);
    void quantifier(const Node&, const Frame&, Step&);
    [[nodiscard]] std::string distance(const Node&, const Frame&);

    void leaves(const Node&, const Frame&, Steps&);
    void owner(const Node&, const Frame&, Steps&);
    void let(const Node&, const Frame&, Steps&);
    void cases(const Node&, const Frame&, Steps&);
    void members(const Node&, const Frame&, Steps&);
    void field(const Node&, const Frame&, Steps&);
    void definition(const Node&, const Frame&, Steps&);
    void parameter(const Node&, const Frame&, Steps&);
    void progressive(const Node&, const Frame&, Steps&);
    void policy_read(const Node&, const Frame&, Steps&);
    void discretion(const Node&, const Frame&, Steps&);

    /// words_of by names: the same for every member, so it is written once.
    [[nodiscard]] const std::string& named(const Node&, const Frame&);

    Machine& machine_;
    std::unordered_map<const Node*, std::string> named_;
    std::vector<bool> opened_; // definitions told in this explanation: each is opened once
};

} // namespace huimin::language
