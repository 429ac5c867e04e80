#include "access/secret.h"

#include <memory>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

namespace huimin::access {

namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string text_of(std::span<const std::uint8_t> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Sm3Digest hmac(std::string_view key, std::string_view message)
{
    Sm3Digest digest{};
    unsigned int size = 0;
    VERIFY(HMAC(EVP_sm3(), key.data(), static_cast<int>(key.size()), bytes_of(message).data(), message.size(),
                digest.data(), &size) != nullptr);
    return digest;
}

/// SM4 in counter mode: the same call covers and uncovers.
std::string sm4_ctr(const std::array<std::uint8_t, 16>& key, std::string_view start, std::string_view text)
{
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                                  EVP_CIPHER_CTX_free);
    std::vector<std::uint8_t> out(text.size() + 16);
    int size = 0;
    VERIFY(EVP_EncryptInit_ex(context.get(), EVP_sm4_ctr(), nullptr, key.data(), bytes_of(start).data()) == 1);
    VERIFY(EVP_EncryptUpdate(context.get(), out.data(), &size, bytes_of(text).data(), static_cast<int>(text.size())) ==
           1);
    return text_of({out.data(), static_cast<std::size_t>(size)});
}

constexpr std::size_t start_size = 16, mark_size = 32;

} // namespace

void system_random(std::span<std::uint8_t> bytes)
{
    VERIFY(sodium_init() >= 0);
    randombytes_buf(bytes.data(), bytes.size());
}

std::string new_secret(const World& world)
{
    std::array<std::uint8_t, 32> bytes{};
    world.random(bytes);
    return hex(bytes);
}

std::string digest_of(std::string_view secret) { return hex(sm3(secret)); }

std::string hmac_sm3(std::string_view key, std::string_view message) { return hex(hmac(key, message)); }

bool same_secret(std::string_view one, std::string_view other)
{
    return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::string base64(std::string_view bytes)
{
    constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes_of(bytes).data(), bytes.size(), variant);
    text.pop_back();
    return text;
}

std::string base64url(std::span<const std::uint8_t> bytes)
{
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
    text.pop_back(); // the closing zero
    return text;
}

std::optional<std::vector<std::uint8_t>> from_base64url(std::string_view text)
{
    std::vector<std::uint8_t> bytes(text.size() / 4 * 3 + 3);
    std::size_t size = 0;
    if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return std::nullopt;
    bytes.resize(size);
    return bytes;
}

Result<Lockbox> Lockbox::of(std::string_view key)
{
    if (key.size() < 32)
        return Error{Fault::invalid, "access.key_short", "密钥只有 `" + std::to_string(key.size()) + "` 字节",
                     "用至少 32 个随机字节作密钥，例如 head -c 32 /dev/urandom > 密钥文件",
                     "the key holds fewer than 32 bytes; use 32 random bytes"};
    Lockbox box;
    const Sm3Digest cipher = hmac(key, "huimin.access.cipher");
    std::copy_n(cipher.begin(), box.cipher_key_.size(), box.cipher_key_.begin());
    box.mark_key_ = text_of(hmac(key, "huimin.access.mark"));
    return box;
}

std::string Lockbox::mark_of(std::string_view name, std::string_view body) const
{
    std::string message = std::to_string(name.size()) + ":" + std::string(name);
    return text_of(hmac(mark_key_, message.append(body)));
}

std::string Lockbox::seal(const World& world, std::string_view name, std::string_view plain) const
{
    std::array<std::uint8_t, start_size> start{};
    world.random(start);
    std::string body = text_of(start);
    body += sm4_ctr(cipher_key_, body, plain);
    body += mark_of(name, body);
    return base64url(bytes_of(body));
}

Result<std::string> Lockbox::open(std::string_view name, std::string_view sealed) const
{
    const auto bytes = from_base64url(sealed);
    const std::string all = bytes ? text_of(*bytes) : std::string();
    const std::string_view body = std::string_view(all).substr(0, all.size() - std::min(all.size(), mark_size));
    if (all.size() < start_size + mark_size ||
        !same_secret(mark_of(name, body), std::string_view(all).substr(body.size())))
        return Error{Fault::unavailable, "access.sealed", "加密保存的内容打不开：密钥不对，或内容被改过",
                     "换回原来的密钥文件；找不回时由安全管理员重置这个账户的第二因素",
                     "what was sealed cannot be opened: another key, or it was changed"};
    return sm4_ctr(cipher_key_, body.substr(0, start_size), body.substr(start_size));
}

} // namespace huimin::access
