#include "http/server.h"

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include <sys/resource.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "http/internal/connection.h"

namespace asio = boost::asio;
using asio::ip::tcp;

namespace huimin::http {

namespace {

using internal::Clock;
using internal::Loop;
using internal::Reception;
using internal::Socket;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

/// Connections beyond the limit that are still listened to, so that /health answers in overload.
constexpr std::int64_t connections_spare = 64;

struct Lane {
    explicit Lane(Reception& reception) : loop(reception), acceptor(loop.io) {}

    Loop loop;
    Acceptor acceptor;
    std::thread thread;
};

Error address_error(const std::string& address, std::uint16_t port, const std::string& why)
{
    const std::string where = address + ":" + std::to_string(port);
    return {Fault::unavailable, "http.address", "不能在 `" + where + "` 上监听：" + why, "请检查地址，或换一个端口",
            "cannot listen at `" + where + "`: " + why + "; check the address or take another port"};
}

Result<asio::ssl::context> make_tls(const Tls& files)
{
    asio::ssl::context context(asio::ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_cipher_list(context.native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20");
    boost::system::error_code error;
    context.use_certificate_chain_file(files.certificate_file, error);
    if (!error)
        context.use_private_key_file(files.key_file, asio::ssl::context::pem, error);
    if (!error && SSL_CTX_check_private_key(context.native_handle()) == 1)
        return context;
    return Error{Fault::invalid, "http.certificate",
                 "证书 `" + files.certificate_file + "` 或私钥 `" + files.key_file + "` 不能用",
                 "请检查两个文件是否可读、是否配对（PEM 格式）",
                 "the certificate `" + files.certificate_file + "` or its key `" + files.key_file +
                     "` cannot be used; see that both are readable PEM and belong together"};
}

/// As many files as the system grants, and no more connections than those allow.
void fit_to_open_files(Limits& limits)
{
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0)
        return;
    constexpr rlim_t kept_free = 256; // For stores, logs, downloads.
    const rlim_t wanted = static_cast<rlim_t>(limits.connections + connections_spare) + kept_free;
    if (files.rlim_cur < wanted) {
        files.rlim_cur = std::min(wanted, files.rlim_max);
        ::setrlimit(RLIMIT_NOFILE, &files);
        ::getrlimit(RLIMIT_NOFILE, &files);
    }
    if (files.rlim_cur < wanted)
        limits.connections = std::max<std::int64_t>(16, static_cast<std::int64_t>(files.rlim_cur) - 320);
}

} // namespace

struct Server::Inside {
    Inside(Router router, ServerOptions given, internal::Proxies proxies, Log& log, Metrics& metrics)
        : options(std::move(given)), reception(std::move(router), options.limits, std::move(proxies), options.blocking,
                                               log, metrics, options.tls.has_value())
    {
    }

    Result<Done> listen(const tcp::endpoint&);
    Task<void> accept(Lane&);
    void take(Lane&, Socket);
    bool is_welcome(const Socket&) const;
    void run(Lane&);

