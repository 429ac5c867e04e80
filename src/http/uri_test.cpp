#include "http/uri.h"

#include <doctest/doctest.h>

using namespace huimin;
using namespace huimin::http;

namespace {

std::string joined(std::string_view path)
{
    const auto segments = split_path(path);
    if (!segments)
        return segments.error().code;
    std::string all;
    for (const std::string& segment : *segments)
        all += "[" + segment + "]";
    return all;
}

template <class T>
std::string code(const Result<T>& result)
{
    return result ? "ok" : result.error().code;
}

} // namespace

TEST_CASE("a path is decoded segment by segment")
{
    const struct {
        const char *path, *outcome;
    } cases[] = {
        {"/", ""},
        {"/a", "[a]"},
        {"/a/", "[a][]"},
        {"//a", "[][a]"},
        {"/a/%E6%B0%91%E6%94%BF", "[a][民政]"},
        {"/a%2Fb", "[a/b]"},
        {"/a+b", "[a+b]"},
        {"a", "http.path"},
        {"", "http.path"},
        {"/a/../b", "http.path"},
        {"/a/%2e%2E/b", "http.path"},
        {"/./a", "http.path"},
        {"/%", "http.percent"},
        {"/%4", "http.percent"},
        {"/%zz", "http.percent"},
        {"/%00", "http.text"},
        {"/%0a", "http.text"},
        {"/%B5%CD", "http.text"}, // 低 in GB 18030
    };
    for (const auto& row : cases)
        CHECK_MESSAGE(joined(row.path) == row.outcome, row.path);
}

TEST_CASE("what was encoded decodes to itself")
{
    const std::string text = "名单 2026/01 (终稿)+100%.xlsx";
    CHECK(percent_decode(percent_encode(text)).value() == text);
}

TEST_CASE("a query gives typed parameters")
{
    const Query query = Query::parse("q=%E5%BC%A0+%E4%B8%89&count=20&area=1&area=2&all=true&empty&low=-5").value();
    CHECK(query.text("q") == "张 三");
    CHECK(query.text("none", "otherwise") == "otherwise");
    CHECK(query.has("empty"));
    CHECK(query.all("area").size() == 2);
    CHECK(query.integer("count", 1, 100, 50).value() == 20);
    CHECK(query.integer("none", 1, 100, 50).value() == 50);
    CHECK(query.integer("none", 1, 100).value() == std::nullopt);
    CHECK(query.integer("low", -5, 5, 0).value() == -5);
    CHECK(query.truth("all", false).value());
    CHECK(code(query.integer("count", 21, 100, 50)) == "http.query_integer");
    CHECK(code(query.integer("count", 1, 19, 50)) == "http.query_integer");
    CHECK(code(query.integer("q", 1, 19, 50)) == "http.query_integer");
    CHECK(code(query.truth("count", false)) == "http.query_truth");
}

TEST_CASE("a query is held to what its route declares")
{
    const std::vector<std::string> declared{"q", "area*"};
    const struct {
        const char *query, *outcome;
    } cases[] = {
        {"", "ok"},
        {"q=1", "ok"},
        {"q=1&area=1&area=2", "ok"},
        {"q=1&q=2", "http.query_repeated"},
        {"page=1", "http.query_unknown"},
        {"area*=1", "http.query_unknown"},
        {"Q=1", "http.query_unknown"},
    };
    for (const auto& row : cases)
        CHECK_MESSAGE(code(Query::parse(row.query).value().check(declared)) == row.outcome, row.query);
    CHECK(code(Query::parse("a=%")) == "http.percent");
    CHECK(code(Query::parse("a=1&b=2&c=3", 2)) == "http.query_too_many");
    CHECK(code(Query::parse("a=1&b=2", 2)) == "ok");
}

TEST_CASE("an integer is written in digits and fits 64 bits")
{
    CHECK(read_integer("9223372036854775807") == 9223372036854775807);
    for (const char* text : {"", "-", "+1", " 1", "1 ", "1.0", "0x1", "９", "9223372036854775808"})
        CHECK_MESSAGE(!read_integer(text), text);
}
