// What was read is written down; an emergency is open, short and reviewed.

#include <atomic>
#include <chrono>
#include <thread>

#include "access/city_test.h"
#include "store/outbox.h"

using namespace huimin;
using namespace huimin::access;
using namespace huimin::access::test;
using language::Action;

namespace {

constexpr AreaCode town(330282001000);
constexpr const char* long_reason = "老人走失家属报警需要联系方式协助查找";

Why relief(std::string matter = "") { return {purpose("relief"), std::move(matter)}; }

} // namespace

TEST_CASE("ordinary reads are written in batches and can be asked for by record and by account")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("clerk", "clerk", town);
        const Caller clerk = city.log_in("clerk");
        const Scope scope =
            must(city.access.gate.permit(clerk, Action::read, record("person"), relief("案件'2025); --")));
        for (std::int64_t key = 1; key <= 1000; ++key)
            must(city.access.log.note(scope, RecordPlace{record("person"), 330282, key % 10}));
        must(city.access.log.flush());
        CHECK(city.count("select count(*) from access_log") == 1000);
        const auto of_one = must(city.access.log.of_record({record("person"), 330282, 7}, 500));
        REQUIRE(of_one.size() == 100);
        CHECK(of_one[0].account == clerk.account());
        CHECK(of_one[0].purpose == "救助办理");
        CHECK(of_one[0].matter == "案件'2025); --");
        CHECK(of_one[0].action == "read");
        CHECK(of_one[0].county == 330282);
        CHECK(must(city.access.log.of_account(clerk.account(), 20)).size() == 20);
        CHECK(must(city.access.log.of_record({record("household"), 330282, 7}, 5)).empty());
    });
}

TEST_CASE("a short list is noted record by record, a long one in the journal by itself")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        city.add("clerk", "clerk", town);
        const Scope scope =
            must(city.access.gate.permit(city.log_in("clerk"), Action::read, record("person"), relief()));
        std::vector<RecordPlace> list(200, {record("person"), 330282, 1});
        must(city.access.log.note(scope, record("person"), list, "name=张"));
        list.push_back(list[0]);
        must(city.access.log.note(scope, record("person"), list, "name=张"));
        must(city.access.log.flush());
        CHECK(city.count("select count(*) from access_log") == 200);
        CHECK(city.count("select count(*) from journal where action = 'access.bulk_read' and after like '%201%'") == 1);
    });
}

