#include "http/internal/peer.h"

#include <doctest/doctest.h>

using namespace huimin::http::internal;

TEST_CASE("a client runs here when it asks from the loopback or from the address it asks at")
{
    const struct {
        const char *client, *here;
        bool runs_here;
    } cases[] = {
        {"127.0.0.1", "127.0.0.1", true},     {"::1", "::1", true},
        {"10.0.0.5", "10.0.0.5", true},       {"::ffff:10.0.0.5", "10.0.0.5", true},
        {"10.0.0.6", "10.0.0.5", false},      {"10.0.0.6", "127.0.0.1", false}, // told by a proxy on this machine
        {"2001:db8::5", "2001:db8::5", true}, {"2001:db8::6", "2001:db8::5", false},
        {"0.0.0.0", "0.0.0.0", false},
    };
    for (const auto& each : cases)
        CHECK_MESSAGE(runs_here(boost::asio::ip::make_address(each.client), boost::asio::ip::make_address(each.here)) ==
                          each.runs_here,
                      each.client, " at ", each.here);
}
