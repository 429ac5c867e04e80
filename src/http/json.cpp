#include "http/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

namespace json = boost::json;

namespace huimin::http {

namespace {

using Code = json::error_code;
using Text = json::string_view;

/// What Boost.JSON's parser tells piece by piece, checked and built into a value.
struct Builder {
    // Boost.JSON's own bounds lie above ours, which tell more.
    static constexpr std::size_t max_object_size = std::size_t(1) << 30;
    static constexpr std::size_t max_array_size = std::size_t(1) << 30;
    static constexpr std::size_t max_key_size = std::size_t(1) << 30;
    static constexpr std::size_t max_string_size = std::size_t(1) << 30;

    explicit Builder(const JsonLimits& given) : limits(given) {}

    JsonLimits limits;
    json::value_stack stack;
    std::vector<std::vector<std::string>> keys{}; ///< the names met in each object still open
    std::string part{};                           ///< of a text that comes in pieces
    std::int64_t values = 0;
    std::optional<Error> refusal{};

    bool refuse(Error error, Code& code)
    {
        refusal = std::move(error);
        code = json::error::syntax;
        return false;
    }

    bool refuse_limit(std::string_view name, std::int64_t most, Code& code)
    {
        return refuse(beyond_limit(name, most), code);
    }

    bool count(Code& code)
    {
        return ++values <= limits.values || refuse_limit("http.json_values_too_many", limits.values, code);
    }

    bool whole_text(Text last, Code& code, std::int64_t most, std::string_view limit)
    {
        part.append(last.data(), last.size());
        if (static_cast<std::int64_t>(part.size()) > most)
            return refuse_limit(limit, most, code);
        if (part.find('\0') == std::string::npos)
            return true;
        return refuse({Fault::invalid, "http.json_zero", "JSON 的文字里含有字符 U+0000", "请去掉这个字符",
                       "a text of the JSON holds U+0000; remove it"},
                      code);
    }

    bool number(Text digits, Code& code)
    {
        return static_cast<std::int64_t>(digits.size()) <= limits.digits ||
               refuse_limit("http.json_number_too_long", limits.digits, code);
    }

    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }

    bool on_object_begin(Code& code)
    {
        keys.emplace_back();
        return count(code);
    }

    bool on_object_end(std::size_t members, Code& code)
    {
        std::vector<std::string>& names = keys.back();
        std::sort(names.begin(), names.end());
        const auto twice = std::adjacent_find(names.begin(), names.end());
        if (twice != names.end())
            return refuse({Fault::invalid, "http.json_key_repeated",
                           "JSON 的一个对象里字段 `" + *twice + "` 出现了两次", "每个字段只写一次",
                           "an object of the JSON names the member `" + *twice + "` twice; name it once"},
                          code);
        keys.pop_back();
        stack.push_object(members);
        return true;
    }

    bool on_array_begin(Code& code) { return count(code); }

    bool on_array_end(std::size_t size, Code&)
    {
        stack.push_array(size);
        return true;
    }

    bool on_key_part(Text piece, std::size_t, Code& code)
    {
        return on_part(piece, limits.key, "http.json_key_too_long", code);
    }

    bool on_key(Text last, std::size_t, Code& code)
    {
        if (!whole_text(last, code, limits.key, "http.json_key_too_long"))
            return false;
        if (static_cast<std::int64_t>(keys.back().size()) == limits.members)
            return refuse_limit("http.json_members_too_many", limits.members, code);
        keys.back().push_back(part);
        stack.push_key(part);
        part.clear();
        return true;
    }

    bool on_string_part(Text piece, std::size_t, Code& code)
    {
        return on_part(piece, limits.text, "http.json_text_too_long", code);
    }

    bool on_part(Text piece, std::int64_t most, std::string_view limit, Code& code)
    {
        part.append(piece.data(), piece.size());
        return static_cast<std::int64_t>(part.size()) <= most || refuse_limit(limit, most, code);
    }

    bool on_string(Text last, std::size_t, Code& code)
    {
        if (!whole_text(last, code, limits.text, "http.json_text_too_long"))
            return false;
        stack.push_string(part);
        part.clear();
        return count(code);
    }

    bool on_number_part(Text, Code&) { return true; } // The whole document is at hand: numbers come in one piece.

    bool on_int64(std::int64_t value, Text digits, Code& code)
    {
        if (!number(digits, code))
            return false;
        stack.push_int64(value);
        return count(code);
    }

    bool on_uint64(std::uint64_t value, Text digits, Code& code)
    {
        if (!number(digits, code))
            return false;
        stack.push_uint64(value);
        return count(code);
    }

