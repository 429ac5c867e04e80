// One box for everything: a number or its end, a name or a part of it, its initials.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/homes.h"
#include "api/json_of.h"
#include "api/limits.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "language/mask.h"
#include "registry/list.h"
#include "registry/search.h"

namespace huimin::api {

namespace json = boost::json;
using http::Method;
using http::Response;
using language::Action;
using language::Index;

namespace {

/// What tells two of one name apart, so far as the caller may see it: the day of birth and the age, the head and the
/// address of the household, the street.
Result<Done> tell_apart(Call& call, Homes& homes, const access::Scope& scope, const registry::Match& match,
                        json::object& told)
{
    const language::Record& type = call.city.program().records[match.record];
    registry::ListRequest one{
        .record = match.record, .inside = scope.extent(match.record), .only = match.at, .rows_max = 1, .fields = {0}};
    for (const Index field : {type.ages_from, type.locates})
        if (field != language::none)
            one.fields.push_back(field);
    const registry::ListPage read = TRY(registry::list(call.city.registry, one));
    if (read.rows.empty())
        return Done{};
    const registry::ListedRecord& row = read.rows.front();
    for (std::size_t i = 1; i < one.fields.size(); ++i) {
        const access::Sight sight = scope.sees(match.record, one.fields[i]);
        if (const Day* born = std::get_if<Day>(&row.values[i]); born != nullptr && sight != access::Sight::hidden) {
            const bool clear = sight == access::Sight::clear;
            told["born"] = clear ? born->text() : language::mask(type.fields[one.fields[i]], row.values[i]);
            told["age"] = clear ? json::value(years_of_age(*born, call.city.today())) : json::value(nullptr);
        }
        if (const auto* area = std::get_if<AreaCode>(&row.values[i]); area != nullptr && sight == access::Sight::clear)
            told["area"] = area_json(call.city, *area);
    }
    if (const auto home = TRY(homes.of(match.record, row.at.county, row.owner))) {
        told["area"] = area_json(call.city, home->area);
        told["head"] = home->head;
        told["address"] = home->address;
    }
    return Done{};
}

/// Of each type the caller may read, within the scope of that type.
Result<Response> search(Call& call)
{
    const std::int64_t limit = TRY(call.request.query().integer("limit", 1, limits::found_rows, 20));
    const language::Program& program = call.city.program();
    json::array items;
    Homes homes(call, true);
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
            json::object told{{"type", type.heading.alias},
                              {"id", call.city.ids.text(type.heading.alias, match.at)},
                              {"label", match.name},
                              {"number", match.number},
                              {"area", area_json(call.city, match.area)},
                              {"born", nullptr},
                              {"age", nullptr},
                              {"head", ""},
                              {"address", ""},
                              {"why", registry::text_of(match.by)}};
            TRY(tell_apart(call, homes, *scope, match, told));
            items.push_back(std::move(told));
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
                                                   {"born", or_null(text())},
                                                   {"age", or_null(integer())},
                                                   {"head", text("the household's")},
                                                   {"address", text("the household's")},
                                                   {"why", text()}})),
                         .work = search});
}

} // namespace huimin::api
