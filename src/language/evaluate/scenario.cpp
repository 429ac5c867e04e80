// The packs' tests: what was given, what is expected, and what came.

#include <algorithm>

#include "base/result.h"
#include "language/evaluate/deciding.h"
#include "language/evaluate/tell.h"
#include "language/evaluate/words.h"

namespace huimin::language {

namespace {

/// 其余: 无.
Value nothing_of(const Type& type, const Program& program)
{
    if (type.is_number())
        return Rational();
    if (type.kind == Kind::truth)
        return false;
    if (type.kind == Kind::choice)
        for (const ChoiceValue& value : program.choices[type.of].values)
            if (value.name == "无")
                return ChoiceNumber{value.number};
    return Unknown{};
}

class Runner {
public:
    Runner(const Program& program, const World& world, const Scenario& scenario, const std::vector<SourceFile>& files)
        : program_(program), world_(world), scenario_(scenario), files_(files), about_(scenario.given.size()),
          root_of_(scenario.given.size())
    {
        roots_.reserve(scenario.given.size());
        for (Index given = 0; given < scenario.given.size(); ++given)
            if (scenario.given[given].owner == none) {
                roots_.push_back(instance_of(program, scenario, given));
                find_places(given, roots_.back(), roots_.back());
            }
    }

    std::vector<std::string> failures()
    {
        for (const Expectation& expectation : scenario_.expectations)
            check(expectation);
        return std::move(failures_);
    }

private:
    void find_places(Index given, const Instance&, const Instance& root);

    void check(const Expectation&);
    void check_answer(const Expectation&, Machine&, const Answer&);
    void check_value(const Expectation&, Machine&);
    void check_total(const Expectation&);
    void check_signal(const Expectation&, Machine&);
    void check_reasons(const Expectation&, const Step&);
    void fail(const Expectation&, const std::string& expected, const std::string& came, const std::string& why);
    [[nodiscard]] std::string named(const Expectation&) const;
    [[nodiscard]] std::string missing(const Expectation&, const std::vector<Deciding>&) const;

