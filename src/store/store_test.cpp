#include "store/store.h"

#include <doctest/doctest.h>

#include "store/schema.h"
#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::store;
using huimin::test::FreshStore;
using huimin::test::must;
using huimin::test::on_both_engines;
using huimin::test::outcome;

namespace {

const Table person = {
    .name = "person",
    .columns = {{"area", ColumnType::integer},
                {"key", ColumnType::integer},
                {"name", ColumnType::text},
                {"born", ColumnType::integer, false},
                {"photo", ColumnType::blob, false}},
    .primary_key = {"area", "key"},
    .indexes = {{.columns = {"area", "name"}}},
};

void make_person_table(Store& store) { must(migrate(store, std::span(&person, 1))); }

Result<std::int64_t> add_person(Transaction& transaction, std::int64_t key, std::string_view name)
{
    return transaction.run("insert into person (area, key, name) values ($1, $2, $3)", {330282, key, name});
}

std::int64_t people(Store& store)
{
    return must(must(store.reader()).find_integer("select count(*) from person")).value();
}

} // namespace

TEST_CASE("what is committed is read back with the same kinds and content")
{
    on_both_engines([](FreshStore& fresh) {
        make_person_table(fresh.store());
        const std::byte photo[] = {std::byte{0}, std::byte{0xff}, std::byte{'\''}};
        Transaction transaction = must(fresh.store().begin());
        const std::int64_t changed =
            must(transaction.run("insert into person values ($1, $2, $3, $4, $5)",
                                 {330282, std::int64_t{1} << 62, "𠮷野'$1", Day::from_number(-5), std::span(photo)}));
        CHECK(changed == 1);
        must(transaction.run("insert into person values ($2, $1, $3, $4, $5)", {-7, 330282, "", nullptr, nullptr}));
        must(transaction.commit());

        Reader reader = must(fresh.store().reader());
        Rows rows =
            must(reader.query("select key, name, born, photo from person where area = $1 order by key", {330282}));
        REQUIRE(must(rows.next()));
        CHECK(rows[0].integer() == -7);
        CHECK(rows[1].text() == "");
        CHECK(rows[2].is_null());
        CHECK(rows[3].is_null());
        REQUIRE(must(rows.next()));
        CHECK(rows[0].integer() == std::int64_t{1} << 62);
        CHECK(rows[1].text() == "𠮷野'$1");
        CHECK(rows[2].day() == Day::from_number(-5));
        CHECK(rows[3] == Value(std::span(photo)));
        CHECK_FALSE(must(rows.next()));
    });
}

TEST_CASE("a transaction that ends without commit leaves nothing")
{
    on_both_engines([](FreshStore& fresh) {
        make_person_table(fresh.store());
        {
            Transaction transaction = must(fresh.store().begin());
            must(add_person(transaction, 1, "张三"));
        }
        CHECK(people(fresh.store()) == 0);
    });
}

TEST_CASE("the first failure spoils a transaction, and a savepoint keeps it from spreading")
{
    on_both_engines([](FreshStore& fresh) {
        make_person_table(fresh.store());
        {
            Transaction transaction = must(fresh.store().begin());
            must(add_person(transaction, 1, "张三"));
            CHECK(outcome(add_person(transaction, 1, "李四")) == "store.constraint");
            CHECK(outcome(transaction.savepoint()) == "store.spoilt");
            CHECK(outcome(transaction.commit()) == "store.spoilt");
        }
        CHECK(people(fresh.store()) == 0);

        Transaction transaction = must(fresh.store().begin());
        must(add_person(transaction, 1, "张三"));
        {
            Savepoint point = must(transaction.savepoint());
            CHECK(outcome(add_person(transaction, 1, "李四")) == "store.constraint");
            CHECK(outcome(point.keep()) == "store.spoilt");
        }
        {
            Savepoint point = must(transaction.savepoint());
            must(add_person(transaction, 2, "王五"));
            must(point.keep());
        }
        must(transaction.commit());
        CHECK(people(fresh.store()) == 2);
    });
}

TEST_CASE("a snapshot sees one moment, a reader the latest")
{
    on_both_engines([](FreshStore& fresh) {
        make_person_table(fresh.store());
        Reader snapshot = must(fresh.store().snapshot());
        Reader reader = must(fresh.store().reader());
        Transaction transaction = must(fresh.store().begin());
        must(add_person(transaction, 1, "张三"));
        CHECK(must(reader.find_integer("select count(*) from person")) == 0);
        must(transaction.commit());
        CHECK(must(reader.find_integer("select count(*) from person")) == 1);
        CHECK(must(snapshot.find_integer("select count(*) from person")) == 0);
        CHECK(must(reader.find_text("select name from person")) == "张三");
        CHECK(must(reader.find_text("select name from person where key = 9")) == std::nullopt);
    });
}

