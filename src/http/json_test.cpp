#include "http/json.h"

#include <doctest/doctest.h>

using namespace huimin;
using namespace huimin::http;

namespace {

/// The code of the refusal, or the value written again.
std::string reading(const std::string& text, const JsonLimits& limits = {})
{
    const auto value = read_json(text, limits);
    return value ? write_json(*value) : value.error().code;
}

std::string times(std::int64_t count, const std::string& text)
{
    std::string all;
    for (std::int64_t i = 0; i < count; ++i)
        all += text;
    return all;
}

} // namespace

TEST_CASE("JSON is read strictly")
{
    const struct {
        const char* what;
        std::string text;
        std::string outcome;
    } cases[] = {
        {"an object", R"({"name":"张三","income":123400})", R"({"name":"张三","income":123400})"},
        {"blanks around", " \n[1 , 2]\t", "[1,2]"},
        {"plain values", "[null,true,false,\"\",[],{}]", "[null,true,false,\"\",[],{}]"},
        {"escapes", R"("a\n\"\u6c11\ud83d\ude00")", "\"a\\n\\\"民😀\""},
        {"a fraction", "5.25", "5.25"},
        {"a power of ten", "1e3", "1000.0"},
        {"a large fraction, to its last digit", "[1.2345678901234568e20]", "[123456789012345683968.0]"},
        {"a fraction of many digits", "[0.1000000000000000055511151231257827]", "[0.1]"},
        {"a fraction too small for a double", "[1e-999]", "[0.0]"},
        {"the least and the largest integer", "[-9223372036854775808,18446744073709551615]",
         "[-9223372036854775808,18446744073709551615]"},
        {"nothing", "", "http.json"},
        {"blanks only", "  ", "http.json"},
        {"cut short", R"({"a":1)", "http.json"},
        {"cut inside a text", R"(["a)", "http.json"},
        {"something after", "{} {}", "http.json"},
        {"a comma too many", "[1,]", "http.json"},
        {"a comment", "[1] // one", "http.json"},
        {"single quotes", "{'a':1}", "http.json"},
        {"NaN", "[NaN]", "http.json"},
        {"Infinity", "[-Infinity]", "http.json"},
        {"a leading zero", "[01]", "http.json"},
        {"hexadecimal", "[0x1]", "http.json"},
        {"a byte order mark", "\xef\xbb\xbf{}", "http.json"},
        {"bytes that are not UTF-8", "[\"\xb5\xcd\"]", "http.json"},
        {"a surrogate in UTF-8", "[\"\xed\xa0\x80\"]", "http.json"},
        {"a lone high surrogate", R"(["\ud83d"])", "http.json"},
        {"a lone low surrogate", R"(["\ude00"])", "http.json"},
        {"a control character in a text", "[\"a\nb\"]", "http.json"},
        {"U+0000 escaped", R"(["a\u0000b"])", "http.json_zero"},
        {"U+0000 in a name", R"({"\u0000":1})", "http.json_zero"},
        {"a name twice", R"({"a":1,"b":2,"a":3})", "http.json_key_repeated"},
        {"a name twice, once escaped", R"({"a":1,"\u0061":3})", "http.json_key_repeated"},
        {"a name twice inside", R"({"a":[{"b":1,"b":1}]})", "http.json_key_repeated"},
        {"the same name in two objects", R"([{"a":1},{"a":2}])", R"([{"a":1},{"a":2}])"},
        {"beyond a double", "[1e999]", "http.json_number"},
        {"an integer beyond 64 bits", "[18446744073709551616]", "http.json_number"},
        {"a hundred thousand digits", times(100'000, "9"), "http.json_number_too_long"},
    };
    for (const auto& row : cases)
        CHECK_MESSAGE(reading(row.text) == row.outcome, row.what);
}

TEST_CASE("each limit of JSON holds at its value and refuses one above" *
          doctest::description("limits: json.depth json.text json.key json.members json.values json.digits"))
{
    const JsonLimits limits{.depth = 5, .text = 10, .key = 4, .members = 3, .values = 6, .digits = 7};
    const struct {
        const char* code;
        std::string at, above;
    } cases[] = {
        {"http.json_too_deep", "[[[[[]]]]]", "[[[[[[]]]]]]"},
        {"http.json_text_too_long", R"("0123456789")", R"("0123456789a")"},
        {"http.json_key_too_long", R"({"abcd":1})", R"({"abcde":1})"},
        {"http.json_members_too_many", R"({"a":1,"b":2,"c":3})", R"({"a":1,"b":2,"c":3,"d":4})"},
        {"http.json_values_too_many", "[1,2,3,4,5]", "[1,2,3,4,5,6]"},
        {"http.json_number_too_long", "1234567", "12345678"},
    };
    for (const auto& row : cases) {
        CHECK_MESSAGE(read_json(row.at, limits).ok(), row.code);
        CHECK(reading(row.above, limits) == row.code);
    }
    CHECK(std::size(cases) == json_limit_rows().size());
    CHECK(reading(times(100'000, "[")) == "http.json_too_deep");
}

TEST_CASE("a refusal of JSON tells where")
{
    CHECK(read_json("{\"a\": x}").error().message.find("`7`") != std::string::npos);
    CHECK(read_json("[1").error().message.find("不是完整的 JSON") != std::string::npos);
}

TEST_CASE("a text may come in pieces of escapes")
{
    std::string text = "\"", plain = "\"";
    for (int i = 0; i < 5'000; ++i) {
        text += "\\u6c11\\\"x";
        plain += "民\\\"x";
    }
    CHECK(reading(text + "\"") == plain + "\"");
}