TEST_CASE("what was noted is written within a quarter of a second, and all of it at the end")
{
    FreshStore fresh(store::Engine::sqlite);
    {
        City city(fresh);
        city.add("clerk", "clerk", town);
        const Scope scope =
            must(city.access.gate.permit(city.log_in("clerk"), Action::read, record("person"), relief()));
        for (std::int64_t key = 1; key <= 10'000; ++key) // more than may wait: the reader waits, nothing is dropped
            must(city.access.log.note(scope, RecordPlace{record("person"), 330282, key}));
    }
    store::Reader reader = must(fresh.store().reader());
    CHECK(must(reader.find_integer("select count(*) from access_log")) == 10'000);
}

TEST_CASE("who may not wait for the log is let in once fewer wait, and nothing is dropped")
{
    FreshStore fresh(store::Engine::sqlite);
    City city(fresh);
    city.add("clerk", "clerk", town);
    const Scope scope = must(city.access.gate.permit(city.log_in("clerk"), Action::read, record("person"), relief()));
    std::int64_t noted = 0;
    std::atomic<int> told = 0;
    must(fresh.store().change([&](store::Transaction&) -> Result<Done> { // meanwhile nobody else writes
        while (city.access.log.try_note(scope, RecordPlace{record("person"), 330282, noted + 1}))
            ++noted;
        for (std::int64_t late = 0; late < 100; ++late)
            city.access.log.note_later(scope, RecordPlace{record("person"), 330282, 10'000 + late},
                                       [&](const Result<Done>& done) { told += done.ok() ? 1 : 0; });
        CHECK(told == 0);
        return Done{};
    }));
    CHECK(noted == static_cast<std::int64_t>(AccessLog::waiting_max));
    must(city.access.log.flush());
    while (told < 100)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    must(city.access.log.flush());
    store::Reader reader = must(fresh.store().reader());
    CHECK(must(reader.find_integer("select count(*) from access_log")) == noted + 100);
}

TEST_CASE("a log that ends as soon as it began always ends")
{
    FreshStore fresh(store::Engine::sqlite);
    City city(fresh);
    for (int i = 0; i < 20'000; ++i) {
        const AccessLog log(city.access.on);
        const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(i % 100);
        while (std::chrono::steady_clock::now() < until) // so that some end when their thread is just about to wait
            ;
    }
}

TEST_CASE("where the log cannot be written, reading stops")
{
    FreshStore fresh(store::Engine::sqlite);
    City city(fresh);
    city.add("clerk", "clerk", town);
    const Scope scope = must(city.access.gate.permit(city.log_in("clerk"), Action::read, record("person"), relief()));
    must(
        fresh.store().change([](store::Transaction& transaction) { return transaction.run("drop table access_log"); }));
    must(city.access.log.note(scope, RecordPlace{record("person"), 330282, 1}));
    CHECK(outcome(city.access.log.flush()) == "access.log_stopped");
    CHECK(outcome(city.access.log.note(scope, RecordPlace{record("person"), 330282, 2})) == "access.log_stopped");
    std::string late;
    city.access.log.note_later(scope, RecordPlace{record("person"), 330282, 3},
                               [&](const Result<Done>& done) { late = done.ok() ? "done" : done.error().code; });
    CHECK(late == "access.log_stopped");
}

TEST_CASE("an emergency reaches anywhere for an hour and fifty records, and everyone learns of it")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        Emergencies& emergencies = city.access.emergencies;
        city.add("clerk", "clerk", town);
        const Caller clerk = city.log_in("clerk");
        CHECK(outcome(emergencies.begin(clerk, "")) == "access.reason");
        CHECK(outcome(emergencies.begin(clerk, "老人走失急需联系")) == "access.reason");
        const std::int64_t key = must(emergencies.begin(clerk, long_reason));
        CHECK(outcome(emergencies.begin(clerk, long_reason)) == "access.emergency_open");
        must(store::line_up_outbox(fresh.store()));
        store::Reader reader = must(fresh.store().reader());
        const auto told = must(store::read_outbox(reader, 0, 10));
        REQUIRE(told.size() == 1);
        CHECK(told[0].topic == "access.emergency");
        CHECK(told[0].area == AreaCode(330282000000));
        CHECK(told[0].body.find(long_reason) != std::string::npos);

        const RecordPlace elsewhere{record("person"), 330212, 1};
        const Scope scope = must(emergencies.read(clerk, key, elsewhere, relief()));
        CHECK(scope.only() == elsewhere);
        CHECK(scope.covers(AreaCode(330212000000), record("person")));
        CHECK_FALSE(scope.reaches(record("household")));
        CHECK(scope.sees(record("person"), field("person", "citizen_number")) == Sight::masked);
        CHECK(scope.sees(record("person"), field("person", "guardian_phone")) == Sight::hidden);
        CHECK(outcome(emergencies.read(clerk, key, {record("institution"), 330212, 1}, relief())) ==
              "access.forbidden");
        const Scope clear =
            must(emergencies.reveal(clerk, key, elsewhere, field("person", "citizen_number"), relief("走失协助查找")));
        CHECK(clear.sees(record("person"), field("person", "citizen_number")) == Sight::clear);
        CHECK(clear.only() == elsewhere);
        for (std::int64_t person = 2; person <= 50; ++person)
            must(emergencies.read(clerk, key, {record("person"), 330212, person}, relief()));
        CHECK(outcome(emergencies.read(clerk, key, {record("person"), 330212, 51}, relief())) ==
              "access.emergency_full");
        CHECK(outcome(emergencies.read(clerk, key, {record("person"), 330212, 50}, relief())) == "done"); // read before
        CHECK(city.count("select count(*) from journal where action = 'access.emergency_read'") == 52);
        CHECK(city.count("select count(*) from journal where action = 'access.reveal'") == 1);

        city.add("other", "clerk", town);
        CHECK(outcome(emergencies.read(city.log_in("other"), key, elsewhere, relief())) ==
              "access.emergency_over"); // not theirs
        city.now += 60 * minute;
        CHECK(outcome(emergencies.read(city.log_in("clerk"), key, elsewhere, relief())) == "access.emergency_over");
        CHECK(outcome(emergencies.begin(city.log_in("clerk"), long_reason)) == "access.emergency_open"); // not reviewed
    });
}

