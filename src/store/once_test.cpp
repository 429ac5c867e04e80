#include "store/once.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "store/together.h"
#include "tests/support/faulty_disk.h"
#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::store;
using huimin::test::FaultyDisk;
using huimin::test::FreshFolder;
using huimin::test::FreshStore;
using huimin::test::must;
using huimin::test::on_both_engines;
using huimin::test::outcome;

namespace {

constexpr std::int64_t now = 1'772'020'800'000;

std::vector<Table> tables()
{
    std::vector<Table> all = Once::tables();
    all.push_back({.name = "payment", .columns = {{"key", ColumnType::integer}}, .primary_key = {"key"}});
    return all;
}

/// Between two steps of what is done once.
using Interruption = std::function<void(int step)>;

Result<std::string> pay(Store& store, const OnceKey& key, std::int64_t at, const Interruption& step = [](int) {})
{
    if (auto before = TRY(Once(store).find(key, at)))
        return *before;
    Together together(store, [&](Transaction& transaction) { return Once::begin(transaction, key, at); });
    for (const int part : {0, 1}) {
        TRY(store.change([&](Transaction& transaction) -> Result<Done> {
            step(part);
            const auto paid = TRY(transaction.find_integer("select count(*) from payment"));
            TRY(transaction.run("insert into payment values ($1)", {*paid + 1}));
            return Done{};
        }));
    }
    step(2);
    TRY(together.commit([&](Transaction& transaction) -> Result<Done> {
        TRY(Once::keep(transaction, key, "201 paid"));
        step(3);
        return Done{};
    }));
    return std::string("201 paid");
}

std::int64_t payments(Store& store) { return *must(must(store.reader()).find_integer("select count(*) from payment")); }

/// "sound", or how what was done and what was kept of it have come apart.
std::string state_of(const std::string& file)
{
    auto store = must(Store::open("sqlite:" + file));
    Reader reader = must(store.reader());
    const auto count = [&](const std::string& table) -> std::int64_t {
        const bool made =
            must(reader.find_integer("select count(*) from sqlite_schema where type = 'table' and name = '" + table +
                                     "'")) == 1;
        return made ? must(reader.find_integer("select count(*) from " + table)).value_or(-1) : 0;
    };
    return count("payment") == 2 * count("once") ? "sound" : "come apart";
}

} // namespace

TEST_CASE("a request that comes again is answered as the first time")
{
    on_both_engines([](FreshStore& fresh) {
        must(migrate(fresh.store(), tables()));
        Once once(fresh.store());
        const OnceKey key{7, "a-key-of-mine", "digest"};
        CHECK(must(pay(fresh.store(), key, now)) == "201 paid");
        CHECK(payments(fresh.store()) == 2);
        CHECK(must(pay(fresh.store(), key, now + 2)) == "201 paid");
        CHECK(payments(fresh.store()) == 2);
        CHECK(outcome(once.find({7, key.key, "of something else"}, now + 3)) == "once.other");
        CHECK_MESSAGE(!must(once.find({8, key.key, key.digest}, now + 4)), "another account's keys are its own");
        must(once.forget_old(now + Once::kept_for));
        CHECK(must(once.find(key, now + Once::kept_for)) == "201 paid");
        CHECK_MESSAGE(!must(once.find(key, now + Once::kept_for + 1)), "after a day it is another request");
        CHECK(must(pay(fresh.store(), key, now + Once::kept_for + 1)) == "201 paid");
        CHECK(payments(fresh.store()) == 4);
        must(once.forget_old(now + 2 * Once::kept_for + 2));
        CHECK_FALSE(must(once.find(key, now + Once::kept_for + 2)));
    });
}

TEST_CASE("of twenty who send the same at once, one is the first, and the others wait for its answer")
{
    on_both_engines([](FreshStore& fresh) {
        must(migrate(fresh.store(), tables()));
        std::atomic<int> paid = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 20; ++i)
                threads.emplace_back([&] {
                    const OnceKey key{1, "the-same-key", "d"};
                    auto answer = pay(fresh.store(), key, now);
                    for (int again = 0; again < 5 && !answer.ok(); ++again) { // who waited is told to, as a request is
                        CHECK((answer.error().code == "once.done" || answer.error().code == "store.busy"));
                        answer = pay(fresh.store(), key, now);
                    }
                    paid += answer.ok() ? 1 : 0;
                });
        }
        CHECK(paid == 20);
        CHECK(payments(fresh.store()) == 2);
    });
}

