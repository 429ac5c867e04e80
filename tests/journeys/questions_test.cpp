// What a bureau asks of its city: what has changed since the last sweep, and what another standard would do.

#include <filesystem>
#include <fstream>

#include "tests/journeys/journey.h"
#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::journeys;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

/// A city of 1,500 people in a store of its own.
struct City {
    test::FreshFolder folder;
    std::string store = "--store sqlite:" + folder.path("city.db");

    City()
    {
        const std::string files = folder.path("files");
        REQUIRE(huimin_runs("city create --city beijing --persons 1500 --seed 7 --out " + files).exit == 0);
        REQUIRE(huimin_runs("init --city beijing " + store).exit == 0);
        const Ran imported = huimin_runs("import " + store + " " + files);
        REQUIRE_MESSAGE(imported.exit <= 1, imported.out); // 1: some rows came back
    }
};

std::int64_t sum_of(const json::object& document, const char* rows, const char* figure)
{
    std::int64_t sum = 0;
    for (const json::value& row : document.at(rows).as_array())
        sum += row.at(figure).to_number<std::int64_t>();
    return sum;
}

} // namespace

TEST_CASE("a sweep that was kept tells next time what has changed, household by household")
{
    const City city;
    const std::string month = "sweep --month 2025-07 ";
    const Ran none = huimin_runs(month + "--changed " + city.store);
    CHECK(none.exit == 1);
    CHECK(none.out.find("census.nothing_kept") != std::string::npos);
    CHECK(none.out.find("--keep") != std::string::npos);

    const json::object kept = told(huimin_runs(month + "--keep --json " + city.store));
    const json::object still = told(huimin_runs(month + "--changed --json " + city.store));
    CHECK(still.at("everybody") == false);
    CHECK(still.at("households_asked") == 0);
    CHECK(still.at("changed").as_array().empty());

    const json::object most = told(huimin_runs("explain --month 2025-07 --json " + city.store));
    const std::string number(most.at("household").as_string());
    const Ran richer =
        huimin_runs("change --record 家庭 " + number + " --set 金融资产=4999999 --source 核对 " + city.store);
    REQUIRE_MESSAGE(richer.exit == 0, richer.out);
    const json::object changed = told(huimin_runs(month + "--changed --json " + city.store));
    CHECK(changed.at("everybody") == false);
    CHECK(changed.at("households_asked") == 1);
    CHECK_FALSE(changed.at("changed").as_array().empty());
    for (const json::value& row : changed.at("changed").as_array()) {
        CHECK(row.at("household").as_string() == number);
        CHECK(row.at("before") != row.at("after"));
    }
    CHECK(told(huimin_runs(month + "--changed --json " + city.store)).at("changed").as_array().empty());

    // A year later people are older, and everybody is asked; the same as a whole sweep then.
    const std::string later = "sweep --month 2026-07 ";
    const json::object older = told(huimin_runs(later + "--changed --json " + city.store));
    CHECK(older.at("everybody") == true);
    CHECK(older.at("households_asked") == kept.at("households"));
    CHECK_FALSE(older.at("changed").as_array().empty());
    CHECK(told(huimin_runs(later + "--changed --json " + city.store)).at("changed").as_array().empty());
}

TEST_CASE("the households asked one by one and the columns come to the same")
{
    const City city;
    const std::string lists = city.folder.path("清单");
    const json::object columns = told(huimin_runs("sweep --month 2025-07 --json " + city.store));
    const json::object by_hand = told(huimin_runs("sweep --month 2025-07 --json --lists " + lists + " " + city.store));
    CHECK((columns.at("tallies") == by_hand.at("tallies"))); // long: not to be printed
    CHECK(columns.at("households") == by_hand.at("households"));
    CHECK(columns.at("persons") == by_hand.at("persons"));
    CHECK(fs::exists(lists + "/幸福清单.txt"));
    CHECK_FALSE(fs::exists(lists + "/幸福清单.txt.part"));
}

