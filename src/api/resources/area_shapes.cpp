// The map of a division's counties or towns: the approved one where the city imported it, else an invented one that
// says so.

#include <cstdio>

#include "api/json_of.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "base/sm3.h"
#include "http/json.h"
#include "registry/area_shapes.h"
#include "specimen/map.h"

namespace huimin::api {

using http::Method;
using http::Response;

namespace {

constexpr const char* invented_note = "示意图，不作为界线依据";
constexpr const char* invented_source = "惠民按区划代码画的示意图";

/// One feature, its geometry already in one text.
void add_feature(std::string& into, const City& city, AreaCode code, std::string_view geometry)
{
    into += into.ends_with('[') ? R"({"type":"Feature","properties":)" : R"(,{"type":"Feature","properties":)";
    http::write_json(into, area_json(city, code));
    into += R"(,"geometry":)";
    into += geometry;
    into += '}';
}

std::string geometry_of(const specimen::MapShape& shape)
{
    std::string text = R"({"type":"Polygon","coordinates":[[)";
    char point[64];
    for (const specimen::MapPoint& at : shape.outline) {
        const int size = std::snprintf(point, sizeof(point), "%s[%.5f,%.5f]", text.ends_with('[') ? "" : ",",
                                       at.longitude, at.latitude);
        text.append(point, static_cast<std::size_t>(size));
    }
    return text + "]]}";
}

/// All of the level in the division, or itself when it is of that level.
std::vector<AreaCode> divisions(const City& city, AreaCode upper, AreaLevel level)
{
    std::vector<AreaCode> codes;
    for (const Area* area : city.areas.below(upper, level, city.today()))
        codes.push_back(area->code);
    if (codes.empty() && upper.level() == level)
        codes.push_back(upper);
    return codes;
}

std::string collection(std::string features, const std::string& source, const std::string& approval,
                       const std::string& note)
{
    std::string text = R"({"type":"FeatureCollection","features":)" + std::move(features) + R"(],"source":)";
    http::write_json_text(text, source);
    text += R"(,"approval":)";
    if (approval.empty())
        text += "null";
    else
        http::write_json_text(text, approval);
    text += R"(,"note":)";
    http::write_json_text(text, note);
    return text + '}';
}

Result<std::string> drawn(const Call& call, AreaCode upper, AreaLevel level)
{
    const City& city = call.city;
    registry::Extent inside;
    inside.areas = access::ranges_below(city.areas, upper, city.today());
    const auto shapes = TRY(registry::area_shapes(city.registry, level, inside));
    std::string features = "[";
    if (!shapes.empty()) {
        for (const registry::AreaShape& shape : shapes)
            add_feature(features, city, shape.area, shape.geometry);
        return collection(std::move(features), shapes.front().source, shapes.front().approval, "");
    }
    for (const specimen::MapShape& shape : specimen::invent_map(divisions(city, upper, level)))
        add_feature(features, city, shape.area, geometry_of(shape));
    return collection(std::move(features), invented_source, "", invented_note);
}

Result<Response> shape(Call& call)
{
    const AreaCode upper = TRY(AreaCode::parse(call.request.parameter("code")));
    if (call.city.areas.find_latest(upper) == nullptr || upper.level() < call.city.program().city.area.level())
        return nothing_there(); // no more than the city's map
    const std::string_view asked = call.request.query().text("level", "county");
    if (asked != "county" && asked != "town")
        return Error{Fault::invalid, "api.level", "`level` 只能是 county 或 town", "改正后再试",
                     "the level is county or town"};
    std::string text = TRY(drawn(call, upper, asked == "county" ? AreaLevel::county : AreaLevel::town));
    const std::string version = hex(sm3(text)).substr(0, 16);
    if (call.request.has_already(http::etag(version)))
        return Response::nothing(304).with_version(version);
    return Response::bytes(std::move(text), "application/geo+json").with_version(version);
}

} // namespace

void add_area_shapes(Endpoints& endpoints, City&)
{
    using namespace schema;
    const Json geometry =
        object({{"type", text_of({"Polygon", "MultiPolygon"})}, {"coordinates", list_of(Json(true))}});
    const Json feature = object({{"type", text_of({"Feature"})}, {"properties", area()}, {"geometry", geometry}});
    endpoints.push_back({.method = Method::get,
                         .path = "/areas/{code}/shape",
                         .tag = "areas",
                         .summary = "一个区划里各县或各乡镇的地图（GeoJSON）；没有导入审定的地图时是示意图",
                         .query = {{"level", "分到县还是乡镇，默认县", text_of({"county", "town"})}},
                         .answer = object({{"type", text_of({"FeatureCollection"})},
                                           {"features", list_of(feature)},
                                           {"source", text()},
                                           {"approval", or_null(text("审图号"))},
                                           {"note", text()}}),
                         .answers_with = "application/geo+json",
                         .work = shape});
}

} // namespace huimin::api
