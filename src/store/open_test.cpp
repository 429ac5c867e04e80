// What a store refuses to open, and how it bears the loss of what it stands on.

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "store/schema.h"
#include "store/store.h"
#include "tests/support/fresh_store.h"
#include "tests/support/private_postgres.h"

using namespace huimin;
using namespace huimin::store;
using huimin::test::FreshFolder;
using huimin::test::FreshStore;
using huimin::test::must;
using huimin::test::outcome;

namespace {

const Table note = {
    .name = "note",
    .columns = {{"area", ColumnType::integer}, {"key", ColumnType::integer}, {"text", ColumnType::text}},
    .primary_key = {"area", "key"}};

void make_file(const std::string& file, const std::string& sql)
{
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    REQUIRE(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
    chmod(file.c_str(), 0600);
}

/// Ends the server's side of a connection, as a restart of the server does.
void cut(Store& store, std::int64_t process)
{
    CHECK(must(must(store.reader()).find_integer("select pg_terminate_backend(cast($1 as integer))", {process})) == 1);
}

std::int64_t process_of(Reader& reader) { return must(reader.find_integer("select pg_backend_pid()")).value(); }

} // namespace

TEST_CASE("a file of another program or of a newer version is refused and left as it was")
{
    const struct {
        const char* name;
        const char* sql;
    } cases[] = {
        {"another program's, unmarked", "create table t (a)"},
        {"another program's, marked", "pragma application_id = 7"},
        {"ours, from a later version", "pragma application_id = 1213548877; pragma user_version = 99"},
    };
    for (const auto& each : cases) {
        CAPTURE(std::string(each.name));
        const FreshFolder folder;
        make_file(folder.path("test.db"), each.sql);
        std::ifstream before(folder.path("test.db"), std::ios::binary);
        const std::string content(std::istreambuf_iterator<char>(before), {});
        CHECK(outcome(Store::open("sqlite:" + folder.path("test.db"))) == "store.not_ours");
        std::ifstream after(folder.path("test.db"), std::ios::binary);
        CHECK(std::string(std::istreambuf_iterator<char>(after), {}) == content);
    }
    const FreshFolder folder;
    std::ofstream(folder.path("text")) << std::string(5000, 'x');
    chmod(folder.path("text").c_str(), 0600);
    CHECK(outcome(Store::open("sqlite:" + folder.path("text"))) == "store.not_ours");
}

TEST_CASE("a store that is not there is made, or refused without a trace, as the caller says")
{
    const FreshFolder folder;
    const std::string file = folder.path("mistyped.db");
    CHECK(outcome(Store::open("sqlite:" + file, Absent::refuse)) == "store.missing");
    CHECK_FALSE(std::filesystem::exists(file));
    CHECK(outcome(Store::open("sqlite:" + file)) == "done");
    CHECK(outcome(Store::open("sqlite:" + file, Absent::refuse)) == "done");
}

TEST_CASE("a store that others could read, or that could lose what it acknowledged, is refused")
{
    FreshStore fresh(Engine::sqlite);
    const std::string file = fresh.folder().path("test.db");
    CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms::all) ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    chmod(file.c_str(), 0640);
    CHECK(outcome(Store::open("sqlite:" + file)) == "store.unsafe");

    const std::string address = test::fresh_schema();
    CHECK(outcome(Store::open(address)) == "done");
    CHECK(outcome(Store::open(address + "%20-csynchronous_commit%3Doff")) == "store.unsafe");
    const auto unchecked = Store::open(test::schema_without_checksums());
    CHECK(outcome(unchecked) == "store.unsafe");
    CHECK(unchecked.error().message.find("data_checksums = off") != std::string::npos);
    CHECK(outcome(Store::open("postgresql:///no_such_database?host=/tmp/no/such/folder")) == "store.missing");
}

TEST_CASE("an address is shown without its password")
{
    std::string address = test::fresh_schema();
    address.replace(0, 14, "postgresql://:secret@/");
    CHECK(must(Store::open(address)).address().find("secret") == std::string::npos);
    const auto refused = Store::open("mysql://root:secret@host/x");
    CHECK(refused.error().message.find("secret") == std::string::npos);
}

TEST_CASE("a damaged file says so")
{
    FreshFolder folder;
    const std::string file = folder.path("test.db");
    {
        Store store = must(Store::open("sqlite:" + file));
        must(migrate(store, std::span(&note, 1)));
        must(store.change([](Transaction& transaction) -> Result<Done> {
            for (std::int64_t key = 0; key < 100; key++)
                TRY(transaction.run("insert into note values (1, $1, $2)", {key, std::string(500, 'x')}));
            return Done{};
        }));
    }
    std::fstream pages(file, std::ios::binary | std::ios::in | std::ios::out);
    pages.seekp(4096 * 8);
    pages << std::string(std::filesystem::file_size(file) - 4096 * 8, '\x5a');
    pages.close();
    Store store = must(Store::open("sqlite:" + file));
    CHECK(outcome(must(store.reader()).find_integer("select sum(length(text)) from note")) == "store.damaged");
}

TEST_CASE("who waits too long for others is told so, and may try again")
{
    FreshStore sqlite(Engine::sqlite), postgresql(Engine::postgresql);
    std::vector<std::jthread> both; // Each waits its five seconds, so they wait together.
    for (FreshStore* fresh : {&sqlite, &postgresql})
        both.emplace_back([fresh] {
            Store& store = fresh->store();
            must(migrate(store, std::span(&note, 1)));
            must(store.change(
                [](Transaction& transaction) { return transaction.run("insert into note values (1, 1, '')"); }));
            const auto touch = [](Transaction& transaction) { return transaction.run("update note set text = 'x'"); };
            Transaction first = must(store.begin());
            must(touch(first));
            auto second = store.begin();
            CHECK((second.ok() ? outcome(touch(*second)) : outcome(second)) == "store.busy");
            must(first.commit());
            CHECK(outcome(store.change(touch)) == "done");
        });
}

TEST_CASE("a server that goes away in a transaction spoils it; idle connections are made anew unseen")
{
    FreshStore fresh(Engine::postgresql);
    Store& store = fresh.store();
    must(migrate(store, std::span(&note, 1)));
    {
        Transaction transaction = must(store.begin());
        must(transaction.run("insert into note values (1, 1, '')"));
        cut(store, process_of(transaction));
        CHECK(outcome(transaction.run("insert into note values (1, 2, '')")) == "store.lost");
        CHECK(outcome(transaction.commit()) == "store.spoilt");
    }
    std::int64_t writer = 0, looker = 0, watcher = 0;
    {
        Transaction transaction = must(store.begin());
        Reader reader = must(store.reader()), snapshot = must(store.snapshot());
        writer = process_of(transaction), looker = process_of(reader), watcher = process_of(snapshot);
    }
    Store elsewhere = must(Store::open(fresh.address()));
    for (const std::int64_t process : {writer, looker, watcher})
        cut(elsewhere, process);
    CHECK(must(must(store.reader()).find_integer("select count(*) from note")) == 0);
    CHECK(must(must(store.snapshot()).find_integer("select count(*) from note")) == 0);
    CHECK(outcome(store.change([](Transaction& transaction) {
              return transaction.run("insert into note values (1, 1, '')");
          })) == "done");
}
