// What the API's description says of the facts: how sensitive each is, and for which purposes it may be seen.

#include <doctest/doctest.h>

#include <set>

#include "api/served_city_test.h"

using namespace huimin;
using namespace huimin::api::test;
namespace json = boost::json;

TEST_CASE("the description marks each fact that is masked, sensitive or bound to purposes, and no other")
{
    FreshStore fresh(store::Engine::sqlite);
    const ServedCity served(fresh);
    const language::Program& program = served.city->program();
    const json::value description = api::describe(*served.city, served.endpoints);
    std::size_t sensitive = 0, bound = 0;
    for (const language::Record& record : program.records)
        for (const language::Field& field : record.fields) {
            CAPTURE(field.name);
            const json::value& properties =
                description.at("components").at("schemas").at(record.heading.alias).at("properties");
            const json::object& told =
                properties.at(field.alias).is_object() && properties.at(field.alias).as_object().contains("anyOf")
                    ? properties.at(field.alias).at("anyOf").at(0).as_object()
                    : properties.at(field.alias).as_object();
            CHECK(told.contains("x-masked") == field.masked);
            CHECK(told.contains("x-sensitivity") == field.sensitive);
            std::set<std::string> named, meant;
            if (const auto* purposes = told.if_contains("x-purpose"))
                for (const json::value& purpose : purposes->as_array())
                    named.emplace(purpose.as_string());
            for (const language::Index purpose : field.purposes)
                meant.insert(program.purposes[purpose].heading.alias);
            CHECK(named == meant);
            sensitive += field.sensitive ? 1U : 0U;
            bound += meant.empty() ? 0U : 1U;
        }
    CHECK(sensitive > 10);
    CHECK(bound > 0);
}
