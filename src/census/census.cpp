#include "census/census.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <unordered_map>

namespace huimin::census {

using language::Answer;
using language::Index;
using language::Instance;
using language::Program;
using language::Record;
using store::Dialect;

namespace {

constexpr std::size_t units_in_a_morsel = 256;

/// Reads one record type whole and hands each row to `take` with its county, key and owner.
template <class Take>
Result<Done> scan(store::Reader& reader, const Record& record, Index index, Take take)
{
    const std::string order = record.owner == language::none ? "county, key" : "county, owner_key, key";
    const std::size_t fixed = registry::fixed_columns(record).size();
    store::Rows rows = TRY(reader.scan("select " + Dialect::names(registry::all_columns(record)) + " from " +
                                       Dialect::name(record.heading.alias) + " order by " + order));
    while (TRY(rows.next())) {
        Instance instance;
        instance.record = index;
        instance.key = rows[1].integer();
        instance.values.reserve(record.fields.size());
        for (std::size_t i = 0; i < record.fields.size(); ++i)
            instance.values.push_back(registry::from_stored(rows[fixed + i], record.fields[i].type));
        if (record.as_name != language::none)
            if (const auto* name = std::get_if<std::string>(&instance.values[record.as_name]))
                instance.label = *name;
        const std::int64_t owner = record.owner == language::none ? 0 : rows[5].integer_or_none().value_or(0);
        take(rows[0].integer(), owner, std::move(instance));
    }
    return Done{};
}

std::vector<Index> lists_of(const Program& program, Index record)
{
    std::vector<Index> found;
    for (Index i = 0; i < program.lists.size(); ++i)
        if (program.lists[i].owner == record)
            found.push_back(i);
    return found;
}

/// Runs `work(first, last, thread)` over morsels of [0, count).
template <class Work>
void in_morsels(std::size_t count, unsigned threads, Work work)
{
    std::atomic<std::size_t> next{0};
    const auto run = [&](unsigned thread) {
        for (std::size_t first = next.fetch_add(units_in_a_morsel); first < count;
             first = next.fetch_add(units_in_a_morsel))
            work(first, std::min(first + units_in_a_morsel, count), thread);
    };
    std::vector<std::jthread> others;
    for (unsigned thread = 1; thread < threads; ++thread)
        others.emplace_back(run, thread);
    run(0);
}

} // namespace

Result<Census> Census::build(registry::Registry& registry, const std::function<void(std::size_t)>& progress)
{
    const Program& program = registry.program();
    Census census;
    store::Reader reader = TRY(registry.store().snapshot());
    for (Index root = 0; root < program.records.size(); ++root) {
        const std::vector<Index> lists = lists_of(program, root);
        if (program.records[root].owner != language::none || lists.empty())
            continue;
        TRY(scan(reader, program.records[root], root, [&](std::int64_t county, std::int64_t, Instance instance) {
            instance.lists.resize(lists.size());
            census.units_.push_back({county, std::move(instance)});
        }));
        std::unordered_map<std::int64_t, Instance*> owners;
        owners.reserve(census.units_.size());
        for (Unit& unit : census.units_)
            owners.emplace(unit.facts.key, &unit.facts);
        for (std::size_t k = 0; k < lists.size(); ++k) {
            const Index member = program.lists[lists[k]].member;
            const std::size_t deeper = lists_of(program, member).size();
            TRY(scan(reader, program.records[member], member, [&](std::int64_t, std::int64_t owner, Instance instance) {
                instance.lists.resize(deeper);
                if (const auto found = owners.find(owner); found != owners.end())
                    found->second->lists[k].push_back(std::move(instance));
                if (k == 0)
                    ++census.persons_;
                if (progress && census.persons_ % 4096 == 0)
                    progress(census.persons_);
            }));
        }
    }
    return census;
}

Census Census::of(std::vector<Unit> units)
{
    Census census;
    for (const Unit& unit : units)
        census.persons_ += unit.facts.lists.empty() ? 0 : unit.facts.lists.front().size();
    census.units_ = std::move(units);
    return census;
}

Tallies Census::sweep(const Program& program, const language::World& world, Day day, unsigned threads,
                      const std::function<void(const Unit&, const std::vector<Answer>&)>& each,
                      const std::function<void(std::size_t)>& progress) const
{
    std::vector<Tallies> by_thread(std::max(threads, 1U));
    std::vector<std::vector<Answer>> kept(each ? units_.size() : 0);
    std::atomic<std::size_t> done{0};
    in_morsels(units_.size(), std::max(threads, 1U), [&](std::size_t first, std::size_t last, unsigned thread) {
        for (std::size_t i = first; i < last; ++i) {
            std::vector<Answer> answers = language::answer(program, world, units_[i].facts, day);
            for (const Answer& answer : answers) {
                Tally& tally = by_thread[thread][{answer.policy, units_[i].county}];
                switch (answer.verdict) {
                case language::Verdict::yes:
                    ++tally.yes;
                    tally.fen += answer.amount.numerator();
                    break;
                case language::Verdict::no: ++tally.no; break;
                case language::Verdict::unknown: ++tally.unknown; break;
                }
            }
            if (each)
                kept[i] = std::move(answers);
        }
        if (const std::size_t so_far = done += last - first; progress && thread == 0)
            progress(so_far);
    });
    Tallies all;
    for (const Tallies& one : by_thread)
        for (const auto& [where, tally] : one) {
            Tally& sum = all[where];
            sum.yes += tally.yes;
            sum.no += tally.no;
            sum.unknown += tally.unknown;
            sum.fen += tally.fen;
        }
    for (std::size_t i = 0; i < kept.size(); ++i)
        each(units_[i], kept[i]);
    return all;
}

namespace {

/// What a unit gets in a month, yearly grants spread, single ones left out; and whether anything is not yet known.
std::pair<Wide, bool> monthly(const Program& program, const std::vector<Answer>& answers)
{
    Wide fen = 0;
    bool unknown = false;
    for (const Answer& answer : answers) {
        unknown = unknown || answer.verdict == language::Verdict::unknown;
        if (answer.verdict == language::Verdict::yes &&
            program.policies[answer.policy].period == language::PayPeriod::monthly)
            fen += answer.amount.numerator();
    }
    return {fen, unknown};
}

} // namespace

Census::Comparison Census::compare(const Program& now, const Program& then, const language::World& world, Day day,
                                   unsigned threads) const
{
    std::vector<std::pair<std::pair<Wide, bool>, std::pair<Wide, bool>>> both(units_.size());
    in_morsels(units_.size(), std::max(threads, 1U), [&](std::size_t first, std::size_t last, unsigned) {
        for (std::size_t i = first; i < last; ++i)
            both[i] = {monthly(now, language::answer(now, world, units_[i].facts, day)),
                       monthly(then, language::answer(then, world, units_[i].facts, day))};
    });
    Comparison comparison;
    for (std::size_t i = 0; i < units_.size(); ++i) {
        Difference& county = comparison.counties[units_[i].county];
        const auto& [before, after] = both[i];
        county.fen_before += before.first;
        county.fen_after += after.first;
        county.gainers += after.first > before.first ? 1 : 0;
        county.newly_unknown += after.second && !before.second ? 1 : 0;
        if (after.first < before.first) {
            ++county.losers;
            comparison.losers.push_back(&units_[i]);
        }
    }
    return comparison;
}

} // namespace huimin::census
