#include "store/backup.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "store/schema.h"
#include "tests/support/fresh_store.h"
#include "tests/support/private_postgres.h"

using namespace huimin;
using namespace huimin::store;
using huimin::test::FreshStore;
using huimin::test::must;
using huimin::test::outcome;

namespace {

constexpr std::int64_t noon = 1'772'020'800'000; // 2026-02-25 12:00 UTC

const std::vector<Table> city = {
    {.name = "household",
     .columns = {{"area", ColumnType::integer}, {"key", ColumnType::integer}},
     .primary_key = {"area", "key"}},
    {.name = "person",
     .columns = {{"area", ColumnType::integer},
                 {"key", ColumnType::integer},
                 {"household", ColumnType::integer, false},
                 {"name", ColumnType::text},
                 {"photo", ColumnType::blob, false}},
     .primary_key = {"area", "key"},
     .indexes = {{.columns = {"area", "name"}}},
     .references = {{.columns = {"area", "household"}, .table = "household"}}},
};

/// A small city with a sealed journal; yields the head.
JournalHead fill(Store& store)
{
    must(migrate(store, city));
    KeyMaker keys([] { return noon; });
    const std::byte photo[] = {std::byte{0}, std::byte{0xff}};
    must(store.change([&](Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("insert into household (area, key) values (330282, 1)"));
        auto people = TRY(transaction.bulk_insert("person", {"area", "key", "household", "name", "photo"}));
        for (std::int64_t key = 1; key <= 5000; key++)
            TRY(people.add({330282, key, key % 2 == 0 ? Value(1) : Value(), "𠮷\n" + std::to_string(key),
                            key % 3 == 0 ? Value() : Value(std::span(photo))}));
        TRY(people.finish());
        TRY(Journal(keys).write(transaction, {.area = {}, .actor = "a", .purpose = "b", .action = "c"}));
        return Done{};
    }));
    return must(seal_journal(store));
}

/// All rows in one text, to compare stores by.
std::string content_of(Store& store)
{
    Reader reader = must(store.snapshot());
    std::string content;
    for (const Table& table : must(tables(reader))) {
        std::string columns;
        for (const Column& column : table.columns)
            columns += (columns.empty() ? "" : ", ") + Dialect::name(column.name);
        content += table.name + "\n";
        Rows rows = must(reader.scan("select " + columns + " from " + Dialect::name(table.name) + " order by 1, 2"));
        while (must(rows.next()))
            for (const Value& cell : rows.cells())
                content += cell.is_null()                        ? "null|"
                           : cell.kind() == Value::Kind::integer ? std::to_string(cell.integer()) + "|"
                           : cell.kind() == Value::Kind::text    ? std::string(cell.text()) + "|"
                                                                 : std::to_string(cell.blob().size()) + "|";
    }
    return content;
}

void flip_byte(const std::string& file, std::int64_t place)
{
    std::fstream changed(file, std::ios::binary | std::ios::in | std::ios::out);
    changed.seekg(place);
    const char byte = static_cast<char>(changed.get());
    changed.seekp(place);
    changed.put(static_cast<char>(byte ^ 0x20));
}

} // namespace

TEST_CASE("a portable backup fills an empty store of either engine with the same rows")
{
    for (const Engine from : {Engine::sqlite, Engine::postgresql})
        for (const Engine to : {Engine::sqlite, Engine::postgresql}) {
            FreshStore old(from), fresh(to);
            const JournalHead head = fill(old.store());
            const std::string file = old.folder().path("backup");
            must(backup(old.store(), file, BackupForm::portable));
            must(restore(file, fresh.address(), std::vector{head}));
            CHECK(content_of(fresh.store()) == content_of(old.store()));
            CHECK(must(migrate(fresh.store(), city)).deeds.empty());
            CHECK(outcome(restore(file, fresh.address())) == "store.not_empty");
        }
}

TEST_CASE("a filled store of either engine gives way to a portable backup when that is said")
{
    for (const Engine to : {Engine::sqlite, Engine::postgresql}) {
        FreshStore old(Engine::sqlite);
        fill(old.store());
        const std::string file = old.folder().path("backup");
        must(backup(old.store(), file, BackupForm::portable));
        const std::string target =
            to == Engine::sqlite ? "sqlite:" + old.folder().path("target.db") : huimin::test::fresh_schema();
        must(restore(file, target));
        {
            Store filled = must(Store::open(target));
            must(filled.change([](Transaction& transaction) { return transaction.run("delete from person"); }));
        }
        CHECK(outcome(restore(file, target)) == "store.not_empty");
        must(restore(file, target, {}, Filled::replace));
        Store restored = must(Store::open(target));
        CHECK(content_of(restored) == content_of(old.store()));
        CHECK(must(migrate(restored, city)).deeds.empty());
    }
}

