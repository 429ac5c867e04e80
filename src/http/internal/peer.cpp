#include "http/internal/peer.h"

#include <algorithm>

#include "http/uri.h"

namespace ip = boost::asio::ip;

namespace huimin::http::internal {

namespace {

ip::address unmapped(const ip::address& address)
{
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

template <class Bytes>
bool same_bits(const Bytes& one, const Bytes& other, unsigned bits)
{
    for (unsigned i = 0; i < bits; ++i)
        if (((one[i / 8] ^ other[i / 8]) >> (7 - i % 8)) & 1)
            return false;
    return true;
}

std::string_view trim(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

} // namespace

Result<Proxies> Proxies::parse(const std::vector<std::string>& networks)
{
    Proxies proxies;
    for (const std::string& text : networks) {
        const std::size_t slash = std::min(text.find('/'), text.size());
        boost::system::error_code error;
        const ip::address address = ip::make_address(text.substr(0, slash), error);
        const unsigned bits_max = address.is_v4() ? 32 : 128;
        const auto bits = slash == text.size() ? std::optional<std::int64_t>(bits_max)
                                               : read_integer(std::string_view(text).substr(slash + 1));
        if (error || !bits || *bits < 0 || *bits > bits_max)
            return Error{Fault::invalid, "http.proxy", "代理地址 `" + text + "` 不是网络地址",
                         "请写成 10.0.0.0/8 或 127.0.0.1",
                         "the proxy `" + text + "` is no network; write 10.0.0.0/8 or 127.0.0.1"};
        proxies.networks_.push_back({address, static_cast<unsigned>(*bits)});
    }
    return proxies;
}

bool Proxies::trusts(const ip::address& asked) const
{
    const ip::address address = unmapped(asked);
    return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
        if (network.address.is_v4() != address.is_v4())
            return false;
        return address.is_v4()
                   ? same_bits(address.to_v4().to_bytes(), network.address.to_v4().to_bytes(), network.bits)
                   : same_bits(address.to_v6().to_bytes(), network.address.to_v6().to_bytes(), network.bits);
    });
}

ip::address Proxies::client(const ip::address& socket_peer, std::string_view list) const
{
    ip::address peer = unmapped(socket_peer);
    while (!list.empty() && trusts(peer)) {
        const std::size_t comma = list.rfind(',');
        const std::string_view last = trim(comma == std::string_view::npos ? list : list.substr(comma + 1));
        list = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
        boost::system::error_code error;
        const ip::address told = ip::make_address(std::string(last), error);
        if (error)
            break;
        peer = unmapped(told);
    }
    return peer;
}

bool runs_here(const ip::address& client, const ip::address& here)
{
    const ip::address address = unmapped(client);
    return address.is_loopback() || (!address.is_unspecified() && address == unmapped(here));
}

std::string rate_key(const ip::address& address)
{
    if (address.is_v4())
        return address.to_string();
    auto bytes = address.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), 0);
    return ip::address_v6(bytes).to_string();
}

} // namespace huimin::http::internal
