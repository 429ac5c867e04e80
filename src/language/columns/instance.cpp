// A unit read back from its columns, as the interpreter takes it.

#include "language/columns/sweep.h"

namespace huimin::language::columns {

namespace {

Value value_of(const Type& type, const Column& column, std::optional<std::int64_t> cell)
{
    if (!cell)
        return Unknown{};
    switch (type.kind) {
    case Kind::truth: return *cell != 0;
    case Kind::day: return Day::from_number(static_cast<std::int32_t>(*cell));
    case Kind::month: return Month::from_number(static_cast<std::int32_t>(*cell));
    case Kind::choice: return ChoiceNumber{static_cast<std::int32_t>(*cell)};
    case Kind::integer:
    case Kind::decimal:
    case Kind::rate:
    case Kind::money:
    case Kind::quantity: return *Rational::of(*cell, column.scale);
    case Kind::text:
    case Kind::citizen_number:
    case Kind::organisation_code:
    case Kind::area:
    case Kind::reference: break;
    }
    return Unknown{};
}

template <class CellOf>
Instance empty_of(const Program& program, Index record, const std::vector<Column>& columns, CellOf cell_of)
{
    Instance instance;
    instance.record = record;
    instance.label = program.records[record].heading.name;
    instance.values.resize(program.records[record].fields.size());
    for (std::size_t c = 0; c < columns.size(); ++c)
        instance.values[columns[c].field] =
            value_of(program.records[record].fields[columns[c].field].type, columns[c], cell_of(c));
    for (const List& list : program.lists)
        if (list.owner == record)
            instance.lists.emplace_back();
    return instance;
}

} // namespace

Instance instance_of(const Program& program, const Columns& columns, std::span<const std::optional<AreaCode>> divisions,
                     Slot slot)
{
    const Layout& layout = columns.layout();
    Instance unit =
        empty_of(program, layout.unit, layout.unit_columns, [&](std::size_t c) { return columns.unit_cell(slot, c); });
    const Chunk& chunk = columns.chunks()[slot.chunk];
    const Index locates = program.records[layout.unit].locates;
    if (locates != none && divisions[chunk.division])
        unit.values[locates] = *divisions[chunk.division];
    if (layout.list == none)
        return unit;
    std::size_t position = 0;
    for (Index i = 0; i < layout.list; ++i)
        position += program.lists[i].owner == layout.unit ? 1U : 0U;
    for (std::uint32_t member = 0; member < chunk.members; ++member)
        unit.lists[position].push_back(empty_of(program, program.lists[layout.list].member, layout.member_columns,
                                                [&](std::size_t c) { return columns.member_cell(slot, member, c); }));
    return unit;
}

} // namespace huimin::language::columns
