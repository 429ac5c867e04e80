// Leads: what somebody has to look at, and how it ended. They are records like all others (档案 线索); here they are
// listed for the desk, closed with a reason, and told by citizens.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/homes.h"
#include "api/json_of.h"
#include "api/own_household.h"
#include "api/record_json.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "registry/deeds.h"
#include "registry/list.h"

namespace huimin::api {

namespace json = boost::json;
using access::Scope;
using http::Method;
using http::Response;
using language::Action;
using language::Index;
using language::Value;

namespace {

/// The record's fields, found once by their aliases: what the packs must declare for leads to be told here.
struct LeadRecord {
    Index record, number, kind, text, about, contact, raised_on, due_on, state, outcome;

    static std::optional<LeadRecord> of(const language::Program& program)
    {
        const Index record = program.find_record("lead");
        if (record == language::none)
            return std::nullopt;
        const auto field = [&](const char* alias) { return program.find_field(record, alias); };
        LeadRecord lead{record,           field("number"),    field("kind"),   field("text"),  field("about"),
                        field("contact"), field("raised_on"), field("due_on"), field("state"), field("outcome")};
        for (const Index one : {lead.number, lead.kind, lead.text, lead.about, lead.contact, lead.raised_on,
                                lead.due_on, lead.state, lead.outcome})
            if (one == language::none)
                return std::nullopt;
        return lead;
    }

