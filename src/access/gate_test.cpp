// Who may do what: the gate, its scopes, and the narrowing by tokens.

#include "access/city_test.h"

using namespace huimin;
using namespace huimin::access;
using namespace huimin::access::test;
using language::Action;
using language::SystemObject;

namespace {

constexpr AreaCode county(330282000000), town(330282001000), other_county(330212000000);

Why why(const char* name, std::string matter = "") { return {purpose(name), std::move(matter)}; }

} // namespace

TEST_CASE("what no role allows is refused, and what one allows reaches its division and no further")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("clerk", "clerk", town);
        const Caller clerk = city.log_in("clerk");
        Gate& gate = city.access.gate;
        const Scope scope = must(gate.permit(clerk, Action::read, record("person"), why("relief")));
        CHECK(scope.actor() == "clerk");
        CHECK(scope.purpose() == "救助办理");
        CHECK(scope.covers(AreaCode(330282001005), record("person")));
        CHECK_FALSE(scope.covers(AreaCode(330282002000), record("person")));
        CHECK_FALSE(scope.covers(county, record("person")));
        CHECK(scope.reaches(record("household")));
        CHECK_FALSE(scope.reaches(record("institution")));
        const struct {
            Action action;
            const char* on;
            const char* purpose;
            const char* outcome;
        } rows[] = {
            {Action::change, "person", "relief", "done"},
            {Action::read, "person", "supervision", "access.forbidden"},
            {Action::read, "institution", "relief", "access.forbidden"},
            {Action::merge, "person", "relief", "access.forbidden"},
            {Action::export_rows, "person", "relief", "done"},
            {Action::export_rows, "household", "relief", "access.forbidden"},
            {Action::read, "person", "没有", "access.purpose"},
        };
        for (const auto& row : rows) {
            CAPTURE(row.on);
            CHECK(outcome(gate.permit(clerk, row.action, record(row.on), why(row.purpose))) == row.outcome);
        }
        CHECK(outcome(gate.permit(clerk, Action::read, language::none, why("relief"))) == "access.forbidden");
        CHECK(outcome(gate.permit(clerk, Action::administer, SystemObject::accounts)) == "access.forbidden");
        CHECK(must(gate.permit(clerk, Action::export_rows, record("person"), why("relief")))
                  .extent(record("person"))
                  .rows_max == 200);
    });
}

TEST_CASE("a scope goes into the query as parameters")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        const std::int64_t account = city.add("clerk", "clerk", town);
        city.grant(account, "clerk", other_county);
        const Caller clerk = city.log_in("clerk");
        const Scope scope = must(city.access.gate.permit(clerk, Action::read, record("person"), why("relief")));
        std::vector<store::Value> values{1};
        CHECK(scope.extent(record("person")).condition("area", values) ==
              "(\"area\" between $2 and $3 or \"area\" between $4 and $5)");
        CHECK(values.size() == 5);
        CHECK(scope.extent(record("institution")).condition("area", values) == "(1 = 0)");
        must(fresh.store().change([](store::Transaction& transaction) {
            return transaction.run(
                "insert into access_log (area, entry, account, session, action, purpose, matter, record, key, "
                "origin) values (330282001001, 1, 1, 1, '', '', '', '', 1, ''), (330212000000, 2, 1, 1, '', '', "
                "'', '', 1, ''), (330282002000, 3, 1, 1, '', '', '', '', 1, '')");
        }));
        store::Reader reader = must(fresh.store().reader());
        CHECK(must(reader.find_integer("select count(*) from access_log where account = $1 and " +
                                           scope.extent(record("person")).condition("area", values = {1}),
                                       values)) == 2);
    });
}

