#include "language/columns/sweep.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "language/columns/internal/desk.h"

namespace huimin::language::columns {

using plan::Plan;
using plan::Question;

// ---- results -----------------------------------------------------------------------------------------------------

Results::Frame Results::frame_of(const Plan& plan, std::uint32_t units, std::uint32_t members)
{
    Frame frame;
    frame.units = units;
    for (const plan::ResultColumn& column : plan.result_columns()) {
        frame.places.push_back(frame.bytes);
        frame.bytes += (bytes_of(column.width, column.by_member ? std::size_t{units} * members : units) + 63) / 64 * 64;
    }
    return frame;
}

void Results::prepare(const Plan& plan, const Columns& columns)
{
    const auto same = [](const plan::ResultColumn& a, const plan::ResultColumn& b) {
        return a.width == b.width && a.by_member == b.by_member;
    };
    if (!std::ranges::equal(columns_, plan.result_columns(), same)) {
        chunks_.clear();
        frames_.clear();
        columns_.assign(plan.result_columns().begin(), plan.result_columns().end());
    }
    questions_.assign(plan.questions().begin(), plan.questions().end());
    divisions_ = plan.divisions();
    totals_.assign(questions_.size() * divisions_, {});
    chunks_.resize(columns.chunks().size());
    for (std::size_t i = 0; i < chunks_.size(); ++i) {
        const std::uint32_t members = columns.chunks()[i].members;
        if (frames_.size() <= members)
            frames_.resize(members + 1);
        if (frames_[members].units == 0)
            frames_[members] = frame_of(plan, columns.frame(members).units, members);
        if (!chunks_[i].bytes || chunks_[i].members != members)
            chunks_[i] = {members, make_block(frames_[members].bytes)};
    }
}

const std::byte* Results::column(std::uint32_t result, Slot slot) const
{
    const Chunk& chunk = chunks_[slot.chunk];
    return chunk.bytes.get() + frames_[chunk.members].places[result];
}

Verdict Results::verdict(std::size_t question, Slot slot, std::uint32_t member) const
{
    const Question& asked = questions_[question];
    const std::size_t lane = std::size_t{member} * frames_[chunks_[slot.chunk].members].units + slot.lane;
    if (bit_at(column(asked.yes, slot), lane))
        return Verdict::yes;
    return asked.unknown && bit_at(column(*asked.unknown, slot), lane) ? Verdict::unknown : Verdict::no;
}

std::int64_t Results::fen(std::size_t question, Slot slot, std::uint32_t member) const
{
    const Question& asked = questions_[question];
    const std::size_t lane = std::size_t{member} * frames_[chunks_[slot.chunk].members].units + slot.lane;
    return asked.amount ? number_at(columns_[*asked.amount].width, column(*asked.amount, slot), lane) : 0;
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
        total += frames_[chunk.members].bytes;
    return total;
}

// ---- the sweep ---------------------------------------------------------------------------------------------------

class Sweep {
public:
    Sweep(const Plan& plan, const Columns& columns, Results& results, const Interpreter* interpreter)
        : plan_(plan), columns_(columns), results_(results), interpreter_(interpreter)
    {
    }

