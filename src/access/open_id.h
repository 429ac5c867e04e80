// Log-in by a provider of identities: OpenID Connect Core 1.0, the authorisation code flow with PKCE (RFC 7636).
//
// `begin` sends the browser to the provider with a state, a nonce and a challenge of its own; `finish` takes the code
// that comes back, once, from the same browser, and asks the provider for the identity token. Of a token nothing but
// the name of the key is read before its signature is checked; only RS256 and ES256 by a key of the provider's set are
// signatures, so "none" and a signature by a shared secret are refused. The HTTP client is handed in.

#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "access/foundation.h"
#include "access/identity_token.h"

namespace huimin::access {

struct FetchRequest {
    std::string method = "GET";
    std::string url;
    std::string body = {};          ///< application/x-www-form-urlencoded, for POST
    std::string authorisation = {}; ///< of the Authorization header; may be empty
};
struct FetchReply {
    int status = 0;
    std::string body; ///< at most a megabyte; the client cuts off what is more
};
/// Follows no redirects, checks certificates, gives up after ten seconds.
using Fetch = std::function<Result<FetchReply>(const FetchRequest&)>;

struct Provider {
    std::string name;   ///< as the log-in page's button and `begin` name it
    std::string issuer; ///< https://id.example.gov.cn; discovery is read below it
    std::string client_id;
    std::string client_secret; ///< empty for a client that has none
    std::string redirect_uri;  ///< where the provider sends the browser back to
    std::string scope = "openid";
};

struct Identity {
    std::string issuer, subject;
    std::string return_to; ///< page the log-in began from; a path on our own origin
};

class OpenId {
public:
    static constexpr std::ptrdiff_t asked_at_once = 4; ///< requests to providers; beyond it: open_id.discovery

    OpenId(Foundation& on, std::vector<Provider> providers, Fetch fetch);
    [[nodiscard]] const std::vector<Provider>& providers() const { return providers_; }

    struct Begun {
        std::string url;     ///< where the browser goes
        std::string binding; ///< for a cookie that lives ten minutes: ties the way back to this browser
    };
    /// Fails with
    ///   open_id.provider   no provider of that name
    ///   open_id.return_to  not a path on our own origin
    ///   open_id.discovery  the provider's description cannot be had, is for another issuer, or lacks an end point
    Result<Begun> begin(std::string_view provider, std::string_view return_to);

    /// Fails with
    ///   open_id.state      unknown, used before, older than ten minutes, or from another browser
    ///   open_id.code       the provider does not take the code, or sends none: the person did not agree
    ///   open_id.token      no identity token, or not one for us, for this log-in, of this provider, signed by its
    ///                      keys and in time
    ///   open_id.discovery
    /// `issuer`: who says to have sent the browser back (RFC 9207); empty where the provider does not say.
    Result<Identity> finish(std::string_view state, std::string_view code, std::string_view binding,
                            std::string_view issuer = {});

    /// Removes attempts nobody came back from; run now and then.
    Result<Done> forget_old();

private:
    struct Description {
        std::string authorisation, token, keys; ///< addresses
        std::int64_t read_at = 0;
    };
    struct KeySet {
        std::vector<SigningKey> keys;
        std::int64_t read_at = 0;
    };
    struct Taken;
    Result<FetchReply> ask(const FetchRequest&);
    Result<Description> description(const Provider&);
    Result<std::vector<SigningKey>> keys(const Provider&, const Description&, std::int64_t not_before);
    Result<Taken> take_attempt(std::string_view state, std::string_view binding);
    Result<std::string> redeem(const Provider&, const Description&, std::string_view code, std::string_view verifier);
    Result<IdentityClaims> check(const Provider&, const Description&, std::string_view token, std::string_view nonce);

    Foundation& on_;
    std::vector<Provider> providers_;
    Fetch fetch_;
    /// Anybody may begin a log-in, and a provider that hangs must not hold all threads of the server.
    std::counting_semaphore<> free_to_ask_{asked_at_once};
    std::mutex mutex_;
    std::map<std::string, Description> descriptions_; ///< by issuer
    std::map<std::string, KeySet> keys_;
};

} // namespace huimin::access
