#include "language/plan/plan.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "language/plan/assemble.h"
#include "language/plan/lower.h"

namespace huimin::language::plan {

namespace {

/// The range a column may grow to without a new plan: up to the next power of two, within its width.
void give_room(columns::Column& column)
{
    const auto next = [](std::int64_t bound) {
        return static_cast<std::int64_t>((std::bit_ceil(static_cast<std::uint64_t>(bound) + 1)) - 1);
    };
    constexpr std::int64_t limit = std::int64_t{1} << 61;
    const std::int64_t high = column.high >= limit ? column.high : next(std::max<std::int64_t>(column.high, 0));
    const std::int64_t low = column.low >= 0 ? 0 : column.low <= -limit ? column.low : -next(-column.low) - 1;
    if (columns::fits(column.width, low, high)) {
        column.low = low;
        column.high = high;
    }
}

columns::Layout with_room(columns::Layout layout)
{
    for (auto* columns : {&layout.unit_columns, &layout.member_columns})
        for (columns::Column& column : *columns)
            give_room(column);
    constexpr std::uint32_t members_least = 7;
    layout.members_max = static_cast<std::uint32_t>(std::bit_ceil(std::max(layout.members_max, members_least) + 1)) - 1;
    return layout;
}

bool within(const std::vector<columns::Column>& actual, const std::vector<columns::Column>& planned)
{
    return std::ranges::equal(actual, planned, [](const columns::Column& now, const columns::Column& then) {
        return now.field == then.field && now.width == then.width && now.nullable == then.nullable &&
               now.scale == then.scale && now.low >= then.low && now.high <= then.high;
    });
}

std::string reason(const Graph& graph, const Lowering::Granted& granted)
{
    for (const Ref node : {granted.yes.node, granted.no.node, granted.amount})
        if (graph.is_broken(node))
            return graph[node].why;
    return "";
}

} // namespace

Plan Plan::compile(const Program& program, const World& world, Day day, const columns::Layout& layout,
                   std::span<const std::optional<AreaCode>> divisions, const columns::Kernels& kernels)
{
    Plan plan;
    plan.kernels_ = &kernels;
    plan.facts_ = with_room(layout);
    plan.day_ = day;
    plan.divisions_ = std::max(static_cast<std::uint32_t>(divisions.size()), 1U);
    Graph graph(plan.divisions_, plan.facts_.members_max);
    Lowering lowering({program, world, day, plan.facts_, divisions}, graph);
    lowering.answer_policies();
    Assembler assembler(graph, plan);
    for (const Index policy : program.policy_order) {
        const auto found = lowering.policies().find(policy);
        if (found == lowering.policies().end())
            continue;
        const Lowering::Granted& granted = found->second;
        Question question;
        question.policy = policy;
        question.by_member = lowering.by_member(policy);
        question.interpreted = reason(graph, granted);
        const auto column = [&](Width width) {
            plan.results_.push_back({width, question.by_member, question.yes});
            return static_cast<std::uint32_t>(plan.results_.size() - 1);
        };
        if (!question.interpreted.empty()) {
            question.yes = column(Width::bit);
            question.unknown = column(Width::bit);
            if (granted.pays)
                question.amount = column(Width::i64);
        } else {
            question.yes = assembler.result(granted.yes, question.by_member);
            const Bit unknown = graph.all({!granted.yes, !granted.no});
            if (unknown != graph.no())
                question.unknown = assembler.result(unknown, question.by_member);
            if (granted.pays)
                question.amount = assembler.amount(question.yes, granted.amount);
        }
        plan.questions_.push_back(std::move(question));
    }
    assembler.assemble();
    return plan;
}

bool Plan::fits(const columns::Layout& layout) const
{
    return layout.unit == facts_.unit && layout.list == facts_.list && layout.complete == facts_.complete &&
           layout.members_max <= facts_.members_max && within(layout.unit_columns, facts_.unit_columns) &&
           within(layout.member_columns, facts_.member_columns);
}

const Question* Plan::question(Index policy) const
{
    const auto found = std::ranges::find(questions_, policy, &Question::policy);
    return found == questions_.end() ? nullptr : &*found;
}

bool Plan::needs_interpreter() const
{
    return std::ranges::any_of(questions_, [](const Question& question) { return !question.interpreted.empty(); });
}

std::string Plan::text() const
{
    static constexpr const char* names[] = {"convert",
                                            "add",
                                            "subtract",
                                            "multiply",
                                            "minimum",
                                            "maximum",
                                            "total",
                                            "select",
                                            "round",
                                            "round_by",
                                            "less",
                                            "equal",
                                            "all_bits",
                                            "lookup",
                                            "sum_members",
                                            "largest_members",
                                            "smallest_members",
                                            "count_members",
                                            "all_members",
                                            "pack",
                                            "calendar"};
    static constexpr const char* widths[] = {"bit", "u8", "u16", "i32", "i64"};
    static constexpr const char* sorts[] = {"scratch",      "unit", "member",   "unit_known",
                                            "member_known", "live", "constant", "result"};
    const auto place = [&](std::uint16_t index) {
        const Location& location = locations_[index];
        return std::string(sorts[static_cast<std::size_t>(location.sort)]) + std::to_string(location.index);
    };
    std::string text;
    for (const columns::Instruction& code : instructions_) {
        text += std::string(code.by_member ? "member " : "unit ") + place(code.result) + " = " +
                names[static_cast<std::size_t>(code.code)] + "." + widths[static_cast<std::size_t>(code.form)];
        for (std::size_t i = 0; i < code.count; ++i)
            text += std::string(" ") + ((code.flips >> i & 1) != 0 ? "!" : "") + place(code.operands[i]);
        text += code.flip_result ? " flipped\n" : "\n";
    }
    return text;
}

} // namespace huimin::language::plan
