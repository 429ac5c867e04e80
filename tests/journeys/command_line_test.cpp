// The command line as a new user goes through it: an invented city from office files to explained entitlements.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/journeys/journey.h"
#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::journeys;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

std::string bytes_of(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

/// What an import of one file must be told of it.
const std::string told_of = "--source 公安户籍 --true-on 2025-07-31 ";

/// How many a sweep found entitled, over all counties.
std::int64_t entitled_to(const json::object& swept, const char* policy)
{
    std::int64_t sum = 0;
    for (const json::value& row : swept.at("tallies").as_array())
        if (row.as_object().at("policy").as_string() == policy)
            sum += row.as_object().at("entitled").to_number<std::int64_t>();
    return sum;
}

/// A city of 1,500 people in a store of its own.
struct City {
    test::FreshFolder folder;
    std::string files = folder.path("files"), store = "--store sqlite:" + folder.path("city.db");

    City()
    {
        REQUIRE(huimin_runs("city create --city beijing --persons 1500 --seed 7 --errors 300 --out " + files).exit ==
                0);
        REQUIRE(huimin_runs("init --city beijing " + store).exit == 0);
        // Exit code 1: it ran, and some rows came back.
        REQUIRE(huimin_runs("import " + store + " --returned " + folder.path("back") + " " + files).exit == 1);
    }
};

} // namespace

TEST_CASE("the same seed invents the same city")
{
    const test::FreshFolder folder;
    for (const char* name : {"one", "two"})
        REQUIRE(huimin_runs("city create --city ningbo --persons 800 --seed 3 --out " + folder.path(name)).exit == 0);
    int files = 0;
    for (const auto& entry : fs::directory_iterator(folder.path("one"))) {
        if (entry.path().extension() != ".csv")
            continue; // An XLSX file notes when it was made.
        ++files;
        CHECK_MESSAGE(bytes_of(entry.path()) == bytes_of(fs::path(folder.path("two")) / entry.path().filename()),
                      entry.path().string());
    }
    CHECK(files >= 7);
}

TEST_CASE("an invented city is imported, swept, explained, searched, exported and kept")
{
    const City city;
    CHECK(bytes_of(city.folder.path("back") + "/01-户籍登记-退回.csv").find("原行号,结果,原因,怎么办") !=
          std::string::npos);

    // Every policy's three answers add up to everybody, or to every household.
    const json::object swept = told(huimin_runs("sweep --month 2025-07 --json " + city.store));
    std::map<std::string, std::int64_t> sums;
    for (const json::value& row : swept.at("tallies").as_array()) {
        const json::object& tally = row.as_object();
        for (const char* answer : {"entitled", "not_entitled", "not_yet_known"})
            sums[std::string(tally.at("policy").as_string())] += tally.at(answer).to_number<std::int64_t>();
    }
    CHECK(sums.size() > 10);
    // Of households as they are invented, one to three in a hundred live on the minimum living allowance; of 570, the
    // chance of the draw widens that.
    const std::int64_t poor = entitled_to(swept, "低保金");
    CHECK_MESSAGE((poor * 1000 >= sums.at("低保金") * 5 && poor * 100 <= sums.at("低保金") * 5), poor);
    std::set<std::int64_t> totals;
    for (const auto& [policy, sum] : sums)
        totals.insert(sum);
    CHECK(totals.size() == 2);

    const Ran listed = huimin_runs("sweep --month 2025-07 --lists " + city.folder.path("lists") + " " + city.store);
    CHECK(listed.exit == 0);
    const std::string lists = bytes_of(city.folder.path("lists") + "/幸福清单.txt");
    std::int64_t households = 0;
    for (std::size_t at = lists.find("户号 "); at != std::string::npos; at = lists.find("户号 ", at + 1))
        ++households;
    CHECK(totals.contains(households));
    for (const char* part : {"北京市 幸福清单，截至 2025-07-31", "✓ 低保金 ", "每月合计 ", "要查清的："})
        CHECK_MESSAGE(lists.find(part) != std::string::npos, part);

    const Ran explained = huimin_runs("explain --month 2025-07 " + city.store);
    CHECK(explained.exit == 0);
    for (const char* part : {"应得", "〔", "2025-07-31", "✓"})
        CHECK(explained.out.find(part) != std::string::npos);

    CHECK(huimin_runs("search zq " + city.store).exit == 0);
    CHECK(huimin_runs("search 没有这个人 " + city.store).exit == 1);

    for (const char* name : {"人.csv", "人.xlsx"}) {
        const std::string file = city.folder.path(name);
        CHECK(huimin_runs("export --clear --record 人 --file " + file + " " + city.store).exit == 2);
        REQUIRE(huimin_runs("export --clear --purpose 核对 --record 人 --file " + file + " " + city.store).exit == 0);
        const json::object again = told(huimin_runs("import --json --record 人 " + told_of + file + " " + city.store));
        CHECK(again.at("files").as_array()[0].at("changed").to_number<int>() == 0);
        CHECK(again.at("files").as_array()[0].at("added").to_number<int>() == 0);
    }

    CHECK(huimin_runs("journal verify " + city.store).exit == 0);
    const std::string kept = city.folder.path("kept.backup"), other = "--store sqlite:" + city.folder.path("other.db");
    REQUIRE(huimin_runs("backup --file " + kept + " " + city.store).exit == 0);
    REQUIRE(huimin_runs("restore --file " + kept + " " + other).exit == 0);
    CHECK(told(huimin_runs("sweep --month 2025-07 --json " + other)).at("tallies") == swept.at("tallies"));
}

