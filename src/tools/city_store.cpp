#include "tools/city_store.h"

#include <chrono>

#include "access/tables.h"
#include "base/sm3.h"
#include "tools/home.h"

namespace huimin::tools {

namespace {

std::int64_t milliseconds_now()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// What `init` noted in a store; none when it was not made for a city.
Result<std::optional<std::string>> noted(store::Store& store, const char* setting)
{
    store::Reader reader = TRY(store.reader());
    const auto tables = TRY(store::tables(reader));
    for (const store::Table& table : tables)
        if (table.name == "setting")
            return reader.find_text("select value from setting where name = $1", {setting});
    return std::optional<std::string>();
}

} // namespace

Result<std::unique_ptr<CityStore>> CityStore::open_for(const StoreOptions& options, const std::string& city,
                                                       store::Absent absent)
{
    std::unique_ptr<CityStore> opened(new CityStore);
    opened->home_ = TRY(find_home(options.home));
    opened->pack_ = city;
    opened->areas_ = TRY(read_areas(opened->home_));
    opened->calendar_ = TRY(read_calendar(opened->home_));
    opened->model_ = TRY(packs::load(pack_folder(opened->home_, city), opened->areas_));
    if (!opened->model_.program)
        return Error{Fault::invalid, "city.unchecked", "规则包 `" + city + "` 没有通过检查",
                     "运行 huimin check 看哪里要改", "the pack `" + city + "` does not check"};
    opened->store_ = std::make_unique<store::Store>(TRY(store::Store::open(options.store, absent)));
    opened->registry_ =
        std::make_unique<registry::Registry>(*opened->store_, opened->model_.program, opened->areas_,
                                             options.milliseconds ? options.milliseconds : milliseconds_now);
    return opened;
}

namespace {

/// The tables the packs ask for, in short: what `init` notes and every later command compares.
std::string shape_of(const language::Program& program)
{
    Sm3 hasher;
    std::vector<store::Table> tables = registry::tables_of(program);
    for (store::Table& table : access::tables())
        tables.push_back(std::move(table));
    for (const store::Table& table : tables) {
        hasher.add_field(table.name);
        for (const store::Column& column : table.columns)
            hasher.add_field(column.name);
    }
    return hex(hasher.finish());
}

} // namespace

Result<Done> CityStore::may_become(const std::string& city)
{
    const std::string other = TRY(noted(*store_, "city")).value_or("");
    const auto area = TRY(noted(*store_, "city_area")); // A store of before it was noted has the name alone.
    if (other.empty() || (area ? *area == program().city.area.text() : other == city))
        return Done{};
    return Error{Fault::conflict, "city.other",
                 "存储 `" + store_->address() + "` 是为 `" + other + "` 建立的，不能改为 `" + city + "`",
                 "为另一座城市另建一个存储；升级这一个，写 --city " + other,
                 "the store was made for `" + other + "` and cannot become `" + city +
                     "`'s; make another store, or write --city " + other + " to migrate this one"};
}

Result<Done> CityStore::note_shape(const std::string& city)
{
    TRY(registry_->set("city", city));
    TRY(registry_->set("city_area", program().city.area.text()));
    return registry_->set("tables", shape_of(*model_.program));
}

Result<std::unique_ptr<CityStore>> CityStore::open(const StoreOptions& options)
{
    std::optional<std::string> city;
    {
        store::Store store = TRY(store::Store::open(options.store, store::Absent::refuse));
        city = TRY(noted(store, "city"));
    }
    if (!city)
        return Error{Fault::missing, "city.none", "存储 `" + options.store + "` 还没有为哪座城市建立",
                     "先运行 huimin init --store … --city …", "the store was not made for a city yet; run init first"};
    auto opened = TRY(open_for(options, *city, store::Absent::refuse));
    const auto shape = TRY(opened->registry_->setting("tables"));
    if (shape != shape_of(opened->program()))
        return Error{Fault::conflict, "city.outdated", "规则包里的档案在 `" + options.store + "` 建立以后改过",
                     "再运行一次 huimin init，把存储升级到现在的档案",
                     "the packs' records have changed since the store was made; run init once more"};
    // What a program that was killed left open. Where others write, or there is no room, the next one seals it.
    static_cast<void>(opened->seal().ok());
    return opened;
}

std::string CityStore::county_name(std::int64_t county, Day on) const
{
    const AreaCode code(static_cast<std::uint64_t>(county) * 1'000'000);
    const Area* area = areas_.find(code, on);
    return area != nullptr ? area->name : code.short_text();
}

Result<language::Index> CityStore::record(const std::string& named) const
{
    const language::Index record = program().find_record(named);
    if (record != language::none)
        return record;
    std::string known;
    for (const language::Record& one : program().records)
        known += (known.empty() ? "" : "、") + one.heading.name;
    if (named.empty())
        return Error{Fault::invalid, "city.no_record", "没有写是哪种档案", "可以写 --record " + known,
                     "no record type is named; write --record"};
    return Error{Fault::missing, "city.no_record", "没有档案「`" + named + "`」", "可以写：" + known,
                 "there is no record `" + named + "`"};
}

} // namespace huimin::tools
