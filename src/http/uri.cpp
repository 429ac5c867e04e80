#include "http/uri.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "http/limits.h"

namespace huimin::http {

namespace {

int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool is_control(char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }

Error percent_error()
{
    return {Fault::invalid, "http.percent", "网址里的 % 后面不是两位十六进制数", "请用标准的百分号编码书写网址",
            "% in the target is not followed by two hexadecimal digits; percent-encode it"};
}

Error text_error()
{
    return {Fault::invalid, "http.text", "网址解码后不是有效的 UTF-8 文字，或含有控制字符", "请用 UTF-8 编码书写网址",
            "the decoded target is not UTF-8 or holds control characters; encode it as UTF-8"};
}

Error query_error(std::string code, const std::string& what, std::string remedy, std::string english)
{
    return {Fault::invalid, std::move(code), what, std::move(remedy), std::move(english)};
}

} // namespace

Result<std::string> percent_decode(std::string_view raw, Plus plus)
{
    std::string text;
    text.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        char c = raw[i];
        if (c == '%') {
            const int high = i + 2 < raw.size() ? hex_digit(raw[i + 1]) : -1;
            const int low = i + 2 < raw.size() ? hex_digit(raw[i + 2]) : -1;
            if (high < 0 || low < 0)
                return percent_error();
            c = static_cast<char>(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus == Plus::is_blank) {
            c = ' ';
        }
        if (is_control(c))
            return text_error();
        text += c;
    }
    if (first_invalid_utf8(text))
        return text_error();
    return text;
}

std::string percent_encode(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain)
            encoded += c;
        else
            encoded.append({'%', digits[byte / 16], digits[byte % 16]});
    }
    return encoded;
}

Result<std::vector<std::string>> split_path(std::string_view path)
{
    const Error bad{Fault::invalid, "http.path", "网址的路径不合规范", "路径以 / 开头，不含 . 或 .. 段",
                    "the path is not well formed: it begins with / and has no segment . or .."};
    if (path.empty() || path.front() != '/')
        return bad;
    std::vector<std::string> segments;
    path.remove_prefix(1);
    while (!path.empty() || !segments.empty()) {
        const std::size_t slash = path.find('/');
        std::string segment = TRY(percent_decode(path.substr(0, slash)));
        if (segment == "." || segment == "..")
            return bad;
        segments.push_back(std::move(segment));
        if (slash == std::string_view::npos)
            break;
        path.remove_prefix(slash + 1);
    }
    return segments;
}

Result<Query> Query::parse(std::string_view raw, std::int64_t count_max)
{
    Query query;
    while (!raw.empty()) {
        const std::size_t end = std::min(raw.find('&'), raw.size());
        const std::string_view pair = raw.substr(0, end);
        raw.remove_prefix(std::min(end + 1, raw.size()));
        if (pair.empty())
            continue;
        if (static_cast<std::int64_t>(query.pairs_.size()) == count_max)
            return beyond_limit("http.query_too_many", count_max);
        const std::size_t equals = std::min(pair.find('='), pair.size());
        std::string name = TRY(percent_decode(pair.substr(0, equals), Plus::is_blank));
        std::string value = TRY(percent_decode(pair.substr(std::min(equals + 1, pair.size())), Plus::is_blank));
        query.pairs_.emplace_back(std::move(name), std::move(value));
    }
    return query;
}

Result<Done> Query::check(std::span<const std::string> declared) const
{
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
        const std::string& name = pairs_[i].first;
        const bool once =
            (name.empty() || name.back() != '*') && std::find(declared.begin(), declared.end(), name) != declared.end();
        const bool often = std::find(declared.begin(), declared.end(), name + "*") != declared.end();
        if (!once && !often)
            return query_error("http.query_unknown", "没有查询参数 `" + name + "`", "请对照接口说明检查参数名",
                               "there is no query parameter `" + name + "`; see the API description");
        const auto same = [&](const auto& pair) { return pair.first == name; };
        const auto here = pairs_.begin() + static_cast<std::ptrdiff_t>(i);
        if (!often && std::find_if(pairs_.begin(), here, same) != here)
            return query_error("http.query_repeated", "查询参数 `" + name + "` 给了两次", "请只给一次",
                               "the query parameter `" + name + "` is given twice; give it once");
    }
    return Done{};
}

bool Query::has(std::string_view name) const
{
    return std::any_of(pairs_.begin(), pairs_.end(), [&](const auto& pair) { return pair.first == name; });
}

std::string_view Query::text(std::string_view name, std::string_view otherwise) const
{
    for (const auto& [key, value] : pairs_)
        if (key == name)
            return value;
    return otherwise;
}

std::vector<std::string_view> Query::all(std::string_view name) const
{
    std::vector<std::string_view> values;
    for (const auto& [key, value] : pairs_)
        if (key == name)
            values.push_back(value);
    return values;
}

Result<std::optional<std::int64_t>> Query::integer(std::string_view name, std::int64_t least, std::int64_t most) const
{
    if (!has(name))
        return std::optional<std::int64_t>();
    const std::string given(text(name));
    const std::optional<std::int64_t> number = read_integer(given);
    if (number && *number >= least && *number <= most)
        return number;
    const std::string bounds = std::to_string(least) + "–" + std::to_string(most);
    return query_error(
        "http.query_integer", "查询参数 `" + std::string(name) + "` 是 `" + given + "`，应为 " + bounds + " 的整数",
        "请改为范围内的整数",
        "the query parameter `" + std::string(name) + "` is `" + given + "`, not an integer of " + bounds);
}

Result<std::int64_t> Query::integer(std::string_view name, std::int64_t least, std::int64_t most,
                                    std::int64_t otherwise) const
{
    return TRY(integer(name, least, most)).value_or(otherwise);
}

Result<bool> Query::truth(std::string_view name, bool otherwise) const
{
    if (!has(name))
        return otherwise;
    const std::string given(text(name));
    if (given == "true" || given == "false")
        return given == "true";
    return query_error("http.query_truth",
                       "查询参数 `" + std::string(name) + "` 是 `" + given + "`，应为 true 或 false",
                       "请改为 true 或 false",
                       "the query parameter `" + std::string(name) + "` is `" + given + "`, neither true nor false");
}

std::optional<std::int64_t> read_integer(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

} // namespace huimin::http