    /// One thread's share, its totals added at the end by the caller.
    void work(std::vector<Totals>& totals)
    {
        constexpr std::size_t chunks_at_once = 16;
        Desk desk(plan_);
        for (;;) {
            const std::size_t from = next_.fetch_add(chunks_at_once);
            const std::size_t to = std::min(from + chunks_at_once, columns_.chunks().size());
            for (std::size_t i = from; i < to; ++i)
                chunk(desk, static_cast<std::uint32_t>(i), totals);
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
    void chunk(Desk& desk, std::uint32_t number, std::vector<Totals>& totals)
    {
        const Chunk& chunk = columns_.chunks()[number];
        const Frame& frame = columns_.frame(chunk.members);
        Results::Chunk& answers = results_.chunks_[number];
        const Results::Frame& places = results_.frames_[chunk.members];
        VERIFY(chunk.division < plan_.divisions());
        desk.run({chunk.division, &frame, chunk.bytes.get(), &places.places, answers.bytes.get()});
        if (interpreter_ != nullptr)
            interpret(number, frame);
        if (chunk.used < frame.units)
            clear_dead(chunk, frame, answers, places);
        add_up(chunk, frame, answers, places, totals);
    }

    void interpret(std::uint32_t number, const Frame& frame);

    /// Lanes without a unit answer nothing.
    void clear_dead(const Chunk& chunk, const Frame& frame, Results::Chunk& answers, const Results::Frame& places) const
    {
        const std::byte* live = chunk.bytes.get();
        for (std::size_t column = 0; column < results_.columns_.size(); ++column) {
            const plan::ResultColumn& kind = results_.columns_[column];
            std::byte* cells = answers.bytes.get() + places.places[column];
            const std::uint32_t planes = kind.by_member ? frame.members : 1;
            for (std::uint32_t plane = 0; plane < planes; ++plane) {
                std::byte* lanes = cells + bytes_of(kind.width, frame.units) * plane;
                if (kind.width == Width::bit) {
                    plan_.kernels().both(lanes, lanes, live, false, frame.units);
                    continue;
                }
                for (std::uint32_t lane = 0; lane < frame.units; ++lane)
                    if (!bit_at(live, lane))
                        set_number_at(kind.width, lanes, lane, 0);
            }
        }
    }

    void add_up(const Chunk& chunk, const Frame& frame, const Results::Chunk& answers, const Results::Frame& places,
                std::vector<Totals>& totals) const
    {
        const Kernels& kernel = plan_.kernels();
        for (std::size_t i = 0; i < plan_.questions().size(); ++i) {
            const Question& question = plan_.questions()[i];
            const std::size_t lanes = question.by_member ? std::size_t{frame.units} * frame.members : frame.units;
            const auto column = [&](std::uint32_t result) { return answers.bytes.get() + places.places[result]; };
            const std::uint64_t yes = kernel.count_bits(column(question.yes), lanes);
            const std::uint64_t unknown = question.unknown ? kernel.count_bits(column(*question.unknown), lanes) : 0;
            Totals& total = totals[i * plan_.divisions() + chunk.division];
            total.yes += yes;
            total.unknown += unknown;
            total.no += std::uint64_t{chunk.used} * (question.by_member ? frame.members : 1) - yes - unknown;
            if (question.amount && yes != 0)
                total.fen += kernel.sum(results_.columns_[*question.amount].width, column(*question.amount), lanes);
        }
    }

    const Plan& plan_;
    const Columns& columns_;
    Results& results_;
    const Interpreter* interpreter_;
    std::atomic<std::size_t> next_ = 0;
};

void Sweep::interpret(std::uint32_t number, const Frame& frame)
{
    const std::byte* live = columns_.chunks()[number].bytes.get();
    for (std::uint32_t lane = 0; lane < frame.units; ++lane) {
        if (!bit_at(live, lane))
            continue;
        const Slot slot{number, lane};
        const Instance unit = interpreter_->instance(slot);
        std::vector<std::uint32_t> seen(plan_.questions().size());
        for (const Answer& answered : answer(interpreter_->program, interpreter_->world, unit, plan_.day())) {
            const Question* question = plan_.question(answered.policy);
            if (question == nullptr || question->interpreted.empty())
                continue;
            // Members answer in the order of their planes.
            const std::uint32_t member = seen[static_cast<std::size_t>(question - plan_.questions().data())]++;
            const std::size_t at = std::size_t{member} * frame.units + lane;
            const auto column = [&](std::uint32_t result) {
                return const_cast<std::byte*>(results_.column(result, slot));
            };
            set_bit_at(column(question->yes), at, answered.verdict == Verdict::yes);
            set_bit_at(column(*question->unknown), at, answered.verdict == Verdict::unknown);
            if (question->amount)
                set_number_at(Width::i64, column(*question->amount), at, answered.amount.whole().value_or(0));
        }
    }
}

void sweep(const Plan& plan, const Columns& columns, unsigned threads, Results& results, const Interpreter* interpreter)
{
    VERIFY(plan.fits(columns.layout()));
    VERIFY(interpreter != nullptr || !plan.needs_interpreter());
    results.prepare(plan, columns);
    Sweep sweep(plan, columns, results, plan.needs_interpreter() ? interpreter : nullptr);
    const std::size_t size = plan.questions().size() * plan.divisions();
    std::vector<std::vector<Totals>> totals(std::max(threads, 1U), std::vector<Totals>(size));
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < totals.size(); ++i)
        others.emplace_back([&sweep, &mine = totals[i]] { sweep.work(mine); });
    sweep.work(totals[0]);
    for (std::thread& other : others)
        other.join();
    for (const std::vector<Totals>& part : totals)
        sweep.add(part);
}

} // namespace huimin::language::columns
