// Expressions in words.

#include <algorithm>
#include <string_view>
#include <utility>

#include "language/evaluate/words.h"

namespace huimin::language {

namespace {

/// How tightly an expression binds, loosest first: decides where brackets are needed.
enum class Tightness { any, disjunction, conjunction, negation, comparison, ending, sum, product, sign, atom };

class Writer {
public:
    /// `record`: the one the expression is asked of.
    Writer(Machine& machine, Index record, Showing showing, std::string& out)
        : program_(machine.program()), areas_(machine.world().areas), machine_(&machine), record_(record),
          showing_(showing), out_(&out)
    {
    }
    /// By names alone, of no record in particular.
    Writer(const Program& program, const AreaTree& areas, Index record)
        : program_(program), areas_(areas), record_(record), showing_(Showing::names)
    {
    }

    /// Keeps the words of every condition below, and of both sides of every comparison.
    void keep(const Node&);

    void write(const Node& node, const Frame& frame, Tightness needed)
    {
        const bool brackets = tightness_of(node.op) < needed;
        if (brackets)
            *out_ += "（";
        body(node, frame);
        if (brackets)
            *out_ += "）";
    }

private:
    static Tightness tightness_of(Op);
    static std::string_view sign_of(Op);

    void body(const Node&, const Frame&);
    void named(const std::string& name, const Node&, const Frame&);
    void infix(const Node&, const Frame&, std::string_view sign);
    void call(std::string_view name, const Node&, const Frame&, std::size_t first = 0);
    void round(const Node&, const Frame&);
    void bounded(const Node&, const Frame&, std::string_view word);
    void set(const Node&, const Frame&);
    void choice_of_cases(const Node&, const Frame&);
    void aggregate(const Node&, const Frame&, std::string_view word);
    bool sum_written_out(const Node&, const Frame&);
    void owner(const Node&, const Frame&);
    void let(const Node&, const Frame&);
    void bind_name(std::size_t slot, const std::string& name);
    [[nodiscard]] const std::string& name_of_local(Index slot, const Frame&) const;
    /// Into another text than the one being written.
    void write_aside(const Node&, const Frame&, std::string& out);
    void parameter(const Node&, const Frame&);
    void constant(const Node& node) { *out_ += text_of(node.value, node.type, program_, areas_); }
    void keep_one(const Node&);

