// Any lines behind a small national pack: what checks can be asked, told and run as scenarios, and nothing
// falls over, hangs or grows without bound.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "language/check/internal/trial.h"
#include "language/evaluate.h"

using namespace huimin;
using namespace huimin::language;
using namespace huimin::language::check_internal::trial;

namespace {

/// Every fact at a value that depends on its place and on `turn`; every third is not known.
Instance filled(const Program& program, Index record, std::size_t turn)
{
    Instance instance;
    instance.record = record;
    for (const Field& field : program.records[record].fields) {
        const auto draw = static_cast<std::int64_t>(++turn * 7919 % 1009);
        Value value = Unknown{};
        if (field.type.is_number())
            value = Rational(draw);
        else if (field.type.kind == Kind::truth)
            value = draw % 2 == 0;
        else if (field.type.kind == Kind::day)
            value = Day::from_number(static_cast<std::int32_t>(draw * 20));
        else if (field.type.kind == Kind::area)
            value = AreaCode(330282000000);
        else if (field.type.kind == Kind::choice && !program.choices[field.type.of].values.empty())
            value = ChoiceNumber{program.choices[field.type.of].values.front().number};
        instance.values.push_back(draw % 3 == 0 ? Value(Unknown{}) : value);
    }
    for (const List& list : program.lists)
        if (list.owner == record) {
            auto& members = instance.lists.emplace_back();
            for (std::size_t i = 0; turn < 10'000 && i < 2; ++i) // lists may lie in lists
                members.push_back(filled(program, list.member, turn * 10 + 1000 + i));
        }
    return instance;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const Tried tried = check_with(text, size % 2 == 0 ? "" : "补充 参数 照料: 自 2024-01-01 起 〔办法〕 = 120元");
    VERIFY((tried.checked.program == nullptr) == has_errors(tried.checked.diagnostics));
    VERIFY(tried.checked.diagnostics.empty() || !render(tried.checked.diagnostics, tried.files).empty());
    if (!tried.checked.program)
        return 0;
    const Program& program = *tried.checked.program;
    const WorkingDays no_calendar;
    const World world{country(), no_calendar};
    const Day day = *Day::of(2025, 7, 31);
    for (Index record = 0; record < program.records.size(); ++record) {
        const Instance root = filled(program, record, 0);
        const auto answers = answer(program, world, root, day);
        const auto told = explain(program, world, root, day);
        VERIFY(answers.size() == told.size());
        for (std::size_t i = 0; i < told.size(); ++i) {
            VERIFY(told[i].answer.verdict == answers[i].verdict && told[i].answer.amount == answers[i].amount);
            VERIFY(!render(told[i], program).empty());
        }
        for (const SignalAnswer& signal : signals(program, world, root, day))
            VERIFY(!render(explain(program, world, root, signal, day), program).empty());
    }
    for (Index i = 0; i < program.scenarios.size(); ++i)
        (void)run_scenario(program, world, i, tried.files);
    return 0;
}
