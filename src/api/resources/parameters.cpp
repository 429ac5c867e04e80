// Standards through time and across divisions, with what signed each into force; what no source gives is told as not
// set.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/json_of.h"
#include "api/parameters_read.h"
#include "api/resources/resources.h"
#include "api/schema.h"

namespace huimin::api {

namespace json = boost::json;
using http::Method;
using http::Response;
using language::Index;

namespace {

json::array keys_json(const language::Program& program, const language::Parameter& parameter)
{
    json::array keys;
    for (const Index choice : parameter.keys)
        keys.push_back(json::string(program.choices[choice].heading.name));
    return keys;
}

json::object brief(const language::Program& program, const language::Parameter& parameter)
{
    return {{"name", parameter_name(parameter)},
            {"label", parameter.heading.name},
            {"explained", parameter.heading.explanation},
            {"kind", text_of(parameter.type.kind)},
            {"keys", keys_json(program, parameter)}};
}

/// 城镇, 80 起, 其余: which rows of the table a cell is.
json::array cell_keys(const City& city, const language::Parameter& parameter, const language::Cell& cell)
{
    json::array keys;
    if (cell.otherwise)
        keys.push_back("其余");
    else if (parameter.keying != language::Keying::none)
        keys.push_back(
            json::string(language::text_of(cell.from, parameter.key_type, city.program(), city.areas) + " 起"));
    for (std::size_t i = 0; i < cell.keys.size() && !cell.otherwise; ++i)
        for (const language::ChoiceValue& value : city.program().choices[parameter.keys[i]].values)
            if (value.number == cell.keys[i])
                keys.push_back(json::string(value.name));
    return keys;
}

json::object row_json(const City& city, const language::Parameter& parameter, const language::ParameterRow& row)
{
    json::array cells;
    const language::Instance somebody = somebody_in(city.program(), row.area);
    for (const language::Cell& cell : row.cells) {
        const Day on = std::max(row.in_force.from, city.program().city.from);
        const language::Value value =
            language::evaluate(city.program(), city.world(), somebody, somebody, *cell.value, on);
        cells.push_back(json::object{{"keys", cell_keys(city, parameter, cell)},
                                     {"text", language::text_of(value, parameter.type, city.program(), city.areas)}});
    }
    return {{"area", area_json(city, row.area)},
            {"from", first_day(row.in_force)},
            {"to", last_day(row.in_force)},
            {"signed", row.signed_on ? json::value(row.signed_on->text()) : json::value(nullptr)},
            {"clauses", citations_json(city, row.citations)},
            {"cells", std::move(cells)},
            {"not_set", row.cells.empty() ? json::value(row.not_set) : json::value(nullptr)}};
}

/// What holds for the whole city today; where each county has its own, the first of them.
const language::ParameterRow* row_today(const City& city, const language::Parameter& parameter)
{
    const AreaCode home = city.program().city.area;
    const language::ParameterRow *nearest = nullptr, *below = nullptr;
    for (const language::ParameterRow& row : parameter.rows) {
        if (!row.in_force.contains(city.today()))
            continue;
        const bool holds_here = home.lies_in(row.area);
        if (holds_here && (nearest == nullptr || row.area.level() >= nearest->area.level()))
            nearest = &row;
        if (!holds_here && below == nullptr && row.area.lies_in(home))
            below = &row;
    }
    return nearest != nullptr ? nearest : below;
}

Result<Response> list(Call& call)
{
    const language::Program& program = call.city.program();
    json::array items;
    for (const language::Parameter& parameter : program.parameters) {
        json::object told = brief(program, parameter);
        const language::ParameterRow* row = row_today(call.city, parameter);
        told["now"] = row == nullptr ? json::value(nullptr) : json::value(row_json(call.city, parameter, *row));
        items.push_back(std::move(told));
    }
    return page(std::move(items));
}

Result<Response> one(Call& call)
{
    const language::Program& program = call.city.program();
    for (const language::Parameter& parameter : program.parameters) {
        if (parameter_name(parameter) != call.request.parameter("name"))
            continue;
        json::array rows;
        for (const language::ParameterRow& row : parameter.rows)
            rows.push_back(row_json(call.city, parameter, row));
        json::object told = brief(program, parameter);
        told["rows"] = std::move(rows);
        return Response::json(std::move(told));
    }
    return nothing_there();
}

} // namespace

void add_parameters(Endpoints& endpoints, City&)
{
    using namespace schema;
    const std::initializer_list<Member> brief = {
        {"name", text()}, {"label", text()}, {"explained", text()}, {"kind", text()}, {"keys", list_of(text())}};
    const Json row = object({{"area", area()},
                             {"from", or_null(day())},
                             {"to", or_null(day())},
                             {"signed", or_null(day())},
                             {"clauses", citations()},
                             {"cells", list_of(object({{"keys", list_of(text())}, {"text", text()}}))},
                             {"not_set", or_null(text())}});
    endpoints.push_back({.method = Method::get,
                         .path = "/parameters",
                         .tag = "policies",
                         .summary = "有哪些标准",
                         .answer = page_of(with(object(brief), {{"now", or_null(row)}})),
                         .work = list});
    endpoints.push_back({.method = Method::get,
                         .path = "/parameters/{name}",
                         .tag = "policies",
                         .summary = "一项标准的历次数额、依据和未设之处",
                         .answer = with(object(brief), {{"rows", list_of(row)}}),
                         .work = one});
}

} // namespace huimin::api
