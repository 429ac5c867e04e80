// A household, or one person of it, in one view: facts with sources, entitlements with reasons, warnings, the time
// line.

#include <algorithm>
#include <map>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/answers_json.h"
#include "api/json_of.h"
#include "api/record_json.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "language/reads.h"
#include "registry/history.h"
#include "registry/list.h"

namespace huimin::api {

namespace json = boost::json;
using access::Scope;
using http::Method;
using http::Response;
using language::Action;
using language::Index;
using language::Instance;

namespace {

constexpr std::size_t timeline_max = 50;

/// One household as a request needs it: loaded within the scope, with the scope its members are seen by.
struct View {
    Scope household, members;
    Instance facts;
    registry::RecordKey at;
};

Result<registry::RecordKey> household_of(Call& call, const Scope& scope, Index person, registry::RecordKey at)
{
    registry::ListRequest one{
        .record = person, .inside = scope.extent(person), .only = at, .rows_max = 1, .fields = {0}};
    const registry::ListPage page = TRY(registry::list(call.city.registry, one));
    if (page.rows.empty() || !page.rows.front().owner)
        return nothing_there();
    return registry::RecordKey{page.rows.front().at.county, *page.rows.front().owner};
}

Result<View> open(Call& call, Index household, Index person, registry::RecordKey at)
{
    Scope scope = TRY(call.scope(Action::read, household));
    Scope members = TRY(call.scope(Action::read, person));
    auto facts = call.city.registry.load(household, at, scope.extent(household));
    if (!facts)
        return facts.error().code == "registry.missing" ? nothing_there() : std::move(facts).error();
    return View{std::move(scope), std::move(members), std::move(*facts), at};
}

json::value relation_of(const City& city, const Scope& scope, const Instance& member)
{
    const Index relation = city.program().find_field(member.record, "relation");
    if (relation == language::none || language::is_unknown(member.values[relation]) ||
        scope.sees(member.record, relation) != access::Sight::clear)
        return nullptr;
    const language::Field& field = city.program().records[member.record].fields[relation];
    return json::string(language::text_of(member.values[relation], field.type, city.program(), city.areas));
}

json::value age_of(const City& city, const Instance& member, Day day)
{
    const Index birthday = city.program().records[member.record].ages_from;
    const Day* born = birthday == language::none ? nullptr : std::get_if<Day>(&member.values[birthday]);
    return born == nullptr ? json::value(nullptr) : json::value(years_of_age(*born, day));
}

/// Members in one list, all other lists beside it; those whose type the caller may not read are left out.
void add_lists(Call& call, const View& view, Day day, json::object& answer,
               const std::map<std::int64_t, std::int64_t>& versions)
{
    const language::Program& program = call.city.program();
    json::array members, others;
    std::size_t position = 0;
    for (const language::List& list : program.lists) {
        if (list.owner != view.facts.record)
            continue;
        const std::vector<Instance>& rows = view.facts.lists[position++];
        const bool is_people = program.records[list.member].heading.alias == "person";
        if (!view.household.reaches(list.member) && !view.members.reaches(list.member))
            continue;
        const Scope& scope = is_people ? view.members : view.household;
        json::array items;
        for (const Instance& row : rows) {
            const auto version = versions.find(row.key);
            json::object item = record_json(call.city, scope, row, view.at.county,
                                            version == versions.end() ? 0 : version->second, view.at.key);
            if (is_people) {
                item["relation"] = relation_of(call.city, scope, row);
                item["age"] = age_of(call.city, row, day);
            }
            items.push_back(std::move(item));
        }
        if (is_people)
            members = std::move(items);
        else if (!items.empty())
            others.push_back(json::object{{"list", list.alias}, {"label", list.name}, {"items", std::move(items)}});
    }
    answer["members"] = std::move(members);
    answer["others"] = std::move(others);
}

json::array entitlements(Call& call, const View& view, Day day)
{
    json::array told;
    for (const language::Explanation& one :
         language::explain(call.city.program(), call.city.world(), view.facts, day)) {
        json::object line = entitlement_json(call.city, view.members, view.at.county, one.answer);
        line["why"] = why_sentence(call.city, one);
        told.push_back(std::move(line));
    }
    return told;
}

json::array warnings(Call& call, const View& view, Day day)
{
    const language::Program& program = call.city.program();
    json::array told;
    for (const language::SignalAnswer& one : language::signals(program, call.city.world(), view.facts, day)) {
        if (one.colour == language::Colour::none)
            continue;
        const language::Signal& signal = program.signals[one.signal];
        const auto level = std::ranges::find(signal.levels, one.colour, &language::SignalLevel::colour);
        told.push_back(json::object{{"name", signal.heading.alias},
                                    {"label", signal.heading.name},
                                    {"colour", text_of(one.colour)},
                                    {"text", signal.heading.explanation},
                                    {"who", level == signal.levels.end() ? "" : level->who},
                                    {"within", level == signal.levels.end() ? "" : level->within},
                                    {"about", label_of(call.city, view.members, *one.about)}});
    }
    return told;
}

/// `：残疾等级、工资 等 7 项`: the facts a step changed, never their values. The first step brings them all; it names
/// none.
std::string changed_facts(const language::Program& program, const Scope& scope, Index record,
                          const registry::HistoryStep& step)
{
    constexpr int named_max = 5;
    if (step.action == "registry.add")
        return {};
    std::string text;
    int changed = 0;
    for (const registry::FactStep& fact : step.facts)
        if (fact.before != fact.after && scope.sees(record, fact.field) != access::Sight::hidden &&
            changed++ < named_max)
            text += (changed == 1 ? "：" : "、") + program.records[record].fields[fact.field].name;
    return changed > named_max ? text + " 等 " + std::to_string(changed) + " 项" : text;
}

/// What happened to the household and its members, newest first: which facts changed, never their values.
Result<json::array> timeline(Call& call, const View& view)
{
    struct Entry {
        std::int64_t at;
        json::object told;
    };
    std::vector<Entry> entries;
    const language::Program& program = call.city.program();
    const auto add = [&](const Scope& scope, Index record, registry::RecordKey at,
                         const std::string& label) -> Result<Done> {
        for (const registry::HistoryStep& step :
             TRY(registry::history(call.city.registry, record, at, scope.extent(record)))) {
            const std::string text = label + " " + std::string(registry::text_of_action(step.action)) +
                                     changed_facts(program, scope, record, step);
            entries.push_back({step.milliseconds,
                               json::object{{"at", time_text(step.milliseconds)},
                                            {"kind", step.action},
                                            {"text", text},
                                            {"actor", step.actor},
                                            {"record", program.records[record].heading.alias},
                                            {"id", call.city.ids.text(program.records[record].heading.alias, at)}}});
        }
        return Done{};
    };
    TRY(add(view.household, view.facts.record, view.at, label_of(call.city, view.household, view.facts)));
    for (const std::vector<Instance>& list : view.facts.lists)
        for (const Instance& member : list)
            if (program.records[member.record].heading.alias == "person")
                TRY(add(view.members, member.record, {view.at.county, member.key},
                        label_of(call.city, view.members, member)));
    std::ranges::sort(entries, std::ranges::greater{}, &Entry::at);
    json::array told;
    for (Entry& entry : entries)
        if (told.size() < timeline_max)
            told.push_back(std::move(entry.told));
    return told;
}

/// Versions by key, for the changes of each row.
Result<std::map<std::int64_t, std::int64_t>> versions_of(Call& call, const View& view)
{
    std::map<std::int64_t, std::int64_t> versions;
    const language::Program& program = call.city.program();
    const auto read = [&](const registry::ListRequest& request) -> Result<Done> {
        for (const registry::ListedRecord& row : TRY(registry::list(call.city.registry, request)).rows)
            versions[row.at.key] = row.version;
        return Done{};
    };
    TRY(read({.record = view.facts.record,
              .inside = view.household.extent(view.facts.record),
              .only = view.at,
              .rows_max = 1,
              .fields = {0}}));
    for (const language::List& list : program.lists)
        if (list.owner == view.facts.record && view.household.reaches(list.member))
            TRY(read({.record = list.member,
                      .inside = view.household.extent(list.member),
                      .owner = view.at,
                      .rows_max = 500,
                      .fields = {0}}));
    return versions;
}

Result<Response> show(Call& call, Index household, Index person, registry::RecordKey at,
                      std::optional<registry::RecordKey> opened)
{
    const View view = TRY(open(call, household, person, at));
    const Day day = TRY(call.day());
    const auto versions = TRY(versions_of(call, view));
    const auto own = versions.find(view.at.key);
    TRY(call.city.access.log.note(view.household, access::RecordPlace{household, at.county, at.key}));
    json::object answer{{"household", record_json(call.city, view.household, view.facts, at.county,
                                                  own == versions.end() ? 0 : own->second, std::nullopt)},
                        {"entitlements", entitlements(call, view, day)},
                        {"signals", warnings(call, view, day)},
                        {"timeline", TRY(timeline(call, view))},
                        {"cases", json::array{}},
                        {"month", Month::of(day).text()},
                        {"at", time_text(call.city.access.on.world.now())},
                        {"digest", call.city.program().digest}};
    add_lists(call, view, day, answer, versions);
    if (opened)
        answer["person"] = call.city.ids.text(call.city.program().records[person].heading.alias, *opened);
    return Response::json(std::move(answer));
}

/// A reason tells the facts it rests on; a fact that may not be seen for this purpose must not be told by way of it.
Result<Done> may_be_explained(Call& call, const View& view, Index policy)
{
    const language::Reads reads(call.city.program());
    for (const auto& [record, field] : reads.of(policy).fields) {
        const Scope& scope =
            call.city.program().records[record].heading.alias == "person" ? view.members : view.household;
        if (scope.sees(record, field) == access::Sight::hidden)
            return Error{Fault::forbidden, "access.purpose",
                         "这项待遇的理由用到「" + call.city.program().records[record].fields[field].name +
                             "」，它只能为指定的目的查看",
                         "换成那个办理目的再看", "the reason rests on a fact that may be read for named purposes only"};
    }
    return Done{};
}

Result<Response> explain(Call& call, Index household, Index person)
{
    const Index policy = call.city.program().find_policy(call.request.parameter("policy"));
    if (policy == language::none)
        return nothing_there();
    const registry::RecordKey at = TRY(call.place(household));
    const View view = TRY(open(call, household, person, at));
    TRY(may_be_explained(call, view, policy));
    std::int64_t about = view.facts.key;
    if (const std::string_view id = call.request.query().text("about");
        !id.empty() && call.city.program().policies[policy].record != household) {
        const registry::RecordKey member = TRY(call.place_of(call.city.program().policies[policy].record, id));
        about = member.key;
    }
    const Day day = TRY(call.day());
    for (const language::Explanation& one : language::explain(call.city.program(), call.city.world(), view.facts, day))
        if (one.answer.policy == policy && one.answer.about->key == about) {
            json::object line = entitlement_json(call.city, view.members, view.at.county, one.answer);
            line["why"] = why_sentence(call.city, one);
            return Response::json(json::object{{"entitlement", std::move(line)},
                                               {"tree", step_json(call.city, one.root)},
                                               {"facts_digest", language::digest_of_facts(view.facts)},
                                               {"digest", call.city.program().digest}});
        }
    return nothing_there();
}

} // namespace

void add_households(Endpoints& endpoints, City& city)
{
    using namespace schema;
    const Index household = city.program().find_record("household"), person = city.program().find_record("person");
    if (household == language::none || person == language::none)
        return; // these packs know no households
    const QueryParameter month{"month", "问哪个月，默认本月", schema::month()};
    endpoints.push_back({.method = Method::get,
                         .path = "/households/{id}",
                         .tag = "households",
                         .summary = "一户的全部情况",
                         .asks = "read household",
                         .query = {month},
                         .answer = map_of(Json(boost::json::object{})),
                         .work = [=](Call& call) -> Result<Response> {
                             return show(call, household, person, TRY(call.place(household)), {});
                         }});
    endpoints.push_back({.method = Method::get,
                         .path = "/persons/{id}",
                         .tag = "households",
                         .summary = "一个人和他的一户",
                         .asks = "read person",
                         .query = {month},
                         .answer = map_of(Json(boost::json::object{})),
                         .work = [=](Call& call) -> Result<Response> {
                             const registry::RecordKey at = TRY(call.place(person));
                             const Scope scope = TRY(call.scope(Action::read, person));
                             const registry::RecordKey home = TRY(household_of(call, scope, person, at));
                             return show(call, household, person, home, at);
                         }});
    endpoints.push_back({.method = Method::get,
                         .path = "/households/{id}/explanations/{policy}",
                         .tag = "households",
                         .summary = "一项待遇为什么是这样",
                         .asks = "read household",
                         .query = {month, {"about", "关于哪位成员", text()}},
                         .answer = map_of(Json(boost::json::object{})),
                         .work = [=](Call& call) { return explain(call, household, person); }});
}

} // namespace huimin::api