TEST_CASE("an import that is killed leaves all or nothing, and can be done again")
{
    const test::FreshFolder folder;
    const std::string files = folder.path("files"), store = "--store sqlite:" + folder.path("city.db");
    REQUIRE(huimin_runs("city create --city beijing --persons 4000 --seed 9 --errors 0 --out " + files).exit == 0);
    REQUIRE(huimin_runs("init --city beijing " + store).exit == 0);
    const std::string first = files + "/01-户籍登记.csv";
    for (const char* after : {"0.05", "0.12", "0.2", "0.3"}) {
        const std::string line = "timeout -s KILL " + std::string(after) +
                                 " " HUIMIN_PROGRAM " import --home " HUIMIN_SOURCE_DIR " --record 人 " + told_of +
                                 first + " " + store + " >/dev/null 2>&1";
        (void)std::system(line.c_str());
        CHECK(huimin_runs("journal verify " + store).exit == 0);
    }
    const json::object done = told(huimin_runs("import --json --record 人 " + told_of + first + " " + store));
    const json::object& report = done.at("files").as_array()[0].as_object();
    const int added = report.at("added").to_number<int>(), unchanged = report.at("unchanged").to_number<int>();
    CHECK((added == 4000 || unchanged == 4000));
}

TEST_CASE("a proposal shows who gains, who loses and what it costs")
{
    const City city;
    const fs::path packs = fs::path(HUIMIN_SOURCE_DIR) / "packs";
    const fs::path copy = fs::path(city.folder.path("packs"));
    fs::create_directories(copy);
    for (const char* name : {"national", "beijing"})
        fs::copy(packs / name, copy / name, fs::copy_options::recursive);
    std::ofstream(copy / "beijing" / "proposal.hm", std::ios::binary)
        << "模块 北京.提案\n补充 参数 低保标准:\n  自 2025-07-01 起 〔北京标准〕: 城镇→1600元, 农村→1600元\n";
    const json::object proposed =
        told(huimin_runs("simulate --json --month 2025-07 --with " + (copy / "beijing").string() + " " + city.store));
    std::int64_t gainers = 0, before = 0, after = 0;
    for (const json::value& county : proposed.at("counties").as_array()) {
        gainers += county.at("gainers").to_number<std::int64_t>();
        before += county.at("fen_before").to_number<std::int64_t>();
        after += county.at("fen_after").to_number<std::int64_t>();
    }
    CHECK(gainers > 0);
    CHECK(after > before);
}

namespace {

/// " packs/beijing packs/haining …"
std::string all_packs()
{
    std::string all;
    for (const auto& entry : fs::directory_iterator(fs::path(HUIMIN_SOURCE_DIR) / "packs"))
        if (entry.is_directory())
            all += " packs/" + entry.path().filename().string();
    return all;
}

} // namespace

TEST_CASE("whatever is changed in a line of the packs' law makes a scenario fail")
{
    const Ran ran = huimin_runs("prove" + all_packs() + " --json");
    CHECK_MESSAGE(ran.exit == 0, ran.out);
    const json::object counts = told(ran);
    CHECK(counts.at("failed").to_number<int>() == 0);
    CHECK(counts.at("proven").to_number<int>() > 1200);
    CHECK(counts.at("unproven").to_number<int>() == 0);
}

