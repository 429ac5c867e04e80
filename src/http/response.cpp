#include "http/response.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/headers.h"
#include "http/json.h"
#include "http/limits.h"
#include "http/uri.h"

namespace huimin::http {

namespace {

/// What the door itself refuses and has a status of its own; the limits' stand in limit_rows().
constexpr std::pair<std::string_view, int> own_statuses[] = {
    {"http.method_unknown", 501},   {"http.method_not_allowed", 405}, {"http.content_type", 415},
    {"http.content_encoding", 415}, {"http.expectation", 417},        {"http.version", 505},
    {"http.broken", 500},           {"http.body_not_taken", 413},
};

std::string without_controls(std::string_view value)
{
    std::string plain;
    for (const char c : value)
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f)
            plain += c;
    return plain;
}

} // namespace

int status_of(const Error& error)
{
    if (error.code.rfind("http.", 0) == 0) {
        for (const auto& [code, status] : own_statuses)
            if (error.code == code)
                return status;
        for (const LimitRow& row : limit_rows())
            if (error.code == row.code)
                return row.status;
    }
    switch (error.fault) {
    case Fault::invalid: return error.code.rfind("http.", 0) == 0 ? 400 : 422;
    case Fault::forbidden: return 403;
    case Fault::missing: return 404;
    case Fault::conflict: return 409;
    case Fault::unavailable: return 503;
    }
    VERIFY(false); // every fault has its status
}

std::string problem_text(const Error& error, int status, std::string_view request_number)
{
    std::string text = R"({"type":)";
    const auto member = [&](const char* key, std::string_view value) {
        text.append(",\"").append(key).append("\":");
        write_json_text(text, value);
    };
    write_json_text(text, "urn:huimin:problem:" + error.code);
    member("title", reason(status));
    text.append(",\"status\":").append(std::to_string(status));
    member("detail", error.message);
    member("code", error.code);
    member("remedy", error.remedy);
    if (!error.english.empty())
        member("english", error.english);
    member("instance", "urn:huimin:request:" + std::string(request_number));
    member("request", request_number);
    return text + "}";
}

Result<std::shared_ptr<const OpenFile>> OpenFile::open(const std::string& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat facts{};
    if (descriptor >= 0 && ::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode))
        return std::shared_ptr<const OpenFile>(std::make_shared<OpenFile>(descriptor, facts.st_size));
    if (descriptor >= 0)
        ::close(descriptor);
    return Error{Fault::missing, "http.file", "文件不在了，或者不能读取", "请重新生成文件后再下载",
                 "the file is gone or cannot be read; make it again"};
}

OpenFile::~OpenFile() { ::close(descriptor_); }

std::int64_t OpenFile::read(std::int64_t offset, char* into, std::int64_t size) const
{
    for (;;) {
        const auto got = ::pread(descriptor_, into, static_cast<std::size_t>(size), offset);
        if (got >= 0 || errno != EINTR)
            return got;
    }
}

Response Response::json(const boost::json::value& value, int status) { return json_text(write_json(value), status); }

Response Response::json_text(std::string text, int status)
{
    return bytes(std::move(text), "application/json", status);
}

Response Response::bytes(std::string bytes, std::string_view content_type, int status)
{
    Response response;
    response.status_ = status;
    response.body_ = std::move(bytes);
    return std::move(response).with("Content-Type", content_type);
}

Response Response::shared(Shared bytes, std::string_view content_type)
{
    Response response;
    response.body_ = std::move(bytes);
    return std::move(response).with("Content-Type", content_type);
}

Response Response::download(File file, std::string_view content_type, std::string_view name)
{
    Response response;
    response.body_ = std::move(file);
    return std::move(response)
        .with("Content-Type", content_type)
        .with("Content-Disposition", "attachment; filename*=UTF-8''" + percent_encode(name));
}

Response Response::download(std::string bytes, std::string_view content_type, std::string_view name)
{
    return Response::bytes(std::move(bytes), content_type)
        .with("Content-Disposition", "attachment; filename*=UTF-8''" + percent_encode(name));
}

Response Response::nothing(int status)
{
    Response response;
    response.status_ = status;
    return response;
}

Response Response::created(const boost::json::value& value, std::string_view location)
{
    return json(value, 201).with("Location", location);
}

Response Response::see_other(std::string_view location) { return nothing(303).with("Location", location); }

Response Response::problem(Error error, int status)
{
    Response response(std::move(error));
    response.status_ = status;
    return response;
}

Response Response::events(Events write)
{
    Response response;
    response.body_ = std::move(write);
    return std::move(response).with("Content-Type", "text/event-stream").with("X-Accel-Buffering", "no");
}

Response& Response::with(std::string_view name, std::string_view value) &
{
    headers_.emplace_back(std::string(name), without_controls(value));
    return *this;
}

Response&& Response::with(std::string_view name, std::string_view value) && { return std::move(with(name, value)); }

Response& Response::with(const Cookie& cookie) &
{
    std::string text = cookie.name + "=" + cookie.value + "; Path=/; HttpOnly; SameSite=";
    text += cookie.from_elsewhere ? "Lax" : "Strict";
    if (cookie.secure)
        text += "; Secure";
    if (cookie.seconds)
        text += "; Max-Age=" + std::to_string(*cookie.seconds);
    return with("Set-Cookie", text);
}

Response&& Response::with(const Cookie& cookie) && { return std::move(with(cookie)); }

Response&& Response::with_version(std::string_view version) &&
{
    return std::move(with("ETag", '"' + std::string(version) + '"'));
}

std::string_view Response::header(std::string_view name) const
{
    for (const auto& [key, value] : headers_)
        if (same_token(key, name))
            return value;
    return {};
}

std::int64_t Response::size() const
{
    if (const auto* bytes = std::get_if<std::string>(&body_))
        return static_cast<std::int64_t>(bytes->size());
    if (const auto* shared = std::get_if<Shared>(&body_))
        return static_cast<std::int64_t>((*shared)->size());
    if (const auto* file = std::get_if<File>(&body_))
        return (*file)->size();
    return -1;
}

void Response::tell_problem(std::string_view request_number)
{
    if (!error_)
        return;
    if (status_ == 0)
        status_ = status_of(*error_);
    body_ = problem_text(*error_, status_, request_number);
    with("Content-Type", "application/problem+json");
    if ((status_ == 503 || status_ == 429) && header("Retry-After").empty())
        with("Retry-After", status_ == 429 ? "1" : "3");
}

std::string_view reason(int status)
{
    constexpr std::pair<int, std::string_view> reasons[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {207, "Multi-Status"},
        {303, "See Other"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {428, "Precondition Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
        {507, "Insufficient Storage"},
    };
    for (const auto& [known, text] : reasons)
        if (known == status)
            return text;
    return "Status";
}

} // namespace huimin::http
