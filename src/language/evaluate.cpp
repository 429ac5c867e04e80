#include "language/evaluate.h"

#include "language/evaluate/deciding.h"
#include "language/evaluate/machine.h"
#include "language/evaluate/tell.h"

namespace huimin::language {

std::vector<Answer> answer(const Program& program, const World& world, const Instance& root, Day day)
{
    Machine machine(program, world, root, day);
    machine.answer_all();
    return machine.answers();
}

std::vector<Answer> answer(const Program& program, const World& world, const Instance& root, Day day,
                           const std::vector<bool>& policies)
{
    Machine machine(program, world, root, day);
    machine.answer_all(&policies);
    return machine.answers();
}

std::vector<Explanation> explain(const Program& program, const World& world, const Instance& root, Day day,
                                 Tongue tongue)
{
    Machine machine(program, world, root, day);
    machine.answer_all();
    Teller teller(machine, tongue);
    std::vector<Explanation> explanations;
    explanations.reserve(machine.answers().size());
    for (const Answer& answer : machine.answers())
        explanations.push_back(teller.policy(answer));
    return explanations;
}

Value evaluate(const Program& program, const World& world, const Instance& root, const Instance& about,
               const Node& node, Day day)
{
    Machine machine(program, world, root, day);
    std::vector<Slot> slots(slots_of(node));
    return machine.value(node, Frame{machine.subject_of(about), slots.data(), nullptr});
}

SignalAnswer answer_signal(Machine& machine, Index index, Index subject)
{
    const Signal& signal = machine.program().signals[index];
    SignalAnswer answer;
    answer.signal = index;
    answer.about = machine.subject(subject).instance;
    for (const SignalLevel& level : signal.levels) {
        std::vector<Slot> slots(slots_of(*level.condition));
        const Frame frame{subject, slots.data(), &signal.heading};
        const Verdict holds = machine.truth(*level.condition, frame);
        if (holds == Verdict::yes) {
            answer.colour = level.colour;
            break;
        }
        if (holds == Verdict::unknown) {
            answer.unknown = true;
            add_deciding(machine, *level.condition, frame, answer.deciding);
        }
    }
    return answer;
}

Step explain(const Program& program, const World& world, const Instance& root, const SignalAnswer& answer, Day day)
{
    Machine machine(program, world, root, day);
    return Teller(machine).signal(answer);
}

std::vector<SignalAnswer> signals(const Program& program, const World& world, const Instance& root, Day day)
{
    Machine machine(program, world, root, day);
    std::vector<SignalAnswer> answers;
    for (Index index = 0; index < program.signals.size(); ++index)
        for (Index subject = 0; subject < machine.subjects().size(); ++subject)
            if (machine.subject(subject).instance->record == program.signals[index].record)
                answers.push_back(answer_signal(machine, index, subject));
    return answers;
}

} // namespace huimin::language
