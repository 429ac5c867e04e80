#include "store/dialect.h"

#include <doctest/doctest.h>

#include "store/schema.h"
#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::store;
using huimin::test::FreshStore;
using huimin::test::must;
using huimin::test::on_both_engines;

namespace {

const Table word = {
    .name = "word",
    .columns = {{"area", ColumnType::integer}, {"key", ColumnType::integer}, {"say\"so", ColumnType::text, false}},
    .primary_key = {"area", "key"}};

} // namespace

TEST_CASE("what differs between the engines means the same through the dialect")
{
    on_both_engines([](FreshStore& fresh) {
        must(migrate(fresh.store(), std::span(&word, 1)));
        const Dialect dialect = fresh.store().dialect();
        const std::vector<std::string> columns = {"area", "key", "say\"so"}, key = {"area", "key"};
        Transaction transaction = must(fresh.store().begin());
        const std::string upsert = Dialect::upsert("word", columns, key);
        for (const char* text : {"旧", "低保 ABC", "特困"})
            must(transaction.run(upsert, {330282, 1, text}));
        must(transaction.run(upsert, {330282, 2, "低保 ABC"}));
        must(transaction.run(upsert, {330282, 3, nullptr}));

        const std::string name = Dialect::name("say\"so"), count = "select count(*) from word where ";
        const std::string listed = count + dialect.is_any_of("key", "$1");
        CHECK(must(transaction.find_integer(listed, {dialect.list(std::vector<std::int64_t>{1, 3, -9})})) == 2);
        CHECK(must(transaction.find_integer(listed, {dialect.list({})})) == 0);

        const std::string one_of = dialect.select_each("key", "word", "area = $1", "key", 2, 4);
        Rows rows = must(transaction.query(one_of, {330282, 3, 9, 1, 1}));
        std::int64_t found = 0;
        while (must(rows.next()))
            found = 10 * found + rows[0].integer();
        CHECK((found == 13 || found == 31));

        const struct {
            const char* sought;
            std::int64_t found;
        } sought[] = {{"低保", 1}, {"保 a", 1}, {"保", 1}, {"ＡＢＣ", 0}, {"%", 0}, {"", 2}};
        for (const auto& each : sought)
            CHECK(must(transaction.find_integer(count + dialect.contains(name, "$1"), {each.sought})) == each.found);

        CHECK(must(transaction.find_text("select " + dialect.joined(name, "、'") + " from word where key = 1")) ==
              "特困");
        const std::string held = "select key from word order by key limit 1";
        CHECK(must(transaction.find_integer(held + std::string(dialect.for_update()))) == 1);
        CHECK(must(transaction.find_integer(held + std::string(dialect.for_update_skip_locked()))) == 1);
    });
}

TEST_CASE("texts are ordered by their bytes, and sums of numbers are numbers")
{
    on_both_engines([](FreshStore& fresh) {
        must(migrate(fresh.store(), std::span(&word, 1)));
        Transaction transaction = must(fresh.store().begin());
        std::int64_t key = 0;
        for (const char* text : {"b", "A", "一", "a", "B", "𠮷", "～"})
            must(transaction.run("insert into word values (1, $1, $2)", {++key, text}));
        Rows rows = must(transaction.query("select \"say\"\"so\" from word order by 1"));
        std::string order;
        while (must(rows.next()))
            order += rows[0].text();
        CHECK(order == "ABab一～𠮷");
        CHECK(must(transaction.find_integer("select sum(key) from word")) == 28);
        CHECK(must(transaction.find_integer("select sum(key * 1000000000000) * -3 from word")) == -84'000'000'000'000);
        CHECK(must(transaction.find_integer("select sum(key) from word where key > 99")) == std::nullopt);
        CHECK(must(transaction.find_integer("select key > 3 from word where key = 4")) == 1);
        CHECK(test::outcome(transaction.find_integer("select 1.5")) == "store.sql");
    });
}
