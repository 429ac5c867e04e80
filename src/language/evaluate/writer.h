// Writes expressions in words; how it is used stands in words.h.

#pragma once

#include <string_view>

#include "language/evaluate/words.h"

namespace huimin::language {

/// How tightly an expression binds, loosest first: decides where brackets are needed.
enum class Tightness { any, disjunction, conjunction, negation, comparison, ending, sum, product, sign, atom };

/// What stands for itself: a name, told with its value behind it.
[[nodiscard]] bool has_a_name(const Node&);

class Writer {
public:
    /// `record`: the one the expression is asked of.
    Writer(Machine& machine, Index record, Showing showing, Tongue tongue, std::string& out)
        : program_(machine.program()), areas_(machine.world().areas), machine_(&machine), record_(record),
          showing_(showing), tongue_(tongue), out_(&out)
    {
    }
    /// By names alone and in Chinese, of no record in particular.
    Writer(const Program& program, const AreaTree& areas, Index record)
        : program_(program), areas_(areas), record_(record), showing_(Showing::names), tongue_(Tongue::chinese)
    {
    }

    /// Keeps the words of every condition below, and of both sides of every comparison.
    void keep(const Node&);

    void write(const Node&, const Frame&, Tightness needed);

    void write_made_of(const Node&, const Frame&);

    /// The opposite of a condition: 不享受 低保金, 月收入 不低于 标准合计.
    void deny(const Node&, const Frame&, Tightness needed);

private:
    static Tightness tightness_of(Op);

    void put(std::string_view chinese, std::string_view english) { *out_ += in(tongue_, chinese, english); }
    void open() { put("（", "("); }
    void close() { put("）", ")"); }
    [[nodiscard]] std::string text(const Value&, const Type&) const;
    [[nodiscard]] std::string text(const Node& node, const Frame& frame)
    {
        return text(machine_->value(node, frame), node.type);
    }

    void body(const Node&, const Frame&);
    void named(std::string_view name, const Node&, const Frame&);
    void infix(const Node&, const Frame&, std::string_view sign);
    void pair(const Node&, const Frame&, std::string_view chinese, std::string_view english);
    void round(const Node&, const Frame&);
    void bounded(const Node&, const Frame&, std::string_view word);
    void convert(const Node&, const Frame&);
    void of(const Node&, const Frame&, std::string_view chinese, std::string_view english);
    void between_days(const Node&, const Frame&, std::string_view chinese, std::string_view english);
    void later(const Node&, const Frame&, std::string_view chinese, std::string_view english);
    void later_by_months(const Node&, const Frame&);
    void month_of(const Node&, const Frame&);
    void age(const Node&, const Frame&);
    void if_unknown(const Node&, const Frame&);
    [[nodiscard]] const Node* taken_case(const Node&, const Frame&);
    void choice_of_cases(const Node&, const Frame&);
    void aggregate(const Node&, const Frame&);
    void quantifier(const Node&, const Frame&, bool denied);
    bool sum_written_out(const Node&, const Frame&);
    void owner(const Node&, const Frame&, bool denied);
    void bind(const Node& let, const Frame&);
    void bind_name(std::size_t slot, const Named&);
    [[nodiscard]] std::string name_of_local(Index slot, const Frame&) const;
    void write_aside(const Node&, const Frame&, std::string& out);
    void parameter(const Node&, const Frame&);
    void keep_one(const Node&);

    void compare(const Node&, const Frame&, Op op);
    bool compare_age(const Node&, const Frame&, Op op);
    void side(const Node&, const Frame&);
    void write_by_name(const Node&, const Frame&);
    void actual(const Node&, const Frame&);
    void set(const Node&, const Frame&, bool denied);
    void between(const Node&, const Frame&, bool denied);
    void at_least_n(const Node&, const Frame&);

    const Program& program_;
    const AreaTree& areas_;
    Machine* machine_ = nullptr; // there when values are shown
    Index record_;
    Showing showing_; // with names alone the frame's subject is not looked at: there may be no member to ask
    Tongue tongue_;
    std::string* out_ = nullptr;
    std::vector<const Named*> locals_; // of the 其中 met while showing names, by slot
};

} // namespace huimin::language
