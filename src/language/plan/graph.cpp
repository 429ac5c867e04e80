#include "language/plan/graph.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <tuple>

namespace huimin::language::plan {

namespace {

constexpr Wide number_max = Wide{1} << 62;

bool fits_i32(Wide low, Wide high)
{
    return low >= std::numeric_limits<std::int32_t>::min() && high <= std::numeric_limits<std::int32_t>::max();
}

template <class T>
void append(std::string& key, const T& value)
{
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    key.append(bytes, sizeof(T));
}

/// Equal keys, equal nodes.
std::string key_of(const GraphNode& node)
{
    std::string key;
    append(key, node.sort);
    append(key, node.code);
    append(key, node.reach);
    append(key, node.width);
    append(key, node.flips);
    append(key, node.rounding);
    append(key, node.a);
    append(key, node.b);
    append(key, node.c);
    append(key, node.operands.size());
    for (const std::uint32_t operand : node.operands)
        append(key, operand);
    for (const std::int64_t value : node.values)
        append(key, value);
    key += node.why;
    return key;
}

bool commutes(Code code)
{
    return code == Code::add || code == Code::multiply || code == Code::minimum || code == Code::maximum;
}

} // namespace

Graph::Graph(std::uint32_t divisions, std::uint32_t members_max)
    : divisions_(std::max(divisions, 1U)), members_max_(members_max)
{
    yes_ = truths({true});
}

Ref Graph::broken(std::string why)
{
    GraphNode node;
    node.sort = Sort::broken;
    node.why = std::move(why);
    return intern(std::move(node));
}

Ref Graph::intern(GraphNode node)
{
    const auto [found, fresh] = interned_.try_emplace(key_of(node), static_cast<Ref>(nodes_.size()));
    if (fresh)
        nodes_.push_back(std::move(node));
    return found->second;
}

Ref Graph::numbers(std::vector<std::int64_t> by_division)
{
    GraphNode node;
    node.sort = Sort::constant;
    node.width = Width::i64;
    if (std::all_of(by_division.begin(), by_division.end(),
                    [&](std::int64_t value) { return value == by_division.front(); }))
        by_division.resize(1);
    node.low = *std::min_element(by_division.begin(), by_division.end());
    node.high = *std::max_element(by_division.begin(), by_division.end());
    node.values = std::move(by_division);
    return intern(std::move(node));
}

Bit Graph::truths(const std::vector<bool>& by_division)
{
    // The first division's truth is always yes, so that a constant and its flip are one node.
    const bool flipped = !by_division.front();
    GraphNode node;
    node.sort = Sort::constant;
    node.width = Width::bit;
    bool same = true;
    for (const bool truth : by_division) {
        node.values.push_back(truth != flipped ? 1 : 0);
        same = same && truth == by_division.front();
    }
    if (same)
        node.values.resize(1);
    return {intern(std::move(node)), flipped};
}

Ref Graph::column(Reach reach, std::uint32_t index, Width width, std::int64_t low, std::int64_t high)
{
    GraphNode node;
    node.sort = Sort::column;
    node.reach = reach;
    node.width = width;
    node.a = index;
    node.low = low;
    node.high = high;
    return intern(std::move(node));
}

Bit Graph::bit_column(Reach reach, std::uint32_t index) { return {column(reach, index, Width::bit, 0, 1), false}; }

Bit Graph::known_column(Reach reach, std::uint32_t index)
{
    GraphNode node;
    node.sort = Sort::known;
    node.reach = reach;
    node.width = Width::bit;
    node.a = index;
    return {intern(std::move(node)), false};
}

Bit Graph::live()
{
    GraphNode node;
    node.sort = Sort::live;
    node.reach = Reach::unit;
    node.width = Width::bit;
    return {intern(std::move(node)), false};
}

Reach Graph::reach_of(std::span<const Ref> operands) const
{
    Reach reach = Reach::constant;
    for (const Ref operand : operands)
        reach = std::max(reach, nodes_[operand].reach);
    return reach;
}

Width Graph::common(std::span<const Ref> operands, Wide low, Wide high) const
{
    bool narrow = fits_i32(low, high);
    for (const Ref operand : operands)
        if (nodes_[operand].width != Width::bit || nodes_[operand].sort == Sort::constant)
            narrow = narrow && fits_i32(nodes_[operand].low, nodes_[operand].high);
    return narrow ? Width::i32 : Width::i64;
}

Ref Graph::as(Ref ref, Width width)
{
    const GraphNode& node = nodes_[ref];
    if (node.sort == Sort::constant || node.sort == Sort::table || node.sort == Sort::broken || node.width == width)
        return ref;
    GraphNode converted;
    converted.code = Code::convert;
    converted.reach = node.reach;
    converted.width = width;
    converted.operands = {ref};
    converted.low = node.low;
    converted.high = node.high;
    return intern(std::move(converted));
}

Ref Graph::operation(Code code, std::vector<Ref> operands, Wide low, Wide high, std::uint16_t flips)
{
    for (const Ref operand : operands)
        if (is_broken(operand))
            return operand;
    if (low < -number_max || high > number_max)
        return broken("a number may not fit 62 bits");
    GraphNode node;
    node.code = code;
    node.width = common(operands, low, high);
    node.reach = reach_of(operands);
    for (Ref& operand : operands)
        if (nodes_[operand].width != Width::bit)
            operand = as(operand, node.width);
    if (commutes(code))
        std::sort(operands.begin(), operands.end());
    node.flips = flips;
    node.operands = std::move(operands);
    node.low = static_cast<std::int64_t>(low);
    node.high = static_cast<std::int64_t>(high);
    return intern(std::move(node));
}

/// Both constant: worked out now, division by division.
Ref Graph::fold(Code code, Ref a, Ref b)
{
    const std::vector<std::int64_t>& left = nodes_[a].values;
    const std::vector<std::int64_t>& right = nodes_[b].values;
    std::vector<std::int64_t> folded;
    for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
        const Wide x = left[left.size() == 1 ? 0 : i], y = right[right.size() == 1 ? 0 : i];
        const Wide value = code == Code::add        ? x + y
                           : code == Code::subtract ? x - y
                           : code == Code::multiply ? x * y
                           : code == Code::minimum  ? std::min(x, y)
                                                    : std::max(x, y);
        if (value < -number_max || value > number_max)
            return broken("a constant does not fit 62 bits");
        folded.push_back(static_cast<std::int64_t>(value));
    }
    return numbers(std::move(folded));
}