TEST_CASE("every pack checks, passes its scenarios and is written in canonical form")
{
    const std::string all = all_packs();
    for (const char* command : {"check", "test", "fmt --check"}) {
        const Ran ran = huimin_runs(command + all);
        CHECK_MESSAGE(ran.exit == 0, ran.out);
        CHECK_MESSAGE(ran.out.find(" passed, 0 failed\n") != std::string::npos, ran.out);
    }
    const Ran covered = huimin_runs("coverage --json");
    CHECK(covered.exit == 0);
    const json::object counts = told(covered).at("all").as_object();
    CHECK(counts.at("listed").to_number<int>() == 614);
    CHECK(counts.at("proven").to_number<int>() > 20);
    CHECK(counts.at("proven").to_number<int>() <= counts.at("carried").to_number<int>());
}

TEST_CASE("what goes wrong is told with what, where and what to do, and by the exit code")
{
    const test::FreshFolder folder;
    const fs::path pack = folder.path("坏包");
    fs::create_directories(pack);
    std::ofstream(pack / "a.hm", std::ios::binary) << "模块 坏\n定义 人.重残: 是非 说明 \"试\" = 残疾等级属于 {1, 2}\n";
    const struct {
        std::string words;
        int exit;
        const char* told;
    } cases[] = {
        {"", 2, "subcommand"},
        {"fly", 2, "`fly`"},
        {"account fly", 2, "`fly`"},
        {"check " + pack.string(), 1, "a.hm:2:"},
        {"check " + folder.path("none"), 3, "packs.missing"},
        {"check packs/none", 3, HUIMIN_SOURCE_DIR "/packs/none`"},
        {"sweep --month 2025-07 --store sqlite:" + folder.path("new.db"), 3, "store.missing"},
        {"init --city beijing --store sqlite:/no/such/folder/a.db", 3, "store.missing"},
        {"init --city beijing --store mysql://x", 2, "store.address"},
        {"init --city beijing --store postgresql://nobody@127.0.0.1:1/none", 3, "store."},
        {"export --record 人 --file a.doc --store sqlite:" + folder.path("new.db"), 2, "usage.value"},
        {"backup --file " + folder.path("x") + " --store sqlite:" + folder.path("new.db"), 3, "store.missing"},
        {"journal verify --store sqlite:" + folder.path("new.db"), 3, "store.missing"},
        {"search zq --store sqlite:" + folder.path("new2.db") + " --rows 0", 2, "--rows"},
        {"city create --city haining --persons 0 --out " + folder.path("x"), 2, "--persons"},
    };
    for (const auto& c : cases) {
        const Ran ran = huimin_runs(c.words);
        CHECK_MESSAGE(ran.exit == c.exit, c.words, " → ", ran.exit, "\n", ran.out);
        CHECK_MESSAGE(ran.out.find(c.told) != std::string::npos, c.words, "\n", ran.out);
        if (c.exit != 1) // Found in both languages, with what to do; 1 may be a list of findings.
            for (const char* part : {"错误 ", "怎么办："})
                CHECK_MESSAGE(ran.out.find(part) != std::string::npos, c.words, "\n", ran.out);
    }
    CHECK_FALSE(fs::exists(folder.path("new.db"))); // A mistyped name leaves nothing behind.
    for (const char* command :
         {"check",  "test",    "fmt",    "prove",      "coverage", "city create", "init",
          "import", "export",  "search", "sweep",      "explain",  "simulate",    "journal verify",
          "backup", "restore", "show",   "history",    "list",     "add",         "change",
          "remove", "move",    "head",   "duplicates", "merge",    "unmerge"}) {
        const Ran help = huimin_runs(std::string(command) + " --help");
        CHECK(help.exit == 0);
        CHECK_MESSAGE(help.out.find("例 example:") != std::string::npos, command);
    }
}

