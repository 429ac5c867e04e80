// Cases, sums over members, and what is asked of the record above, in words.

#include <utility>

#include "language/evaluate/writer.h"

namespace huimin::language {

/// With values only the branch that was taken is written; null when it is not known, or there are none.
const Node* Writer::taken_case(const Node& node, const Frame& frame)
{
    if (node.op != Op::cases && node.op != Op::largest_case)
        return nullptr;
    const Value taken = machine_->value(node, frame);
    if (is_unknown(taken))
        return nullptr;
    for (std::size_t i = 0; i + 1 < node.operands.size(); i += 2)
        if (machine_->truth(*node.operands[i], frame) == Verdict::yes &&
            machine_->value(*node.operands[i + 1], frame) == taken)
            return node.operands[i + 1].get();
    return node.operands.back().get();
}

/// 在校 时 20%，重病 时 10%，否则 0%
void Writer::choice_of_cases(const Node& node, const Frame& frame)
{
    if (node.op == Op::largest_case)
        put("取最大：", "the largest of: ");
    const Showing before = std::exchange(showing_, Showing::names);
    for (std::size_t i = 0; i + 1 < node.operands.size(); i += 2) {
        if (tongue_ == Tongue::english) {
            write(*node.operands[i + 1], frame, Tightness::sum);
            *out_ += " if ";
        }
        write(*node.operands[i], frame, Tightness::any);
        if (tongue_ == Tongue::chinese) {
            *out_ += " 时 ";
            write(*node.operands[i + 1], frame, Tightness::sum);
        }
        put("，", ", ");
    }
    put("否则 ", "otherwise ");
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
        parts +=
            (parts.empty() ? "" : " + ") + name_of(*machine_, member.subject) + " " + text(*node.operands[1], member);
    }
    if (parts.empty())
        return false;
    *out_ += parts;
    return true;
}

/// 共同生活的成员数, 共同生活的成员的工资合计
void Writer::aggregate(const Node& node, const Frame& frame)
{
    if (node.op == Op::sum && showing_ == Showing::values && sum_written_out(node, frame))
        return;
    const Showing before = std::exchange(showing_, Showing::names);
    const List& list = program_.lists[node.index];
    const Index record = std::exchange(record_, list.member);
    const auto body_of = [&] { write(*node.operands[1], frame, Tightness::atom); };
    const auto condition = [&] { write(*node.operands[0], frame, Tightness::negation); };
    const bool all = node.operands[0] == nullptr;
    if (tongue_ == Tongue::english) {
        *out_ += node.op == Op::count     ? "the number"
                 : node.op == Op::sum     ? "the sum of "
                 : node.op == Op::largest ? "the largest "
                                          : "the smallest ";
        if (node.op != Op::count)
            body_of();
        *out_ += " of the " + name_in(tongue_, list.name, list.alias);
        if (!all) {
            *out_ += " with ";
            condition();
        }
    } else {
        if (!all) {
            condition();
            *out_ += "的";
        }
        *out_ += list.name;
        if (node.op == Op::count) {
            *out_ += "数";
        } else {
            *out_ += node.op == Op::sum ? "的" : "中 ";
            body_of();
            *out_ += node.op == Op::sum ? "合计" : node.op == Op::largest ? " 最大的" : " 最小的";
        }
    }
    showing_ = before;
    record_ = record;
    if (showing_ == Showing::values)
        *out_ += " " + text(node, frame);
}

void Writer::owner(const Node& node, const Frame& frame, bool denied)
{
    Frame above = frame;
    if (showing_ != Showing::names)
        above.subject = machine_->subject(frame.subject).owner;
    const Showing before = std::exchange(showing_, above.subject == none ? Showing::names : showing_);
    const Index record = std::exchange(record_, program_.records[record_].owner);
    if (denied)
        deny(*node.operands[0], above, Tightness::any);
    else
        body(*node.operands[0], above);
    record_ = record;
    showing_ = before;
}

} // namespace huimin::language
