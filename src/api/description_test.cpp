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

TEST_CASE("the description names the headers a request takes and an answer brings, and what the machine itself answers")
{
    FreshStore fresh(store::Engine::sqlite);
    const ServedCity served(fresh);
    const json::value description = api::describe(*served.city, served.endpoints);
    const auto operation = [&](const std::string& path, const char* method) -> const json::object& {
        return description.at("paths").at(path).at(method).as_object();
    };
    const auto headers = [&](const std::string& path, const char* method) {
        std::set<std::string> names;
        for (const json::value& parameter : operation(path, method).at("parameters").as_array())
            if (parameter.at("in") == "header")
                names.emplace(parameter.at("name").as_string());
        return names;
    };
    const std::string persons = "/api/v1/records/person", person = persons + "/{id}";
    using Names = std::set<std::string>;
    CHECK(headers(persons, "get") == Names{"X-Purpose", "X-Matter"});
    CHECK(headers(persons, "post") == Names{"X-Purpose", "X-Matter", "Idempotency-Key"});
    CHECK(headers(person, "get") == Names{"X-Purpose", "X-Matter", "If-None-Match"});
    CHECK(headers(person, "patch") == Names{"X-Purpose", "X-Matter", "If-Match"});
    CHECK(headers(person, "delete") == Names{"X-Purpose", "X-Matter", "If-Match"});
    CHECK(headers(person + "/move", "post") == Names{"X-Purpose", "X-Matter", "If-Match", "Idempotency-Key"});
    CHECK(headers("/api/v1/session", "get").empty());
    CHECK(operation(person, "get").at("responses").at("200").at("headers").as_object().contains("ETag"));
    CHECK(operation(person, "get").at("responses").as_object().contains("304"));
    CHECK(operation(person, "get").at("security").as_array().size() == 2);
    CHECK(operation(person, "patch").at("security").at(0).as_object().contains("page"));
    for (const char* path : {"/health", "/ready", "/metrics", "/openapi.json"})
        CHECK_MESSAGE(operation(path, "get").at("security").as_array().empty(), path);
    CHECK(description.at("servers").as_array().size() == 1);
}
