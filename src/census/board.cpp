#include "census/board.h"

#include <algorithm>
#include <chrono>

#include "language/reads.h"

namespace huimin::census {

using language::Index;
using registry::RecordKey;
using store::Dialect;

namespace {

constexpr std::size_t sheets_kept_max = 2; // this month, and the one it is compared with
constexpr std::size_t sums_kept_max = 13;  // a year of months, and the one it is compared with

/// Adds one more, and lets go of the first where there are too many.
template <class Kept>
void keep(std::vector<std::shared_ptr<const Kept>>& all, std::shared_ptr<const Kept> one, std::size_t most)
{
    if (all.size() == most)
        all.erase(all.begin());
    all.push_back(std::move(one));
}

Error not_read()
{
    return Error{Fault::unavailable, "census.not_read", "还在读入全部档案", "过几秒钟再看",
                 "the census is still being read"};
}

/// `t.area`, or the area of what the record belongs to, with the joins it takes; its county where none names one.
struct AreaColumn {
    std::string column, joins;
};
AreaColumn area_column(const language::Program& program, const language::Record& record)
{
    const language::Record* at = &record;
    std::string table = "t", joins;
    while (at->locates == language::none && at->owner != language::none) {
        at = &program.records[at->owner];
        const std::string above = table + "_owner";
        joins += " join " + Dialect::name(at->heading.alias) + " " + above + " on " + above + ".county = " + table +
                 ".county and " + above + ".key = " + table + ".owner_key";
        table = above;
    }
    if (at->locates == language::none)
        return {"t.county * 1000000", joins};
    return {"coalesce(" + table + "." + Dialect::name(at->fields[at->locates].alias) + ", t.county * 1000000)", joins};
}

AreaCode county_of(RecordKey at) { return AreaCode(static_cast<std::uint64_t>(at.county) * 1'000'000); }

using Areas = std::map<std::pair<Index, RecordKey>, AreaCode>;
using Counts = std::map<std::pair<Index, AreaCode>, std::uint64_t>;

Result<Areas> read_areas(registry::Registry& registry, const Census& census)
{
    Areas areas;
    for (const Units& units : census.parts()) {
        const Index index = units.shape().record;
        const language::Record& record = registry.program().records[index];
        const AreaColumn area = area_column(registry.program(), record);
        store::Reader reader = TRY(registry.store().reader());
        store::Rows rows =
            TRY(reader.scan("select t.county, t.key, " + area.column + " from " + Dialect::name(record.heading.alias) +
                            " t" + area.joins + " order by t.county, t.key"));
        while (TRY(rows.next()))
            areas.emplace_hint(areas.end(), std::pair(index, RecordKey{rows[0].integer(), rows[1].integer()}),
                               AreaCode(static_cast<std::uint64_t>(rows[2].integer())));
    }
    return areas;
}

/// The areas of these units of one type; a unit that is gone has none.
Result<Done> read_areas(registry::Registry& registry, Index index, const RecordKeys& units, Areas& areas)
{
    constexpr std::size_t keys_at_once = 500;
    const language::Record& record = registry.program().records[index];
    const AreaColumn area = area_column(registry.program(), record);
    store::Reader reader = TRY(registry.store().reader());
    const std::string sql = "select t.key, " + area.column + " from " + Dialect::name(record.heading.alias) + " t" +
                            area.joins + " where t.county = $1 and " + reader.dialect().is_any_of("t.key", "$2");
    for (auto from = units.begin(); from != units.end();) {
        const std::int64_t county = from->county;
        std::vector<std::int64_t> keys;
        for (; from != units.end() && from->county == county && keys.size() < keys_at_once; ++from)
            keys.push_back(from->key);
        store::Rows rows = TRY(reader.query(sql, {county, reader.dialect().list(keys)}));
        for (const std::int64_t key : keys)
            areas.erase({index, {county, key}});
        while (TRY(rows.next()))
            areas[{index, {county, rows[0].integer()}}] = AreaCode(static_cast<std::uint64_t>(rows[1].integer()));
    }
    return Done{};
}

/// Adds a unit that stands whole, and all that belongs to it.
void count_whole(const language::Instance& instance, AreaCode area, Counts& counts)
{
    ++counts[{instance.record, area}];
    for (const auto& list : instance.lists)
        for (const language::Instance& member : list)
            count_whole(member, area, counts);
}

} // namespace

Board::Board(registry::Registry& registry, language::World world, std::function<std::int64_t()> milliseconds)
    : registry_(&registry), world_(world), milliseconds_(std::move(milliseconds))
{
}

Result<bool> Board::refresh(const Work& work)
{
    const bool changed = census_ ? TRY(read_changes(work)) : true;
    if (!census_)
        TRY(read_everything(work));
    const std::scoped_lock lock(census_mutex_, sheets_mutex_);
    at_ = milliseconds_();
    if (!changed)
        return false;
    sheets_.clear();
    sums_.clear();
    ++generation_;
    return true;
}

Result<Done> Board::read_everything(const Work& work)
{
    const language::Reads reads(registry_->program());
    auto built = std::make_unique<Census>(TRY(Census::build(*registry_, reads.of_all(), work)));
    Areas areas = TRY(read_areas(*registry_, *built));
    const std::unique_lock lock(census_mutex_);
    census_ = std::move(built);
    areas_ = std::move(areas);
    counts_.reset();
    return Done{};
}

Result<bool> Board::read_changes(const Work& work)
{
    const std::unique_lock lock(census_mutex_);
    const Touched touched = TRY(census_->follow(*registry_, work));
    if (touched.everything)
        areas_ = TRY(read_areas(*registry_, *census_));
    std::map<Index, RecordKeys> units;
    for (const auto& [record, at] : touched.units)
        units[record].push_back(at);
    for (const auto& [record, keys] : units)
        TRY(read_areas(*registry_, record, keys, areas_));
    const bool changed = touched.everything || !touched.units.empty();
    if (changed)
        counts_.reset();
    return changed;
}

AreaCode Board::area_of(Index record, RecordKey unit) const
{
    const auto found = areas_.find({record, unit});
    return found != areas_.end() ? found->second : county_of(unit);
}

Board::Counts Board::count() const
{
    const language::Program& program = registry_->program();
    Counts counts;
    for (const Units& units : census_->parts()) {
        const UnitShape& shape = units.shape();
        units.each_in_columns([&](RecordKey at, std::uint32_t members) {
            const AreaCode area = area_of(shape.record, at);
            ++counts[{shape.record, area}];
            if (members > 0)
                counts[{program.lists[shape.list].member, area}] += members;
        });
        for (const auto& [at, unit] : units.whole())
            count_whole(unit, area_of(shape.record, at), counts);
    }
    return counts;
}

Result<std::shared_ptr<Sheet>> Board::work_out(Day day, const Work& work)
{
    using Clock = std::chrono::steady_clock;
    const Clock::time_point started = Clock::now();
    const Answers answers = TRY(ask(*census_, registry_->program(), world_, day, work));
    auto sheet = std::make_shared<Sheet>();
    sheet->day = day;
    sheet->at = at_;
    if (!counts_)
        counts_ = count();
    sheet->counts = *counts_;
    sheet->lines.resize(registry_->program().policies.size());
    answers.each([&](Index record, RecordKey unit, const GivenList& given) {
        const AreaCode area = area_of(record, unit);
        for (const Given& one : given) {
            sheet->lines[one.policy].push_back({area, unit, one.about, one.fen, one.verdict});
            Tally& tally = sheet->tallies[{one.policy, area}];
            tally.yes += one.verdict == language::Verdict::yes ? 1 : 0;
            tally.unknown += one.verdict == language::Verdict::unknown ? 1 : 0;
            tally.fen += one.fen;
        }
    });
    for (std::vector<Line>& lines : sheet->lines) {
        std::ranges::sort(lines, {}, &Line::place);
        lines.shrink_to_fit();
    }
    sheet->seconds = std::chrono::duration<double>(Clock::now() - started).count();
    return sheet;
}

std::shared_ptr<const Sheet> Board::kept(Day day) const
{
    const std::lock_guard lock(sheets_mutex_);
    const auto found = std::ranges::find(sheets_, day, [](const auto& sheet) { return sheet->day; });
    return found == sheets_.end() ? nullptr : *found;
}

std::shared_ptr<const Sums> Board::kept_sums(Day day) const
{
    if (auto sheet = kept(day))
        return sheet;
    const std::lock_guard lock(sheets_mutex_);
    const auto found = std::ranges::find(sums_, day, [](const auto& sums) { return sums->day; });
    return found == sums_.end() ? nullptr : *found;
}

/// Kept before the census may change: whole when its lines are asked for, or when there is room.
Result<std::shared_ptr<const Sheet>> Board::make(Day day, const Work& work, bool whole)
{
    const std::shared_lock lock(census_mutex_);
    if (!census_)
        return not_read();
    std::shared_ptr<const Sheet> made = TRY(work_out(day, work));
    const std::lock_guard sheets_lock(sheets_mutex_);
    if (whole || sheets_.size() < sheets_kept_max)
        keep(sheets_, made, sheets_kept_max);
    else
        keep(sums_, std::shared_ptr<const Sums>(std::make_shared<Sums>(*made)), sums_kept_max);
    return made;
}

Result<std::shared_ptr<const Sheet>> Board::sheet(Day day, const Work& work)
{
    if (auto found = kept(day))
        return found;
    const std::lock_guard one_at_a_time(working_);
    if (auto found = kept(day)) // others have asked for it meanwhile
        return found;
    return make(day, work, true);
}

Result<std::shared_ptr<const Sums>> Board::sums(Day day, const Work& work)
{
    if (auto found = kept_sums(day))
        return found;
    const std::lock_guard one_at_a_time(working_);
    if (auto found = kept_sums(day))
        return found;
    const std::shared_ptr<const Sheet> made = TRY(make(day, work, false));
    auto found = kept_sums(day); // without the answers behind them, so that these are let go of
    return found ? found : made;
}

Result<Trial> Board::try_out(const language::Program& other, Day day, const Work& work)
{
    const std::shared_lock lock(census_mutex_);
    if (!census_)
        return not_read();
    const Answers before = TRY(ask(*census_, registry_->program(), world_, day, work));
    Work second = work;
    if (work.progress)
        second.progress = [&work, size = census_->size()](std::size_t done) { work.progress(size + done); };
    const Answers after = TRY(ask(*census_, other, world_, day, second));
    return Trial{at_, census::compare(before, after), before.tallies(), after.tallies()};
}

std::size_t Board::size() const
{
    const std::shared_lock lock(census_mutex_);
    return census_ ? census_->size() : 0;
}

std::uint64_t Board::generation() const
{
    const std::lock_guard lock(sheets_mutex_);
    return generation_;
}

} // namespace huimin::census
