#include <doctest/doctest.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <thread>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "http/client.h"
#include "http/internal/wire_test.h"

using namespace huimin;
using namespace huimin::http;
using namespace huimin::http::test;

namespace {

/// A certificate of its own for 127.0.0.1, valid for a day, in a folder that goes with it.
class OwnCertificate {
public:
    OwnCertificate() : folder_(std::filesystem::temp_directory_path() / ("huimin-tls-" + std::to_string(::getpid())))
    {
        std::filesystem::create_directory(folder_);
        EVP_PKEY* key = EVP_EC_gen("P-256");
        X509* certificate = X509_new();
        X509_set_version(certificate, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 86'400);
        X509_set_pubkey(certificate, key);
        X509_NAME* subject = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("huimin test"),
                                   -1, -1, 0);
        X509_set_issuer_name(certificate, subject);
        X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
        X509_add_ext(certificate, names, -1);
        X509_EXTENSION_free(names);
        X509_sign(certificate, key, EVP_sha256());
        write(files().certificate_file, [&](FILE* file) { PEM_write_X509(file, certificate); });
        write(files().key_file,
              [&](FILE* file) { PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr); });
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
    OwnCertificate(const OwnCertificate&) = delete;
    OwnCertificate& operator=(const OwnCertificate&) = delete;
    ~OwnCertificate() { std::filesystem::remove_all(folder_); }

    [[nodiscard]] Tls files() const { return {(folder_ / "own.pem").string(), (folder_ / "own.key").string()}; }

private:
    template <class Write>
    static void write(const std::string& path, Write write)
    {
        FILE* file = std::fopen(path.c_str(), "w");
        REQUIRE(file != nullptr);
        write(file);
        std::fclose(file);
    }

    std::filesystem::path folder_;
};

template <class T>
std::string code(const Result<T>& result)
{
    return result ? "ok" : result.error().code;
}

} // namespace

TEST_CASE("over TLS everything is answered, and browsers are told to stay with it")
{
    const OwnCertificate own;
    Router router = small_router(10'000'000);
    router.add({.path = "/much", .handler = [](Request&) -> Task<Response> {
                    co_return Response::bytes(std::string(3'000'000, 'x'), "text/plain");
                }});
    router.add({.path = "/ticks", .handler = [](Request&) -> Task<Response> {
                    co_return Response::events([](EventStream& stream) -> Task<void> {
                        for (int i = 0; i < 3; ++i)
                            co_await stream.send({.data = std::to_string(i)});
                    });
                }});
    Served served(std::move(router), {.tls = own.files()});
    Call asking{.url = served.server->origin() + "/hello", .authorities_file = own.files().certificate_file};
    const auto answer = call(asking);
    REQUIRE(code(answer) == "ok");
    CHECK(answer->status == 200);
    CHECK(answer->body == "hello");
    CHECK(answer->headers.find("strict-transport-security") == "max-age=31536000");
    asking.url = served.server->origin() + "/much";
    CHECK(call(asking).value().body.size() == 3'000'000);
    asking.url = served.server->origin() + "/ticks";
    CHECK(call(asking).value().body == "data: 0\n\ndata: 1\n\ndata: 2\n\n");
    asking = {.method = Method::post,
              .url = served.server->origin() + "/count",
              .headers = {{"Content-Type", "application/json"}},
              .body = std::string(5'000'000, ' '),
              .authorities_file = own.files().certificate_file};
    CHECK(call(asking).value().body == "5000000");
    asking.url = served.server->origin() + "/hello"; // Refused while its body is on the way.
    asking.body = std::string(500'000, ' ');
    CHECK(call(asking).value().status == 405);
    CHECK(code(call({.url = served.server->origin() + "/hello"})) == "http.call_certificate");
}

TEST_CASE("who does not speak TLS, or stops in the handshake, is left")
{
    const OwnCertificate own;
    Served served(small_router(), {.threads = 1, .tls = own.files(), .limits = {.header_time = 500}});
    Wire plain = served.wire();
    plain.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(plain.rest().find("HTTP/") == std::string::npos);
    CHECK(plain.ends());
    Wire silent = served.wire();
    CHECK(silent.rest().empty());
    CHECK(silent.ends());
    Wire half = served.wire();
    half.send(std::string("\x16\x03\x01\x02\x00\x01", 6));
    CHECK(half.ends());
    const auto answer =
        call({.url = served.server->origin() + "/hello", .authorities_file = own.files().certificate_file});
    CHECK(code(answer) == "ok");
}

TEST_CASE("a server over TLS stops with its clients still there")
{
    const OwnCertificate own;
    Router router;
    router.add({.path = "/silence", .handler = [](Request&) -> Task<Response> {
                    co_return Response::events([](EventStream& stream) -> Task<void> {
                        while (co_await stream.pause(std::chrono::hours(1)))
                            continue;
                    });
                }});
    Served served(std::move(router), {.tls = own.files()});
    std::thread listener([&] {
        CHECK(
            call({.url = served.server->origin() + "/silence", .authorities_file = own.files().certificate_file}).ok());
    });
    REQUIRE(served.measures("http_event_streams 1"));
    CHECK(served.server->stop());
    listener.join();
}
