// A clerk's year with one household, and an administrator's with the store, over the command line on both engines.

#include <fstream>

#include "store/store.h"
#include "tests/journeys/journey.h"
#include "tests/support/fresh_store.h"
#include "tests/support/private_postgres.h"

using namespace huimin;
using namespace huimin::journeys;
namespace json = boost::json;

namespace {

/// The same steps on a store of each engine.
template <class Steps>
void on_each_store(Steps steps)
{
    const test::FreshFolder folder;
    SUBCASE("sqlite") { steps(folder, "sqlite:" + folder.path("city.db")); }
    SUBCASE("postgresql") { steps(folder, test::fresh_schema()); }
}

class Clerk {
public:
    explicit Clerk(std::string store) : store_(std::move(store))
    {
        const Ran made = runs("init --city beijing");
        REQUIRE_MESSAGE(made.exit == 0, made.out);
    }

    [[nodiscard]] Ran runs(const std::string& words) const { return huimin_runs(words + " --store '" + store_ + "'"); }

    /// Runs what must succeed and yields its JSON.
    [[nodiscard]] json::object does(const std::string& words) const
    {
        const Ran ran = runs(words + " --json");
        REQUIRE_MESSAGE(ran.exit == 0, words, "\n", ran.out);
        return told(ran);
    }
    [[nodiscard]] std::string place_of(const std::string& words) const
    {
        return std::string(does(words).at("place").as_string());
    }
    /// The exit code, when the words are refused with this error code.
    [[nodiscard]] int refused(const std::string& words, const std::string& code) const
    {
        const Ran ran = runs(words);
        CHECK_MESSAGE(ran.out.find(code) != std::string::npos, words, "\n", ran.out);
        CHECK_MESSAGE(ran.out.find("怎么办") != std::string::npos, ran.out);
        return ran.exit;
    }

private:
    std::string store_;
};

bool says(const Ran& ran, const std::string& part)
{
    const bool found = ran.out.find(part) != std::string::npos;
    CHECK_MESSAGE(found, part, " in\n", ran.out);
    return found;
}

} // namespace

TEST_CASE("a household is registered, moves, loses its head, and every step can be told afterwards")
{
    on_each_store([](const test::FreshFolder&, const std::string& store) {
        const Clerk clerk(store);
        (void)clerk.does("add --record 家庭 --set 户号=A1 --set 区划=110105001 --set 住址=北二环12号401室 --set "
                         "金融资产=10000 --source 经济状况核对 --true-on 2025-06-30");
        (void)clerk.does("add --record 人 --owner A1 --set 姓名=曾强 --set 身份证号=11010519491231002X --set "
                         "与户主关系=户主 --source 公安户籍 --true-on 2025-06-01");
        (void)clerk.does("add --record 人 --owner A1 --set 姓名=王梅 --set 与户主关系=配偶");
        (void)clerk.does("add --record 人 --owner A1 --set 姓名=拾儿 --set 与户主关系=子女");
        (void)clerk.does(
            "change --record 人 曾强 --set 死亡日期=2025.7.3 --source 殡葬登记 --true-on 2025-07-04 --actor "
            "李经办 --purpose 死亡登记");
        (void)clerk.does("head --record 人 --owner A1 王梅 --relation 拾儿=子女");
        const std::string there = clerk.place_of("move --record 家庭 A1 --area 110101 --set 住址=东城某胡同3号");
        CHECK(there.starts_with("110101:"));

        const Ran shown = clerk.runs("show --record 家庭 A1");
        says(shown, "金融资产：10,000.00 元 —— 经济状况核对，2025-06-30");
        says(shown, "死亡日期：2025-07-03 —— 殡葬登记，2025-07-04");
        says(shown, "身份证号：1101**********002X —— 公安户籍，2025-06-01");
        const Ran history = clerk.runs("history --record 人 11010519491231002X");
        for (const char* part :
             {"登记", "变更  李经办  死亡登记  第 2 版", "死亡日期：2025-07-03 —— 殡葬登记，2025-07-04",
              "与户主关系：户主 → 未知", "迁自 朝阳区"})
            says(history, part);
        CHECK(clerk.does("history --record 家庭 A1").at("history").as_array().size() == 2);

        // A masked fact shows in clear for a purpose only, and the journal knows.
        CHECK(clerk.refused("show --record 人 曾强 --clear", "registry.purpose") == 2);
        says(clerk.runs("show --record 人 曾强 --clear --purpose 复核"), "身份证号：11010519491231002X");

        const json::object listed =
            clerk.does("list --record 人 --where 死亡日期? --order 姓名 --count --rows 1 --area 1101");
        CHECK(listed.at("count").to_number<int>() == 2);
        const std::string next(listed.at("next").as_string());
        CHECK(clerk.does("list --record 人 --where 死亡日期? --order 姓名 --rows 1 --after '" + next + "'")
                  .at("next")
                  .is_null());
        CHECK(clerk.does("list --record 人 --where 死亡日期? --area 110105").at("rows").as_array().empty());
        CHECK(clerk.runs("journal verify").exit == 0);
    });
}

