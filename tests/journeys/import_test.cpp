// What the standing packs ask about when an office's file is read, over the command line.

#include <algorithm>
#include <fstream>

#include "tests/journeys/journey.h"
#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::journeys;

TEST_CASE("an amount or a size far beyond what is usual is asked about, and goes in once it is confirmed")
{
    const struct {
        const char* record;
        const char* column;
        const char* usual;
        const char* asked; ///< still possible, so not refused
    } cases[] = {
        {"人", "工资", "0", "50000.01"},
        {"人", "工资", "50000", "500000"},
        {"人", "养老金", "6500", "65000"},
        {"人", "赡养费", "800", "80000"},
        {"人", "父亲情形月数", "216", "217"},
        {"家庭", "金融资产", "300000", "30000000"},
        {"家庭", "机动车辆数", "1", "11"},
        {"家庭", "住房面积", "89.5", "895"},
        {"家庭", "年医疗自付", "88593.83", "8859383"},
        {"家庭", "支出型自付", "20000", "2000000"},
        {"标准调整", "新标准", "1245", "124500"},
        {"标准调整", "新标准", "1245", "0"},
        {"标准调整", "公布增幅", "8.5%", "85%"},
    };
    const test::FreshFolder folder;
    const std::string store = " --store sqlite:" + folder.path("city.db"), file = folder.path("表.csv");
    REQUIRE(huimin_runs("init --city ningbo" + store).exit == 0);
    const auto imported = [&](const std::string& record, const std::string& column, const std::string& value,
                              const std::string& confirmed) {
        const std::string people = "户号,区划,姓名,身份证号," + column + ",确认\n7,330282,王五,33028219500101002X,";
        const std::string homes = "户号,区划," + column + ",确认\n7,330282,";
        const std::string others = "事项,区划," + column + ",确认\n低保,330282,";
        std::ofstream(file) << (record == "人"     ? people
                                : record == "家庭" ? homes
                                                   : others)
                            << value << ',' << confirmed << '\n';
        return told(huimin_runs("import --json --dry-run --source 经济状况核对 --true-on 2025-07-31 --record " +
                                record + " " + file + store))
            .at("files")
            .as_array()[0]
            .as_object();
    };
    for (const auto& c : cases) {
        CAPTURE(std::string(c.column));
        CHECK(imported(c.record, c.column, c.usual, "").at("ok").to_number<int>() == 1);
        CHECK(imported(c.record, c.column, c.asked, "").at("ask").to_number<int>() == 1);
        CHECK(imported(c.record, c.column, c.asked, "是").at("mended").to_number<int>() == 1);
    }
}

TEST_CASE("what is usual in an invented city is not asked about")
{
    const test::FreshFolder folder;
    const std::string store = " --store sqlite:" + folder.path("city.db"), files = folder.path("表");
    REQUIRE(huimin_runs("city create --city ningbo --persons 2000 --seed 3 --errors 0 --out " + files).exit == 0);
    REQUIRE(huimin_runs("init --city ningbo" + store).exit == 0);
    const Ran ran = huimin_runs("import --json --returned " + folder.path("退回") + " " + files + store);
    const boost::json::object report = told(ran);
    int rows = 0, asked = 0;
    for (const auto& one : report.at("files").as_array()) {
        rows += one.as_object().at("rows").to_number<int>();
        asked += one.as_object().at("ask").to_number<int>();
    }
    CHECK(rows > 5000);
    CHECK_MESSAGE(asked * 1000 <= rows, asked); // One row of a thousand: people may be rich, or namesakes.
}

TEST_CASE("a fact that the system knows of a later day stays, and the summary says in how many rows")
{
    const test::FreshFolder folder;
    const std::string store = " --store sqlite:" + folder.path("city.db"), file = folder.path("表.csv");
    REQUIRE(huimin_runs("init --city ningbo" + store).exit == 0);
    const auto imported = [&](const char* day, const char* wage, const char* more) {
        std::ofstream(file) << "户号,区划,姓名,身份证号,工资\n7,330282,王五,33028219500101002X," << wage << '\n';
        return huimin_runs("import --source 经济状况核对 --record 人 --true-on " + std::string(day) + more + file +
                           store);
    };
    REQUIRE(imported("2025-08-31", "1500", " ").exit == 0);
    CHECK(imported("2025-07-31", "1500", " ").out.find("比系统里的旧") == std::string::npos);
    CHECK(imported("2025-07-31", "900", " ").out.find("其中 1 行有的事实比系统里的旧，那几项没有改") !=
          std::string::npos);
    CHECK(told(imported("2025-07-31", "900", " --json ")).at("files").as_array()[0].at("older").to_number<int>() == 1);
}
