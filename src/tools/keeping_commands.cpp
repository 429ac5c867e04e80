// journal anchor and verify, backup, restore: for those who keep a store.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "registry/verify.h"
#include "store/backup.h"
#include "tools/city_store.h"
#include "tools/home.h"
#include "tools/store_commands.h"

namespace huimin::tools {

namespace json = boost::json;

namespace {

Result<std::vector<store::JournalHead>> anchors_in(const std::string& file)
{
    return store::read_anchors(file.empty() ? std::string() : TRY(read_whole(file)));
}

/// The journal by itself: before anything seals what is open.
Result<store::JournalVerdict> verified(const Terminal& terminal, const StoreOptions& options,
                                       const std::vector<store::JournalHead>& anchors)
{
    store::Store store = TRY(store::Store::open(options.store, store::Absent::refuse));
    store::Reader snapshot = TRY(store.snapshot());
    Progress progress(terminal, "核对流水");
    return store::verify_journal(snapshot, anchors, progress.teller());
}

Result<registry::RecordsVerdict> verified_records(const Terminal& terminal, CityStore& city)
{
    store::Reader snapshot = TRY(city.store().snapshot());
    Progress progress(terminal, "核对档案");
    return registry::verify_records(snapshot, city.program(), progress.teller());
}

Exit say(const Terminal& terminal, const store::JournalVerdict& verdict)
{
    switch (verdict.state) {
    case store::JournalVerdict::State::sound:
        terminal.say("流水完好：已封存 " + std::to_string(verdict.sealed) + " 条");
        if (verdict.unsealed > 0)
            terminal.say("另有 " + std::to_string(verdict.unsealed) +
                         " 条在核对时还没有封存：封存之前流水和档案若被一起改动，查不出来");
        return Exit::done;
    case store::JournalVerdict::State::broken:
        terminal.say("流水从第 " + std::to_string(verdict.first_bad) + " 条起不对：" + verdict.reason);
        return Exit::no;
    case store::JournalVerdict::State::cannot_tell:
        terminal.say("说不准流水是否完整：" + verdict.reason);
        return Exit::unavailable;
    }
    return Exit::no;
}

Exit say(const Terminal& terminal, const language::Program& program, const registry::RecordsVerdict& verdict)
{
    const std::string counted =
        std::to_string(verdict.records) + " 条档案（连历史 " + std::to_string(verdict.versions) + " 版）";
    if (verdict.tampered == 0) {
        terminal.say("档案和流水相符：" + counted);
        return Exit::done;
    }
    terminal.say("档案被绕过系统改动：" + counted + "里有 " + std::to_string(verdict.tampered) +
                 " 条和流水不符。查明是谁改的，从可靠的备份恢复");
    for (const registry::Tampered& one : verdict.first)
        terminal.say("  " + program.records[one.record].heading.name + "  " + std::to_string(one.at.county) + ":" +
                     std::to_string(one.at.key) + "  " + one.reason);
    if (verdict.tampered > static_cast<std::int64_t>(verdict.first.size()))
        terminal.say("  ……只列出前 " + std::to_string(verdict.first.size()) + " 条");
    return Exit::no;
}

void add_told(json::object& told, const language::Program& program, const registry::RecordsVerdict& verdict)
{
    json::array first;
    for (const registry::Tampered& one : verdict.first)
        first.push_back(json::object{{"record", program.records[one.record].heading.name},
                                     {"place", std::to_string(one.at.county) + ":" + std::to_string(one.at.key)},
                                     {"reason", one.reason}});
    told["records"] = verdict.records;
    told["versions"] = verdict.versions;
    told["tampered"] = verdict.tampered;
    if (verdict.tampered > 0)
        told["state"] = store::text_of(store::JournalVerdict::State::broken);
    told["first_tampered"] = std::move(first);
}

} // namespace

Exit anchor_journal(const Terminal& terminal, const StoreOptions& options)
{
    return run(terminal, [&]() -> Result<Exit> {
        store::Store store = TRY(store::Store::open(options.store, store::Absent::refuse));
        const store::JournalHead head = TRY(store::seal_journal(store));
        terminal.say(head.text());
        terminal.tell(json::object{{"anchor", head.text()}, {"sealed", head.seq}});
        return Exit::done;
    });
}

Exit verify_journal(const Terminal& terminal, const StoreOptions& options, const std::string& anchors)
{
    return run(terminal, [&]() -> Result<Exit> {
        const auto kept = TRY(anchors_in(anchors));
        const store::JournalVerdict journal = TRY(verified(terminal, options, kept));
        json::object told{{"state", store::text_of(journal.state)},
                          {"first_bad", journal.first_bad},
                          {"sealed", journal.sealed},
                          {"unsealed", journal.unsealed}};
        Exit exit = say(terminal, journal);
        if (exit == Exit::done) { // Records are held against a journal that can be believed.
            const auto city = TRY(CityStore::open(options));
            const registry::RecordsVerdict records = TRY(verified_records(terminal, *city));
            exit = say(terminal, city->program(), records);
            add_told(told, city->program(), records);
        }
        terminal.tell(told);
        return exit;
    });
}

Exit backup(const Terminal& terminal, const StoreOptions& options, const std::string& file)
{
    return run(terminal, [&]() -> Result<Exit> {
        store::Store store = TRY(store::Store::open(options.store, store::Absent::refuse));
        TRY(store::seal_journal(store));
        {
            Progress progress(terminal, "备份");
            TRY(store::backup(store, file, store::BackupForm::native, progress.teller()));
        }
        terminal.say("已备份到 " + file);
        terminal.tell(json::object{{"file", file}});
        return Exit::done;
    });
}

Exit restore(const Terminal& terminal, const StoreOptions& options, const RestoreOptions& wanted)
{
    return run(terminal, [&]() -> Result<Exit> {
        {
            Progress progress(terminal, "恢复");
            TRY(store::restore(wanted.file, options.store, {},
                               wanted.replace ? store::Filled::replace : store::Filled::refuse, progress.teller()));
        }
        terminal.say("已从 " + wanted.file + " 恢复");
        terminal.tell(json::object{{"file", wanted.file}});
        return Exit::done;
    });
}

} // namespace huimin::tools
