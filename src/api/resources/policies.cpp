// Policies as text beside their clauses: what the rules of the day are, and where each comes from.

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/json_of.h"
#include "api/parameters_read.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "language/syntax/format.h"

namespace huimin::api {

namespace json = boost::json;
using http::Method;
using http::Response;
using language::Index;

namespace {

json::array clauses_json(const City& city, const std::vector<language::Citation>& citations)
{
    json::array told;
    for (const language::Citation& citation : citations) {
        const language::LegalSource& source = city.program().sources[citation.source];
        told.push_back(json::object{{"source", source.heading.name},
                                    {"title", source.title},
                                    {"number", source.number},
                                    {"locator", citation.locator},
                                    {"from", first_day(source.in_force)}});
    }
    return told;
}

json::object brief(const City& city, const language::Policy& policy)
{
    const language::PolicyVersion* version = language::version_on(policy.versions, city.today());
    std::vector<language::Citation> citations = policy.heading.citations;
    if (version != nullptr)
        for (const language::Citation& citation : version->citations)
            if (std::ranges::find(citations, citation) == citations.end())
                citations.push_back(citation);
    return {{"name", policy.heading.alias},
            {"label", policy.heading.name},
            {"explained", policy.heading.explanation},
            {"period", text_of(policy.period, policy.is_standing())},
            {"record", city.program().records[policy.record].heading.alias},
            {"clauses", clauses_json(city, citations)},
            {"standing", policy.is_standing()},
            {"state", version != nullptr ? "in_force" : "not_in_force"}};
}

Result<Response> list(Call& call)
{
    const language::Program& program = call.city.program();
    json::array items;
    for (const Index policy : program.policy_order)
        items.push_back(brief(call.city, program.policies[policy]));
    return page(std::move(items));
}

/// The declaration as it stands in its pack, from its first word to the next declaration's, in canonical form.
std::string text_of_declaration(const City& city, const language::Heading& heading)
{
    const language::SourceFile& file = city.packs.files[heading.place.file];
    const std::size_t from = file.text.rfind('\n', heading.place.offset);
    const std::size_t begin = from == std::string::npos ? 0 : from + 1;
    std::size_t end = begin;
    for (;;) { // a declaration ends before the next line that begins at the margin
        end = file.text.find('\n', end);
        if (end == std::string::npos)
            return file.text.substr(begin);
        if (++end >= file.text.size() || (file.text[end] != ' ' && file.text[end] != '\n' && file.text[end] != '\t'))
            break;
    }
    std::string text = file.text.substr(begin, end - begin);
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text;
}

json::array coordinations_json(const City& city, Index policy)
{
    const language::Program& program = city.program();
    const auto names = [&](const std::vector<Index>& side) {
        std::string text;
        for (const Index one : side)
            text += (text.empty() ? "" : "、") + program.policies[one].heading.name;
        return text;
    };
    const auto word = [](language::Relation relation) -> std::string_view {
        switch (relation) {
        case language::Relation::stacks: return "可兼得";
        case language::Relation::choose_one: return "择一";
        case language::Relation::higher_of: return "择高";
        case language::Relation::excludes: return "排除";
        case language::Relation::replaces: return "替代";
        case language::Relation::tops_up: return "补足";
        case language::Relation::not_income: return "不计入";
        }
        return {};
    };
    json::array told;
    for (const language::Coordination& one : program.coordinations) {
        const bool is_left = std::ranges::find(one.left, policy) != one.left.end();
        if (!is_left && std::ranges::find(one.right, policy) == one.right.end())
            continue;
        told.push_back(
            json::object{{"with", names(is_left ? one.right : one.left)},
                         {"relation", word(one.relation)},
                         {"text", names(one.left) + " " + std::string(word(one.relation)) + " " + names(one.right)},
                         {"clauses", citations_json(city, one.citations)}});
    }
    return told;
}

json::array untranslated_json(const City& city, Index policy)
{
    json::array told;
    for (const language::Untranslated& one : city.program().untranslated)
        if (std::ranges::find(one.affects, policy) != one.affects.end())
            told.push_back(json::object{
                {"clause", city.program().sources[one.clause.source].heading.name + " " + one.clause.locator},
                {"text", one.text}});
    return told;
}

Result<Response> one(Call& call)
{
    const language::Program& program = call.city.program();
    const Index index = program.find_policy(call.request.parameter("name"));
    if (index == language::none)
        return nothing_there();
    const language::Policy& policy = program.policies[index];
    json::array versions, parameters;
    for (const language::PolicyVersion& version : policy.versions)
        versions.push_back(json::object{{"from", first_day(version.in_force)}, {"to", last_day(version.in_force)}});
    for (const Index parameter : parameters_read(program, index))
        parameters.push_back(json::object{{"name", parameter_name(program.parameters[parameter])},
                                          {"label", program.parameters[parameter].heading.name}});
    json::object told = brief(call.city, policy);
    const language::Place& place = policy.heading.place;
    told["text"] = text_of_declaration(call.city, policy.heading);
    told["module"] = policy.heading.module;
    told["file_line"] = call.city.packs.files[place.file].path + ":" + std::to_string(place.line);
    told["versions"] = std::move(versions);
    told["parameters"] = std::move(parameters);
    told["coordinations"] = coordinations_json(call.city, index);
    told["untranslated"] = untranslated_json(call.city, index);
    return Response::json(std::move(told));
}

} // namespace

void add_policies(Endpoints& endpoints, City&)
{
    using namespace schema;
    const Json named = object({{"name", text()}, {"label", text()}});
    const Json clause = object(
        {{"source", text()}, {"title", text()}, {"number", text()}, {"locator", text()}, {"from", or_null(day())}});
    const std::initializer_list<Member> brief = {
        {"name", text()},      {"label", text()},
        {"explained", text()}, {"period", or_null(text_of({"once", "daily", "monthly", "yearly"}))},
        {"record", text()},    {"clauses", list_of(clause)},
        {"standing", truth()}, {"state", text_of({"in_force", "not_in_force"})}};
    const Json whole =
        with(object(brief),
             {{"text", text("the declaration in its pack")},
              {"module", text()},
              {"file_line", text()},
              {"versions", list_of(object({{"from", or_null(day())}, {"to", or_null(day())}}))},
              {"parameters", list_of(named)},
              {"coordinations",
               list_of(object({{"with", text()}, {"relation", text()}, {"text", text()}, {"clauses", citations()}}))},
              {"untranslated", list_of(object({{"clause", text()}, {"text", text()}}))}});
    endpoints.push_back({.method = Method::get,
                         .path = "/policies",
                         .tag = "policies",
                         .summary = "有哪些政策",
                         .answer = page_of(object(brief)),
                         .work = list});
    endpoints.push_back({.method = Method::get,
                         .path = "/policies/{name}",
                         .tag = "policies",
                         .summary = "一项政策的规则原文、依据和标准",
                         .answer = whole,
                         .work = one});
}

} // namespace huimin::api