TEST_CASE("a bulk insert adds many rows, and a scan reads them all")
{
    on_both_engines([](FreshStore& fresh) {
        make_person_table(fresh.store());
        constexpr std::int64_t count = 30'000;
        Transaction transaction = must(fresh.store().begin());
        Bulk bulk = must(transaction.bulk_insert("person", {"area", "key", "name", "born"}));
        for (std::int64_t key = 0; key < count; key++)
            must(bulk.add({330282, key, key % 2 == 0 ? "张三" : "李四", key % 3 == 0 ? Value() : Value(key)}));
        CHECK(must(bulk.finish()) == count);
        must(transaction.commit());

        Reader reader = must(fresh.store().reader());
        Rows rows =
            must(reader.scan("select key, name, born, photo from person where area = $1 and name <> $2 order by key",
                             {330282, "it's $1"}));
        std::int64_t seen = 0;
        bool same = true;
        for (; must(rows.next()); seen++)
            same = same && rows[0].integer() == seen && rows[1].text() == (seen % 2 == 0 ? "张三" : "李四") &&
                   rows[2] == (seen % 3 == 0 ? Value() : Value(seen)) && rows[3].is_null();
        CHECK(same);
        CHECK(seen == count);
    });
}

TEST_CASE("a statement is run for many rows of values, and its failure spoils the transaction")
{
    on_both_engines([](FreshStore& fresh) {
        make_person_table(fresh.store());
        constexpr std::int64_t count = 1000;
        Transaction transaction = must(fresh.store().begin());
        Bulk inserts =
            must(transaction.bulk_run("insert into person (area, key, name, born) values (330282, $1, $2, $3)"));
        Bulk updates = must(transaction.bulk_run("update person set name = $2 where key % 10 = $1"));
        for (std::int64_t key = 0; key < count; key++) {
            must(inserts.add({key, std::to_string(key), key % 2 == 0 ? Value() : Value(key)}));
            if (key % 100 == 7)
                CHECK(must(transaction.find_integer("select count(*) from person")).value() <= key + 1);
        }
        CHECK(must(inserts.finish()) == count);
        must(updates.add({3, "叁"}));
        must(updates.add({11, "无"}));
        CHECK(must(updates.finish()) == count / 10);
        CHECK(must(transaction.find_integer("select count(*) from person where name = '叁'")) == count / 10);
        CHECK(must(transaction.find_integer("select count(*) from person where born is null")) == count / 2);

        Bulk again = must(transaction.bulk_run("insert into person (area, key, name) values (330282, $1, '')"));
        bool failed = false;
        for (const std::int64_t key : {count, std::int64_t{5}, count + 1})
            failed = !again.add({key}).ok() || failed;
        CHECK((failed ? "store.constraint" : outcome(again.finish())) == std::string("store.constraint"));
        CHECK(outcome(transaction.commit()) == "store.spoilt");
        CHECK(people(fresh.store()) == 0);
    });
}