TEST_CASE("an emergency that nobody reviews within three working days suspends the account")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh); // Friday 2025-08-01
        Emergencies& emergencies = city.access.emergencies;
        city.add("clerk", "clerk", town);
        const std::int64_t key = must(emergencies.begin(city.log_in("clerk"), long_reason));
        must(emergencies.end(must(city.access.sessions.check(city.last.token)), key));
        CHECK(outcome(emergencies.read(must(city.access.sessions.check(city.last.token)), key,
                                       {record("person"), 330212, 1}, relief())) == "access.emergency_over");
        city.now += 5 * day_long; // Wednesday: the third working day
        CHECK(must(emergencies.suspend_overdue()) == 0);
        CHECK(city.log_in("clerk").login() == "clerk");
        city.now += day_long;
        CHECK(must(emergencies.suspend_overdue()) == 1);
        CHECK(must(emergencies.suspend_overdue()) == 0);
        CHECK(outcome(city.access.sessions.check(city.last.token)) == "access.no_session");
        CHECK(outcome(city.access.log_in.with_password(city.attempt("clerk"))) == "access.locked");
        CHECK(outcome(emergencies.review(city.one, key, EmergencyVerdict::abused, "")) == "access.reason");
        CHECK(outcome(emergencies.review(city.one, 12345, EmergencyVerdict::justified, "")) == "access.no_emergency");
        CHECK(outcome(emergencies.review(city.one, key, EmergencyVerdict::justified, "家属已确认")) == "done");
        CHECK(outcome(emergencies.review(city.one, key, EmergencyVerdict::justified, "")) == "access.no_emergency");
        CHECK(outcome(city.access.log_in.with_password(city.attempt("clerk"))) == "done");
        const auto listed = must(emergencies.list(city.one, 0, 10));
        REQUIRE(listed.size() == 1);
        CHECK(listed[0].verdict == "justified");
        CHECK(listed[0].records == 0);
    });
}

TEST_CASE("an emergency is no way in for tokens, for those who read no records, or for reviewing oneself")
{
    on_both_engines([](FreshStore& fresh) {
        City city(fresh);
        Emergencies& emergencies = city.access.emergencies;
        city.add("clerk", "clerk", town);
        const Caller clerk = city.log_in("clerk");
        const std::string token =
            must(city.access.tokens.create(clerk, {"x", {{Action::read}, {"relief"}, {}, {}, {}}, city.now + hour}));
        CHECK(outcome(emergencies.begin(must(city.access.tokens.check(token, "")), long_reason)) == "access.forbidden");
        city.add("leader", "leader", AreaCode(330282000000));
        CHECK(outcome(emergencies.begin(city.log_in("leader"), long_reason)) == "access.forbidden");
        city.add("keeper", "security_administrator", AreaCode(330200000000));
        CHECK(outcome(emergencies.begin(city.log_in("keeper"), long_reason)) == "access.forbidden");
        // Were the keeper to have one all the same, another would have to review it.
        const Caller keeper = city.log_in("keeper");
        must(fresh.store().change([&](store::Transaction& transaction) {
            return transaction.run(
                "insert into emergency (key, account, reason, area, begun_at, ends_at, review_by) values (1, $1, "
                "'', 0, 0, 0, 9)",
                {keeper.account()});
        }));
        const Scope own = must(city.access.gate.permit(keeper, Action::administer, language::SystemObject::accounts));
        CHECK(outcome(emergencies.review(own, 1, EmergencyVerdict::justified, "")) == "access.four_eyes");
    });
}
