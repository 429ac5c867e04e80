#include "store/schema.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <regex>

#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::store;
using huimin::test::FreshStore;
using huimin::test::must;
using huimin::test::on_both_engines;
using huimin::test::outcome;

namespace {

Table household()
{
    return {.name = "家庭",
            .columns = {{"area", ColumnType::integer}, {"key", ColumnType::integer}, {"地址", ColumnType::text, false}},
            .primary_key = {"area", "key"}};
}

Table member()
{
    return {.name = "member",
            .columns = {{"area", ColumnType::integer},
                        {"key", ColumnType::integer},
                        {"household", ColumnType::integer, false},
                        {"number", ColumnType::text},
                        {"order", ColumnType::integer, false}},
            .primary_key = {"area", "key"},
            .indexes = {{.columns = {"area", "number"}, .unique = true}},
            .references = {{.columns = {"area", "household"}, .table = "家庭"}}};
}

std::string migrated(Store& store, const std::vector<Table>& wanted) { return outcome(migrate(store, wanted)); }

Result<std::int64_t> run(Store& store, std::string_view sql)
{
    return store.change([&](Transaction& transaction) { return transaction.run(sql); });
}

std::vector<Table> changed(const std::function<void(Table&)>& change)
{
    std::vector<Table> tables = {household(), member()};
    change(tables[1]);
    return tables;
}

} // namespace

TEST_CASE("wanted tables are made once, and a second migration does nothing")
{
    on_both_engines([](FreshStore& fresh) {
        const std::vector<Table> wanted = {member(), household()}; // Referring tables may come first.
        CHECK(must(migrate(fresh.store(), wanted)).deeds.size() >= 2);
        CHECK(must(migrate(fresh.store(), wanted)).deeds.empty());
        Reader reader = must(fresh.store().reader());
        const std::vector<Table> known = must(tables(reader));
        CHECK(std::ranges::count(known, member()) == 1);
        CHECK(std::ranges::count(known, household()) == 1);
        CHECK(must(reader.find_integer("select version from schema_version where table_name = 'member'")) == 1);
    });
}

TEST_CASE("a migration keeps every value, and refuses what would lose one")
{
    const struct {
        const char* name;
        std::function<void(Table&)> change;
        const char* outcome;
    } cases[] = {
        {"a new optional column", [](Table& t) { t.columns.push_back({"phone", ColumnType::text, false}); }, "done"},
        {"a new required column with a preset",
         [](Table& t) { t.columns.push_back({"state", ColumnType::text, true, "it's ok"}); }, "done"},
        {"a new required column without one", [](Table& t) { t.columns.push_back({"state", ColumnType::text}); },
         "store.migration_value"},
        {"a column that holds nothing goes", [](Table& t) { t.columns.pop_back(); }, "done"},
        {"a column that holds nothing changes its type", [](Table& t) { t.columns[4].type = ColumnType::text; },
         "done"},
        {"a column with values goes",
         [](Table& t) {
             t.columns.erase(t.columns.begin() + 3);
             t.indexes.clear();
         },
         "store.migration_loses"},
        {"a column with values changes its type", [](Table& t) { t.columns[3].type = ColumnType::blob; },
         "store.migration_loses"},
        {"the primary key changes", [](Table& t) { t.primary_key = {"key"}; }, "store.migration_loses"},
        {"an optional column with a gap becomes required", [](Table& t) { t.columns[4].required = true; },
         "store.migration_value"},
        {"an optional column without gaps becomes required", [](Table& t) { t.columns[2].required = true; }, "done"},
        {"a required column becomes optional", [](Table& t) { t.columns[3].required = false; }, "done"},
        {"a new index, also on some rows only",
         [](Table& t) {
             t.indexes.push_back({.columns = {"household"}});
             t.indexes.push_back({.columns = {"order"}, .unique = true, .where = "household is null"});
         },
         "done"},
        {"a new unique index that rows break",
         [](Table& t) { t.indexes.push_back({.columns = {"household"}, .unique = true}); }, "store.constraint"},
        {"rows that stood beside their key stand in it", [](Table& t) { t.by_key = true; }, "done"},
        {"indexes and references go",
         [](Table& t) {
             t.indexes.clear();
             t.references.clear();
         },
         "done"},
        {"a reference that rows break", [](Table& t) { t.references.push_back({{"area", "key"}, "家庭"}); },
         "store.constraint"},
        {"a name no engine takes", [](Table& t) { t.columns[4].name = std::string(64, 'x'); }, "store.migration_name"},
    };
    for (const Engine engine : {Engine::sqlite, Engine::postgresql})
        for (const auto& each : cases) {
            CAPTURE(std::string(each.name));
            FreshStore fresh(engine);
            Store& store = fresh.store();
            must(migrate(store, changed([](Table&) {})));
            must(run(store, "insert into \"家庭\" (area, key) values (330282, 1)"));
            must(run(
                store,
                "insert into member (area, key, household, number) values (330282, 7, 1, '甲'), (330282, 8, 1, '乙')"));
            const std::vector<Table> wanted = changed(each.change);
            CHECK(migrated(store, wanted) == each.outcome);
            Reader reader = must(store.reader());
            CHECK(must(reader.find_integer("select sum(key) from member where household = 1")) == 15);
            const Table& stands = std::string(each.outcome) == "done" ? wanted[1] : member();
            CHECK(std::ranges::count(must(tables(reader)), stands) == 1);
            CHECK(migrated(store, {household(), stands}) == "done");
            CHECK(
                outcome(run(store, "insert into member (area, key, number, household) values (330282, 7, '丙', 1)")) ==
                "store.constraint");
        }
}

