// 紧急查阅: a record beyond one's division, openly, for an hour; reviewed by another person (access/emergencies.h).

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/json_of.h"
#include "api/record_json.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "http/uri.h"
#include "registry/list.h"
#include "registry/search.h"

namespace huimin::api {

namespace json = boost::json;
using access::Scope;
using http::Method;
using http::Response;
using language::Action;
using language::Index;
using language::SystemObject;

namespace {

constexpr std::size_t found_max = 5; ///< more are no answer to whom one is looking for

Result<std::int64_t> key_of(const Call& call)
{
    const auto at = call.city.ids.parse("emergency", call.request.parameter("id"));
    if (!at)
        return nothing_there();
    return at->key;
}

Result<Index> type_of(const Call& call, const json::object& body)
{
    const std::string name = TRY(text_of(body, "type", 1, 60));
    const language::Program& program = call.city.program();
    const Index record = program.find_record(name);
    if (record == language::none || program.records[record].heading.alias != name)
        return Error{Fault::invalid, "api.member", "没有 `" + name + "` 这种档案", "从 /api/v1/types 列出的里面选一种",
                     "there is no such record type"};
    return record;
}

json::object emergency_json(const City& city, const access::Emergency& one)
{
    const auto time_or_null = [](std::optional<std::int64_t> at) {
        return at ? json::value(time_text(*at)) : json::value(nullptr);
    };
    const bool is_reviewed = one.reviewed_at.has_value();
    constexpr std::int64_t second = 1000;
    const std::int64_t left = std::max<std::int64_t>(0, (one.ends_at - city.access.on.world.now()) / second);
    return {{"id", city.ids.text("emergency", one.key)},
            {"account", city.ids.text("account", one.account)},
            {"name", one.account_name},
            {"login", one.login},
            {"reason", one.reason},
            {"begun", time_text(one.begun_at)},
            {"ends", time_text(one.ends_at)},
            {"seconds_left", left},
            {"review_by", time_text(one.review_by)},
            {"records", one.records},
            {"records_max", access::Emergencies::records_max},
            {"reviewed", time_or_null(one.reviewed_at)},
            {"verdict", is_reviewed ? json::value(one.verdict) : json::value(nullptr)},
            {"note", one.note}};
}

/// Everybody's for who may see accounts, one's own for all others.
Result<Response> list(Call& call)
{
    const std::int64_t limit = TRY(call.page_rows());
    const std::int64_t before = http::read_integer(TRY(call.page_start())).value_or(0);
    access::Emergencies& emergencies = call.city.access.emergencies;
    const auto all = call.scope(Action::read, SystemObject::accounts);
    std::vector<access::Emergency> found =
        TRY(all ? emergencies.list(*all, before, limit + 1) : emergencies.own(call.caller(), before, limit + 1));
    json::value next = nullptr;
    if (std::ssize(found) > limit) {
        found.pop_back();
        next = call.page_end(std::to_string(found.back().key));
    }
    json::array items;
    for (const access::Emergency& one : found)
        items.push_back(emergency_json(call.city, one));
    return page(std::move(items), std::move(next));
}

Result<Response> begin(Call& call)
{
    const json::object body = TRY(call.body({"reason"}));
    const std::string reason = TRY(text_of(body, "reason", 1, 500));
    access::Emergencies& emergencies = call.city.access.emergencies;
    const std::int64_t key = TRY(emergencies.begin(call.caller(), reason));
    const auto begun = TRY(emergencies.own(call.caller(), 0, 1));
    VERIFY(!begun.empty() && begun.front().key == key);
    return Response::json(emergency_json(call.city, begun.front()), 201);
}

/// Counted and journalled by the room before anything of it is read.
Result<json::object> read_one(Call& call, std::int64_t emergency, const access::RecordPlace& place,
                              const access::Why& why)
{
    const Scope scope = TRY(call.city.access.emergencies.read(call.caller(), emergency, place, why));
    const registry::ListPage found =
        TRY(registry::list(call.city.registry, {.record = place.record,
                                                .inside = scope.extent(place.record),
                                                .only = registry::RecordKey{place.county, place.key},
                                                .rows_max = 1}));
    if (found.rows.empty())
        return nothing_there();
    return record_json(call.city, scope, found.rows.front(), place.record, {});
}

Result<Response> find(Call& call)
{
    const json::object body = TRY(call.body({"type", "words"}));
    const std::int64_t emergency = TRY(key_of(call));
    const Index record = TRY(type_of(call, body));
    const std::string words = TRY(text_of(body, "words", 2, 60));
    const access::Why why = TRY(call.why());
    const Scope scope = TRY(call.city.access.emergencies.seek(call.caller(), emergency, record, why));
    const auto matches =
        TRY(registry::search(call.city.registry, {words, scope.extent(record), found_max + 1, record}));
    if (matches.size() > found_max)
        return Error{Fault::invalid, "api.emergency_words", "按这些字找到的超过 5 条，不能确定是谁",
                     "写全姓名并加号码的后四位，或者写全号码",
                     "more than 5 were found by these words; give the whole number, or the name with its last four"};
    json::array items;
    for (const registry::Match& match : matches)
        items.push_back(TRY(read_one(call, emergency, {record, match.at.county, match.at.key}, why)));
    return page(std::move(items));
}

Result<access::RecordPlace> place_in(const Call& call, const json::object& body)
{
    const Index record = TRY(type_of(call, body));
    const std::string id = TRY(text_of(body, "record", 22, 22));
    const registry::RecordKey at = TRY(call.place_of(record, id));
    return access::RecordPlace{record, at.county, at.key};
}

Result<Response> read(Call& call)
{
    const json::object body = TRY(call.body({"type", "record"}));
    const std::int64_t emergency = TRY(key_of(call));
    const access::RecordPlace place = TRY(place_in(call, body));
    const access::Why why = TRY(call.why());
    return Response::json(TRY(read_one(call, emergency, place, why)));
}

Result<Response> reveal(Call& call)
{
    const json::object body = TRY(call.body({"type", "record", "field", "reason"}));
    const std::int64_t emergency = TRY(key_of(call));
    const access::RecordPlace place = TRY(place_in(call, body));
    const std::string name = TRY(text_of(body, "field", 1, 60));
    const Index field = call.city.program().find_field(place.record, name);
    if (field == language::none)
        return nothing_there();
    access::Why why = TRY(call.why());
    why.matter = TRY(text_of(body, "reason", 5, 200));
    const Scope scope = TRY(call.city.access.emergencies.reveal(call.caller(), emergency, place, field, why));
    const registry::ListPage found =
        TRY(registry::list(call.city.registry, {.record = place.record,
                                                .inside = scope.extent(place.record),
                                                .only = registry::RecordKey{place.county, place.key},
                                                .rows_max = 1,
                                                .fields = {field}}));
    if (found.rows.empty())
        return nothing_there();
    const language::Field& type = call.city.program().records[place.record].fields[field];
    return Response::json(json::object{{"value", language::text_of(found.rows.front().values.front(), type.type,
                                                                   call.city.program(), call.city.areas)}});
}

Result<Response> end(Call& call)
{
    const std::int64_t emergency = TRY(key_of(call));
    TRY(call.city.access.emergencies.end(call.caller(), emergency));
    return Response::nothing();
}

Result<Response> review(Call& call)
{
    const Scope scope = TRY(call.scope(Action::administer, SystemObject::accounts));
    const json::object body = TRY(call.body({"verdict", "note?"}));
    const std::int64_t emergency = TRY(key_of(call));
    const std::string verdict = TRY(text_of(body, "verdict", 1, 20));
    if (verdict != "justified" && verdict != "abused")
        return Error{Fault::invalid, "api.member", "`verdict` 只能是 justified 或 abused", "改正后再试",
                     "the verdict is justified or abused"};
    const std::string note = TRY(text_if(body, "note", 500)).value_or("");
    TRY(call.city.access.emergencies.review(
        scope, emergency,
        verdict == "justified" ? access::EmergencyVerdict::justified : access::EmergencyVerdict::abused, note));
    return Response::nothing();
}

} // namespace

void add_emergencies(Endpoints& endpoints, City& city)
{
    using namespace schema;
    std::vector<std::string> types;
    for (const language::Record& record : city.program().records)
        types.push_back(record.heading.alias);
    const Json type = text_of(types);
    const Json emergency = object({{"id", id()},
                                   {"account", id()},
                                   {"name", text()},
                                   {"login", text()},
                                   {"reason", text()},
                                   {"begun", time()},
                                   {"ends", time()},
                                   {"seconds_left", integer("0 once it is over")},
                                   {"review_by", time()},
                                   {"records", integer("read so far")},
                                   {"records_max", integer()},
                                   {"reviewed", or_null(time())},
                                   {"verdict", or_null(text_of({"justified", "abused"}))},
                                   {"note", text()}});
    const Json record = map_of(Json(true));
    const std::string one = "/emergencies/{id}";
    const auto add = [&](Method method, const std::string& path, std::string summary, std::string asks, Json body,
                         Json answer, int status, Work work) {
        const bool looks = path.ends_with("/find") || path.ends_with("/read") || path.ends_with("/reveal");
        endpoints.push_back({.method = method,
                             .path = path,
                             .tag = "emergencies",
                             .summary = std::move(summary),
                             .asks = std::move(asks),
                             .body = std::move(body),
                             .answer = std::move(answer),
                             .status = status,
                             .once = method == Method::post && !looks,
                             .work = std::move(work)});
    };
    add(Method::get, "/emergencies", "紧急查阅：自己的；能看账号的看全部", "", nullptr, page_of(emergency), 200, list);
    endpoints.back().query = paging();
    add(Method::post, "/emergencies", "开始紧急查阅：写明理由，一小时内可查辖区以外的 50 条，须复核", "read",
        object({{"reason", text("15 characters or more")}}), emergency, 201, begin);
    add(Method::post, one + "/find", "紧急查阅中按号码或姓名查找，每条留痕", "read",
        object({{"type", type}, {"words", text()}}), page_of(record), 200, find);
    add(Method::post, one + "/read", "紧急查阅中看一条档案，留痕", "read", object({{"type", type}, {"record", id()}}),
        record, 200, read);
    add(Method::post, one + "/reveal", "紧急查阅中看一项遮蔽的原值，留痕", "reveal",
        object({{"type", type}, {"record", id()}, {"field", text()}, {"reason", text()}}), object({{"value", text()}}),
        200, reveal);
    add(Method::post, one + "/end", "提前结束紧急查阅", "", nullptr, nullptr, 204, end);
    add(Method::post, one + "/review", "由另一人复核紧急查阅", "administer accounts",
        object({{"verdict", text_of({"justified", "abused"})}, {"note?", text()}}), nullptr, 204, review);
}

} // namespace huimin::api