    ServerOptions options;
    Reception reception;
    std::optional<asio::ssl::context> tls;
    std::vector<std::unique_ptr<Lane>> lanes;
    bool only_proxies = false;
    std::uint16_t port = 0;
    std::mutex lock;
    std::condition_variable ended;
    std::size_t running = 0;
    bool stop_begun = false;
};

Result<Done> Server::Inside::listen(const tcp::endpoint& wanted)
{
    tcp::endpoint here = wanted;
    for (auto& lane : lanes) {
        boost::system::error_code error;
        Acceptor& acceptor = lane->acceptor;
        acceptor.open(here.protocol(), error);
        acceptor.set_option(Acceptor::reuse_address(true), error);
        if (!error && lanes.size() > 1)
            acceptor.set_option(ReusePort(true), error); // The system spreads connections over the threads.
        if (!error)
            acceptor.bind(here, error);
        if (!error)
            acceptor.listen(1024, error);
        if (error)
            return address_error(options.address, options.port, error.message());
        acceptor.non_blocking(true, error);
        here.port(acceptor.local_endpoint(error).port());
    }
    port = here.port();
    return Done{};
}

Task<void> Server::Inside::accept(Lane& lane)
{
    constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> token{};
    internal::Timer rest(lane.loop.io);
    while (lane.acceptor.is_open()) {
        Socket socket(lane.loop.io);
        const auto [error] = co_await lane.acceptor.async_accept(socket, token);
        if (!error) {
            take(lane, std::move(socket));
        } else if (lane.acceptor.is_open()) { // Out of files, most often: others will close.
            rest.expires_after(std::chrono::milliseconds(50));
            co_await rest.async_wait(token);
        }
    }
}

bool Server::Inside::is_welcome(const Socket& socket) const
{
    if (!only_proxies)
        return true;
    boost::system::error_code error;
    const asio::ip::address peer = socket.remote_endpoint(error).address();
    return !error && (peer.is_loopback() || reception.proxies().trusts(peer));
}

void Server::Inside::take(Lane& lane, Socket socket)
{
    if (!is_welcome(socket) || reception.connections >= reception.limits.connections + connections_spare)
        return;
    const bool beyond = ++reception.connections > reception.limits.connections;
    if (tls)
        asio::co_spawn(lane.loop.io, internal::serve_tls(lane.loop, std::move(socket), *tls, beyond), asio::detached);
    else
        asio::co_spawn(lane.loop.io, internal::serve_plain(lane.loop, std::move(socket), beyond), asio::detached);
}

void Server::Inside::run(Lane& lane)
{
    asio::co_spawn(lane.loop.io, lane.loop.keep_time(), asio::detached);
    asio::co_spawn(lane.loop.io, accept(lane), asio::detached);
    lane.loop.io.run();
    const std::lock_guard hold(lock);
    --running;
    ended.notify_all();
}

Server::Server(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Router router, Log& log, Metrics& metrics)
{
    boost::system::error_code error;
    const asio::ip::address address = asio::ip::make_address(options.address, error);
    if (error)
        return address_error(options.address, options.port, error.message());
    if (!options.tls && !address.is_loopback() && options.proxies.empty())
        return Error{
            Fault::invalid, "http.plain", "在 `" + options.address + "` 上不用 TLS，登录信息会被人看到",
            "请配置证书；若前面有代理，请写明代理的地址；只在本机试用请监听 127.0.0.1",
            "serving at `" + options.address +
                "` without TLS would let logins be read; give a certificate, or name the proxies before it, or "
                "listen at 127.0.0.1"};
    internal::Proxies proxies = TRY(internal::Proxies::parse(options.proxies));
    fit_to_open_files(options.limits);
    const std::size_t threads =
        options.threads > 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    const tcp::endpoint wanted(address, options.port);
    auto inside = std::make_unique<Inside>(std::move(router), std::move(options), std::move(proxies), log, metrics);
    if (inside->options.tls)
        inside->tls.emplace(TRY(make_tls(*inside->options.tls)));
    inside->only_proxies = !inside->tls && !address.is_loopback();
    for (std::size_t i = 0; i < threads; ++i)
        inside->lanes.push_back(std::make_unique<Lane>(inside->reception));
    TRY(inside->listen(wanted));
    inside->running = threads;
    for (auto& lane : inside->lanes)
        lane->thread = std::thread([&all = *inside, &one = *lane] { all.run(one); });
    auto server = std::unique_ptr<Server>(new Server(std::move(inside)));
    log.note("server.started", {{"origin", server->origin()}});
    return server;
}

Server::~Server()
{
    stop();
    for (auto& lane : inside_->lanes)
        lane->thread.join();
    inside_->reception.log().note("server.stopped", {});
}

std::uint16_t Server::port() const { return inside_->port; }

std::string Server::origin() const
{
    const std::string& address = inside_->options.address;
    const std::string host = address.find(':') == std::string::npos ? address : "[" + address + "]";
    return (inside_->tls ? "https://" : "http://") + host + ":" + std::to_string(inside_->port);
}

bool Server::stop()
{
    Inside& in = *inside_;
    const auto latest = Clock::now() + std::chrono::milliseconds(in.reception.limits.drain_time);
    std::unique_lock hold(in.lock);
    if (!std::exchange(in.stop_begun, true)) {
        in.reception.stopping = true;
        for (auto& lane : in.lanes)
            asio::post(lane->loop.io, [&in, &one = *lane, latest] {
                boost::system::error_code error;
                while (!error) { // Who has connected already is still answered.
                    Socket socket(one.loop.io);
                    one.acceptor.accept(socket, error);
                    if (!error)
                        in.take(one, std::move(socket));
                }
                one.acceptor.close(error);
                one.loop.stop(latest);
            });
    }
    const auto all_ended = [&in] { return in.running == 0; };
    if (in.ended.wait_until(hold, latest, all_ended))
        return true;
    in.reception.close_blocking();
    return in.ended.wait_until(hold, latest + std::chrono::seconds(1), all_ended);
}

StopSignals::StopSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void StopSignals::wait() const
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    int which = 0;
    sigwait(&signals, &which);
}

} // namespace huimin::http
