// Records of every declared type: listed, read, written; each change with its version, its source and its entry in the
// journal. The endpoints of a type are made from its declaration.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/homes.h"
#include "api/json_of.h"
#include "api/limits.h"
#include "api/record_json.h"
#include "api/record_query.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "language/mask.h"
#include "registry/deeds.h"
#include "registry/history.h"
#include "registry/list.h"
#include "registry/merge.h"

namespace huimin::api {

namespace json = boost::json;
using access::Scope;
using http::Method;
using http::Response;
using language::Action;
using language::Index;

namespace {

Result<registry::ListedRecord> row_of(Call& call, const Scope& scope, Index record, registry::RecordKey at)
{
    store::Reader reader = TRY(call.city.store().reader());
    auto row = TRY(call.city.reads.of(record, scope.extent(record))->read(reader, at));
    if (!row)
        return nothing_there();
    return std::move(*row);
}

/// Households: those people belong to.
bool has_heads(const language::Program& program, Index record)
{
    const Index member = program.find_record("person");
    return member != language::none && program.records[member].owner == record;
}

Result<Response> list(Call& call, Index record)
{
    const Scope scope = TRY(call.scope(Action::read, record));
    const registry::ListRequest request = TRY(list_request(call, scope, record));
    const registry::ListPage read = TRY(registry::list(call.city.registry, request));
    json::array items;
    std::vector<access::RecordPlace> places;
    Homes homes(call, false);
    const bool with_heads = has_heads(call.city.program(), record) && TRY(call.request.query().truth("heads", false));
    for (const registry::ListedRecord& row : read.rows) {
        json::object item = record_json(call.city, scope, row, record, request.fields);
        if (const auto home = TRY(homes.of(record, row.at.county, row.owner)))
            item["area"] = area_json(call.city, home->area);
        if (with_heads)
            item["head"] = TRY(homes.name_of(record, {row.at.county, row.at.key}));
        items.push_back(std::move(item));
        places.push_back({record, row.at.county, row.at.key});
    }
    TRY(call.city.access.log.note(scope, record, places, call.request.raw_query()));
    return page(std::move(items), read.next ? json::value(call.page_end(read.next->text())) : json::value(nullptr),
                read.count);
}

std::string address_of(Call& call, Index record, registry::RecordKey at)
{
    const std::string& alias = call.city.program().records[record].heading.alias;
    return "/api/v1/records/" + alias + "/" + call.city.ids.text(alias, at);
}

Response shown(Call& call, const Scope& reading, const registry::ListedRecord& row, Index record, int status)
{
    Response answer = Response::json_text(record_text(call.city, reading, row, record), status);
    answer.with("Location", address_of(call, record, row.at));
    return std::move(answer).with_version(std::to_string(row.version));
}

/// The record as it stands now, for the answer to a change.
Result<Response> shown(Call& call, Index record, registry::RecordKey at, int status)
{
    const Scope reading = TRY(call.scope(Action::read, record));
    auto row = row_of(call, reading, record, at);
    if (row)
        return shown(call, reading, *row, record, status);
    // Written into a division that the caller may write to but not read from.
    const std::string id = call.city.ids.text(call.city.program().records[record].heading.alias, at);
    return Response::json(json::object{{"id", id}}, status).with("Location", address_of(call, record, at));
}

/// What is read most of all: answered on the I/O thread, and asked of the store together with the others' questions.
http::Task<Response> one(Call& call, Index record)
{
    const Scope scope = CO_TRY(call.scope(Action::read, record));
    const registry::RecordKey at = CO_TRY(call.place(record));
    const auto read = call.city.reads.of(record, scope.extent(record));
    auto answer = co_await http::called_back<Result<store::Answered>>(
        [&](auto then) { call.city.questions.ask(read->question(), at.county, at.key, std::move(then)); });
    const auto row = read->record(CO_TRY(std::move(answer)));
    if (!row)
        co_return nothing_there();
    const access::RecordPlace place{record, at.county, at.key};
    auto noted = call.city.access.log.try_note(scope, place);
    if (!noted)
        noted = co_await http::called_back<Result<Done>>(
            [&](auto then) { call.city.access.log.note_later(scope, place, std::move(then)); });
    CO_TRY(std::move(*noted));
    const std::string version = std::to_string(row->version);
    if (call.request.has_already(http::etag(version)))
        co_return Response::nothing(304).with_version(version);
    co_return Response::json_text(record_text(call.city, scope, *row, record)).with_version(version);
}

/// Facts by alias. What the scope hides may be written by nobody who may not see it; each that is wrong is named.
Result<std::vector<registry::FactChange>> facts_in(Call& call, const Scope& scope, Index record,
                                                   const json::object& body)
{
    const json::value* facts = body.if_contains("facts");
    if (facts == nullptr || !facts->is_object())
        return Error{Fault::invalid, "api.member", "`facts` 应当是一个对象", "按 /api/v1/types 列出的字段写",
                     "facts must be an object"};
    std::vector<registry::FactChange> changes;
    for (const auto& fact : facts->as_object()) {
        const Index field = call.city.program().find_field(record, fact.key());
        if (field == language::none || scope.sees(record, field) == access::Sight::hidden ||
            call.city.program().records[record].fields[field].alias != fact.key())
            return Error{Fault::invalid, "api.fact", "没有 `" + std::string(fact.key()) + "` 这一项",
                         "核对字段的英文名", "no such field"};
        changes.push_back(
            {field, TRY(value_of(call.city, call.city.program().records[record].fields[field], fact.value()))});
    }
    return changes;
}

Result<registry::Telling> telling_of(const Scope& scope, const json::object& body)
{
    registry::Telling telling{registry::Actor::of(scope), {}, {}};
    telling.source = TRY(text_of(body, "source", 1, 60));
    telling.true_on = TRY(day_if(body, "true_on"));
    return telling;
}

Result<registry::ListedRecord> added(Call& call, const Scope& scope, Index record, const json::object& body)
{
    std::optional<registry::RecordKey> owner;
    if (const auto id = TRY(text_if(body, "owner", 22))) {
        if (call.city.program().records[record].owner == language::none)
            return Error{Fault::invalid, "registry.owner", "这种档案不属于别的档案", "去掉 `owner`",
                         "this type has no owner"};
        owner = TRY(call.place_of(call.city.program().records[record].owner, *id));
    }
    const std::vector<registry::FactChange> facts = TRY(facts_in(call, scope, record, body));
    const registry::Telling telling = TRY(telling_of(scope, body));
    return registry::add_and_show(call.city.registry, record, owner, facts, telling);
}

Result<Response> create(Call& call, Index record)
{
    const Scope scope = TRY(call.scope(Action::create, record));
    const json::object body = TRY(call.body({"owner?", "facts", "source", "true_on?"}));
    const registry::ListedRecord row = TRY(added(call, scope, record, body));
    const Scope reading = TRY(call.scope(Action::read, record));
    if (reading.extent(record) == scope.extent(record)) // Where it was made, it may be read.
        return shown(call, reading, row, record, 201);
    return shown(call, record, row.at, 201);
}

/// Many at once, each for itself: what is wrong with one does not hold up the others. Where the store fails, all fail.
Result<Response> create_many(Call& call, Index record)
{
    const Scope scope = TRY(call.scope(Action::create, record));
    const json::object body = TRY(call.body({"rows"}));
    const json::value& rows = body.at("rows");
    if (!rows.is_array() || rows.as_array().size() > limits::bulk_rows)
        return Error{Fault::invalid, "api.bulk", "`rows` 应当是最多 1000 行的列表", "分几次送",
                     "rows must be a list of at most 1000"};
    json::array results;
    for (const json::value& row : rows.as_array()) {
        const auto one = row.is_object()
                             ? added(call, scope, record, row.as_object())
                             : Result<registry::ListedRecord>(Error{Fault::invalid, "api.body", "每一行应当是一个对象",
                                                                    "改正后再试", "each row must be an object"});
        if (!one && one.error().fault == Fault::unavailable)
            return one.error();
        if (one)
            results.push_back(
                json::object{{"status", 201},
                             {"id", call.city.ids.text(call.city.program().records[record].heading.alias, one->at)}});
        else
            results.push_back(json::object{{"status", http::status_of(one.error())},
                                           {"code", one.error().code},
                                           {"detail", one.error().message},
                                           {"remedy", one.error().remedy}});
    }
    return Response::json(json::object{{"results", std::move(results)}});
}

/// 0, which is nobody's, for what is no version of ours. Fails with api.if_match.
Result<std::int64_t> version_named(Call& call)
{
    const auto version = TRY(call.request.if_match());
    if (!version)
        return Error{Fault::invalid, "api.if_match", "修改要带上您看到的版本（If-Match）",
                     "先读一次，再用 ETag 里的版本", "If-Match with the version seen is needed"};
    return http::read_integer(*version).value_or(0);
}

/// 412 where somebody else was faster: the client reads again and decides.
Result<Response> conflict_or(const Error& error)
{
    if (error.code == "registry.conflict")
        return Response::problem(error, 412);
    if (error.code == "registry.missing")
        return nothing_there();
    return error;
}

Result<Response> change(Call& call, Index record)
{
    const Scope scope = TRY(call.scope(Action::change, record));
    const registry::RecordKey at = TRY(call.place(record));
    const json::object body = TRY(call.body({"facts", "source", "true_on?"}));
    const std::int64_t version = TRY(version_named(call));
    const std::vector<registry::FactChange> facts = TRY(facts_in(call, scope, record, body));
    const registry::Telling telling = TRY(telling_of(scope, body));
    const auto done =
        call.city.registry.change(record, at, version, facts, telling.actor, telling.source, telling.true_on);
    if (!done)
        return conflict_or(done.error());
    return shown(call, record, at, 200);
}

Result<Response> close(Call& call, Index record)
{
    const Scope scope = TRY(call.scope(Action::close, record));
    const registry::RecordKey at = TRY(call.place(record));
    const std::int64_t version = TRY(version_named(call));
    registry::Telling telling{
        registry::Actor::of(scope), std::string(call.request.query().text("source", "经办人")), {}};
    const auto done = registry::remove(call.city.registry, record, at, version, telling);
    if (!done)
        return conflict_or(done.error());
    return Response::nothing();
}

Result<Response> move(Call& call, Index record)
{
    const Scope scope = TRY(call.scope(Action::change, record));
    const registry::RecordKey at = TRY(call.place(record));
    const json::object body = TRY(call.body({"area?", "owner?", "facts", "source", "true_on?"}));
    registry::Destination destination;
    if (const auto area = TRY(text_if(body, "area", 12)))
        destination.area = TRY(AreaCode::parse(*area));
    if (const auto owner = TRY(text_if(body, "owner", 22))) {
        if (call.city.program().records[record].owner == language::none)
            return Error{Fault::invalid, "registry.owner", "这种档案不属于别的档案", "去掉 `owner`",
                         "this type has no owner"};
        destination.owner = TRY(call.place_of(call.city.program().records[record].owner, *owner));
    }
    const auto moved = registry::move(call.city.registry, record, at, TRY(version_named(call)), destination,
                                      TRY(facts_in(call, scope, record, body)), TRY(telling_of(scope, body)));
    if (!moved)
        return conflict_or(moved.error());
    return shown(call, record, *moved, 200);
}

Result<Response> show_history(Call& call, Index record)
{
    const Scope scope = TRY(call.scope(Action::read, record));
    const registry::RecordKey at = TRY(call.place(record));
    const auto steps = registry::history(call.city.registry, record, at, scope.extent(record));
    if (!steps)
        return conflict_or(steps.error());
    const language::Record& type = call.city.program().records[record];
    const auto text = [&](Index field, const language::Value& value) -> json::value {
        if (language::is_unknown(value))
            return nullptr;
        if (scope.sees(record, field) == access::Sight::masked)
            return json::string(language::mask(type.fields[field], value));
        return json::string(language::text_of(value, type.fields[field].type, call.city.program(), call.city.areas));
    };
    json::array items;
    for (auto step = steps->rbegin(); step != steps->rend(); ++step) {
        json::array changes;
        std::string source;
        for (const registry::FactStep& fact : step->facts) {
            if (scope.sees(record, fact.field) == access::Sight::hidden)
                continue;
            source = fact.from.source.empty() ? source : fact.from.source;
            changes.push_back(json::object{{"field", type.fields[fact.field].alias},
                                           {"label", type.fields[fact.field].name},
                                           {"before", text(fact.field, fact.before)},
                                           {"after", text(fact.field, fact.after)}});
        }
        items.push_back(json::object{{"version", std::to_string(step->version)},
                                     {"at", time_text(step->milliseconds)},
                                     {"actor", step->actor},
                                     {"purpose", step->purpose},
                                     {"action", registry::text_of_action(step->action)},
                                     {"source", source},
                                     {"changes", std::move(changes)}});
    }
    return page(std::move(items));
}

Result<Response> reveal(Call& call, Index record)
{
    const json::object body = TRY(call.body({"field", "reason"}));
    const registry::RecordKey at = TRY(call.place(record));
    const std::string name = TRY(text_of(body, "field", 1, 60));
    const Index field = call.city.program().find_field(record, name);
    if (field == language::none)
        return nothing_there();
    access::Why why = TRY(call.why());
    why.matter = TRY(text_of(body, "reason", 5, 200));
    // Whether it lies in the scope is asked first, so that nothing is journalled of what is not there.
    const Scope reading = TRY(call.scope(Action::read, record));
    TRY(row_of(call, reading, record, at));
    const Scope scope = TRY(call.city.access.gate.reveal(call.caller(), {record, at.county, at.key}, field, why));
    const registry::ListedRecord row = TRY(row_of(call, scope, record, at));
    const language::Field& type = call.city.program().records[record].fields[field];
    return Response::json(
        json::object{{"value", language::text_of(row.values[field], type.type, call.city.program(), call.city.areas)}});
}

Result<Response> merge(Call& call, Index record)
{
    const Scope scope = TRY(call.scope(Action::merge, record));
    const json::object body = TRY(call.body({"given_up"}));
    const registry::RecordKey kept = TRY(call.place(record));
    const std::string other = TRY(text_of(body, "given_up", 22, 22));
    const registry::RecordKey given_up = TRY(call.place_of(record, other));
    const auto done = registry::merge(call.city.registry, record, kept, given_up, registry::Actor::of(scope));
    if (!done)
        return conflict_or(done.error());
    return shown(call, record, kept, 200);
}

Result<Response> unmerge(Call& call, Index record)
{
    const Scope scope = TRY(call.scope(Action::merge, record));
    const registry::RecordKey at = TRY(call.place(record));
    const auto done = registry::unmerge(call.city.registry, record, at, registry::Actor::of(scope));
    if (!done)
        return conflict_or(done.error());
    return shown(call, record, at, 200);
}

void add_type(Endpoints& endpoints, const language::Program& program, Index record)
{
    using namespace schema;
    const std::string alias = program.records[record].heading.alias, label = program.records[record].heading.name;
    const std::string path = "/records/" + alias, single = path + "/{id}";
    const Json facts = reference(alias);
    const Json from = object({{"source", text()}, {"on", or_null(day())}});
    const Json answer = object({{"id", id()},
                                {"type", text()},
                                {"version", text()},
                                {"area", area()},
                                {"owner", or_null(id())},
                                {"label", text()},
                                {"head?", text("of a household, where the list was asked for heads")},
                                {"facts", map_of(Json(true))},
                                {"labels", map_of(text())},
                                {"masked", list_of(text())},
                                {"hidden", list_of(text())},
                                {"provenance", map_of(from)}});
    const Json telling = object({{"facts", facts}, {"source", text()}, {"true_on?", or_null(day())}});
    const Json fresh =
        object({{"owner?", or_null(id())}, {"facts", facts}, {"source", text()}, {"true_on?", or_null(day())}});
    const auto add = [&](Method method, const std::string& at, std::string summary, const std::string& action,
                         Json body, Json answered, int status, Result<Response> (*work)(Call&, Index),
                         std::vector<QueryParameter> query = {}) {
        endpoints.push_back({.method = method,
                             .path = at,
                             .tag = label,
                             .summary = std::move(summary),
                             .asks = action + " " + alias,
                             .query = std::move(query),
                             .body = std::move(body),
                             .answer = std::move(answered),
                             .status = status,
                             .body_max = std::int64_t{2} << 20,
                             .once = method == Method::post && !at.ends_with("/reveal"),
                             .work = [work, record](Call& call) { return work(call, record); }});
    };
    std::vector<QueryParameter> listing = list_parameters();
    if (has_heads(program, record))
        listing.push_back({"heads", "true：每户告诉户主是谁", truth()});
    add(Method::get, path, "列出" + label, "read", nullptr, page_of(answer), 200, list, std::move(listing));
    add(Method::post, path, "新建" + label, "create", fresh, answer, 201, create);
    add(Method::post, path + "/bulk", "一次新建多条" + label + "，逐条给结果", "create",
        object({{"rows", list_of(fresh)}}), object({{"results", list_of(map_of(Json(true)))}}), 200, create_many);
    add(Method::get, single, "看一条" + label, "read", nullptr, answer, 200, nullptr);
    endpoints.back().versioned = true;
    endpoints.back().work = nullptr;
    endpoints.back().flow = [record](Call& call) { return one(call, record); };
    add(Method::patch, single, "更正" + label + "的事实", "change", telling, answer, 200, change);
    endpoints.back().versioned = true;
    add(Method::delete_, single, "关闭一条" + label, "close", nullptr, nullptr, 204, close,
        {{"source", "依据", text()}});
    endpoints.back().versioned = true;
    add(Method::post, single + "/move", label + "迁到别处", "change",
        object(
            {{"area?", text()}, {"owner?", id()}, {"facts", facts}, {"source", text()}, {"true_on?", or_null(day())}}),
        answer, 200, move);
    endpoints.back().versioned = true;
    add(Method::get, single + "/history", label + "的变更历史", "read", nullptr, page_of(map_of(Json(true))), 200,
        show_history, paging());
    add(Method::post, single + "/reveal", "看一项遮蔽的原值，留痕", "reveal",
        object({{"field", text()}, {"reason", text()}}), object({{"value", text()}}), 200, reveal);
    add(Method::post, single + "/merge", "把重复的一条并进来", "merge", object({{"given_up", id()}}), answer, 200,
        merge);
    add(Method::post, single + "/unmerge", "撤销一次合并", "merge", nullptr, answer, 200, unmerge);
}

} // namespace

void add_records(Endpoints& endpoints, City& city)
{
    for (Index record = 0; record < city.program().records.size(); ++record)
        add_type(endpoints, city.program(), record);
}

} // namespace huimin::api
