// The identity token of OpenID Connect: a JWT (RFC 7519) signed by a key of the provider's set (RFC 7517).

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct evp_pkey_st;

namespace huimin::access {

enum class Signature { rs256, es256 };

/// A public key of the provider's set.
struct SigningKey {
    std::string id; ///< kid; may be empty
    Signature signature = Signature::rs256;
    std::shared_ptr<evp_pkey_st> key; ///< shared by the copies of the set
};

/// Keys of a set that may sign: RSA of at least 2048 bits and P-256, each for its own algorithm; others are passed
/// over. Fails with open_id.keys when the text is no key set.
[[nodiscard]] Result<std::vector<SigningKey>> read_key_set(std::string_view json);

/// What a checked token says.
struct IdentityClaims {
    std::string issuer, subject, nonce;
    std::vector<std::string> audience;
    std::string authorised_party;
    std::int64_t expires = 0, issued = 0; ///< seconds since 1970
};

/// Checks the signature, and only then reads the claims.
///
/// Fails with
///   open_id.unknown_key  no key of the set has the token's key name: the set may be old
///   open_id.token        not three parts, another algorithm than the key's, a wrong signature, or claims that are none
[[nodiscard]] Result<IdentityClaims> read_identity_token(std::string_view token, const std::vector<SigningKey>&);

/// Whether the claims are for this client, this log-in and this time (seconds). Fails with open_id.token, naming which
/// one does not fit.
[[nodiscard]] Result<Done> check_claims(const IdentityClaims&, std::string_view issuer, std::string_view client,
                                        std::string_view nonce, std::int64_t now);

} // namespace huimin::access
