// How large numbers can get. What a fact can be is known from its 范围; from there every step is followed, so that no
// amount is ever paid that does not fit, and no answer is "not known" only because a number ran over.
//
// Bounds are kept as floating numbers: they are held against powers of ten, and their last digits decide nothing.
// Conditions are not looked into. Fractions summed over members are taken to share their divisor.

#include <algorithm>
#include <cmath>
#include <optional>

#include "language/check/internal/model.h"

namespace huimin::language::check_internal {

namespace {

constexpr double fraction_max = 1e38; ///< above and below the line, see base/rational.h
constexpr double paid_max = 9e18;     ///< fen in 64 bits
constexpr double members_max = 1e4;   ///< of one list; what more could reach is told when it happens
constexpr double days_max = 1e6;      ///< far beyond the calendar

/// What a number can be: from `low` to `high`, a fraction of whole numbers up to `above` and `below`.
struct Extent {
    double low = 0, high = 0, above = 0, below = 1;
    bool told = false; ///< that it does not fit: what rests on it is silent

    [[nodiscard]] double largest() const { return std::max(std::abs(low), std::abs(high)); }
};

Extent between(double low, double high, double below = 1)
{
    Extent extent{low, high, 0, below};
    extent.above = extent.largest() * below;
    return extent;
}

double number_of(Wide whole) { return static_cast<double>(whole); }

double number_of(const Rational& number) { return number_of(number.numerator()) / number_of(number.denominator()); }

Extent exactly(const Rational& number)
{
    const double value = number_of(number);
    return {value, value, std::abs(number_of(number.numerator())), number_of(number.denominator())};
}

Extent sum_of(const Extent& a, const Extent& b)
{
    Extent sum{a.low + b.low, a.high + b.high, a.above + b.above, a.below};
    if (a.below != b.below) {
        sum.above = a.above * b.below + b.above * a.below;
        sum.below = a.below * b.below;
    }
    return sum;
}

Extent minus(const Extent& a) { return {-a.high, -a.low, a.above, a.below}; }

Extent product_of(const Extent& a, const Extent& b)
{
    const double corners[] = {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
    return {*std::ranges::min_element(corners), *std::ranges::max_element(corners), a.above * b.above,
            a.below * b.below};
}

/// A divisor that is not 0 is at least its smallest fraction.
Extent quotient_of(const Extent& a, const Extent& b)
{
    const double least = b.low > 0 ? b.low : b.high < 0 ? -b.high : 1 / b.below;
    Extent quotient = between(-a.largest() / least, a.largest() / least);
    if (a.low >= 0 && b.low >= 0)
        quotient.low = 0;
    quotient.above = a.above * b.below;
    quotient.below = a.below * std::max(b.above, 1.0);
    return quotient;
}

Extent either(const Extent& a, const Extent& b)
{
    return {std::min(a.low, b.low), std::max(a.high, b.high), std::max(a.above, b.above), std::max(a.below, b.below)};
}

Extent larger_of(const Extent& a, const Extent& b)
{
    return {std::max(a.low, b.low), std::max(a.high, b.high), std::max(a.above, b.above), std::max(a.below, b.below)};
}

Extent smaller_of(const Extent& a, const Extent& b) { return minus(larger_of(minus(a), minus(b))); }

template <class Join>
Extent folded(const std::vector<Extent>& operands, Join join)
{
    Extent all = operands.front();
    for (std::size_t i = 1; i < operands.size(); ++i)
        all = join(all, operands[i]);
    return all;
}

class Extents {
public:
    explicit Extents(Model& model) : model_(model), program_(model.program) {}

    void look_at_all()
    {
        for (Index i = 0; i < program_.definitions.size(); ++i)
            definition(i);
        for (Index i = 0; i < program_.policies.size(); ++i)
            paid(i);
        for (const Policy& policy : program_.policies)
            for (const PolicyVersion& version : policy.versions) {
                look_at(version.eligible, policy.record, version.slots);
                for (const Exclusion& exclusion : version.exclusions)
                    look_at(exclusion.condition, policy.record, version.slots);
            }
        for (const Signal& signal : program_.signals)
            for (const SignalLevel& level : signal.levels)
                look_at(level.condition, signal.record, 0);
    }

private:
    Extent look_at(const NodePtr& node, Index record, Index slots)
    {
        if (!node)
            return {};
        std::vector<Extent> mine(slots);
        std::swap(mine, slots_);
        const Extent found = of(*node, record);
        std::swap(mine, slots_);
        return found;
    }

    Extent definition(Index index)
    {
        if (const auto known = definitions_.find(index); known != definitions_.end())
            return known->second;
        const Definition& defined = program_.definitions[index];
        Extent all;
        for (std::size_t i = 0; i < defined.versions.size(); ++i) {
            const Extent one = look_at(defined.versions[i].body, defined.record, defined.versions[i].slots);
            const bool told = all.told || one.told;
            all = i == 0 ? one : either(all, one);
            all.told = told;
        }
        return definitions_[index] = all;
    }

    Extent paid(Index index)
    {
        if (const auto known = paid_.find(index); known != paid_.end())
            return known->second;
        const Policy& policy = program_.policies[index];
        Extent all;
        for (const PolicyVersion& version : policy.versions) {
            Extent amount = look_at(version.amount, policy.record, version.slots);
            if (!amount.told && amount.high > paid_max)
                amount = tell(*version.amount, policy.record, amount.high, paid_max);
            const bool told = all.told || amount.told;
            all = either(all, amount); // 0 where it is not granted
            all.told = told;
        }
        return paid_[index] = all;
    }

    Extent field(const Node& node, Index record) const
    {
        const Field& asked = program_.records[record].fields[node.index];
        const double all = static_cast<double>(number_max(asked.type.kind));
        const bool whole = asked.type.kind == Kind::integer || asked.type.kind == Kind::money;
        return between(asked.low ? number_of(*asked.low) : -all, asked.high ? number_of(*asked.high) : all,
                       whole ? 1 : static_cast<double>(decimal_scale));
    }

    Extent parameter(Index index)
    {
        Extent all;
        bool first = true;
        for (const ParameterRow& row : program_.parameters[index].rows)
            for (const Cell& cell : row.cells) {
                const Extent one = of(*cell.value, none);
                all = first ? one : either(all, one);
                first = false;
            }
        return all;
    }

    /// An extent of the operands, in order; those that are no numbers are looked into and left out.
    std::vector<Extent> operands_of(const Node& node, Index record)
    {
        std::vector<Extent> found;
        for (const NodePtr& operand : node.operands)
            if (operand) {
                const Extent one = of(*operand, record);
                if (operand->type.is_number())
                    found.push_back(one);
            }
        return found;
    }

    Extent of(const Node& node, Index record)
    {
        if (node.op == Op::let) {
            for (std::size_t i = 0; i + 1 < node.operands.size(); ++i)
                slots_[node.index + i] = of(*node.operands[i], record);
            return of(*node.operands.back(), record);
        }
        const std::vector<Extent> operands = operands_of(node, record_below(program_, node, record));
        if (!node.type.is_number())
            return {};
        const auto known = read(node, record);
        Extent made = known ? *known : worked_out(node, operands);
        made.told = made.told || std::ranges::any_of(operands, &Extent::told);
        if (!made.told && std::max(made.above, made.below) > fraction_max)
            return tell(node, record, std::max(made.above, made.below), fraction_max);
        return made;
    }

    /// What is read rather than worked out.
    std::optional<Extent> read(const Node& node, Index record)
    {
        const Op op = node.op;
        if (op == Op::constant)
            return std::holds_alternative<Rational>(node.value) ? exactly(std::get<Rational>(node.value)) : Extent{};
        if (op == Op::field)
            return field(node, record);
        if (op == Op::definition)
            return definition(node.index);
        if (op == Op::parameter)
            return parameter(node.index);
        if (op == Op::policy_amount)
            return paid(node.index);
        if (op == Op::local)
            return slots_[node.index];
        if (op == Op::count)
            return between(0, members_max);
        if (op == Op::age || op == Op::months_between || op == Op::days_between)
            return between(-days_max, days_max);
        return std::nullopt;
    }

    Extent worked_out(const Node& node, const std::vector<Extent>& operands)
    {
        const Op op = node.op;
        const Extent& first = operands.front();
        if (op == Op::negate)
            return minus(first);
        if (op == Op::convert)
            return product_of(first, exactly(node.number));
        if (op == Op::round)
            return between(first.low - number_of(node.number), first.high + number_of(node.number));
        if (op == Op::sum)
            return either({}, product_of(first, between(0, members_max)));
        if (op == Op::progressive)
            return product_of(first, either({}, parameter(node.index)));
        if (op == Op::add)
            return folded(operands, sum_of);
        if (op == Op::subtract)
            return folded(operands, [](const Extent& a, const Extent& b) { return sum_of(a, minus(b)); });
        if (op == Op::multiply)
            return folded(operands, product_of);
        if (op == Op::divide)
            return folded(operands, quotient_of);
        if (op == Op::at_least || op == Op::larger)
            return folded(operands, larger_of);
        if (op == Op::at_most || op == Op::smaller)
            return folded(operands, smaller_of);
        return folded(operands, either); // one of them
    }

    /// The facts below whose 范围 nobody has written.
    void unbounded(const Node& node, Index record, std::set<std::string>& found)
    {
        if (node.op == Op::field && node.type.is_number()) {
            const Field& asked = program_.records[record].fields[node.index];
            if (!asked.low || !asked.high)
                found.insert(asked.name);
        }
        if (node.op == Op::definition)
            for (const DefinitionVersion& version : program_.definitions[node.index].versions)
                unbounded(*version.body, program_.definitions[node.index].record, found);
        const Index below = record_below(program_, node, record);
        for (const NodePtr& operand : node.operands)
            if (operand)
                unbounded(*operand, below, found);
    }

    Extent tell(const Node& node, Index record, double reached, double limit)
    {
        const auto digits = [](double number) { return std::to_string(static_cast<int>(std::log10(number)) + 1); };
        const bool is_paid = limit == paid_max;
        std::set<std::string> facts;
        unbounded(node, record, facts);
        std::string named;
        for (const std::string& fact : facts)
            named += "「" + fact + "」";
        model_.error("E3301", node.place,
                     is_paid ? "金额最大可到 " + digits(reached / 100) + " 位数的元，发不出去"
                             : "这里的数最大可到 " + digits(reached) + " 位，算不下（最多 38 位）",
                     (named.empty() ? "把里面事实的「范围」写小些" : "给" + named + "写上「范围」，例如 范围 0..100") +
                         (is_paid ? std::string("，或在金额后面写「不多于 …」") : ""),
                     is_paid ? "this amount may grow to " + digits(reached / 100) +
                                   " digits of yuan; give the facts a range"
                             : "this may grow to " + digits(reached) +
                                   " digits, more than can be worked out; give the "
                                   "facts a range");
        Extent silent;
        silent.told = true;
        return silent;
    }

    Model& model_;
    const Program& program_;
    std::map<Index, Extent> definitions_, paid_;
    std::vector<Extent> slots_;
};

} // namespace

void Model::look_at_extents() { Extents(*this).look_at_all(); }

} // namespace huimin::language::check_internal