    const Program& program_;
    const AreaTree& areas_;
    Machine* machine_ = nullptr; // there when values are shown
    Index record_;
    Showing showing_; // with names alone the frame's subject is not looked at: there may be no member to ask
    std::string* out_ = nullptr;
    std::vector<const std::string*> locals_; // of the 其中 met while showing names, by slot
};

Tightness Writer::tightness_of(Op op)
{
    if (op == Op::logical_or)
        return Tightness::disjunction;
    if (op == Op::logical_and)
        return Tightness::conjunction;
    if (op == Op::logical_not)
        return Tightness::negation;
    if ((op >= Op::less && op <= Op::in_set) || op == Op::any || op == Op::all)
        return Tightness::comparison;
    if (op == Op::round || op == Op::at_least || op == Op::at_most || op == Op::if_unknown || op == Op::convert ||
        op == Op::sum || op == Op::count || op == Op::largest || op == Op::smallest || op == Op::cases)
        return Tightness::ending;
    if (op == Op::add || op == Op::subtract || op == Op::add_days || op == Op::add_months || op == Op::add_working_days)
        return Tightness::sum;
    if (op == Op::multiply || op == Op::divide)
        return Tightness::product;
    return op == Op::negate ? Tightness::sign : Tightness::atom;
}

std::string_view Writer::sign_of(Op op)
{
    constexpr struct {
        Op op;
        std::string_view sign;
    } signs[] = {{Op::add, " + "},   {Op::subtract, " − "},   {Op::multiply, " × "},     {Op::divide, " ÷ "},
                 {Op::less, " < "},  {Op::less_equal, " ≤ "}, {Op::greater, " > "},      {Op::greater_equal, " ≥ "},
                 {Op::equal, " = "}, {Op::not_equal, " ≠ "},  {Op::logical_and, " 且 "}, {Op::logical_or, " 或 "}};
    for (const auto& entry : signs)
        if (entry.op == op)
            return entry.sign;
    return {};
}

void Writer::named(const std::string& name, const Node& node, const Frame& frame)
{
    *out_ += name;
    if (showing_ == Showing::values)
        out_->append(" ").append(value_text(*machine_, machine_->value(node, frame), node.type));
}

void Writer::infix(const Node& node, const Frame& frame, std::string_view sign)
{
    const auto own = static_cast<int>(tightness_of(node.op));
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
        if (i > 0)
            *out_ += sign;
        write(*node.operands[i], frame, static_cast<Tightness>(i > 0 ? own + 1 : own));
    }
}

void Writer::call(std::string_view name, const Node& node, const Frame& frame, std::size_t first)
{
    *out_ += name;
    *out_ += "（";
    for (std::size_t i = first; i < node.operands.size(); ++i) {
        if (i > first)
            *out_ += "，";
        write(*node.operands[i], frame, Tightness::any);
    }
    *out_ += "）";
}

void Writer::round(const Node& node, const Frame& frame)
{
    write(*node.operands[0], frame, Tightness::ending);
    switch (node.rounding) {
    case Rounding::half_up: *out_ += " 四舍五入到"; break;
    case Rounding::down: *out_ += " 去尾到"; break;
    case Rounding::up: *out_ += " 进到"; break;
    }
    const bool money = node.type.kind == Kind::money;
    *out_ += !money ? "整" : node.number == Rational(1) ? "分" : node.number == Rational(10) ? "角" : "元";
}

void Writer::bounded(const Node& node, const Frame& frame, std::string_view word)
{
    write(*node.operands[0], frame, Tightness::ending);
    *out_ += word;
    write(*node.operands[1], frame, Tightness::sum);
}

void Writer::set(const Node& node, const Frame& frame)
{
    write(*node.operands[0], frame, Tightness::sum);
    *out_ += " 属于 {";
    for (std::size_t i = 1; i < node.operands.size(); ++i) {
        if (i > 1)
            *out_ += "、";
        write(*node.operands[i], frame, Tightness::any);
    }
    *out_ += "}";
}

/// With values only the branch that was taken is written.
void Writer::choice_of_cases(const Node& node, const Frame& frame)
{
    if (showing_ == Showing::values) {
        const Value taken = machine_->value(node, frame);
        for (std::size_t i = 0; !is_unknown(taken) && i + 1 < node.operands.size(); i += 2)
            if (machine_->truth(*node.operands[i], frame) == Verdict::yes &&
                machine_->value(*node.operands[i + 1], frame) == taken)
                return write(*node.operands[i + 1], frame, Tightness::sum);
        if (!is_unknown(taken))
            return write(*node.operands.back(), frame, Tightness::sum);
    }
    if (node.op == Op::largest_case)
        *out_ += "取最大：";
    const Showing before = std::exchange(showing_, Showing::names);
    for (std::size_t i = 0; i + 1 < node.operands.size(); i += 2) {
        *out_ += i > 0 ? " 当 " : "当 ";
        write(*node.operands[i], frame, Tightness::any);
        *out_ += " 则 ";
        write(*node.operands[i + 1], frame, Tightness::sum);
    }
    *out_ += " 否则 ";
    write(*node.operands.back(), frame, Tightness::sum);
    showing_ = before;
}

/// 甲 60元 + 乙 640元; false where a member does not let it be written.
bool Writer::sum_written_out(const Node& node, const Frame& frame)
{
    std::string parts;
    Frame member = frame;
    member.subject = machine_->first_member(frame.subject, node.index);
    for (Index left = machine_->members(frame.subject, node.index); left > 0; --left, ++member.subject) {
        const Node* const condition = node.operands[0].get();
        const Verdict counts = condition == nullptr ? Verdict::yes : machine_->truth(*condition, member);
        if (counts == Verdict::unknown)
            return false;
        if (counts == Verdict::no)
            continue;
        parts += (parts.empty() ? "" : " + ") + name_of(*machine_, member.subject) + " " +
                 value_text(*machine_, machine_->value(*node.operands[1], member), node.operands[1]->type);
    }
    if (parts.empty())
        return false;
    *out_ += parts;
    return true;
}

void Writer::aggregate(const Node& node, const Frame& frame, std::string_view word)
{
    if (node.op == Op::sum && showing_ == Showing::values && sum_written_out(node, frame))
        return;
    const Showing before = std::exchange(showing_, Showing::names);
    const List& list = program_.lists[node.index];
    const Index record = std::exchange(record_, list.member);
    const bool quantifier = node.op == Op::any || node.op == Op::all;
    *out_ += word;
    if (node.operands.size() > 1) {
        *out_ += " ";
        write(*node.operands[1], frame, Tightness::sum);
    }
    *out_ += (quantifier ? " " : " 于 ") + list.name;
    if (node.operands[0] != nullptr) {
        *out_ += quantifier ? " 满足 " : " 当 ";
        write(*node.operands[0], frame, Tightness::negation);
    }
    showing_ = before;
    record_ = record;
    if (showing_ == Showing::values && !quantifier)
        *out_ += " " + value_text(*machine_, machine_->value(node, frame), node.type);
}

void Writer::owner(const Node& node, const Frame& frame)
{
    Frame above = frame;
    if (showing_ == Showing::values)
        above.subject = machine_->subject(frame.subject).owner;
    const Showing before = std::exchange(showing_, above.subject == none ? Showing::names : showing_);
    const Index record = std::exchange(record_, program_.records[record_].owner);
    body(*node.operands[0], above);
    record_ = record;
    showing_ = before;
}

void Writer::bind_name(std::size_t slot, const std::string& name)
{
    locals_.resize(std::max(locals_.size(), slot + 1));
    locals_[slot] = &name;
}

const std::string& Writer::name_of_local(Index slot, const Frame& frame) const
{
    return slot < locals_.size() && locals_[slot] != nullptr ? *locals_[slot] : *frame.slots[slot].name;
}

void Writer::write_aside(const Node& node, const Frame& frame, std::string& out)
{
    std::string* const before = std::exchange(out_, &out);
    write(node, frame, Tightness::any);
    out_ = before;
}

void Writer::let(const Node& node, const Frame& frame)
{
    if (showing_ == Showing::values)
        machine_->bind(node, frame);
    else
        for (std::size_t i = 0; i < node.names.size(); ++i)
            bind_name(node.index + i, node.names[i]);
    body(*node.operands.back(), frame);
}

void Writer::parameter(const Node& node, const Frame& frame)
{
    const bool cut = node.op == Op::progressive;
    if (cut)
        return call("累进·" + program_.parameters[node.index].heading.name, node, frame);
    std::string name = program_.parameters[node.index].heading.name;
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
        const Node& key = *node.operands[i];
        name += i == 0 ? "[" : "，";
        if (showing_ == Showing::values)
            name += value_text(*machine_, machine_->value(key, frame), key.type);
        else
            write_aside(key, frame, name);
    }
    named(node.operands.empty() ? name : name + "]", node, frame);
}

