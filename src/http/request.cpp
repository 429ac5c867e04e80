#include "http/request.h"

#include <algorithm>

#include "base/sm3.h"

namespace huimin::http {

namespace {

constexpr std::pair<Method, std::string_view> methods[] = {
    {Method::get, "GET"},     {Method::head, "HEAD"},      {Method::post, "POST"},       {Method::put, "PUT"},
    {Method::patch, "PATCH"}, {Method::delete_, "DELETE"}, {Method::options, "OPTIONS"},
};

std::string_view trim(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

/// Calls `each` with every trimmed part of a list.
template <class Each>
void for_parts(std::string_view list, char separator, Each each)
{
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(separator), list.size());
        each(trim(list.substr(0, end)));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
}

bool is_tag(std::string_view tag)
{
    return tag.size() >= 2 && tag.front() == '"' && tag.back() == '"' && tag.find('"', 1) == tag.size() - 1;
}

} // namespace

std::string_view name(Method method)
{
    for (const auto& [known, text] : methods)
        if (known == method)
            return text;
    VERIFY(false); // every method has its name
}

std::optional<Method> read_method(std::string_view text)
{
    for (const auto& [method, known] : methods)
        if (known == text)
            return method;
    return std::nullopt;
}

bool Request::crosses_sites() const
{
    if (const std::string_view site = header("sec-fetch-site"); !site.empty())
        return site != "same-origin" && site != "none";
    const std::string_view origin = header("origin");
    const std::size_t scheme = origin.find("://");
    return !origin.empty() && (scheme == std::string_view::npos || !same_token(origin.substr(scheme + 3), parts_.host));
}

std::string Request::number() const { return hex(parts_.number); }

std::string_view Request::parameter(std::string_view name) const
{
    for (const auto& [key, value] : parameters_)
        if (key == name)
            return value;
    VERIFY(false); // the route has this parameter
}

Result<std::int64_t> Request::parameter_integer(std::string_view name) const
{
    const std::string_view given = parameter(name);
    if (const auto number = read_integer(given); number && *number >= 0)
        return *number;
    return Error{Fault::missing, "http.path_integer", "网址里的编号 `" + std::string(given) + "` 不是整数",
                 "请检查网址",
                 "the number `" + std::string(given) + "` in the path is not an integer; check the address"};
}

std::string_view Request::cookie(std::string_view wanted) const
{
    std::string_view found;
    int times = 0;
    for (std::size_t i = 0; i < parts_.headers.size(); ++i)
        if (same_token(parts_.headers.name(i), "cookie"))
            for_parts(parts_.headers.value(i), ';', [&](std::string_view pair) {
                const std::size_t equals = pair.find('=');
                if (equals == std::string_view::npos || pair.substr(0, equals) != wanted)
                    return;
                found = pair.substr(equals + 1);
                ++times;
            });
    return times == 1 ? found : std::string_view();
}

std::string_view Request::bearer() const
{
    const std::string_view value = header("authorization");
    return value.size() > 7 && same_token(value.substr(0, 7), "bearer ") ? trim(value.substr(7)) : std::string_view();
}

Result<boost::json::value> Request::json(const JsonLimits& limits) const { return read_json(parts_.body, limits); }

Result<std::optional<std::string>> Request::if_match() const
{
    if (!parts_.headers.has("if-match"))
        return std::optional<std::string>();
    const std::string_view tag = trim(header("if-match"));
    if (!is_tag(tag))
        return Error{Fault::invalid, "http.etag", "If-Match 是 `" + std::string(tag) + "`，不是一个版本标记",
                     "请原样送回读取时得到的 ETag",
                     "If-Match is not one strong entity tag; send back the ETag you read"};
    return std::optional(std::string(tag.substr(1, tag.size() - 2)));
}

bool Request::has_already(std::string_view tag) const
{
    bool already = false;
    for_parts(header("if-none-match"), ',', [&](std::string_view known) {
        if (known.substr(0, 2) == "W/")
            known.remove_prefix(2);
        already = already || known == "*" || known == tag;
    });
    return already;
}

Result<std::optional<std::string>> Request::idempotency_key() const
{
    if (!parts_.headers.has("idempotency-key"))
        return std::optional<std::string>();
    const std::string_view key = trim(header("idempotency-key"));
    const bool plain = std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.' || c == ':';
    });
    if (!plain || key.size() < 8 || key.size() > 128)
        return Error{Fault::invalid, "http.idempotency_key",
                     "Idempotency-Key 不是 8–128 位的字母、数字或 -_.:", "请为每次操作生成一个随机编号，例如 UUID",
                     "Idempotency-Key is not 8 to 128 letters, digits and -_.:; draw one at random for each act"};
    return std::optional(std::string(key));
}

std::string etag(std::string_view version) { return '"' + std::string(version) + '"'; }

} // namespace huimin::http
