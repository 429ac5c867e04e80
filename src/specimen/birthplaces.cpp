#include "specimen/birthplaces.h"

namespace huimin::specimen {

Birthplaces::Birthplaces(const AreaTree& areas, AreaCode city, Day today)
{
    const AreaCode province = city.at(AreaLevel::province);
    for (const Area& area : areas.all()) {
        if (area.code.level() != AreaLevel::county || !area.in_force.contains(today))
            continue;
        country_.push_back(area.code);
        if (area.code.at(AreaLevel::province) == province)
            province_.push_back(area.code);
    }
}

AreaCode Birthplaces::draw(Random& random, AreaCode home) const
{
    const AreaCode county = home.at(AreaLevel::county);
    const std::vector<AreaCode>* from[] = {nullptr, &province_, &country_};
    const std::vector<AreaCode>* counties = from[random.pick({7300, 1700, 1000})];
    if (counties == nullptr || counties->empty())
        return county;
    return (*counties)[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(counties->size())))];
}

} // namespace huimin::specimen
