#include "specimen/map.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "specimen/random.h"

namespace huimin::specimen {

namespace {

struct Point {
    double x = 0, y = 0;
};
using Polygon = std::vector<Point>;

constexpr double half_width = 0.65, half_height = 0.5; // degrees: some 145 km by 110 km
constexpr int coast_corners = 40;
constexpr int relaxations = 30;
constexpr double wildness = 0.16; // of a border's length: how far its middle may stray

double unit(Random& chance) { return static_cast<double>(chance.below(1'000'001)) / 1'000'000; }

Polygon coast()
{
    Polygon corners;
    for (int i = 0; i < coast_corners; ++i) {
        const double angle = 2 * std::numbers::pi * i / coast_corners;
        corners.push_back({half_width * std::cos(angle), half_height * std::sin(angle)});
    }
    return corners;
}

/// What of a polygon lies nearer to `near` than to `far` (Sutherland and Hodgman, 1974).
Polygon nearer(const Polygon& polygon, Point near, Point far)
{
    const double a = far.x - near.x, b = far.y - near.y;
    const double c = (far.x * far.x + far.y * far.y - near.x * near.x - near.y * near.y) / 2;
    const auto side = [&](Point point) { return a * point.x + b * point.y - c; };
    Polygon kept;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const Point from = polygon[i], to = polygon[(i + 1) % polygon.size()];
        const double at_from = side(from), at_to = side(to);
        if (at_from <= 0)
            kept.push_back(from);
        if ((at_from < 0 && at_to > 0) || (at_from > 0 && at_to < 0)) {
            const double share = at_from / (at_from - at_to);
            kept.push_back({from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)});
        }
    }
    return kept;
}

Point middle(const Polygon& polygon)
{
    double area = 0;
    Point sum;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const Point p = polygon[i], q = polygon[(i + 1) % polygon.size()];
        const double cross = p.x * q.y - q.x * p.y;
        area += cross;
        sum.x += (p.x + q.x) * cross;
        sum.y += (p.y + q.y) * cross;
    }
    return area == 0 ? polygon.front() : Point{sum.x / (3 * area), sum.y / (3 * area)};
}

/// Voronoi's cells of the sites, clipped by the coast; the sites are moved to their middles until the cells are of
/// much the same size (Lloyd, 1982).
std::vector<Polygon> cells_of(std::vector<Point> sites)
{
    std::vector<Polygon> cells(sites.size());
    for (int round = 0; round <= relaxations; ++round)
        for (std::size_t i = 0; i < sites.size(); ++i) {
            cells[i] = coast();
            for (std::size_t other = 0; other < sites.size(); ++other)
                if (other != i)
                    cells[i] = nearer(cells[i], sites[i], sites[other]);
            if (round < relaxations)
                sites[i] = middle(cells[i]);
        }
    return cells;
}

/// Corners that two cells worked out separately, made one.
class Corners {
public:
    Point of(Point point)
    {
        for (const Point known : known_)
            if (std::abs(known.x - point.x) < 1e-7 && std::abs(known.y - point.y) < 1e-7)
                return known;
        known_.push_back(point);
        return point;
    }

private:
    std::vector<Point> known_;
};

std::uint64_t bits(double value) { return static_cast<std::uint64_t>(std::llround((value + 1) * 1e9)); }

/// The points of a border after its first, strayed by chance that both its neighbours share.
void stray(Point from, Point to, int depth, Polygon& out)
{
    const double length = std::hypot(to.x - from.x, to.y - from.y);
    if (depth == 0 || length < 0.004) {
        out.push_back(to);
        return;
    }
    const bool forward = from.x < to.x || (from.x == to.x && from.y < to.y);
    const Point low = forward ? from : to, high = forward ? to : from;
    Random chance(bits(low.x) * 3 + bits(low.y) * 5 + bits(high.x) * 7 + bits(high.y) * 11);
    const double off = (unit(chance) - 0.5) * 2 * wildness * length;
    const Point bent{(low.x + high.x) / 2 - (high.y - low.y) / length * off,
                     (low.y + high.y) / 2 + (high.x - low.x) / length * off};
    stray(from, bent, depth - 1, out);
    stray(bent, to, depth - 1, out);
}

} // namespace

std::vector<MapShape> invent_map(std::span<const AreaCode> areas)
{
    std::vector<Point> sites;
    for (const AreaCode area : areas) {
        Random chance(area.number());
        const double radius = std::sqrt(unit(chance)), angle = 2 * std::numbers::pi * unit(chance);
        sites.push_back({half_width * radius * std::cos(angle), half_height * radius * std::sin(angle)});
    }
    const std::vector<Polygon> cells = cells_of(std::move(sites));
    Corners corners;
    std::vector<MapShape> shapes;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        Polygon bent;
        for (std::size_t k = 0; k < cells[i].size(); ++k)
            stray(corners.of(cells[i][k]), corners.of(cells[i][(k + 1) % cells[i].size()]), 4, bent);
        MapShape shape{areas[i], {}};
        for (const Point point : bent)
            shape.outline.push_back({point.x, point.y});
        shape.outline.push_back(shape.outline.front());
        shapes.push_back(std::move(shape));
    }
    return shapes;
}

} // namespace huimin::specimen
