// PROMISE spine-2: one household under every policy of its city explained in full in under 500 µs; one changed fact
// re-answered and compared in under 20 µs; a what-if with gainers, losers and cost by county in at most 4 × one plain
// sweep.
//
// The explained household is one of four in the Beijing packs, whose formulas are the longest; the other two are asked
// of the reference rule book. The first two by the exact interpreter, the what-if of 20,000 households through the
// columns. CPU time, medians.

#include <fstream>
#include <sstream>

#include "base/working_days.h"
#include "bench/promise.h"
#include "census/answers.h"
#include "language/evaluate.h"
#include "packs/packs.h"

using namespace huimin;
using language::Index;
using language::Instance;
using language::Program;

namespace {

const std::string root = HUIMIN_SOURCE_DIR;

std::string read(const std::string& path)
{
    std::ifstream in(root + "/" + path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::shared_ptr<const Program> program_of(const std::string& pack, const AreaTree& areas)
{
    const auto model = packs::load(root + "/" + pack, areas);
    if (!model || !model->program) {
        std::fprintf(stderr, "the pack %s does not check\n", pack.c_str());
        std::exit(3);
    }
    return model->program;
}

/// A record with every fact at a middling value, as `turn` varies it; texts are names.
Instance filled(const Program& program, Index record, std::uint64_t turn)
{
    Instance instance;
    instance.record = record;
    instance.label = program.records[record].heading.name;
    for (const language::Field& field : program.records[record].fields) {
        turn = turn * 6364136223846793005ULL + 1442695040888963407ULL;
        const auto draw = static_cast<std::int64_t>(turn >> 40U);
        switch (field.type.kind) {
        case language::Kind::truth: instance.values.emplace_back(draw % 5 == 0); break;
        case language::Kind::money: instance.values.emplace_back(Rational(draw % 200'000)); break;
        case language::Kind::integer:
        case language::Kind::decimal:
        case language::Kind::rate:
        case language::Kind::quantity: instance.values.emplace_back(Rational(draw % 4)); break;
        case language::Kind::day:
            instance.values.emplace_back(Day::from_number(static_cast<std::int32_t>(draw % 25'000 - 12'000)));
            break;
        case language::Kind::month: instance.values.emplace_back(Month::from_number(24'300)); break;
        case language::Kind::choice: {
            const auto& values = program.choices[field.type.of].values;
            instance.values.emplace_back(
                language::ChoiceNumber{values[static_cast<std::size_t>(draw) % values.size()].number});
            break;
        }
        case language::Kind::area:
            instance.values.emplace_back(program.city.area.number() == 110'000'000'000 ? AreaCode(110'101'000'000)
                                                                                       : AreaCode(330'282'000'000));
            break;
        case language::Kind::text:
        case language::Kind::citizen_number:
        case language::Kind::organisation_code: instance.values.emplace_back(std::string("甲")); break;
        case language::Kind::reference: instance.values.emplace_back(language::Unknown{}); break;
        }
    }
    for (const language::List& list : program.lists)
        if (list.owner == record)
            instance.lists.emplace_back();
    return instance;
}

Instance household(const Program& program, std::uint64_t turn, std::size_t members)
{
    Instance home = filled(program, program.find_record("household"), turn);
    std::size_t position = 0;
    for (const language::List& list : program.lists) {
        if (list.owner != home.record)
            continue;
        if (program.records[list.member].heading.alias == "person")
            for (std::size_t m = 0; m < members; ++m)
                home.lists[position].push_back(filled(program, list.member, turn * 31 + m));
        ++position;
    }
    return home;
}

double microseconds(int repeats, const std::function<void(int)>& work)
{
    return bench::median_of(9, bench::cpu_seconds,
                            [&] {
                                for (int i = 0; i < repeats; ++i)
                                    work(i);
                            }) /
           repeats * 1e6;
}

} // namespace

int main()
{
    const auto areas = AreaTree::read(read("data/areas.csv") + read("data/area_changes.csv"));
    const auto calendar = WorkingDays::read(read("data/calendar.csv"));
    if (!areas || !calendar)
        return 3;
    const language::World world{*areas, *calendar};
    const Day day = *Day::of(2025, 8, 31);
    const auto beijing = program_of("packs/beijing", *areas), reference = program_of("bench/packs/reference", *areas);

    const Instance four = household(*beijing, 7, 4);
    const double explained = microseconds(50, [&](int) { (void)language::explain(*beijing, world, four, day); });

    std::vector<census::Census::UnitAtHand> units;
    for (std::uint64_t i = 0; i < 20'000; ++i) {
        units.push_back({330282, household(*reference, i, 1 + i % 5)});
        units.back().facts.key = static_cast<std::int64_t>(i) + 1;
    }
    const Index wage = reference->find_field(units[3].facts.lists[0][0].record, "wage");
    Instance changed = units[3].facts;
    auto before = language::answer(*reference, world, changed, day);
    const double answered = microseconds(500, [&](int i) {
        changed.lists[0][0].values[wage] = Rational(100'000 + i);
        auto after = language::answer(*reference, world, changed, day);
        for (std::size_t k = 0; k < after.size(); ++k)
            if (after[k].verdict != before[k].verdict || after[k].amount != before[k].amount)
                before[k].amount = after[k].amount;
    });

    const census::Census city = census::Census::of(*reference, *areas, language::Reads(*reference).of_all(), units);
    const auto asked = [&] { return std::move(census::ask(city, *reference, world, day)).value(); };
    const double sweep = bench::median_of(7, bench::cpu_seconds, [&] { (void)asked(); });
    const double compared = bench::median_of(7, bench::cpu_seconds, [&] { (void)census::compare(asked(), asked()); });

    bool holds = bench::promise("spine-2", "explain-household", explained, bench::Bar::at_most, 500, "us");
    holds = bench::promise("spine-2", "one-fact-changed", answered, bench::Bar::at_most, 20, "us") && holds;
    holds = bench::promise("spine-2", "what-if-to-sweep", compared / sweep, bench::Bar::at_most, 4, "x") && holds;
    return holds ? 0 : 1;
}
