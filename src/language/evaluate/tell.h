// How an answer came about, step by step, for those who decide and those who are decided about.

#pragma once

#include <algorithm>

#include "language/evaluate/words.h"

namespace huimin::language {

constexpr std::size_t line_usual = 95; ///< bytes of most lines: one allocation instead of several
constexpr std::size_t name_usual = 47; ///< of most facts' names with whose they are

/// One step more. Most lists that have one have several.
inline Step& one_more(std::vector<Step>& steps)
{
    if (steps.capacity() == 0)
        steps.reserve(4);
    return steps.emplace_back();
}

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
    explicit Teller(Machine& machine, Tongue tongue = Tongue::chinese) : machine_(machine), tongue_(tongue) {}

    [[nodiscard]] Explanation policy(const Answer&);
    [[nodiscard]] Step signal(const SignalAnswer&);

    /// A condition with what it rests on: value 是, 否 or 未知; `label` gives its number and clauses. Goes on where
    /// `into` has got to: 资格：…
    Verdict condition(const Node&, const Frame&, Step& into, const Label* label = nullptr);

    /// What stands in the way of a condition that fails, and by how much: (一)月收入 …不低于 …，超出 73.20元.
    [[nodiscard]] std::string refusal(const Node&, const Frame&);

private:
    using Steps = std::vector<Step>;

    [[nodiscard]] std::string say(std::string_view chinese, std::string_view english) const
    {
        return std::string(in(tongue_, chinese, english));
    }
    [[nodiscard]] std::string text(const Value& value, const Type& type) const
    {
        return value_text(machine_, value, type, tongue_);
    }
    [[nodiscard]] std::string verdict_text(const Answer&, const Policy&) const;
    [[nodiscard]] std::string title(const Heading&, Index subject) const;
    [[nodiscard]] std::string names_of(const std::vector<Index>& policies) const;
    [[nodiscard]] std::string open_matters(const std::vector<Deciding>&) const;

    void eligibility(const Opened<PolicyVersion>&, const Machine::Outcome&, Steps&);
    void reason(const Opened<PolicyVersion>&, const Machine::Outcome&, const Answer&, Steps&);
    void amount(const Opened<PolicyVersion>&, const Machine::Outcome&, Steps&);
    void pay_day(const PayDay&, Steps&);
    void coordinations(const Answer&, const Machine::Outcome&, Steps&);
    [[nodiscard]] std::string relation_text(const Coordination&, bool left, const Answer&,
                                            const Machine::Outcome&) const;
    void untranslated(Index policy, Steps&);

    Verdict items(const Node&, const Frame&, Step&);
    Verdict comparison(const Node&, const Frame&, Step&);
    void operand(const Node&, const Frame&, Verdict whole, Steps&);
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
    void is_known(const Node&, const Frame&, Steps&);
    void definition(const Node&, const Frame&, Step&);
    void parameter(const Node&, const Frame&, Step&);
    void progressive(const Node&, const Frame&, Step&);
    void policy_read(const Node&, const Frame&, Step&);
    void discretion(const Node&, const Frame&, Step&);

    /// The expression by names, behind what stands in the text.
    void write_names(const Node&, const Frame&, std::string& out);
    /// ` = ` and what a value is made of, where that says more than the value.
    void write_made_of(const Node&, const Frame&, std::string& out);
    void set_truth(Step&, Verdict, Step::Sort) const;
    void set_value(Step&, const Value&, const Type&) const;

    Machine& machine_;
    Tongue tongue_;
    std::vector<bool> opened_; // definitions told in this explanation: each is opened once
};

} // namespace huimin::language
