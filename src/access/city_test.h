// A small city for this room's tests: three counties, some records, all kinds of roles, a clock that stands still.

#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <mutex>
#include <random>
#include <string>

#include "access/access.h"
#include "access/machine.h"
#include "tests/support/fresh_store.h"

namespace huimin::access::test {

using huimin::test::FreshStore;
using huimin::test::must;
using huimin::test::on_both_engines;
using huimin::test::outcome;

[[nodiscard]] const AreaTree& areas();
[[nodiscard]] std::shared_ptr<const language::Program> program();

constexpr const char* good_password = "梧桐树下三只橘猫在晒太阳";
constexpr const char* other_password = "江边的灯塔今晚没有亮起来";

class City {
public:
    explicit City(FreshStore& fresh, Settings settings = cheap(), std::vector<Provider> providers = {},
                  Fetch fetch = {});

    /// Hashing that costs next to nothing.
    static Settings cheap();

    /// An account with a password of its own that holds the role; role empty: none.
    std::int64_t add(const std::string& login, const std::string& role, AreaCode area = AreaCode(330282000000),
                     AccountKind kind = AccountKind::staff, std::optional<RecordPlace> bound = std::nullopt);
    std::int64_t grant(std::int64_t account, const std::string& role, AreaCode area, DayRange in_force = {});

    [[nodiscard]] Attempt attempt(const std::string& login, const std::string& password = good_password,
                                  const std::string& address = "10.1.1.1", const std::string& device = "") const;
    /// Logs in, with the second factor where it is asked for; the last of it is kept in `last`.
    Caller log_in(const std::string& login);
    /// Sets up a second factor for a session and shows it.
    LoggedIn step_up(const LoggedIn&);

    [[nodiscard]] std::int64_t count(const std::string& sql) const;

    std::int64_t now = 1'754'000'000'000; ///< 2025-08-01 06:13 in China
    std::mt19937_64 chance{20250801};
    std::mutex chance_mutex;
    store::Store* store = nullptr;
    WorkingDays calendar;
    store::KeyMaker keys;
    Access access;
    Scope one, other; ///< two people who administer accounts at the machine
    LoggedIn last;
};

/// Indices into the program.
[[nodiscard]] language::Index record(const char* name);
[[nodiscard]] language::Index purpose(const char* name);
[[nodiscard]] language::Index field(const char* record, const char* name);

constexpr std::int64_t far_future = 4'000'000'000'000;

} // namespace huimin::access::test
