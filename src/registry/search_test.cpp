#include "registry/search.h"

#include "registry/merge.h"
#include "tests/support/small_city.h"
#include "tests/support/small_registry.h"

using namespace huimin;
using registry::RecordKey;
using test::must;
using test::on_both_engines;
using test::SmallRegistry;

namespace {

struct Town : SmallRegistry {
    explicit Town(test::FreshStore& fresh) : SmallRegistry(fresh)
    {
        one = home("100017", 330282001000);
        two = home("200018", 330212001000);
        zeng = person_in(one, "曾强", "11010519491231002X");
        person_in(one, "单雄", "330200194403150018");
        person_in(two, "王五", "33028219500101002X");
        person_in(two, "王建国", "");
        person_in(one, "李建国", "");
        person_in(one, "欧阳建国", "");
        person_in(two, "古丽巴努尔·阿不都热合曼", "");
        person_in(two, "John Smith", "");
    }

    RecordKey person_in(RecordKey home, const char* name, const char* number)
    {
        Facts facts{{"姓名", std::string(name)}};
        if (*number != '\0')
            facts.push_back({"身份证号", std::string(number)});
        return somebody(home, facts);
    }

    /// `曾强（号码） …`, in order.
    std::string found(const std::string& words, std::uint64_t division = 0, std::size_t rows_max = 20)
    {
        registry::SearchRequest request;
        request.words = words;
        request.inside = registry::below(AreaCode(division));
        request.rows_max = rows_max;
        std::string out;
        for (const registry::Match& match : must(registry::search(*registry, request)))
            out += (out.empty() ? "" : " ") + match.name + "（" + std::string(text_of(match.by)) + "）";
        return out;
    }

    RecordKey one, two, zeng;
};

} // namespace

TEST_CASE("records are found by number and its end, name and its parts, and initials")
{
    on_both_engines([](test::FreshStore& fresh) {
        Town town(fresh);
        const struct {
            const char* words;
            const char* found;
        } cases[] = {
            {"11010519491231002X", "曾强（号码）"},
            {"１１０１０５ 19491231002x", ""}, // Two words, and no number ends with the first.
            {"１１０１０５19491231002x", "曾强（号码）"},
            {"002x", "王五（号码末尾） 曾强（号码末尾）"},
            {"1231002X", "曾强（号码末尾）"},
            {"02X", ""}, // Three signs would be a third of the city.
            {"100017", "100017（号码）"},
            {"0018", "200018（号码末尾） 单雄（号码末尾）"},
            {"曾强", "曾强（姓名）"},
            {"曾", "曾强（姓名开头）"},
            {"强", "曾强（姓名一部分）"},
            {"建国", "王建国（姓名一部分） 李建国（姓名一部分） 欧阳建国（姓名一部分）"},
            {"阳建", "欧阳建国（姓名一部分）"},
            {"热合曼", "古丽巴努尔·阿不都热合曼（姓名一部分）"},
            {"巴努尔•阿不都", "古丽巴努尔·阿不都热合曼（姓名一部分）"},
            {"smith", "John Smith（姓名一部分）"},
            {"zq", "曾强（拼音首字母）"},
            {"SX", "单雄（拼音首字母）"},
            {"wj", "王建国（拼音首字母开头）"},
            {"建国 王", "王建国（姓名一部分）"},
            {"王 w", "王五（姓名开头） 王建国（姓名开头）"},
            {"曾强 002X", "曾强（号码末尾）"},
            {"曾强 0018", ""},
            {"%", ""},
            {"_建国", ""},
            {"'", ""},
            {"   ", ""},
            {"没有这个人", ""},
        };
        for (const auto& c : cases)
            CHECK_MESSAGE(town.found(c.words) == c.found, c.words);
        CHECK(town.found("建国", 0, 2) == "王建国（姓名一部分） 李建国（姓名一部分）");
        CHECK(must(registry::search(*town.registry, {"zq", registry::below(AreaCode()), 10, language::none}))
                  .front()
                  .number == "1101**********002X");
        CHECK(
            must(registry::search(*town.registry, {"建国", registry::below(AreaCode()), 10, town.household})).empty());
    });
}

