#include "http/static_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/sm3.h"

namespace fs = std::filesystem;

namespace huimin::http {

namespace {

constexpr std::pair<std::string_view, std::string_view> content_types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".geojson", "application/geo+json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".wasm", "application/wasm"},
};

constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

std::string_view content_type(const std::string& path)
{
    const std::string extension = fs::path(path).extension().string();
    for (const auto& [known, type] : content_types)
        if (known == extension)
            return type;
    return "application/octet-stream";
}

Result<Response::Shared> read_file(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    std::ostringstream all;
    all << in.rdbuf();
    if (!in)
        return Error{Fault::unavailable, "http.folder", "不能读取文件 `" + path.string() + "`", "请检查文件的权限",
                     "the file `" + path.string() + "` cannot be read; check its permissions"};
    return std::make_shared<const std::string>(std::move(all).str());
}

bool begins_with(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

bool ends_with(std::string_view text, std::string_view with)
{
    return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
}

/// Every regular file below the folder with its path from there; links are not followed.
Result<std::map<std::string, Response::Shared>> read_folder(const fs::path& folder, std::int64_t bytes_max)
{
    std::error_code error;
    std::map<std::string, Response::Shared> found;
    std::int64_t bytes = 0;
    for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        if (entry->is_symlink() || !entry->is_regular_file())
            continue;
        Response::Shared content = TRY(read_file(entry->path()));
        bytes += static_cast<std::int64_t>(content->size());
        if (bytes > bytes_max)
            return Error{Fault::invalid, "http.folder_too_large",
                         "文件夹 `" + folder.string() + "` 里的文件合计超过 `" + std::to_string(bytes_max) + "` 字节",
                         "请移走不属于网页的文件",
                         "the files in `" + folder.string() + "` are too large; move away what belongs to no page"};
        found["/" + fs::relative(entry->path(), folder).generic_string()] = std::move(content);
    }
    if (error)
        return Error{Fault::unavailable, "http.folder", "不能读取文件夹 `" + folder.string() + "`",
                     "请先生成网页，或检查路径",
                     "the folder `" + folder.string() + "` cannot be read; build the pages first or check the path"};
    return found;
}

} // namespace

bool accepts_coding(std::string_view accept, std::string_view coding)
{
    while (!accept.empty()) {
        const std::size_t end = std::min(accept.find(','), accept.size());
        std::string_view part = accept.substr(0, end);
        accept.remove_prefix(std::min(end + 1, accept.size()));
        part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
        std::string_view name = part.substr(0, part.find_first_of("; "));
        if (!same_token(name, coding))
            continue;
        const std::size_t quality = part.find("q=");
        if (quality == std::string_view::npos)
            return true;
        return part.substr(quality + 2).find_first_of("123456789") != std::string_view::npos;
    }
    return false;
}

Result<StaticFiles> StaticFiles::load(const std::string& folder, std::int64_t bytes_max)
{
    auto found = TRY(read_folder(folder, bytes_max));
    StaticFiles files;
    for (const auto& [path, content] : found) {
        const bool packed =
            (ends_with(path, ".br") || ends_with(path, ".gz")) && found.count(path.substr(0, path.size() - 3)) == 1;
        if (packed)
            continue;
        const auto beside = [&, &name = path](const char* ending) {
            const auto it = found.find(name + ending);
            return it == found.end() ? Response::Shared() : it->second;
        };
        const std::string tag = '"' + hex(sm3(*content)).substr(0, 32) + '"';
        files.files_[path] = {
            content, beside(".br"), beside(".gz"), tag, std::string(content_type(path)), begins_with(path, "/assets/")};
    }
    return files;
}

Result<Done> StaticFiles::fall_back(std::string prefix, const std::string& page)
{
    if (files_.find("/" + page) == files_.end())
        return Error{Fault::missing, "http.page_missing", "网页文件夹里没有 `" + page + "`", "请先生成网页",
                     "the folder of pages has no `" + page + "`; build the pages first"};
    while (prefix.size() > 1 && prefix.back() == '/')
        prefix.pop_back();
    pages_.emplace_back(std::move(prefix), "/" + page);
    std::sort(pages_.begin(), pages_.end(),
              [](const auto& one, const auto& other) { return one.first.size() > other.first.size(); });
    return Done{};
}

const StaticFiles::File* StaticFiles::find(std::string_view path, bool may_fall_back) const
{
    if (const auto file = files_.find(path); file != files_.end())
        return &file->second;
    const std::string_view last = path.substr(path.rfind('/') + 1);
    if (!may_fall_back || last.find('.') != std::string_view::npos) // A missing picture is not a page.
        return nullptr;
    for (const auto& [prefix, page] : pages_)
        if (prefix == "/" || path == prefix || begins_with(path, prefix + "/"))
            return &files_.find(page)->second;
    return nullptr;
}

std::optional<Response> StaticFiles::answer(const Request& request, std::string_view path, bool may_fall_back) const
{
    const File* file = find(path, may_fall_back);
    if (!file)
        return std::nullopt;
    const std::string_view accept = request.header("accept-encoding");
    const bool br = file->br && accepts_coding(accept, "br");
    const bool gz = !br && file->gz && accepts_coding(accept, "gzip");
    // Each coding is a representation of its own, so it has a tag of its own.
    const std::string tag = file->etag.substr(0, file->etag.size() - 1) + (br ? "-br\"" : gz ? "-gz\"" : "\"");
    Response response = request.has_already(tag) ? Response::nothing(304)
                                                 : Response::shared(br   ? file->br
                                                                    : gz ? file->gz
                                                                         : file->plain,
                                                                    file->content_type);
    response.with("ETag", tag).with("Vary", "Accept-Encoding");
    response.with("Cache-Control", file->for_ever ? "public, max-age=31536000, immutable" : "no-cache");
    response.with("Content-Security-Policy", page_policy);
    if (response.status() == 200 && (br || gz))
        response.with("Content-Encoding", br ? "br" : "gzip");
    return response;
}

} // namespace huimin::http
