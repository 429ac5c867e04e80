#include "access/identity_token.h"

#include <algorithm>
#include <array>
#include <span>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "access/secret.h"

namespace huimin::access {

namespace json = boost::json;

namespace {

constexpr std::size_t token_bytes_max = 16'384, keys_max = 32;
constexpr std::int64_t clock_leeway = 60; ///< seconds the two clocks may differ

template <auto free>
struct Free {
    template <class T>
    void operator()(T* thing) const
    {
        free(thing);
    }
};
using BigNumber = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;
using Bytes = std::vector<std::uint8_t>;

Error bad_token(const char* why, const char* english)
{
    return Error{Fault::forbidden, "open_id.token", std::string("身份令牌不能采信：") + why,
                 "重新登录；再不行请系统管理员查看身份提供方的设置", english};
}

/// A text member; none when it is not there or no text.
std::optional<std::string_view> text_in(const json::object& object, std::string_view name)
{
    const json::value* value = object.if_contains(name);
    const json::string* text = value != nullptr ? value->if_string() : nullptr;
    return text != nullptr ? std::optional<std::string_view>(std::string_view(text->data(), text->size()))
                           : std::nullopt;
}

std::optional<json::object> object_in(std::string_view text)
{
    boost::system::error_code wrong;
    json::parse_options options;
    options.max_depth = 8;
    const json::value value = json::parse(text, wrong, {}, options);
    const json::object* object = wrong ? nullptr : value.if_object();
    return object != nullptr ? std::optional(*object) : std::nullopt;
}

std::optional<Bytes> bytes_in(const json::object& object, std::string_view name)
{
    const auto text = text_in(object, name);
    return text ? from_base64url(*text) : std::nullopt;
}

std::shared_ptr<EVP_PKEY> key_from(const char* kind, OSSL_PARAM_BLD* builder)
{
    const Params params(OSSL_PARAM_BLD_to_param(builder));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
    EVP_PKEY* key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        return nullptr;
    return {key, EVP_PKEY_free};
}

std::shared_ptr<EVP_PKEY> rsa_key(const json::object& written)
{
    const auto modulus = bytes_in(written, "n"), exponent = bytes_in(written, "e");
    if (!modulus || !exponent || modulus->size() > 1024 || exponent->size() > 8)
        return nullptr;
    const BigNumber n(BN_bin2bn(modulus->data(), static_cast<int>(modulus->size()), nullptr));
    const BigNumber e(BN_bin2bn(exponent->data(), static_cast<int>(exponent->size()), nullptr));
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!n || !e || BN_num_bits(n.get()) < 2048 || !builder ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return nullptr;
    return key_from("RSA", builder.get());
}

std::shared_ptr<EVP_PKEY> p256_key(const json::object& written)
{
    const auto x = bytes_in(written, "x"), y = bytes_in(written, "y");
    if (text_in(written, "crv") != "P-256" || !x || !y || x->size() != 32 || y->size() != 32)
        return nullptr;
    Bytes point{4}; // not compressed
    point.insert(point.end(), x->begin(), x->end());
    point.insert(point.end(), y->begin(), y->end());
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
        return nullptr;
    return key_from("EC", builder.get());
}

/// r and s of 32 bytes each, as JWS writes them, in the form OpenSSL reads.
std::optional<Bytes> der_of(const Bytes& raw)
{
    if (raw.size() != 64)
        return std::nullopt;
    const EcdsaSignature signature(ECDSA_SIG_new());
    BIGNUM* r = BN_bin2bn(raw.data(), 32, nullptr);
    BIGNUM* s = BN_bin2bn(raw.data() + 32, 32, nullptr);
    if (!signature || ECDSA_SIG_set0(signature.get(), r, s) != 1)
        return std::nullopt;
    const int size = i2d_ECDSA_SIG(signature.get(), nullptr);
    Bytes der(static_cast<std::size_t>(std::max(size, 0)));
    std::uint8_t* out = der.data();
    if (size <= 0 || i2d_ECDSA_SIG(signature.get(), &out) != size)
        return std::nullopt;
    return der;
}

bool is_signed(std::string_view message, const Bytes& raw, const SigningKey& key)
{
    const auto signature = key.signature == Signature::es256 ? der_of(raw) : std::optional(raw);
    const DigestContext context(EVP_MD_CTX_new());
    if (!signature || !context ||
        EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.key.get()) != 1)
        return false;
    return EVP_DigestVerify(context.get(), signature->data(), signature->size(),
                            reinterpret_cast<const std::uint8_t*>(message.data()), message.size()) == 1;
}

std::optional<std::int64_t> seconds_in(const json::object& object, std::string_view name)
{
    const json::value* value = object.if_contains(name);
    if (value == nullptr)
        return std::nullopt;
    if (const auto* whole = value->if_int64())
        return *whole;
    if (const auto* fraction = value->if_double(); fraction != nullptr && *fraction > 0 && *fraction < 1e12)
        return static_cast<std::int64_t>(*fraction);
    return std::nullopt;
}

std::vector<std::string> audience_of(const json::object& claims)
{
    std::vector<std::string> audience;
    if (const auto one = text_in(claims, "aud"))
        audience.emplace_back(*one);
    const json::value* value = claims.if_contains("aud");
    if (const json::array* many = value != nullptr ? value->if_array() : nullptr)
        for (const json::value& each : *many)
            if (const json::string* text = each.if_string())
                audience.emplace_back(text->data(), text->size());
    return audience;
}

Result<IdentityClaims> claims_of(std::string_view payload)
{
    const auto bytes = from_base64url(payload);
    const auto object = bytes ? object_in({reinterpret_cast<const char*>(bytes->data()), bytes->size()})
                              : std::optional<json::object>();
    if (!object)
        return bad_token("内容读不懂", "the claims cannot be read");
    const auto expires = seconds_in(*object, "exp"), issued = seconds_in(*object, "iat");
    const auto issuer = text_in(*object, "iss"), subject = text_in(*object, "sub");
    if (!expires || !issued || !issuer || !subject || subject->empty() || subject->size() > 255 ||
        std::ranges::any_of(*subject, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
        return bad_token("缺少必要的内容", "a required claim is missing");
    IdentityClaims claims;
    claims.issuer = *issuer;
    claims.subject = *subject;
    claims.nonce = text_in(*object, "nonce").value_or("");
    claims.authorised_party = text_in(*object, "azp").value_or("");
    claims.audience = audience_of(*object);
    claims.expires = *expires;
    claims.issued = *issued;
    return claims;
}

} // namespace

Result<std::vector<SigningKey>> read_key_set(std::string_view text)
{
    const auto object = object_in(text);
    const json::value* written = object ? object->if_contains("keys") : nullptr;
    const json::array* list = written != nullptr ? written->if_array() : nullptr;
    if (list == nullptr)
        return Error{Fault::unavailable, "open_id.keys", "身份提供方的公钥读不懂", "请系统管理员查看身份提供方的设置",
                     "the provider's key set cannot be read"};
    std::vector<SigningKey> keys;
    for (const json::value& each : *list) {
        const json::object* one = each.if_object();
        if (one == nullptr || keys.size() >= keys_max || text_in(*one, "use").value_or("sig") != "sig")
            continue;
        const bool is_rsa = text_in(*one, "kty") == "RSA", is_ec = text_in(*one, "kty") == "EC";
        const std::string_view algorithm = text_in(*one, "alg").value_or(is_rsa ? "RS256" : "ES256");
        std::shared_ptr<EVP_PKEY> key;
        if (is_rsa && algorithm == "RS256")
            key = rsa_key(*one);
        else if (is_ec && algorithm == "ES256")
            key = p256_key(*one);
        if (key)
            keys.push_back(
                {std::string(text_in(*one, "kid").value_or("")), is_rsa ? Signature::rs256 : Signature::es256, key});
    }
    return keys;
}

Result<IdentityClaims> read_identity_token(std::string_view token, const std::vector<SigningKey>& keys)
{
    const std::size_t first = token.find('.'), second = first == token.npos ? first : token.find('.', first + 1);
    if (token.size() > token_bytes_max || second == token.npos || token.find('.', second + 1) != token.npos)
        return bad_token("不是三段", "it does not have three parts");
    const auto header_bytes = from_base64url(token.substr(0, first));
    const auto signature = from_base64url(token.substr(second + 1));
    const auto header = header_bytes
                            ? object_in({reinterpret_cast<const char*>(header_bytes->data()), header_bytes->size()})
                            : std::optional<json::object>();
    if (!header || !signature || header->contains("crit"))
        return bad_token("开头或签名读不懂", "the header or the signature cannot be read");
    const std::string_view algorithm = text_in(*header, "alg").value_or("");
    if (algorithm != "RS256" && algorithm != "ES256")
        return bad_token("签名算法不被接受", "the signature's algorithm is not accepted");
    const Signature wanted = algorithm == "RS256" ? Signature::rs256 : Signature::es256;
    const std::string_view id = text_in(*header, "kid").value_or("");
    const auto fits = [&](const SigningKey& key) { return key.id == id || (id.empty() && keys.size() == 1); };
    const auto key = std::ranges::find_if(keys, fits);
    if (key == keys.end())
        return Error{Fault::forbidden, "open_id.unknown_key", "身份令牌不能采信：没有它说的公钥", "重新登录",
                     "no key of the provider's set has the token's key name"};
    // The algorithm is the key's; the token may only agree with it.
    if (key->signature != wanted || !is_signed(token.substr(0, second), *signature, *key))
        return bad_token("签名不对", "the signature is wrong");
    return claims_of(token.substr(first + 1, second - first - 1));
}

Result<Done> check_claims(const IdentityClaims& claims, std::string_view issuer, std::string_view client,
                          std::string_view nonce, std::int64_t now)
{
    if (claims.issuer != issuer)
        return bad_token("不是这个提供方签发的", "it is of another issuer");
    const bool for_us = std::ranges::find(claims.audience, client) != claims.audience.end();
    const bool party_fits =
        claims.authorised_party.empty() ? claims.audience.size() == 1 : claims.authorised_party == client;
    if (!for_us || !party_fits)
        return bad_token("不是签发给惠民的", "it is for another audience");
    if (claims.expires + clock_leeway <= now)
        return bad_token("已经过期", "it has expired");
    if (claims.issued > now + clock_leeway)
        return bad_token("签发时间在以后，两边的时钟不一致", "it was issued in the future");
    if (nonce.empty() || !same_secret(claims.nonce, nonce))
        return bad_token("不是为这次登录签发的", "it is of another log-in");
    return Done{};
}

} // namespace huimin::access