TEST_CASE("a store stays with the city it was made for")
{
    const test::FreshFolder folder;
    const std::string store = " --store sqlite:" + folder.path("city.db");
    REQUIRE(huimin_runs("init --city beijing" + store).exit == 0);
    const Ran other = huimin_runs("init --city ningbo" + store);
    CHECK(other.exit == 1);
    CHECK_MESSAGE(other.out.find("city.other") != std::string::npos, other.out);
    CHECK(huimin_runs("init --city beijing" + store).exit == 0);
    CHECK(huimin_runs("init --city packs/beijing" + store).exit == 0);
    const Ran swept = huimin_runs("sweep --month 2025-07" + store);
    CHECK_MESSAGE(swept.out.find("单人保") != std::string::npos, swept.out);
    CHECK(swept.exit == 0);
}

TEST_CASE("with --json every command tells one document, also of what goes wrong")
{
    const test::FreshFolder folder;
    const struct {
        std::string words;
        const char* member;
    } cases[] = {
        {"fly --json", "error"},
        {"sweep --json", "error"},
        {"check --json packs/none packs/national", "errors"},
        {"test --json packs/none", "errors"},
        {"fmt --json packs/haining", "files"},
        {"fmt --json --check packs/haining", "files"},
        {"fmt --json " + folder.path("none.hm"), "error"},
        {"init --json --city beijing --store mysql://x", "error"},
    };
    for (const auto& c : cases) {
        // The error stream is for people.
        const Ran ran = huimin_runs(c.words, "2>/dev/null");
        boost::system::error_code wrong;
        const json::value value = json::parse(ran.out, wrong);
        REQUIRE_MESSAGE(!wrong, c.words, "\n", ran.out);
        CHECK_MESSAGE(value.as_object().contains(c.member), c.words, "\n", ran.out);
    }
    const json::object checked = told(huimin_runs("check --json packs/none packs/national", "2>/dev/null"));
    CHECK(checked.at("passed").to_number<int>() == 1);
    CHECK(checked.at("errors").as_array()[0].at("code").as_string() == "packs.missing");
}

TEST_CASE("a pack formatted to the standard output is the pack")
{
    const fs::path pack = fs::path(HUIMIN_SOURCE_DIR) / "packs/haining";
    for (const auto& entry : fs::directory_iterator(pack))
        if (entry.path().extension() == ".hm")
            CHECK(huimin_runs("fmt " + entry.path().string()).out == bytes_of(entry.path()));
}

TEST_CASE("an import says where its facts come from, and a dry run what its commit must name")
{
    const test::FreshFolder folder;
    const std::string store = " --store sqlite:" + folder.path("city.db"), file = folder.path("人.csv");
    REQUIRE(huimin_runs("init --city beijing" + store).exit == 0);
    std::ofstream(file, std::ios::binary) << "户号,区划,姓名,与户主关系\nA1,110105,曾强,户主\n";
    const std::string import = "import " + file + store + " --record 人 ";
    for (const char* lacking : {"", "--source 公安户籍", "--true-on 2025-07-31"}) {
        const Ran ran = huimin_runs(import + lacking);
        CHECK(ran.exit == 2);
        CHECK_MESSAGE(ran.out.find("import.no_source") != std::string::npos, ran.out);
    }
    const Ran unnamed = huimin_runs("import " + file + store + " " + told_of);
    CHECK(unnamed.exit == 2);
    CHECK_MESSAGE(unnamed.out.find("还要写 --record") != std::string::npos, unnamed.out);

    const Ran dry = huimin_runs(import + told_of + "--dry-run");
    CHECK(dry.exit == 0);
    const std::string option = "--preview ";
    const std::size_t at = dry.out.find(option);
    REQUIRE_MESSAGE(at != std::string::npos, dry.out);
    const std::string preview = " " + dry.out.substr(at, option.size() + 64);
    const Ran other = huimin_runs(import + "--source 民政 --true-on 2025-07-31" + preview);
    CHECK(other.exit == 1);
    CHECK_MESSAGE(other.out.find("来源 `民政`") != std::string::npos, other.out);
    const json::object done = told(huimin_runs(import + told_of + preview + " --json"));
    CHECK(done.at("files").as_array()[0].at("added").to_number<int>() == 1);

    std::ofstream(folder.path("混.csv"), std::ios::binary) << "姓名\n曾强\n\xC0\xEE\xC0\xEE\n";
    std::ofstream(folder.path("图.csv"), std::ios::binary) << "%PDF-1.7";
    for (const char* bad : {"混.csv", "图.csv", "没有.csv"}) {
        const Ran ran = huimin_runs("import " + folder.path(bad) + store + " --record 人 " + told_of);
        CHECK_MESSAGE(ran.exit == 3, bad, " → ", ran.exit, "\n", ran.out);
    }
}