TEST_CASE("what tables promise is held by the engine")
{
    const struct {
        const char* sql;
        const char* outcome;
    } cases[] = {
        {"insert into member (area, key, household, number) values (330282, 1, 1, '甲')", "done"},
        {"insert into member (area, key, household, number) values (330282, 1, 1, '乙')", "store.constraint"},
        {"insert into member (area, key, household, number) values (330282, 2, 1, '甲')", "store.constraint"},
        {"insert into member (area, key, household, number) values (330282, 2, 1, null)", "store.constraint"},
        {"insert into member (area, key, household, number) values (330282, 2, 9, '丙')", "store.constraint"},
        {"insert into member (area, key, household, number) values (330282, 2, null, '丙')", "done"},
        {"insert into member (area, key, household, number, \"order\") values (330282, 3, null, '丁', 'x')",
         "store.constraint"},
        {"delete from \"家庭\"", "store.constraint"},
        {"select nonsense", "store.sql"},
    };
    on_both_engines([&](FreshStore& fresh) {
        must(migrate(fresh.store(), changed([](Table&) {})));
        must(run(fresh.store(), "insert into \"家庭\" (area, key) values (330282, 1)"));
        for (const auto& each : cases) {
            CAPTURE(std::string(each.sql));
            CHECK(outcome(run(fresh.store(), each.sql)) == each.outcome);
        }
    });
}

TEST_CASE("a table kept by its key is kept once")
{
    FreshStore fresh(Engine::sqlite);
    must(migrate(fresh.store(), changed([](Table& t) { t.by_key = true; })));
    Reader reader = must(fresh.store().reader());
    CHECK(outcome(reader.query("select rowid from member")) == "store.sql");
    CHECK(outcome(reader.query("select rowid from \"家庭\"")) == "done");
}

TEST_CASE("a transaction that fills a table finds its rows by index, and only that transaction")
{
    FreshStore fresh(Engine::postgresql);
    must(migrate(fresh.store(), changed([](Table&) {})));
    const auto plan = [](Transaction& transaction) {
        return must(transaction.find_text("explain select number from member where area = 330282 and key in (1, 2)"))
            .value();
    };
    {
        Transaction transaction = must(fresh.store().begin());
        must(transaction.run("insert into \"家庭\" (area, key) values (330282, 1)"));
        must(transaction.prefer_indexes());
        CHECK(plan(transaction).find("Index") != std::string::npos);
        CHECK(must(transaction.find_text("select current_setting('enable_seqscan')")) == "off");
        must(transaction.commit());
    }
    Transaction next = must(fresh.store().begin());
    CHECK(must(next.find_text("select current_setting('enable_seqscan')")) == "on");
}

TEST_CASE("many values are looked for one by one in a table that nothing is known of")
{
    FreshStore fresh(Engine::postgresql);
    must(migrate(fresh.store(), changed([](Table&) {})));
    Transaction transaction = must(fresh.store().begin());
    must(transaction.prefer_indexes());
    const std::string each = transaction.dialect().select_each("number", "member", "area = $1", "key", 2, 256);
    Rows rows = must(transaction.query("explain " + std::regex_replace(each, std::regex("\\$[0-9]+"), "330282")));
    std::string plan;
    while (must(rows.next()))
        plan += std::string(rows[0].text()) + "\n";
    CAPTURE(plan);
    const std::size_t condition = plan.find("Index Cond: ");
    REQUIRE(condition != std::string::npos);
    CHECK(plan.substr(condition, plan.find('\n', condition) - condition).find("(key = ") != std::string::npos);
}

TEST_CASE("a referred-to row may come later in the same transaction")
{
    on_both_engines([](FreshStore& fresh) {
        must(migrate(fresh.store(), changed([](Table&) {})));
        must(fresh.store().change([](Transaction& transaction) -> Result<Done> {
            TRY(transaction.run("insert into member (area, key, household, number) values (330282, 1, 5, '甲')"));
            TRY(transaction.run("insert into \"家庭\" (area, key) values (330282, 5)"));
            return Done{};
        }));
        CHECK(must(must(fresh.store().reader()).find_integer("select count(*) from member")) == 1);
    });
}
