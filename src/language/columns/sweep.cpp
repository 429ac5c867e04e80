#include "language/columns/sweep.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>
#include <thread>

#include "language/columns/internal/desk.h"

namespace huimin::language::columns {

using plan::Plan;
using plan::Question;

// ---- results -----------------------------------------------------------------------------------------------------

void Results::prepare(const Plan& plan, const Columns& columns)
{
    columns_.assign(plan.result_columns().begin(), plan.result_columns().end());
    questions_.assign(plan.questions().begin(), plan.questions().end());
    divisions_ = plan.divisions();
    totals_.assign(questions_.size() * divisions_, {});
    chunks_.resize(columns.chunks().size());
    for (std::size_t i = 0; i < chunks_.size(); ++i) {
        chunks_[i].units = columns.frame(columns.chunks()[i].members).units;
        chunks_[i].places.resize(columns_.size());
    }
}

Verdict Results::verdict(std::size_t question, Slot slot, std::uint32_t member) const
{
    const Question& asked = questions_[question];
    if (bit_at(column(asked.yes, slot.chunk), lane_of(slot, member)))
        return Verdict::yes;
    return asked.unknown && bit_at(column(*asked.unknown, slot.chunk), lane_of(slot, member)) ? Verdict::unknown
                                                                                              : Verdict::no;
}

/// Shows a bitmap of a chunk word by word, plane behind plane.
template <class Each>
void Results::each_word(std::uint32_t result, std::uint32_t chunk, Each each) const
{
    const std::size_t end = result + 1 < columns_.size() ? chunks_[chunk].places[result + 1] : chunks_[chunk].used;
    const std::byte* bits = column(result, chunk);
    for (std::size_t word = 0; word < (end - chunks_[chunk].places[result]) / 8; ++word) {
        std::uint64_t some = 0;
        std::memcpy(&some, bits + word * 8, sizeof(some));
        each(word, some);
    }
}

std::int64_t Results::fen(std::size_t question, Slot slot, std::uint32_t member) const
{
    const Question& asked = questions_[question];
    const std::byte* granted = column(asked.yes, slot.chunk);
    const std::size_t lane = lane_of(slot, member);
    if (!asked.amount || !bit_at(granted, lane))
        return 0;
    std::size_t before = 0; // how many are granted in lower lanes
    for (std::size_t byte = 0; byte < lane / 8; ++byte)
        before += static_cast<std::size_t>(std::popcount(std::to_integer<unsigned>(granted[byte])));
    before += static_cast<std::size_t>(
        std::popcount(std::to_integer<unsigned>(granted[lane / 8]) & ((1U << (lane % 8)) - 1U)));
    return number_at(columns_[*asked.amount].width, column(*asked.amount, slot.chunk), before);
}

void Results::add_fen(std::size_t question, std::uint32_t chunk, std::span<std::int64_t> fen) const
{
    const Question& asked = questions_[question];
    if (!asked.amount)
        return;
    const Width width = columns_[*asked.amount].width;
    const std::byte* amounts = column(*asked.amount, chunk);
    const std::size_t lanes = chunks_[chunk].units;
    std::size_t granted = 0;
    each_word(asked.yes, chunk, [&](std::size_t word, std::uint64_t bits) {
        for (; bits != 0; bits &= bits - 1) {
            const std::size_t lane = (word * 64 + static_cast<std::size_t>(std::countr_zero(bits))) % lanes;
            fen[lane] += number_at(width, amounts, granted++);
        }
    });
}

void Results::add_unknown(std::size_t question, std::uint32_t chunk, std::span<std::uint64_t> units) const
{
    const std::size_t words = chunks_[chunk].units / 64;
    if (questions_[question].unknown)
        each_word(*questions_[question].unknown, chunk,
                  [&](std::size_t word, std::uint64_t bits) { units[word % words] |= bits; });
}

Totals Results::totals(std::size_t question) const
{
    Totals sum;
    for (std::uint32_t division = 0; division < divisions_; ++division) {
        const Totals& one = totals(question, division);
        sum.yes += one.yes;
        sum.no += one.no;
        sum.unknown += one.unknown;
        sum.fen += one.fen;
    }
    return sum;
}

std::size_t Results::bytes() const
{
    std::size_t total = 0;
    for (const Chunk& chunk : chunks_)
        total += chunk.room + chunk.places.size() * sizeof(std::uint32_t);
    return total;
}

// ---- the sweep ---------------------------------------------------------------------------------------------------

class Sweep {
public:
    Sweep(const Plan& plan, const Columns& columns, Results& results, const Interpreter* interpreter)
        : plan_(plan), columns_(columns), results_(results), interpreter_(interpreter)
    {
    }