TEST_CASE("a masked field is masked, a field for other purposes is hidden, and unknown stays unknown")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("clerk", "clerk", town);
        const Caller clerk = city.log_in("clerk");
        const Scope relief = must(city.access.gate.permit(clerk, Action::read, record("person"), why("relief")));
        const Scope children = must(city.access.gate.permit(clerk, Action::read, record("person"), why("children")));
        const auto person = record("person");
        const struct {
            const char* name;
            Sight for_relief, for_children;
        } rows[] = {
            {"name", Sight::clear, Sight::clear},
            {"citizen_number", Sight::masked, Sight::masked},
            {"seriously_ill", Sight::clear, Sight::hidden},
            {"guardian_phone", Sight::hidden, Sight::masked},
        };
        for (const auto& row : rows) {
            CAPTURE(row.name);
            CHECK(relief.sees(person, field("person", row.name)) == row.for_relief);
            CHECK(children.sees(person, field("person", row.name)) == row.for_children);
        }
        CHECK(relief.sees(record("institution"), 0) == Sight::hidden);
        const auto number = field("person", "citizen_number"), ill = field("person", "seriously_ill");
        CHECK(relief.shown(person, number, std::string("330282195001010017")) ==
              language::Value(std::string("3302**********0017")));
        CHECK(relief.shown(person, number, language::Unknown{}) == language::Value(language::Unknown{}));
        CHECK(relief.shown(person, ill, true) == language::Value(true));
        CHECK(children.shown(person, ill, true) == language::Value(language::Unknown{}));
        CHECK_FALSE(children.may_ask_by(person, ill));
    });
}

TEST_CASE("a value in clear takes a reason, is journalled first, and counts against the hour" *
          doctest::description("limits: access.reveals"))
{
    on_both_engines([](FreshStore& fresh) {
        Settings settings = City::cheap();
        settings.reveals_per_hour = 3;
        City city(fresh, settings);
        city.add("clerk", "clerk", town);
        const Caller clerk = city.log_in("clerk");
        Gate& gate = city.access.gate;
        const RecordPlace place{record("person"), 330282, 77};
        const auto number = field("person", "citizen_number");
        CHECK(outcome(gate.reveal(clerk, place, number, why("relief"))) == "access.reason");
        CHECK(outcome(gate.reveal(clerk, place, number, why("relief", "核对"))) == "access.reason");
        CHECK(outcome(gate.reveal(clerk, place, 999, why("relief", "核对证件原件"))) == "access.forbidden");
        CHECK(outcome(gate.reveal(clerk, place, field("person", "guardian_phone"), why("relief", "核对证件原件"))) ==
              "access.forbidden");
        CHECK(outcome(gate.reveal(clerk, {record("household"), 330282, 1}, 0, why("relief", "核对证件原件"))) ==
              "access.forbidden");
        CHECK(city.count("select count(*) from journal where action = 'access.reveal'") == 0);
        const Scope scope = must(gate.reveal(clerk, place, number, why("relief", "核对证件原件")));
        CHECK(
            city.count(
                "select count(*) from journal where action = 'access.reveal' and key = 77 and area = 330282000000 and "
                "record = 'person' and actor = 'clerk' and after like '%核对证件原件%'") == 1);
        CHECK(scope.only() == place);
        CHECK(scope.sees(place.record, number) == Sight::clear);
        CHECK(scope.shown(place.record, number, std::string("330282195001010017")) ==
              language::Value(std::string("330282195001010017")));
        CHECK_FALSE(scope.covers(other_county, place.record));
        must(gate.reveal(clerk, place, number, why("relief", "核对证件原件")));
        must(gate.reveal(clerk, place, number, why("relief", "核对证件原件")));
        CHECK(outcome(gate.reveal(clerk, place, number, why("relief", "核对证件原件"))) == "access.reveals_spent");
        CHECK(city.count("select count(*) from journal where action = 'access.reveal'") == 3);
        city.now += hour;
        CHECK(outcome(
                  gate.reveal(must(city.access.sessions.check(city.log_in("clerk").is_token() ? "" : city.last.token)),
                              place, number, why("relief", "核对证件原件"))) == "done");
    });
}

