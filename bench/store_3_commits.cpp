// PROMISE store-3: on SQLite, sixteen writers at once commit at least twice as many changes a second as one.
//
// Each change inserts one row and its journal entry and is told done only after the sync. Wall clock. Learned: the
// writers take turns in one transaction and share its sync; waking all of them for every turn would cost half of the
// gain. What PostgreSQL does here is its own doing, and is printed to compare.

#include <filesystem>
#include <thread>

#include "bench/promise.h"
#include "store/journal.h"
#include "store/schema.h"
#include "tests/support/private_postgres.h"

using namespace huimin;
using namespace huimin::store;

namespace {

constexpr double seconds = 1.5;

template <class T>
T must(Result<T> result)
{
    if (!result.ok()) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(1);
    }
    return std::move(result).value();
}

/// Changes a second by so many writers.
double rate(Store& store, KeyMaker& keys, int writers)
{
    std::atomic<std::int64_t> changes = 0;
    const double start = bench::wall_seconds();
    {
        std::vector<std::jthread> threads;
        for (int writer = 0; writer < writers; writer++)
            threads.emplace_back([&] {
                while (bench::wall_seconds() - start < seconds) {
                    must(store.change([&](Transaction& transaction) -> Result<Done> {
                        const std::int64_t key = keys.next();
                        TRY(transaction.run("insert into visit values ($1, $2, $3)", {330282, key, "平安"}));
                        TRY(Journal(keys).write(transaction, {.area = AreaCode(330282),
                                                              .actor = "wangfang",
                                                              .purpose = "探访",
                                                              .action = "duties.visit",
                                                              .record = "visit",
                                                              .key = key}));
                        return Done{};
                    }));
                    changes++;
                }
            });
    }
    return static_cast<double>(changes) / (bench::wall_seconds() - start);
}

double compare(const std::string& address, const char* what)
{
    const Table visit = {
        .name = "visit",
        .columns = {{"area", ColumnType::integer}, {"key", ColumnType::integer}, {"word", ColumnType::text}},
        .primary_key = {"area", "key"}};
    Store store = must(Store::open(address));
    must(migrate(store, std::span(&visit, 1)));
    KeyMaker keys([] { return std::int64_t{1'772'020'800'000}; });
    std::vector<double> ratios;
    for (int round = 0; round < 3; round++) {
        const double alone = rate(store, keys, 1), together = rate(store, keys, 16);
        std::fprintf(stderr, "%s: %.0f alone, %.0f together\n", what, alone, together);
        ratios.push_back(together / alone);
    }
    return bench::median(ratios);
}

} // namespace

int main()
{
    const auto folder = std::filesystem::temp_directory_path() / "huimin-bench-commits";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
    const double gain = compare("sqlite:" + (folder / "commits.db").string(), "SQLite");
    std::filesystem::remove_all(folder);
    compare(test::fresh_schema(), "PostgreSQL");
    return bench::promise("store-3", "commits together", gain, bench::Bar::at_least, 2, "x") ? 0 : 1;
}
