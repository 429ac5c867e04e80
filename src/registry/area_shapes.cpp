#include "registry/area_shapes.h"

#include <cmath>
#include <map>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace huimin::registry {

namespace json = boost::json;

namespace {

Error wrong_form(const std::string& where)
{
    return Error{Fault::invalid, "map.form", "地图文件" + where, "导出成 GeoJSON（RFC 7946，经纬度，闭合的面）再导入",
                 "not GeoJSON of closed polygons in degrees"};
}

bool is_position(const json::value& value)
{
    if (!value.is_array() || value.as_array().size() < 2 || value.as_array().size() > 3)
        return false;
    for (const json::value& number : value.as_array())
        if (!number.is_number() || !std::isfinite(number.to_number<double>()))
            return false;
    return std::abs(value.at(0).to_number<double>()) <= 180 && std::abs(value.at(1).to_number<double>()) <= 90;
}

bool is_polygon(const json::value& rings)
{
    if (!rings.is_array() || rings.as_array().empty())
        return false;
    for (const json::value& ring : rings.as_array()) {
        if (!ring.is_array() || ring.as_array().size() < 4)
            return false;
        for (const json::value& position : ring.as_array())
            if (!is_position(position))
                return false;
        if (ring.as_array().front() != ring.as_array().back())
            return false;
    }
    return true;
}

bool is_shape(const json::value* geometry)
{
    if (geometry == nullptr || !geometry->is_object())
        return false;
    const json::value* type = geometry->as_object().if_contains("type");
    const json::value* coordinates = geometry->as_object().if_contains("coordinates");
    if (type == nullptr || coordinates == nullptr)
        return false;
    if (*type == "Polygon")
        return is_polygon(*coordinates);
    if (*type != "MultiPolygon" || !coordinates->is_array() || coordinates->as_array().empty())
        return false;
    for (const json::value& polygon : coordinates->as_array())
        if (!is_polygon(polygon))
            return false;
    return true;
}

/// The division a feature says it is: `"code": "330282"`, or a number.
std::optional<AreaCode> code_of(const json::object& feature)
{
    const json::value* properties = feature.if_contains("properties");
    if (properties == nullptr || !properties->is_object())
        return std::nullopt;
    for (const char* name : {"code", "adcode"})
        if (const json::value* code = properties->as_object().if_contains(name)) {
            const auto read = AreaCode::parse(code->is_string()  ? std::string(code->as_string())
                                              : code->is_int64() ? std::to_string(code->as_int64())
                                                                 : std::string());
            return read ? std::optional(*read) : std::nullopt;
        }
    return std::nullopt;
}

using Shapes = std::map<AreaCode, std::string>;

Result<Shapes> read_shapes(const Registry& registry, const AreaMap& map)
{
    boost::system::error_code failed;
    json::parse_options strict;
    strict.max_depth = 16;
    const json::value read = json::parse(map.geojson, failed, {}, strict);
    const json::object* whole = failed ? nullptr : read.if_object();
    const json::value* features = whole == nullptr ? nullptr : whole->if_contains("features");
    if (features == nullptr || !features->is_array() || features->as_array().empty())
        return wrong_form("不是 FeatureCollection，或者里面是空的");
    Shapes shapes;
    std::size_t row = 0;
    for (const json::value& feature : features->as_array()) {
        const std::string where = "第 " + std::to_string(++row) + " 个要素";
        if (!feature.is_object() || !is_shape(feature.as_object().if_contains("geometry")))
            return wrong_form(where + "不是闭合的面");
        const auto code = code_of(feature.as_object());
        if (!code || code->level() != map.level || registry.areas().find_latest(*code) == nullptr)
            return Error{Fault::invalid, "map.code",
                         "地图" + where + "的区划代码" + (code ? " `" + code->short_text() + "`" : "") +
                             "没有、不认识，或者不是这一级",
                         "在 properties 里用 code 写区划代码", "a feature's code is missing or not of this level"};
        if (!shapes.emplace(*code, json::serialize(feature.at("geometry"))).second)
            return Error{Fault::invalid, "map.code", "地图里 `" + code->short_text() + "` 出现两次", "合成一个要素",
                         "a division is there twice"};
    }
    return shapes;
}

std::int64_t number_of(AreaLevel level) { return static_cast<std::int64_t>(level); }

} // namespace

store::Table area_shape_table()
{
    constexpr auto integer = store::ColumnType::integer;
    constexpr auto text = store::ColumnType::text;
    return {.name = "area_shape",
            .columns = {{"county", integer},
                        {"code", integer},
                        {"level", integer},
                        {"geometry", text},
                        {"source", text},
                        {"approval", text},
                        {"imported_at", integer}},
            .primary_key = {"county", "code"},
            .indexes = {{.columns = {"level", "code"}}}};
}

Result<std::size_t> import_area_map(Registry& registry, const AreaMap& map, const Actor& actor,
                                    std::int64_t milliseconds)
{
    if (map.geojson.size() > area_map_bytes_max)
        return Error{Fault::invalid, "map.size",
                     "地图文件有 " + std::to_string(map.geojson.size()) + " 字节，最多 1 MB",
                     "简化边界（例如保留到 100 米）再导入", "the map is larger than 1 MB"};
    if (map.source.empty() || map.approval.empty() || map.source.size() > 300 || map.approval.size() > 100)
        return Error{Fault::invalid, "map.approval", "地图要写明来源和审图号", "写上 --source 和 --approval",
                     "a map needs its source and its approval number"};
    const Shapes shapes = TRY(read_shapes(registry, map));
    return registry.store().change([&](store::Transaction& transaction) -> Result<std::size_t> {
        for (const auto& [code, geometry] : shapes) {
            const auto number = static_cast<std::int64_t>(code.number());
            TRY(transaction.run("delete from area_shape where county = $1 and code = $2",
                                {number / 1'000'000, number}));
            TRY(transaction.run(
                "insert into area_shape (county, code, level, geometry, source, approval, imported_at) "
                "values ($1, $2, $3, $4, $5, $6, $7)",
                {number / 1'000'000, number, number_of(map.level), geometry, map.source, map.approval, milliseconds}));
        }
        const std::string after = json::serialize(json::object{{"level", number_of(map.level)},
                                                               {"shapes", shapes.size()},
                                                               {"source", map.source},
                                                               {"approval", map.approval}});
        store::JournalEntry entry;
        entry.actor = actor.name;
        entry.purpose = actor.purpose;
        entry.action = "registry.map";
        entry.record = "area_shape";
        entry.after = after;
        TRY(store::Journal(registry.keys()).write(transaction, entry));
        return shapes.size();
    });
}

Result<std::vector<AreaShape>> area_shapes(Registry& registry, AreaLevel level, const Extent& inside)
{
    std::vector<store::Value> values{number_of(level)};
    const std::string where = inside.condition("code", values);
    store::Reader reader = TRY(registry.store().reader());
    store::Rows rows =
        TRY(reader.query("select code, geometry, source, approval, imported_at from area_shape where level = $1 and " +
                             where + " order by code",
                         values));
    std::vector<AreaShape> shapes;
    while (TRY(rows.next()))
        shapes.push_back({rows[0].area(), std::string(rows[1].text()), std::string(rows[2].text()),
                          std::string(rows[3].text()), rows[4].integer()});
    return shapes;
}

} // namespace huimin::registry