TEST_CASE("one statement reads many held rows as a table, with what is null, and its failure spoils the transaction")
{
    on_both_engines([](FreshStore& fresh) {
        make_person_table(fresh.store());
        constexpr std::array kinds{Value::Kind::integer, Value::Kind::text, Value::Kind::integer, Value::Kind::blob};
        constexpr std::int64_t count = 1500;
        const std::byte photo[] = {std::byte{0}, std::byte{255}};
        Transaction transaction = must(fresh.store().begin());
        Bulk inserts = must(transaction.bulk_over(kinds, "insert into person (area, key, name, born, photo) select "
                                                         "330282, c0, c1, c2, c3 from held_rows"));
        for (std::int64_t key = 0; key < count; key++)
            must(inserts.add({key, key % 2 == 0 ? "张三" : "", key % 3 == 0 ? Value() : Value(-key),
                              key % 5 == 0 ? Value(std::span(photo)) : Value()}));
        CHECK(must(inserts.finish()) == count);
        CHECK(must(transaction.find_integer("select count(*) from person where name = ''")) == count / 2);
        CHECK(must(transaction.find_integer("select count(*) from person where born = -key")) == count - count / 3);
        CHECK(must(transaction.find_integer("select count(*) from person where length(photo) = 2")) == count / 5);

        Bulk updates = must(transaction.bulk_over(std::array{Value::Kind::integer, Value::Kind::text},
                                                  "update person set name = held_rows.c1, born = null from held_rows "
                                                  "where area = 330282 and key = held_rows.c0"));
        for (std::int64_t key = 0; key < count; key += 2)
            must(updates.add({key, "李四"}));
        must(updates.add({count + 1, "无"}));
        CHECK(must(updates.finish()) == count / 2);
        CHECK(must(transaction.find_integer("select count(*) from person where name = '李四' and born is null")) ==
              count / 2);

        Bulk again =
            must(transaction.bulk_over(std::array{Value::Kind::integer}, "insert into person (area, key, name) "
                                                                         "select 330282, c0, '' from "
                                                                         "held_rows"));
        must(again.add({count}));
        must(again.add({5}));
        CHECK(outcome(again.finish()) == "store.constraint");
        CHECK(outcome(transaction.commit()) == "store.spoilt");
        CHECK(people(fresh.store()) == 0);
    });
}

TEST_CASE("what was put is there for the next question, and its failure is told before anything is committed")
{
    on_both_engines([](FreshStore& fresh) {
        make_person_table(fresh.store());
        const char* insert = "insert into person (area, key, name) values ($1, $2, $3)";
        {
            Transaction transaction = must(fresh.store().begin());
            for (std::int64_t key = 1; key <= 300; ++key)
                must(transaction.put(insert, {330282, key, "甲"}));
            CHECK(must(transaction.find_integer("select count(*) from person")) == 300);
            must(transaction.put(insert, {330282, 301, "乙"}));
            must(transaction.commit());
        }
        CHECK(people(fresh.store()) == 301);

        enum class Then { asked, committed, left };
        for (const Then then : {Then::asked, Then::committed, Then::left}) {
            Transaction transaction = must(fresh.store().begin());
            must(transaction.put(insert, {330282, 400, "丙"}));
            Result<Done> put = transaction.put(insert, {330282, 1, "又一个"}); // its key is taken
            if (put.ok())
                put = transaction.put("delete from person where key = $1", {400});
            if (put.ok() && then == Then::asked)
                CHECK(outcome(transaction.find_integer("select count(*) from person")) == "store.constraint");
            if (then != Then::left)
                CHECK(!transaction.commit().ok());
        }
        CHECK(people(fresh.store()) == 301);
    });
}

TEST_CASE("whether there is a row is told when somebody looks, and so is what failed before it")
{
    on_both_engines([](FreshStore& fresh) {
        make_person_table(fresh.store());
        Transaction transaction = must(fresh.store().begin());
        const std::string insert = "insert into person (area, key, name) values ($1, $2, $3)";
        const std::string take = insert + " on conflict do nothing returning key";
        const std::string ask = "select key from person where key = $1";
        Whether before = must(transaction.whether(ask, {7}));
        must(transaction.put(insert, {330282, 7, "甲"}));
        Whether after = must(transaction.whether(ask, {7}));
        Whether taken = must(transaction.whether(take, {330282, 7, "乙"}));
        Whether fresh_one = must(transaction.whether(take, {330282, 8, "乙"}));
        CHECK_FALSE(must(before.found()));
        CHECK(must(after.found()));
        CHECK_FALSE(must(taken.found()));
        CHECK(must(fresh_one.found()));
        CHECK(must(transaction.find_text("select name from person where key = $1", {7})) == "甲");

        const auto broken = transaction.put(insert, {330282, 7, "丙"}); // its key is taken
        auto late = transaction.whether(ask, {7});
        CHECK_FALSE((broken.ok() && late.ok() && late->found().ok()));
        CHECK_FALSE(transaction.commit().ok());
    });
}

TEST_CASE("an address that is none, and files that are not ours, are refused")
{
    const test::FreshFolder folder;
    std::filesystem::create_directory(folder.path("folder"));
    CHECK(outcome(Store::open("mysql://here")) == "store.address");
    CHECK(outcome(Store::open("sqlite:")) == "store.address");
    CHECK(outcome(Store::open("sqlite:" + folder.path("no/such/folder/test.db"))) == "store.missing");
    CHECK(outcome(Store::open("sqlite:" + folder.path("folder"))) == "store.missing");
}
