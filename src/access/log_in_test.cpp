// Log-in: one answer for all who are wrong, slow for those who guess, open for those who are attacked.

#include <latch>
#include <thread>

#include "access/city_test.h"
#include "access/log_in.h"

using namespace huimin;
using namespace huimin::access;
using namespace huimin::access::test;

namespace {

std::string tried(City& city, const Attempt& attempt) { return outcome(city.access.log_in.with_password(attempt)); }

} // namespace

TEST_CASE("the right password lets in; a wrong one and an unknown name get the same answer")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        const std::int64_t account = city.add("zhangsan", "clerk");
        const LoggedIn in = must(city.access.log_in.with_password(city.attempt("ZhangSan")));
        CHECK(in.account == account);
        CHECK(in.token.size() == 64);
        CHECK(in.device.size() == 64);
        CHECK_FALSE(in.second_factor_due);
        CHECK(must(city.access.sessions.check(in.token)).login() == "zhangsan");
        const auto wrong = city.access.log_in.with_password(city.attempt("zhangsan", "not the password"));
        const auto unknown = city.access.log_in.with_password(city.attempt("nobody", "not the password"));
        REQUIRE_FALSE(wrong.ok());
        REQUIRE_FALSE(unknown.ok());
        CHECK(wrong.error() == unknown.error());
        CHECK(wrong.error().code == "access.wrong");
        for (const char* login : {"", "'; drop table account; --", "zhangsan' or '1'='1", "\xff\xfe", "张三"})
            CHECK_MESSAGE(tried(city, city.attempt(login, "' or 1=1 --", "10.9.9.9")) == "access.wrong", login);
        CHECK(tried(city, city.attempt(std::string(201, 'a'))) == "access.wrong");
        CHECK(tried(city, city.attempt("zhangsan", std::string(10'000, 'a'))) == "access.wrong");
        city.add("bank", "", AreaCode(), AccountKind::machine);
        CHECK(tried(city, city.attempt("bank", "")) == "access.wrong"); // systems do not log in
        CHECK(city.count("select count(*) from account") == 2);
        // Nothing that lets in is stored as it is.
        CHECK(city.count("select count(*) from session where digest = '" + in.token + "'") == 0);
        CHECK(city.count("select count(*) from login_device where digest = '" + in.device + "'") == 0);
    });
}

TEST_CASE("guessing at one account stops after five, however the guesses come")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("zhangsan", "clerk");
        for (int i = 0; i < 5; ++i)
            CHECK(tried(city, city.attempt("zhangsan", "wrong " + std::to_string(i), "10.1.1." + std::to_string(i))) ==
                  "access.wrong");
        CHECK(tried(city, city.attempt("zhangsan", "wrong", "10.1.1.99")) == "access.too_many");
        CHECK(tried(city, city.attempt("zhangsan", good_password, "10.1.1.1")) ==
              "access.too_many"); // the right one too
        city.now += 15 * minute;
        CHECK(tried(city, city.attempt("zhangsan", good_password, "10.1.1.1")) == "done");
        // Being right gives back what was counted.
        for (int i = 0; i < 4; ++i)
            CHECK(tried(city, city.attempt("zhangsan", "wrong")) == "access.wrong");
        CHECK(tried(city, city.attempt("zhangsan")) == "done");
        for (int i = 0; i < 5; ++i)
            CHECK(tried(city, city.attempt("zhangsan", "wrong")) == "access.wrong");
        CHECK(tried(city, city.attempt("zhangsan", "wrong")) == "access.too_many");
        // An account that is none is counted the same way.
        for (int i = 0; i < 5; ++i)
            CHECK(tried(city, city.attempt("nobody", "wrong", "10.7.7.7")) == "access.wrong");
        CHECK(tried(city, city.attempt("nobody", "wrong", "10.7.7.7")) == "access.too_many");
    });
}

