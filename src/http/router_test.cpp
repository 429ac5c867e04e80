#include "http/router.h"

#include <doctest/doctest.h>

#include "http/uri.h"

using namespace huimin;
using namespace huimin::http;

namespace {

Handler nothing()
{
    return [](Request&) -> Task<Response> { co_return Response::nothing(); };
}

Router example()
{
    Router router;
    router.add({.path = "/api/persons", .handler = nothing()});
    router.add({.method = Method::post, .path = "/api/persons", .handler = nothing()});
    router.add({.path = "/api/persons/{key}", .handler = nothing()});
    router.add({.path = "/api/persons/search", .handler = nothing()});
    router.add({.path = "/api/{type}/{key}/history", .handler = nothing()});
    return router;
}

std::string found(const Router& router, Method method, std::string_view path)
{
    const Router::Match match = router.find(method, split_path(path).value());
    if (!match.route)
        return match.allow.empty() ? "none" : "allow " + match.allow;
    std::string all = match.route->path;
    for (const auto& [name, value] : match.parameters)
        all += " " + name + "=" + value;
    return all;
}

} // namespace

TEST_CASE("a path finds its route, words before parameters")
{
    const Router router = example();
    const struct {
        Method method;
        const char *path, *outcome;
    } cases[] = {
        {Method::get, "/api/persons", "/api/persons"},
        {Method::head, "/api/persons", "/api/persons"},
        {Method::get, "/api/persons/7", "/api/persons/{key} key=7"},
        {Method::get, "/api/persons/%E5%BC%A0%2F", "/api/persons/{key} key=张/"},
        {Method::get, "/api/persons/search", "/api/persons/search"},
        {Method::get, "/api/persons/7/history", "/api/{type}/{key}/history type=persons key=7"},
        {Method::get, "/api/persons/search/history", "/api/{type}/{key}/history type=persons key=search"},
        {Method::get, "/api/persons/", "none"},
        {Method::get, "/api", "none"},
        {Method::get, "/API/persons", "none"},
        {Method::get, "/api/persons/7/more", "none"},
        {Method::delete_, "/api/persons", "allow GET, HEAD, POST, OPTIONS"},
        {Method::options, "/api/persons/7", "allow GET, HEAD, OPTIONS"},
    };
    for (const auto& row : cases)
        CHECK_MESSAGE(found(router, row.method, row.path) == row.outcome, row.path);
    CHECK(router.owns("api"));
    CHECK_FALSE(router.owns("desk"));
}

TEST_CASE("the routes can be read back")
{
    const Router router = example();
    std::string all;
    for (const Route* route : router.routes())
        all.append(name(route->method)).append(" ").append(route->path).append("\n");
    CHECK(all == "GET /api/persons\nPOST /api/persons\nGET /api/persons/{key}\nGET /api/persons/search\n"
                 "GET /api/{type}/{key}/history\n");
}
