#include "access/open_id.h"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <openssl/evp.h>

#include "access/internal/deed.h"
#include "access/internal/percent.h"

namespace huimin::access {

namespace json = boost::json;

namespace {

constexpr std::int64_t attempt_lasts = 10 * minute, description_lasts = hour, keys_last = 12 * hour;
constexpr std::int64_t keys_asked_again_after = minute; ///< a token with an unknown key asks anew, but not each one

/// `a=1&b=2`
std::string form_of(std::initializer_list<std::pair<std::string_view, std::string_view>> fields)
{
    std::string form;
    for (const auto& [name, value] : fields)
        form += (form.empty() ? "" : "&") + std::string(name) + "=" + internal::percent_encoded(value);
    return form;
}

/// The challenge of PKCE, S256: RFC 7636 asks for SHA-256.
std::string challenge_of(std::string_view verifier)
{
    std::array<std::uint8_t, 32> digest{};
    unsigned int size = 0;
    VERIFY(EVP_Digest(verifier.data(), verifier.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
    return base64url(digest);
}

/// Addresses of the provider: TLS, or the machine itself.
bool is_safe_address(std::string_view url)
{
    for (const char* own : {"http://127.0.0.1:", "http://localhost:", "http://[::1]:"})
        if (url.starts_with(own))
            return true;
    return url.starts_with("https://") && url.find_first_of(" \r\n\t\"<>\\") == url.npos;
}

/// A path on our own origin: not `//elsewhere`, no scheme, no line ends.
bool is_own_path(std::string_view path)
{
    const bool plain = std::ranges::all_of(
        path, [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != '\\' && c != 0x7f; });
    return path.size() <= 500 && path.starts_with('/') && !path.starts_with("//") && plain;
}

std::optional<std::string> text_in(const json::object& object, std::string_view name)
{
    const json::value* value = object.if_contains(name);
    const json::string* text = value != nullptr ? value->if_string() : nullptr;
    return text != nullptr ? std::optional(std::string(text->data(), text->size())) : std::nullopt;
}

std::optional<json::object> object_in(std::string_view text)
{
    boost::system::error_code wrong;
    const json::value value = json::parse(text, wrong);
    const json::object* object = wrong ? nullptr : value.if_object();
    return object != nullptr ? std::optional(*object) : std::nullopt;
}

Error no_description(const Provider& provider, const char* why)
{
    return Error{Fault::unavailable, "open_id.discovery", "身份提供方「`" + provider.name + "`」暂时不能用：" + why,
                 "稍后再试，或用账户登录；一直不行请系统管理员查看设置", "the provider's description cannot be used"};
}

Error wrong_state()
{
    return Error{Fault::forbidden, "open_id.state", "这次登录已经失效", "从登录页重新开始",
                 "this log-in is over; begin again"};
}

Error wrong_code()
{
    return Error{Fault::forbidden, "open_id.code", "身份提供方没有认可这次登录", "从登录页重新开始",
                 "the provider did not let this log-in through"};
}

} // namespace

/// An attempt that was begun here and has come back.
struct OpenId::Taken {
    std::string provider, nonce, verifier, return_to;
};

OpenId::OpenId(Foundation& on, std::vector<Provider> providers, Fetch fetch)
    : on_(on), providers_(std::move(providers)), fetch_(std::move(fetch))
{
}

Result<FetchReply> OpenId::ask(const FetchRequest& request)
{
    if (!free_to_ask_.try_acquire())
        return Error{Fault::unavailable, "open_id.busy", "身份提供方还没有回答前面的人", "稍后再试",
                     "the provider has not answered those before yet"};
    struct Back {
        std::counting_semaphore<>& free;
        ~Back() { free.release(); }
    } back{free_to_ask_};
    return fetch_(request);
}

Result<OpenId::Description> OpenId::description(const Provider& provider)
{
    const std::int64_t now = on_.world.now();
    {
        const std::lock_guard lock(mutex_);
        const auto found = descriptions_.find(provider.issuer);
        if (found != descriptions_.end() && now - found->second.read_at < description_lasts)
            return found->second;
    }
    std::string base = provider.issuer;
    if (base.ends_with('/'))
        base.pop_back();
    if (!is_safe_address(base))
        return no_description(provider, "地址不是 https");
    const auto reply = ask({.url = base + "/.well-known/openid-configuration"});
    if (!reply.ok() || reply->status != 200)
        return no_description(provider, "读不到它的说明");
    const auto object = object_in(reply->body);
    if (!object || text_in(*object, "issuer") != provider.issuer)
        return no_description(provider, "它的说明是别的提供方的");
    Description description{text_in(*object, "authorization_endpoint").value_or(""),
                            text_in(*object, "token_endpoint").value_or(""), text_in(*object, "jwks_uri").value_or(""),
                            now};
    for (const std::string& url : {description.authorisation, description.token, description.keys})
        if (!is_safe_address(url))
            return no_description(provider, "它的说明缺地址，或地址不是 https");
    const std::lock_guard lock(mutex_);
    return descriptions_.insert_or_assign(provider.issuer, description).first->second;
}

Result<std::vector<SigningKey>> OpenId::keys(const Provider& provider, const Description& description,
                                             std::int64_t not_before)
{
    {
        const std::lock_guard lock(mutex_);
        const auto found = keys_.find(provider.issuer);
        if (found != keys_.end() && found->second.read_at >= not_before)
            return found->second.keys;
    }
    const auto reply = ask({.url = description.keys});
    if (!reply.ok() || reply->status != 200)
        return no_description(provider, "读不到它的公钥");
    KeySet set{TRY(read_key_set(reply->body)), on_.world.now()};
    const std::lock_guard lock(mutex_);
    return keys_.insert_or_assign(provider.issuer, std::move(set)).first->second.keys;
}

Result<OpenId::Begun> OpenId::begin(std::string_view named, std::string_view return_to)
{
    const auto provider = std::ranges::find(providers_, named, &Provider::name);
    if (provider == providers_.end())
        return Error{Fault::missing, "open_id.provider", "没有身份提供方「`" + std::string(named.substr(0, 80)) + "`」",
                     "从登录页选一个", "there is no such provider"};
    if (!is_own_path(return_to))
        return Error{Fault::invalid, "open_id.return_to", "登录后要回到的页面不在本站", "写成 /desk 这样的路径",
                     "the page to return to is not a path of ours"};
    const Description description = TRY(this->description(*provider));
    const std::string state = new_secret(on_.world), nonce = new_secret(on_.world), verifier = new_secret(on_.world),
                      binding = new_secret(on_.world);
    TRY(on_.store().change([&](store::Transaction& transaction) {
        return transaction.run(
            "insert into openid_attempt (state, provider, nonce, verifier, binding, return_to, begun_at) "
            "values ($1, $2, $3, $4, $5, $6, $7)",
            {digest_of(state), named, nonce, verifier, digest_of(binding), return_to, on_.world.now()});
    }));
    const std::string query = form_of({{"response_type", "code"},
                                       {"client_id", provider->client_id},
                                       {"redirect_uri", provider->redirect_uri},
                                       {"scope", provider->scope},
                                       {"state", state},
                                       {"nonce", nonce},
                                       {"code_challenge", challenge_of(verifier)},
                                       {"code_challenge_method", "S256"}});
    const char joint = description.authorisation.find('?') == std::string::npos ? '?' : '&';
    return Begun{description.authorisation + joint + query, binding};
}

Result<OpenId::Taken> OpenId::take_attempt(std::string_view state, std::string_view binding)
{
    return on_.store().change([&](store::Transaction& transaction) -> Result<Taken> {
        Taken taken;
        bool is_ours = false;
        {
            store::Rows rows =
                TRY(transaction.query("select provider, nonce, verifier, return_to, binding, begun_at from "
                                      "openid_attempt where state = $1" +
                                          std::string(transaction.dialect().for_update()),
                                      {digest_of(state)}));
            if (TRY(rows.next())) {
                taken = {std::string(rows[0].text()), std::string(rows[1].text()), std::string(rows[2].text()),
                         std::string(rows[3].text())};
                is_ours = same_secret(rows[4].text(), digest_of(binding)) &&
                          on_.world.now() - rows[5].integer() < attempt_lasts;
            }
        }
        if (taken.provider.empty())
            return wrong_state();
        TRY(transaction.run("delete from openid_attempt where state = $1", {digest_of(state)})); // once, whoever came
        if (!is_ours)
            taken.provider.clear();
        return taken;
    });
}

Result<std::string> OpenId::redeem(const Provider& provider, const Description& description, std::string_view code,
                                   std::string_view verifier)
{
    FetchRequest request{.method = "POST", .url = description.token};
    request.body = form_of({{"grant_type", "authorization_code"},
                            {"code", code},
                            {"redirect_uri", provider.redirect_uri},
                            {"client_id", provider.client_id},
                            {"code_verifier", verifier}});
    if (!provider.client_secret.empty()) {
        const std::string pair =
            internal::percent_encoded(provider.client_id) + ":" + internal::percent_encoded(provider.client_secret);
        request.authorisation = "Basic " + base64(pair);
    }
    const auto reply = ask(request);
    if (!reply.ok())
        return no_description(provider, "没有回答");
    const auto object = reply->status == 200 ? object_in(reply->body) : std::nullopt;
    if (!object)
        return wrong_code();
    return text_in(*object, "id_token").value_or("");
}

Result<IdentityClaims> OpenId::check(const Provider& provider, const Description& description, std::string_view token,
                                     std::string_view nonce)
{
    const std::int64_t now = on_.world.now();
    std::vector<SigningKey> signing = TRY(keys(provider, description, now - keys_last));
    auto read = read_identity_token(token, signing);
    if (!read.ok() && read.error().code == "open_id.unknown_key") {
        // The provider may have changed its keys since.
        signing = TRY(keys(provider, description, now - keys_asked_again_after));
        read = read_identity_token(token, signing);
    }
    const IdentityClaims claims = TRY(std::move(read));
    TRY(check_claims(claims, provider.issuer, provider.client_id, nonce, now / 1000));
    return claims;
}

Result<Identity> OpenId::finish(std::string_view state, std::string_view code, std::string_view binding,
                                std::string_view issuer)
{
    const Taken taken = TRY(take_attempt(state, binding));
    const auto provider = std::ranges::find(providers_, taken.provider, &Provider::name);
    if (taken.provider.empty() || provider == providers_.end() || (!issuer.empty() && issuer != provider->issuer))
        return wrong_state();
    if (code.empty())
        return wrong_code();
    const Description description = TRY(this->description(*provider));
    const std::string token = TRY(redeem(*provider, description, code, taken.verifier));
    const IdentityClaims claims = TRY(check(*provider, description, token, taken.nonce));
    return Identity{claims.issuer, claims.subject, taken.return_to};
}

Result<Done> OpenId::forget_old()
{
    return on_.store().change([&](store::Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("delete from openid_attempt where begun_at < $1", {on_.world.now() - attempt_lasts}));
        return Done{};
    });
}

} // namespace huimin::access
