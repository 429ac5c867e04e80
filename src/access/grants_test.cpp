// Roles are given by two people, kept apart where they must be, and end at once.

#include "access/city_test.h"

using namespace huimin;
using namespace huimin::access;
using namespace huimin::access::test;

namespace {

constexpr AreaCode county(330282000000), town(330282001000), city_level(330200000000);

} // namespace

TEST_CASE("a role is proposed by one and confirmed by another, and holds from then on")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        Grants& grants = city.access.grants;
        const std::int64_t account = city.add("zhangsan", "");
        const std::int64_t grant = must(grants.propose(city.one, {account, "乡镇经办", town, {}, "新到岗的经办人"}));
        CHECK_FALSE(must(grants.list(account, 10)).at(0).holds_on(city.access.on.world.today()));
        CHECK(outcome(grants.confirm(city.one, grant)) == "access.four_eyes");
        CHECK(outcome(grants.confirm(city.other, grant)) == "done");
        CHECK(outcome(grants.confirm(city.other, grant)) == "access.no_grant");
        CHECK(outcome(grants.confirm(city.other, 12345)) == "access.no_grant");
        CHECK(must(grants.list(account, 10)).at(0).holds_on(city.access.on.world.today()));
        CHECK(must(grants.list(0, 10)).size() == 1);
        CHECK(outcome(grants.end(city.one, grant, "")) == "access.reason");
        CHECK(outcome(grants.end(city.one, grant, "调离岗位")) == "access.reason");
        CHECK(outcome(grants.end(city.one, grant, "已经调离岗位")) == "done");
        CHECK(outcome(grants.end(city.one, grant, "已经调离岗位")) == "access.no_grant");
        CHECK(city.count("select count(*) from journal where action like 'access.grant_%'") == 3);
    });
}

TEST_CASE("what cannot be granted is refused with its reason")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        const std::int64_t account = city.add("zhangsan", "");
        const Day today = city.access.on.world.today();
        const struct {
            Proposal proposal;
            const char* outcome;
        } rows[] = {
            {{account, "没有的角色", town, {}, "岗位需要授予"}, "access.no_role"},
            {{account, "'; drop table role_grant; --", town, {}, "岗位需要授予"}, "access.no_role"},
            {{99, "clerk", town, {}, "岗位需要授予"}, "access.no_account"},
            {{account, "clerk", city_level, {}, "岗位需要授予"}, "access.area"},
            {{account, "clerk", AreaCode(990000000000), {}, "岗位需要授予"}, "access.area"},
            {{account, "clerk", town, {today, today}, "岗位需要授予"}, "access.days"},
            {{account, "clerk", town, {today.plus_days(-9), today.plus_days(-1)}, "岗位需要授予"}, "access.days"},
            {{account, "clerk", town, {}, ""}, "access.reason"},
            {{account, "clerk", town, {}, "………………"}, "access.reason"},
            {{account, "clerk", town, {}, "岗位'); drop table account; --"}, "done"},
            {{account, "县级财务", county, {}, "岗位需要授予"}, "access.apart"},
            {{account, "系统管理员", county, {}, "岗位需要授予"}, "access.apart"},
        };
        for (const auto& row : rows) {
            CAPTURE(row.proposal.role);
            CHECK(outcome(city.access.grants.propose(city.one, row.proposal)) == row.outcome);
        }
        const Scope none = machine_scope(program(), "丙", "", language::Action::read);
        CHECK(outcome(city.access.grants.propose(none, rows[0].proposal)) == "access.forbidden");
        CHECK(outcome(city.access.grants.confirm(none, 1)) == "access.forbidden");
        CHECK(outcome(city.access.grants.end(none, 1, "岗位需要")) == "access.forbidden");
    });
}

