#include "registry/internal/where.h"

#include <algorithm>

namespace huimin::registry {

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

std::string Where::inside(const Divisions& divisions, const Program& program, const Record& record,
                          const std::string& table)
{
    std::string any;
    for (const AreaCode division : divisions) {
        const auto [first, last] = codes_below(division);
        if (division.level() == AreaLevel::country)
            return "1 = 1";
        std::string one = table + ".county between " + bind(first / 1'000'000) + " and " + bind(last / 1'000'000);
        if (division.level() > AreaLevel::county) {
            const std::string from = bind(first), to = bind(last);
            const std::string named = division_between(program, record, table, from, to);
            if (named.empty())
                continue;
            one += " and " + named;
        }
        any += (any.empty() ? "" : " or ") + ("(" + one + ")");
    }
    return any.empty() ? "1 = 0" : "(" + any + ")";
}

Result<bool> lies_inside(store::Reader& reader, const Program& program, const Record& record, RecordKey at,
                         const Divisions& divisions)
{
    if (std::ranges::find(divisions, AreaCode()) != divisions.end())
        return true;
    Where where;
    where.also("t.county = " + where.bind(at.county) + " and t.key = " + where.bind(at.key));
    where.also(where.inside(divisions, program, record, "t"));
    const auto found = TRY(reader.find_integer(
        "select 1 from " + Dialect::name(record.heading.alias) + " t where " + where.text(), where.values()));
    return found.has_value();
}

} // namespace huimin::registry
