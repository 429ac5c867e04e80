// Many threads on one store: what each is told is true, and nothing of anyone is lost or half done.

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <functional>
#include <thread>

#include "store/schema.h"
#include "store/store.h"
#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::store;
using huimin::test::FreshStore;
using huimin::test::must;
using huimin::test::on_both_engines;
using huimin::test::outcome;

namespace {

const std::vector<Table> accounts = {
    {.name = "account",
     .columns = {{"area", ColumnType::integer}, {"key", ColumnType::integer}, {"fen", ColumnType::integer}},
     .primary_key = {"area", "key"}},
    {.name = "transfer",
     .columns = {{"area", ColumnType::integer}, {"key", ColumnType::integer}, {"account", ColumnType::integer}},
     .primary_key = {"area", "key"},
     .references = {{.columns = {"area", "account"}, .table = "account"}}}};

void run_in_threads(int count, const std::function<void(int)>& work)
{
    std::vector<std::thread> threads;
    for (int thread = 0; thread < count; thread++)
        threads.emplace_back(work, thread);
    for (std::thread& thread : threads)
        thread.join();
}

} // namespace

TEST_CASE("changes made at the same time all stand or fall by themselves")
{
    on_both_engines([](FreshStore& fresh) {
        Store& store = fresh.store();
        must(migrate(store, accounts));
        must(store.change([](Transaction& transaction) {
            return transaction.run("insert into account values (1, 1, 0), (1, 2, 0)");
        }));
        constexpr int threads = 8, changes = 60;
        std::array<std::atomic<int>, 5> told{}; // By what the deed does.
        run_in_threads(threads, [&](int thread) {
            for (int each = 0; each < changes; each++) {
                const std::int64_t key = thread * changes + each;
                const int kind = each % 5;
                const auto result = store.change([&](Transaction& transaction) -> Result<Done> {
                    const std::int64_t account = kind == 3 ? 99 : 1; // There is no account 99.
                    TRY(transaction.run("insert into transfer values (1, $1, $2)", {key, account}));
                    if (kind == 1)
                        TRY(transaction.run("insert into account values (1, 1, 0)")); // Stands already.
                    if (kind == 2)
                        return Error{Fault::invalid, "test.refused", "", "", ""};
                    if (kind == 4) {
                        Savepoint point = TRY(transaction.savepoint());
                        TRY(transaction.run("delete from transfer"));
                    }
                    return Done{};
                });
                const char* const outcomes[] = {"done", "store.constraint", "test.refused", "store.constraint", "done"};
                told[static_cast<std::size_t>(kind)] += outcome(result) == outcomes[kind] ? 1 : 0;
            }
        });
        for (const auto& count : told)
            CHECK(count == threads * changes / 5);
        Reader reader = must(store.reader());
        CHECK(must(reader.find_integer("select count(*) from transfer")) == threads * changes / 5 * 2);
        CHECK(must(reader.find_integer("select count(*) from transfer where account <> 1")) == 0);
    });
}

TEST_CASE("money moved to and fro by many never adds up to more or less, whoever looks")
{
    on_both_engines([](FreshStore& fresh) {
        Store& store = fresh.store();
        must(migrate(store, accounts));
        must(store.change([](Transaction& transaction) {
            return transaction.run("insert into account values (1, 1, 500), (1, 2, 500)");
        }));
        std::atomic<int> wrong = 0, moved = 0;
        std::jthread auditor([&](const std::stop_token& stop) {
            while (!stop.stop_requested())
                wrong += must(must(store.reader()).find_integer("select sum(fen) from account")) == 1000 ? 0 : 1;
        });
        run_in_threads(4, [&](int thread) {
            for (int each = 0; each < 30; each++)
                moved += store.change([&](Transaction& transaction) -> Result<Done> {
                                  const std::int64_t fen = thread % 2 == 0 ? 1 : -1;
                                  const auto first =
                                      TRY(transaction.find_integer("select fen from account where key = 1"));
                                  TRY(transaction.run("update account set fen = $1 where key = 1", {*first - fen}));
                                  TRY(transaction.run("update account set fen = fen + $1 where key = 2", {fen}));
                                  return Done{};
                              }).ok()
                             ? 1
                             : 0;
        });
        auditor.request_stop();
        auditor.join();
        CHECK(wrong == 0);
        CHECK(moved > 0); // Under PostgreSQL some may give up after five tries, and are told so.
        CHECK(must(must(store.reader()).find_integer("select sum(fen) from account")) == 1000);
    });
}

TEST_CASE("a transaction of its own and shared ones wait for each other")
{
    FreshStore fresh(Engine::sqlite);
    Store& store = fresh.store();
    must(migrate(store, accounts));
    std::atomic<int> done = 0;
    run_in_threads(6, [&](int thread) {
        for (int each = 0; each < 20; each++) {
            const std::int64_t key = thread * 100 + each;
            if (thread % 2 == 0) {
                Transaction transaction = must(store.begin());
                must(transaction.run("insert into account values (1, $1, 0)", {key}));
                done += transaction.commit().ok() ? 1 : 0;
            } else
                done += store.change([&](Transaction& transaction) {
                                 return transaction.run("insert into account values (1, $1, 0)", {key});
                             }).ok()
                            ? 1
                            : 0;
        }
    });
    CHECK(done == 120);
    CHECK(must(must(store.reader()).find_integer("select count(*) from account")) == 120);
}
