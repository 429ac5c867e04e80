// One run of the interpreter: one program, one root record with all that belongs to it, one day.
//
// Values are worked out when asked for, without a word of text, and definitions and final answers are kept. Why a value
// is unknown (deciding.h) and how it came about (tell.h) is found by asking the machine again, which is then cheap;
// so answering pays nothing for explaining.

#pragma once

#include <optional>
#include <span>

#include "language/evaluate.h"

namespace huimin::language {

/// A record of the run: the root or one below it.
struct Subject {
    const Instance* instance = nullptr;
    Index owner = none;               ///< subject it belongs to
    Index ordinal = 0;                ///< among the subjects of its record
    Index first_list = 0;             ///< into Machine's lists
    Index first_kept = 0;             ///< into Machine's kept definitions
    std::optional<AreaCode> division; ///< none where its field is not known
    Index located_by = none;          ///< subject whose field gives the division; none: the city's
};

/// A 其中 that has been bound.
struct Slot {
    Value value;
    const Node* binding = nullptr;
    const Named* name = nullptr;
    Index subject = none; ///< of whom it was asked
};

/// Where an expression stands: of whom it is asked, and the 其中 around it.
struct Frame {
    Index subject = none;
    Slot* slots = nullptr;
    const Heading* heading = nullptr; ///< of the declaration, to say where a computation failed
};

/// A body made ready to be worked out.
template <class Version>
struct Opened {
    Opened(const Version& of, Index subject, const Heading& heading)
        : version(of), slots(of.slots), frame{subject, slots.data(), &heading}
    {
    }
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;
    const Version& version;
    std::vector<Slot> slots;
    Frame frame;
};

class Machine {
public:
    /// All four are kept by reference and must outlive the machine.
    Machine(const Program&, const World&, const Instance& root, Day);

    [[nodiscard]] Value value(const Node&, const Frame&);
    [[nodiscard]] Verdict truth(const Node&, const Frame&);
    [[nodiscard]] Value definition(Index definition, Index subject);

    /// Works out the 其中 of a `let` into the frame's slots.
    void bind(const Node& let, const Frame&);

    /// Takes these for the parameters' only rows, whatever the day and the division. They must outlive the machine.
    void assume(const std::vector<std::pair<Index, ParameterRow>>& assumed) { assumed_ = &assumed; }

    [[nodiscard]] bool is_assumed(const ParameterRow&) const;

    /// The row a parameter is read from by a subject. Null where there is none, or where the division would be needed
    /// and is not known.
    [[nodiscard]] const ParameterRow* row(Index parameter, Index subject);

    /// The choice keys and the number (of bands) with which a parameter node reads; none where one is not known.
    struct Keys {
        std::vector<std::int32_t> choices;
        std::optional<Rational> at;
    };
    [[nodiscard]] std::optional<Keys> keys(const Node& parameter, const Frame&, std::size_t first_operand);

    /// The final answer of a policy about a subject or, where the subject is not of its record, about the one it
    /// belongs to; null when there is none. Answers all policies when that has not been done.
    [[nodiscard]] const Answer* final_answer(Index policy, Index subject);

    /// Answers every policy, or those of `wanted`, in Program::policy_order, with coordinations. The order of
    /// `answers()`.
    void answer_all(const std::vector<bool>* wanted = nullptr);
    [[nodiscard]] const std::vector<Answer>& answers() const { return answers_; }

    struct Outcome {
        Verdict eligible = Verdict::no, excluded = Verdict::no, verdict = Verdict::no;
        Value amount;
    };
    /// A policy's answer before coordinations.
    [[nodiscard]] Outcome outcome(const Opened<PolicyVersion>&);

    [[nodiscard]] const Program& program() const { return program_; }
    [[nodiscard]] const World& world() const { return world_; }
    [[nodiscard]] Day day() const { return day_; }
    [[nodiscard]] std::span<const Subject> subjects() const { return subjects_; }
    [[nodiscard]] const Subject& subject(Index index) const { return subjects_[index]; }
    [[nodiscard]] Index subject_of(const Instance&) const;                  ///< the instance must lie in the run
    [[nodiscard]] Index owner_of_record(Index subject, Index record) const; ///< itself or above it; none
    [[nodiscard]] Index first_member(Index subject, Index list) const;
    [[nodiscard]] Index members(Index subject, Index list) const; ///< how many; they stand one after the other

