// PROMISE spine-1: the reference rule book (about 35 rules, seven answers) asked of ten million persons in 3.9 million
// households, answers materialised per person and household: at most 2.5 × the CPU seconds of the limit
// (spine_1_limit.cpp), at most 0.6 × those of the plain loop (spine_1_rows.cpp), equal to the fen with both and with
// the exact interpreter, the same bytes for one and two threads and every instruction set, at most 80 bytes a person,
// at least 30 × faster than DuckDB (spine_1_rules.sql, materialised).
//
// spine_1_sweep [PERSONS [PERSONS_ASKED_OF_THE_INTERPRETER]]; ten million and one million where not said.
//
// Measured (AVX-512, two cores at 2.6 GHz, ten million): engine 46 ms of CPU, limit 22 ms, plain loop 197 ms; 40 bytes
// a person. The limit writes an amount for everybody, past the caches; the engine keeps amounts only of those granted.
//
// Learned, from 99 ms down:
// - What was granted to few must not be written for all: bitmaps and packed amounts instead of dense columns took a
//   third (the write and the reading of the lines to be written), and two thirds of the memory of the answers.
// - Asking for the next chunk's cells ahead, only those the plan reads, in step with the work: a quarter.
// - Operations that go into choices and tables (graph_spread.cpp): standards times rates become tables, a bonus by the
//   highest of four rates one choice between four amounts; a bound after a rounding becomes one before it, so that
//   floats divide. 122 instructions became 90, and the dear ones went.
// - 3,072 rows a chunk rather than 1,536: an instruction costs some forty cycles before its first row.
// - Large pages and a second prefetch distance made no difference worth keeping.

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include "bench/promise.h"
#include "bench/spine_1_contenders.h"
#include "bench/spine_1_duckdb.h"
#include "language/columns/sweep.h"
#include "packs/packs.h"

using namespace huimin;
using bench::Bar;
using bench::Sums;
using language::columns::Interpreter;
using language::columns::Kernels;
using language::columns::Results;
using language::plan::Plan;

