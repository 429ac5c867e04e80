// What a failing disk, a power cut and a full folder may do to an import: nothing half done, and once acknowledged it
// stands.

#include <doctest/doctest.h>

#include <filesystem>
#include <random>

#include "tests/support/faulty_disk.h"
#include "tests/support/small_city.h"

using namespace huimin;
using test::FaultyDisk;
using test::FreshFolder;
using test::must;
namespace fs = std::filesystem;

namespace {

constexpr const char* known = "户号,区划,姓名,身份证号,月工资\n"
                              "1,330282,曾强,11010519491231002X,1200\n"
                              ",,单雄,330200194403150018,0\n";

/// Adds, changes, and rows that come back.
constexpr const char* file = "户号,区划,住址,姓名,身份证号,月工资\n"
                             "1,330282,浒山街道,曾强,11010519491231002X,1500\n"
                             "2,330212,首南街道,王五,33028219500101002X,300\n"
                             ",,,丢了几位,3.3E+17,300\n"
                             ",,,无号,,20\n";

constexpr std::int64_t later = 1'000'000; ///< milliseconds between two sittings: keys grow with the clock

/// A store with what is known before, on an ordinary disk.
void lay_ground(const FreshFolder& folder)
{
    store::Store store = must(store::Store::open("sqlite:" + folder.path("city.db")));
    test::SmallCity city(store, folder);
    must(city.registry->migrate());
    must(city.take(known, "known.csv"));
}

/// "before", "after", or what is wrong.
std::string state_of(const std::string& database)
{
    auto store = store::Store::open("sqlite:" + database);
    if (!store)
        return store.error().code;
    auto reader = must(store->reader());
    const auto count = [&](const char* what) { return *must(reader.find_integer(what)); };
    if (must(reader.find_text("pragma integrity_check")) != "ok")
        return "damaged";
    const bool before = count("select count(*) from person") == 2 && count("select count(*) from household") == 1 &&
                        count("select count(*) from journal") == 3 && count("select count(*) from lookup") == 3 &&
                        count("select count(*) from person_history") == 0;
    const bool after = count("select count(*) from person") == 4 && count("select count(*) from household") == 2 &&
                       count("select count(*) from journal") == 8 && count("select count(*) from lookup") == 5 &&
                       count("select count(*) from person_history") == 1 &&
                       count("select count(*) from household_history") == 1;
    return before ? "before" : after ? "after" : "half done";
}

} // namespace

TEST_CASE("whichever call to the disk fails during an import, all of it is there or nothing, and it can be done again")
{
    const FreshFolder ground("/dev/shm");
    lay_ground(ground);
    for (const auto failure :
         {FaultyDisk::Failure::error_once, FaultyDisk::Failure::error_onward, FaultyDisk::Failure::full_onward}) {
        int told = 0;
        for (std::int64_t call = 1;; ++call) {
            const FreshFolder folder("/dev/shm");
            const std::string database = folder.path("city.db");
            fs::copy_file(ground.path("city.db"), database);
            bool failed = false, done = false, came_back = false;
            {
                FaultyDisk disk;
                disk.fail_at(call, failure);
                if (auto store = store::Store::open("sqlite:" + database)) {
                    test::SmallCity city(*store, folder);
                    city.milliseconds += later;
                    const auto report = city.take(file);
                    done = report.ok();
                    came_back = fs::exists(folder.path("退回/a-退回.csv"));
                }
                failed = disk.has_failed();
            }
            CAPTURE(call);
            const std::string state = state_of(database);
            if (done)
                CHECK(state == "after");
            else
                CHECK((state == "before" || state == "after")); // A commit whose sync failed may stand or not.
            CHECK(came_back == done);
            CHECK_FALSE(fs::exists(folder.path("退回/a-退回.csv.part")));
            if (!failed)
                break; // Every call has had its turn.
            told += done ? 0 : 1;
            if (call % 5 != 0)
                continue;
            store::Store store = must(store::Store::open("sqlite:" + database));
            test::SmallCity city(store, folder);
            city.milliseconds += 2 * later;
            must(city.take(file));
            CHECK(state_of(database) == "after");
        }
        CHECK(told > 10);
    }
}

TEST_CASE("after a power cut during an import all of it is there or nothing")
{
    const FreshFolder folder("/dev/shm");
    std::size_t acknowledged = 0, moments = 0;
    std::mt19937 chance(7);
    FaultyDisk disk;
    {
        lay_ground(folder);
        store::Store store = must(store::Store::open("sqlite:" + folder.path("city.db")));
        test::SmallCity city(store, folder);
        city.milliseconds += later;
        const std::size_t start = disk.moments();
        must(city.take(file));
        acknowledged = disk.moments();
        moments = acknowledged - start;
    }
    disk.step_aside();
    REQUIRE(moments > 10);
    for (std::size_t moment = acknowledged - moments; moment <= acknowledged; ++moment)
        for (const auto survival : {FaultyDisk::Survival::none, FaultyDisk::Survival::all, FaultyDisk::Survival::some,
                                    FaultyDisk::Survival::torn}) {
            const FreshFolder found("/dev/shm");
            disk.lay_out(moment, survival, chance, found.path(""));
            for (const auto& one : fs::directory_iterator(found.path("")))
                fs::permissions(one.path(), fs::perms::owner_read | fs::perms::owner_write);
            const std::string state = state_of(found.path("city.db"));
            CAPTURE(moment);
            CHECK((state == "before" || state == "after"));
            if (moment == acknowledged)
                CHECK(state == "after");
        }
}

TEST_CASE("rows that cannot be given back keep the whole file out")
{
    test::on_both_engines([](test::FreshStore& fresh) {
        test::SmallCity city(fresh);
        must(city.take(known));
        city.request.returned = "/proc/nowhere";
        CHECK(city.take(file).error().code == "sheet.unwritten");
        CHECK(city.count("person") == 2);
        CHECK(city.count("journal") == 3);
    });
}
