#include "census/kept.h"

#include <algorithm>

#include "census/internal/touched.h"

namespace huimin::census {

using language::Index;
using language::Program;
using language::Verdict;
using registry::RecordKey;
using registry::Registry;
using store::Dialect;
using store::Transaction;

namespace {

const std::vector<std::string> answer_columns{"county", "record", "key", "policy", "about", "verdict", "fen"};

std::vector<store::Table> tables()
{
    using store::ColumnType;
    return {{"kept_answer",
             {{"county", ColumnType::integer},
              {"record", ColumnType::text},
              {"key", ColumnType::integer},
              {"policy", ColumnType::text},
              {"about", ColumnType::integer},
              {"verdict", ColumnType::integer},
              {"fen", ColumnType::integer}},
             {"county", "record", "key", "policy", "about"}},
            {"kept_sweep",
             {{"name", ColumnType::text},
              {"day", ColumnType::integer},
              {"journal_seq", ColumnType::integer},
              {"program", ColumnType::text}},
             {"name"}}};
}

constexpr std::int64_t kept_yes = 1, kept_unknown = 2;

/// Puts a unit's answers into the table, one row each.
class AnswersIntoStore {
public:
    static Result<AnswersIntoStore> begin(Transaction& transaction, const Program& program)
    {
        return AnswersIntoStore(program, TRY(transaction.bulk_insert("kept_answer", answer_columns)));
    }

