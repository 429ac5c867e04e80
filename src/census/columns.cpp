#include "census/columns.h"

#include <algorithm>

namespace huimin::census {

using language::Index;
using language::Instance;
using language::Kind;
using language::Program;
using language::Record;
using language::columns::Column;
using language::columns::Columns;
using language::columns::Layout;

namespace {

/// A fact as a cell: its number, times the column's scale; none when unknown.
std::optional<std::int64_t> cell_of(const language::Value& value, std::int64_t scale)
{
    if (const auto* truth = std::get_if<bool>(&value))
        return *truth ? 1 : 0;
    if (const auto* day = std::get_if<Day>(&value))
        return day->number();
    if (const auto* month = std::get_if<Month>(&value))
        return month->number();
    if (const auto* choice = std::get_if<language::ChoiceNumber>(&value))
        return choice->number;
    if (const auto* number = std::get_if<Rational>(&value)) {
        const auto scaled = multiply(*number, Rational(scale));
        return scaled ? scaled->whole() : std::nullopt;
    }
    return std::nullopt;
}

bool stands_in_columns(Kind kind)
{
    switch (kind) {
    case Kind::truth:
    case Kind::integer:
    case Kind::decimal:
    case Kind::rate:
    case Kind::money:
    case Kind::quantity:
    case Kind::day:
    case Kind::month:
    case Kind::choice: return true;
    case Kind::text:
    case Kind::citizen_number:
    case Kind::organisation_code:
    case Kind::area:
    case Kind::reference: return false;
    }
    return false;
}

std::int64_t scale_of(Kind kind)
{
    return kind == Kind::decimal || kind == Kind::rate || kind == Kind::quantity ? registry::decimal_scale : 1;
}

/// A column for each fact of a record, with the bounds of what `each` shows of it.
template <class Each>
std::vector<Column> columns_of(const Record& record, Each each)
{
    std::vector<Column> columns;
    std::vector<std::size_t> at(record.fields.size(), SIZE_MAX);
    for (Index i = 0; i < record.fields.size(); ++i)
        if (stands_in_columns(record.fields[i].type.kind)) {
            at[i] = columns.size();
            Column column;
            column.field = i;
            column.scale = scale_of(record.fields[i].type.kind);
            columns.push_back(column);
        }
    std::vector<bool> seen(columns.size(), false);
    each([&](const Instance& instance) {
        for (std::size_t i = 0; i < record.fields.size(); ++i) {
            if (at[i] == SIZE_MAX)
                continue;
            Column& column = columns[at[i]];
            const auto cell = cell_of(instance.values[i], column.scale);
            column.nullable = column.nullable || !cell;
            if (!cell)
                continue;
            column.low = seen[at[i]] ? std::min(column.low, *cell) : *cell;
            column.high = seen[at[i]] ? std::max(column.high, *cell) : *cell;
            seen[at[i]] = true;
        }
    });
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const bool truth = record.fields[columns[i].field].type.kind == Kind::truth;
        columns[i].width =
            truth ? language::columns::Width::bit : language::columns::width_for(columns[i].low, columns[i].high);
    }
    return columns;
}

/// Which of the unit's lists stands in the columns.
std::size_t list_position(const Program& program, Index list)
{
    std::size_t position = 0;
    for (Index i = 0; i < list; ++i)
        position += program.lists[i].owner == program.lists[list].owner ? 1U : 0U;
    return position;
}

} // namespace

ColumnCensus ColumnCensus::build(const Census& census, const Program& program, Index list)
{
    const std::size_t position = list_position(program, list);
    const auto members = [&](const Unit& unit) -> const std::vector<Instance>& { return unit.facts.lists[position]; };
    Layout layout;
    layout.unit = program.lists[list].owner;
    layout.list = list;
    layout.unit_columns = columns_of(program.records[layout.unit], [&](const auto& show) {
        for (const Unit& unit : census.units())
            show(unit.facts);
    });
    layout.member_columns = columns_of(program.records[program.lists[list].member], [&](const auto& show) {
        for (const Unit& unit : census.units())
            for (const Instance& member : members(unit))
                show(member);
    });
    ColumnCensus built(census, std::move(layout));
    std::map<std::int64_t, std::uint32_t> division_of;
    for (std::size_t u = 0; u < census.units().size(); ++u) {
        const Unit& unit = census.units()[u];
        const auto [division, fresh] =
            division_of.emplace(unit.county, static_cast<std::uint32_t>(built.divisions_.size()));
        if (fresh)
            built.divisions_.push_back(AreaCode(static_cast<std::uint64_t>(unit.county) * 1'000'000));
        const auto slot = built.columns_.insert(division->second, static_cast<std::uint32_t>(members(unit).size()));
        const Layout& placed = built.columns_.layout();
        for (std::size_t c = 0; c < placed.unit_columns.size(); ++c)
            VERIFY(built.columns_.set_unit(
                slot, c, cell_of(unit.facts.values[placed.unit_columns[c].field], placed.unit_columns[c].scale)));
        for (std::size_t m = 0; m < members(unit).size(); ++m)
            for (std::size_t c = 0; c < placed.member_columns.size(); ++c)
                VERIFY(built.columns_.set_member(
                    slot, static_cast<std::uint32_t>(m), c,
                    cell_of(members(unit)[m].values[placed.member_columns[c].field], placed.member_columns[c].scale)));
        built.slots_.push_back(slot);
        built.unit_at_.emplace(std::pair(slot.chunk, slot.lane), u);
    }
    return built;
}

Tallies ColumnCensus::sweep(const Program& program, const language::World& world, Day day, unsigned threads) const
{
    const auto plan = language::plan::Plan::compile(program, world, day, columns_.layout(), divisions_);
    const language::columns::Interpreter interpreter{
        program, world,
        [this](language::columns::Slot slot) { return census_->units()[unit_at_.at({slot.chunk, slot.lane})].facts; }};
    language::columns::Results results;
    results.prepare(plan, columns_);
    language::columns::sweep(plan, columns_, threads, results, &interpreter);
    Tallies tallies;
    for (std::size_t q = 0; q < plan.questions().size(); ++q)
        for (std::uint32_t d = 0; d < divisions_.size(); ++d) {
            const auto& totals = results.totals(q, d);
            const auto county = static_cast<std::int64_t>(divisions_[d]->number() / 1'000'000);
            tallies[{plan.questions()[q].policy, county}] = {totals.yes, totals.no, totals.unknown, totals.fen};
        }
    return tallies;
}

} // namespace huimin::census