    /// What one thread works with.
    struct Worker {
        Desk desk;
        std::vector<Totals> totals;     // question by division
        std::vector<std::size_t> sizes; // of each column of results of the chunk at hand, in bytes
        explicit Worker(const Plan& plan)
            : desk(plan), totals(plan.questions().size() * plan.divisions()), sizes(plan.result_columns().size())
        {
        }
    };

    /// One thread's share, its totals added at the end by the caller.
    void work(Worker& worker)
    {
        constexpr std::size_t chunks_at_once = 16;
        for (;;) {
            const std::size_t from = next_.fetch_add(chunks_at_once);
            const std::size_t to = std::min(from + chunks_at_once, columns_.chunks().size());
            for (std::size_t i = from; i < to; ++i)
                answer_chunk(worker, static_cast<std::uint32_t>(i), i + 1 < to);
            if (to <= from)
                return;
        }
    }

    void add(const std::vector<Totals>& part)
    {
        for (std::size_t i = 0; i < part.size(); ++i) {
            Totals& sum = results_.totals_[i];
            sum.yes += part[i].yes;
            sum.no += part[i].no;
            sum.unknown += part[i].unknown;
            sum.fen += part[i].fen;
        }
    }

private:
    void answer_chunk(Worker& worker, std::uint32_t number, bool more)
    {
        const Chunk& chunk = columns_.chunks()[number];
        const Frame& frame = columns_.frame(chunk.members);
        VERIFY(chunk.division < plan_.divisions());
        Desk::Job job{chunk.division, &frame, chunk.bytes.get(), nullptr, nullptr};
        if (more) {
            const Chunk& next = columns_.chunks()[number + 1];
            job.next_frame = &columns_.frame(next.members);
            job.next_cells = next.bytes.get();
        }
        worker.desk.run(job);
        if (interpreter_ != nullptr)
            interpret(worker.desk, number, frame);
        add_up(worker, chunk, frame);
        keep(worker, results_.chunks_[number]);
    }

    void interpret(Desk&, std::uint32_t number, const Frame&);

    void add_up(Worker& worker, const Chunk& chunk, const Frame& frame) const
    {
        const Kernels& kernel = plan_.kernels();
        for (std::size_t i = 0; i < plan_.questions().size(); ++i) {
            const Question& question = plan_.questions()[i];
            const std::size_t planes = question.by_member ? frame.members : 1, lanes = frame.units * planes;
            const auto count = [&](std::uint32_t column) {
                worker.sizes[column] = bytes_of(Width::bit, lanes);
                return kernel.count_bits(worker.desk.result(column), lanes);
            };
            const std::uint64_t yes = count(question.yes), unknown = question.unknown ? count(*question.unknown) : 0;
            Totals& total = worker.totals[i * plan_.divisions() + chunk.division];
            total.yes += yes;
            total.unknown += unknown;
            total.no += chunk.used * planes - yes - unknown;
            if (!question.amount)
                continue;
            const Width width = plan_.result_columns()[*question.amount].width;
            worker.sizes[*question.amount] = bytes_of(width, 64) / 64 * yes;
            total.fen += kernel.sum(width, worker.desk.result(*question.amount), yes);
        }
    }

