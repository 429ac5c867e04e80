#include "http/response.h"

#include <doctest/doctest.h>

#include "http/internal/wire.h"

using namespace huimin;
using namespace huimin::http;

TEST_CASE("every fault has its status, and what the door refuses has its own")
{
    const struct {
        Fault fault;
        const char* code;
        int status;
    } cases[] = {
        {Fault::invalid, "registry.money", 422},         {Fault::forbidden, "access.area", 403},
        {Fault::missing, "registry.no_record", 404},     {Fault::conflict, "registry.conflict", 409},
        {Fault::unavailable, "store.down", 503},         {Fault::invalid, "http.json", 400},
        {Fault::invalid, "http.body_too_large", 413},    {Fault::invalid, "http.content_type", 415},
        {Fault::unavailable, "http.key_too_often", 429}, {Fault::unavailable, "http.broken", 500},
        {Fault::missing, "http.path_unknown", 404},      {Fault::invalid, "http.version", 505},
    };
    for (const auto& row : cases)
        CHECK_MESSAGE(status_of({row.fault, row.code, "", "", ""}) == row.status, row.code);
}

TEST_CASE("a cookie is out of the reach of scripts and other sites")
{
    CHECK(Response::nothing().with(Cookie{"session", "abc", true, {}}).header("set-cookie") ==
          "session=abc; Path=/; HttpOnly; SameSite=Strict; Secure");
    CHECK(Response::nothing().with(Cookie{"session", "", false, 0}).header("set-cookie") ==
          "session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
}

TEST_CASE("no value can break out of its header field")
{
    const Response response = Response::nothing(200).with("Location", "/a\r\nSet-Cookie: x=1");
    std::string head;
    internal::write_head(head, response, {"now", "n", true, false});
    CHECK(head.find("\nSet-Cookie") == std::string::npos);
    CHECK(head.find("Location: /aSet-Cookie: x=1\r\n") != std::string::npos);
}

TEST_CASE("statuses without a body have no length")
{
    std::string head;
    internal::write_head(head, Response::nothing(), {"now", "n", true, false});
    CHECK(head.rfind("HTTP/1.1 204 No Content\r\nDate: now\r\n", 0) == 0);
    CHECK(head.find("Content-Length") == std::string::npos);
}
