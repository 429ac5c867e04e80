#include "registry/list.h"

#include "tests/support/small_registry.h"

using namespace huimin;
using language::Value;
using registry::Comparison;
using registry::ListRequest;
using registry::RecordKey;
using test::must;
using test::on_both_engines;
using test::outcome;
using test::SmallRegistry;

namespace {

/// Seven people in two counties and three towns; wages 10, 20, 30, unknown …
struct Town : SmallRegistry {
    explicit Town(test::FreshStore& fresh) : SmallRegistry(fresh)
    {
        const std::uint64_t divisions[] = {330282001000, 330282002000, 330212001000};
        const char* names[] = {"赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七"};
        for (int i = 0; i < 7; ++i) {
            if (i < 3)
                homes.push_back(home(std::to_string(i).c_str(), divisions[i]));
            Facts facts{{"姓名", std::string(names[i])}, {"性别", language::ChoiceNumber{1 + i % 2}}};
            if (i != 3)
                facts.push_back({"工资", Rational(10 * (1 + i % 4))});
            somebody(homes[static_cast<std::size_t>(i) % 3], facts);
        }
        request.record = person;
        request.inside = registry::below(AreaCode());
    }

    /// The names of all pages of at most `rows_max`.
    std::string names(std::size_t rows_max = 3)
    {
        ListRequest one = request;
        one.rows_max = rows_max;
        one.fields = {field(request.record, request.record == person ? "姓名" : "户号")};
        std::string out;
        for (int page = 0; page < 10; ++page) {
            const registry::ListPage found = must(registry::list(*registry, one));
            CHECK(found.rows.size() <= rows_max);
            for (const registry::ListedRecord& row : found.rows)
                out += (out.empty() ? "" : " ") + std::get<std::string>(row.values.at(0));
            if (!found.next)
                return out;
            one.after = must(registry::PageEnd::parse(found.next->text()));
        }
        FAIL("no last page");
        return out;
    }

    std::string names_where(const char* name, Comparison is, std::vector<Value> values)
    {
        request.conditions = {{field(request.record, name), is, std::move(values)}};
        return names();
    }

    std::vector<registry::RecordKey> homes;
    ListRequest request;
};

} // namespace

TEST_CASE("a list is filtered by typed facts, and an unknown fact satisfies no comparison")
{
    on_both_engines([](test::FreshStore& fresh) {
        Town town(fresh);
        town.request.order = town.field(town.person, "工资");
        CHECK(town.names() == "赵一 周五 吴六 钱二 孙三 郑七 李四");
        CHECK(town.names_where("工资", Comparison::at_least, {Rational(20)}) == "吴六 钱二 孙三 郑七");
        CHECK(town.names_where("工资", Comparison::not_equal, {Rational(20)}) == "赵一 周五 孙三 郑七");
        CHECK(town.names_where("工资", Comparison::among, {Rational(10), Rational(30)}) == "赵一 周五 孙三 郑七");
        CHECK(town.names_where("工资", Comparison::unknown, {}) == "李四");
        CHECK(town.names_where("工资", Comparison::known, {}) == "赵一 周五 吴六 钱二 孙三 郑七");
        CHECK(town.names_where("姓名", Comparison::contains, {std::string("五")}) == "周五");
        CHECK(town.names_where("姓名", Comparison::begins, {std::string("吴")}) == "吴六");
        CHECK(town.names_where("姓名", Comparison::contains, {std::string("'; drop table person; --")}).empty());
        CHECK(town.names_where("性别", Comparison::equal, {language::ChoiceNumber{2}}) == "吴六 钱二 李四");
        town.request.conditions.push_back({town.field(town.person, "工资"), Comparison::less, {Rational(25)}});
        CHECK(town.names() == "吴六 钱二");
    });
}

TEST_CASE("pages follow each other in any order, from any place")
{
    on_both_engines([](test::FreshStore& fresh) {
        Town town(fresh);
        CHECK(town.names(1) == town.names(100));
        CHECK(town.names(2) == town.names(100));
        for (const char* order : {"工资", "姓名"}) {
            town.request.order = town.field(town.person, order);
            for (const bool descending : {false, true}) {
                town.request.descending = descending;
                const std::string whole = town.names(100);
                for (const std::size_t rows : {1U, 2U, 3U, 7U})
                    CHECK_MESSAGE(town.names(rows) == whole, order);
            }
        }
        town.request.order = town.field(town.person, "工资");
        CHECK(town.names(2) == "郑七 孙三 钱二 吴六 周五 赵一 李四"); // Unknown ones last, all the same.
        town.request.count = true;
        town.request.rows_max = 2;
        const registry::ListPage page = must(registry::list(*town.registry, town.request));
        CHECK(page.count == 7);
        CHECK(page.rows.front().values.size() == town.program->records[town.person].fields.size());
        CHECK(page.rows.front().provenance.front().source == "窗口");
        CHECK(page.rows.front().version == 1);
        CHECK(page.rows.front().owner == town.homes[0].key);
    });
}

