#include "http/request.h"

#include <doctest/doctest.h>

using namespace huimin;
using namespace huimin::http;

namespace {

Request request(std::initializer_list<std::pair<const char*, const char*>> fields)
{
    RequestParts parts;
    for (const auto& [name, value] : fields)
        parts.headers.add(name, value);
    return Request(std::move(parts));
}

template <class T>
std::string code(const Result<T>& result)
{
    return result ? "ok" : result.error().code;
}

} // namespace

TEST_CASE("a cookie is read once, and not when it was sent twice")
{
    const Request one = request({{"Cookie", "theme=dark; session=abc123; x"}});
    CHECK(one.cookie("session") == "abc123");
    CHECK(one.cookie("theme") == "dark");
    CHECK(one.cookie("sess").empty());
    CHECK(request({{"Cookie", "session=a; session=b"}}).cookie("session").empty());
    CHECK(request({{"Cookie", "session=a"}, {"cookie", "session=b"}}).cookie("session").empty());
}

TEST_CASE("what another site made the browser send is told apart")
{
    const struct {
        const char *origin, *site;
        bool crosses;
    } cases[] = {
        {"", "", false}, // No browser.
        {"http://huimin:8080", "", false},
        {"https://HUIMIN:8080", "", false},
        {"http://huimin", "", true},
        {"http://evil.example", "", true},
        {"null", "", true},
        {"", "same-origin", false},
        {"", "none", false},
        {"", "same-site", true},
        {"http://huimin:8080", "cross-site", true},
    };
    for (const auto& row : cases) {
        RequestParts parts;
        parts.host = "huimin:8080";
        if (*row.origin)
            parts.headers.add("Origin", row.origin);
        if (*row.site)
            parts.headers.add("Sec-Fetch-Site", row.site);
        CHECK_MESSAGE(Request(std::move(parts)).crosses_sites() == row.crosses, row.origin, " ", row.site);
    }
}

TEST_CASE("a bearer's token is read whatever the case of the word")
{
    CHECK(request({{"Authorization", "Bearer t0ken"}}).bearer() == "t0ken");
    CHECK(request({{"authorization", "bearer t0ken"}}).bearer() == "t0ken");
    CHECK(request({{"Authorization", "Basic dTpw"}}).bearer().empty());
    CHECK(request({}).bearer().empty());
}

TEST_CASE("If-Match gives back the version of an ETag")
{
    CHECK(request({}).if_match().value() == std::nullopt);
    CHECK(request({{"If-Match", "\"7\""}}).if_match().value() == "7");
    for (const char* wrong : {"", "7", "*", "W/\"7\"", "\"7\", \"8\"", "\"7"})
        CHECK_MESSAGE(code(request({{"If-Match", wrong}}).if_match()) == "http.etag", wrong);
}

TEST_CASE("If-None-Match knows a tag, weak or strong, alone or in a list")
{
    for (const char* known : {"\"7\"", "W/\"7\"", "\"6\", \"7\"", "*"})
        CHECK_MESSAGE(request({{"If-None-Match", known}}).has_already(etag("7")), known);
    for (const char* other : {"", "\"8\"", "7"})
        CHECK_MESSAGE(!request({{"If-None-Match", other}}).has_already(etag("7")), other);
}

TEST_CASE("an idempotency key is a plain word of 8 to 128 signs")
{
    CHECK(request({}).idempotency_key().value() == std::nullopt);
    CHECK(request({{"Idempotency-Key", "4f2c8a1e-1"}}).idempotency_key().value() == "4f2c8a1e-1");
    const std::string longest(128, 'a');
    CHECK(code(request({{"Idempotency-Key", longest.c_str()}}).idempotency_key()) == "ok");
    CHECK(code(request({{"Idempotency-Key", (longest + "a").c_str()}}).idempotency_key()) == "http.idempotency_key");
    CHECK(code(request({{"Idempotency-Key", "short"}}).idempotency_key()) == "http.idempotency_key");
    CHECK(code(request({{"Idempotency-Key", "with blanks"}}).idempotency_key()) == "http.idempotency_key");
}

TEST_CASE("a number in the path that is none leads nowhere")
{
    Request one = request({});
    one.set_parameters({{"key", "42"}, {"name", "张"}, {"low", "-1"}});
    CHECK(one.parameter_integer("key").value() == 42);
    CHECK(one.parameter("name") == "张");
    CHECK(code(one.parameter_integer("name")) == "http.path_integer");
    CHECK(code(one.parameter_integer("low")) == "http.path_integer");
}

TEST_CASE("what the guard found out is kept under its type")
{
    struct Caller {
        int account;
    };
    Request one = request({});
    CHECK(one.attached<Caller>() == nullptr);
    one.attach(Caller{7});
    CHECK(one.attached<Caller>()->account == 7);
    CHECK(one.attached<int>() == nullptr);
}

TEST_CASE("methods are read by their exact names")
{
    CHECK(read_method("PATCH") == Method::patch);
    for (const char* wrong : {"get", "TRACE", "CONNECT", ""})
        CHECK_MESSAGE(!read_method(wrong), wrong);
}