TEST_CASE("a flood of wrong passwords from everywhere does not keep the owner's own device out")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        const std::int64_t account = city.add("zhangsan", "clerk");
        const std::string device = must(city.access.log_in.with_password(city.attempt("zhangsan"))).device;
        // Twenty machines in twenty networks, ten guesses each.
        int wrong = 0, refused = 0;
        for (int guess = 0; guess < 10; ++guess)
            for (int network = 0; network < 20; ++network) {
                const std::string said =
                    tried(city, city.attempt("zhangsan", "guess", "172.16." + std::to_string(network) + ".1"));
                wrong += said == "access.wrong" ? 1 : 0;
                refused += said == "access.too_many" ? 1 : 0;
            }
        CHECK(wrong == 20); // the account's budget for unknown devices, from everywhere
        CHECK(refused == 180);
        // The owner at the usual device does not notice, from whatever network.
        CHECK(tried(city, city.attempt("zhangsan", good_password, "172.16.3.1", device)) == "done");
        CHECK(tried(city, city.attempt("zhangsan", good_password, "10.1.1.1", device)) == "done");
        // A new device has to wait for an hour, or for the security administrator.
        CHECK(tried(city, city.attempt("zhangsan", good_password, "10.1.1.1")) == "access.too_many");
        must(city.access.accounts.enable(city.one, account));
        CHECK(tried(city, city.attempt("zhangsan", good_password, "10.1.1.1")) == "done");
    });
}

TEST_CASE("colleagues who share a computer are each known at it, and a planted cookie makes nobody known")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("zhangsan", "clerk");
        city.add("lisi", "clerk");
        const auto sign_in = [&](const char* login, const std::string& device) {
            return must(city.access.log_in.with_password(city.attempt(login, good_password, "10.1.1.1", device)))
                .device;
        };
        const std::string shared = sign_in("zhangsan", "");
        CHECK(sign_in("lisi", shared) == shared); // one cookie for both
        CHECK(sign_in("zhangsan", shared).empty());
        CHECK(sign_in("lisi", shared).empty());
        // Behind the same address somebody guesses; both go on working at their own computer.
        for (const char* login : {"zhangsan", "lisi"}) {
            for (int i = 0; i < 5; ++i)
                CHECK(tried(city, city.attempt(login, "guess", "10.1.1.1")) == "access.wrong");
            CHECK(tried(city, city.attempt(login, good_password, "10.1.1.1")) == "access.too_many");
            CHECK(tried(city, city.attempt(login, good_password, "10.1.1.1", shared)) == "done");
        }
        const std::string planted(64, 'a');
        CHECK(sign_in("zhangsan", shared).empty());
        city.now += hour;
        CHECK(sign_in("lisi", planted) != planted);
        // With the password of one the cookie is forgotten for all: it may have been taken along.
        must(city.access.accounts.change_password(city.log_in("zhangsan"), good_password, other_password));
        const std::string fresh_one = sign_in("lisi", shared);
        CHECK_FALSE(fresh_one.empty());
        CHECK(fresh_one != shared);
    });
}

TEST_CASE("a stolen device cookie gains five guesses a quarter of an hour, and only for its own account")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("zhangsan", "clerk");
        city.add("lisi", "clerk");
        const std::string device = must(city.access.log_in.with_password(city.attempt("zhangsan"))).device;
        for (int i = 0; i < 5; ++i)
            CHECK(tried(city, city.attempt("zhangsan", "guess", "10.1." + std::to_string(i) + ".1", device)) ==
                  "access.wrong");
        CHECK(tried(city, city.attempt("zhangsan", "guess", "10.1.9.1", device)) == "access.too_many");
        // For another account it is an unknown device like any other.
        for (int i = 0; i < 5; ++i)
            CHECK(tried(city, city.attempt("lisi", "guess", "10.2.1.1", device)) == "access.wrong");
        CHECK(tried(city, city.attempt("lisi", "guess", "10.2.1.1", device)) == "access.too_many");
        CHECK(tried(city, city.attempt("lisi", good_password, "10.3.1.1")) == "done");
        // A device is forgotten after half a year.
        city.now += 15 * minute;
        CHECK(must(city.access.log_in.with_password(city.attempt("zhangsan", good_password, "10.1.1.1", device)))
                  .device.empty());
        city.now += 80 * day_long;
        CHECK(must(city.access.log_in.with_password(city.attempt("zhangsan", good_password, "10.1.1.1", device)))
                  .device.empty());
        city.now += 80 * day_long;
        CHECK_FALSE(
            must(city.access.log_in.with_password(city.attempt("zhangsan", good_password, "10.1.1.1"))).device.empty());
        city.now += 80 * day_long;
        CHECK(
            must(city.access.log_in.with_password(city.attempt("zhangsan", good_password, "10.1.1.1"))).device.size() ==
            64);
        city.now += 40 * day_long;
        CHECK_FALSE(must(city.access.log_in.with_password(city.attempt("zhangsan", good_password, "10.1.1.1", device)))
                        .device.empty());
    });
}

