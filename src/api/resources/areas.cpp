// The divisions: what a code stands for, what lies below it, what became of it.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/json_of.h"
#include "api/resources/resources.h"
#include "api/schema.h"

namespace huimin::api {

namespace json = boost::json;
using http::Method;
using http::Response;

namespace {

std::string_view text_of(AreaLevel level)
{
    switch (level) {
    case AreaLevel::country: return "country";
    case AreaLevel::province: return "province";
    case AreaLevel::city: return "city";
    case AreaLevel::county: return "county";
    case AreaLevel::town: return "town";
    case AreaLevel::village: return "village";
    }
    return {};
}

json::object brief(const Area& area)
{
    return {{"code", area.code.short_text()}, {"name", area.name}, {"level", text_of(area.code.level())}};
}

Result<Response> one(Call& call)
{
    const AreaCode code = TRY(AreaCode::parse(call.request.parameter("code")));
    const Day today = call.city.today();
    const Area* area = call.city.areas.find(code, today);
    if (area == nullptr)
        area = call.city.areas.find_latest(code);
    if (area == nullptr)
        return nothing_there();
    json::array children, successors;
    for (const Area* child : call.city.areas.children(code, today))
        children.push_back(brief(*child));
    for (const AreaCode successor : area->successors)
        successors.push_back(area_json(call.city, successor));
    json::object told = brief(*area);
    told["full_name"] = call.city.areas.full_name(code, today);
    told["parent"] =
        area->parent.number() == 0 ? json::value(nullptr) : json::value(area_json(call.city, area->parent));
    told["children"] = std::move(children);
    told["successors"] = std::move(successors);
    return Response::json(std::move(told));
}

Result<Response> find(Call& call)
{
    const std::string_view words = call.request.query().text("q");
    const std::int64_t limit = TRY(call.page_rows());
    const Day today = call.city.today();
    json::array items;
    for (const Area& area : call.city.areas.all())
        if (area.in_force.contains(today) &&
            (area.name.find(words) != std::string::npos || area.code.text().starts_with(words))) {
            if (std::ssize(items) == limit)
                break;
            json::object told = brief(area);
            told["full_name"] = call.city.areas.full_name(area.code, today);
            items.push_back(std::move(told));
        }
    return page(std::move(items));
}

} // namespace

void add_areas(Endpoints& endpoints, City&)
{
    using namespace schema;
    const Json level = text_of({"country", "province", "city", "county", "town", "village"});
    const Json place = area();
    const Json brief = object({{"code", text()}, {"name", text()}, {"level", level}});
    endpoints.push_back(
        {.method = Method::get,
         .path = "/areas",
         .tag = "areas",
         .summary = "按名称或代码找区划",
         .query = {{"q", "名称的一部分，或代码的开头", text()}, {"limit", "最多几条", integer()}},
         .answer = page_of(object({{"code", text()}, {"name", text()}, {"level", level}, {"full_name", text()}})),
         .work = find});
    endpoints.push_back({.method = Method::get,
                         .path = "/areas/{code}",
                         .tag = "areas",
                         .summary = "一个区划、它的下级和沿革",
                         .answer = object({{"code", text()},
                                           {"name", text()},
                                           {"level", level},
                                           {"full_name", text()},
                                           {"parent", or_null(place)},
                                           {"children", list_of(brief)},
                                           {"successors", list_of(place)}}),
                         .work = one});
}

} // namespace huimin::api