TEST_CASE("a city's first accounts are made, given roles by two people, and taken away again")
{
    const test::FreshFolder folder;
    const std::string store = " --store sqlite:" + folder.path("city.db") + " --json";
    const auto run = [&](const std::string& words) { return huimin_runs("account " + words + store); };
    const auto refused = [&](const std::string& words, const char* code) {
        const Ran ran = run(words);
        CHECK_MESSAGE(ran.exit != 0, words);
        CHECK_MESSAGE(ran.out.find(code) != std::string::npos, words, "\n", ran.out);
    };
    REQUIRE(huimin_runs("init --city beijing" + store).exit == 0);
    CHECK(told(run("list")).at("accounts").as_array().empty());
    const json::object first = told(run("first"));
    REQUIRE(first.at("secrets").as_array().size() == 2);
    std::ofstream(folder.path("secret")) << first.at("secrets").as_array()[0].as_string().c_str() << "\n";
    const std::string claim = "claim --login wang --name 王 --secret-file " + folder.path("secret");
    CHECK(told(run(claim)).at("password").as_string().size() == 19);
    refused(claim, "access.first_secret");
    CHECK(run("first").exit == 1); // there is an account now

    CHECK(told(run("create --login zhang --name 张三")).contains("password"));
    refused("create --login zhang", "access.login_taken");
    refused("create --login \"x'; drop table account; --\"", "access.login_form");
    refused("create --login li --kind citizen --bound 人:1", "account.bound");
    const std::string grant = "grant --login zhang --role 县级审核 --area 110101 --reason 新到岗的同志 --actor 甲";
    const std::string key = std::to_string(told(run(grant)).at("grant").to_number<std::int64_t>());
    refused("grant --login zhang --role 没有 --area 110101 --reason 新到岗的同志", "access.no_role");
    refused("confirm --actor 甲 --grant " + key, "access.four_eyes");
    CHECK(run("confirm --actor 乙 --grant " + key).exit == 0);
    refused("grant --login zhang --role 审计管理员 --reason 新到岗的同志 --area 110101", "access.apart");
    const json::array listed = told(run("list")).at("accounts").as_array();
    REQUIRE(listed.size() == 2);
    CHECK(listed[1].at("grants").as_array().at(0).at("confirmed").as_bool());
    CHECK(run("end --reason 已经调离岗位 --grant " + key).exit == 0);
    CHECK(told(run("list")).at("accounts").as_array()[1].at("grants").as_array().empty());
    CHECK(run("disable --login zhang --reason 已经离职了").exit == 0);
    CHECK(run("enable --login zhang").exit == 0);
    CHECK(told(run("reset --login zhang")).contains("password"));
    CHECK(run("reset --login zhang --second-factor").exit == 0);
    refused("disable --login wang --reason 已经离职了", "access.last_keeper");
    refused("disable --login nobody --reason 已经离职了", "access.no_account");

    REQUIRE(run("create --login bank --kind machine").exit == 0);
    const std::string token = "token --login bank --name 对账 --for 资金发放 --record 人 --action ";
    CHECK(told(run(token + "查看")).at("token").as_string().size() == 64);
    refused(token + "飞行", "access.token_limits");
    const json::array tokens = told(run("tokens --login bank")).at("tokens").as_array();
    REQUIRE(tokens.size() == 1);
    const std::string number = std::to_string(tokens[0].at("token").to_number<std::int64_t>());
    CHECK_FALSE(told(run("tokens --login bank --end " + number)).at("tokens").as_array()[0].at("valid").as_bool());
    CHECK(huimin_runs("journal verify" + store).exit == 0);

    // The table of rights is the one that is pinned and proofread.
    std::istringstream pinned(bytes_of(HUIMIN_SOURCE_DIR "/tests/pinned/national_roles.txt"));
    std::size_t lines = 0;
    for (std::string line; std::getline(pinned, line);)
        lines += line.empty() || line.starts_with("#") ? 0 : 1;
    CHECK(told(huimin_runs("access matrix national --json")).at("rights").as_array().size() == lines);
    for (const char* command : {"first", "claim", "create", "grant", "confirm", "end", "disable", "enable", "reset",
                                "list", "tokens", "token"})
        CHECK_MESSAGE(run(std::string(command) + " --help").out.find("例 example:") != std::string::npos, command);
}
