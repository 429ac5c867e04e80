// A city served over loopback for tests of this room: the real packs of Ningbo, one record of every type in one county,
// in its sibling and in another city's county, and an account for each role.

#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "api/endpoint.h"
#include "api/guard.h"
#include "api/resources/resources.h"
#include "http/client.h"
#include "http/health.h"
#include "http/server.h"
#include "tests/support/fresh_store.h"

namespace huimin::api::test {

using huimin::test::FreshStore;
using huimin::test::must;
using huimin::test::outcome;

/// A division with one record of every type; `mark` stands in every text of them and nowhere else.
struct Place {
    const char* mark;
    AreaCode area;
    std::string number{}; ///< of the person
    std::map<language::Index, registry::RecordKey> records{};
};

struct Login {
    std::string login, role; ///< role: its alias
    AreaCode area;
    std::string token, csrf; ///< of a session that has shown all it must
};

/// An account's password, once it has shown the second factor where its role asks for one.
constexpr const char* good_password = "梧桐树下三只橘猫在晒太阳";

struct Asked {
    http::Method method = http::Method::get;
    std::string path; ///< below /api/v1
    std::string body{};
    const Login* as = nullptr;
    std::string bearer{};
    std::vector<std::pair<std::string, std::string>> headers{};
    bool page_token = true;
};

/// What a served city has beside Ningbo's packs and its own accounts.
struct Beside {
    std::string pack = {};                        ///< the text of one file more
    std::vector<access::Provider> providers = {}; ///< of identities
    access::Fetch fetch = {};                     ///< asks them
};

class ServedCity {
public:
    explicit ServedCity(FreshStore&, Beside = {});
    ~ServedCity();

    [[nodiscard]] http::Answer ask(const Asked&) const;
    /// A stream of events, left after its first event; what is no stream is read whole.
    [[nodiscard]] http::Answer listen(const Asked&) const;
    [[nodiscard]] const Login& login(const std::string& role) const;
    /// One more account, with a role where one is named and no second factor shown.
    Login add(const std::string& login, const std::string& role, AreaCode, bool show_second_factor);
    [[nodiscard]] std::string id(language::Index record, const Place&) const;
    [[nodiscard]] std::int64_t count(const std::string& sql) const;
    /// What the log of requests says so far.
    [[nodiscard]] std::string logged() const;

    std::atomic<std::int64_t> now{1'764'032'400'000}; ///< 2025-11-25 09:00 in China
    Place home{"慈甲", AreaCode(330282002901)}, sibling{"姚秘", AreaCode(330281001901)},
        stranger{"虞秘", AreaCode(330604001901)};
    std::vector<Login> logins; ///< one for each role that can be had
    std::unique_ptr<registry::Registry> registry;
    std::unique_ptr<access::Access> access;
    std::unique_ptr<store::LongWork> work;
    std::unique_ptr<store::Questions> questions;
    std::unique_ptr<registry::PointReads> reads;
    std::unique_ptr<census::Board> board; ///< nothing is read yet
    std::unique_ptr<City> city;
    Endpoints endpoints;
    std::vector<std::pair<http::Method, std::string>> routes; ///< what the router really has

private:
    void fill(Place&);
    void fill(Place&, language::Index record);
    [[nodiscard]] language::Value some(const Place&, const language::Field&);
    void add_roles();

    std::unique_ptr<packs::Model> own_packs_; ///< where there is more than Ningbo's
    mutable std::mutex log_mutex_;
    std::string log_text_;
    std::unique_ptr<http::Log> log_;
    http::Metrics metrics_;
    std::unique_ptr<http::Server> server_;
    std::int64_t made_ = 0;
};

} // namespace huimin::api::test
