// A map of divisions that do not lie like this anywhere: for cities that have not imported their approved one.
//
// Drawn from the codes alone, so that it is the same each time, and about the place where the equator meets the
// meridian of Greenwich, so that nobody takes it for a real one. Neighbours share their border point for point.

#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/area.h"

namespace huimin::specimen {

struct MapPoint {
    double longitude = 0, latitude = 0; ///< degrees
};

struct MapShape {
    AreaCode area;
    std::vector<MapPoint> outline; ///< counter-clockwise, the first point again at the end (RFC 7946)
};

/// One shape for each division, together one piece of land.
[[nodiscard]] std::vector<MapShape> invent_map(std::span<const AreaCode>);

} // namespace huimin::specimen
