#include "language/evaluate/parameters.h"

#include <algorithm>

namespace huimin::language {

std::vector<AreaCode> divisions_above(AreaCode area, Day day, const AreaTree& areas)
{
    if (areas.find(area, day) == nullptr) {
        const std::vector<AreaCode> successors = areas.today(area, day);
        if (successors.size() == 1)
            area = successors.front();
    }
    std::vector<AreaCode> chain;
    while (area != AreaCode() && chain.size() < 8) { // the tree has six levels; a circle in it must not hang us
        chain.push_back(area);
        const Area* found = areas.find(area, day);
        if (found == nullptr)
            found = areas.find_latest(area);
        area = found != nullptr ? found->parent
               : area.level() == AreaLevel::province
                   ? AreaCode()
                   : area.at(static_cast<AreaLevel>(static_cast<int>(area.level()) - 1));
    }
    chain.emplace_back();
    return chain;
}

const ParameterRow* row_for(const Parameter& parameter, std::span<const AreaCode> nearest_first, Day day)
{
    for (const AreaCode area : nearest_first) {
        const auto rows = std::ranges::equal_range(parameter.rows, area, {}, &ParameterRow::area);
        // The rows of one division stand by first day: the last one in force has begun last.
        for (auto row = rows.end(); row != rows.begin();)
            if ((--row)->in_force.contains(day))
                return &*row;
    }
    return nullptr;
}

const ParameterRow* row_for(const Parameter& parameter, AreaCode area, Day day, const AreaTree& areas)
{
    return row_for(parameter, divisions_above(area, day, areas), day);
}

const Cell* cell_for(const ParameterRow& row, std::span<const std::int32_t> keys, const std::optional<Rational>& at)
{
    const Cell* best = nullptr;
    const Cell* rest = nullptr;
    for (const Cell& cell : row.cells) {
        if (cell.keys.size() > keys.size() || !std::equal(cell.keys.begin(), cell.keys.end(), keys.begin()))
            continue;
        if (cell.otherwise)
            rest = rest == nullptr || rest->keys.size() < cell.keys.size() ? &cell : rest;
        else if (cell.keys.size() == keys.size() && (!at || cell.from <= *at))
            best = best == nullptr || best->from < cell.from ? &cell : best;
    }
    return best != nullptr ? best : rest;
}

} // namespace huimin::language
