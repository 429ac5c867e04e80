// Ids as clients see them: opaque, never in sequence, and worthless when made up.
//
// A record's place (county and key) and its type are one block of 16 bytes, encrypted with AES-128 under a key of the
// store (FIPS 197), written in base64url: 22 signs. Nobody without the key can tell two ids' order or make a third: a
// made-up id decrypts to noise and fails the check of its type. Nothing is looked up.

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "registry/registry.h"

namespace huimin::api {

class Identifiers {
public:
    using Secret = std::array<std::uint8_t, 16>;
    explicit Identifiers(const Secret&);
    Identifiers(Identifiers&&) noexcept;
    ~Identifiers();

    /// `kind`: the alias of the record type, or another word for what the key is of (account, job …).
    [[nodiscard]] std::string text(std::string_view kind, registry::RecordKey) const;
    /// None when it was not made by `text` for this kind.
    [[nodiscard]] std::optional<registry::RecordKey> parse(std::string_view kind, std::string_view text) const;

    [[nodiscard]] std::string text(std::string_view kind, std::int64_t key) const { return text(kind, {0, key}); }

private:
    struct Cipher;
    std::unique_ptr<Cipher> cipher_;
};

} // namespace huimin::api
