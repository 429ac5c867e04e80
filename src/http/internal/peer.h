// Whose address a request comes from, when proxies stand before us.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "base/result.h"

namespace huimin::http::internal {

/// Networks whose word about the client's address is believed.
class Proxies {
public:
    /// "10.0.0.0/8", "127.0.0.1", "fd00::/8". Fails with http.proxy.
    static Result<Proxies> parse(const std::vector<std::string>& networks);

    [[nodiscard]] bool trusts(const boost::asio::ip::address&) const;

    /// The client behind `socket_peer`: the last address of X-Forwarded-For that is no trusted proxy. What stands
    /// before it was written by the client and is not believed.
    [[nodiscard]] boost::asio::ip::address client(const boost::asio::ip::address& socket_peer,
                                                  std::string_view forwarded_for) const;

private:
    struct Network {
        boost::asio::ip::address address;
        unsigned bits;
    };
    std::vector<Network> networks_;
};

/// Whether a client runs on this machine: it asks from the loopback, or from the address it asks at.
[[nodiscard]] bool runs_here(const boost::asio::ip::address& client, const boost::asio::ip::address& here);

/// What counts as one address for rates: an IPv4 address, or the /64 an IPv6 address lies in.
[[nodiscard]] std::string rate_key(const boost::asio::ip::address&);

} // namespace huimin::http::internal
