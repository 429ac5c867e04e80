// Sessions end when they should, everywhere.

#include <functional>
#include <thread>

#include "access/city_test.h"

using namespace huimin;
using namespace huimin::access;
using namespace huimin::access::test;

namespace {

std::string standing(City& city, const std::string& token) { return outcome(city.access.sessions.check(token)); }

} // namespace

TEST_CASE("a session ends when it was idle, and after twelve hours whatever happens")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("zhangsan", "clerk"); // may be idle for 15 minutes
        city.add("visitor", "");       // nothing said: 30
        city.log_in("zhangsan");
        std::string clerk = city.last.token;
        city.log_in("visitor");
        const std::string visitor = city.last.token;
        city.now += 15 * minute;
        CHECK(standing(city, clerk) == "done");
        city.now += 15 * minute + 1;
        CHECK(standing(city, clerk) == "access.no_session");
        CHECK(standing(city, clerk) == "access.no_session");
        CHECK(standing(city, visitor) == "access.no_session");
        city.log_in("zhangsan");
        clerk = city.last.token;
        for (int i = 0; i < 71; ++i) {
            city.now += 10 * minute;
            REQUIRE(standing(city, clerk) == "done");
        }
        city.now += 10 * minute;
        CHECK(standing(city, clerk) == "access.no_session");
        // A clock that goes back ends nothing and lengthens nothing.
        city.log_in("zhangsan");
        city.now -= hour;
        CHECK(standing(city, city.last.token) == "done");
        city.now += 13 * hour;
        CHECK(standing(city, city.last.token) == "access.no_session");
    });
}

TEST_CASE("a token that was never given out is none, whatever it looks like")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        for (const std::string& token :
             {std::string(), std::string(64, '0'), std::string(64, '\''), std::string(1'000'000, 'a'),
              std::string("' or '1'='1"), std::string(64, '\0')})
            CHECK(standing(city, token) == "access.no_session");
    });
}

TEST_CASE("sessions are listed and ended, one's own by oneself, any by the security administrator")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        Sessions& sessions = city.access.sessions;
        city.add("zhangsan", "clerk");
        city.add("lisi", "clerk");
        const Caller lisi = city.log_in("lisi");
        const Caller first = city.log_in("zhangsan");
        const std::string first_token = city.last.token;
        const Caller second = city.log_in("zhangsan");
        const std::string second_token = city.last.token;
        CHECK(must(sessions.list(second)).size() == 2);
        CHECK(must(sessions.list(second)).at(0).address == "10.1.1.1");
        CHECK(outcome(sessions.revoke(lisi, first.session())) == "access.no_session"); // another's
        CHECK(outcome(sessions.revoke(second, first.session())) == "done");
        CHECK(standing(city, first_token) == "access.no_session");
        CHECK(standing(city, second_token) == "done");
        CHECK(must(sessions.list(city.one, second.account())).size() == 1);
        CHECK(outcome(sessions.revoke(city.one, second.session())) == "done");
        CHECK(outcome(sessions.revoke(city.one, second.session())) == "access.no_session");
        CHECK(standing(city, second_token) == "access.no_session");
        city.log_in("zhangsan");
        must(sessions.log_out(city.last.token));
        CHECK(standing(city, city.last.token) == "access.no_session");
        const Scope none = machine_scope(program(), "丙", "", language::Action::read);
        CHECK(outcome(sessions.list(none, 1)) == "access.forbidden");
        CHECK(outcome(sessions.revoke(none, 1)) == "access.forbidden");
    });
}

TEST_CASE("every session of an account ends with its password, its roles and its state")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        const std::int64_t account = city.add("zhangsan", "clerk");
        const std::int64_t grant = must(city.access.grants.list(account, 1)).at(0).key;
        const std::vector<std::function<void()>> deeds = {
            [&] { must(city.access.accounts.reset_password(city.one, account, good_password)); },
            [&] { must(city.access.accounts.reset_second_factor(city.one, account)); },
            [&] { must(city.access.accounts.lock(city.one, account, city.now, "配合一次调查")); },
            [&] {
                must(city.access.accounts.disable(city.one, account, "已经离职了"));
                must(city.access.accounts.enable(city.one, account));
            },
            [&] { city.grant(account, "reviewer", AreaCode(330282000000)); },
            [&] { must(city.access.grants.end(city.one, grant, "已经调离岗位")); },
        };
        for (const auto& deed : deeds) {
            const std::string token = must(city.access.log_in.with_password(city.attempt("zhangsan"))).token;
            CHECK(standing(city, token) == "done");
            deed();
            CHECK(standing(city, token) == "access.no_session");
        }
    });
}

