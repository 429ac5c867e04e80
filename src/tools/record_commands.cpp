// add, change, remove, move, head, merge, unmerge: what is done to single records.

#include "tools/record_commands.h"

#include <boost/json/object.hpp>

#include "registry/deeds.h"
#include "registry/merge.h"
#include "tools/record_words.h"

namespace huimin::tools {

namespace json = boost::json;
using language::Index;
using registry::RecordKey;

namespace {

/// A city opened to change one record of it.
class Desk {
public:
    Desk(const Terminal& terminal, const StoreOptions& store, const RecordOptions& options)
        : terminal_(terminal), store_(store), options_(options)
    {
    }

    /// Opens the city, runs the deed and seals the journal; tells what went wrong.
    template <class Deed>
    Exit run(Deed deed)
    {
        const auto done = work(deed);
        return done ? *done : terminal_.fail(done.error());
    }

    [[nodiscard]] CityStore& city() const { return *city_; }
    [[nodiscard]] registry::Registry& registry() const { return city_->registry(); }
    [[nodiscard]] Index record() const { return record_; }
    [[nodiscard]] const std::string& name() const { return city_->program().records[record_].heading.name; }

    [[nodiscard]] registry::Actor actor(const char* purpose) const
    {
        return {store_.actor.empty() ? "命令行" : store_.actor, store_.purpose.empty() ? purpose : store_.purpose};
    }

    Result<registry::Telling> telling(const char* purpose) const
    {
        registry::Telling telling{actor(purpose), options_.source, std::nullopt};
        if (!options_.true_on.empty())
            telling.true_on = TRY(Day::parse(options_.true_on));
        return telling;
    }

    Result<std::vector<registry::FactChange>> facts() const
    {
        return read_facts(*city_, record_, options_.set, options_.confirm);
    }

    /// One that stands in the lists; `find_named` finds the others too.
    Result<RecordKey> find(const std::string& words) const { return find_standing(*city_, record_, words); }

    /// The owner named on the command line.
    Result<std::optional<RecordKey>> owner() const
    {
        const Index of = city_->program().records[record_].owner;
        if (options_.owner.empty() || of == language::none)
            return std::optional<RecordKey>();
        return std::optional(TRY(find_named(*city_, of, options_.owner)));
    }

    /// The version that stands now: the command line has nothing open for longer.
    Result<std::int64_t> version(RecordKey at) const
    {
        registry::ListRequest request;
        request.record = record_;
        request.inside = registry::below(AreaCode());
        request.after = registry::PageEnd{{}, {at.county, at.key - 1}};
        request.rows_max = 1;
        const auto page = TRY(registry::list(registry(), request));
        if (page.rows.empty() || page.rows.front().at != at)
            return Error{Fault::missing, "registry.missing", "没有这条" + name(), "用 search 查找",
                         "there is no such record"};
        return page.rows.front().version;
    }

    Exit say(const std::string& what, RecordKey at) const
    {
        const std::string place = place_text(at);
        terminal_.say(what + "（" + place + "）");
        terminal_.tell(json::object{{"record", name()}, {"place", place}, {"county", at.county}, {"key", at.key}});
        return Exit::done;
    }

private:
    template <class Deed>
    Result<Exit> work(Deed& deed)
    {
        city_ = TRY(CityStore::open(store_));
        record_ = TRY(city_->record(options_.record));
        const Exit exit = TRY(deed());
        TRY(city_->seal());
        return exit;
    }