TEST_CASE("a value that is not usual is taken once its field is confirmed")
{
    on_each_store([](const test::FreshFolder&, const std::string& store) {
        const Clerk clerk(store);
        (void)clerk.does("add --record 家庭 --set 户号=A1 --set 区划=110105001 --set 金融资产=10000");
        const std::string change = "change --record 家庭 A1 --set 金融资产=30000000";
        CHECK(clerk.refused(change, "city.value") == 2);
        says(clerk.runs(change), "--confirm 金融资产");
        CHECK(clerk.refused(change + " --confirm 住房面积", "city.value") == 2);
        CHECK(clerk.refused(change + " --confirm 存款", "city.no_field") == 2);
        CHECK(clerk.refused("change --record 家庭 A1 --set 金融资产=-1 --confirm 金融资产", "city.value") == 2);
        (void)clerk.does(change + " --confirm 金融资产");
        says(clerk.runs("show --record 家庭 A1"), "金融资产：30,000,000.00 元");
    });
}

TEST_CASE("somebody kept twice is found, made one, and made two again")
{
    on_each_store([](const test::FreshFolder&, const std::string& store) {
        const Clerk clerk(store);
        for (const char* home : {"户号=A1 --set 区划=110105 --set 住址=北二环１２号 --set 户籍=城镇",
                                 "户号=A2 --set 区划=110101 --set 住址=北二环12号"})
            (void)clerk.does("add --record 家庭 --set " + std::string(home));
        const std::string kept =
            clerk.place_of("add --record 人 --owner A1 --set 姓名=曾强 --set 出生日期=1949-12-31 --set "
                           "身份证号=11010519491231002X");
        const std::string other =
            clerk.place_of("add --record 人 --owner A2 --set 姓名=曾强 --set 出生日期=1949-12-31");
        CHECK(clerk.refused("show --record 人 曾强", "city.several") == 1);
        const json::object found = clerk.does("duplicates --record 人");
        REQUIRE(found.at("pairs").as_array().size() == 1);
        CHECK(found.at("pairs").as_array()[0].at("why").as_string() == "同名同生日同住址");
        // The number comes late, to the one that has none: then it is taken.
        CHECK(clerk.refused("change --record 人 " + other + " --set 身份证号=11010519491231002X", "registry.taken") ==
              1);
        (void)clerk.does("change --record 人 " + other + " --set 身份证号=330200194403150018");
        (void)clerk.does("merge --record 人 " + kept + " " + other);
        for (const char* number : {"11010519491231002X", "330200194403150018", "曾强"})
            CHECK(clerk.does("search --record 人 " + std::string(number))
                      .at("found")
                      .as_array()[0]
                      .at("place")
                      .as_string() == kept);
        CHECK(clerk.does("duplicates --record 人").at("pairs").as_array().empty());
        for (const std::string& words :
             {"show --record 人 " + other, "change --record 人 " + other + " --set 姓名=曾力"}) {
            CHECK(clerk.refused(words, "registry.merged") == 1);
            says(clerk.runs(words), "已并入 `" + kept + "`");
        }
        (void)clerk.does("unmerge --record 人 " + other);
        CHECK(clerk.does("search --record 人 330200194403150018").at("found").as_array()[0].at("place").as_string() ==
              other);
        CHECK(clerk.refused("unmerge --record 人 " + other, "registry.not_merged") == 1);
        CHECK(clerk.refused("remove --record 家庭 A2", "registry.in_use") == 1);
        (void)clerk.does("remove --record 人 " + other);
        (void)clerk.does("remove --record 家庭 A2");
        CHECK(clerk.refused("show --record 家庭 A2", "registry.missing") == 1);
    });
}