TEST_CASE("whatever call to the disk fails, what was done and its kept answer stand together or not at all")
{
    for (std::int64_t call = 1;; call++) {
        CAPTURE(call);
        const FreshFolder folder("/dev/shm");
        const std::string file = folder.path("test.db");
        FaultyDisk disk;
        const OnceKey key{1, "a-key-of-mine", "d"};
        {
            Store store = must(Store::open("sqlite:" + file));
            must(migrate(store, tables()));
            disk.fail_at(call, FaultyDisk::Failure::error_once);
            static_cast<void>(pay(store, key, now).ok());
            if (!disk.has_failed())
                break; // Every call has had its turn.
            disk.heal();
        }
        CHECK(state_of(file) == "sound");
        Store anew = must(Store::open("sqlite:" + file));
        CHECK(must(pay(anew, key, now + 1)) == "201 paid");
        CHECK(payments(anew) == 2);
    }
}

TEST_CASE("whenever the power goes, what was done and its kept answer stand together or not at all")
{
    const FreshFolder folder, after("/dev/shm");
    FaultyDisk disk;
    {
        Store store = must(Store::open("sqlite:" + folder.path("test.db")));
        must(migrate(store, tables()));
        for (int i = 0; i < 5; ++i)
            must(pay(store, {1, "key-number-" + std::to_string(i), "d"}, now));
    }
    disk.step_aside();
    std::mt19937 chance(20260301);
    for (std::size_t moment = 0; moment <= disk.moments(); moment++)
        for (const auto survival : {FaultyDisk::Survival::none, FaultyDisk::Survival::some}) {
            const std::string image = after.path("image");
            std::filesystem::create_directory(image);
            disk.lay_out(moment, survival, chance, image);
            chmod((image + "/test.db").c_str(), 0600);
            CAPTURE(moment);
            CHECK(state_of(image + "/test.db") == "sound");
            std::filesystem::remove_all(image);
        }
}

TEST_CASE("wherever the server's connection is cut off, a repeated request finds all done or nothing")
{
    FreshStore fresh(Engine::postgresql);
    must(migrate(fresh.store(), tables()));
    for (const int cut_at : {0, 1, 2, 3}) {
        CAPTURE(cut_at);
        const OnceKey key{1, "key-number-" + std::to_string(cut_at), "d"};
        const std::int64_t before = payments(fresh.store());
        bool cut = false;
        const auto cut_off = [&](int step) {
            if (step == cut_at)
                cut = must(must(fresh.store().snapshot())
                               .find_integer("select count(pg_terminate_backend(pid)) from pg_stat_activity "
                                             "where datname = current_database() and state = 'idle in transaction' "
                                             "and pid <> pg_backend_pid()")) == 1;
        };
        CHECK(outcome(pay(fresh.store(), key, now, cut_off)) != "done");
        CHECK(cut);
        CHECK(payments(fresh.store()) == before);
        CHECK(must(pay(fresh.store(), key, now)) == "201 paid");
        CHECK(payments(fresh.store()) == before + 2);
    }
}

TEST_CASE("a part that fails is undone alone, and what follows is told when the whole has ended")
{
    on_both_engines([](FreshStore& fresh) {
        Store& store = fresh.store();
        must(migrate(store, tables()));
        const auto insert = [&](std::int64_t key) {
            return store.change(
                [&](Transaction& transaction) { return transaction.run("insert into payment values ($1)", {key}); });
        };
        bool told = false;
        {
            Together together(store, [](Transaction&) { return Result<Done>(Done{}); });
            CHECK(payments(store) == 0);
            must(insert(1));
            CHECK(outcome(insert(1)) == "store.constraint");
            must(insert(2));
            CHECK_MESSAGE(payments(store) == 2, "its own thread sees what is done so far");
            store.afterwards([&] { told = true; });
            std::jthread([&] { CHECK(payments(store) == 0); }).join();
            CHECK_FALSE(told);
            must(together.commit([](Transaction&) { return Result<Done>(Done{}); }));
            CHECK(told);
        }
        CHECK(payments(store) == 2);
        {
            const Together together(store, [](Transaction&) { return Result<Done>(Done{}); });
            must(insert(3));
        }
        CHECK_MESSAGE(payments(store) == 2, "undone without a commit");
        {
            int begun = 0;
            Together together(store, [&](Transaction& transaction) {
                ++begun;
                return transaction.put("insert into payment values (10)");
            });
            CHECK_MESSAGE(outcome(insert(1)) == "store.constraint", "the first part fails");
            must(insert(4));
            CHECK_MESSAGE(payments(store) == 4, "what it begins with stands again before the next part");
            must(together.commit([](Transaction&) { return Result<Done>(Done{}); }));
            CHECK(begun == 2);
        }
        CHECK(payments(store) == 4);
    });
}