    bool on_double(double value, Text digits, Code& code)
    {
        if (!number(digits, code))
            return false;
        const bool whole = digits.find_first_of(".eE") == Text::npos;
        if (whole || !std::isfinite(value)) // A whole number of more than 64 bits would lose digits.
            return refuse({Fault::invalid, "http.json_number",
                           "JSON 里的数 `" + std::string(digits.data(), digits.size()) + "` 太大",
                           "长的号码请写成文字，加引号",
                           "the number `" + std::string(digits.data(), digits.size()) +
                               "` of the JSON is too large; write long numbers as quoted text"},
                          code);
        // Boost.JSON's own reading may be off in the last digit.
        double exact = value;
        const char* end = digits.data() + digits.size();
        if (const auto read = std::from_chars(digits.data(), end, exact); read.ec != std::errc() || read.ptr != end)
            exact = value;
        stack.push_double(exact);
        return count(code);
    }

    bool on_bool(bool value, Code& code)
    {
        stack.push_bool(value);
        return count(code);
    }

    bool on_null(Code& code)
    {
        stack.push_null();
        return count(code);
    }

    bool on_comment_part(Text, Code&) { return true; }
    bool on_comment(Text, Code&) { return true; }
};

Error not_json(std::size_t offset, std::size_t size)
{
    const std::string at = std::to_string(offset + 1);
    const bool short_of_end = offset >= size;
    return {
        Fault::invalid, "http.json",
        short_of_end ? "请求体不是完整的 JSON：在第 `" + at + "` 个字节处中断"
                     : "请求体不是有效的 JSON：错在第 `" + at + "` 个字节",
        "请按接口说明发送 UTF-8 编码的 JSON",
        (short_of_end ? "the body is not complete JSON: it ends at byte `" : "the body is not JSON: wrong at byte `") +
            at + "`; send JSON in UTF-8"};
}

void write_number(std::string& out, double number)
{
    VERIFY(std::isfinite(number));
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    const std::string_view text(digits, static_cast<std::size_t>(end - digits));
    out.append(text);
    if (text.find_first_of(".e") == std::string_view::npos) // So that it is read as what it was.
        out.append(".0");
}

} // namespace

Result<json::value> read_json(std::string_view text, const JsonLimits& limits)
{
    json::parse_options options;
    options.max_depth = static_cast<std::size_t>(limits.depth);
    json::basic_parser<Builder> parser(options, limits);
    Builder& builder = parser.handler();
    builder.stack.reset({});
    Code code;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), code);
    if (code == json::error::too_deep)
        return beyond_limit("http.json_too_deep", limits.depth);
    if (builder.refusal)
        return std::move(*builder.refusal);
    if (code)
        return not_json(read, text.size());
    const std::size_t rest = text.find_first_not_of(" \t\r\n", read);
    if (!parser.done() || rest != std::string_view::npos)
        return not_json(rest == std::string_view::npos ? text.size() : rest, text.size());
    return builder.stack.release();
}

void write_json_text(std::string& out, std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    std::size_t written = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20)
            continue;
        out.append(text, written, at - written);
        written = at + 1;
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            out.append("\\u00").append(
                {digits[static_cast<std::size_t>(c) / 16], digits[static_cast<std::size_t>(c) % 16]});
        }
    }
    out.append(text, written);
    out += '"';
}

void write_json(std::string& out, const json::value& value)
{
    switch (value.kind()) {
    case json::kind::null: out += "null"; return;
    case json::kind::bool_: out += value.get_bool() ? "true" : "false"; return;
    case json::kind::int64: out += std::to_string(value.get_int64()); return;
    case json::kind::uint64: out += std::to_string(value.get_uint64()); return;
    case json::kind::double_: return write_number(out, value.get_double());
    case json::kind::string: return write_json_text(out, {value.get_string().data(), value.get_string().size()});
    case json::kind::array: {
        char between = '[';
        for (const json::value& element : value.get_array()) {
            out += between;
            write_json(out, element);
            between = ',';
        }
        out += between == '[' ? "[]" : "]";
        return;
    }
    case json::kind::object: {
        char between = '{';
        for (const auto& member : value.get_object()) {
            out += between;
            write_json_text(out, {member.key().data(), member.key().size()});
            out += ':';
            write_json(out, member.value());
            between = ',';
        }
        out += between == '{' ? "{}" : "}";
        return;
    }
    }
}

std::string write_json(const json::value& value)
{
    std::string out;
    write_json(out, value);
    return out;
}

} // namespace huimin::http