    [[nodiscard]] Value choice(const language::Program& program, Index field, std::string_view alias) const
    {
        for (const language::ChoiceValue& value : program.choices[program.records[record].fields[field].type.of].values)
            if (value.alias == alias)
                return language::ChoiceNumber{value.number};
        return language::Unknown{};
    }
};

json::value text_or_null(const City& city, const language::Field& field, const Value& value)
{
    return language::is_unknown(value) ? json::value(nullptr) : value_json(city, field, value);
}

/// Working days from today to a limit, that day counted; below zero when it is past. None where the calendar is not
/// loaded.
json::value working_days_left(const City& city, const Value& due)
{
    const Day* day = std::get_if<Day>(&due);
    if (day == nullptr)
        return nullptr;
    const Day today = city.today(), from = std::min(today, *day), to = std::max(today, *day);
    std::int64_t days = 0;
    for (Day one = from.plus_days(1); one <= to; one = one.plus_days(1)) {
        const auto works = city.calendar.is_working_day(one);
        if (!works)
            return nullptr;
        days += *works ? 1 : 0;
    }
    return *day < today ? -days : days;
}

json::object lead_json(const Call& call, const LeadRecord& lead, const Scope& scope, const registry::ListedRecord& row)
{
    const language::Record& type = call.city.program().records[lead.record];
    const auto fact = [&](Index field) { return text_or_null(call.city, type.fields[field], row.values[field]); };
    const language::Record& owner = call.city.program().records[type.owner];
    json::value person = nullptr;
    if (const auto* key = std::get_if<Rational>(&row.values[lead.about]); key != nullptr && key->whole())
        person = call.city.ids.text(call.city.program().records[type.fields[lead.about].type.of].heading.alias,
                                    {row.at.county, *key->whole()});
    const json::object whole = record_json(call.city, scope, row, lead.record, {});
    return {{"id", whole.at("id")},
            {"version", whole.at("version")},
            {"kind", fact(lead.kind)},
            {"at", fact(lead.raised_on)},
            {"label", fact(lead.number)},
            {"text", fact(lead.text)},
            {"area", whole.at("area")},
            {"household", row.owner ? json::value(call.city.ids.text(owner.heading.alias, {row.at.county, *row.owner}))
                                    : json::value(nullptr)},
            {"person", std::move(person)},
            {"name", ""},
            {"state", fact(lead.state)},
            {"state_label",
             whole.at("labels").as_object().contains("state") ? whole.at("labels").at("state") : json::value("")},
            {"due", fact(lead.due_on)},
            {"working_days_left", working_days_left(call.city, row.values[lead.due_on])},
            {"outcome", fact(lead.outcome)}};
}

/// The person it is about, else the head of the household, as far as the caller may see.
Result<std::string> whom(const Call& call, Homes& homes, const LeadRecord& lead, const registry::ListedRecord& row)
{
    const language::Record& type = call.city.program().records[lead.record];
    if (const auto* key = std::get_if<Rational>(&row.values[lead.about]); key != nullptr && key->whole())
        return homes.name_of(type.fields[lead.about].type.of, {row.at.county, *key->whole()});
    return row.owner ? homes.name_of(type.owner, {row.at.county, *row.owner}) : std::string();
}

/// Open ones, or those that have ended; the oldest first, so that none is forgotten.
registry::ListRequest asked(const Call& call, const LeadRecord& lead, const Scope& scope, std::string_view state)
{
    registry::ListRequest request;
    request.record = lead.record;
    request.inside = scope.extent(lead.record);
    const Value open = lead.choice(call.city.program(), lead.state, "open");
    if (!state.empty())
        request.conditions.push_back(
            {lead.state, state == "open" ? registry::Comparison::equal : registry::Comparison::not_equal, {open}});
    request.order = lead.raised_on;
    return request;
}

Result<Response> list(Call& call, const LeadRecord& lead)
{
    const Scope scope = TRY(call.scope(Action::read, lead.record));
    registry::ListRequest request = asked(call, lead, scope, call.request.query().text("state"));
    request.rows_max = static_cast<std::size_t>(TRY(call.page_rows()));
    request.count = TRY(call.request.query().truth("count", false));
    if (const std::string after = TRY(call.page_start()); !after.empty())
        request.after = TRY(registry::PageEnd::parse(after));
    const registry::ListPage read = TRY(registry::list(call.city.registry, request));
    json::array items;
    Homes homes(call, false);
    for (const registry::ListedRecord& row : read.rows) {
        json::object told = lead_json(call, lead, scope, row);
        if (const auto home = TRY(homes.of(lead.record, row.at.county, row.owner)))
            told["area"] = area_json(call.city, home->area);
        told["name"] = TRY(whom(call, homes, lead, row));
        items.push_back(std::move(told));
    }
    return page(std::move(items), read.next ? json::value(call.page_end(read.next->text())) : json::value(nullptr),
                read.count);
}

Result<Response> close(Call& call, const LeadRecord& lead)
{
    const Scope scope = TRY(call.scope(Action::change, lead.record));
    const json::object body = TRY(call.body({"outcome", "reason"}));
    const std::string outcome = TRY(text_of(body, "outcome", 1, 20));
    const std::string reason = TRY(text_of(body, "reason", 2, 500));
    const registry::RecordKey at = TRY(call.place(lead.record));
    const Value ended = lead.choice(call.city.program(), lead.state, outcome);
    if (language::is_unknown(ended) || outcome == "open")
        return Error{Fault::invalid, "api.member", "`outcome` 应当是 handled、not_so 或 passed_on", "改正后再试",
                     "unknown outcome"};
    registry::ListRequest one = asked(call, lead, scope, "");
    one.only = at;
    const registry::ListPage read = TRY(registry::list(call.city.registry, one));
    if (read.rows.empty())
        return nothing_there();
    TRY(call.city.registry.change(lead.record, at, read.rows.front().version,
                                  {{lead.state, ended}, {lead.outcome, Value(reason)}}, registry::Actor::of(scope),
                                  scope.actor(), call.city.today()));
    return Response::nothing();
}

Result<Response> desk(Call& call, const LeadRecord& lead)
{
    std::int64_t open = 0;
    if (const auto scope = call.scope(Action::read, lead.record)) {
        registry::ListRequest request = asked(call, lead, *scope, "open");
        request.rows_max = 1;
        request.count = true;
        open = TRY(registry::list(call.city.registry, request)).count.value_or(0);
    }
    return Response::json(
        json::object{{"tasks", json::object{{"leads", open}}}, {"at", time_text(call.city.access.on.world.now())}});
}

/// A number people can read out: the day and six digits.
std::string number_of(const Call& call)
{
    const std::string digits = std::to_string(call.city.registry.keys().next() % 1'000'000);
    std::string day = call.city.today().text();
    std::erase(day, '-');
    return day + "-" + std::string(6 - digits.size(), '0') + digits;
}

Result<Response> correct(Call& call, const LeadRecord& lead)
{
    const language::Program& program = call.city.program();
    const Scope scope = TRY(call.scope(Action::create, lead.record));
    const json::object body = TRY(call.body({"text", "about?", "contact?"}));
    const std::string said = TRY(text_of(body, "text", 2, 1000));
    const OwnHousehold own = TRY(own_household(call));
    const std::string number = number_of(call);
    std::vector<registry::FactChange> facts{{lead.number, Value(number)},
                                            {lead.kind, lead.choice(program, lead.kind, "correction")},
                                            {lead.text, Value(said)},
                                            {lead.raised_on, Value(call.city.today())},
                                            {lead.state, lead.choice(program, lead.state, "open")}};
    if (const auto contact = TRY(text_if(body, "contact", 60)); contact && !contact->empty())
        facts.push_back({lead.contact, Value(*contact)});
    std::int64_t about = own.person.key;
    if (const auto id = TRY(text_if(body, "about", 22)); id && !id->empty()) {
        const registry::RecordKey at = TRY(call.place_of(own.record, *id));
        about = at.key;
        if (!own.has_member(about))
            return nothing_there();
    }
    facts.push_back({lead.about, Value(Rational(about))});
    TRY(registry::add(call.city.registry, lead.record, own.household, facts,
                      {registry::Actor::of(scope), "本人反映", call.city.today()}));
    return Response::json(json::object{{"number", number}}, 201);
}

Result<Response> my_corrections(Call& call, const LeadRecord& lead)
{
    const Scope scope = TRY(call.scope(Action::read, lead.record));
    registry::ListRequest request = asked(call, lead, scope, "");
    request.descending = true;
    request.conditions.push_back(
        {lead.kind, registry::Comparison::equal, {lead.choice(call.city.program(), lead.kind, "correction")}});
    json::array items;
    for (const registry::ListedRecord& row : TRY(registry::list(call.city.registry, request)).rows) {
        const json::object whole = lead_json(call, lead, scope, row);
        items.push_back(json::object{{"number", whole.at("label")},
                                     {"at", whole.at("at")},
                                     {"state", whole.at("state_label")},
                                     {"text", whole.at("text")},
                                     {"answer", whole.at("outcome")}});
    }
    return page(std::move(items));
}

} // namespace

void add_leads(Endpoints& endpoints, City& city)
{
    using namespace schema;
    const auto lead = LeadRecord::of(city.program());
    if (!lead)
        return; // these packs keep no leads
    const Json item = object({{"id", id()},
                              {"version", text()},
                              {"kind", or_null(text())},
                              {"at", or_null(day())},
                              {"label", or_null(text())},
                              {"text", or_null(text())},
                              {"area", area()},
                              {"household", or_null(id())},
                              {"person", or_null(id())},
                              {"name", text("of the person, else of the household's head")},
                              {"state", or_null(text())},
                              {"state_label", text()},
                              {"due", or_null(day())},
                              {"working_days_left", or_null(integer())},
                              {"outcome", or_null(text())}});
    endpoints.push_back({.method = Method::get,
                         .path = "/leads",
                         .tag = "leads",
                         .summary = "要去看一看的线索，最早的在前",
                         .asks = "read lead",
                         .query = with_paging({{"state", "open 待处理，closed 已办结", text_of({"open", "closed"})}}),
                         .answer = page_of(item),
                         .work = [lead](Call& call) { return list(call, *lead); }});
    endpoints.push_back({.method = Method::post,
                         .path = "/leads/{id}/close",
                         .tag = "leads",
                         .summary = "办结一条线索，写明结果",
                         .asks = "change lead",
                         .body = object({{"outcome", text_of({"handled", "not_so", "passed_on"})}, {"reason", text()}}),
                         .status = 204,
                         .once = true,
                         .work = [lead](Call& call) { return close(call, *lead); }});
    endpoints.push_back({.method = Method::get,
                         .path = "/desk",
                         .tag = "leads",
                         .summary = "有多少事等着我",
                         .answer = object({{"tasks", object({{"leads", integer()}})}, {"at", time()}}),
                         .work = [lead](Call& call) { return desk(call, *lead); }});
    endpoints.push_back({.method = Method::post,
                         .path = "/my/corrections",
                         .tag = "my",
                         .summary = "说哪里不对，得到一个编号",
                         .asks = "create lead",
                         .body = object({{"text", text()}, {"about?", id()}, {"contact?", text()}}),
                         .answer = object({{"number", text()}}),
                         .status = 201,
                         .once = true,
                         .work = [lead](Call& call) { return correct(call, *lead); }});
    endpoints.push_back({.method = Method::get,
                         .path = "/my/corrections",
                         .tag = "my",
                         .summary = "我说过的和处理结果",
                         .asks = "read lead",
                         .answer = page_of(object({{"number", or_null(text())},
                                                   {"at", or_null(day())},
                                                   {"state", text()},
                                                   {"text", or_null(text())},
                                                   {"answer", or_null(text())}})),
                         .work = [lead](Call& call) { return my_corrections(call, *lead); }});
}

} // namespace huimin::api