TEST_CASE("a right that asks for a reason is none without one")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        const std::int64_t account = city.add("wang", "reviewer", county);
        const Caller reviewer = city.log_in("wang");
        Gate& gate = city.access.gate;
        CHECK(outcome(gate.permit(reviewer, Action::export_rows, record("person"), why("relief"))) == "access.reason");
        CHECK(outcome(gate.permit(reviewer, Action::export_rows, record("person"), why("relief", "上报省厅的名单"))) ==
              "done");
        // With a second role the smaller right needs none, and the larger still does.
        city.grant(account, "clerk", town);
        const Caller both = city.log_in("wang");
        const Scope small = must(gate.permit(both, Action::export_rows, record("person"), why("relief")));
        CHECK(small.extent(record("person")).rows_max == 200);
        CHECK_FALSE(small.covers(AreaCode(330282002000), record("person")));
        const Scope large =
            must(gate.permit(both, Action::export_rows, record("person"), why("relief", "上报省厅的名单")));
        CHECK(large.extent(record("person")).rows_max == 1000);
        CHECK(large.covers(AreaCode(330282002000), record("person")));
    });
}

TEST_CASE("a citizen reaches their own, an institution those it houses, and administrators no record at all")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        Gate& gate = city.access.gate;
        const RecordPlace self{record("person"), 330282, 5}, home{record("institution"), 330282, 9};
        city.add("citizen", "", AreaCode(), AccountKind::citizen, self); // holds the role by being bound
        city.add("home", "operator", AreaCode(), AccountKind::institution, home);
        const Scope own =
            must(gate.permit(city.log_in("citizen"), Action::read, record("person"), why("self_service")));
        CHECK(own.extent(record("person")).own == self);
        CHECK(own.extent(record("person")).areas.empty());
        CHECK(own.extent(record("household")).own == self);
        const Scope housed = must(gate.permit(city.log_in("home"), Action::read, record("person"), why("elder_care")));
        CHECK(housed.extent(record("person")).organisation == home);
        CHECK(housed.extent(record("person")).areas.empty());
        // A role of citizens on the account of a member of staff gives nothing: there is no person behind it.
        city.add("staff", "citizen", AreaCode());
        CHECK(outcome(gate.permit(city.log_in("staff"), Action::read, record("person"), why("self_service"))) ==
              "access.forbidden");
        for (const char* role : {"system_administrator", "security_administrator", "audit_administrator"}) {
            city.add(role, role, AreaCode());
            const Caller caller = city.log_in(role);
            for (language::Index r = 0; r < program()->records.size(); ++r)
                for (language::Index p = 0; p < program()->purposes.size(); ++p)
                    CHECK(outcome(gate.permit(caller, Action::read, r, {p, "核对证件原件"})) == "access.forbidden");
        }
    });
}

TEST_CASE("a grant holds on its days only, and a role the packs no longer know gives nothing")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        const std::int64_t account = city.add("clerk", "");
        const Day today = city.access.on.world.today();
        city.grant(account, "clerk", town, {today.plus_days(1), today.plus_days(3)});
        Gate& gate = city.access.gate;
        const auto may = [&] {
            return outcome(gate.permit(city.log_in("clerk"), Action::read, record("person"), why("relief")));
        };
        CHECK(may() == "access.forbidden");
        city.now += day_long;
        CHECK(may() == "done");
        city.now += 2 * day_long;
        CHECK(may() == "access.forbidden");
        city.grant(account, "clerk", town);
        CHECK(may() == "done");
        must(fresh.store().change(
            [](store::Transaction& transaction) { return transaction.run("update role_grant set role = '没有了'"); }));
        must(city.access.accounts.enable(city.one, account));
        CHECK(may() == "access.forbidden");
    });
}

TEST_CASE("nobody decides on themselves or their near relatives")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        const std::int64_t account = city.add("clerk", "clerk", town);
        const RecordPlace brother{record("person"), 330282, 8}, stranger{record("person"), 330282, 9};
        must(city.access.accounts.register_relative(city.one, account, brother, "兄弟"));
        const Caller clerk = city.log_in("clerk");
        CHECK(outcome(city.access.gate.check_conflict(clerk, {stranger})) == "done");
        CHECK(outcome(city.access.gate.check_conflict(clerk, {stranger, brother})) == "access.conflict");
        const RecordPlace self{record("person"), 330282, 5};
        city.add("citizen", "citizen", AreaCode(), AccountKind::citizen, self);
        CHECK(outcome(city.access.gate.check_conflict(city.log_in("citizen"), {self})) == "access.conflict");
    });
}