    const Program& program_;
    const World& world_;
    const Scenario& scenario_;
    const std::vector<SourceFile>& files_;
    std::vector<Instance> roots_;
    std::vector<const Instance*> about_; // per given
    std::vector<const Instance*> root_of_;
    std::vector<std::string> failures_;
};

void Runner::find_places(Index index, const Instance& instance, const Instance& root)
{
    about_[index] = &instance;
    root_of_[index] = &root;
    std::size_t position = 0;
    for (const List& list : program_.lists) {
        if (list.owner != instance.record)
            continue;
        const std::vector<Instance>& members = instance.lists[position++];
        std::size_t next = 0;
        for (Index other = 0; other < scenario_.given.size(); ++other)
            if (scenario_.given[other].owner == index && scenario_.given[other].record == list.member)
                find_places(other, members[next++], root);
    }
}

// ---- what is told of a failure -------------------------------------------------------------------------------------

std::string Runner::named(const Expectation& expectation) const
{
    const Heading& asked = expectation.signal != none ? program_.signals[expectation.signal].heading
                                                      : program_.policies[expectation.policy].heading;
    return asked.name + "（" + about_[expectation.given]->label + "）";
}

void Runner::fail(const Expectation& expectation, const std::string& expected, const std::string& came,
                  const std::string& why)
{
    std::string text;
    if (expectation.place.file < files_.size())
        text = files_[expectation.place.file].path + ":" + std::to_string(expectation.place.line) + " ";
    text += "「" + scenario_.title + "」期望 " + expected + "，得到 " + came;
    if (!why.empty())
        text += "\n" + why;
    failures_.push_back(std::move(text));
}

std::string verdict_words(const Answer& answer, const Program& program, const AreaTree& areas)
{
    if (answer.verdict == Verdict::no)
        return "不应得";
    if (answer.verdict == Verdict::yes)
        return "应得 " + text_of(answer.amount, Type{.kind = Kind::money, .unit = {}}, program, areas);
    std::string text = "待核实";
    for (const Deciding& fact : answer.deciding)
        text += (&fact == &answer.deciding.front() ? " 缺 " : "、") + fact.text;
    return text;
}

// ---- answers -------------------------------------------------------------------------------------------------------

/// The first fact expected to be missing that is not; empty when all are.
std::string Runner::missing(const Expectation& expectation, const std::vector<Deciding>& deciding) const
{
    for (const auto& fact_expected : expectation.missing) {
        const Instance* about = about_[fact_expected.first];
        const Index field = fact_expected.second;
        const auto same = [&](const Deciding& fact) {
            return fact.sort == Deciding::Sort::fact && fact.about == about && fact.index == field;
        };
        if (std::ranges::none_of(deciding, same))
            return about->label + "." + program_.records[about->record].fields[field].name;
    }
    return {};
}

/// 第9条 takes in 第9条第1款.
bool cites(const Step& step, const Citation& reason)
{
    for (const Citation& citation : step.citations)
        if (citation.source == reason.source &&
            (citation.locator == reason.locator || citation.locator.starts_with(reason.locator + "第")))
            return true;
    return std::ranges::any_of(step.children, [&](const Step& child) { return cites(child, reason); });
}

void Runner::check_answer(const Expectation& expectation, Machine& machine, const Answer& answer)
{
    const std::string came = verdict_words(answer, program_, world_.areas);
    const auto why = [&] { return render(Teller(machine).policy(answer), program_); };
    if (expectation.kind == ExpectationKind::undecided) {
        if (answer.verdict != Verdict::unknown)
            return fail(expectation, "待核实 " + named(expectation), came, why());
        if (const std::string fact = missing(expectation, answer.deciding); !fact.empty())
            return fail(expectation, "待核实 " + named(expectation) + " 缺 " + fact, came, why());
    } else if (expectation.kind == ExpectationKind::refused) {
        if (answer.verdict != Verdict::no)
            return fail(expectation, "不应得 " + named(expectation), came, why());
    } else {
        std::string expected = "应得 " + named(expectation);
        if (expectation.value != nullptr)
            expected += " = " + value_text(machine, expectation.value->value, expectation.value->type);
        if (answer.verdict != Verdict::yes ||
            (expectation.value != nullptr && Value(answer.amount) != expectation.value->value))
            return fail(expectation, expected, came, why());
    }
    if (!expectation.reasons.empty())
        check_reasons(expectation, Teller(machine).policy(answer).root);
}

void Runner::check_reasons(const Expectation& expectation, const Step& told)
{
    for (const Citation& reason : expectation.reasons)
        if (!cites(told, reason))
            fail(expectation, named(expectation) + " 理由含 " + citation_text(reason, program_), "没有引用该条",
                 render(told, program_));
}

void Runner::check_signal(const Expectation& expectation, Machine& machine)
{
    static constexpr const char* colours[] = {"", "黄", "橙", "红"};
    const SignalAnswer answer =
        answer_signal(machine, expectation.signal, machine.subject_of(*about_[expectation.given]));
    const Step told = Teller(machine).signal(answer);
    std::string came =
        answer.colour == Colour::none ? "不应警" : std::string("应警 ") + colours[static_cast<int>(answer.colour)];
    if (answer.unknown)
        came = "待核实";
    for (const Deciding& fact : answer.deciding)
        came += (&fact == &answer.deciding.front() ? " 缺 " : "、") + fact.text;
    std::string expected;
    bool holds = false;
    if (expectation.kind == ExpectationKind::undecided) {
        const std::string fact = missing(expectation, answer.deciding);
        expected = "待核实 " + named(expectation) + (fact.empty() ? "" : " 缺 " + fact);
        holds = answer.unknown && fact.empty();
    } else if (expectation.kind == ExpectationKind::not_warned) {
        expected = "不应警 " + named(expectation);
        holds = answer.colour == Colour::none && !answer.unknown;
    } else {
        expected = "应警 " + named(expectation);
        if (expectation.colour != Colour::none)
            expected.append(" = ").append(colours[static_cast<int>(expectation.colour)]);
        // A graver colour that may hold leaves it open which one does.
        holds = answer.colour != Colour::none &&
                (expectation.colour == Colour::none || (answer.colour == expectation.colour && !answer.unknown));
    }
    if (!holds)
        return fail(expectation, expected, came, render(told, program_));
    check_reasons(expectation, told);
}

void Runner::check_value(const Expectation& expectation, Machine& machine)
{
    std::vector<Slot> slots(slots_of(*expectation.subject));
    Heading heading;
    heading.name = scenario_.title;
    const Frame frame{machine.subject_of(*about_[expectation.given]), slots.data(), &heading};
    const Value value = machine.value(*expectation.subject, frame);
    const bool wants_unknown = expectation.kind == ExpectationKind::unknown;
    if (wants_unknown ? is_unknown(value) : !is_unknown(value) && value == expectation.value->value)
        return;
    const Type& type = expectation.subject->type;
    std::string why;
    if (is_unknown(value)) {
        std::vector<Deciding> deciding;
        add_deciding(machine, *expectation.subject, frame, deciding);
        for (const Deciding& fact : deciding)
            why += (why.empty() ? "缺 " : "、") + fact.text;
    } else {
        why = words_of(machine, *expectation.subject, frame, Showing::values);
    }
    fail(expectation,
         words_of(machine, *expectation.subject, frame, Showing::names) + " = " +
             (wants_unknown ? "未知" : value_text(machine, expectation.value->value, type)),
         value_text(machine, value, type), why);
}

void Runner::check_total(const Expectation& expectation)
{
    const Type money{.kind = Kind::money, .unit = {}};
    const Instance& about = *about_[expectation.given];
    std::string expected = "累计 " + named(expectation) + " = ";
    expected += text_of(expectation.value->value, money, program_, world_.areas);
    Rational total;
    std::string months;
    for (Month month = expectation.from; month <= expectation.to; month = month.plus(1)) {
        Machine machine(program_, world_, *root_of_[expectation.given], month.last());
        machine.assume(scenario_.assumed);
        const Answer* answer = machine.final_answer(expectation.policy, machine.subject_of(about));
        VERIFY(answer != nullptr); // the checker lets a total name only records of the policy's type
        const std::string came = verdict_words(*answer, program_, world_.areas);
        if (answer->verdict == Verdict::unknown)
            return fail(expectation, expected, month.text() + " " + came, "");
        total = add(total, answer->amount).value_or(total);
        months += (months.empty() ? "" : "\n") + month.text() + " " + came;
    }
    if (Value(total) != expectation.value->value)
        fail(expectation, expected, text_of(total, money, program_, world_.areas), months);
}

void Runner::check(const Expectation& expectation)
{
    if (expectation.kind == ExpectationKind::total)
        return check_total(expectation);
    Machine machine(program_, world_, *root_of_[expectation.given], scenario_.day);
    machine.assume(scenario_.assumed);
    if (expectation.signal != none)
        return check_signal(expectation, machine);
    if (expectation.kind == ExpectationKind::value || expectation.kind == ExpectationKind::unknown)
        return check_value(expectation, machine);
    const Answer* answer = machine.final_answer(expectation.policy, machine.subject_of(*about_[expectation.given]));
    VERIFY(answer != nullptr); // the checker lets an expectation name only records of the policy's type
    check_answer(expectation, machine, *answer);
}

} // namespace

Instance instance_of(const Program& program, const Scenario& scenario, Index index)
{
    const Given& given = scenario.given[index];
    const Record& record = program.records[given.record];
    Instance instance;
    instance.record = given.record;
    instance.label = given.label;
    for (const Field& field : record.fields)
        instance.values.push_back(given.rest_is_none ? nothing_of(field.type, program) : Unknown{});
    for (const GivenFact& fact : given.facts)
        instance.values[fact.field] = fact.value;
    for (const List& list : program.lists) {
        if (list.owner != given.record)
            continue;
        std::vector<Instance>& members = instance.lists.emplace_back();
        for (Index other = 0; other < scenario.given.size(); ++other)
            if (scenario.given[other].owner == index && scenario.given[other].record == list.member)
                members.push_back(instance_of(program, scenario, other));
    }
    return instance;
}

ScenarioResult run_scenario(const Program& program, const World& world, Index scenario,
                            const std::vector<SourceFile>& files)
{
    return {scenario, Runner(program, world, program.scenarios[scenario], files).failures()};
}

} // namespace huimin::language
