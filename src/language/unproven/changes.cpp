#include "language/unproven/changes.h"

#include <algorithm>

namespace huimin::language {

namespace {

constexpr const char* at_the_bound = "补一个正好在界线上的案例";
constexpr const char* only_this = "补一个只差这一条的案例";
constexpr const char* with_amount = "补一个算得出金额、用得着它的案例";
constexpr const char* with_fraction = "补一个有零头的案例";

/// The checker made every node to be changed by its builders; only who owns the program may.
Node& mine(const Node& node) { return const_cast<Node&>(node); }

std::string quoted(const std::string& text) { return "「" + text + "」"; }

const char* sign(Op op)
{
    return op == Op::less            ? "<"
           : op == Op::less_equal    ? "≤"
           : op == Op::greater       ? ">"
           : op == Op::greater_equal ? "≥"
           : op == Op::equal         ? "="
           : op == Op::not_equal     ? "≠"
           : op == Op::add           ? "+"
           : op == Op::subtract      ? "-"
           : op == Op::larger        ? "较大者"
           : op == Op::smaller       ? "较小者"
           : op == Op::any           ? "任一"
                                     : "全部";
}

/// What an operation is mistaken for.
std::optional<Op> other(Op op)
{
    static constexpr std::pair<Op, Op> pairs[] = {
        {Op::less, Op::less_equal}, {Op::greater, Op::greater_equal}, {Op::equal, Op::not_equal},
        {Op::add, Op::subtract},    {Op::larger, Op::smaller},        {Op::any, Op::all},
    };
    for (const auto& [a, b] : pairs)
        if (op == a || op == b)
            return op == a ? b : a;
    return std::nullopt;
}

class Changes {
public:
    Changes(const std::vector<SourceFile>& files, std::vector<Change>& found) : files_(files), found_(found) {}

    void below(const Node& node)
    {
        itself(node);
        for (const NodePtr& operand : node.operands)
            if (operand)
                below(*operand);
    }

    /// As if the condition always, or never, held.
    void without(const Node& condition, bool holds)
    {
        auto instead = std::make_shared<Node>();
        instead->type.kind = Kind::truth;
        instead->value = holds;
        Node* at = &mine(condition);
        const auto turn = [at, instead] { std::swap(*at, *instead); };
        add(condition.place, "删去" + quoted(words(condition)), "leave `" + words(condition) + "` out", only_this, turn,
            turn);
    }

    void add(const Place& place, std::string chinese, std::string english, const char* remedy,
             std::function<void()> make, std::function<void()> undo)
    {
        found_.push_back({place, std::move(chinese), std::move(english), remedy, std::move(make), std::move(undo)});
    }

private:
    [[nodiscard]] std::string words(const Node& node) const
    {
        const std::string& text = files_[node.place.file].text;
        return text.substr(std::min<std::size_t>(node.place.offset, text.size()), node.place.length);
    }

    void itself(const Node& node)
    {
        if (other(node.op))
            mistaken(node);
        const Op op = node.op;
        if (op == Op::constant)
            moved(node);
        else if (op == Op::parameter)
            read_otherwise(node);
        else if (op == Op::round)
            rounded_otherwise(node);
        else if (op == Op::at_least || op == Op::at_most || op == Op::if_unknown || op == Op::logical_not)
            only_first(node);
        else if (op == Op::logical_and || op == Op::logical_or || op == Op::at_least_n)
            items_left_out(node, op == Op::logical_and);
        else if (op == Op::cases || op == Op::largest_case)
            cases_left_out(node);
        else if (op == Op::in_set)
            values_left_out(node);
        else if (op == Op::sum || op == Op::count || op == Op::largest || op == Op::smallest)
            whom_left_out(node);
    }

    void mistaken(const Node& node)
    {
        const Op op = *other(node.op);
        Node* at = &mine(node);
        const Op was = node.op;
        const bool bound = node.op <= Op::not_equal && node.op >= Op::less;
        add(
            node.place, quoted(words(node)) + "里的「" + sign(was) + "」改成「" + sign(op) + "」",
            "change `" + std::string(sign(was)) + "` to `" + sign(op) + "` in `" + words(node) + "`",
            bound ? at_the_bound : with_amount, [at, op] { at->op = op; }, [at, was] { at->op = was; });
    }

    static Rational unit_of(const Type& type)
    {
        return type.kind == Kind::money ? Rational(100) : type.kind == Kind::rate ? *Rational::of(1, 100) : Rational(1);
    }

