// A small provider of identities for tests: OpenID Connect over loopback sockets, with real keys, and with a choice of
// ways to be wrong.

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "access/open_id.h"

struct evp_pkey_st;

namespace huimin::test {

/// What is wrong with the identity token the provider gives out.
enum class Flaw {
    none,
    no_signature,   ///< alg none, empty signature
    shared_secret,  ///< alg HS256, keyed with the public key's modulus
    other_key,      ///< signed by a key that is not in the set, under the name of one that is
    changed_claims, ///< claims edited after the signing
    unknown_key,    ///< a key name that is not in the set
    other_issuer,
    other_audience,
    more_audiences, ///< ours and another, without saying who was meant
    expired,
    from_the_future,
    other_nonce,
    no_nonce,
    no_subject,
    no_expiry,
    critical_header, ///< a header that must be understood and is not
    no_token,
    not_json,
};

class IdentityProvider {
public:
    /// `seconds` tells the provider's time. Listens on a free port of 127.0.0.1 until it ends.
    explicit IdentityProvider(std::function<std::int64_t()> seconds);
    IdentityProvider(const IdentityProvider&) = delete;
    IdentityProvider& operator=(const IdentityProvider&) = delete;
    ~IdentityProvider();

    [[nodiscard]] std::string issuer() const { return "http://127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] access::Provider client(const std::string& name) const;

    /// What the browser does at the provider: follows the address, agrees, and comes back with a code and a state.
    struct Back {
        std::string code, state;
    };
    [[nodiscard]] Back visit(const std::string& url) const;

    /// New keys in place of the old.
    void change_keys();

    std::atomic<Flaw> flaw = Flaw::none;
    std::atomic<bool> signs_by_curve = false; ///< ES256 in place of RS256
    std::atomic<bool> is_another = false;     ///< describes itself as another issuer
    std::atomic<int> key_readings = 0;
    std::string subject = "subject-7";

private:
    struct Code {
        std::string nonce, challenge, redirect_uri;
    };
    using Form = std::map<std::string, std::string>;
    void serve(const std::stop_token&);
    void answer(int connection);
    std::string reply(const std::string& method, const std::string& target, const std::string& authorisation,
                      const std::string& body);
    std::string authorise(const Form&);
    std::string token(const Form&, const std::string& authorisation);
    std::string signed_token(const Code&);
    std::string key_set();

    std::function<std::int64_t()> seconds_;
    std::mutex mutex_;
    std::shared_ptr<evp_pkey_st> rsa_, curve_, stranger_;
    int keys_made_ = 0;
    std::map<std::string, Code> codes_;
    int codes_made_ = 0;
    int listening_ = -1;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

/// An HTTP client over plain sockets, for the loopback only.
[[nodiscard]] Result<access::FetchReply> fetch_plainly(const access::FetchRequest&);

} // namespace huimin::test
