// Whom a citizen may call.

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "api/served_city_test.h"

using namespace huimin;
using namespace huimin::api::test;
namespace json = boost::json;

TEST_CASE("the page for help tells the telephone number that the packs give the city")
{
    FreshStore fresh(store::Engine::sqlite);
    const ServedCity served(fresh);
    const http::Answer help = served.ask({.path = "/help", .as = &served.login("citizen")});
    REQUIRE_MESSAGE(help.status == 200, help.body);
    const json::value told = json::parse(help.body);
    CHECK(told.at("phone") == "12345");
    CHECK(told.at("name") == "12345 政务服务便民热线");
    CHECK(told.at("hours") == "每天二十四小时有人接");
    CHECK(served.ask({.path = "/help"}).status == 401);
}
