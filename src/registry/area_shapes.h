// The city's map of divisions, as the authority approved it (审图号): imported as a whole, handed out by division.
//
// A map that shows borders needs an approval (地图管理条例, 2015); so none is taken without its number, and both go
// wherever the shapes go.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "registry/registry.h"

namespace huimin::registry {

/// One division's shape: a Polygon or MultiPolygon of GeoJSON (RFC 7946) in one text.
struct AreaShape {
    AreaCode area;
    std::string geometry;
    std::string source, approval;
    std::int64_t imported_at = 0; ///< milliseconds
};

struct AreaMap {
    std::string_view geojson; ///< a FeatureCollection; each feature with `code` (or `adcode`) among its properties
    AreaLevel level = AreaLevel::county;
    std::string source, approval;
};

constexpr std::size_t area_map_bytes_max = 1'000'000;

[[nodiscard]] store::Table area_shape_table();

/// Puts the map's shapes in the place of those that stand for the same divisions; all or none. Yields how many.
///
/// Fails with
///   map.size      more than 1 MB
///   map.form      no GeoJSON FeatureCollection, or a feature is no closed Polygon or MultiPolygon in degrees
///   map.code      a feature names no division of this level that the tree knows; or one is there twice
///   map.approval  no source or no approval number
Result<std::size_t> import_area_map(Registry&, const AreaMap&, const Actor&, std::int64_t milliseconds);

/// The shapes of one level that lie inside, by code; none when no map was imported.
Result<std::vector<AreaShape>> area_shapes(Registry&, AreaLevel, const Extent& inside);

} // namespace huimin::registry