    /// Takes a chunk's answers into the results, one column close behind the other.
    void keep(Worker& worker, Results::Chunk& answers) const
    {
        const auto padded = [](std::size_t bytes) { return (bytes + 7) / 8 * 8; };
        std::size_t used = 0;
        for (std::size_t column = 0; column < worker.sizes.size(); ++column) {
            answers.places[column] = static_cast<std::uint32_t>(used);
            used += padded(worker.sizes[column]);
        }
        if (used > answers.room) {
            answers.bytes = make_block(used);
            answers.room = used;
        }
        answers.used = used;
        for (std::size_t column = 0; column < worker.sizes.size(); ++column) {
            const std::size_t bytes = worker.sizes[column];
            std::byte* to = answers.bytes.get() + answers.places[column];
            std::memcpy(to, worker.desk.result(column), bytes);
            std::memset(to + bytes, 0, padded(bytes) - bytes);
        }
    }

    const Plan& plan_;
    const Columns& columns_;
    Results& results_;
    const Interpreter* interpreter_;
    std::atomic<std::size_t> next_ = 0;
};

void Sweep::interpret(Desk& desk, std::uint32_t number, const Frame& frame)
{
    const std::byte* live = columns_.chunks()[number].bytes.get();
    struct Amount {
        std::size_t lane;
        std::int64_t fen;
    };
    std::vector<std::vector<Amount>> amounts(plan_.questions().size());
    for (const Question& question : plan_.questions())
        if (!question.interpreted.empty())
            for (const std::uint32_t bits : {question.yes, *question.unknown})
                std::memset(desk.result(bits), 0,
                            bytes_of(Width::bit, std::size_t{frame.units} * (question.by_member ? frame.members : 1)));
    for (std::uint32_t lane = 0; lane < frame.units; ++lane) {
        if (!bit_at(live, lane))
            continue;
        const Instance unit = interpreter_->instance({number, lane});
        std::vector<std::uint32_t> seen(plan_.questions().size());
        for (const Answer& answered : answer(interpreter_->program, interpreter_->world, unit, plan_.day())) {
            const Question* question = plan_.question(answered.policy);
            if (question == nullptr || question->interpreted.empty())
                continue;
            const auto position = static_cast<std::size_t>(question - plan_.questions().data());
            // Members answer in the order of their planes.
            const std::size_t at = std::size_t{seen[position]++} * frame.units + lane;
            set_bit_at(desk.result(question->yes), at, answered.verdict == Verdict::yes);
            set_bit_at(desk.result(*question->unknown), at, answered.verdict == Verdict::unknown);
            if (question->amount && answered.verdict == Verdict::yes)
                amounts[position].push_back({at, answered.amount.whole().value_or(0)});
        }
    }
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        std::ranges::sort(amounts[i], {}, &Amount::lane);
        for (std::size_t k = 0; k < amounts[i].size(); ++k)
            set_number_at(Width::i64, desk.result(*plan_.questions()[i].amount), k, amounts[i][k].fen);
    }
}

void sweep(const Plan& plan, const Columns& columns, unsigned threads, Results& results, const Interpreter* interpreter)
{
    VERIFY(plan.fits(columns.layout()));
    VERIFY(interpreter != nullptr || !plan.needs_interpreter());
    results.prepare(plan, columns);
    Sweep sweep(plan, columns, results, plan.needs_interpreter() ? interpreter : nullptr);
    std::vector<Sweep::Worker> workers;
    for (unsigned i = 0; i < std::max(threads, 1U); ++i)
        workers.emplace_back(plan);
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < workers.size(); ++i)
        others.emplace_back([&sweep, &worker = workers[i]] { sweep.work(worker); });
    sweep.work(workers[0]);
    for (std::thread& other : others)
        other.join();
    for (const Sweep::Worker& worker : workers)
        sweep.add(worker.totals);
}

} // namespace huimin::language::columns
