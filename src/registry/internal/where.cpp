#include "registry/internal/where.h"

#include <algorithm>

#include "registry/internal/row.h"

namespace huimin::registry {

using language::Index;
using language::Program;
using language::Record;
using store::Dialect;

std::string Where::bind(std::int64_t number)
{
    values_.emplace_back(number);
    return "$" + std::to_string(values_.size());
}

std::string Where::bind(std::string text)
{
    texts_.push_back(std::move(text));
    values_.emplace_back(texts_.back());
    return "$" + std::to_string(values_.size());
}

std::string Where::bind(const Stored& fact)
{
    return fact.kind == Stored::Kind::text ? bind(fact.text) : bind(fact.integer);
}

std::pair<std::int64_t, std::int64_t> codes_below(AreaCode code)
{
    std::int64_t span = 1;
    switch (code.level()) {
    case AreaLevel::country: return {0, 999'999'999'999};
    case AreaLevel::province: span = 10'000'000'000; break;
    case AreaLevel::city: span = 100'000'000; break;
    case AreaLevel::county: span = 1'000'000; break;
    case AreaLevel::town: span = 1'000; break;
    case AreaLevel::village: break;
    }
    const auto first = static_cast<std::int64_t>(code.number());
    return {first, first + span - 1};
}

namespace {

/// Whether a record's division lies between two codes, asked of it or of what it belongs to; empty where none is named.
std::string division_between(const Program& program, const Record& record, const std::string& table,
                             const std::string& first, const std::string& last)
{
    if (record.locates != language::none)
        return table + "." + Dialect::name(record.fields[record.locates].alias) + " between " + first + " and " + last;
    if (record.owner == language::none)
        return {};
    const Record& owner = program.records[record.owner];
    const std::string above = table + "_owner";
    const std::string asked = division_between(program, owner, above, first, last);
    return asked.empty() ? asked
                         : "exists (select 1 from " + Dialect::name(owner.heading.alias) + " " + above + " where " +
                               above + ".county = " + table + ".county and " + above + ".key = " + table +
                               ".owner_key and " + asked + ")";
}

} // namespace

namespace {

/// The `county`, `owner_key` and so on of the person a reader is bound to, asked of the store as it stands.
std::string own_household(const Program& program, const access::RecordPlace& own, const std::string& county,
                          const std::string& key)
{
    return "(select owner_key from " + Dialect::name(program.records[own.record].heading.alias) +
           " where county = " + county + " and key = " + key + ")";
}

/// Whether `inner` belongs to `outer`, at whatever depth.
bool lies_below(const Program& program, Index inner, Index outer)
{
    while (inner != outer && program.records[inner].owner != language::none)
        inner = program.records[inner].owner;
    return inner == outer;
}

} // namespace

/// The reader's own: the person, those of the same household, the household, and what belongs to any of these.
std::string Where::own(const access::RecordPlace& own, const Program& program, const Record& record,
                       const std::string& table)
{
    const Index root = program.records[own.record].owner;
    const auto index = static_cast<Index>(&record - program.records.data());
    const std::string county = bind(own.county), key = bind(own.key);
    const std::string here = table + ".county = " + county;
    if (root == language::none)
        return index == own.record ? "(" + here + " and " + table + ".key = " + key + ")" : std::string();
    if (!lies_below(program, index, root))
        return {};
    const std::string household = own_household(program, own, county, key);
    if (index == root)
        return "(" + here + " and " + table + ".key = " + household + ")";
    if (record.owner == root)
        return "(" + here + " and " + table + ".owner_key = " + household + ")";
    const Record& between = program.records[record.owner];
    return "(" + here + " and exists (select 1 from " + Dialect::name(between.heading.alias) +
           " o where o.county = " + table + ".county and o.key = " + table +
           ".owner_key and o.owner_key = " + household + "))";
}

/// What points to the reader's organisation, that organisation itself, and what belongs to what points to it.
std::string Where::of_organisation(const access::RecordPlace& organisation, const Program& program,
                                   const Record& record, const std::string& table)
{
    const std::string key = bind(organisation.key);
    if (&record == &program.records[organisation.record])
        return "(" + table + ".county = " + bind(organisation.county) + " and " + table + ".key = " + key + ")";
    for (const language::Field& field : record.fields)
        if (field.type.kind == language::Kind::reference && field.type.of == organisation.record)
            return table + "." + Dialect::name(field.alias) + " = " + key;
    if (record.owner == language::none)
        return {};
    const Record& owner = program.records[record.owner];
    for (const language::Field& field : owner.fields)
        if (field.type.kind == language::Kind::reference && field.type.of == organisation.record)
            return "exists (select 1 from " + Dialect::name(owner.heading.alias) + " w where w.county = " + table +
                   ".county and w.key = " + table + ".owner_key and w." + Dialect::name(field.alias) + " = " + key +
                   ")";
    return {};
}

std::string Where::inside(const Extent& extent, const Program& program, const Record& record, const std::string& table)
{
    if (extent.areas == access::AreaRanges::everywhere())
        return "1 = 1";
    std::string any;
    const auto also_any = [&](const std::string& one) {
        if (!one.empty())
            any += (any.empty() ? "" : " or ") + one;
    };
    for (const access::AreaRange& range : extent.areas.all()) {
        const auto first = static_cast<std::int64_t>(range.first.number());
        const auto last = static_cast<std::int64_t>(range.last.number());
        std::string one = table + ".county between " + bind(first / 1'000'000) + " and " + bind(last / 1'000'000);
        if (first % 1'000'000 != 0 || last % 1'000'000 != 999'999) {
            const std::string from = bind(first), to = bind(last);
            const std::string named = division_between(program, record, table, from, to);
            if (named.empty())
                continue;
            one += " and " + named;
        }
        also_any("(" + one + ")");
    }
    if (extent.own)
        also_any(own(*extent.own, program, record, table));
    if (extent.organisation)
        also_any(of_organisation(*extent.organisation, program, record, table));
    return any.empty() ? "1 = 0" : "(" + any + ")";
}

std::string Where::at_and_inside(RecordKey at, const Extent& extent, const Program& program, const Record& record)
{
    also("t.county = " + bind(at.county) + " and t.key = " + bind(at.key));
    also(inside(extent, program, record, "t"));
    return "select 1 from " + Dialect::name(record.heading.alias) + " t where " + text();
}

Result<bool> lies_inside(store::Reader& reader, const Program& program, const Record& record, RecordKey at,
                         const Extent& inside)
{
    if (inside.areas == access::AreaRanges::everywhere())
        return true;
    Where where;
    const std::string sql = where.at_and_inside(at, inside, program, record);
    return TRY(reader.find_integer(sql, where.values())).has_value();
}

Result<std::optional<store::Whether>> ask_inside(store::Transaction& transaction, const Program& program,
                                                 const Record& record, RecordKey at, const Actor& actor)
{
    const auto index = static_cast<Index>(&record - program.records.data());
    if (!actor.scope || actor.scope->extent(index).areas == access::AreaRanges::everywhere())
        return std::optional<store::Whether>();
    Where where;
    const std::string sql = where.at_and_inside(at, actor.scope->extent(index), program, record);
    return std::optional(TRY(transaction.whether(sql, where.values())));
}

Result<Done> must_be_inside(store::Reader& reader, const Program& program, const Record& record, RecordKey at,
                            const Actor& actor)
{
    if (!actor.scope)
        return Done{};
    const auto index = static_cast<Index>(&record - program.records.data());
    if (!TRY(lies_inside(reader, program, record, at, actor.scope->extent(index))))
        return no_such_record(record);
    return Done{};
}

} // namespace huimin::registry