void Writer::body(const Node& node, const Frame& frame)
{
    if (const std::string_view sign = sign_of(node.op); !sign.empty())
        return infix(node, frame, sign);
    switch (node.op) {
    case Op::constant: return constant(node);
    case Op::field: return named(program_.records[record_].fields[node.index].name, node, frame);
    case Op::owner: return owner(node, frame);
    case Op::definition: return named(program_.definitions[node.index].heading.name, node, frame);
    case Op::local: return named(name_of_local(node.index, frame), node, frame);
    case Op::policy_amount: return named(program_.policies[node.index].heading.name, node, frame);
    case Op::policy_granted: return named("享受 " + program_.policies[node.index].heading.name, node, frame);
    case Op::parameter:
    case Op::progressive: return parameter(node, frame);
    case Op::let: return let(node, frame);
    case Op::negate: *out_ += "−"; return write(*node.operands[0], frame, Tightness::sign);
    case Op::convert:
        write(*node.operands[0], frame, Tightness::ending);
        *out_ += node.number == Rational(12) ? " 折年" : " 折月";
        return;
    case Op::round: return round(node, frame);
    case Op::at_least: return bounded(node, frame, " 不少于 ");
    case Op::at_most: return bounded(node, frame, " 不多于 ");
    case Op::larger: return call("较大者", node, frame);
    case Op::smaller: return call("较小者", node, frame);
    case Op::if_unknown: return bounded(node, frame, " 缺失作 ");
    case Op::is_known: return call("已知", node, frame);
    case Op::between:
        write(*node.operands[0], frame, Tightness::sum);
        *out_ += " 介于 ";
        write(*node.operands[1], frame, Tightness::sum);
        *out_ += " 至 ";
        return write(*node.operands[2], frame, Tightness::sum);
    case Op::in_set: return set(node, frame);
    case Op::logical_not: *out_ += "非 "; return write(*node.operands[0], frame, Tightness::comparison);
    case Op::at_least_n: return call("至少 " + std::to_string(node.index) + " 项", node, frame);
    case Op::cases:
    case Op::largest_case: return choice_of_cases(node, frame);
    case Op::sum: return aggregate(node, frame, "合计");
    case Op::count: return aggregate(node, frame, "计数");
    case Op::any: return aggregate(node, frame, "任一");
    case Op::all: return aggregate(node, frame, "全部");
    case Op::largest: return aggregate(node, frame, "最大");
    case Op::smallest: return aggregate(node, frame, "最小");
    case Op::age: return call("周岁", node, frame);
    case Op::months_between: return call("月数", node, frame);
    case Op::days_between: return call("天数", node, frame);
    case Op::month_of: return call("月份", node, frame);
    case Op::first_day: return call("首日", node, frame);
    case Op::last_day: return call("末日", node, frame);
    case Op::add_months: return bounded(node, frame, " + 月数 ");
    case Op::add_days: return bounded(node, frame, " + 天数 ");
    case Op::add_working_days: return bounded(node, frame, " + 工作日 ");
    case Op::today: return named("当日", node, frame);
    case Op::discretion: *out_ += "裁量 “" + program_.discretions[node.index].text + "”"; return;
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::equal:
    case Op::not_equal:
    case Op::logical_and:
    case Op::logical_or: return;
    }
}

