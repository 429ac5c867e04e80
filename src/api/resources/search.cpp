// One box for everything: a number or its end, a name or a part of it, its initials.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/json_of.h"
#include "api/limits.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "registry/search.h"

namespace huimin::api {

namespace json = boost::json;
using http::Method;
using http::Response;
using language::Action;
using language::Index;

namespace {

/// Of each type the caller may read, within the scope of that type.
Result<Response> search(Call& call)
{
    const std::int64_t limit = TRY(call.request.query().integer("limit", 1, limits::found_rows, 20));
    const language::Program& program = call.city.program();
    json::array items;
    for (Index record = 0; record < program.records.size() && std::ssize(items) < limit; ++record) {
        const auto scope = call.scope(Action::read, record);
        if (!scope) {
            if (scope.error().code == "access.forbidden")
                continue;
            return scope.error();
        }
        registry::SearchRequest request{std::string(call.request.query().text("q")), scope->extent(record),
                                        static_cast<std::size_t>(limit - std::ssize(items)), record};
        std::vector<access::RecordPlace> places;
        for (const registry::Match& match : TRY(registry::search(call.city.registry, request))) {
            const language::Record& type = program.records[record];
            places.push_back({record, match.at.county, match.at.key});
            items.push_back(json::object{{"type", type.heading.alias},
                                         {"id", call.city.ids.text(type.heading.alias, match.at)},
                                         {"label", match.name},
                                         {"number", match.number},
                                         {"area", area_json(call.city, match.area)},
                                         {"why", registry::text_of(match.by)}});
        }
        TRY(call.city.access.log.note(*scope, record, places, "search"));
    }
    return page(std::move(items));
}

} // namespace

void add_search(Endpoints& endpoints, City&)
{
    using namespace schema;
    endpoints.push_back({.method = Method::get,
                         .path = "/search",
                         .tag = "households",
                         .summary = "按号码、姓名、拼音首字母查找",
                         .asks = "read",
                         .query = {{"q", "号码或其后四位、姓名或其一部分、拼音首字母；几个词都要符合", text()},
                                   {"limit", "最多几条", integer()}},
                         .answer = page_of(object({{"type", text()},
                                                   {"id", id()},
                                                   {"label", text()},
                                                   {"number", text()},
                                                   {"area", area()},
                                                   {"why", text()}})),
                         .work = search});
}

} // namespace huimin::api
