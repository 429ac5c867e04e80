// Whom to call: what the packs say for the city, and nothing where they do not.

#include <boost/json/object.hpp>

#include "api/parameters_read.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "language/evaluate.h"

namespace huimin::api {

namespace json = boost::json;
using http::Response;
using language::Index;

namespace {

/// A text parameter's value for the city today.
json::value told(const City& city, std::string_view name)
{
    const language::Program& program = city.program();
    const Index index = program.find_parameter(name);
    if (index == language::none)
        return nullptr;
    const language::Parameter& parameter = program.parameters[index];
    const language::ParameterRow* row = language::row_for(parameter, program.city.area, city.today(), city.areas);
    if (row == nullptr || row->cells.empty())
        return nullptr;
    const language::Instance somebody = somebody_in(program, program.city.area);
    const language::Value value =
        language::evaluate(program, city.world(), somebody, somebody, *row->cells.front().value, city.today());
    const std::string* text = std::get_if<std::string>(&value);
    return text != nullptr ? json::value(*text) : json::value(nullptr);
}

Result<Response> help(Call& call)
{
    return Response::json(json::object{{"phone", told(call.city, "help_phone")},
                                       {"name", told(call.city, "help_name")},
                                       {"hours", told(call.city, "help_hours")}});
}

} // namespace

void add_help(Endpoints& endpoints, City&)
{
    using namespace schema;
    endpoints.push_back(
        {.method = http::Method::get,
         .path = "/help",
         .tag = "my",
         .summary = "找谁帮办",
         .who = Who::half_way,
         .answer = object({{"phone", or_null(text())}, {"name", or_null(text())}, {"hours", or_null(text())}}),
         .work = help});
}

} // namespace huimin::api