void Writer::keep_one(const Node& node)
{
    if (node.words.empty())
        write_aside(node, Frame{}, node.words);
}

void Writer::keep(const Node& node)
{
    if (node.op == Op::let)
        for (std::size_t i = 0; i < node.names.size(); ++i)
            bind_name(node.index + i, node.names[i]);
    if (node.type.kind == Kind::truth && node.items.empty())
        keep_one(node);
    if (node.op >= Op::less && node.op <= Op::not_equal)
        for (const NodePtr& side : node.operands)
            keep_one(*side);
    const bool over_members = node.op == Op::sum || node.op == Op::count || node.op == Op::any || node.op == Op::all ||
                              node.op == Op::largest || node.op == Op::smallest;
    const Index below = over_members           ? program_.lists[node.index].member
                        : node.op == Op::owner ? program_.records[record_].owner
                                               : record_;
    const Index before = std::exchange(record_, below);
    for (const NodePtr& operand : node.operands)
        if (operand != nullptr)
            keep(*operand);
    record_ = before;
}

} // namespace

void keep_words(const Program& program, const AreaTree& areas)
{
    const auto keep = [&](const NodePtr& node, Index record) {
        if (node != nullptr)
            Writer(program, areas, record).keep(*node);
    };
    for (const Definition& definition : program.definitions)
        for (const DefinitionVersion& version : definition.versions)
            keep(version.body, definition.record);
    for (const Policy& policy : program.policies)
        for (const PolicyVersion& version : policy.versions) {
            keep(version.eligible, policy.record);
            keep(version.amount, policy.record);
            for (const Exclusion& exclusion : version.exclusions)
                keep(exclusion.condition, policy.record);
        }
}

std::string words_of(Machine& machine, const Node& node, const Frame& frame, Showing showing)
{
    std::string out;
    write_words(machine, node, frame, showing, out);
    return out;
}

void write_words(Machine& machine, const Node& node, const Frame& frame, Showing showing, std::string& out)
{
    Writer(machine, machine.subject(frame.subject).instance->record, showing, out).write(node, frame, Tightness::any);
}

} // namespace huimin::language
