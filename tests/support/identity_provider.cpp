#include "tests/support/identity_provider.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include "access/secret.h"

namespace huimin::test {

namespace {

using access::base64url;
using Bytes = std::vector<std::uint8_t>;

constexpr const char* client_id = "huimin";
constexpr const char* client_secret = "a secret / of ours";
constexpr const char* redirect_uri = "https://huimin.example/open-id/back";

std::shared_ptr<EVP_PKEY> made(EVP_PKEY* key)
{
    VERIFY(key != nullptr);
    return {key, EVP_PKEY_free};
}

std::span<const std::uint8_t> bytes_of(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string number_of(EVP_PKEY* key, const char* name, int size)
{
    BIGNUM* number = nullptr;
    VERIFY(EVP_PKEY_get_bn_param(key, name, &number) == 1);
    Bytes bytes(static_cast<std::size_t>(size > 0 ? size : BN_num_bytes(number)));
    VERIFY(BN_bn2binpad(number, bytes.data(), static_cast<int>(bytes.size())) >= 0);
    BN_free(number);
    return base64url(bytes);
}

Bytes signature_of(EVP_PKEY* key, std::string_view message)
{
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::size_t size = 0;
    VERIFY(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1);
    VERIFY(EVP_DigestSign(context.get(), nullptr, &size, bytes_of(message).data(), message.size()) == 1);
    Bytes signature(size);
    VERIFY(EVP_DigestSign(context.get(), signature.data(), &size, bytes_of(message).data(), message.size()) == 1);
    signature.resize(size);
    return signature;
}

/// r and s of 32 bytes each.
Bytes raw_of(const Bytes& der)
{
    const std::uint8_t* at = der.data();
    ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    VERIFY(signature != nullptr);
    Bytes raw(64);
    VERIFY(BN_bn2binpad(ECDSA_SIG_get0_r(signature), raw.data(), 32) == 32);
    VERIFY(BN_bn2binpad(ECDSA_SIG_get0_s(signature), raw.data() + 32, 32) == 32);
    ECDSA_SIG_free(signature);
    return raw;
}

std::string decoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else
            out += text[i] == '+' ? ' ' : text[i];
    }
    return out;
}

std::map<std::string, std::string> form_of(std::string_view text)
{
    std::map<std::string, std::string> form;
    while (!text.empty()) {
        const std::size_t end = text.find('&');
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        const std::size_t mark = pair.find('=');
        if (mark != pair.npos)
            form[decoded(pair.substr(0, mark))] = decoded(pair.substr(mark + 1));
    }
    return form;
}

std::string response(const char* status, const std::string& body, const std::string& more = "")
{
    return std::string("HTTP/1.1 ") + status + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n" + more + "\r\n" + body;
}

/// All that comes until the other side ends, or the head and as much body as it names.
std::string read_all(int connection, bool is_request)
{
    std::string all;
    std::array<char, 4096> part{};
    while (true) {
        const std::size_t head = all.find("\r\n\r\n");
        if (is_request && head != std::string::npos) {
            const std::size_t named = all.find("Content-Length: ");
            const std::size_t size = named < head ? std::stoul(all.substr(named + 16)) : 0;
            if (all.size() >= head + 4 + size)
                return all;
        }
        const ssize_t got = recv(connection, part.data(), part.size(), 0);
        if (got <= 0)
            return all;
        all.append(part.data(), static_cast<std::size_t>(got));
    }
}

void write_all(int connection, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t sent = send(connection, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::string challenge_of(const std::string& verifier)
{
    std::array<std::uint8_t, 32> digest{};
    unsigned int size = 0;
    VERIFY(EVP_Digest(verifier.data(), verifier.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
    return base64url(digest);
}

} // namespace

IdentityProvider::IdentityProvider(std::function<std::int64_t()> seconds) : seconds_(std::move(seconds))
{
    change_keys();
    stranger_ = made(EVP_RSA_gen(2048));
    listening_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    VERIFY(bind(listening_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    VERIFY(listen(listening_, 16) == 0);
    VERIFY(getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

IdentityProvider::~IdentityProvider()
{
    thread_.request_stop();
    thread_.join();
    close(listening_);
}

void IdentityProvider::change_keys()
{
    const std::lock_guard lock(mutex_);
    rsa_ = made(EVP_RSA_gen(2048));
    curve_ = made(EVP_EC_gen("P-256"));
    ++keys_made_;
}

access::Provider IdentityProvider::client(const std::string& name) const
{
    return {.name = name,
            .issuer = issuer(),
            .client_id = client_id,
            .client_secret = client_secret,
            .redirect_uri = redirect_uri};
}

void IdentityProvider::serve(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        pollfd waiting{listening_, POLLIN, 0};
        if (poll(&waiting, 1, 20) <= 0)
            continue;
        const int connection = accept(listening_, nullptr, nullptr);
        if (connection < 0)
            continue;
        answer(connection);
        close(connection);
    }
}

void IdentityProvider::answer(int connection)
{
    const std::string request = read_all(connection, true);
    const std::size_t first = request.find(' '), second = request.find(' ', first + 1), head = request.find("\r\n\r\n");
    if (first == std::string::npos || second == std::string::npos || head == std::string::npos)
        return;
    const std::size_t named = request.find("Authorization: ");
    const std::string authorisation =
        named < head ? request.substr(named + 15, request.find("\r\n", named) - named - 15) : "";
    write_all(connection, reply(request.substr(0, first), request.substr(first + 1, second - first - 1), authorisation,
                                request.substr(head + 4)));
}

std::string IdentityProvider::reply(const std::string& method, const std::string& target,
                                    const std::string& authorisation, const std::string& body)
{
    const std::string path = target.substr(0, target.find('?'));
    const std::string query = target.find('?') == std::string::npos ? "" : target.substr(target.find('?') + 1);
    const std::lock_guard lock(mutex_);
    if (method == "GET" && path == "/.well-known/openid-configuration")
        return response("200 OK", R"({"issuer":")" + (is_another ? "https://elsewhere.example" : issuer()) +
                                      R"(","authorization_endpoint":")" + issuer() +
                                      R"(/authorise","token_endpoint":")" + issuer() + R"(/token","jwks_uri":")" +
                                      issuer() + R"(/keys"})");
    if (method == "GET" && path == "/keys")
        return response("200 OK", key_set());
    if (method == "GET" && path == "/authorise")
        return authorise(form_of(query));
    if (method == "POST" && path == "/token")
        return token(form_of(body), authorisation);
    return response("404 Not Found", "");
}

std::string IdentityProvider::authorise(const Form& asked)
{
    const auto get = [&](const char* name) { return asked.contains(name) ? asked.at(name) : std::string(); };
    if (get("response_type") != "code" || get("client_id") != client_id || get("redirect_uri") != redirect_uri ||
        get("code_challenge_method") != "S256" || get("scope").find("openid") == std::string::npos ||
        get("state").empty() || get("nonce").empty())
        return response("400 Bad Request", "");
    const std::string code = "code " + std::to_string(++codes_made_) + "/+&=";
    codes_[code] = {get("nonce"), get("code_challenge"), get("redirect_uri")};
    // Characters that a careless client would not encode.
    return response("302 Found", "",
                    std::string("Location: ") + redirect_uri + "?code=code%20" + std::to_string(codes_made_) +
                        "%2F%2B%26%3D&state=" + get("state") + "\r\n");
}

std::string IdentityProvider::token(const Form& asked, const std::string& authorisation)
{
    const auto get = [&](const char* name) { return asked.contains(name) ? asked.at(name) : std::string(); };
    const auto found = codes_.find(get("code"));
    const std::string expected = "Basic " + access::base64("huimin:a%20secret%20%2F%20of%20ours");
    if (found == codes_.end() || authorisation != expected || get("grant_type") != "authorization_code" ||
        get("redirect_uri") != found->second.redirect_uri ||
        challenge_of(get("code_verifier")) != found->second.challenge)
        return response("400 Bad Request", R"({"error":"invalid_grant"})");
    const Code code = found->second;
    codes_.erase(found);
    if (flaw == Flaw::not_json)
        return response("200 OK", "<html>maintenance</html>");
    if (flaw == Flaw::no_token)
        return response("200 OK", R"({"access_token":"x","token_type":"Bearer"})");
    return response("200 OK", R"({"access_token":"x","token_type":"Bearer","id_token":")" + signed_token(code) + "\"}");
}

std::string IdentityProvider::key_set()
{
    ++key_readings;
    const std::string made_now = std::to_string(keys_made_);
    return R"({"keys":[{"kty":"oct","kid":"o","k":"AAAA"},{"kty":"RSA","use":"enc","kid":"x","n":"AA","e":"AQAB"},)"
           R"({"kty":"RSA","use":"sig","alg":"RS256","kid":"r)" +
           made_now + R"(","n":")" + number_of(rsa_.get(), OSSL_PKEY_PARAM_RSA_N, 0) + R"(","e":")" +
           number_of(rsa_.get(), OSSL_PKEY_PARAM_RSA_E, 0) + R"("},{"kty":"EC","crv":"P-256","kid":"e)" + made_now +
           R"(","x":")" + number_of(curve_.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32) + R"(","y":")" +
           number_of(curve_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32) + "\"}]}";
}

std::string IdentityProvider::signed_token(const Code& code)
{
    const Flaw wrong = flaw;
    const bool by_curve = signs_by_curve;
    const std::int64_t now = seconds_() + (wrong == Flaw::from_the_future ? 3600 : 0);
    const std::string algorithm = wrong == Flaw::no_signature    ? "none"
                                  : wrong == Flaw::shared_secret ? "HS256"
                                  : by_curve                     ? "ES256"
                                                                 : "RS256";
    const std::string key = wrong == Flaw::unknown_key ? "nobody" : (by_curve ? "e" : "r") + std::to_string(keys_made_);
    const std::string header = R"({"typ":"JWT","alg":")" + algorithm + R"(","kid":")" + key + "\"" +
                               (wrong == Flaw::critical_header ? R"(,"crit":["exp"])" : "") + "}";
    const auto claims_for = [&](const std::string& who) {
        return R"({"iss":")" + (wrong == Flaw::other_issuer ? "https://elsewhere.example" : issuer()) + "\"" +
               (wrong == Flaw::no_subject ? "" : R"(,"sub":")" + who + "\"") + R"(,"aud":)" +
               (wrong == Flaw::other_audience   ? R"("another")"
                : wrong == Flaw::more_audiences ? R"(["huimin","another"])"
                                                : R"("huimin")") +
               (wrong == Flaw::no_expiry ? ""
                                         : R"(,"exp":)" + std::to_string(now + (wrong == Flaw::expired ? -61 : 300))) +
               R"(,"iat":)" + std::to_string(now) +
               (wrong == Flaw::no_nonce
                    ? ""
                    : R"(,"nonce":")" + (wrong == Flaw::other_nonce ? std::string(64, '0') : code.nonce) + "\"") +
               "}";
    };
    const std::string message = base64url(bytes_of(header)) + "." + base64url(bytes_of(claims_for(subject)));
    if (wrong == Flaw::no_signature)
        return message + ".";
    if (wrong == Flaw::shared_secret) {
        const std::string modulus = number_of(rsa_.get(), OSSL_PKEY_PARAM_RSA_N, 0);
        std::array<std::uint8_t, 32> mark{};
        unsigned int size = 0;
        HMAC(EVP_sha256(), modulus.data(), static_cast<int>(modulus.size()), bytes_of(message).data(), message.size(),
             mark.data(), &size);
        return message + "." + base64url(mark);
    }
    EVP_PKEY* signing = wrong == Flaw::other_key ? stranger_.get() : by_curve ? curve_.get() : rsa_.get();
    const Bytes signature = signature_of(signing, message);
    const std::string sent = wrong == Flaw::changed_claims
                                 ? base64url(bytes_of(header)) + "." + base64url(bytes_of(claims_for("administrator")))
                                 : message;
    return sent + "." + base64url(by_curve && wrong != Flaw::other_key ? raw_of(signature) : signature);
}