Ref Graph::add(Ref a, Ref b)
{
    if (is_constant(a) && is_constant(b))
        return fold(Code::add, a, b);
    if (is_zero(a))
        return b;
    if (is_zero(b))
        return a;
    if (const auto inner = inwards(a, b, [&](Ref x, Ref y) { return add(x, y); }))
        return *inner;
    return operation(Code::add, {a, b}, Wide{low(a)} + low(b), Wide{high(a)} + high(b));
}

Ref Graph::subtract(Ref a, Ref b)
{
    if (is_constant(a) && is_constant(b))
        return fold(Code::subtract, a, b);
    if (is_zero(b))
        return a;
    if (a == b && !is_broken(a))
        return number(0);
    if (const auto inner = inwards(a, b, [&](Ref x, Ref y) { return subtract(x, y); }))
        return *inner;
    return operation(Code::subtract, {a, b}, Wide{low(a)} - high(b), Wide{high(a)} - low(b));
}

Ref Graph::multiply(Ref a, Ref b)
{
    if (is_constant(a) && is_constant(b))
        return fold(Code::multiply, a, b);
    if ((is_zero(a) && !is_broken(b)) || (is_zero(b) && !is_broken(a)))
        return number(0);
    const Ref one = number(1);
    if (a == one)
        return b;
    if (b == one)
        return a;
    if (const auto inner = inwards(a, b, [&](Ref x, Ref y) { return multiply(x, y); }))
        return *inner;
    for (const auto& [product, factor] : {std::pair(a, b), std::pair(b, a)})
        if (is_constant(factor) && nodes_[product].code == Code::multiply && nodes_[product].sort == Sort::operation)
            for (const std::size_t i : {0U, 1U})
                if (const Ref other = nodes_[product].operands[i]; is_constant(other))
                    if (const Ref both = fold(Code::multiply, other, factor); !is_broken(both))
                        return multiply(nodes_[product].operands[1 - i], both);
    const Wide corners[] = {Wide{low(a)} * low(b), Wide{low(a)} * high(b), Wide{high(a)} * low(b),
                            Wide{high(a)} * high(b)};
    return operation(Code::multiply, {a, b}, *std::min_element(corners, corners + 4),
                     *std::max_element(corners, corners + 4));
}