    /// Where the definition's value about the subject is kept, 0 ≤ … < kept(): one place for each pair of the run.
    [[nodiscard]] std::size_t kept_at(Index definition, Index subject) const;
    [[nodiscard]] std::size_t kept() const { return kept_.size(); }
    /// What a cell of a parameter comes to.
    [[nodiscard]] Value cell_value(Index parameter, const Cell&, Index subject);

private:
    struct Stretch {
        Index first = 0, count = 0;
    };
    void place_subjects(const Instance& root);
    void place(const Instance&, Index owner);
    void locate(Subject&, Index index);
    [[nodiscard]] Index position(Index list) const { return positions_[list]; }

    Value field(const Node&, const Frame&) const;
    Value owner(const Node&, const Frame&);
    Value parameter(const Node&, const Frame&);
    Value progressive_sum(const Node&, const Frame&);
    Value policy(const Node&, const Frame&);
    Value let(const Node&, const Frame&);
    Value discretion(const Node&, const Frame&) const;

    using Deed = std::optional<Rational> (*)(Rational, Rational);
    Value fold(const Node&, const Frame&, Deed);
    Value negate(const Node&, const Frame&);
    Value convert(const Node&, const Frame&);
    Value round(const Node&, const Frame&);
    Value extreme(const Node&, const Frame&, bool largest);
    Value if_unknown(const Node&, const Frame&);

    Value compare(const Node&, const Frame&);
    Value between(const Node&, const Frame&);
    Value in_set(const Node&, const Frame&);
    Value logic(const Node&, const Frame&, Verdict ending);
    Value negation(const Node&, const Frame&);
    Value at_least_n(const Node&, const Frame&);
    Value cases(const Node&, const Frame&);
    Value largest_case(const Node&, const Frame&);

    Value sum(const Node&, const Frame&);
    Value count(const Node&, const Frame&);
    Value quantifier(const Node&, const Frame&, Verdict ending);
    Value extreme_member(const Node&, const Frame&, bool largest);

    Value age(const Node&, const Frame&);
    Value span(const Node&, const Frame&);
    Value month(const Node&, const Frame&);
    Value later_day(const Node&, const Frame&);

    Answer answer_one(Index policy, Index subject);
    void coordinate(Index coordination);
    void coordinate(Index coordination, const std::vector<Answer*>& left, const std::vector<Answer*>& right);
    [[nodiscard]] std::vector<Answer*> side(const std::vector<Index>& policies, Index subject);

    const Program& program_;
    const World& world_;
    Day day_;
    std::vector<Subject> subjects_;
    std::vector<Index> of_record_;   // how many subjects each record has
    std::vector<Stretch> lists_;     // per subject, one per list of its record
    std::vector<Index> positions_;   // of each list among those of its owner
    std::vector<Index> ordinals_;    // of each definition among those of its record
    std::vector<Index> definitions_; // how many definitions each record has
    std::vector<Index> list_counts_; // how many lists each record owns
    Index kept_needed_ = 0;
    std::vector<Index> kept_; // into kept_values_; most are never asked for
    std::vector<Value> kept_values_;
    AreaCode chain_of_;
    std::vector<AreaCode> chain_;
    std::vector<Answer> answers_;
    std::vector<Index> first_answer_; // per policy, into answers_; none: not answered yet
    const std::vector<std::pair<Index, ParameterRow>>* assumed_ = nullptr;
    bool answering_ = false;
};

/// The gravest colour that holds for a subject.
[[nodiscard]] SignalAnswer answer_signal(Machine&, Index signal, Index subject);

/// How many 其中 an expression that stands alone needs room for.
[[nodiscard]] Index slots_of(const Node&);
[[nodiscard]] Verdict truth_of(const Value&);
[[nodiscard]] Value value_of(Verdict);
/// Whether `left op right` holds, op one of less … not_equal.
[[nodiscard]] Verdict compared(Op, const Value& left, const Value& right);
/// Order of two known values of one kind.
[[nodiscard]] std::partial_ordering order_of(const Value&, const Value&);
[[nodiscard]] inline Value known_or_not(const std::optional<Rational>& number)
{
    return number ? Value(*number) : Value(Unknown{});
}
[[nodiscard]] inline const Rational* number_in(const Value& value) { return std::get_if<Rational>(&value); }

} // namespace huimin::language
