#include "base/sm3.h"

#include <openssl/evp.h>

#include "base/result.h"

namespace huimin {

struct Sm3::Context {
    EVP_MD_CTX* state = EVP_MD_CTX_new();
    EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SM3", nullptr);

    Context() { begin(); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context()
    {
        EVP_MD_CTX_free(state);
        EVP_MD_free(algorithm);
    }
    void begin() const
    {
        VERIFY(state != nullptr && algorithm != nullptr && EVP_DigestInit_ex2(state, algorithm, nullptr) == 1);
    }
};

Sm3::Sm3() : context_(std::make_unique<Context>()) {}
Sm3::Sm3(Sm3&&) noexcept = default;
Sm3& Sm3::operator=(Sm3&&) noexcept = default;
Sm3::~Sm3() = default;

void Sm3::add(std::string_view bytes) { VERIFY(EVP_DigestUpdate(context_->state, bytes.data(), bytes.size()) == 1); }

void Sm3::add(std::span<const std::uint8_t> bytes)
{
    VERIFY(EVP_DigestUpdate(context_->state, bytes.data(), bytes.size()) == 1);
}

void Sm3::add_field(std::string_view bytes)
{
    VERIFY(bytes.size() <= UINT32_MAX);
    const auto size = static_cast<std::uint32_t>(bytes.size());
    const std::array<std::uint8_t, 4> length{static_cast<std::uint8_t>(size >> 24U),
                                             static_cast<std::uint8_t>(size >> 16U),
                                             static_cast<std::uint8_t>(size >> 8U), static_cast<std::uint8_t>(size)};
    add(length);
    add(bytes);
}

Sm3Digest Sm3::finish()
{
    Sm3Digest digest{};
    unsigned size = 0;
    VERIFY(EVP_DigestFinal_ex(context_->state, digest.data(), &size) == 1 && size == digest.size());
    context_->begin();
    return digest;
}

Sm3Digest sm3(std::string_view message)
{
    thread_local Sm3 hasher; // To look the algorithm up costs more than a short message.
    hasher.add(message);
    return hasher.finish();
}

std::string hex(std::span<const std::uint8_t> bytes)
{
    constexpr std::string_view signs = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text.push_back(signs[byte >> 4U]);
        text.push_back(signs[byte & 0xFU]);
    }
    return text;
}

} // namespace huimin
