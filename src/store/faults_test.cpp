// What a failing disk and a power cut may do to a SQLite store: nothing that was acknowledged is lost, nothing is half
// done.

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <thread>

#include "store/schema.h"
#include "store/store.h"
#include "tests/support/faulty_disk.h"
#include "tests/support/fresh_store.h"

using namespace huimin;
using namespace huimin::store;
using huimin::test::FaultyDisk;
using huimin::test::FreshFolder;

namespace {

const Table transfer = {.name = "transfer",
                        .columns = {{"area", ColumnType::integer},
                                    {"key", ColumnType::integer},
                                    {"side", ColumnType::integer},
                                    {"note", ColumnType::text}},
                        .primary_key = {"area", "key", "side"},
                        .indexes = {{.columns = {"area", "note"}}}};

constexpr std::size_t transfers = 12;

/// What the store has acknowledged, and after how many of the disk's deeds.
struct Work {
    std::vector<std::size_t> acknowledged_at;
    bool all_done = true;
};

Result<Done> add_transfer(Store& store, std::int64_t key)
{
    return store.change([&](Transaction& transaction) -> Result<Done> {
        for (const int side : {0, 1})
            TRY(transaction.run("insert into transfer values (330282, $1, $2, $3)",
                                {key, side, std::string(700, 'x')}));
        return Done{};
    });
}

/// Three sittings of four transfers each: opening, migrating, checkpoints and closing all get their share of faults.
Work work_on(const FaultyDisk& disk, const std::string& file)
{
    Work work;
    const auto sit = [&](std::int64_t first_key) -> Result<Done> {
        Store store = TRY(Store::open("sqlite:" + file));
        TRY(migrate(store, std::span(&transfer, 1)));
        for (std::int64_t key = first_key; key < first_key + 4; key++) {
            TRY(add_transfer(store, key));
            work.acknowledged_at.resize(static_cast<std::size_t>(key) + 1, SIZE_MAX);
            work.acknowledged_at[static_cast<std::size_t>(key)] = disk.moments();
        }
        return Done{};
    };
    for (const std::int64_t first_key : {0, 4, 8})
        work.all_done = sit(first_key).ok() && work.all_done;
    return work;
}

/// "sound", or what is wrong with the file after the first `moment` deeds of the work.
std::string state_of(const std::string& file, const Work& work, std::size_t moment)
{
    const auto acknowledged = [&](std::size_t key) {
        return key < work.acknowledged_at.size() && work.acknowledged_at[key] <= moment;
    };
    auto store = Store::open("sqlite:" + file);
    if (!store.ok())
        return store.error().code;
    Reader reader = test::must(store->reader());
    if (auto check = reader.find_text("pragma integrity_check"); !check.ok() || **check != "ok")
        return "damaged";
    const bool made =
        test::must(reader.find_integer("select count(*) from sqlite_schema where name = 'transfer'")) == 1;
    for (std::size_t key = 0; key < transfers; key++) {
        const auto sides =
            made ? test::must(reader.find_integer("select count(*) from transfer where key = $1", {key})) : 0;
        if (sides == 1)
            return "half done";
        if (sides == 0 && acknowledged(key))
            return "lost";
    }
    return "sound";
}

} // namespace

TEST_CASE("whichever call to the disk fails, the file stays sound and nothing acknowledged is lost")
{
    for (const auto failure :
         {FaultyDisk::Failure::error_once, FaultyDisk::Failure::error_onward, FaultyDisk::Failure::full_onward}) {
        int told = 0, made_good = 0;
        for (std::int64_t call = 1;; call++) {
            const FreshFolder folder("/dev/shm");
            const std::string file = folder.path("test.db");
            Work work;
            {
                FaultyDisk disk;
                disk.fail_at(call, failure);
                work = work_on(disk, file);
                if (!disk.has_failed())
                    break; // Every call has had its turn.
                (work.all_done ? made_good : told)++;
            }
            CAPTURE(call);
            CHECK(state_of(file, work, SIZE_MAX - 1) == "sound");
        }
        CHECK(told > made_good); // Only what a checkpoint or a closing meets is made good later, untold.
    }
}

TEST_CASE("a failed sync ends the store: nothing more is acknowledged until it is opened anew")
{
    const FreshFolder folder;
    FaultyDisk disk;
    Store store = test::must(Store::open("sqlite:" + folder.path("test.db")));
    test::must(migrate(store, std::span(&transfer, 1)));
    disk.fail_at(1, FaultyDisk::Failure::sync_once);
    CHECK(test::outcome(add_transfer(store, 1)) == "store.lost");
    disk.heal();
    CHECK(test::outcome(add_transfer(store, 1000)) == "store.lost");
    CHECK(test::outcome(store.reader()) == "store.lost");
}

