#include "census/internal/rows.h"

namespace huimin::census {

using language::Index;
using language::Instance;
using language::Kind;
using language::Program;
using language::Record;
using store::Dialect;

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

RowShape RowShape::of(const Program& program, Index record, const language::Facts& read)
{
    const Record& of = program.records[record];
    RowShape shape{record, of.owner != language::none, of.locates != language::none, {}, {}};
    for (Index field = 0; field < of.fields.size(); ++field)
        if (stands_in_columns(of.fields[field].type.kind))
            shape.columns.push_back(field);
        else if (field != of.locates && read.fields.contains({record, field}))
            shape.beside.push_back(field);
    return shape;
}

std::string RowShape::select(const Program& program) const
{
    const Record& of = program.records[record];
    std::vector<std::string> names{"county", "key"};
    if (has_owner)
        names.emplace_back("owner_key");
    if (has_area)
        names.push_back(of.fields[of.locates].alias);
    for (const auto* fields : {&columns, &beside})
        for (const Index field : *fields)
            names.push_back(of.fields[field].alias);
    return "select " + Dialect::names(names) + " from " + Dialect::name(of.heading.alias);
}

Result<Done> RowBatch::read(store::Rows& rows, const Program& program, const Work& work, std::size_t& rows_so_far)
{
    constexpr std::size_t told_every = 4096;
    const Record& record = program.records[shape_.record];
    const std::size_t area_at = 2 + (shape_.has_owner ? 1 : 0), columns_at = area_at + (shape_.has_area ? 1 : 0),
                      beside_at = columns_at + shape_.columns.size();
    while (TRY(rows.next())) {
        const store::Value* row = rows.cells().data();
        county_.push_back(static_cast<std::int32_t>(row[0].integer()));
        key_.push_back(row[1].integer());
        owner_.push_back(shape_.has_owner ? row[2].integer_or_none().value_or(0) : 0);
        area_.push_back(shape_.has_area ? row[area_at].integer_or_none().value_or(0) : 0);
        for (std::size_t i = 0; i < cells_.size(); ++i) {
            const store::Value& cell = row[columns_at + i];
            if (cell.is_null())
                cells_[i].add_unknown();
            else
                cells_[i].add(cell.integer());
        }
        for (std::size_t i = 0; i < shape_.beside.size(); ++i)
            if (const store::Value& cell = row[beside_at + i]; !cell.is_null())
                beside_.push_back({static_cast<std::uint32_t>(key_.size() - 1), shape_.beside[i],
                                   registry::from_stored(cell, record.fields[shape_.beside[i]].type)});
        if (++rows_so_far % told_every == 0) {
            work.tell(rows_so_far);
            if (work.must_stop())
                return stopped();
        }
    }
    return Done{};
}

void RowBatch::add(const Program& program, std::int64_t county, std::int64_t owner, const Instance& instance)
{
    const Record& record = program.records[shape_.record];
    county_.push_back(static_cast<std::int32_t>(county));
    key_.push_back(instance.key);
    owner_.push_back(owner);
    const auto* area = shape_.has_area ? std::get_if<AreaCode>(&instance.values[record.locates]) : nullptr;
    area_.push_back(area != nullptr ? static_cast<std::int64_t>(area->number()) : 0);
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        const auto stored =
            registry::to_stored(instance.values[shape_.columns[i]], record.fields[shape_.columns[i]].type);
        VERIFY(stored.has_value());
        if (stored->kind == registry::Stored::Kind::integer)
            cells_[i].add(stored->integer);
        else
            cells_[i].add_unknown();
    }
    for (const Index field : shape_.beside)
        if (!language::is_unknown(instance.values[field]))
            beside_.push_back({static_cast<std::uint32_t>(key_.size() - 1), field, instance.values[field]});
}

void RowBatch::finish()
{
    for (PackedCells& cells : cells_)
        cells.finish();
}

std::optional<AreaCode> RowBatch::area(std::size_t row) const
{
    return area_[row] == 0 ? std::nullopt : std::optional(AreaCode(static_cast<std::uint64_t>(area_[row])));
}

Instance RowBatch::instance(std::size_t row, const Program& program) const
{
    const Record& record = program.records[shape_.record];
    Instance instance;
    instance.record = shape_.record;
    instance.key = key_[row];
    instance.values.resize(record.fields.size());
    for (std::size_t i = 0; i < cells_.size(); ++i)
        if (const auto cell = cells_[i][row])
            instance.values[shape_.columns[i]] =
                registry::from_stored(store::Value(*cell), record.fields[shape_.columns[i]].type);
    if (const auto code = area(row))
        instance.values[record.locates] = *code;
    // Told in the order of the rows.
    const auto first = std::ranges::lower_bound(beside_, row, {}, &Beside::row);
    for (auto each = first; each != beside_.end() && each->row == row; ++each)
        instance.values[each->field] = each->value;
    for (const language::List& list : program.lists)
        if (list.owner == shape_.record)
            instance.lists.emplace_back();
    return instance;
}

} // namespace huimin::census
