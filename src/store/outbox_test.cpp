#include "store/outbox.h"

#include <doctest/doctest.h>

#include "store/jobs.h"
#include "store/schema.h"
#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::store;
using huimin::test::FreshStore;
using huimin::test::must;
using huimin::test::on_both_engines;
using huimin::test::outcome;

namespace {

constexpr std::int64_t noon = 1'772'020'800'000; // 2026-02-25 12:00 UTC

std::string topics_after(Store& store, std::int64_t position, std::int64_t count_max = 100)
{
    Reader reader = must(store.reader());
    std::string topics;
    for (const OutboxEvent& event : must(read_outbox(reader, position, count_max))) {
        CHECK(event.position == ++position);
        topics += event.topic + " ";
    }
    return topics;
}

} // namespace

TEST_CASE("events are read in one order, and one that was committed later comes later")
{
    on_both_engines([](FreshStore& fresh) {
        Store& store = fresh.store();
        must(migrate(store, {}));
        KeyMaker keys([] { return noon; });
        const auto append = [&](Transaction& transaction, const char* topic) {
            return append_to_outbox(transaction, keys, AreaCode(330282), topic, "{}");
        };
        must(store.change([&](Transaction& transaction) -> Result<Done> {
            TRY(append(transaction, "a"));
            return append(transaction, "b");
        }));
        CHECK(topics_after(store, 0).empty());
        {
            Transaction slow = must(store.begin()); // Makes its key now and commits after the others were lined up.
            must(append(slow, "c"));
            if (store.dialect().engine() == Engine::postgresql) {
                CHECK(must(line_up_outbox(store)) == 2);
                must(store.change([&](Transaction& transaction) { return append(transaction, "d"); }));
                CHECK(must(line_up_outbox(store)) == 3);
            }
            must(slow.commit());
        }
        const bool overtaken = store.dialect().engine() == Engine::postgresql;
        CHECK(must(line_up_outbox(store)) == (overtaken ? 4 : 3));
        CHECK(must(line_up_outbox(store)) == (overtaken ? 4 : 3));
        CHECK(topics_after(store, 0) == (overtaken ? "a b d c " : "a b c "));
        CHECK(topics_after(store, 1, 1) == "b ");
    });
}

TEST_CASE("a consumer's mark stays where it was put, with the work it stands for")
{
    on_both_engines([](FreshStore& fresh) {
        Store& store = fresh.store();
        must(migrate(store, {}));
        Reader reader = must(store.reader());
        CHECK(must(outbox_mark(reader, "webhook")) == 0);
        must(store.change([](Transaction& transaction) { return move_outbox_mark(transaction, "webhook", 7); }));
        {
            Transaction undone = must(store.begin());
            must(move_outbox_mark(undone, "webhook", 9));
        }
        CHECK(must(outbox_mark(reader, "webhook")) == 7);
        must(store.change([](Transaction& transaction) { return move_outbox_mark(transaction, "webhook", 2); }));
        CHECK(must(outbox_mark(reader, "webhook")) == 2);
    });
}

TEST_CASE("a job is held by one worker, and by the next when the lease has run out")
{
    on_both_engines([](FreshStore& fresh) {
        Store& store = fresh.store();
        must(migrate(store, {}));
        KeyMaker keys([] { return noon; });
        must(store.change([&](Transaction& transaction) -> Result<Done> {
            TRY(add_job(transaction, keys, "sweep", "{}", noon + 10));
            TRY(add_job(transaction, keys, "import", R"({"file":"名单"})", noon));
            return Done{};
        }));
        CHECK_FALSE(must(take_job(store, noon - 1, 1000)).has_value());
        const Job first = must(take_job(store, noon, 1000)).value();
        CHECK(first.kind == "import");
        CHECK(first.body == R"({"file":"名单"})");
        CHECK_FALSE(must(take_job(store, noon + 9, 1000)).has_value());
        CHECK(must(take_job(store, noon + 10, 1'000'000)).value().kind == "sweep");

        const Job again = must(take_job(store, noon + 1000, 1000)).value();
        CHECK(again.key == first.key);
        CHECK(again.attempts == 2);
        const auto settled = [&](auto deed) { return outcome(store.change(deed)); };
        CHECK(settled([&](Transaction& transaction) { return finish_job(transaction, first); }) == "store.job_lost");
        CHECK(settled([&](Transaction& transaction) {
                  return put_back_job(transaction, again, noon + 5000, "网络");
              }) == "done");
        CHECK_FALSE(must(take_job(store, noon + 4999, 1000)).has_value());
        const Job last = must(take_job(store, noon + 5000, 1000)).value();
        CHECK(last.attempts == 3);
        CHECK(settled([&](Transaction& transaction) { return finish_job(transaction, last); }) == "done");
        CHECK(settled([&](Transaction& transaction) { return give_up_job(transaction, last, ""); }) ==
              "store.job_lost");
        CHECK_FALSE(must(take_job(store, noon + 100'000, 1000)).has_value());
    });
}
