#include "http/internal/head.h"

#include <algorithm>

#include "http/uri.h"

namespace huimin::http::internal {

namespace {

bool is_token_char(char c)
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char); }

bool is_value_char(char c) { return static_cast<unsigned char>(c) >= 0x20 ? c != 0x7f : c == '\t'; }

bool is_target_char(char c)
{
    return c > 0x20 && c < 0x7f && c != '#' && c != '"' && c != '<' && c != '>' && c != '\\';
}

Error refuse(std::string code, std::string message, std::string english)
{
    return {Fault::invalid, std::move(code), std::move(message), "请换用标准的浏览器或客户端", std::move(english)};
}

Error framing()
{
    return refuse("http.framing", "请求的 Content-Length 或 Transfer-Encoding 重复、矛盾或不合规范",
                  "Content-Length or Transfer-Encoding is repeated, contradictory or malformed");
}

/// The line up to CR LF, removed from `rest`. None when it ends otherwise.
std::optional<std::string_view> take_line(std::string_view& rest)
{
    const std::size_t end = rest.find_first_of("\r\n");
    if (end == std::string_view::npos || rest.substr(end, 2) != "\r\n")
        return std::nullopt;
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    return line;
}

Error line_end()
{
    return refuse("http.line_end", "请求头的行没有以 CR LF 结束", "a line of the header does not end with CR LF");
}

Result<Done> read_request_line(std::string_view line, Head& head, bool& modern, const Limits& limits)
{
    const Error malformed = refuse("http.request_line", "请求的第一行不合规范", "the request line is malformed");
    const std::size_t one = line.find(' ');
    const std::size_t two = line.rfind(' ');
    if (one == std::string_view::npos || two == one || !is_token(line.substr(0, one)))
        return malformed;
    const std::string_view target = line.substr(one + 1, two - one - 1);
    const std::string_view version = line.substr(two + 1);
    if (static_cast<std::int64_t>(target.size()) > limits.target)
        return beyond_limit("http.target_too_long", limits.target);
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return version.substr(0, 5) == "HTTP/"
                   ? refuse("http.version", "只支持 HTTP/1.1", "only HTTP/1.1 is spoken here")
                   : malformed;
    const bool form = target == "*" || (!target.empty() && target.front() == '/');
    if (!form || !std::all_of(target.begin(), target.end(), is_target_char))
        return refuse("http.target", "请求的网址不合规范", "the target is not a path");
    modern = version == "HTTP/1.1";
    head.method = line.substr(0, one);
    const std::size_t question = std::min(target.find('?'), target.size());
    head.path = target.substr(0, question);
    head.query = target.substr(std::min(question + 1, target.size()));
    return Done{};
}

Result<Done> read_field(std::string_view line, Head& head)
{
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t'))
        value.remove_prefix(1);
    while (!value.empty() && (value.back() == ' ' || value.back() == '\t'))
        value.remove_suffix(1);
    if (colon == std::string_view::npos || !is_token(name) || !std::all_of(value.begin(), value.end(), is_value_char))
        return refuse("http.header_form", "请求头有一行不合规范", "a header field is malformed");
    head.headers.add(name, value);
    return Done{};
}

struct Seen {
    int host = 0, content_length = 0, transfer_encoding = 0;
};

/// What decides where this request ends and whether another may follow.
Result<Done> read_framing(Head& head, Seen& seen, bool modern)
{
    head.keep_alive = modern;
    for (std::size_t i = 0; i < head.headers.size(); ++i) {
        const std::string_view name = head.headers.name(i), value = head.headers.value(i);
        if (same_token(name, "host")) {
            ++seen.host;
        } else if (same_token(name, "content-length")) {
            const bool digits =
                !value.empty() && value.size() <= 18 && value.find_first_not_of("0123456789") == std::string_view::npos;
            if (++seen.content_length > 1 || !digits)
                return framing();
            head.content_length = *read_integer(value);
        } else if (same_token(name, "transfer-encoding")) {
            if (++seen.transfer_encoding > 1 || !same_token(value, "chunked") || !modern)
                return framing();
            head.chunked = true;
        } else if (same_token(name, "connection")) {
            if (same_token(value, "close"))
                head.keep_alive = false;
            else if (!modern && same_token(value, "keep-alive"))
                head.keep_alive = true;
        } else if (same_token(name, "expect")) {
            if (!same_token(value, "100-continue"))
                return refuse("http.expectation", "不支持这样的 Expect 请求头", "this Expect is not supported");
            head.expects_continue = modern;
        }
    }
    return Done{};
}

/// Fields that say one thing: given twice, one reader believes the first and another the last.
Result<Done> refuse_repeated(const Headers& headers)
{
    for (const std::string_view once :
         {"authorization", "cookie", "content-type", "content-encoding", "if-match", "idempotency-key", "origin",
          "expect", "x-csrf-token", "x-purpose", "x-matter", "x-forwarded-proto", "x-forwarded-host"}) {
        int times = 0;
        for (std::size_t i = 0; i < headers.size(); ++i)
            times += same_token(headers.name(i), once);
        if (times > 1)
            return refuse("http.header_repeated", "请求头 `" + std::string(once) + "` 给了两次",
                          "the header field `" + std::string(once) + "` is given twice");
    }
    return Done{};
}

} // namespace

Result<Head> read_head(std::string_view bytes, const Limits& limits)
{
    if (static_cast<std::int64_t>(bytes.size()) > limits.header)
        return *beyond_head(bytes, limits);
    Head head;
    bool modern = true;
    std::string_view rest = bytes;
    const auto first = take_line(rest);
    if (!first)
        return line_end();
    TRY(read_request_line(*first, head, modern, limits));
    for (;;) {
        const auto line = take_line(rest);
        if (!line)
            return line_end();
        if (line->empty())
            break;
        if (static_cast<std::int64_t>(head.headers.size()) == limits.header_count)
            return beyond_limit("http.header_too_many", limits.header_count);
        TRY(read_field(*line, head));
    }
    Seen seen;
    TRY(read_framing(head, seen, modern));
    if (seen.host > 1 || (modern && seen.host == 0))
        return refuse("http.host", "请求应当恰好有一个 Host", "exactly one Host is needed");
    if (seen.content_length > 0 && seen.transfer_encoding > 0)
        return framing();
    TRY(refuse_repeated(head.headers));
    return head;
}

std::optional<Error> beyond_head(std::string_view so_far, const Limits& limits)
{
    const std::size_t line = std::min(so_far.find('\n'), so_far.size());
    // The longest method and the version stand beside the target.
    if (static_cast<std::int64_t>(line) > limits.target + 32)
        return beyond_limit("http.target_too_long", limits.target);
    if (static_cast<std::int64_t>(so_far.size()) > limits.header)
        return beyond_limit("http.header_too_large", limits.header);
    return std::nullopt;
}

} // namespace huimin::http::internal
