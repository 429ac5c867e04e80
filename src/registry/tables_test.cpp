// A city may be spread over machines (Citus) without a change: its rules hold from the first table on.

#include "registry/tables.h"

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "registry/merge.h"
#include "tests/support/small_registry.h"

using namespace huimin;
using registry::RecordKey;
using test::must;
using test::on_both_engines;
using test::SmallRegistry;

namespace {

/// The first column of each table's primary key and unique indexes, read from the engine's own catalogue.
std::vector<std::pair<std::string, std::string>> first_columns_of_keys(store::Reader& reader)
{
    const char* sql =
        reader.dialect().engine() == store::Engine::sqlite
            ? "select t.name, c.name from sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c "
              "where t.type = 'table' and i.\"unique\" = 1 and c.seqno = 0"
            : "select cast(t.relname as text), cast(a.attname as text) from pg_index i join pg_class t on t.oid = "
              "i.indrelid join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0] where i.indisunique and "
              "t.relnamespace = cast(current_schema() as regnamespace)";
    std::vector<std::pair<std::string, std::string>> found;
    auto rows = must(reader.query(sql));
    while (must(rows.next()))
        found.emplace_back(rows[0].text(), rows[1].text());
    return found;
}

/// Tables that stay on one machine, or stand whole on each.
bool stays_whole(const std::string& table)
{
    return registry::belongs_to_no_county(table) || table == "schema_version" || table == "journal_head" ||
           table == "outbox_mark" || table == "job";
}

} // namespace

TEST_CASE("the county comes first in every key, and nothing happens by triggers")
{
    on_both_engines([](test::FreshStore& fresh) {
        SmallRegistry city(fresh);
        auto reader = must(city.registry->store().reader());
        const auto keys = first_columns_of_keys(reader);
        CHECK(keys.size() >= 15);
        int of_counties = 0;
        for (const auto& [table, column] : keys) {
            const bool first = column == "county" || column == "area"; // `area` in the store's own tables.
            CHECK_MESSAGE((first || stays_whole(table)), table, " has a key that begins with ", column);
            of_counties += first ? 1 : 0;
        }
        CHECK(of_counties >= 12);
        const char* triggers = reader.dialect().engine() == store::Engine::sqlite
                                   ? "select count(*) from sqlite_master where type = 'trigger'"
                                   : "select count(*) from pg_trigger g join pg_class t on t.oid = g.tgrelid where not "
                                     "g.tgisinternal and t.relnamespace = cast(current_schema() as regnamespace)";
        CHECK(must(reader.find_integer(triggers)) == 0);
        for (const store::Table& table : registry::tables_of(*city.program)) {
            for (const store::Index& index : table.indexes)
                CHECK_MESSAGE((!index.unique || index.columns.front() == "county"), table.name);
            for (const store::Reference& reference : table.references)
                CHECK_MESSAGE(reference.columns.front() == "county", table.name);
        }
    });
}

TEST_CASE("no deed ever updates a county")
{
    // Watched by triggers of the test's own; SQLite's are switched off by the store, and the statements are the same.
    test::FreshStore fresh(store::Engine::postgresql);
    SmallRegistry city(fresh);
    must(city.registry->store().change([&](store::Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("create function refuse() returns trigger language plpgsql as 'begin if new.county <> "
                            "old.county then raise exception ''county updated''; end if; return new; end'"));
        for (const store::Table& table : registry::tables_of(*city.program))
            if (table.primary_key.front() == "county")
                TRY(transaction.run("create trigger watch before update on " + store::Dialect::name(table.name) +
                                    " for each row execute function refuse()"));
        return Done{};
    }));
    const auto update = city.registry->store().change([&](store::Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("insert into setting (name, value) values ('a', 'b')"));
        TRY(transaction.run("insert into moved values (1, 'person', 2, 3, 4, 5)"));
        TRY(transaction.run("update moved set county = 2"));
        return Done{};
    });
    CHECK(!update.ok()); // The watch works.
    const RecordKey one = city.home("1", 330282001000), other = city.home("2", 330212001000);
    const RecordKey zeng = city.somebody(one, {{"姓名", std::string("曾小强")}});
    const RecordKey shan =
        city.somebody(other, {{"姓名", std::string("单雄")}, {"身份证号", std::string("330200194403150018")}});
    must(city.registry->change(city.person, zeng, 1, city.facts(city.person, {{"姓名", std::string("曾强")}}),
                               city.clerk.actor, "窗口", std::nullopt));
    must(
        registry::move(*city.registry, city.household, one, 1, {std::nullopt, AreaCode(330212001000)}, {}, city.clerk));
    must(registry::move(*city.registry, city.person, {330212, zeng.key}, 3, {other, std::nullopt}, {}, city.clerk));
    must(registry::move(*city.registry, city.household, {330212, one.key}, 2, {std::nullopt, AreaCode(330282001000)},
                        {}, city.clerk));
    must(registry::merge(*city.registry, city.household, one, other, city.clerk.actor));
    must(registry::unmerge(*city.registry, city.household, other, city.clerk.actor));
    must(registry::merge(*city.registry, city.person, {330212, zeng.key}, shan, city.clerk.actor));
    CHECK(city.count("moved") > 3);
}

TEST_CASE("what is joined equates the county")
{
    // A join of city data without it would have to be moved between machines.
    int joins = 0;
    for (const char* room : {"registry", "census"})
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(std::string(HUIMIN_SOURCE_DIR) + "/src/" + room)) {
            const std::string path = entry.path().string();
            if (entry.path().extension() != ".cpp" || path.ends_with("_test.cpp"))
                continue;
            std::ifstream in(path, std::ios::binary);
            std::ostringstream all;
            all << in.rdbuf();
            const std::string text = all.str();
            const std::regex join(R"( join ["a-z]|exists \(select)");
            for (std::sregex_iterator it(text.begin(), text.end(), join), end; it != end; ++it) {
                const std::string after = text.substr(static_cast<std::size_t>(it->position()), 260);
                const bool whole = after.find("former_number") < 20; // Stands whole on each machine.
                CHECK_MESSAGE((whole || std::regex_search(after, std::regex(R"(\.?county = )"))), path, ": ", after);
                ++joins;
            }
        }
    CHECK(joins >= 2);
}
