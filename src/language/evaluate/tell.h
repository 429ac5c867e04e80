// How an answer came about, step by step, for those who decide and those who are decided about.

#pragma once

#include <algorithm>

#include "language/evaluate/machine.h"

namespace huimin::language {

constexpr std::size_t line_usual = 95; ///< bytes of most lines: one allocation instead of several

/// A line cites a clause once, however many of its parts rest on it.
inline void append(std::vector<Citation>& to, const std::vector<Citation>& more)
{
    for (const Citation& citation : more)
        if (std::ranges::find(to, citation) == to.end())
            to.push_back(citation);
}

/// Tells the machine's final answers, one after the other.
class Teller {
public:
    /// The machine must have answered all policies and must outlive the teller.
    explicit Teller(Machine& machine) : machine_(machine) {}

    [[nodiscard]] Explanation policy(const Answer&);
    [[nodiscard]] Step signal(const SignalAnswer&);

    /// A condition with what it rests on: value 是, 否 or 未知; `label` gives its number and clauses. Goes on where
    /// `into` has got to: 资格：…
    Verdict condition(const Node&, const Frame&, Step& into, const Label* label = nullptr);

    /// The first thing that makes a condition fail, and by how much: （一）月收入 ÷ 人数 …：超出 73.20元.
    [[nodiscard]] std::string refusal(const Node&, const Frame&);

private:
    using Steps = std::vector<Step>;

    void eligibility(const Opened<PolicyVersion>&, const Machine::Outcome&, Steps&);
    void reason(const Opened<PolicyVersion>&, const Machine::Outcome&, const Answer&, Steps&);
    void coordinations(const Answer&, const Machine::Outcome&, Steps&);
    void untranslated(Index policy, Steps&);

    Verdict items(const Node&, const Frame&, Step&);
    Verdict comparison(const Node&, const Frame&, Step&);
    void quantifier(const Node&, const Frame&, Step&);
    [[nodiscard]] std::string distance(const Node&, const Frame&);

    void leaves(const Node&, const Frame&, Steps&);
    void owner(const Node&, const Frame&, Steps&);
    void let(const Node&, const Frame&, Steps&);
    void cases(const Node&, const Frame&, Steps&);
    void members(const Node&, const Frame&, Steps&);
    /// One step each: what stands alone. False where the node does not.
    bool leaf(const Node&, const Frame&, Step&);
    void field(const Node&, const Frame&, Step&);
    void definition(const Node&, const Frame&, Step&);
    void parameter(const Node&, const Frame&, Step&);
    void progressive(const Node&, const Frame&, Step&);
    void policy_read(const Node&, const Frame&, Step&);
    void discretion(const Node&, const Frame&, Step&);

    /// The expression by names, behind what stands in the text.
    void write_names(const Node&, const Frame&, std::string& out);

    Machine& machine_;
    std::vector<bool> opened_; // definitions told in this explanation: each is opened once
};

} // namespace huimin::language
