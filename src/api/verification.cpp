#include "api/verification.h"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "http/json.h"
#include "registry/verify.h"
#include "store/journal.h"

namespace huimin::api {

namespace json = boost::json;

namespace {

HowFar teller_of(const store::LongWork::Telling& telling, const char* text)
{
    return [&telling, text](std::uint64_t done, std::uint64_t total) {
        constexpr std::uint64_t each = 1000;
        if (done % each == 0 || done == total)
            telling.progress(static_cast<std::int64_t>(done), static_cast<std::int64_t>(total), text);
    };
}

void add_records(json::object& told, const registry::RecordsVerdict& verdict, const language::Program& program)
{
    json::array first;
    for (const registry::Tampered& one : verdict.first)
        first.push_back(json::object{{"record", program.records[one.record].heading.alias},
                                     {"label", program.records[one.record].heading.name},
                                     {"county", one.at.county},
                                     {"key", one.at.key},
                                     {"reason", one.reason}});
    told["records"] = verdict.records;
    told["versions"] = verdict.versions;
    told["tampered"] = verdict.tampered;
    told["first_tampered"] = std::move(first);
    if (verdict.tampered > 0)
        told["state"] = text_of(store::JournalVerdict::State::broken);
}

} // namespace

Result<std::string> verify(City& city, const store::WorkState& state, const store::LongWork::Telling& telling)
{
    const json::value asked = json::parse(state.body);
    const auto anchors = TRY(store::read_anchors(asked.at("anchors").as_string()));
    store::Reader snapshot = TRY(city.store().snapshot());
    const store::JournalVerdict journal =
        TRY(store::verify_journal(snapshot, anchors, teller_of(telling, "核对日志"), telling.stop));
    json::object told{{"state", text_of(journal.state)}, {"first_bad", journal.first_bad},
                      {"reason", journal.reason},        {"sealed", journal.sealed},
                      {"unsealed", journal.unsealed},    {"anchors", std::ssize(anchors)}};
    // Records are held against a journal that can be believed.
    if (journal.state == store::JournalVerdict::State::sound)
        add_records(
            told, TRY(registry::verify_records(snapshot, city.program(), teller_of(telling, "核对档案"), telling.stop)),
            city.program());
    return http::write_json(told);
}

void name_tampered(const City& city, json::object& result)
{
    json::value* first = result.if_contains("first_tampered");
    if (first == nullptr)
        return;
    for (json::value& one : first->as_array()) {
        json::object& told = one.as_object();
        told["id"] =
            city.ids.text(told.at("record").as_string(), {told.at("county").as_int64(), told.at("key").as_int64()});
        told.erase("key");
    }
}

} // namespace huimin::api