TEST_CASE("a parameter is tried out on the command line")
{
    const City city;
    const auto simulated = [&](const std::string& settings) {
        return told(huimin_runs("simulate --json --month 2025-07 " + settings + " " + city.store));
    };
    const json::object same = simulated("--set 低保标准=+0%");
    CHECK(sum_of(same, "counties", "gainers") == 0);
    CHECK(sum_of(same, "counties", "losers") == 0);
    CHECK(same.at("losers").as_array().empty());
    CHECK(same.at("policies").as_array().empty());

    const json::object more = simulated("--set 低保标准=+20%");
    CHECK(sum_of(more, "counties", "gainers") > 0);
    CHECK(sum_of(more, "counties", "fen_after") > sum_of(more, "counties", "fen_before"));
    CHECK_FALSE(more.at("policies").as_array().empty());

    const json::object less = simulated("--set 低保标准=-20%");
    CHECK(sum_of(less, "counties", "losers") == static_cast<std::int64_t>(less.at("losers").as_array().size()));
    CHECK_FALSE(less.at("losers").as_array().empty());
    for (const json::value& loser : less.at("losers").as_array()) {
        CHECK(loser.at("fen_after").to_number<std::int64_t>() < loser.at("fen_before").to_number<std::int64_t>());
        CHECK_FALSE(loser.at("household").as_string().empty());
    }
    const Ran shown = huimin_runs("simulate --month 2025-07 --set 低保标准=-20% " + city.store);
    CHECK(shown.out.find("合计：") != std::string::npos);
    CHECK(shown.out.find("  少得：") != std::string::npos);
    CHECK(shown.out.find("什么都没有改动") != std::string::npos);
}

TEST_CASE("what cannot be asked is told with what to do")
{
    const City city;
    const struct {
        const char* words;
        int exit;
        const char* told;
    } cases[] = {
        {"sweep --month 2025-13", 2, "month."},
        {"sweep --month 2025-7", 2, "month.form"},
        {"sweep --month 2025-07 --threads 0", 2, "--threads"},
        {"sweep --month 2025-07 --keep --changed", 2, "--keep"},
        {"sweep --month 2025-07 --lists /no/such --keep", 2, "--lists"},
        {"sweep --month 2025-07 --lists /proc/none", 3, "file.unwritten"},
        {"explain --month 2025-07 --household 没有", 1, "registry.missing"},
        {"simulate --month 2025-07", 2, "--set"},
        {"simulate --month 2025-07 --set 低保标准", 2, "alter.form"},
        {"simulate --month 2025-07 --set 没有这个=1", 2, "alter.parameter"},
        {"simulate --month 2025-07 --set 低保标准=一千", 2, "alter.value"},
        {"simulate --month 2025-07 --set 低保标准[山区]=1", 2, "alter.nothing"},
        {"simulate --month 2025-07 --with /no/such/pack", 3, "packs.missing"},
        {"simulate --month 2025-07 --with packs/ningbo", 1, "simulate.records"},
    };
    for (const auto& c : cases) {
        const Ran ran = huimin_runs(c.words + (" " + city.store));
        CHECK_MESSAGE(ran.exit == c.exit, c.words, " → ", ran.exit, "\n", ran.out);
        CHECK_MESSAGE(ran.out.find(c.told) != std::string::npos, c.words, "\n", ran.out);
    }
}

TEST_CASE("the examples of a what-if's help run on the city they speak of")
{
    const City city;
    const Ran help = huimin_runs("simulate --help");
    const std::string example = "  huimin ", store = "--store sqlite:city.db";
    std::size_t examples = 0;
    for (std::size_t at = help.out.find(example); at != std::string::npos; at = help.out.find(example, at + 1)) {
        std::string words = help.out.substr(at + example.size());
        words.resize(words.find('\n'));
        const std::size_t place = words.find(store);
        REQUIRE(place != std::string::npos);
        const Ran ran = huimin_runs(words.replace(place, store.size(), city.store));
        CHECK_MESSAGE(ran.exit == 0, words, "\n", ran.out);
        ++examples;
    }
    CHECK(examples == 3);
    const json::object chaoyang =
        told(huimin_runs("simulate --json --month 2025-07 --set 低保标准[城镇]@110105=2000元 " + city.store));
    std::int64_t gainers = 0;
    for (const json::value& county : chaoyang.at("counties").as_array()) {
        if (county.at("county").to_number<std::int64_t>() == 110'105)
            gainers = county.at("gainers").to_number<std::int64_t>();
        else
            CHECK(county.at("gainers").to_number<std::int64_t>() == 0);
    }
    CHECK(gainers > 0);
}
