// Where invented people were registered when they were born: what their citizen numbers begin with.

#pragma once

#include <vector>

#include "base/area.h"
#include "specimen/random.h"

namespace huimin::specimen {

/// Of 100 people 73 in the county they live in, 17 somewhere in the province, 10 anywhere in the country. Round
/// figures: the census of 2020 counts 27 % who live outside the county or district of their register (人户分离, those
/// within one city among them). Counties are those of the tree, each as likely as another, whatever its size.
class Birthplaces {
public:
    Birthplaces(const AreaTree&, AreaCode city, Day today);

    [[nodiscard]] AreaCode draw(Random&, AreaCode home) const;

private:
    std::vector<AreaCode> province_, country_; ///< counties
};

} // namespace huimin::specimen
