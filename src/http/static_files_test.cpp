#include "http/static_files.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "http/internal/wire_test.h"

using namespace huimin;
using namespace huimin::http;
using namespace huimin::http::test;

namespace fs = std::filesystem;

namespace {

/// A small built front end in a folder of its own.
class BuiltPages {
public:
    BuiltPages() : folder_(fs::temp_directory_path() / ("huimin-pages-" + std::to_string(::getpid())))
    {
        write("index.html", "<!doctype html>front");
        write("desk.html", "<!doctype html>desk");
        write("assets/app-3fa9c1d2.js", "plain");
        write("assets/app-3fa9c1d2.js.br", "brotli");
        write("assets/app-3fa9c1d2.js.gz", "gzip");
        write("map/330000.geojson", "{}");
        write("notes.gz", "a file of its own");
        fs::create_symlink("/etc/passwd", folder_ / "passwd");
    }
    BuiltPages(const BuiltPages&) = delete;
    BuiltPages& operator=(const BuiltPages&) = delete;
    ~BuiltPages() { fs::remove_all(folder_); }

    [[nodiscard]] std::string folder() const { return folder_.string(); }

private:
    void write(const std::string& name, const std::string& text) const
    {
        fs::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name) << text;
    }

    fs::path folder_;
};

Router pages_router(const BuiltPages& pages)
{
    Router router;
    router.add({.path = "/api/hello", .handler = [](Request&) -> Task<Response> { co_return Response::nothing(); }});
    StaticFiles files = StaticFiles::load(pages.folder()).value();
    REQUIRE(files.fall_back("/", "index.html").ok());
    REQUIRE(files.fall_back("/desk", "desk.html").ok());
    CHECK(files.fall_back("/m", "m.html").error().code == "http.page_missing");
    router.serve(std::move(files));
    return router;
}

} // namespace

TEST_CASE("pages and their files are found, and nothing else")
{
    const BuiltPages pages;
    Served served(pages_router(pages));
    const struct {
        const char *target, *outcome;
    } cases[] = {
        {"/", "200 <!doctype html>front"},
        {"/about", "200 <!doctype html>front"},
        {"/desk", "200 <!doctype html>desk"},
        {"/desk/", "200 <!doctype html>desk"},
        {"/desk/persons/7?tab=facts", "200 <!doctype html>desk"},
        {"/desktop", "200 <!doctype html>front"},
        {"/desk.html", "200 <!doctype html>desk"},
        {"/assets/app-3fa9c1d2.js", "200 plain"},
        {"/notes.gz", "200 a file of its own"},
        {"/assets/app-3fa9c1d2.js.br", "404 http.path_unknown"},
        {"/assets/missing.js", "404 http.path_unknown"},
        {"/passwd.txt", "404 http.path_unknown"},
        {"/api/nowhere", "404 http.path_unknown"},
        {"/../passwd", "400 http.path"},
        {"/%2e%2e/passwd", "400 http.path"},
        {"/..%2fetc%2fpasswd.txt", "404 http.path_unknown"},
        {"/assets/%00.js", "400 http.text"},
    };
    for (const auto& row : cases) {
        const Reply reply = served.get(row.target);
        CHECK_MESSAGE(std::to_string(reply.status) + " " + (reply.status == 200 ? reply.body : code_of(reply)) ==
                          row.outcome,
                      row.target);
    }
    CHECK(served.get("/passwd").body == "<!doctype html>front");
    CHECK(told(served.post("/desk", "{}")) == "404 http.path_unknown");
    CHECK(StaticFiles::load("/nowhere").error().code == "http.folder");
    CHECK(StaticFiles::load(pages.folder(), 20).error().code == "http.folder_too_large");
}

TEST_CASE("packed files are sent to who takes them")
{
    const BuiltPages pages;
    Served served(pages_router(pages));
    const auto asked = [&](const char* coding) {
        const Reply reply = served.ask(
            "GET /assets/app-3fa9c1d2.js HTTP/1.1\r\nHost: a\r\nAccept-Encoding: " + std::string(coding) + "\r\n\r\n");
        CHECK(reply.headers.find("vary") == "Accept-Encoding");
        return reply.body + " " + std::string(reply.headers.find("content-encoding"));
    };
    CHECK(asked("gzip, deflate, br") == "brotli br");
    CHECK(asked("gzip") == "gzip gzip");
    CHECK(asked("br;q=0, gzip;q=0.5") == "gzip gzip");
    CHECK(asked("gzip;q=0.0") == "plain ");
    CHECK(asked("identity") == "plain ");
    CHECK(asked("") == "plain ");
}

TEST_CASE("browsers keep what never changes and ask again for pages")
{
    const BuiltPages pages;
    Served served(pages_router(pages));
    const Reply script = served.get("/assets/app-3fa9c1d2.js"), page = served.get("/desk");
    CHECK(script.headers.find("cache-control") == "public, max-age=31536000, immutable");
    CHECK(script.headers.find("content-type") == "text/javascript; charset=utf-8");
    CHECK(page.headers.find("cache-control") == "no-cache");
    CHECK(page.headers.find("content-type") == "text/html; charset=utf-8");
    CHECK(page.headers.find("content-security-policy") ==
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
          "font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'");
    const std::string tag(page.headers.find("etag"));
    CHECK(tag.size() > 20);
    Wire wire = served.wire();
    wire.send("GET /desk HTTP/1.1\r\nHost: a\r\nIf-None-Match: " + tag +
              "\r\n\r\nHEAD /desk HTTP/1.1\r\nHost: a\r\n\r\n"
              "GET /desk HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"other\"\r\n\r\n");
    const Reply same = wire.reply();
    CHECK(same.status == 304);
    CHECK(same.headers.find("etag") == tag);
    CHECK_FALSE(same.headers.has("content-length"));
    CHECK(wire.reply(false).headers.find("content-length") == "19");
    CHECK(wire.reply().body == "<!doctype html>desk");
}

TEST_CASE("a file is sent as a download under its Chinese name, without being held in memory")
{
    const BuiltPages pages;
    const std::string path = pages.folder() + "/list.csv";
    std::ofstream(path) << std::string(700'001, 'x');
    Router router;
    router.add({.path = "/download", .handler = [path](Request&) -> Task<Response> {
                    co_return Response::download(CO_TRY(OpenFile::open(path)), "text/csv", "名单 1.csv");
                }});
    router.add({.path = "/gone", .handler = [path](Request&) -> Task<Response> {
                    co_return Response::download(CO_TRY(OpenFile::open(path + "x")), "text/csv", "x");
                }});
    Served served(std::move(router));
    const Reply reply = served.get("/download");
    CHECK(reply.body.size() == 700'001);
    CHECK(reply.headers.find("content-disposition") == "attachment; filename*=UTF-8''%E5%90%8D%E5%8D%95%201.csv");
    CHECK(told(served.get("/gone")) == "404 http.file");
    CHECK(OpenFile::open(pages.folder()).error().code == "http.file");
    CHECK(OpenFile::open(pages.folder() + "/passwd").error().code == "http.file");
}