IdentityProvider::Back IdentityProvider::visit(const std::string& url) const
{
    // The address is followed as it stands; the answer's Location tells where the browser is sent back to.
    const auto reply = fetch_plainly({.method = "GET", .url = url});
    if (!reply.ok() || reply->status != 302)
        throw std::runtime_error("the provider does not take " + url);
    const auto form = form_of(std::string_view(reply->body).substr(reply->body.find('?') + 1));
    return {form.at("code"), form.at("state")};
}

Result<access::FetchReply> fetch_plainly(const access::FetchRequest& request)
{
    const Error failed{Fault::unavailable, "test.fetch", "连接不上 `" + request.url + "`", "", "no answer"};
    constexpr std::string_view start = "http://127.0.0.1:";
    if (!request.url.starts_with(start))
        return failed;
    const std::size_t slash = request.url.find('/', start.size());
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(request.url.substr(start.size()))));
    const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        close(connection);
        return failed;
    }
    std::string text = request.method + " " + (slash == std::string::npos ? "/" : request.url.substr(slash)) +
                       " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    if (!request.authorisation.empty())
        text += "Authorization: " + request.authorisation + "\r\n";
    write_all(connection, text + "Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" + request.body);
    const std::string answer = read_all(connection, false);
    close(connection);
    const std::size_t head = answer.find("\r\n\r\n");
    if (head == std::string::npos)
        return failed;
    access::FetchReply reply{std::stoi(answer.substr(9, 3)), answer.substr(head + 4)};
    if (const std::size_t location = answer.find("Location: "); location < head)
        reply.body = answer.substr(location + 10, answer.find("\r\n", location) - location - 10);
    return reply;
}

} // namespace huimin::test