TEST_CASE("one password tried at many accounts from one place is stopped, and others do not suffer")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("zhangsan", "clerk");
        const std::string device = must(city.access.log_in.with_password(city.attempt("zhangsan"))).device;
        int wrong = 0;
        for (int i = 0; i < 100; ++i)
            wrong +=
                tried(city, city.attempt("user" + std::to_string(i), "Spring2025!!!", "192.0.2.7")) == "access.wrong"
                    ? 1
                    : 0;
        CHECK(wrong == 60);
        CHECK(tried(city, city.attempt("zhangsan", good_password, "192.0.2.9")) ==
              "access.too_many"); // the same network, a new device
        CHECK(tried(city, city.attempt("zhangsan", good_password, "192.0.2.9", device)) == "done"); // a known one
        CHECK(tried(city, city.attempt("zhangsan", good_password, "198.51.100.1")) == "done");      // another network
    });
}

TEST_CASE("when strangers from everywhere guess at everybody, known devices still get in")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("zhangsan", "clerk");
        const std::string device = must(city.access.log_in.with_password(city.attempt("zhangsan"))).device;
        must(fresh.store().change([&](store::Transaction& transaction) {
            return transaction.run(
                "insert into budget_spent (budget, subject, begun_at, spent) values ('all', '', $1, 600) on "
                "conflict (budget, subject) do update set begun_at = $1, spent = 600",
                {city.now});
        }));
        CHECK(tried(city, city.attempt("zhangsan")) == "access.too_many");
        CHECK(tried(city, city.attempt("zhangsan", good_password, "10.1.1.1", device)) == "done");
        city.now += 15 * minute;
        CHECK(tried(city, city.attempt("zhangsan")) == "done");
    });
}

TEST_CASE("guesses that come at the same moment are not one more than five")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("zhangsan", "clerk");
        std::atomic<int> wrong = 0;
        std::vector<std::jthread> crowd;
        for (int i = 0; i < 16; ++i)
            crowd.emplace_back(
                [&] { wrong += tried(city, city.attempt("zhangsan", "guess")) == "access.wrong" ? 1 : 0; });
        crowd.clear();
        CHECK(wrong == 5);
    });
}

TEST_CASE("who is turned away because too many log in has not used up a guess")
{
    FreshStore fresh(store::Engine::sqlite);
    Settings settings = City::cheap();
    settings.hashing = {.passes = 8, .bytes = 8U << 20U, .at_once = 1, .waiting_max = 1};
    City city(fresh, settings);
    city.add("zhangsan", "clerk");
    std::latch start(8);
    std::atomic<int> busy = 0, others = 0;
    std::vector<std::jthread> crowd;
    for (int i = 0; i < 8; ++i)
        crowd.emplace_back([&, i] {
            start.arrive_and_wait();
            const std::string said = tried(city, city.attempt("user" + std::to_string(i), "guess", "10.1.1.1"));
            (said == "access.busy" ? busy : others)++;
        });
    crowd.clear();
    CHECK(others >= 1);
    CHECK(city.count("select spent from budget_spent where budget = 'all'") == others);
}

TEST_CASE("who is disabled, locked or was away for long learns it only with the right password")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        Accounts& accounts = city.access.accounts;
        const std::int64_t account = city.add("zhangsan", "clerk");
        must(accounts.lock(city.one, account, city.now + hour, "配合一次调查"));
        CHECK(tried(city, city.attempt("zhangsan", "wrong")) == "access.wrong");
        const auto locked = city.access.log_in.with_password(city.attempt("zhangsan"));
        CHECK(outcome(locked) == "access.locked");
        CHECK(locked.error().message.find("2025-08-01 07:13") != std::string::npos);
        city.now += hour;
        CHECK(tried(city, city.attempt("zhangsan")) == "done");
        must(accounts.disable(city.one, account, "已经离职了"));
        CHECK(outcome(accounts.disable(city.one, account, "短")) == "access.reason");
        CHECK(tried(city, city.attempt("zhangsan")) == "access.disabled");
        CHECK(tried(city, city.attempt("zhangsan", "wrong")) == "access.wrong");
        must(accounts.enable(city.one, account));
        CHECK(tried(city, city.attempt("zhangsan")) == "done");
        city.now += 91 * day_long;
        CHECK(must(accounts.find("zhangsan"))->state == AccountState::dormant);
        CHECK(tried(city, city.attempt("zhangsan")) == "access.disabled");
        must(accounts.enable(city.one, account));
        CHECK(tried(city, city.attempt("zhangsan")) == "done");
    });
}