TEST_CASE("a token narrows its owner's rights and never widens them")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        const std::int64_t account = city.add("clerk", "clerk", county);
        const Caller clerk = city.log_in("clerk");
        Tokens& tokens = city.access.tokens;
        Gate& gate = city.access.gate;
        NewToken asked{"夜间核对",
                       {{Action::read, Action::merge},
                        {"relief", "supervision"},
                        {"person"},
                        {town, other_county},
                        {"10.1.0.0/16"}},
                       city.now + day_long};
        const std::string token = must(tokens.create(clerk, asked));
        const Caller program = must(tokens.check(token, "10.1.2.3"));
        CHECK(program.is_token());
        const Scope scope = must(gate.permit(program, Action::read, record("person"), why("relief")));
        CHECK(scope.covers(town, record("person")));
        CHECK_FALSE(scope.covers(AreaCode(330282002000), record("person"))); // the owner's, not the token's
        CHECK_FALSE(scope.covers(other_county, record("person")));           // the token's, not the owner's
        const struct {
            Action action;
            const char* on;
            const char* purpose;
        } refused[] = {{Action::change, "person", "relief"},     // the owner's action, not the token's
                       {Action::merge, "person", "relief"},      // the token's, not the owner's
                       {Action::read, "household", "relief"},    // the owner's record
                       {Action::read, "person", "children"},     // the owner's purpose
                       {Action::read, "person", "supervision"}}; // the token's purpose
        for (const auto& row : refused) {
            CAPTURE(row.on);
            CHECK(outcome(gate.permit(program, row.action, record(row.on), why(row.purpose))) == "access.forbidden");
        }
        CHECK(outcome(gate.reveal(program, {record("person"), 330282, 1}, 1, why("relief", "核对证件原件"))) ==
              "access.forbidden");
        CHECK(outcome(tokens.create(program, asked)) == "access.forbidden");
        CHECK(outcome(city.access.sessions.check(token)) == "access.no_session");
        CHECK(outcome(tokens.check(city.last.token, "10.1.2.3")) == "access.no_token");
        CHECK(outcome(tokens.check(token, "10.2.0.1")) == "access.no_token");
        // What the owner loses is lost to the token.
        must(city.access.grants.end(city.one, must(city.access.grants.list(account, 1)).at(0).key, "已经调离岗位"));
        CHECK(outcome(gate.permit(must(tokens.check(token, "10.1.2.3")), Action::read, record("person"),
                                  why("relief"))) == "access.forbidden");
        city.now += day_long;
        CHECK(outcome(tokens.check(token, "10.1.2.3")) == "access.no_token");
    });
}