TEST_CASE("nothing outside the divisions is seen, down to the town a household lies in")
{
    on_both_engines([](test::FreshStore& fresh) {
        Town town(fresh);
        const struct {
            std::vector<AreaCode> inside;
            const char* names;
        } cases[] = {
            {{}, ""},
            {{AreaCode()}, "赵一 钱二 李四 周五 郑七 孙三 吴六"},
            {{AreaCode(330000000000)}, "赵一 钱二 李四 周五 郑七 孙三 吴六"},
            {{AreaCode(330200000000)}, "赵一 钱二 李四 周五 郑七 孙三 吴六"},
            {{AreaCode(330282000000)}, "赵一 钱二 李四 周五 郑七"},
            {{AreaCode(330282002000)}, "钱二 周五"},
            {{AreaCode(330282002000), AreaCode(330212001000)}, "钱二 周五 孙三 吴六"},
            {{AreaCode(330282002001)}, ""},
            {{AreaCode(320000000000)}, ""},
        };
        town.request.order = language::none;
        for (const auto& c : cases) {
            town.request.inside = {};
            for (const AreaCode division : c.inside)
                town.request.inside.areas.add(registry::below(division).areas);
            const std::string found = town.names();
            CHECK(found.size() == std::string(c.names).size());
            for (const char* name : {"赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七"})
                CHECK_MESSAGE((found.find(name) == std::string::npos) ==
                                  (std::string(c.names).find(name) == std::string::npos),
                              found);
        }
        town.request.record = town.household;
        town.request.inside = registry::below(AreaCode(330282002000));
        CHECK(town.names() == "1");
        town.request.inside = registry::below(AreaCode());
        CHECK(town.names_where("区划", Comparison::within, {AreaCode(330282000000)}) == "0 1");
        town.request.record = town.person;
        town.request.conditions.clear();
        town.request.owner = town.homes[1];
        CHECK(town.names() == "钱二 周五");
        CHECK(outcome(town.registry->load(town.household, town.homes[1], registry::below(AreaCode(330282002000)))) ==
              "done");
        CHECK(outcome(town.registry->load(town.household, town.homes[1], registry::below(AreaCode(330282001000)))) ==
              "registry.missing");
        CHECK(outcome(town.registry->load(town.household, town.homes[1], {})) == "registry.missing");
    });
}

TEST_CASE("a filter or a page that makes no sense is refused")
{
    on_both_engines([](test::FreshStore& fresh) {
        Town town(fresh);
        const auto refused = [&](const char* name, Comparison is, std::vector<Value> values) {
            town.request.conditions = {{town.field(town.person, name), is, std::move(values)}};
            return outcome(registry::list(*town.registry, town.request));
        };
        CHECK(refused("工资", Comparison::equal, {std::string("10")}) == "registry.filter");
        CHECK(refused("工资", Comparison::equal, {}) == "registry.filter");
        CHECK(refused("工资", Comparison::contains, {Rational(1)}) == "registry.filter");
        CHECK(refused("姓名", Comparison::within, {std::string("甲")}) == "registry.filter");
        CHECK(refused("性别", Comparison::less, {language::ChoiceNumber{1}}) == "registry.filter");
        CHECK(refused("工资", Comparison::among, {}) == "registry.filter");
        CHECK(refused("工资", Comparison::known, {Rational(1)}) == "registry.filter");
        CHECK(refused("工资", Comparison::equal, {language::Unknown{}}) == "registry.filter");
        for (const char* text : {"", "1", "1.2", "1.2.", "1.2.x", "1.2.i", "1.2.i3x", "1.2.n0", "a.b.n", "1.2"})
            CHECK_MESSAGE(outcome(registry::PageEnd::parse(text)) == "registry.page", text);
        town.request.conditions.clear();
        town.request.order = town.field(town.person, "工资");
        town.request.after = must(registry::PageEnd::parse("330282.1.t甲"));
        CHECK(outcome(registry::list(*town.registry, town.request)) == "registry.page");
    });
}
