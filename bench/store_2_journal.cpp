// PROMISE store-2: the journal's chain is verified at 100,000 entries a second and more on either engine.
//
// 200,000 entries of some 300 bytes, written in bulk, sealed and read through. Wall clock, one thread.

#include <filesystem>

#include "bench/promise.h"
#include "store/journal.h"
#include "store/schema.h"
#include "tests/support/private_postgres.h"

using namespace huimin;
using namespace huimin::store;

namespace {

constexpr int entries = 200'000;

template <class T>
T must(Result<T> result)
{
    if (!result.ok()) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(1);
    }
    return std::move(result).value();
}

bool verify(const std::string& address, const char* what)
{
    Store store = must(Store::open(address));
    must(migrate(store, {}));
    KeyMaker keys([] { return std::int64_t{1'772'020'800'000}; });
    must(store.change([&](Transaction& transaction) -> Result<Done> {
        Journal::Bulk bulk = TRY(Journal(keys).bulk(transaction));
        for (int each = 0; each < entries; each++)
            TRY(bulk.add({.area = AreaCode(330282),
                          .actor = "wangfang",
                          .purpose = "低保年审 2026-0213",
                          .action = "registry.change",
                          .record = "person",
                          .key = each,
                          .before = R"({"收入":{"工资":1800.00,"赡养费":200.00},"健康状况":"一般"})",
                          .after = R"({"收入":{"工资":2100.00,"赡养费":200.00},"健康状况":"一般"})",
                          .origin = "s:8f2c 10.2.3.4 r:19c2"}));
        TRY(bulk.finish());
        return Done{};
    }));
    must(seal_journal(store));
    const double seconds = bench::median_of(3, bench::wall_seconds, [&] {
        Reader snapshot = must(store.snapshot());
        const JournalVerdict verdict = must(verify_journal(snapshot));
        if (verdict.state != JournalVerdict::State::sound || verdict.sealed != entries)
            std::exit(1);
    });
    return bench::promise("store-2", what, entries / seconds, bench::Bar::at_least, 100'000, "/s");
}

} // namespace

int main()
{
    const auto folder = std::filesystem::temp_directory_path() / "huimin-bench-journal";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
    const bool sqlite = verify("sqlite:" + (folder / "journal.db").string(), "journal verified, SQLite");
    std::filesystem::remove_all(folder);
    const bool postgresql = verify(test::fresh_schema(), "journal verified, PostgreSQL");
    return sqlite && postgresql ? 0 : 1;
}