TEST_CASE("an account is made for a name, a kind and its record")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        Accounts& accounts = city.access.accounts;
        const RecordPlace person{record("person"), 330282, 1};
        const struct {
            NewAccount account;
            const char* outcome;
        } rows[] = {
            {{"zhangsan", "张三", AccountKind::staff, std::nullopt, good_password}, "done"},
            {{"ZHANGSAN", "张三", AccountKind::staff, std::nullopt, good_password}, "access.login_taken"},
            {{"zs", "张三", AccountKind::staff, std::nullopt, good_password}, "access.login_form"},
            {{"a'; drop table account; --", "张三", AccountKind::staff, std::nullopt, good_password},
             "access.login_form"},
            {{"lisi", "李'四\"; --", AccountKind::staff, std::nullopt, ""}, "done"},
            {{"wang", "王", AccountKind::staff, std::nullopt, "12345"}, "access.password_short"},
            {{"citizen", "群众", AccountKind::citizen, std::nullopt, good_password}, "access.binding"},
            {{"citizen", "群众", AccountKind::citizen, RecordPlace{999, 1, 1}, good_password}, "access.binding"},
            {{"staff", "职员", AccountKind::staff, person, good_password}, "access.binding"},
            {{"citizen", "群众", AccountKind::citizen, person, good_password}, "done"},
        };
        for (const auto& row : rows) {
            CAPTURE(row.account.login);
            CHECK(outcome(accounts.create(city.one, row.account)) == row.outcome);
        }
        CHECK(must(accounts.find("lisi"))->display_name == "李'四\"; --");
        CHECK_FALSE(must(accounts.find("lisi"))->has_password);
        CHECK(must(accounts.find("citizen"))->bound == person);
        CHECK(must(accounts.find("nobody")) == std::nullopt);
        CHECK(must(accounts.list(city.one, "citizen", 10)).size() == 2);
        CHECK(must(accounts.find("zhangsan"))->must_change);
        for (const char* code : {"access.no_account"}) {
            CHECK(outcome(accounts.disable(city.one, 99, "已经离职了")) == code);
            CHECK(outcome(accounts.enable(city.one, 99)) == code);
            CHECK(outcome(accounts.lock(city.one, 99, city.now, "已经离职了")) == code);
            CHECK(outcome(accounts.reset_password(city.one, 99, good_password)) == code);
        }
    });
}

TEST_CASE("one's own password is changed by knowing it, and every session ends")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("zhangsan", "clerk");
        const Caller caller = city.log_in("zhangsan");
        const std::string elsewhere = must(city.access.log_in.with_password(city.attempt("zhangsan"))).token;
        Accounts& accounts = city.access.accounts;
        CHECK(outcome(accounts.change_password(caller, "wrong", other_password)) == "access.wrong");
        CHECK(outcome(accounts.change_password(caller, good_password, good_password)) == "access.same");
        CHECK(outcome(accounts.change_password(caller, good_password, "short")) == "access.password_short");
        CHECK(city.count("select count(*) from login_device") == 2);
        CHECK(outcome(accounts.change_password(caller, good_password, other_password)) == "done");
        CHECK(city.count("select count(*) from login_device") == 0); // whoever had the password may have had the cookie
        CHECK(outcome(city.access.sessions.check(elsewhere)) == "access.no_session");
        CHECK(outcome(city.access.sessions.check(city.last.token)) == "access.no_session");
        CHECK(tried(city, city.attempt("zhangsan")) == "access.wrong");
        CHECK(tried(city, city.attempt("zhangsan", other_password)) == "done");
        for (int i = 0; i < 5; ++i)
            CHECK(outcome(accounts.change_password(caller, "wrong", good_password)) == "access.wrong");
        CHECK(outcome(accounts.change_password(caller, other_password, good_password)) == "access.too_many");
    });
}
