#include "census/households.h"

#include <algorithm>

namespace huimin::census {

using language::Index;
using language::Instance;
using language::Program;
using registry::RecordKey;
using store::Dialect;

namespace {

constexpr std::size_t units_at_once = 2000;

/// Every fact and list of a record and of what belongs to it.
void add_everything(const Program& program, Index record, language::Facts& facts)
{
    for (Index field = 0; field < program.records[record].fields.size(); ++field)
        facts.fields.emplace(record, field);
    for (Index list = 0; list < program.lists.size(); ++list)
        if (program.lists[list].owner == record) {
            facts.lists.insert(list);
            add_everything(program, program.lists[list].member, facts);
        }
}

void name(Instance& instance, const Program& program)
{
    const Index field = program.records[instance.record].as_name;
    if (const auto* text = field == language::none ? nullptr : std::get_if<std::string>(&instance.values[field]))
        instance.label = *text;
    for (auto& list : instance.lists)
        for (Instance& member : list)
            name(member, program);
}

} // namespace

Result<Done> read_whole(registry::Registry& registry, Index record, const Work& work,
                        const std::function<Result<Done>(std::vector<Census::UnitAtHand>&)>& take)
{
    const Program& program = registry.program();
    language::Facts everything;
    add_everything(program, record, everything);
    const UnitShape shape = UnitShape::of(program, record, everything);
    store::Reader reader = TRY(registry.store().snapshot());
    RecordKeys keys;
    {
        store::Rows rows = TRY(reader.scan("select county, key from " +
                                           Dialect::name(program.records[record].heading.alias) + " order by 1, 2"));
        while (TRY(rows.next()))
            keys.push_back({rows[0].integer(), rows[1].integer()});
    }
    std::vector<Census::UnitAtHand> units;
    for (std::size_t from = 0; from < keys.size(); from += units_at_once) {
        if (work.must_stop())
            return stopped();
        const std::size_t to = std::min(from + units_at_once, keys.size());
        UnitBatch batch(program, shape);
        const auto first = keys.begin() + static_cast<std::ptrdiff_t>(from);
        TRY(batch.read(reader, RecordKeys(first, keys.begin() + static_cast<std::ptrdiff_t>(to)), Work()));
        batch.finish();
        units.clear();
        for (std::size_t unit = 0; unit < batch.units().size(); ++unit) {
            units.push_back({batch.key(unit).county, batch.instance(unit)});
            name(units.back().facts, program);
        }
        std::ranges::sort(units, {}, [](const auto& unit) { return std::pair(unit.county, unit.facts.key); });
        TRY(take(units));
        work.tell(to);
    }
    return Done{};
}

Result<std::map<RecordKey, std::string>> names_of(registry::Registry& registry, Index record, const RecordKeys& wanted)
{
    constexpr std::size_t keys_at_once = 500;
    const language::Record& of = registry.program().records[record];
    std::map<RecordKey, std::string> names;
    std::map<std::int64_t, std::vector<std::int64_t>> by_county;
    for (const RecordKey& at : wanted) {
        names[at] = std::to_string(at.key);
        by_county[at.county].push_back(at.key);
    }
    if (of.as_name == language::none)
        return names;
    store::Reader reader = TRY(registry.store().reader());
    const Dialect dialect = reader.dialect();
    for (const auto& [county, keys] : by_county)
        for (std::size_t from = 0; from < keys.size(); from += keys_at_once) {
            const auto some = std::span(keys).subspan(from, std::min(keys_at_once, keys.size() - from));
            store::Rows rows = TRY(reader.query("select key, " + Dialect::name(of.fields[of.as_name].alias) + " from " +
                                                    Dialect::name(of.heading.alias) + " where county = $1 and " +
                                                    dialect.is_any_of("key", "$2"),
                                                {county, dialect.list(some)}));
            while (TRY(rows.next()))
                if (const auto text = rows[1].text_or_none())
                    names[{county, rows[0].integer()}] = *text;
        }
    return names;
}

} // namespace huimin::census