TEST_CASE("an end in another process is seen after two seconds at most, one in this process at once")
{
    on_both_engines([](FreshStore& fresh) {
        City here(fresh);
        here.add("zhangsan", "clerk");
        City there(fresh);
        const Caller caller = here.log_in("zhangsan");
        const std::string token = here.last.token;
        CHECK(standing(here, token) == "done");
        CHECK(standing(there, token) == "done");
        must(there.access.sessions.revoke(there.one, caller.session()));
        CHECK(standing(there, token) == "access.no_session");
        CHECK(standing(here, token) == "done"); // believed for two seconds
        here.now += 2 * one_second;
        CHECK(standing(here, token) == "access.no_session");
    });
}

TEST_CASE("use in one process keeps a session alive in another")
{
    on_both_engines([](FreshStore& fresh) {
        City here(fresh);
        here.add("zhangsan", "clerk");
        City there(fresh);
        here.log_in("zhangsan");
        const std::string token = here.last.token;
        CHECK(standing(there, token) == "done");
        for (int i = 0; i < 30; ++i) {
            here.now += minute;
            CHECK(standing(here, token) == "done");
        }
        there.now = here.now;
        CHECK(standing(there, token) == "done");
    });
}

TEST_CASE("an account has twenty sessions; the oldest gives way" *
          doctest::description("limits: access.sessions access.devices"))
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("zhangsan", "clerk");
        std::vector<std::string> tokens;
        for (int i = 0; i < 22; ++i) {
            city.log_in("zhangsan");
            tokens.push_back(city.last.token);
            city.now += one_second;
        }
        CHECK(city.count("select count(*) from session") == 20);
        CHECK(standing(city, tokens[1]) == "access.no_session");
        CHECK(standing(city, tokens[2]) == "done");
        CHECK(city.count("select count(*) from login_device") == 10);
        city.now += 14 * hour;
        CHECK(must(city.access.sessions.forget_ended()) == 20);
        must(city.access.tidy());
    });
}

TEST_CASE("a page's token is bound to its session")
{
    const std::string one(64, 'a'), other(64, 'b');
    CHECK(Sessions::is_page_token(one, Sessions::page_token(one)));
    CHECK_FALSE(Sessions::is_page_token(other, Sessions::page_token(one)));
    CHECK_FALSE(Sessions::is_page_token(one, ""));
    CHECK_FALSE(Sessions::is_page_token(one, one));
}