    Result<Done> add(Index record, RecordKey at, const GivenList& given)
    {
        for (const Given& one : given)
            TRY(rows_.add({at.county, program_->records[record].heading.alias, at.key,
                           program_->policies[one.policy].heading.name, one.about,
                           one.verdict == Verdict::yes ? kept_yes : kept_unknown, one.fen}));
        return Done{};
    }
    Result<std::int64_t> finish() { return rows_.finish(); }

private:
    AnswersIntoStore(const Program& program, store::Bulk rows) : program_(&program), rows_(std::move(rows)) {}
    const Program* program_;
    store::Bulk rows_;
};

Result<Done> note_sweep(Transaction& transaction, const Program& program, Day day, std::int64_t seq)
{
    const std::vector<std::string> columns{"name", "day", "journal_seq", "program"}, key{"name"};
    TRY(transaction.run(Dialect::upsert("kept_sweep", columns, key), {"last", day, seq, program.digest}));
    return Done{};
}

Result<Done> replace_all(Registry& registry, const Answers& answers, std::int64_t seq)
{
    Transaction transaction = TRY(registry.store().begin());
    TRY(transaction.run("delete from kept_answer"));
    AnswersIntoStore rows = TRY(AnswersIntoStore::begin(transaction, answers.program()));
    Result<Done> added = Done{};
    answers.each([&](Index record, RecordKey at, const GivenList& given) {
        if (added.ok())
            added = rows.add(record, at, given);
    });
    TRY(std::move(added));
    TRY(rows.finish());
    TRY(note_sweep(transaction, answers.program(), answers.day(), seq));
    return transaction.commit();
}

using KeptLists = std::map<std::pair<Index, RecordKey>, GivenList>;

/// Reads kept answers, of all or of one county's units of a record.
Result<Done> add_kept(store::Rows& rows, const Program& program, KeptLists& lists)
{
    while (TRY(rows.next())) {
        const Index record = program.find_record(rows[1].text()), policy = program.find_policy(rows[3].text());
        if (record != language::none && policy != language::none)
            lists[{record, {rows[0].integer(), rows[2].integer()}}].push_back(
                {policy, rows[4].integer(), rows[5].integer() == kept_yes ? Verdict::yes : Verdict::unknown,
                 rows[6].integer()});
    }
    return Done{};
}

std::string select_kept() { return "select " + Dialect::names(answer_columns) + " from kept_answer"; }

std::vector<ChangedAnswer> differences(KeptLists& before, const KeptLists& after)
{
    std::map<std::pair<Index, RecordKey>, std::pair<GivenList, const GivenList*>> both;
    for (auto& [at, given] : before) {
        std::ranges::sort(given);
        both[at].first = std::move(given);
    }
    for (const auto& [at, given] : after)
        both[at].second = &given;
    std::vector<ChangedAnswer> changed;
    for (const auto& [at, sides] : both)
        add_differences(at.first, at.second, sides.first, sides.second == nullptr ? GivenList() : *sides.second,
                        changed);
    return changed;
}

Result<ChangeSweep> ask_everybody(Registry& registry, const language::World& world, Day day, const KeptSweep& since,
                                  const Work& work)
{
    const Program& program = registry.program();
    const Census census = TRY(Census::build(registry, language::Reads(program).of_all(), work));
    const Answers answers = TRY(ask(census, program, world, day, work));
    KeptLists before, after;
    store::Reader reader = TRY(registry.store().reader());
    store::Rows kept = TRY(reader.scan(select_kept()));
    TRY(add_kept(kept, program, before));
    answers.each([&](Index record, RecordKey at, const GivenList& given) { after[{record, at}] = given; });
    ChangeSweep sweep{since, true, census.size(), differences(before, after)};
    TRY(replace_all(registry, answers, census.journal_seq()));
    return sweep;
}

/// The touched units of one record type: what was kept of them, and what they are given now.
struct TouchedUnits {
    Index record = language::none;
    RecordKeys units;
    KeptLists before, after;
};

Result<Done> ask_touched(store::Reader& reader, const Program& program, const language::World& world, Day day,
                         const UnitShape& shape, const Work& work, TouchedUnits& touched)
{
    UnitBatch batch(program, shape);
    TRY(batch.read(reader, touched.units, work));
    batch.finish();
    std::vector<GivenList> given(batch.units().size());
    constexpr std::size_t units_in_a_morsel = 16;
    TRY(in_morsels(given.size(), units_in_a_morsel, work, [&](std::size_t first, std::size_t last, unsigned) {
        for (std::size_t unit = first; unit < last; ++unit)
            given[unit] = given_of(language::answer(program, world, batch.instance(unit), day));
    }));
    for (std::size_t unit = 0; unit < given.size(); ++unit)
        if (!given[unit].empty())
            touched.after[{shape.record, batch.key(unit)}] = std::move(given[unit]);
    std::map<std::int64_t, std::vector<std::int64_t>> by_county;
    for (const RecordKey& at : touched.units)
        by_county[at.county].push_back(at.key);
    constexpr std::size_t keys_at_once = 500;
    for (const auto& [county, keys] : by_county)
        for (std::size_t from = 0; from < keys.size(); from += keys_at_once) {
            const auto some = std::span(keys).subspan(from, std::min(keys_at_once, keys.size() - from));
            store::Rows kept = TRY(reader.query(
                select_kept() + " where county = $1 and record = $2 and " + reader.dialect().is_any_of("key", "$3"),
                {county, program.records[shape.record].heading.alias, reader.dialect().list(some)}));
            TRY(add_kept(kept, program, touched.before));
        }
    return Done{};
}

Result<Done> replace_touched(Registry& registry, const std::vector<TouchedUnits>& all, Day day, std::int64_t seq)
{
    const Program& program = registry.program();
    return registry.store().change([&](Transaction& transaction) -> Result<Done> {
        for (const TouchedUnits& touched : all) {
            const std::string& alias = program.records[touched.record].heading.alias;
            store::Bulk gone =
                TRY(transaction.bulk_run("delete from kept_answer where county = $1 and record = $2 and key = $3"));
            for (const RecordKey& at : touched.units)
                TRY(gone.add({at.county, alias, at.key}));
            TRY(gone.finish());
            AnswersIntoStore rows = TRY(AnswersIntoStore::begin(transaction, program));
            for (const auto& [at, given] : touched.after)
                TRY(rows.add(at.first, at.second, given));
            TRY(rows.finish());
        }
        return note_sweep(transaction, program, day, seq);
    });
}

} // namespace

Result<std::optional<KeptSweep>> kept_sweep(Registry& registry)
{
    store::Reader reader = TRY(registry.store().reader());
    const auto stand = TRY(store::tables(reader));
    if (std::ranges::none_of(stand, [](const store::Table& table) { return table.name == "kept_sweep"; }))
        return std::optional<KeptSweep>();
    store::Rows rows = TRY(reader.query("select day, journal_seq, program from kept_sweep where name = 'last'"));
    if (!TRY(rows.next()))
        return std::optional<KeptSweep>();
    return std::optional(KeptSweep{rows[0].day(), rows[1].integer(), std::string(rows[2].text())});
}

Result<Done> keep(Registry& registry, const Census& census, const Answers& answers)
{
    const std::vector<store::Table> wanted = tables();
    TRY(store::migrate(registry.store(), wanted));
    return replace_all(registry, answers, census.journal_seq());
}

Result<ChangeSweep> sweep_changes(Registry& registry, const language::World& world, Day day, const Work& work)
{
    constexpr std::size_t units_max = 50'000; // beyond it the columns are faster
    const Program& program = registry.program();
    const auto since = TRY(kept_sweep(registry));
    if (!since)
        return Error{Fault::missing, "census.nothing_kept", "还没有记下过测算结果，不知道哪些变了",
                     "先做一次全量测算并记下结果：huimin sweep --keep",
                     "no answers are kept yet; sweep everybody with --keep first"};
    if (since->day != day || since->program != program.digest)
        return ask_everybody(registry, world, day, *since, work);
    std::vector<TouchedUnits> all;
    ChangeSweep sweep{*since, false, 0, {}};
    std::int64_t seq = 0;
    {
        store::Reader reader = TRY(registry.store().snapshot());
        seq = TRY(last_sealed(reader));
        const language::Facts read = language::Reads(program).of_all();
        for (const Index root : UnitShape::roots(program)) {
            const UnitShape shape = UnitShape::of(program, root, read);
            auto units = TRY(touched_since(reader, program, shape, since->journal_seq, units_max));
            if (!units)
                return ask_everybody(registry, world, day, *since, work);
            all.push_back({root, std::move(*units), {}, {}});
            TRY(ask_touched(reader, program, world, day, shape, work, all.back()));
            sweep.units_asked += all.back().units.size();
        }
    }
    for (TouchedUnits& touched : all) {
        const auto changed = differences(touched.before, touched.after);
        sweep.changed.insert(sweep.changed.end(), changed.begin(), changed.end());
    }
    TRY(replace_touched(registry, all, day, seq));
    return sweep;
}

} // namespace huimin::census