    const Terminal& terminal_;
    const StoreOptions& store_;
    const RecordOptions& options_;
    std::unique_ptr<CityStore> city_;
    Index record_ = language::none;
};

} // namespace

Exit add_record(const Terminal& terminal, const StoreOptions& store, const RecordOptions& options)
{
    Desk desk(terminal, store, options);
    return desk.run([&]() -> Result<Exit> {
        const auto owner = TRY(desk.owner());
        const auto facts = TRY(desk.facts());
        const registry::Telling telling = TRY(desk.telling("登记"));
        const RecordKey at = TRY(registry::add(desk.registry(), desk.record(), owner, facts, telling));
        return desk.say("已登记" + desk.name(), at);
    });
}

Exit change_record(const Terminal& terminal, const StoreOptions& store, const RecordOptions& options)
{
    Desk desk(terminal, store, options);
    return desk.run([&]() -> Result<Exit> {
        const RecordKey at = TRY(desk.find(options.who));
        const std::int64_t version = TRY(desk.version(at));
        const auto facts = TRY(desk.facts());
        const registry::Telling telling = TRY(desk.telling("变更"));
        TRY(desk.registry().change(desk.record(), at, version, facts, telling.actor, telling.source, telling.true_on));
        return desk.say("已变更" + desk.name(), at);
    });
}

Exit remove_record(const Terminal& terminal, const StoreOptions& store, const RecordOptions& options)
{
    Desk desk(terminal, store, options);
    return desk.run([&]() -> Result<Exit> {
        const RecordKey at = TRY(desk.find(options.who));
        const std::int64_t version = TRY(desk.version(at));
        const registry::Telling telling = TRY(desk.telling("注销"));
        TRY(registry::remove(desk.registry(), desk.record(), at, version, telling));
        return desk.say("已注销" + desk.name() + "，历史保留", at);
    });
}

Exit move_record(const Terminal& terminal, const StoreOptions& store, const RecordOptions& options)
{
    Desk desk(terminal, store, options);
    return desk.run([&]() -> Result<Exit> {
        const RecordKey at = TRY(desk.find(options.who));
        const std::int64_t version = TRY(desk.version(at));
        registry::Destination to{TRY(desk.owner()), std::nullopt};
        if (!options.area.empty())
            to.area = TRY(AreaCode::parse(options.area));
        const auto facts = TRY(desk.facts());
        const registry::Telling telling = TRY(desk.telling("迁移"));
        const RecordKey there = TRY(registry::move(desk.registry(), desk.record(), at, version, to, facts, telling));
        return desk.say("已迁移" + desk.name(), there);
    });
}

Exit change_household_head(const Terminal& terminal, const StoreOptions& store, const RecordOptions& options)
{
    Desk desk(terminal, store, options);
    return desk.run([&]() -> Result<Exit> {
        const auto household = TRY(desk.owner());
        if (!household)
            return Error{Fault::invalid, "registry.no_head", desk.name() + "没有户主", "用 --owner 写户号",
                         "name the household with --owner"};
        const RecordKey head = TRY(desk.find(options.who));
        std::map<std::int64_t, language::ChoiceNumber> relations;
        for (const std::string& word : options.relation) {
            const std::size_t mark = std::min(word.find('='), word.size());
            const auto facts = TRY(read_facts(desk.city(), desk.record(), {"relation" + word.substr(mark)}, {}));
            const RecordKey member = TRY(desk.find(word.substr(0, mark)));
            if (const auto* choice = std::get_if<language::ChoiceNumber>(&facts.front().value))
                relations[member.key] = *choice;
        }
        const registry::Telling telling = TRY(desk.telling("变更户主"));
        TRY(registry::change_head(desk.registry(), desk.record(), *household, head, relations, telling));
        return desk.say("已变更户主", head);
    });
}

Exit merge_records(const Terminal& terminal, const StoreOptions& store, const RecordOptions& options)
{
    Desk desk(terminal, store, options);
    return desk.run([&]() -> Result<Exit> {
        const RecordKey kept = TRY(desk.find(options.who)), given_up = TRY(desk.find(options.other));
        TRY(registry::merge(desk.registry(), desk.record(), kept, given_up, desk.actor("合并重复")));
        return desk.say("已合并为一条" + desk.name(), kept);
    });
}

Exit unmerge_records(const Terminal& terminal, const StoreOptions& store, const RecordOptions& options)
{
    Desk desk(terminal, store, options);
    return desk.run([&]() -> Result<Exit> {
        // A number of the record that was given up leads to the kept one: here its own place is needed.
        const RecordKey given_up = TRY(find_named(desk.city(), desk.record(), options.who));
        TRY(registry::unmerge(desk.registry(), desk.record(), given_up, desk.actor("撤销合并")));
        return desk.say("已撤销合并，恢复" + desk.name(), given_up);
    });
}

} // namespace huimin::tools