TEST_CASE("the second factor is set up once, its codes count once, and paper codes help when the telephone is gone")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        Access& access = city.access;
        city.add("wang", "reviewer");
        const Origin origin{.address = "10.1.1.1", .agent = "", .device = ""};
        LoggedIn in = must(access.log_in.with_password(city.attempt("wang")));
        CHECK(in.device.empty()); // not known before it went all the way in
        const Caller half = must(access.sessions.check(in.token));
        CHECK(outcome(access.factors.check(half, "123456")) == "access.factor_none");
        CHECK(outcome(access.factors.confirm(half, "123456")) == "access.factor_none");
        const NewSecondFactor factor = must(access.factors.set_up(half));
        CHECK(factor.uri.starts_with("otpauth://totp/%E6%83%A0%E6%B0%91:wang?secret=" + factor.secret));
        CHECK(city.count("select count(*) from second_factor where sealed like '%" + factor.secret + "%'") == 0);
        std::vector<std::string> codes;
        CHECK(outcome(access.log_in.step_up_by_new_factor(in.token, "000000", origin, codes)) == "access.code");
        const std::string sealed =
            must(must(fresh.store().reader()).find_text("select sealed from second_factor")).value();
        const std::string secret =
            must(access.on.lockbox->open("second factor of " + std::to_string(half.account()), sealed));
        CHECK(base32(secret) == factor.secret);
        const std::string code = time_code(secret, city.now / 1000);
        const LoggedIn whole = must(access.log_in.step_up_by_new_factor(in.token, code, origin, codes));
        CHECK(codes.size() == 10);
        CHECK(outcome(access.sessions.check(in.token)) == "access.no_session"); // a new token at the step up
        CHECK_FALSE(must(access.sessions.check(whole.token)).second_factor_due());
        CHECK(whole.device.size() == 64);
        CHECK(outcome(access.factors.set_up(half)) == "access.factor_stands");

        in = must(access.log_in.with_password(city.attempt("wang")));
        CHECK(outcome(access.log_in.step_up(in.token, code, origin)) == "access.code"); // used before
        city.now += 90 * one_second;
        CHECK(outcome(access.log_in.step_up(in.token, time_code(secret, city.now / 1000 - 60), origin)) ==
              "access.code"); // too old
        CHECK(outcome(access.log_in.step_up(in.token, time_code(secret, city.now / 1000 - 30), origin)) == "done");
        in = must(access.log_in.with_password(city.attempt("wang")));
        std::string typed = codes[3];
        typed.insert(2, " ");
        CHECK(outcome(access.log_in.step_up(in.token, typed, origin)) == "done");
        CHECK(must(access.factors.recovery_codes_left(half.account())) == 9);
        in = must(access.log_in.with_password(city.attempt("wang")));
        CHECK(outcome(access.log_in.step_up(in.token, codes[3], origin)) == "access.code");
        for (int i = 0; i < 4; ++i)
            CHECK(outcome(access.log_in.step_up(in.token, "12345" + std::to_string(i), origin)) == "access.code");
        CHECK(outcome(access.log_in.step_up(in.token, codes[4], origin)) == "access.too_many");
        CHECK(outcome(access.log_in.step_up(std::string(64, 'x'), codes[4], origin)) == "access.no_session");

        must(access.accounts.reset_second_factor(city.one, half.account()));
        CHECK_FALSE(must(access.factors.is_set_up(half.account())));
        access.on.lockbox.reset();
        CHECK(outcome(access.factors.set_up(half)) == "access.no_lockbox");
    });
}

TEST_CASE("who sets up a second factor unasked is asked for it from then on, at all places")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        Access& access = city.access;
        city.add("zhang", "clerk");
        const Origin origin{.address = "10.1.1.1", .agent = "", .device = ""};
        const LoggedIn elsewhere = must(access.log_in.with_password(city.attempt("zhang")));
        const LoggedIn here = must(access.log_in.with_password(city.attempt("zhang")));
        CHECK_FALSE(here.second_factor_due);
        const auto factor = must(access.factors.set_up(must(access.sessions.check(here.token))));
        CHECK_FALSE(must(access.log_in.with_password(city.attempt("zhang"))).second_factor_due); // not confirmed yet
        const std::string secret = *from_base32(factor.secret);
        std::vector<std::string> codes;
        const LoggedIn whole =
            must(access.log_in.step_up_by_new_factor(here.token, time_code(secret, city.now / 1000), origin, codes));
        CHECK_FALSE(must(access.sessions.check(whole.token)).second_factor_due());
        CHECK(must(access.sessions.check(elsewhere.token)).second_factor_due());
        const LoggedIn again = must(access.log_in.with_password(city.attempt("zhang")));
        CHECK(again.second_factor_due);
        CHECK(outcome(access.log_in.step_up(again.token, time_code(secret, city.now / 1000 + 30), origin)) == "done");
    });
}

TEST_CASE("a code shown twice at the same moment lets in once")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("wang", "reviewer");
        const Caller caller = city.log_in("wang");
        const std::string sealed =
            must(must(fresh.store().reader()).find_text("select sealed from second_factor")).value();
        const std::string secret =
            must(city.access.on.lockbox->open("second factor of " + std::to_string(caller.account()), sealed));
        city.now += minute;
        const std::string code = time_code(secret, city.now / 1000);
        std::atomic<int> in = 0;
        std::vector<std::jthread> crowd;
        for (int i = 0; i < 4; ++i)
            crowd.emplace_back([&] { in += city.access.factors.check(caller, code).ok() ? 1 : 0; });
        crowd.clear();
        CHECK(in == 1);
    });
}
