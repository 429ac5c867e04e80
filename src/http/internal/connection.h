// One connection from its first byte to its last.

#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "http/internal/loop.h"

namespace huimin::http::internal {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

/// Serves requests one after another, pipelined ones too, until one side ends it. `beyond` tells that the server has
/// more connections than it wants: only what is always answered is answered then.
Task<void> serve_plain(Loop&, Socket, bool beyond);
Task<void> serve_tls(Loop&, Socket, boost::asio::ssl::context&, bool beyond);

} // namespace huimin::http::internal
