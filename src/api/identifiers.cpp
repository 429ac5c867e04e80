#include "api/identifiers.h"

#include <cstring>

#include <openssl/evp.h>

#include "base/result.h"

namespace huimin::api {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
using Block = std::array<std::uint8_t, 16>;

/// FNV-1a: tells types apart; against making ids up stands the cipher.
std::uint32_t mark_of(std::string_view kind)
{
    std::uint32_t mark = 2166136261U;
    for (const char sign : kind)
        mark = (mark ^ static_cast<std::uint8_t>(sign)) * 16777619U;
    return mark;
}

std::string base64url(const Block& block)
{
    std::string text;
    std::uint32_t bits = 0;
    int count = 0;
    for (const std::uint8_t byte : block) {
        bits = bits << 8U | byte;
        for (count += 8; count >= 6; count -= 6)
            text += alphabet[bits >> (count - 6) & 63U];
    }
    text += alphabet[bits << (6 - count) & 63U];
    return text;
}

std::optional<Block> bytes_of(std::string_view text)
{
    if (text.size() != 22)
        return std::nullopt;
    Block block{};
    std::uint32_t bits = 0;
    int count = 0;
    std::size_t at = 0;
    for (const char sign : text) {
        const std::size_t value = alphabet.find(sign);
        if (value == std::string_view::npos)
            return std::nullopt;
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        if (count += 6; count >= 8)
            block[at++] = static_cast<std::uint8_t>(bits >> (count -= 8));
    }
    if ((bits & 15U) != 0)
        return std::nullopt; // one writing each
    return block;
}

} // namespace

/// Key schedules for both directions; each call works on a copy, so that any thread may ask.
struct Identifiers::Cipher {
    EVP_CIPHER_CTX* seal = EVP_CIPHER_CTX_new();
    EVP_CIPHER_CTX* open = EVP_CIPHER_CTX_new();

    explicit Cipher(const Secret& secret)
    {
        VERIFY(seal != nullptr && open != nullptr);
        VERIFY(EVP_EncryptInit_ex(seal, EVP_aes_128_ecb(), nullptr, secret.data(), nullptr) == 1);
        VERIFY(EVP_DecryptInit_ex(open, EVP_aes_128_ecb(), nullptr, secret.data(), nullptr) == 1);
    }
    Cipher(const Cipher&) = delete;
    Cipher& operator=(const Cipher&) = delete;
    ~Cipher()
    {
        EVP_CIPHER_CTX_free(seal);
        EVP_CIPHER_CTX_free(open);
    }

    [[nodiscard]] static Block turn(const EVP_CIPHER_CTX* schedule, const Block& block)
    {
        struct Own {
            EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
            ~Own() { EVP_CIPHER_CTX_free(context); }
        };
        thread_local const Own own;
        Block turned{};
        int size = 0;
        VERIFY(EVP_CIPHER_CTX_copy(own.context, schedule) == 1);
        EVP_CIPHER_CTX_set_padding(own.context, 0);
        VERIFY(EVP_CipherUpdate(own.context, turned.data(), &size, block.data(), static_cast<int>(block.size())) == 1);
        return turned;
    }
};

Identifiers::Identifiers(const Secret& secret) : cipher_(std::make_unique<Cipher>(secret)) {}
Identifiers::Identifiers(Identifiers&&) noexcept = default;
Identifiers::~Identifiers() = default;

std::string Identifiers::text(std::string_view kind, registry::RecordKey at) const
{
    Block block{};
    const std::uint32_t mark = mark_of(kind);
    const auto county = static_cast<std::uint32_t>(at.county);
    std::memcpy(block.data(), &mark, 4);
    std::memcpy(block.data() + 4, &county, 4);
    std::memcpy(block.data() + 8, &at.key, 8);
    return base64url(Cipher::turn(cipher_->seal, block));
}

std::optional<registry::RecordKey> Identifiers::parse(std::string_view kind, std::string_view text) const
{
    const auto sealed = bytes_of(text);
    if (!sealed)
        return std::nullopt;
    const Block block = Cipher::turn(cipher_->open, *sealed);
    std::uint32_t mark = 0, county = 0;
    registry::RecordKey at;
    std::memcpy(&mark, block.data(), 4);
    std::memcpy(&county, block.data() + 4, 4);
    std::memcpy(&at.key, block.data() + 8, 8);
    at.county = county;
    if (mark != mark_of(kind) || county > 999'999)
        return std::nullopt;
    return at;
}

} // namespace huimin::api
