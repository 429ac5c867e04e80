#include "registry/history.h"

#include <algorithm>

#include "registry/internal/moving.h"
#include "registry/internal/where.h"

namespace huimin::registry {

using language::Index;
using language::Record;
using store::Dialect;

namespace {

/// Every version of the record in one county, and where it was ended.
struct Version {
    KeptRow row;
    std::int64_t ended = 0; ///< entry; 0 for the one that stands
};

Result<Done> read_versions(store::Reader& reader, const Record& record, RecordKey at, std::vector<Version>& versions)
{
    store::Rows rows = TRY(reader.query("select " + Dialect::names(all_columns(record)) + ", ended from " +
                                            Dialect::name(history_table(record)) + " where county = $1 and key = $2",
                                        {at.county, at.key}));
    while (TRY(rows.next()))
        versions.push_back({row_of(record, rows.cells()), rows.cells().back().integer()});
    return Done{};
}

Result<Done> read_entries(store::Reader& reader, const Record& record, RecordKey at, std::vector<HistoryStep>& steps)
{
    store::Rows rows =
        TRY(reader.query("select entry, at, actor, purpose, action, origin from journal where area = $1 and record = "
                         "$2 and key = $3 and action like 'registry.%' order by entry",
                         {at.county * 1'000'000, record.heading.alias, at.key}));
    while (TRY(rows.next())) {
        HistoryStep step;
        step.entry = rows[0].integer();
        step.milliseconds = rows[1].integer();
        step.county = at.county;
        step.actor = rows[2].text();
        step.purpose = rows[3].text();
        step.action = rows[4].text();
        step.origin = rows[5].text();
        // A move is told in both counties.
        const auto told = [&](const HistoryStep& other) { return other.entry == step.entry; };
        if (std::ranges::none_of(steps, told))
            steps.push_back(std::move(step));
    }
    return Done{};
}

void compare(const Record& record, const KeptRow* before, const KeptRow& after, HistoryStep& step)
{
    const Origins origins = Origins::read(after.origins, after.from, record);
    for (Index i = 0; i < record.fields.size(); ++i) {
        const Stored was = before == nullptr ? Stored{} : before->facts[i];
        if (was == after.facts[i])
            continue;
        FactStep fact{i,
                      from_stored(was.value(), record.fields[i].type),
                      from_stored(after.facts[i].value(), record.fields[i].type),
                      {}};
        if (after.facts[i].kind != Stored::Kind::none)
            fact.from = origins.of(i);
        step.facts.push_back(std::move(fact));
    }
    step.version = after.version;
    if (before == nullptr)
        return;
    if (before->owner != after.owner) {
        step.owner_before = before->owner;
        step.owner_after = after.owner;
    }
    if (before->at.county != after.at.county)
        step.county_before = before->at.county;
}

/// Lines the steps up with the versions: each step ends the version whose `ended` names it and begins the next, unless
/// the record left the lists with it.
void line_up(const Record& record, const std::vector<Version>& versions, std::vector<HistoryStep>& steps)
{
    std::size_t next = 0;
    for (HistoryStep& step : steps) {
        const KeptRow* before = next > 0 && versions[next - 1].ended == step.entry ? &versions[next - 1].row : nullptr;
        const bool left = step.action == "registry.give_up" || step.action == "registry.remove";
        if (!left && next < versions.size())
            compare(record, before, versions[next++].row, step);
    }
}

} // namespace

Result<std::vector<HistoryStep>> history(Registry& registry, Index index, RecordKey at, const Extent& inside)
{
    const Record& record = registry.program().records[index];
    store::Reader reader = TRY(registry.store().snapshot());
    std::vector<Version> versions;
    std::vector<HistoryStep> steps;
    bool visible = false;
    const std::vector<std::int64_t> counties = TRY(counties_ever(reader, record, at));
    for (const std::int64_t county : counties) {
        const RecordKey there{county, at.key};
        TRY(read_versions(reader, record, there, versions));
        TRY(read_entries(reader, record, there, steps));
        if (auto now = TRY(read_row(reader, record, there))) {
            visible = TRY(lies_inside(reader, registry.program(), record, there, inside));
            versions.push_back({std::move(*now), 0});
        }
    }
    std::ranges::sort(versions, {}, [](const Version& one) { return one.row.version; });
    std::ranges::sort(steps, {}, &HistoryStep::entry);
    line_up(record, versions, steps);
    // A county keeps what happened while the record was its own.
    if (!visible)
        std::erase_if(steps, [&](const HistoryStep& step) {
            const AreaCode county(static_cast<std::uint64_t>(step.county) * 1'000'000);
            return !inside.areas.hold({county, AreaCode(county.number() + 999'999)});
        });
    if (steps.empty())
        return no_such_record(record);
    return steps;
}

std::string_view text_of_action(std::string_view action)
{
    constexpr std::pair<std::string_view, std::string_view> words[] = {
        {"registry.add", "登记"},           {"registry.change", "变更"},
        {"registry.remove", "注销"},        {"registry.move", "迁移"},
        {"registry.rehome", "随迁"},        {"registry.change_head", "变更户主"},
        {"registry.merge", "合并（保留）"}, {"registry.give_up", "合并（并入他处）"},
        {"registry.unmerge", "撤销合并"},
    };
    for (const auto& [name, word] : words)
        if (name == action)
            return word;
    return action;
}

} // namespace huimin::registry
