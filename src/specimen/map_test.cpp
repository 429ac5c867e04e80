#include "specimen/map.h"

#include <cmath>
#include <map>

#include <doctest/doctest.h>

using huimin::AreaCode;
using namespace huimin::specimen;

namespace {

std::vector<AreaCode> counties(std::uint64_t count)
{
    std::vector<AreaCode> codes;
    for (std::uint64_t i = 1; i <= count; ++i)
        codes.emplace_back(330'200'000'000 + i * 1'000'000);
    return codes;
}

double area(const MapShape& shape)
{
    double twice = 0;
    for (std::size_t i = 0; i + 1 < shape.outline.size(); ++i)
        twice += shape.outline[i].longitude * shape.outline[i + 1].latitude -
                 shape.outline[i + 1].longitude * shape.outline[i].latitude;
    return twice / 2;
}

} // namespace

TEST_CASE("each division has one closed shape that runs counter-clockwise, of much the same size")
{
    const auto shapes = invent_map(counties(10));
    REQUIRE(shapes.size() == 10);
    double whole = 0;
    for (const MapShape& shape : shapes) {
        CHECK(shape.outline.front().longitude == shape.outline.back().longitude);
        CHECK(shape.outline.front().latitude == shape.outline.back().latitude);
        CHECK(area(shape) > 0.04);
        whole += area(shape);
    }
    CHECK(whole == doctest::Approx(3.14159 * 0.65 * 0.5).epsilon(0.08));
}

TEST_CASE("neighbours share their border point for point")
{
    std::map<std::pair<double, double>, int> seen;
    for (const MapShape& shape : invent_map(counties(8)))
        for (std::size_t i = 0; i + 1 < shape.outline.size(); ++i)
            ++seen[{shape.outline[i].longitude, shape.outline[i].latitude}];
    int shared = 0;
    for (const auto& [point, times] : seen)
        shared += times > 1 ? 1 : 0;
    CHECK(shared > 100);
}

TEST_CASE("the same divisions are always drawn the same, and one alone is the whole land")
{
    const auto once = invent_map(counties(5)), again = invent_map(counties(5));
    for (std::size_t i = 0; i < once.size(); ++i)
        CHECK(once[i].outline.size() == again[i].outline.size());
    CHECK(invent_map(counties(1)).front().outline.size() > 40);
    CHECK(invent_map({}).empty());
}
