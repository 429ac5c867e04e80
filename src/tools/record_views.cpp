// show, history, list, duplicates: what is looked at of single records.

#include <ctime>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "registry/history.h"
#include "registry/merge.h"
#include "tools/record_commands.h"
#include "tools/record_words.h"

namespace huimin::tools {

namespace json = boost::json;
using language::Index;
using language::Instance;
using language::Record;
using registry::RecordKey;

namespace {

/// 2025-07-31 09:30:12, by the clock of China: offices know no other.
std::string time_text(std::int64_t milliseconds)
{
    constexpr std::time_t ahead_of_utc = 8 * 3600;
    const std::time_t seconds = static_cast<std::time_t>(milliseconds / 1000) + ahead_of_utc;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
    return text;
}

json::object fact_told(const CityStore& city, const language::Field& field, const language::Value& value,
                       const language::Provenance& from, bool clear)
{
    json::object told{{"field", field.name}, {"alias", field.alias}};
    if (language::is_unknown(value))
        told["value"] = nullptr;
    else
        told["value"] = fact_text(city, field, value, clear);
    told["source"] = from.source;
    told["true_on"] = from.true_on ? json::value(from.true_on->text()) : json::value(nullptr);
    return told;
}

/// Says and tells the facts of a record that are known, each with its source and day, and what belongs to it.
json::object show_instance(const Terminal& terminal, const CityStore& city, const Instance& instance,
                           std::int64_t county, bool clear, const std::string& indent)
{
    const Record& record = city.program().records[instance.record];
    const std::string place = place_text({county, instance.key});
    terminal.say(indent + record.heading.name + "  " + instance.label + "  " + place);
    json::array facts;
    for (Index i = 0; i < record.fields.size(); ++i) {
        if (language::is_unknown(instance.values[i]))
            continue;
        const std::string origin = origin_text(instance.provenance[i]);
        terminal.say(indent + "  " + record.fields[i].name + "：" +
                     fact_text(city, record.fields[i], instance.values[i], clear) +
                     (origin.empty() ? "" : " —— " + origin));
        facts.push_back(fact_told(city, record.fields[i], instance.values[i], instance.provenance[i], clear));
    }
    json::array members;
    for (const auto& list : instance.lists)
        for (const Instance& member : list)
            members.push_back(show_instance(terminal, city, member, county, clear, indent + "  "));
    return {{"record", record.heading.name},
            {"name", instance.label},
            {"place", place},
            {"facts", std::move(facts)},
            {"members", std::move(members)}};
}

/// A masked fact shown in clear is told to the journal, with its purpose.
Result<Done> tell_unmasked(CityStore& city, const StoreOptions& options, Index record, RecordKey at)
{
    if (options.purpose.empty())
        return Error{Fault::forbidden, "registry.purpose", "查看遮蔽的内容要说明用途", "加上 --purpose 用途",
                     "seeing masked facts needs a --purpose"};
    const std::string actor = options.actor.empty() ? "命令行" : options.actor;
    store::JournalEntry entry;
    entry.area = AreaCode(static_cast<std::uint64_t>(at.county) * 1'000'000);
    entry.actor = actor;
    entry.purpose = options.purpose;
    entry.action = "access.unmask";
    entry.record = city.program().records[record].heading.alias;
    entry.key = at.key;
    TRY(city.store().change([&](store::Transaction& transaction) {
        return store::Journal(city.registry().keys()).write(transaction, entry);
    }));
    TRY(city.seal());
    return Done{};
}

std::string step_text(const CityStore& city, const Record& record, const registry::FactStep& fact, bool clear)
{
    const language::Field& field = record.fields[fact.field];
    const std::string origin = origin_text(fact.from);
    return field.name + "：" +
           (language::is_unknown(fact.before) ? "" : fact_text(city, field, fact.before, clear) + " → ") +
           fact_text(city, field, fact.after, clear) + (origin.empty() ? "" : " —— " + origin);
}

json::object show_step(const Terminal& terminal, const CityStore& city, const Record& record,
                       const registry::HistoryStep& step)
{
    terminal.say(time_text(step.milliseconds) + "  " + std::string(registry::text_of_action(step.action)) + "  " +
                 step.actor + "  " + step.purpose +
                 (step.version > 0 ? "  第 " + std::to_string(step.version) + " 版" : ""));
    json::object told{{"at", time_text(step.milliseconds)},
                      {"action", step.action},
                      {"actor", step.actor},
                      {"purpose", step.purpose},
                      {"version", step.version},
                      {"county", step.county}};
    if (step.county_before) {
        const AreaCode from(static_cast<std::uint64_t>(*step.county_before) * 1'000'000);
        const Area* area = city.areas().find_latest(from);
        terminal.say("  迁自 " + (area != nullptr ? area->name : from.short_text()));
        told["county_before"] = *step.county_before;
    }
    if (step.owner_before && step.owner_after) {
        terminal.say("  从 " + std::to_string(*step.owner_before) + " 转入 " + std::to_string(*step.owner_after));
        told["owner_before"] = *step.owner_before;
        told["owner_after"] = *step.owner_after;
    }
    json::array facts;
    for (const registry::FactStep& fact : step.facts) {
        terminal.say("  " + step_text(city, record, fact, false));
        json::object one = fact_told(city, record.fields[fact.field], fact.after, fact.from, false);
        one["before"] = language::is_unknown(fact.before)
                            ? json::value(nullptr)
                            : json::value(fact_text(city, record.fields[fact.field], fact.before, false));
        facts.push_back(std::move(one));
    }
    told["facts"] = std::move(facts);
    return told;
}

} // namespace

Exit show_record(const Terminal& terminal, const StoreOptions& options, const RecordOptions& wanted)
{
    return run(terminal, [&]() -> Result<Exit> {
        const auto city = TRY(CityStore::open(options));
        const Index record = TRY(city->record(wanted.record));
        const RecordKey at = TRY(find_standing(*city, record, wanted.who));
        const Instance instance = TRY(city->registry().load(record, at));
        if (wanted.clear)
            TRY(tell_unmasked(*city, options, record, at));
        terminal.tell(show_instance(terminal, *city, instance, at.county, wanted.clear, ""));
        return Exit::done;
    });
}

Exit show_history(const Terminal& terminal, const StoreOptions& options, const RecordOptions& wanted)
{
    return run(terminal, [&]() -> Result<Exit> {
        const auto city = TRY(CityStore::open(options));
        const Index record = TRY(city->record(wanted.record));
        const RecordKey at = TRY(find_named(*city, record, wanted.who));
        json::array told;
        for (const auto& step : TRY(registry::history(city->registry(), record, at, registry::below(AreaCode()))))
            told.push_back(show_step(terminal, *city, city->program().records[record], step));
        terminal.tell(json::object{{"place", place_text(at)}, {"history", std::move(told)}});
        return Exit::done;
    });
}

Exit list_records(const Terminal& terminal, const StoreOptions& options, const ListOptions& wanted)
{
    return run(terminal, [&]() -> Result<Exit> {
        const auto city = TRY(CityStore::open(options));
        registry::ListRequest request;
        request.record = TRY(city->record(wanted.record));
        const Record& record = city->program().records[request.record];
        request.inside = registry::below(wanted.area.empty() ? AreaCode() : TRY(AreaCode::parse(wanted.area)));
        if (!wanted.owner.empty() && record.owner != language::none)
            request.owner = TRY(find_named(*city, record.owner, wanted.owner));
        request.conditions = TRY(read_conditions(*city, request.record, wanted.where));
        if (!wanted.order.empty())
            request.order = TRY(find_field(*city, request.record, wanted.order));
        request.descending = wanted.descending;
        request.rows_max = static_cast<std::size_t>(wanted.rows_max);
        request.count = wanted.count;
        if (!wanted.after.empty())
            request.after = TRY(registry::PageEnd::parse(wanted.after));
        for (const std::string& name : wanted.fields)
            request.fields.push_back(TRY(find_field(*city, request.record, name)));
        if (request.fields.empty())
            for (Index i = 0; i < record.fields.size() && request.fields.size() < 6; ++i)
                request.fields.push_back(i);
        const registry::ListPage page = TRY(registry::list(city->registry(), request));
        json::array rows;
        for (const registry::ListedRecord& row : page.rows) {
            std::string line = place_text(row.at);
            json::array facts;
            for (std::size_t i = 0; i < request.fields.size(); ++i) {
                const language::Field& field = record.fields[request.fields[i]];
                line += "  " + field.name + " " + fact_text(*city, field, row.values[i], false);
                facts.push_back(fact_told(*city, field, row.values[i], row.provenance[i], false));
            }
            terminal.say(line);
            rows.push_back(
                json::object{{"place", place_text(row.at)}, {"version", row.version}, {"facts", std::move(facts)}});
        }
        if (page.count)
            terminal.say("共 " + std::to_string(*page.count) + " 条");
        if (page.next)
            terminal.say("下一页：--after " + page.next->text());
        if (page.rows.empty())
            terminal.say("没有符合条件的" + record.heading.name);
        terminal.tell(json::object{{"rows", std::move(rows)},
                                   {"count", page.count ? json::value(*page.count) : json::value(nullptr)},
                                   {"next", page.next ? json::value(page.next->text()) : json::value(nullptr)}});
        return Exit::done;
    });
}

namespace {

Result<std::vector<registry::Suspicion>> duplicates_of(const Terminal& terminal, CityStore& city, Index record,
                                                       std::size_t pairs_max)
{
    Progress progress(terminal, "查找重复");
    return registry::find_duplicates(city.registry(), record, pairs_max, registry::below(AreaCode()),
                                     progress.teller());
}

} // namespace

Exit show_duplicates(const Terminal& terminal, const StoreOptions& options, const ListOptions& wanted)
{
    return run(terminal, [&]() -> Result<Exit> {
        const auto city = TRY(CityStore::open(options));
        const Index record = TRY(city->record(wanted.record));
        const auto found = TRY(duplicates_of(terminal, *city, record, static_cast<std::size_t>(wanted.rows_max)));
        json::array pairs;
        for (const registry::Suspicion& one : found) {
            const std::string why(text_of(one.likeness));
            terminal.say(one.name + "  " + place_text(one.one) + "  " + place_text(one.other) + "  " + why);
            pairs.push_back(json::object{
                {"name", one.name}, {"one", place_text(one.one)}, {"other", place_text(one.other)}, {"why", why}});
        }
        terminal.say(found.empty() ? "没有疑似重复"
                                   : "疑似重复 " + std::to_string(found.size()) + " 对；核对后用 huimin merge 合并");
        terminal.tell(json::object{{"pairs", std::move(pairs)}});
        return Exit::done;
    });
}

} // namespace huimin::tools
