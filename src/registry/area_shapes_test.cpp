// The approved map: taken whole with its approval number, or refused with the feature that is wrong.

#include "registry/area_shapes.h"
#include "tests/support/small_registry.h"

using namespace huimin;
using registry::AreaMap;
using test::must;
using test::on_both_engines;
using test::outcome;

namespace {

std::string feature(const std::string& code, const std::string& coordinates = "[[[121,30],[122,30],[122,31],[121,30]]]",
                    const std::string& type = "Polygon")
{
    return R"({"type":"Feature","properties":{"code":")" + code + R"("},"geometry":{"type":")" + type +
           R"(","coordinates":)" + coordinates + "}}";
}

std::string map_of(const std::string& features)
{
    return R"({"type":"FeatureCollection","features":[)" + features + "]}";
}

const registry::Actor officer{"policy_1", "维护"};

} // namespace

TEST_CASE("an imported map is handed out by division and level, with source and approval")
{
    on_both_engines([](test::FreshStore& fresh) {
        test::SmallRegistry city(fresh);
        const std::vector<store::Table> tables{registry::area_shape_table()};
        must(store::migrate(fresh.store(), tables));
        const std::string counties = map_of(
            feature("330282") + "," +
            feature("330212", "[[[[120,30],[121,30],[121,31],[120,30]]],[[[1,2],[3,4],[5,6],[1,2]]]]", "MultiPolygon"));
        CHECK(must(registry::import_area_map(*city.registry, {counties, AreaLevel::county, "天地图", "浙S(2024)0001号"},
                                             officer, 5)) == 2);
        const std::string towns = map_of(feature("330282001"));
        CHECK(must(registry::import_area_map(*city.registry, {towns, AreaLevel::town, "天地图", "浙S(2024)0002号"},
                                             officer, 6)) == 1);

        const auto of = [&](AreaLevel level, std::uint64_t upper) {
            return must(registry::area_shapes(*city.registry, level, registry::below(AreaCode(upper))));
        };
        CHECK(of(AreaLevel::county, 330'200'000'000).size() == 2);
        REQUIRE(of(AreaLevel::county, 330'282'000'000).size() == 1);
        CHECK(of(AreaLevel::town, 330'212'000'000).empty());
        const registry::AreaShape shape = of(AreaLevel::town, 330'282'000'000).front();
        CHECK(shape.area == AreaCode(330'282'001'000));
        CHECK(shape.approval == "浙S(2024)0002号");
        CHECK(shape.imported_at == 6);
        CHECK(shape.geometry.starts_with(R"({"type":"Polygon")"));

        // Again: what stands is replaced, not doubled.
        must(registry::import_area_map(*city.registry, {counties, AreaLevel::county, "测绘院", "浙S(2025)0009号"},
                                       officer, 7));
        CHECK(of(AreaLevel::county, 330'200'000'000).size() == 2);
        CHECK(of(AreaLevel::county, 330'200'000'000).front().source == "测绘院");
        CHECK(city.count("journal", "action = 'registry.map'") == 3);
    });
}

TEST_CASE("a map that cannot be right is refused, and nothing of it stands")
{
    test::FreshStore fresh(store::Engine::sqlite);
    test::SmallRegistry city(fresh);
    const std::vector<store::Table> tables{registry::area_shape_table()};
    must(store::migrate(fresh.store(), tables));
    struct Row {
        const char* what;
        std::string geojson;
        const char* source;
        const char* approval;
        const char* code;
    };
    const std::string good = feature("330282");
    const Row rows[] = {
        {"no JSON", "{", "源", "号", "map.form"},
        {"another JSON", R"({"type":"Feature"})", "源", "号", "map.form"},
        {"nothing in it", map_of(""), "源", "号", "map.form"},
        {"a line", map_of(feature("330282", "[[121,30],[122,30]]", "LineString")), "源", "号", "map.form"},
        {"an open ring", map_of(feature("330282", "[[[121,30],[122,30],[122,31],[120,30]]]")), "源", "号", "map.form"},
        {"three points", map_of(feature("330282", "[[[121,30],[122,30],[121,30]]]")), "源", "号", "map.form"},
        {"metres instead of degrees", map_of(feature("330282", "[[[4e5,3e6],[4e5,3e6],[4e5,3e6],[4e5,3e6]]]")), "源",
         "号", "map.form"},
        {"a second, wrong feature", map_of(good + "," + feature("330299")), "源", "号", "map.code"},
        {"a town among counties", map_of(feature("330282001")), "源", "号", "map.code"},
        {"no code",
         map_of(R"({"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":)"
                "[[[121,30],[122,30],[122,31],[121,30]]]}}"),
         "源", "号", "map.code"},
        {"twice the same", map_of(good + "," + good), "源", "号", "map.code"},
        {"no approval", map_of(good), "源", "", "map.approval"},
        {"no source", map_of(good), "", "号", "map.approval"},
        {"one byte too large", map_of(good) + std::string(1'000'001 - map_of(good).size(), ' '), "源", "号",
         "map.size"},
        {"just as large as may be", map_of(good) + std::string(1'000'000 - map_of(good).size(), ' '), "源", "号",
         "done"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        CHECK(outcome(registry::import_area_map(
                  *city.registry, {row.geojson, AreaLevel::county, row.source, row.approval}, officer, 1)) == row.code);
    }
    CHECK(city.count("area_shape") == 1);
}