TEST_CASE("organisations and places have what a bureau needs, and a wrong code is refused")
{
    on_each_store([](const test::FreshFolder&, const std::string& store) {
        const Clerk clerk(store);
        const std::string home =
            "add --record 机构 --set 名称=松柏敬老院 --set 区划=110101 --set 类别=养老机构 --set 地址=某街1号 "
            "--set 信用代码=";
        CHECK(clerk.refused(home + "52330282MJ8B34562M", "city.value") == 2);
        (void)clerk.does(home + "52330282MJ8B34562N");
        CHECK(clerk.refused(home + "52330282MJ8B34562N", "registry.taken") == 1);
        (void)clerk.does("add --record 地点 --set 名称=松柏食堂 --set 区划=110101 --set 类别=助餐点");
        CHECK(clerk.does("search 敬老").at("found").as_array()[0].at("name").as_string() == "松柏敬老院");
        CHECK(clerk.does("search sb").at("found").as_array().size() == 2);
        CHECK(clerk.does("search 4562N").at("found").as_array()[0].at("found_by").as_string() == "号码末尾");
        CHECK(clerk.refused("add --record 机构 --set 名字=x", "city.no_field") == 2);
        CHECK(clerk.refused("list --record 机构 --where 名称", "city.value") == 2);
        CHECK(clerk.refused("list --record 机构 --where 名称@110101", "registry.filter") == 2);
        CHECK(clerk.refused("list --record 机构 --after x", "registry.page") == 2);
        CHECK(clerk.refused("move --record 地点 松柏食堂", "registry.owner") == 1);
    });
}

TEST_CASE("a store is backed up, restored and verified, and what is no backup is refused")
{
    on_each_store([](const test::FreshFolder& folder, const std::string& store) {
        const Clerk clerk(store);
        (void)clerk.does("add --record 家庭 --set 户号=A1 --set 区划=110105001");
        (void)clerk.does("add --record 人 --owner A1 --set 姓名=曾强");
        const std::string kept = folder.path("kept.backup");
        REQUIRE(clerk.runs("backup --file " + kept).exit == 0);
        CHECK(clerk.refused("backup --file " + kept, "store.backup_exists") == 1);
        CHECK(clerk.refused("backup --file /no/such/folder/x", "store.") == 3);

        // A backup of PostgreSQL goes into either engine, one of SQLite into a file.
        const bool portable = store.starts_with("postgresql");
        for (const std::string& to :
             {"sqlite:" + folder.path("again.db"), portable ? test::fresh_schema() : std::string()})
            if (!to.empty()) {
                const Ran restored = huimin_runs("restore --file " + kept + " --store '" + to + "'");
                CHECK_MESSAGE(restored.exit == 0, restored.out);
                says(huimin_runs("history --record 人 曾强 --store '" + to + "'"), "姓名：曾强");
                CHECK(huimin_runs("journal verify --store '" + to + "'").exit == 0);
            }
        // What a store holds gives way only when that is said.
        CHECK(clerk.refused("restore --file " + kept, "store.not_empty") == 1);
        (void)clerk.does("add --record 人 --owner A1 --set 姓名=王梅");
        CHECK(clerk.runs("restore --replace --file " + kept).exit == 0);
        CHECK(clerk.runs("search 王梅").exit == 1);
        CHECK(clerk.runs("search 曾强").exit == 0);

        const std::string junk = folder.path("junk.backup"), empty = "--store sqlite:" + folder.path("none.db");
        std::ofstream(junk, std::ios::binary) << "这不是备份";
        const Ran none = huimin_runs("restore --file " + junk + " " + empty);
        CHECK(none.exit == 3);
        says(none, "store.backup_form");
        CHECK(huimin_runs("restore --file " + folder.path("nowhere") + " " + empty).exit == 3);
        std::ifstream in(kept, std::ios::binary);
        std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        bytes.resize(bytes.size() / 2);
        std::ofstream(junk, std::ios::binary) << bytes;
        const Ran damaged = huimin_runs("restore --file " + junk + " " + empty);
        CHECK(damaged.exit == 3);
        says(damaged, "store.backup_damaged");

        // What was kept elsewhere tells that the store was set back as a whole, which it can't tell itself.
        const std::string anchors = folder.path("anchors");
        (void)clerk.does("add --record 人 --owner A1 --set 姓名=李强");
        std::ofstream(anchors) << "# 第一天\n" << clerk.does("journal anchor").at("anchor").as_string().c_str() << "\n";
        CHECK(clerk.runs("journal verify --anchors " + anchors).exit == 0);
        CHECK(clerk.runs("restore --replace --file " + kept).exit == 0);
        CHECK(clerk.runs("journal verify").exit == 0);
        const Ran set_back = clerk.runs("journal verify --anchors " + anchors);
        CHECK(set_back.exit == 1);
        says(set_back, "锚点");
        CHECK(clerk.refused("journal verify --anchors " + kept, "store.anchor_form") == 3);
        CHECK(clerk.refused("journal verify --anchors " + folder.path("nowhere"), "file.unread") == 3);

        // Somebody edits the journal behind the program's back.
        {
            auto opened = test::must(store::Store::open(store));
            test::must(opened.change([](store::Transaction& transaction) -> Result<Done> {
                TRY(transaction.run("update journal set actor = '别人' where seq = 2"));
                return Done{};
            }));
        }
        const Ran verdict = clerk.runs("journal verify");
        CHECK(verdict.exit == 1);
        says(verdict, "流水从第 2 条起不对");
    });
}
