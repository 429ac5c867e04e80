// Whether every parameter that is read has a value for every division on every day, and none below its floor.
//
// Works on spans between the rows' days, never on single days.

#include <algorithm>

#include "language/check/internal/model.h"

namespace huimin::language::check_internal {

namespace {

/// A division of the city, the days it stood, and what it lies in.
struct Division {
    std::string name;
    DayRange days;
    std::vector<AreaCode> above; ///< itself first
};

std::vector<AreaCode> upwards(const AreaTree& areas, AreaCode area, Day day)
{
    std::vector<AreaCode> chain;
    while (area != AreaCode() && chain.size() < 8) {
        chain.push_back(area);
        const Area* found = areas.find(area, day);
        if (found == nullptr)
            found = areas.find_latest(area);
        area = found == nullptr ? AreaCode() : found->parent;
    }
    chain.emplace_back();
    return chain;
}

/// The counties that stood in the city on some day from its first on; the city itself where it has none.
std::vector<Division> divisions_of(const City& city, const AreaTree& areas)
{
    std::vector<Division> divisions;
    const auto add = [&](const Area& area) {
        const DayRange days{std::max(city.from, area.in_force.from), area.in_force.to};
        if (days.from < days.to)
            divisions.push_back({area.name, days, upwards(areas, area.code, days.from)});
    };
    for (const Area& area : areas.all())
        if (area.code.level() == AreaLevel::county && areas.lies_in(area.code, city.area, area.in_force.from))
            add(area);
    if (divisions.empty())
        if (const Area* whole = areas.find_latest(city.area))
            add(*whole);
    return divisions;
}

/// The first span of `days` that no row takes; none when all is covered.
std::optional<DayRange> gap_in(const DayRange& days, std::vector<DayRange> spans)
{
    std::sort(spans.begin(), spans.end(), [](const DayRange& a, const DayRange& b) { return a.from < b.from; });
    Day covered = days.from;
    for (const DayRange& span : spans) {
        if (covered < span.from)
            return covered < days.to ? std::optional(DayRange{covered, std::min(span.from, days.to)}) : std::nullopt;
        covered = std::max(covered, span.to);
    }
    return covered < days.to ? std::optional(DayRange{covered, days.to}) : std::nullopt;
}

std::string days_text(const DayRange& days)
{
    const std::string from = days.from == DayRange().from ? "" : "从 " + days.from.text() + " 起";
    return days.to == DayRange().to ? from : from + "到 " + days.to.plus_days(-1).text();
}

/// A few of many: 甲、乙、丙等 9 个
std::string some_of(const std::vector<std::string>& names)
{
    std::string told;
    for (std::size_t i = 0; i < names.size() && i < 3; ++i)
        told += (i == 0 ? "" : "、") + names[i];
    return names.size() > 3 ? told + "等 " + std::to_string(names.size()) + " 个" : told;
}

/// Who reads each parameter, by name.
std::vector<std::vector<std::string>> readers_of(const Program& program)
{
    std::vector<std::vector<std::string>> readers(program.parameters.size());
    const auto look = [&](const NodePtr& node, const std::string& name) {
        if (node)
            walk(*node, [&](const Node& one) {
                if ((one.op == Op::parameter || one.op == Op::progressive) &&
                    (readers[one.index].empty() || readers[one.index].back() != name))
                    readers[one.index].push_back(name);
            });
    };
    for (const Policy& policy : program.policies)
        for (const PolicyVersion& version : policy.versions) {
            look(version.eligible, policy.heading.name);
            look(version.amount, policy.heading.name);
            for (const Exclusion& exclusion : version.exclusions)
                look(exclusion.condition, policy.heading.name);
        }
    for (const Definition& definition : program.definitions)
        for (const DefinitionVersion& version : definition.versions)
            look(version.body, program.records[definition.record].heading.name + "." + definition.heading.name);
    for (const Parameter& parameter : program.parameters)
        for (const ParameterRow& row : parameter.rows)
            for (const Cell& cell : row.cells)
                look(cell.value, "参数 " + parameter.heading.name);
    for (const Signal& signal : program.signals)
        for (const SignalLevel& level : signal.levels)
            look(level.condition, "预警 " + signal.heading.name);
    return readers;
}

std::optional<Rational> constant_number(const NodePtr& node)
{
    const auto* number = node && node->op == Op::constant ? std::get_if<Rational>(&node->value) : nullptr;
    return number != nullptr ? std::optional(*number) : std::nullopt;
}

std::string amount_text(const Type& type, const Rational& number)
{
    return type.kind == Kind::money ? divide(number, Rational(100)).value_or(number).text() + "元" : number.text();
}

using SpansByArea = std::map<AreaCode, std::vector<DayRange>>;

SpansByArea spans_of(const Parameter& parameter)
{
    SpansByArea spans;
    for (const ParameterRow& row : parameter.rows)
        spans[row.area].push_back(row.in_force);
    return spans;
}

} // namespace

void Model::check_floors()
{
    // A lower division's value below the floor of a higher one, as far as both are written as numbers.
    for (const Parameter& parameter : program.parameters)
        for (const ParameterRow& upper : parameter.rows) {
            const auto floor = constant_number(upper.floor);
            if (!floor)
                continue;
            for (const ParameterRow& lower : parameter.rows)
                for (const Cell& cell : lower.cells) {
                    const auto value = constant_number(cell.value);
                    const DayRange days{std::max(lower.in_force.from, upper.in_force.from),
                                        std::min(lower.in_force.to, upper.in_force.to)};
                    if (!value || *floor <= *value || days.to <= days.from ||
                        !areas.lies_in(lower.area, upper.area, days.from))
                        continue;
                    error("E3107", lower.place,
                          "参数「" + parameter.heading.name + "」" + days_text(days) + "的值是 " +
                              amount_text(parameter.type, *value) + "，低于上级规定的底线 " +
                              amount_text(parameter.type, *floor),
                          "提高到底线以上，或查对数字和单位",
                          "a value below the floor that a higher row sets: " + amount_text(parameter.type, *value) +
                              " < " + amount_text(parameter.type, *floor));
                    break;
                }
        }
}

void Model::check_holes()
{
    const auto readers = readers_of(program);
    const bool national = program.city.area == AreaCode();
    const std::vector<Division> divisions = national ? std::vector<Division>{} : divisions_of(program.city, areas);
    for (Index i = 0; i < program.parameters.size(); ++i) {
        const Parameter& parameter = program.parameters[i];
        if (readers[i].empty() || (national && parameter.set_locally))
            continue;
        const SpansByArea spans = spans_of(parameter);
        std::vector<std::string> names;
        std::optional<DayRange> first;
        if (national) {
            // Without a city nobody knows from when on a value is asked for: from the first row, without a break.
            const auto rows = spans.find(AreaCode());
            if (rows == spans.end())
                first = DayRange{};
            else
                first = gap_in({rows->second.front().from, DayRange().to}, rows->second);
        }
        for (const Division& division : divisions) {
            std::vector<DayRange> mine;
            for (const AreaCode area : division.above)
                if (const auto rows = spans.find(area); rows != spans.end())
                    mine.insert(mine.end(), rows->second.begin(), rows->second.end());
            const auto gap = gap_in(division.days, std::move(mine));
            if (!gap || (first && *gap != *first))
                continue;
            first = gap;
            names.push_back(division.name);
        }
        if (!first)
            continue;
        const std::string from = first->from == DayRange().from ? "" : "自 " + first->from.text() + " 起 ";
        error("E3104", parameter.heading.place,
              "参数「" + parameter.heading.name + "」在" + (national ? "全国" : some_of(names)) + days_text(*first) +
                  "没有取值，读它的有" + some_of(readers[i]),
              "写 补充 参数 " + parameter.heading.name + ": " + from + "〔依据〕 = 值；来源没有给出的写 " + from +
                  "未设 \"原因\"",
              "`" + parameter.heading.name + "` is read but has no value there on those days");
    }
}

} // namespace huimin::language::check_internal
