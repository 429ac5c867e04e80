#include "store/long_work.h"

#include <atomic>
#include <chrono>
#include <thread>

#include <doctest/doctest.h>

#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::store;
using huimin::test::FreshStore;
using huimin::test::must;
using huimin::test::on_both_engines;

namespace {

std::atomic<std::int64_t> clock_now{1'790'000'000'000};
std::int64_t now() { return clock_now; }

struct Fixture {
    explicit Fixture(FreshStore& fresh) : keys(now), work(fresh.store(), keys, now)
    {
        const std::vector<Table> tables = LongWork::tables();
        must(migrate(fresh.store(), tables));
    }
    KeyMaker keys;
    LongWork work;

    WorkState ended(std::int64_t key)
    {
        for (int i = 0; i < 2000; ++i) {
            const auto state = must(work.find(key));
            if (state->phase != WorkPhase::queued && state->phase != WorkPhase::running)
                return *state;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        FAIL("the work never ended");
        return {};
    }
};

} // namespace

TEST_CASE("work tells its result, or why it failed and what to do")
{
    on_both_engines([](FreshStore& fresh) {
        Fixture f(fresh);
        f.work.on("count", [](const WorkState& state, const LongWork::Telling& tell) -> Result<std::string> {
            tell.progress(3, 10, "正在数");
            return "{\"asked\":" + state.body + "}";
        });
        f.work.on("fail", [](const WorkState&, const LongWork::Telling&) -> Result<std::string> {
            return Error{Fault::invalid, "import.no_header", "没有表头", "补上表头再试", {}};
        });
        const std::int64_t counted = must(f.work.begin("count", 7, "12"));
        const std::int64_t failed = must(f.work.begin("fail", 8, "{}"));
        CHECK(must(f.work.find(counted))->phase == WorkPhase::queued);
        f.work.start(2);
        CHECK(f.ended(counted).result == "{\"asked\":12}");
        CHECK(f.ended(failed).phase == WorkPhase::failed);
        CHECK(f.ended(failed).error->code == "import.no_header");
        CHECK(must(f.work.list(7, 10)).size() == 1);
        CHECK(must(f.work.list(0, 10)).size() == 2);
        CHECK(f.work.begin("none", 7, "{}").error().code == "work.kind");
    });
}

TEST_CASE("work that is cancelled stops, and what waits is never begun")
{
    on_both_engines([](FreshStore& fresh) {
        Fixture f(fresh);
        std::atomic<bool> begun = false;
        f.work.on("long", [&](const WorkState&, const LongWork::Telling& tell) -> Result<std::string> {
            begun = true;
            while (!tell.stop.stop_requested())
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            return Error{Fault::unavailable, "census.stopped", "已中止", "", {}};
        });
        const std::int64_t running = must(f.work.begin("long", 7, "{}"));
        const std::int64_t waiting = must(f.work.begin("long", 7, "{}"));
        must(f.work.cancel(waiting));
        f.work.start(1);
        while (!begun)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        must(f.work.cancel(running));
        CHECK(f.ended(running).phase == WorkPhase::cancelled);
        CHECK_FALSE(f.ended(running).error);
        CHECK(f.ended(waiting).phase == WorkPhase::cancelled);
    });
}

TEST_CASE("what the end of a server cut short is done by the next")
{
    on_both_engines([](FreshStore& fresh) {
        Fixture first(fresh);
        std::atomic<bool> begun = false;
        first.work.on("long", [&](const WorkState&, const LongWork::Telling& tell) -> Result<std::string> {
            begun = true;
            while (!tell.stop.stop_requested())
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            return Error{Fault::unavailable, "census.stopped", "已中止", "", {}};
        });
        const std::int64_t key = must(first.work.begin("long", 7, "{}"));
        first.work.start(1);
        while (!begun)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        first.work.stop();
        Fixture second(fresh);
        second.work.on(
            "long", [](const WorkState&, const LongWork::Telling&) -> Result<std::string> { return std::string("1"); });
        second.work.start(1);
        CHECK(second.ended(key).result == "1");
    });
}

TEST_CASE("work that holds the store's writer tells how far it is and can be stopped")
{
    FreshStore fresh(Engine::sqlite);
    Fixture f(fresh);
    std::atomic<bool> begun = false;
    f.work.on("hold", [&](const WorkState&, const LongWork::Telling& tell) -> Result<std::string> {
        Transaction transaction = TRY(fresh.store().begin());
        const auto before = std::chrono::steady_clock::now();
        tell.progress(1, 2, "写入");
        CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(1));
        begun = true;
        while (!tell.stop.stop_requested())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return Error{Fault::unavailable, "import.stopped", "已停下", "", {}};
    });
    const std::int64_t key = must(f.work.begin("hold", 7, "{}"));
    f.work.start(1);
    while (!begun)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(must(f.work.find(key))->done == 1);
    must(f.work.cancel(key));
    CHECK(f.ended(key).phase == WorkPhase::cancelled);
}

TEST_CASE("what was done before it noticed that it should stop is done, not cancelled")
{
    on_both_engines([](FreshStore& fresh) {
        Fixture f(fresh);
        std::atomic<bool> begun = false, may_end = false;
        f.work.on("deaf", [&](const WorkState&, const LongWork::Telling&) -> Result<std::string> {
            begun = true;
            while (!may_end)
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            return std::string("1");
        });
        const std::int64_t key = must(f.work.begin("deaf", 7, "{}"));
        f.work.start(1);
        while (!begun)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        must(f.work.cancel(key));
        may_end = true;
        for (int i = 0; i < 2000 && must(f.work.find(key))->phase != WorkPhase::done; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        CHECK(must(f.work.find(key))->result == "1");
    });
}

TEST_CASE("what a living server works on is left to it; what a killed one held is taken over within half a minute")
{
    on_both_engines([](FreshStore& fresh) {
        Fixture one(fresh), other(fresh);
        std::atomic<int> begun = 0;
        std::atomic<bool> go = false;
        const auto deed = [&](const WorkState&, const LongWork::Telling&) -> Result<std::string> {
            ++begun;
            while (!go)
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            return std::string("{}");
        };
        one.work.on("wait", deed);
        other.work.on("wait", deed);
        const auto held_until = [&] {
            Reader reader = must(fresh.store().reader());
            return must(reader.find_integer("select max(held_until) from job")).value_or(0);
        };
        const auto wait_for = [](const auto& holds) {
            for (int i = 0; i < 2000 && !holds(); ++i)
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            REQUIRE(holds());
        };
        const std::int64_t lived = must(one.work.begin("wait", 1, "{}"));
        one.work.start(1);
        wait_for([&] { return begun == 1; });
        other.work.start(1);
        for (int step = 0; step < 4; ++step) {
            clock_now += 20'000;
            wait_for([&] { return held_until() >= now() + 25'000; });
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1200)); // a look of the other's
        CHECK(begun == 1);
        go = true;
        CHECK(one.ended(lived).phase == WorkPhase::done);
        one.work.stop();
        other.work.stop();

        go = false;
        const std::int64_t orphaned = must(one.work.begin("wait", 1, "{}"));
        REQUIRE(must(take_job(fresh.store(), now(), 30'000))); // by one that says no more
        must(fresh.store().change([&](Transaction& transaction) {
            return transaction.run("update long_work set phase = 'running' where key = $1", {orphaned});
        }));
        Fixture next(fresh);
        next.work.on("wait", deed);
        next.work.start(1);
        clock_now += 30'000;
        go = true;
        CHECK(next.ended(orphaned).phase == WorkPhase::done);
        CHECK(begun == 2);
    });
}
