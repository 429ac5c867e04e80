// Secrets: made by chance, kept as digests, compared in constant time, and sealed where they must be read again.

#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "access/world.h"
#include "base/sm3.h"

namespace huimin::access {

/// 256 bits as 64 hexadecimal digits: a session, an API token, a device.
[[nodiscard]] std::string new_secret(const World&);

/// What is stored of a secret: its SM3 in hexadecimal. A secret has 256 bits of chance, so no salt and no slow hash.
[[nodiscard]] std::string digest_of(std::string_view secret);

/// HMAC-SM3 (RFC 2104 over GB/T 32905) in hexadecimal.
[[nodiscard]] std::string hmac_sm3(std::string_view key, std::string_view message);

/// Compares without telling by its time where the two differ.
[[nodiscard]] bool same_secret(std::string_view, std::string_view);

[[nodiscard]] std::string base64url(std::span<const std::uint8_t>); ///< without padding (RFC 4648 §5)
[[nodiscard]] std::string base64(std::string_view);                 ///< with padding (RFC 4648 §4)
/// None when it is not base64url without padding.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> from_base64url(std::string_view);

/// Seals what must be read again, such as the secret of a second factor: SM4-CTR (GB/T 32907), then HMAC-SM3 over the
/// name, the chance and the cipher text; the two keys are derived from the one handed in. `name` binds a sealed text to
/// its place, so that one account's cannot be set into another's row.
class Lockbox {
public:
    /// `key` holds at least 32 bytes, from a file or key store of the operator's; it is never stored with the data.
    /// Fails with access.key_short.
    static Result<Lockbox> of(std::string_view key);

    [[nodiscard]] std::string seal(const World&, std::string_view name, std::string_view plain) const;
    /// Fails with access.sealed: another key, another name, or changed since.
    [[nodiscard]] Result<std::string> open(std::string_view name, std::string_view sealed) const;

private:
    Lockbox() = default;
    [[nodiscard]] std::string mark_of(std::string_view name, std::string_view body) const;
    std::array<std::uint8_t, 16> cipher_key_{};
    std::string mark_key_;
};

} // namespace huimin::access
