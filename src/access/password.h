// Passwords: which are accepted, how they are kept, and that a flood of log-ins cannot exhaust the memory.

#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "access/world.h"

namespace huimin::access {

/// Length in characters, not bytes (OWASP ASVS 2.1; no rule of composition, no forced change after a time).
constexpr std::size_t password_characters_min = 12, password_characters_max = 128;

/// Passwords that guessers try first: one a line, `#` begins a remark.
class CommonPasswords {
public:
    CommonPasswords() = default;
    static CommonPasswords read(std::string_view lines);

    /// True for one on the list, also with other letter case or with digits and marks set around it; for one character
    /// or a short piece over and over; for a run along the alphabet, the digits or the keyboard; and for one that is
    /// little more than the login name.
    [[nodiscard]] bool holds(std::string_view password, std::string_view login) const;

private:
    std::set<std::string, std::less<>> listed_;
};

/// Fails with
///   access.password_short   fewer than 12 characters
///   access.password_long    more than 128
///   access.password_text    not UTF-8, or control signs
///   access.password_common  one that guessers try first
[[nodiscard]] Result<Done> check_new_password(const CommonPasswords&, std::string_view password,
                                              std::string_view login);

/// argon2id (RFC 9106) by libsodium. Each hashing takes `bytes` of memory and about 70 ms; two run at once, so a flood
/// never takes more than twice that. It runs on the caller's thread: call from one that may wait.
class Hashing {
public:
    struct Cost {
        unsigned long long passes = 3;
        std::size_t bytes = 19U << 20U;
        int at_once = 2;      ///< hashings that run at the same time …
        int waiting_max = 64; ///< … and callers that may wait for one
    };
    enum class Caller {
        known,  ///< a device that proved itself before: may use every slot
        unknown ///< may use all but one, so that a flood from strangers leaves the known ones a way in
    };

    explicit Hashing(Cost cost) : cost_(cost) {}
    Hashing() : Hashing(Cost{}) {}

    /// `$argon2id$v=19$m=…,t=…,p=1$salt$hash`. Fails with access.busy when too many wait.
    Result<std::string> hash(const World&, std::string_view password);

    /// Whether the password is the one of that hash. An empty hash takes the same time and is never right. Fails with
    /// access.busy.
    Result<bool> is_right(std::string_view password, const std::string& hash, Caller);

    /// The most that ran at the same time so far.
    [[nodiscard]] int most_at_once() const { return most_at_once_; }

private:
    class Slot;
    Result<Done> enter(Caller);
    void leave(Caller);
    [[nodiscard]] bool is_free(Caller) const;

    Cost cost_;
    std::mutex mutex_;
    std::condition_variable left_;
    int running_ = 0, running_unknown_ = 0, waiting_ = 0, most_at_once_ = 0;
};

} // namespace huimin::access