TEST_CASE("a token is made with limits that mean something, and ends when it is told to")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("clerk", "clerk", county);
        const std::int64_t machine = city.add("bank", "", county, AccountKind::machine);
        const Caller clerk = city.log_in("clerk");
        Tokens& tokens = city.access.tokens;
        const NewToken good{"核对", {{Action::read}, {"relief"}, {}, {}, {}}, city.now + day_long};
        const auto made = [&](auto change) {
            NewToken token = good;
            change(token);
            return outcome(tokens.create(clerk, token));
        };
        CHECK(made([](NewToken& t) { t.name = "  "; }) == "access.token_name");
        CHECK(made([](NewToken& t) { t.name = std::string(201, 'n'); }) == "access.token_name");
        CHECK(made([](NewToken& t) { t.limits.actions.clear(); }) == "access.token_limits");
        CHECK(made([](NewToken& t) { t.limits.purposes.clear(); }) == "access.token_limits");
        CHECK(made([](NewToken& t) { t.limits.purposes = {"没有"}; }) == "access.token_limits");
        CHECK(made([](NewToken& t) { t.limits.records = {"x\" or 1=1"}; }) == "access.token_limits");
        CHECK(made([](NewToken& t) { t.limits.actions = {Action::administer}; }) == "access.token_limits");
        CHECK(made([](NewToken& t) { t.limits.addresses = {"everywhere"}; }) == "access.address");
        CHECK(made([&](NewToken& t) { t.ends_at = city.now; }) == "access.token_end");
        CHECK(made([&](NewToken& t) { t.ends_at = city.now + 367 * day_long; }) == "access.token_end");
        CHECK(outcome(tokens.create(city.one, clerk.account(), good)) == "access.forbidden"); // people make their own
        CHECK(outcome(tokens.create(city.one, 99, good)) == "access.no_account");
        const std::string machines = must(tokens.create(city.one, machine, good));
        city.now += 20 * hour;
        CHECK(must(tokens.check(machines, "10.1.1.1")).account() == machine);
        CHECK(outcome(tokens.check("", "")) == "access.no_token");
        CHECK(outcome(tokens.check(std::string(64, '\''), "")) == "access.no_token");
        const Caller again = city.log_in("clerk");
        const std::string token = must(tokens.create(again, {"核对'); --", good.limits, city.now + day_long}));
        const std::int64_t key = must(tokens.list(again)).at(0).key;
        CHECK(must(tokens.list(again)).at(0).name == "核对'); --");
        CHECK(must(tokens.list(city.one, machine)).size() == 1);
        CHECK(outcome(tokens.end(again, must(tokens.list(city.one, machine)).at(0).key)) ==
              "access.no_token"); // another's
        CHECK(outcome(tokens.end(again, key)) == "done");
        CHECK(outcome(tokens.end(again, key)) == "access.no_token");
        CHECK(outcome(tokens.check(token, "10.1.1.1")) == "access.no_token");
        must(city.access.accounts.disable(city.one, machine, "合作已经结束"));
        CHECK(outcome(tokens.check(machines, "10.1.1.1")) == "access.no_token");
    });
}

TEST_CASE("a session that lacks its second factor, or has another's password, may do nothing else")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("wang", "reviewer", county);
        const LoggedIn in = must(city.access.log_in.with_password(city.attempt("wang")));
        REQUIRE(in.second_factor_due);
        const Caller half = must(city.access.sessions.check(in.token));
        CHECK(outcome(city.access.gate.permit(half, Action::read, record("person"), why("relief"))) ==
              "access.second_factor");
        CHECK(outcome(city.access.gate.permit(half, Action::read, SystemObject::journal)) == "access.second_factor");
        CHECK(outcome(city.access.tokens.create(
                  half, {"x", {{Action::read}, {"relief"}, {}, {}, {}}, city.now + hour})) == "access.forbidden");
        const Caller whole = must(city.access.sessions.check(city.step_up(in).token));
        CHECK(outcome(city.access.gate.permit(whole, Action::read, record("person"), why("relief"))) == "done");

        const std::int64_t clerk = city.add("clerk", "clerk", town);
        must(city.access.accounts.reset_password(city.one, clerk, std::string(other_password) + "1"));
        const LoggedIn due =
            must(city.access.log_in.with_password(city.attempt("clerk", std::string(other_password) + "1")));
        CHECK(due.password_change_due);
        const Caller new_one = must(city.access.sessions.check(due.token));
        CHECK(outcome(city.access.gate.permit(new_one, Action::read, record("person"), why("relief"))) ==
              "access.password_due");
    });
}

TEST_CASE("auditors look at accounts and the journal, and change neither")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("auditor", "auditor", county);
        const Caller auditor = city.log_in("auditor");
        Gate& gate = city.access.gate;
        const Scope accounts = must(gate.permit(auditor, Action::read, SystemObject::accounts));
        CHECK(must(city.access.accounts.list(accounts, "", 10)).size() == 1);
        CHECK(outcome(city.access.accounts.disable(accounts, auditor.account(), "试一试行不行")) == "access.forbidden");
        CHECK(outcome(gate.permit(auditor, Action::read, SystemObject::journal)) == "done");
        CHECK(outcome(gate.permit(auditor, Action::verify, SystemObject::journal)) == "access.forbidden");
        CHECK(outcome(gate.permit(auditor, Action::reveal, record("person"), why("supervision"))) == "access.reason");
        const Scope persons = must(gate.permit(auditor, Action::read, record("person"), why("supervision")));
        CHECK(outcome(city.access.accounts.list(persons, "", 10)) == "access.forbidden");
        CHECK(gate.abilities(auditor).size() == 4);
    });
}