TEST_CASE("the three administrators are never one person, nor anybody with a right on records")
{
    const auto role = [](const char* name) { return program()->find_role(name); };
    const struct {
        const char* one;
        const char* other;
        bool together;
    } rows[] = {
        {"system_administrator", "security_administrator", false},
        {"security_administrator", "audit_administrator", false},
        {"audit_administrator", "system_administrator", false},
        {"system_administrator", "clerk", false},
        {"leader", "security_administrator", false},
        {"clerk", "finance", false},
        {"finance", "clerk", false},
        {"clerk", "reviewer", true},
        {"clerk", "clerk", true},
        {"security_administrator", "security_administrator", true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.one);
        CAPTURE(row.other);
        CHECK(may_be_held_together(*program(), role(row.one), role(row.other)).ok() == row.together);
    }
}

TEST_CASE("two proposals that each fit alone cannot both be confirmed")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        const std::int64_t account = city.add("zhangsan", "");
        const std::int64_t first =
            must(city.access.grants.propose(city.one, {account, "clerk", county, {}, "岗位需要授予"}));
        // A proposal counts as held: the second is refused when it is made.
        CHECK(outcome(city.access.grants.propose(city.one, {account, "finance", county, {}, "岗位需要授予"})) ==
              "access.apart");
        must(city.access.grants.end(city.other, first, "换成财务岗位"));
        CHECK(outcome(city.access.grants.propose(city.one, {account, "finance", county, {}, "岗位需要授予"})) ==
              "done");
    });
}

TEST_CASE("nobody grants to themselves, and the last security administrator stays")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        Access& access = city.access;
        const std::int64_t keeper = city.add("keeper", "security_administrator", AreaCode(330200000000));
        const Caller caller = city.log_in("keeper");
        const Scope own =
            must(access.gate.permit(caller, language::Action::administer, language::SystemObject::accounts));
        CHECK(outcome(access.grants.propose(own, {keeper, "audit_administrator", county, {}, "岗位需要授予"})) ==
              "access.own_grant");
        const std::int64_t grant =
            must(access.grants.propose(city.one, {keeper, "security_administrator", county, {}, "岗位需要授予"}));
        CHECK(outcome(access.grants.confirm(own, grant)) == "access.own_grant");
        CHECK(outcome(access.accounts.disable(own, keeper, "不再需要了吧")) == "access.last_keeper");
        const std::int64_t first = must(access.grants.list(keeper, 10)).back().key;
        CHECK(outcome(access.grants.end(own, first, "不再需要了吧")) == "access.last_keeper");
        city.add("second", "security_administrator", AreaCode(330200000000));
        CHECK(outcome(access.grants.end(own, first, "不再需要了吧")) == "done");
        CHECK(outcome(access.sessions.check(city.last.token)) == "access.no_session"); // its role changed
    });
}

TEST_CASE("a city begins without accounts: two secrets let two people in, once")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        Accounts& accounts = city.access.accounts;
        const auto old = must(accounts.first_start());
        const auto secrets = must(accounts.first_start());
        REQUIRE(secrets.size() == 2);
        CHECK(outcome(accounts.claim(old[0], "first", "甲", good_password + std::string("!"))) ==
              "access.first_secret");
        CHECK(outcome(accounts.claim(secrets[0], "first", "甲", "short")) == "access.password_short");
        CHECK(outcome(accounts.claim(secrets[0], "x", "甲", good_password + std::string("!"))) == "access.login_form");
        CHECK(outcome(accounts.claim(secrets[0], "first", "甲", good_password + std::string("!"))) == "done");
        CHECK(outcome(accounts.claim(secrets[0], "again", "甲", good_password + std::string("!"))) ==
              "access.first_secret");
        CHECK(outcome(accounts.claim(secrets[1], "first", "甲", good_password + std::string("!"))) ==
              "access.login_taken");
        CHECK(outcome(accounts.claim(secrets[1], "second", "乙", good_password + std::string("!"))) == "done");
        CHECK(must(accounts.first_start()).empty());
        const auto in = must(city.access.log_in.with_password(city.attempt("first", good_password + std::string("!"))));
        CHECK(in.second_factor_due);
        const Caller caller = must(city.access.sessions.check(city.step_up(in).token));
        CHECK(outcome(city.access.gate.permit(caller, language::Action::administer,
                                              language::SystemObject::accounts)) == "done");
    });
}