namespace {

const std::string root = HUIMIN_SOURCE_DIR;
constexpr int rounds = 9;

std::string read(const std::string& path)
{
    std::ifstream in(root + "/" + path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// Where each benefit stands among a plan's questions.
std::array<std::size_t, bench::benefits_count> questions_of(const language::Program& program, const Plan& plan)
{
    std::array<std::size_t, bench::benefits_count> at{};
    for (std::size_t i = 0; i < at.size(); ++i) {
        const auto* question = plan.question(program.find_policy(bench::aliases[i]));
        VERIFY(question != nullptr && question->interpreted.empty());
        at[i] = static_cast<std::size_t>(question - plan.questions().data());
    }
    return at;
}

class Contest {
public:
    Contest(const language::Program& program, const language::World& world, std::size_t persons)
        : program_(program), world_(world), rows_(bench::draw_city(persons)), city_(bench::city_of(rows_, program)),
          plan_(Plan::compile(program, world, day, city_.columns.layout(), city_.divisions)),
          at_(questions_of(program, plan_)), limit_answers_(city_.columns)
    {
        row_answers_.destitute.resize(rows_.households.size());
        row_answers_.minimum_living.resize(rows_.households.size());
        row_answers_.marginal.resize(rows_.households.size());
        for (auto* column : {&row_answers_.single, &row_answers_.elder, &row_answers_.living, &row_answers_.nursing})
            column->resize(rows_.persons.size());
    }

    /// CPU seconds, one thread, medians of rounds in turn.
    void race()
    {
        std::vector<double> engine, limit, rows, wall;
        for (int i = 0; i <= rounds; ++i) {
            const double took[] = {
                bench::median_of(1, bench::cpu_seconds, [&] { sweep(plan_, 1, one_); }),
                bench::median_of(1, bench::cpu_seconds,
                                 [&] { limit_sums_ = bench::limit(city_.columns, limit_answers_); }),
                bench::median_of(1, bench::cpu_seconds, [&] { row_sums_ = bench::answer_rows(rows_, row_answers_); }),
                bench::median_of(1, bench::wall_seconds, [&] { sweep(plan_, 2, two_); })};
            if (i == 0) // pages are touched for the first time
                continue;
            engine.push_back(took[0]);
            limit.push_back(took[1]);
            rows.push_back(took[2]);
            wall.push_back(took[3]);
        }
        engine_ = bench::median(engine);
        limit_ = bench::median(limit);
        plain_ = bench::median(rows);
        std::printf("spine-1 %zu persons, %zu households: engine %.1f ms, limit %.1f ms, plain loop %.1f ms of CPU; "
                    "engine on two threads %.1f ms\n",
                    rows_.persons.size(), rows_.households.size(), engine_ * 1e3, limit_ * 1e3, plain_ * 1e3,
                    bench::median(wall) * 1e3);
    }

    /// Answers that differ between the engine and the hands, and those of `persons` asked of the interpreter.
    [[nodiscard]] std::uint64_t differences(std::size_t persons) const
    {
        std::uint64_t different = sums() == limit_sums_ && sums() == row_sums_ ? 0 : 1;
        std::size_t exact_households = 0;
        while (exact_households < rows_.households.size() && rows_.households[exact_households].first_person < persons)
            ++exact_households;
        std::vector<std::uint64_t> found(2);
        std::thread other([&] { found[1] = compare(1, exact_households); });
        found[0] = compare(0, exact_households);
        other.join();
        std::printf("spine-1 asked of the exact interpreter: %zu households\n", exact_households);
        return different + found[0] + found[1];
    }

    /// Whether two threads and every instruction set give the same bytes as one thread on the best.
    [[nodiscard]] bool same_bytes()
    {
        bool same = alike(two_);
        for (const Kernels* kernels : language::columns::all_kernels()) {
            const Plan plan = Plan::compile(program_, world_, day, city_.columns.layout(), city_.divisions, *kernels);
            sweep(plan, 2, two_);
            same = same && alike(two_);
        }
        return same;
    }

    [[nodiscard]] bool holds(std::size_t persons_exact)
    {
        race();
        bool good = true;
        const auto tell = [&](const char* what, double figure, Bar bar, double limit, const char* unit) {
            good = bench::promise("spine-1", what, figure, bar, limit, unit) && good;
        };
        tell("sweep-to-limit", engine_ / limit_, Bar::at_most, 2.5, "x");
        tell("sweep-to-plain-loop", engine_ / plain_, Bar::at_most, 0.6, "x");
        tell("different-answers", static_cast<double>(differences(persons_exact)), Bar::at_most, 0, "");
        tell("different-bytes-by-threads-or-instruction-set", same_bytes() ? 0 : 1, Bar::at_most, 0, "");
        const double bytes = static_cast<double>(city_.columns.bytes() + one_.bytes());
        tell("bytes-a-person", bytes / static_cast<double>(rows_.persons.size()), Bar::at_most, 80, "");
        const auto sql = bench::run_duckdb(rows_, 3);
        if (sql) {
            std::printf("spine-1 DuckDB, materialised, two threads: %.2f s of CPU, %.2f s\n", sql->cpu_seconds,
                        sql->wall_seconds);
            tell("different-totals-in-sql", sql->sums == sums() ? 0 : 1, Bar::at_most, 0, "");
            tell("duckdb-to-sweep", sql->cpu_seconds / engine_, Bar::at_least, 30, "x");
        }
        return good && sql.has_value();
    }

private:
    inline static const Day day = *Day::of(2025, 7, 31);

    void sweep(const Plan& plan, unsigned threads, Results& results) const
    {
        language::columns::sweep(plan, city_.columns, threads, results);
    }

    [[nodiscard]] Sums sums() const
    {
        Sums sums{};
        for (std::size_t i = 0; i < sums.size(); ++i) {
            const auto total = one_.totals(at_[i]);
            sums[i] = {total.yes, static_cast<std::int64_t>(total.fen)};
        }
        return sums;
    }

    [[nodiscard]] bool alike(const Results& others) const
    {
        for (std::size_t chunk = 0; chunk < city_.columns.chunks().size(); ++chunk)
            if (!std::ranges::equal(one_.chunk_bytes(chunk), others.chunk_bytes(chunk)))
                return false;
        return true;
    }

    /// Every second household from `first` on: the engine's answers against the hands' and, at the beginning, the
    /// interpreter's.
    [[nodiscard]] std::uint64_t compare(std::size_t first, std::size_t exact_households) const
    {
        std::uint64_t different = 0;
        for (std::size_t h = first; h < rows_.households.size(); h += 2) {
            different += by_hand(h);
            if (h < exact_households)
                different += exactly(h);
        }
        return different;
    }

    [[nodiscard]] std::uint64_t by_hand(std::size_t h) const
    {
        const auto slot = city_.slots[h];
        const bench::ChunkAnswers& limit = limit_answers_.chunks[slot.chunk];
        const std::size_t units = city_.columns.frame(rows_.households[h].members).units;
        std::uint64_t different = 0;
        const auto same = [&](bench::Benefit benefit, std::uint32_t member, std::int64_t by_row,
                              std::int64_t by_limit) {
            const std::int64_t fen = one_.fen(at_[benefit], slot, member);
            const bool yes = one_.verdict(at_[benefit], slot, member) == language::Verdict::yes;
            different += fen == by_row && fen == by_limit && yes == (fen != 0) ? 0U : 1U;
        };
        same(bench::destitute, 0, row_answers_.destitute[h], limit.destitute[slot.lane]);
        same(bench::minimum_living, 0, row_answers_.minimum_living[h], limit.minimum_living[slot.lane]);
        const bool marginal = one_.verdict(at_[bench::marginal], slot) == language::Verdict::yes;
        const bool by_limit = (limit.marginal[slot.lane / 64] >> (slot.lane % 64) & 1U) != 0;
        different += marginal == (row_answers_.marginal[h] != 0) && marginal == by_limit ? 0U : 1U;
        for (std::uint32_t m = 0; m < rows_.households[h].members; ++m) {
            const std::size_t p = rows_.households[h].first_person + m, lane = m * units + slot.lane;
            same(bench::single, m, row_answers_.single[p], limit.single[lane]);
            same(bench::elder, m, row_answers_.elder[p], limit.elder[lane]);
            same(bench::living, m, row_answers_.living[p], limit.living[lane]);
            same(bench::nursing, m, row_answers_.nursing[p], limit.nursing[lane]);
        }
        return different;
    }

    [[nodiscard]] std::uint64_t exactly(std::size_t h) const
    {
        const auto unit = language::columns::instance_of(program_, city_.columns, city_.divisions, city_.slots[h]);
        std::vector<std::uint32_t> member(plan_.questions().size());
        std::uint64_t different = 0;
        for (const language::Answer& answer : language::answer(program_, world_, unit, day)) {
            const auto question = static_cast<std::size_t>(plan_.question(answer.policy) - plan_.questions().data());
            const std::uint32_t m = member[question]++;
            const bool same = one_.verdict(question, city_.slots[h], m) == answer.verdict &&
                              Rational(one_.fen(question, city_.slots[h], m)) == answer.amount;
            different += same ? 0U : 1U;
        }
        return different;
    }

    const language::Program& program_;
    const language::World& world_;
    bench::Rows rows_;
    bench::City city_;
    Plan plan_;
    std::array<std::size_t, bench::benefits_count> at_;
    Results one_, two_;
    bench::RowAnswers row_answers_;
    bench::LimitAnswers limit_answers_;
    Sums limit_sums_{}, row_sums_{};
    double engine_ = 0, limit_ = 0, plain_ = 0;
};

} // namespace

int main(int count, char** arguments)
{
    const std::size_t persons = count > 1 ? std::stoul(arguments[1]) : 10'000'000;
    const std::size_t exact = count > 2 ? std::stoul(arguments[2]) : 1'000'000;
    const auto areas = AreaTree::read(read("data/areas.csv") + read("data/area_changes.csv"));
    const auto calendar = WorkingDays::read(read("data/calendar.csv"));
    const auto model =
        areas ? packs::load(root + "/bench/packs/reference", *areas) : Result<packs::Model>(areas.error());
    if (!calendar || !model || !model->program) {
        std::fprintf(stderr, "the reference pack does not check\n");
        return 3;
    }
    const language::World world{*areas, *calendar};
    return Contest(*model->program, world, persons).holds(exact) ? 0 : 1;
}
