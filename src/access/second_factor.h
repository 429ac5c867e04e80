// The second factor: a code of six digits that changes each half minute (RFC 6238: SHA-1, 30 s, 6 digits, as the
// authenticator apps expect), and ten codes on paper for the day the telephone is lost.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/caller.h"
#include "access/foundation.h"

namespace huimin::access {

/// The code of a time (seconds since 1970): HOTP (RFC 4226) of the number of half minutes.
[[nodiscard]] std::string time_code(std::string_view secret_bytes, std::int64_t seconds, int digits = 6);

/// RFC 4648 without padding.
[[nodiscard]] std::string base32(std::string_view bytes);
/// None when it is not base32 without padding.
[[nodiscard]] std::optional<std::string> from_base32(std::string_view text);

/// Shown once, when it is set up.
struct NewSecondFactor {
    std::string secret; ///< base32, for typing
    std::string uri;    ///< otpauth://totp/…, for the app's camera
};

class SecondFactors {
public:
    explicit SecondFactors(Foundation& on) : on_(on) {}

    [[nodiscard]] Result<bool> is_set_up(std::int64_t account);

    /// A new secret; it counts once a code of it was shown. Replaces one that was not confirmed.
    ///
    /// Fails with
    ///   access.factor_stands  one is set up: the security administrator resets it when the telephone is lost
    ///   access.no_lockbox     the server has no key to seal it with
    ///   access.forbidden      by a token
    Result<NewSecondFactor> set_up(const Caller&);

    /// Confirms the new secret by its first code; yields ten recovery codes, shown once. From then on every session of
    /// the account is asked for it, whatever its roles ask. Fails with access.factor_none (nothing to confirm),
    /// access.code (not right), access.too_many.
    Result<std::vector<std::string>> confirm(const Caller&, std::string_view code);

    /// Whether the code is that of now, or of the half minute before or after, and was not used before; or an unused
    /// recovery code. Five wrong ones in a quarter of an hour are the most.
    ///
    /// Fails with access.code, access.factor_none, access.too_many, access.sealed.
    Result<Done> check(const Caller&, std::string_view code);

    /// How many recovery codes are unused.
    [[nodiscard]] Result<std::int64_t> recovery_codes_left(std::int64_t account);

private:
    Result<std::string> secret_of(store::Reader&, std::int64_t account, bool confirmed, std::int64_t& last_step);
    Result<Done> spend_one(const Caller&);
    Result<bool> use_time_code(const Caller&, std::string_view code, bool confirmed);
    Result<bool> use_recovery_code(const Caller&, std::string_view code);
    Foundation& on_;
};

} // namespace huimin::access