TEST_CASE("whatever has a name is found by its parts and initials, as soon as it was imported")
{
    on_both_engines([](test::FreshStore& fresh) {
        test::SmallCity city(fresh);
        city.request.record = city.program->find_record("canteen");
        REQUIRE(must(city.take("名称,区划\n浒山夕阳红食堂,330282\n浒山夕阳红食堂,330212\n")).added == 2);
        city.request.record = city.program->find_record("volunteer_team");
        REQUIRE(
            must(city.take("队名,区划\n慈溪红马甲,330282\n119先锋队,330282\nTeam 8,330282\n2025001,330282\n")).added ==
            4);
        const auto found = [&](const char* words) {
            std::string out;
            for (const registry::Match& match :
                 must(registry::search(*city.registry, {words, registry::below(AreaCode()), 10, language::none})))
                out += (out.empty() ? "" : " ") + match.name + "（" + std::string(text_of(match.by)) + "）";
            return out;
        };
        CHECK(found("红马") == "慈溪红马甲（姓名一部分）");
        CHECK(found("马甲") == "慈溪红马甲（姓名一部分）");
        CHECK(found("甲") == "慈溪红马甲（姓名一部分）");
        CHECK(found("慈溪") == "慈溪红马甲（姓名开头）");
        CHECK(found("cxh") == "慈溪红马甲（拼音首字母开头）");
        CHECK(found("夕阳红") == "浒山夕阳红食堂（姓名一部分） 浒山夕阳红食堂（姓名一部分）");
        CHECK(found("先锋") == "119先锋队（姓名一部分）");
        CHECK(found("eam") == "Team 8（姓名一部分）");
        CHECK(found("5001") == "2025001（号码末尾）");
        CHECK(found("025") == ""); // The middle of a number is not looked for.
        // A new name takes the place of the old, which stays known.
        city.request.record = city.program->find_record("volunteer_team");
        const language::Index team = city.request.record, name = city.program->find_field(team, "队名");
        const auto at = must(city.registry->find(team, name, "慈溪红马甲"));
        REQUIRE(at);
        must(city.registry->change(team, *at, 1, {{name, std::string("慈溪蓝马甲")}}, city.request.actor, "窗口",
                                   std::nullopt));
        CHECK(found("蓝马") == "慈溪蓝马甲（姓名一部分）");
        CHECK(found("红马").empty());
        CHECK(found("慈溪红马甲") == "慈溪蓝马甲（曾用名）");
    });
}

TEST_CASE("an exact name comes before longer ones, and those before what only contains it")
{
    on_both_engines([](test::FreshStore& fresh) {
        Town town(fresh);
        town.person_in(town.one, "建国", "");
        town.person_in(town.one, "建国华", "");
        town.person_in(town.two, "jg", "");
        CHECK(town.found("建国").starts_with("建国（姓名） 建国华（姓名开头） 王建国"));
        CHECK(town.found("jg") == "jg（姓名） 建国（拼音首字母） 建国华（拼音首字母开头）");
    });
}

TEST_CASE("nothing outside the divisions is found")
{
    on_both_engines([](test::FreshStore& fresh) {
        Town town(fresh);
        CHECK(town.found("建国", 330212000000) == "王建国（姓名一部分）");
        CHECK(town.found("建国", 330282001000) == "李建国（姓名一部分） 欧阳建国（姓名一部分）");
        CHECK(town.found("建国", 330282002000).empty());
        CHECK(town.found("王五", 330200000000) == "王五（姓名）");
        CHECK(town.found("33028219500101002X", 330282000000).empty());
        CHECK(town.found("002X", 330282000000) == "曾强（号码末尾）");
        CHECK(town.found("zq", 330212000000).empty());
        CHECK(must(registry::search(*town.registry, {"zq", {}, 10, language::none})).empty());
    });
}

TEST_CASE("former names and numbers find who had them, also after a move and a merge")
{
    on_both_engines([](test::FreshStore& fresh) {
        Town town(fresh);
        const auto change = [&](const SmallRegistry::Facts& facts) {
            must(town.registry->change(town.person, town.zeng, town.version(town.person, town.zeng),
                                       town.facts(town.person, facts), town.clerk.actor, "公安户籍", std::nullopt));
        };
        change({{"姓名", std::string("曾志刚")}, {"身份证号", std::string("330282200002290012")}});
        CHECK(town.found("曾强") == "曾志刚（曾用名）");
        CHECK(town.found("11010519491231002X") == "曾志刚（曾用号码）");
        CHECK(town.found("1231002X") == "曾志刚（曾用号码）");
        CHECK(town.found("志刚") == "曾志刚（姓名一部分）");
        CHECK(town.found("强").empty());
        CHECK(town.found("曾强", 330212000000).empty());
        must(registry::move(*town.registry, town.household, town.one, 1, {std::nullopt, AreaCode(330212001000)}, {},
                            town.clerk));
        CHECK(town.found("曾强", 330212000000) == "曾志刚（曾用名）");
        CHECK(town.found("志刚", 330282000000).empty());
        CHECK(town.found("11010519491231002X", 330212000000) == "曾志刚（曾用号码）");
        const RecordKey again = town.person_in(town.two, "曾小强", "110105194912310038");
        must(registry::merge(*town.registry, town.person, {330212, town.zeng.key}, again, town.clerk.actor));
        CHECK(town.found("曾小强") == "曾志刚（曾用名）");
        CHECK(town.found("110105194912310038") == "曾志刚（曾用号码）");
        must(registry::unmerge(*town.registry, town.person, again, town.clerk.actor));
        CHECK(town.found("曾小强") == "曾小强（姓名）");
        // Back to the old name: it is no former one any more.
        const RecordKey there{330212, town.zeng.key};
        must(town.registry->change(town.person, there, town.version(town.person, there),
                                   town.facts(town.person, {{"姓名", std::string("曾强")}}), town.clerk.actor, "窗口",
                                   std::nullopt));
        CHECK(town.found("曾强") == "曾强（姓名）");
        CHECK(town.found("曾志刚") == "曾强（曾用名）");
    });
}
