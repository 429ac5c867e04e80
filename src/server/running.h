// A city's server put together: the store and packs, who may do what, the API, the pages, and what is kept going in the
// background. Nothing here decides anything.

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/city.h"
#include "api/endpoint.h"
#include "http/server.h"
#include "tools/city_store.h"

namespace huimin::server {

struct Options {
    tools::StoreOptions store;
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    std::string pages;       ///< folder of the built pages; empty: none
    std::string certificate; ///< PEM files; empty: plain HTTP, on loopback or behind a proxy only
    std::string key;
    std::vector<std::string> proxies;
    std::string log;        ///< file; empty: standard error
    std::string lock_key;   ///< file whose content seals second factors; empty: none can be set up
    std::string spool;      ///< folder for files on their way in and out; empty: beside an embedded store
    std::string today;      ///< a fixed day, for tests and demonstrations; empty: the clock's
    std::string test_clock; ///< file that tells the time, for tests: loopback only; empty: the machine's clock
    std::string providers;  ///< JSON file of the providers of identities; empty: none
    http::Limits limits;    ///< of requests
    bool demo = false;      ///< invented people: accounts with known passwords, loopback only
};

class Running {
public:
    /// Fails as CityStore::open, Server::start, and with
    ///   server.demo       a demonstration was asked for on an address that is not this machine's own
    ///   server.test_clock the file holds no time, or the address is not this machine's own
    ///   server.lock_key   the file cannot be read, or holds too little
    ///   server.providers  the file is not a list of providers
    static Result<std::unique_ptr<Running>> start(const Options&);
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running();

    [[nodiscard]] std::string origin() const { return server_->origin(); }
    [[nodiscard]] api::City& city() { return *city_; }
    [[nodiscard]] http::Log& log() { return *log_; }

private:
    Running() = default;
    Result<Done> open(const Options&, const std::function<std::int64_t()>& clock);
    Result<Done> serve(const Options&);
    void measure();
    Result<Done> count_waiting();
    [[nodiscard]] Result<std::shared_ptr<const language::Program>> read_packs() const;
    void keep_going(const std::stop_token&);
    void keep_sending(const std::stop_token&);
    void keep_counting(const std::stop_token&);

    std::unique_ptr<tools::CityStore> store_;
    registry::ColumnNames column_names_;
    std::unique_ptr<http::Log> log_;
    http::Metrics metrics_;
    std::unique_ptr<access::Access> access_;
    std::unique_ptr<store::LongWork> work_;
    std::unique_ptr<store::Questions> questions_;
    std::unique_ptr<registry::PointReads> reads_;
    std::unique_ptr<census::Board> board_;
    std::unique_ptr<api::City> city_;
    std::unique_ptr<http::Server> server_;
    std::atomic<std::int64_t> jobs_waiting_ = 0; ///< as of the keeper's last round
    std::jthread keeper_, counter_, sender_;
};

} // namespace huimin::server