Ref Graph::minimum(Ref a, Ref b)
{
    if (is_broken(a) || is_broken(b))
        return is_broken(a) ? a : b;
    if (is_constant(a) && is_constant(b))
        return fold(Code::minimum, a, b);
    if (a == b || high(a) <= low(b))
        return a;
    if (high(b) <= low(a))
        return b;
    if (const auto inner = inwards(a, b, [&](Ref x, Ref y) { return minimum(x, y); }))
        return *inner;
    for (const auto& [value, bound] : {std::pair(a, b), std::pair(b, a)})
        if (const auto inner = bound_before_rounding(value, bound, true))
            return *inner;
    return operation(Code::minimum, {a, b}, std::min(low(a), low(b)), std::min(high(a), high(b)));
}

Ref Graph::maximum(Ref a, Ref b)
{
    if (is_broken(a) || is_broken(b))
        return is_broken(a) ? a : b;
    if (is_constant(a) && is_constant(b))
        return fold(Code::maximum, a, b);
    if (a == b || low(a) >= high(b))
        return a;
    if (low(b) >= high(a))
        return b;
    if (const auto inner = inwards(a, b, [&](Ref x, Ref y) { return maximum(x, y); }))
        return *inner;
    for (const auto& [value, bound] : {std::pair(a, b), std::pair(b, a)})
        if (const auto inner = bound_before_rounding(value, bound, false))
            return *inner;
    return operation(Code::maximum, {a, b}, std::max(low(a), low(b)), std::max(high(a), high(b)));
}

Ref Graph::select(Bit condition, Ref a, Ref b)
{
    if (is_broken(condition.node))
        return condition.node;
    if (condition == yes_ || a == b)
        return a;
    if (condition == no())
        return b;
    if (is_broken(a) || is_broken(b))
        return is_broken(a) ? a : b;
    if (condition.flipped)
        return select(!condition, b, a);
    if (is_constant(condition.node) && is_constant(a) && is_constant(b)) {
        std::vector<std::int64_t> folded;
        for (std::uint32_t d = 0; d < divisions_; ++d) {
            const auto at = [&](Ref ref) {
                return nodes_[ref].values.size() == 1 ? nodes_[ref].values[0] : nodes_[ref].values[d];
            };
            folded.push_back(at(condition.node) != 0 ? at(a) : at(b));
        }
        return numbers(std::move(folded));
    }
    // The same number twice: one question.
    for (const auto& [choice, rest, here] : {std::tuple(b, a, !condition), std::tuple(a, b, condition)})
        if (is_choice(choice)) {
            const Bit other{nodes_[choice].operands[1], false};
            const Ref value = nodes_[choice].operands[2], otherwise = nodes_[choice].operands[0];
            if (value == rest)
                return select(all({here, !other}), otherwise, rest);
            if (otherwise == rest)
                return select(all({here, other}), value, rest);
        }
    return operation(Code::select, {b, condition.node, a}, std::min(low(a), low(b)), std::max(high(a), high(b)));
}

Ref Graph::of_bit(Bit bit) { return select(bit, number(1), number(0)); }

Ref Graph::lookup(Ref key, std::vector<std::int64_t> entries, unsigned log)
{
    if (is_broken(key))
        return key;
    VERIFY(log <= 6 && nodes_[key].width == Width::u8);
    GraphNode table;
    table.sort = Sort::table;
    table.a = log;
    table.low = *std::min_element(entries.begin(), entries.end());
    table.high = *std::max_element(entries.begin(), entries.end());
    if (table.low == table.high)
        return number(table.low);
    if (!fits_i32(table.low, table.high))
        return broken("a parameter by choice does not fit 32 bits");
    const std::size_t size = std::size_t{1} << log;
    bool same = true;
    for (std::size_t i = size; i < entries.size(); ++i)
        same = same && entries[i] == entries[i % size];
    if (same)
        entries.resize(size);
    table.values = std::move(entries);
    GraphNode node;
    node.code = Code::lookup;
    node.a = log;
    node.reach = nodes_[key].reach;
    node.low = table.low;
    node.high = table.high;
    node.operands = {key, intern(std::move(table))};
    return intern(std::move(node));
}

Ref Graph::calendar(CalendarFunction function, std::int64_t argument, Ref day, std::int64_t low, std::int64_t high)
{
    if (is_broken(day))
        return day;
    GraphNode node;
    node.code = Code::calendar;
    node.reach = nodes_[day].reach;
    node.a = static_cast<std::int64_t>(function);
    node.b = argument;
    node.low = low;
    node.high = high;
    node.operands = {as(day, Width::i32)};
    return intern(std::move(node));
}

} // namespace huimin::language::plan