    /// A number that is written, one larger; an amount by a yuan, a rate by a hundredth. A scale counts its levels by
    /// numbers that nobody wrote.
    void moved(const Node& node)
    {
        const auto* number = std::get_if<Rational>(&node.value);
        const bool written = words(node).find_first_of("0123456789") != std::string::npos;
        const auto next = number != nullptr && written ? huimin::add(*number, unit_of(node.type)) : std::nullopt;
        if (!next)
            return;
        Node* at = &mine(node);
        const Value was = node.value;
        add(
            node.place, quoted(words(node)) + "多一个单位", "make `" + words(node) + "` larger by one", at_the_bound,
            [at, next] { at->value = *next; }, [at, was] { at->value = was; });
    }

    void read_otherwise(const Node& node)
    {
        if (!node.type.is_number())
            return;
        auto sum = std::make_shared<Node>();
        sum->op = Op::add;
        sum->type = node.type;
        sum->place = node.place;
        auto unit = std::make_unique<Node>();
        unit->type = node.type;
        unit->value = unit_of(node.type);
        sum->operands.push_back(std::make_unique<Node>());
        sum->operands.push_back(std::move(unit));
        Node* at = &mine(node);
        Node* within = &mine(*sum->operands.front());
        add(
            node.place, "参数" + quoted(words(node)) + "多一个单位",
            "make the parameter `" + words(node) + "` larger by one", with_amount,
            [at, sum, within] {
                *within = std::move(*at);
                *at = std::move(*sum);
            },
            [at, sum, within] {
                *sum = std::move(*at);
                *at = std::move(*within);
            });
    }

    void rounded_otherwise(const Node& node)
    {
        const Rounding was = node.rounding, next = was == Rounding::down ? Rounding::up : Rounding::down;
        Node* at = &mine(node);
        add(
            node.place, quoted(words(node)) + "的取整改成" + (next == Rounding::up ? "「进到」" : "「去尾到」"),
            std::string(next == Rounding::up ? "raise" : "truncate") + " instead in `" + words(node) + "`",
            with_fraction, [at, next] { at->rounding = next; }, [at, was] { at->rounding = was; });
    }

    /// Without 不少于, 不多于, 缺失作, 非.
    void only_first(const Node& node)
    {
        Node* at = &mine(node);
        auto whole = std::make_shared<Node>();
        const char* what = node.op == Op::at_least     ? "「不少于」"
                           : node.op == Op::at_most    ? "「不多于」"
                           : node.op == Op::if_unknown ? "「缺失作」"
                                                       : "「非」";
        add(
            node.place, "去掉" + quoted(words(node)) + "里的" + what,
            "without the bound, ending or `not` of `" + words(node) + "`",
            node.op == Op::if_unknown ? "补一个缺这项事实的案例" : only_this,
            [at, whole] {
                *whole = std::move(*at);
                *at = std::move(mine(*whole->operands.front()));
            },
            [at, whole] {
                mine(*whole->operands.front()) = std::move(*at);
                *at = std::move(*whole);
            });
    }

    void items_left_out(const Node& node, bool holds)
    {
        for (const NodePtr& operand : node.operands)
            without(*operand, holds);
    }

    void cases_left_out(const Node& node)
    {
        for (std::size_t i = 0; i + 1 < node.operands.size(); i += 2)
            without(*node.operands[i], false);
    }

    /// Over all members.
    void whom_left_out(const Node& node)
    {
        if (node.operands.front())
            without(*node.operands.front(), true);
    }

    void values_left_out(const Node& node)
    {
        for (std::size_t i = 1; i < node.operands.size() && node.operands.size() > 2; ++i) {
            Node* at = &mine(*node.operands[i]);
            const Value was = at->value, next = node.operands[i == 1 ? 2 : 1]->value;
            add(
                at->place, "从集合里去掉" + quoted(words(*at)), "leave `" + words(*at) + "` out of the set",
                "补一个是这个值的案例", [at, next] { at->value = next; }, [at, was] { at->value = was; });
        }
    }

    const std::vector<SourceFile>& files_;
    std::vector<Change>& found_;
};

} // namespace

void add_changes(const Node& node, const std::vector<SourceFile>& files, std::vector<Change>& found)
{
    Changes(files, found).below(node);
}

void add_without(const NodePtr& condition, const std::vector<SourceFile>& files, std::vector<Change>& found)
{
    Changes(files, found).without(*condition, false);
}

void add_without(const Coordination& coordination, const std::vector<SourceFile>& files, std::vector<Change>& found)
{
    const Relation was = coordination.relation;
    if (was == Relation::stacks || was == Relation::not_income)
        return; // change nothing as they stand
    auto* at = const_cast<Coordination*>(&coordination);
    const std::string& text = files[coordination.place.file].text;
    const std::string words = text.substr(coordination.place.offset, coordination.place.length);
    Changes(files, found)
        .add(
            coordination.place, "删去" + quoted(words), "leave `" + words + "` out", "补一个两边都够得上的案例",
            [at] { at->relation = Relation::stacks; }, [at, was] { at->relation = was; });
}

} // namespace huimin::language