TEST_CASE("a native backup of SQLite taken while others write is one moment, and takes the file's place")
{
    FreshStore old(Engine::sqlite);
    const JournalHead head = fill(old.store());
    const std::string file = old.folder().path("backup"), target = old.folder().path("restored.db");
    {
        std::jthread writer([&](const std::stop_token& stop) {
            for (std::int64_t key = 1; !stop.stop_requested(); key++)
                must(old.store().change([&](Transaction& transaction) -> Result<Done> {
                    TRY(transaction.run("insert into household (area, key) values (330281, $1)", {key}));
                    TRY(transaction.run("insert into person (area, key, household, name) values (330281, $1, $1, '')",
                                        {key}));
                    return Done{};
                }));
        });
        must(backup(old.store(), file));
    }
    CHECK(outcome(backup(old.store(), file)) == "store.backup_exists");
    CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms::all) ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    must(restore(file, "sqlite:" + target, std::vector{head}));
    {
        Store restored = must(Store::open("sqlite:" + target));
        Reader reader = must(restored.reader());
        CHECK(must(reader.find_integer("select count(*) from person where area = 330282")) == 5000);
        CHECK(must(reader.find_integer("select count(*) from person where area = 330281")) ==
              must(reader.find_integer("select count(*) from household where area = 330281")));
        CHECK(outcome(restore(file, "sqlite:" + target)) == "store.not_empty");
        CHECK(outcome(restore(file, "sqlite:" + target, {}, Filled::replace)) == "store.busy"); // Someone has it open.
    }
    must(restore(file, "sqlite:" + target, {}, Filled::replace));
    CHECK_FALSE(std::filesystem::exists(target + "-wal"));
    CHECK_FALSE(std::filesystem::exists(target + ".part"));
}

TEST_CASE("a damaged database gives way to its backup and is kept aside")
{
    FreshStore fresh(Engine::sqlite);
    fill(fresh.store());
    const std::string file = fresh.folder().path("backup"), target = fresh.folder().path("city.db");
    must(backup(fresh.store(), file));
    std::ofstream(target) << std::string(8192, 'x');
    CHECK(outcome(restore(file, "sqlite:" + target)) == "store.not_empty");
    must(restore(file, "sqlite:" + target, {}, Filled::replace));
    Store restored = must(Store::open("sqlite:" + target));
    CHECK(content_of(restored) == content_of(fresh.store()));
    CHECK(std::filesystem::exists(target + ".damaged"));
}

TEST_CASE("a backup that is none, damaged or not to be trusted is refused, and the target stays")
{
    FreshStore fresh(Engine::sqlite);
    const JournalHead head = fill(fresh.store());
    const std::string native = fresh.folder().path("native"), portable = fresh.folder().path("portable");
    const std::string target = "sqlite:" + fresh.folder().path("new.db");
    must(backup(fresh.store(), native));
    must(backup(fresh.store(), portable, BackupForm::portable));

    CHECK(outcome(restore(fresh.folder().path("nothing"), target)) == "store.backup_form");
    CHECK(outcome(restore(native, "postgresql:///x")) == "store.backup_form");
    const std::vector<JournalHead> later = {{head.seq + 1, head.hash}};
    CHECK(outcome(restore(native, target, later)) == "store.journal_broken");
    CHECK(outcome(restore(portable, target, later)) == "store.journal_broken");

    const auto size = static_cast<std::int64_t>(std::filesystem::file_size(portable));
    for (const std::int64_t place : {std::int64_t{20}, size / 2, size - 1}) {
        flip_byte(portable, place);
        CHECK(outcome(restore(portable, target)) == "store.backup_damaged");
        flip_byte(portable, place);
    }
    std::filesystem::resize_file(portable, static_cast<std::uintmax_t>(size - 100));
    CHECK(outcome(restore(portable, target)) == "store.backup_damaged");

    flip_byte(native, 3 * 4096);
    CHECK(outcome(restore(native, target)) == "store.backup_damaged");
    Store untouched = must(Store::open(target));
    Reader reader = must(untouched.reader());
    CHECK(must(reader.find_integer("select count(*) from sqlite_schema")) == 0);
}

TEST_CASE("backup, restore and the journal's verification tell how far they have come")
{
    for (const Engine engine : {Engine::sqlite, Engine::postgresql})
        for (const BackupForm form : {BackupForm::native, BackupForm::portable}) {
            FreshStore fresh(engine);
            fill(fresh.store());
            std::uint64_t last = 0, of = 0;
            const HowFar note = [&](std::uint64_t done, std::uint64_t total) {
                if (total == 0)
                    return;
                CHECK(done >= last);
                last = done;
                of = total;
            };
            const std::string file = fresh.folder().path("backup");
            must(backup(fresh.store(), file, form, note));
            CHECK(of > 1);
            CHECK(last == of);
            last = of = 0;
            must(restore(file, "sqlite:" + fresh.folder().path("new.db"), {}, Filled::refuse, note));
            CHECK(last > 0);
            last = of = 0;
            Reader snapshot = must(fresh.store().snapshot());
            const JournalVerdict verdict = must(verify_journal(snapshot, {}, note));
            CHECK(static_cast<std::uint64_t>(verdict.sealed) == last);
            CHECK(last == of);
        }
}