TEST_CASE("a full disk refuses writes and lets reads go on, and heals without a new start")
{
    const FreshFolder folder;
    FaultyDisk disk;
    Store store = test::must(Store::open("sqlite:" + folder.path("test.db")));
    test::must(migrate(store, std::span(&transfer, 1)));
    test::must(add_transfer(store, 1));
    disk.fail_at(1, FaultyDisk::Failure::full_onward);
    CHECK(test::outcome(add_transfer(store, 2)) == "store.disk_full");
    CHECK(test::must(test::must(store.reader()).find_integer("select count(*) from transfer")) == 2);
    disk.heal();
    test::must(add_transfer(store, 2));
    CHECK(test::must(test::must(store.reader()).find_integer("select count(*) from transfer")) == 4);
}

TEST_CASE("whenever the power goes, what was acknowledged is found again, and nothing is half done")
{
    const FreshFolder folder, after("/dev/shm"); // Images only have to be read, so they may lie in memory.
    FaultyDisk disk;
    const Work work = work_on(disk, folder.path("test.db"));
    REQUIRE(work.all_done);
    disk.step_aside();
    std::mt19937 chance(20260225);
    int images = 0;
    for (std::size_t moment = 0; moment <= disk.moments(); moment++)
        for (int round = 0; round < 20; round++) {
            constexpr FaultyDisk::Survival fixed[] = {FaultyDisk::Survival::none, FaultyDisk::Survival::all,
                                                      FaultyDisk::Survival::torn};
            const auto survival = round < 3 ? fixed[round] : FaultyDisk::Survival::some;
            const std::string image = after.path(std::to_string(images++));
            std::filesystem::create_directory(image);
            disk.lay_out(moment, survival, chance, image);
            chmod((image + "/test.db").c_str(), 0600);
            CAPTURE(moment);
            CHECK(state_of(image + "/test.db", work, moment) == "sound");
            std::filesystem::remove_all(image);
        }
    CHECK(images >= 5000);
}

TEST_CASE("changes that share a sync are told only what a power cut cannot take back")
{
    const FreshFolder folder, after("/dev/shm");
    const std::string file = folder.path("test.db");
    FaultyDisk disk;
    Work work;
    work.acknowledged_at.resize(transfers);
    {
        Store store = test::must(Store::open("sqlite:" + file));
        test::must(migrate(store, std::span(&transfer, 1)));
        std::vector<std::jthread> threads;
        for (std::size_t thread = 0; thread < 4; thread++)
            threads.emplace_back([&, thread] {
                for (std::size_t key = thread; key < transfers; key += 4) {
                    test::must(add_transfer(store, static_cast<std::int64_t>(key)));
                    work.acknowledged_at[key] = disk.moments();
                }
            });
    }
    disk.step_aside();
    std::mt19937 chance(20260226);
    for (std::size_t moment = 0; moment <= disk.moments(); moment++)
        for (const auto survival : {FaultyDisk::Survival::none, FaultyDisk::Survival::some}) {
            const std::string image = after.path(std::to_string(moment));
            std::filesystem::create_directory(image);
            disk.lay_out(moment, survival, chance, image);
            chmod((image + "/test.db").c_str(), 0600);
            CAPTURE(moment);
            CHECK(state_of(image + "/test.db", work, moment) == "sound");
            std::filesystem::remove_all(image);
        }
}

TEST_CASE("a disk that only says it has synced is found out, which proves these tests")
{
    const FreshFolder folder, after;
    FaultyDisk disk;
    disk.lie();
    const Work work = work_on(disk, folder.path("test.db"));
    disk.step_aside();
    std::mt19937 chance(1);
    int bad = 0;
    for (std::size_t moment = 0; moment <= disk.moments(); moment += 10) {
        const std::string image = after.path(std::to_string(moment));
        std::filesystem::create_directory(image);
        disk.lay_out(moment, FaultyDisk::Survival::none, chance, image);
        if (std::filesystem::exists(image + "/test.db"))
            chmod((image + "/test.db").c_str(), 0600);
        bad += state_of(image + "/test.db", work, moment) == "sound" ? 0 : 1;
    }
    CHECK(bad > 0);
}
