// SM3, the national digest (GB/T 32905-2016), by OpenSSL.

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace huimin {

using Sm3Digest = std::array<std::uint8_t, 32>;

/// Digests one message after another; the context is kept, so a short message costs little more than its hashing.
class Sm3 {
public:
    Sm3();
    Sm3(Sm3&&) noexcept;
    Sm3& operator=(Sm3&&) noexcept;
    ~Sm3();

    void add(std::string_view bytes);
    void add(std::span<const std::uint8_t> bytes);
    /// A field whose end cannot be confused with the next one's beginning: its length as four bytes, big end first,
    /// then it.
    void add_field(std::string_view bytes);
    /// The digest of all that was added since the start or the last finish.
    Sm3Digest finish();

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

[[nodiscard]] Sm3Digest sm3(std::string_view message);
[[nodiscard]] std::string hex(std::span<const std::uint8_t> bytes); ///< lower case

} // namespace huimin
