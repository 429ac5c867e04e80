#include "language/losses.h"

#include <set>

#include "language/evaluate/machine.h"

namespace huimin::language {

namespace {

using Assumed = std::vector<std::pair<Index, ParameterRow>>;

NodePtr constant(Value value, const Type& type)
{
    auto node = std::make_unique<Node>();
    node->type = type;
    node->value = std::move(value);
    return node;
}

/// The row with what its cells come to, amounts times `factor`.
ParameterRow times(Machine& machine, Index index, const ParameterRow& row, const Rational& factor)
{
    ParameterRow made;
    made.citations = row.citations;
    for (const Cell& cell : row.cells) {
        Value value = machine.cell_value(index, cell, 0);
        if (const Rational* number = number_in(value); number != nullptr && factor != Rational(1)) {
            const auto product = multiply(*number, factor);
            value = known_or_not(product ? product->rounded(Rational(1), Rounding::half_up) : product);
        }
        Cell other{cell.keys, cell.from, cell.otherwise, nullptr};
        other.value = constant(std::move(value), machine.program().parameters[index].type);
        made.cells.push_back(std::move(other));
    }
    return made;
}

/// What a household gets of everything by the month; none where something is not known. Also the policies it gets.
struct Total {
    Rational fen;
    std::set<Index> granted;
};

std::optional<Total> total_of(Machine& machine)
{
    machine.answer_all();
    Total total;
    for (const Answer& answer : machine.answers()) {
        const Policy& policy = machine.program().policies[answer.policy];
        if (policy.is_standing() || policy.period == PayPeriod::once)
            continue;
        if (answer.verdict == Verdict::unknown)
            return std::nullopt;
        static constexpr std::pair<int, int> months[] = {{1, 1}, {30, 1}, {1, 1}, {1, 12}};
        const auto [periods, of_them] = months[static_cast<int>(policy.period)];
        const auto share = multiply(answer.amount, *Rational::of(periods, of_them));
        const auto sum = share ? add(total.fen, *share) : std::nullopt;
        if (!sum)
            return std::nullopt;
        total.fen = *sum;
        if (answer.verdict == Verdict::yes)
            total.granted.insert(answer.policy);
    }
    return total;
}

class Losses {
public:
    Losses(const Program& program, const World& world) : program_(program), world_(world) {}

    Diagnostics find()
    {
        for (const Scenario& scenario : program_.scenarios)
            for (Index i = 0; i < scenario.given.size(); ++i)
                if (scenario.given[i].owner == none)
                    look_at(scenario, instance_of(program_, scenario, i));
        return std::move(found_);
    }

private:
    void look_at(const Scenario& scenario, const Instance& household)
    {
        Machine plain(program_, world_, household, scenario.day);
        plain.assume(scenario.assumed);
        const auto before = total_of(plain);
        if (!before || before->fen.sign() == 0)
            return; // who gets nothing cannot lose
        for (Index i = 0; i < program_.parameters.size(); ++i) {
            const Parameter& parameter = program_.parameters[i];
            const ParameterRow* row =
                parameter.type.kind == Kind::money && !told_.contains(i) ? plain.row(i, 0) : nullptr;
            if (row != nullptr)
                compare(scenario, household, i, plain, *before);
        }
    }

    void compare(const Scenario& scenario, const Instance& household, Index index, Machine& plain, const Total& before)
    {
        Assumed assumed;
        for (const auto& [other, row] : scenario.assumed)
            if (other != index)
                assumed.emplace_back(other, times(plain, other, row, Rational(1)));
        assumed.emplace_back(index, times(plain, index, *plain.row(index, 0), *Rational::of(21, 20)));
        Machine raised(program_, world_, household, scenario.day);
        raised.assume(assumed);
        if (const auto after = total_of(raised); after && after->fen < before.fen)
            tell(scenario, index, before, *after);
    }

    void tell(const Scenario& scenario, Index index, const Total& before, const Total& after)
    {
        told_.insert(index);
        const Type money{.kind = Kind::money, .unit = {}};
        std::string gone;
        for (const Index policy : before.granted)
            if (!after.granted.contains(policy))
                gone += (gone.empty() ? "" : "、") + program_.policies[policy].heading.name;
        const std::string name = program_.parameters[index].heading.name;
        const auto text = [&](const Total& total, Tongue tongue) {
            return text_of(total.fen, money, program_, world_.areas, tongue);
        };
        found_.push_back({Severity::warning, "W3501", program_.parameters[index].heading.place,
                          "「" + name + "」提高百分之五，案例「" + scenario.title + "」的家庭每月反而从 " +
                              text(before, Tongue::chinese) + " 降到 " + text(after, Tongue::chinese) +
                              (gone.empty() ? "" : "：不再享受" + gone),
                          "查对资格、排除和衔接；法规确实如此的，提标前用 huimin simulate 看清有哪些家庭受损",
                          "raising `" + name + "` by 5% lowers what this scenario's household gets in all, from " +
                              text(before, Tongue::english) + " to " + text(after, Tongue::english)});
    }

    const Program& program_;
    const World& world_;
    Diagnostics found_;
    std::set<Index> told_;
};

} // namespace

Diagnostics find_losses(const Program& program, const World& world) { return Losses(program, world).find(); }

} // namespace huimin::language
