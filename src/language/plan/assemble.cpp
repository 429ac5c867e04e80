#include "language/plan/assemble.h"

#include <algorithm>
#include <cstring>

namespace huimin::language::plan {

std::uint32_t Assembler::result(Bit bit, bool by_member)
{
    const auto column = static_cast<std::uint32_t>(plan_.results_.size());
    plan_.results_.push_back({Width::bit, by_member, column});
    const Bit of_units = graph_.all({bit, graph_.live()}); // lanes without a unit answer nothing
    roots_.push_back({graph_.copy(of_units, by_member ? Reach::member : Reach::unit), column});
    return column;
}

std::uint32_t Assembler::amount(std::uint32_t granted, Ref amount)
{
    const auto yes = std::ranges::find(roots_, granted, &Root::column);
    const Ref packed = graph_.pack(yes->node, amount, graph_[yes->node].reach);
    const auto column = static_cast<std::uint32_t>(plan_.results_.size());
    plan_.results_.push_back({graph_[packed].width, plan_.results_[granted].by_member, granted});
    roots_.push_back({packed, column});
    return column;
}

void Assembler::assemble()
{
    uses_.assign(graph_.size(), 0);
    seen_.assign(graph_.size(), false);
    for (const Root& root : roots_)
        ++uses_[root.node];
    for (const Root& root : roots_)
        count_uses(root.node);
    seen_.assign(graph_.size(), false);
    for (const Root& root : roots_)
        order(root.node);
    for (Step& step : steps_)
        for (const Root& root : roots_)
            if (root.node == step.node)
                step.into = root.column;
    last_use_.assign(graph_.size(), 0);
    for (std::size_t position = 0; position < steps_.size(); ++position)
        for (const std::uint32_t operand : steps_[position].operands)
            last_use_[operand] = position;
    for (std::size_t position = 0; position < steps_.size(); ++position) {
        emit(steps_[position]);
        free_after(steps_[position], position);
    }
    fill_pool();
}

void Assembler::count_uses(Ref node)
{
    if (seen_[node])
        return;
    seen_[node] = true;
    for (const std::uint32_t operand : graph_[node].operands) {
        ++uses_[operand];
        count_uses(operand);
    }
}

void Assembler::order(Ref node)
{
    if (seen_[node])
        return;
    seen_[node] = true;
    const GraphNode& found = graph_[node];
    if (found.sort != Sort::operation)
        return;
    Step step{node, found.code, found.operands, found.flips, false, found.a, found.b, {}};
    join(step);
    for (const std::uint32_t operand : step.operands)
        order(operand);
    steps_.push_back(std::move(step));
}

Width Assembler::operand_width(const GraphNode& node, std::size_t operand) const
{
    switch (node.code) {
    case Code::less:
    case Code::equal: return static_cast<Width>(node.a);
    case Code::all_bits:
    case Code::all_members:
    case Code::count_members: return Width::bit;
    case Code::select: return operand % 2 == 1 ? Width::bit : node.width;
    case Code::sum_members:
    case Code::largest_members:
    case Code::smallest_members:
    case Code::pack: return operand == 0 ? Width::bit : node.width;
    case Code::calendar: return Width::i32;
    case Code::convert:
    case Code::round:
    case Code::lookup: return graph_[node.operands[operand]].width;
    case Code::add:
    case Code::subtract:
    case Code::multiply:
    case Code::minimum:
    case Code::maximum:
    case Code::total:
    case Code::round_by: return node.width;
    }
    return node.width;
}

void Assembler::add_location(Location location) { plan_.locations_.push_back(location); }

std::uint16_t Assembler::constant_place(Ref ref, Width width)
{
    const GraphNode& node = graph_[ref];
    const auto next = static_cast<std::uint16_t>(plan_.locations_.size());
    const auto [found, fresh] = constants_.try_emplace({ref, width}, next);
    if (fresh) {
        pool_.push_back({ref, width, plan_.pool_bytes_});
        add_location({Location::Sort::constant, static_cast<std::uint32_t>(plan_.pool_bytes_), width, false});
        constexpr std::size_t vector_bytes = 64;
        plan_.pool_bytes_ +=
            node.sort == Sort::table ? std::max(vector_bytes, sizeof(std::int32_t) << node.a) : vector_bytes;
    }
    return found->second;
}

std::uint16_t Assembler::place_of(Ref ref, Width as)
{
    const GraphNode& node = graph_[ref];
    if (node.sort == Sort::constant || node.sort == Sort::table)
        return constant_place(ref, as);
    if (const auto found = places_.find(ref); found != places_.end())
        return found->second;
    VERIFY(node.sort == Sort::column || node.sort == Sort::known || node.sort == Sort::live);
    const bool by_member = node.reach == Reach::member;
    const auto place = static_cast<std::uint16_t>(plan_.locations_.size());
    const Location::Sort sort = node.sort == Sort::live ? Location::Sort::live
                                : node.sort == Sort::column
                                    ? (by_member ? Location::Sort::member_column : Location::Sort::unit_column)
                                    : (by_member ? Location::Sort::member_known : Location::Sort::unit_known);
    add_location({sort, static_cast<std::uint32_t>(node.a), node.width, by_member});
    places_[ref] = place;
    return place;
}

std::uint16_t Assembler::take_register(Width width, bool by_member)
{
    const std::size_t kind = Plan::scratch_kind(width, by_member);
    if (!free_[kind].empty()) {
        const std::uint16_t place = free_[kind].back();
        free_[kind].pop_back();
        return place;
    }
    const auto place = static_cast<std::uint16_t>(plan_.locations_.size());
    add_location({Location::Sort::scratch, static_cast<std::uint32_t>(plan_.scratch_[kind]++), width, by_member});
    return place;
}

void Assembler::choose_division(columns::Instruction& code, const GraphNode& of) const
{
    constexpr Wide single_max = Wide{1} << 22, twice_max = Wide{1} << 51; // see Reciprocal
    const Wide most = std::max(-Wide{of.low}, Wide{of.high}) + 2 * Wide{code.b};
    if (code.form == Width::i32)
        code.by = most >= single_max ? columns::Reciprocal::whole
                  : of.low >= 0      ? columns::Reciprocal::single_unsigned
                                     : columns::Reciprocal::single;
    else
        code.by = most >= twice_max ? columns::Reciprocal::whole : columns::Reciprocal::twice;
}

void Assembler::emit(const Step& step)
{
    const GraphNode& node = graph_[step.node];
    columns::Instruction code;
    code.code = step.code;
    code.form = node.code == Code::less || node.code == Code::equal ? static_cast<Width>(node.a) : node.width;
    code.from = operand_width(node, 0);
    code.by_member = node.reach == Reach::member;
    code.count = static_cast<std::uint8_t>(step.operands.size());
    code.flips = step.flips;
    code.flip_result = step.flip_result;
    code.rounding = node.rounding;
    code.a = step.a;
    code.b = step.b;
    code.c = node.c;
    for (std::size_t i = 0; i < step.operands.size(); ++i) {
        const GraphNode& operand = graph_[step.operands[i]];
        const Width width =
            step.code == Code::all_bits || step.code == Code::total ? operand_width(node, 0) : operand_width(node, i);
        code.operands[i] = place_of(step.operands[i], width);
        if (operand.sort == Sort::constant || operand.sort == Sort::table)
            code.constants = static_cast<std::uint16_t>(code.constants | 1U << i);
        if (operand.reach == Reach::member)
            code.planes = static_cast<std::uint16_t>(code.planes | 1U << i);
    }
    if (node.code == Code::round)
        choose_division(code, graph_[step.operands[0]]);
    code.kernel =
        node.code == Code::calendar ? &columns::calendar_kernel : plan_.kernels().find(code.code, code.form, code.from);
    VERIFY(code.kernel != nullptr);
    if (step.into) {
        code.result = static_cast<std::uint16_t>(plan_.locations_.size());
        add_location({Location::Sort::result, *step.into, node.width, code.by_member});
    } else {
        code.result = take_register(node.width, code.by_member);
    }
    places_[step.node] = code.result;
    plan_.instructions_.push_back(code);
}

void Assembler::free_after(const Step& step, std::size_t position)
{
    std::vector<std::uint32_t> operands = step.operands;
    std::sort(operands.begin(), operands.end());
    operands.erase(std::unique(operands.begin(), operands.end()), operands.end());
    for (const std::uint32_t operand : operands) {
        if (last_use_[operand] != position || graph_[operand].sort != Sort::operation)
            continue;
        const std::uint16_t place = places_.at(operand);
        const Location& location = plan_.locations_[place];
        if (location.sort == Location::Sort::scratch)
            free_[Plan::scratch_kind(location.width, location.by_member)].push_back(place);
    }
}

void Assembler::fill_pool()
{
    plan_.pool_ = columns::make_block(plan_.pool_bytes_ * graph_.divisions() + 64);
    for (std::uint32_t division = 0; division < graph_.divisions(); ++division)
        for (const PoolEntry& entry : pool_) {
            std::byte* at = plan_.pool_.get() + division * plan_.pool_bytes_ + entry.at;
            const GraphNode& node = graph_[entry.node];
            if (node.sort == Sort::table) {
                const std::size_t size = std::size_t{1} << node.a;
                const std::size_t first = node.values.size() == size ? 0 : division * size;
                for (std::size_t i = 0; i < size; ++i) {
                    const auto value = static_cast<std::int32_t>(node.values[first + i]);
                    std::memcpy(at + i * sizeof(value), &value, sizeof(value));
                }
                continue;
            }
            const std::int64_t value = node.values.size() == 1 ? node.values[0] : node.values[division];
            const std::size_t bytes = entry.width == Width::bit ? 1 : columns::bytes_of(entry.width, 64) / 64;
            const std::int64_t splat = entry.width == Width::bit && value != 0 ? -1 : value;
            for (std::size_t i = 0; i < 64; i += bytes)
                std::memcpy(at + i, &splat, bytes); // little endian, as all processors we build for
        }
}

} // namespace huimin::language::plan
