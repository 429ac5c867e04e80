// Office files in: tried first, every row with its verdict; committed by the digest of that trial; bad rows come back.

#include <fstream>
#include <map>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "api/intakes.h"
#include "api/job_json.h"
#include "api/json_of.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "http/json.h"
#include "registry/sheet.h"
#include "store/journal.h"

namespace huimin::api {

namespace json = boost::json;
using access::Scope;
using http::Method;
using http::Response;
using language::Action;
using language::Index;

namespace {

constexpr const char* workbook_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `control_field=wage`, `control_total=123.45`
Result<Done> put_control(const Call& call, Intake& intake)
{
    const http::Query& query = call.request.query();
    intake.control_field = query.text("control_field");
    if (const std::string_view total = query.text("control_total"); !total.empty())
        intake.control_total = TRY(Money::parse(total));
    if (intake.control_field.empty() == !intake.control_total)
        return Done{};
    return Error{Fault::invalid, "import.control_form", "核对总额要写明是哪一项的、是多少",
                 "同时给 control_field 和 control_total", "name both the control field and its total"};
}

Result<Response> begin(Call& call, Index record)
{
    const Scope scope = TRY(call.scope(Action::try_import, record));
    const http::Query& query = call.request.query();
    Intake intake{.account = call.caller().account(),
                  .by = call.caller().display_name(),
                  .record = record,
                  .name = std::string(query.text("name")),
                  .source = std::string(query.text("source"))};
    if (intake.source.empty() || intake.source.size() > 180)
        return Error{Fault::invalid, "import.source", "要写明数据来源", "用 source 写明是哪里来的表，不超过 60 个字",
                     "name the source of the file"};
    if (const std::string_view on = query.text("true_on"); !on.empty())
        intake.true_on = TRY(Day::parse(on));
    TRY(put_control(call, intake));
    intake.areas = scope.extent(record).areas;
    const auto mandate = access::Mandate::of(call.caller(), scope, call.city.program(), record);
    return begun(call, TRY(Intakes(call.city).begin(std::move(intake), mandate, call.request.body())));
}

bool holds_all(const access::AreaRanges& wide, const access::AreaRanges& narrow)
{
    return !narrow.empty() &&
           std::ranges::all_of(narrow.all(), [&](const access::AreaRange& range) { return wide.hold(range); });
}

/// One's own, and what those may import whose reach lies within one's own.
bool is_shown(const Call& call, const Scope& scope, const Intake& intake)
{
    return intake.account == call.caller().account() || holds_all(scope.extent(intake.record).areas, intake.areas);
}

struct Seen {
    Intake intake;
    Scope scope;
};

Result<Seen> seen(const Call& call)
{
    const auto key = call.city.ids.parse("import", call.request.parameter("id"));
    auto intake = key ? TRY(Intakes(call.city).find(key->key)) : std::nullopt;
    if (!intake || intake->record == language::none)
        return nothing_there();
    auto scope = call.scope(Action::try_import, intake->record);
    if (!scope && scope.error().code != "access.forbidden")
        return scope.error();
    if (!scope || !is_shown(call, *scope, *intake))
        return nothing_there();
    return Seen{*std::move(intake), *std::move(scope)};
}

json::value report_json(const City& city, const std::string& kept)
{
    if (kept.empty())
        return nullptr;
    json::object report = json::parse(kept).as_object();
    name_intake(city, report);
    return report;
}

json::object intake_json(const Call& call, const Intake& intake)
{
    const language::Record& record = call.city.program().records[intake.record];
    return {{"id", call.city.ids.text("import", intake.key)},
            {"type", record.heading.alias},
            {"label", record.heading.name},
            {"name", intake.name},
            {"source", intake.source},
            {"true_on", intake.true_on ? json::value(intake.true_on->text()) : json::value(nullptr)},
            {"state", text_of(intake.state)},
            {"by", intake.by},
            {"own", intake.account == call.caller().account()},
            {"at", time_text(intake.begun_at)},
            {"kept_until", intake.ends_at == 0 ? json::value(nullptr) : json::value(time_text(intake.ends_at))},
            {"committed_by", intake.committed_by.empty() ? json::value(nullptr) : json::value(intake.committed_by)},
            {"trial", report_json(call.city, intake.trial)},
            {"outcome", report_json(call.city, intake.outcome)}};
}

/// The types whose files the caller may try for this purpose. Fails as Gate::permit where there are none.
Result<std::map<Index, Scope>> importable(const Call& call)
{
    std::map<Index, Scope> scopes;
    std::optional<Error> refused;
    for (Index record = 0; record < call.city.program().records.size(); ++record) {
        auto scope = call.scope(Action::try_import, record);
        if (scope)
            scopes.emplace(record, *std::move(scope));
        else
            refused = std::move(scope).error();
    }
    if (scopes.empty())
        return *std::move(refused);
    return scopes;
}

Result<Response> list(Call& call)
{
    const std::int64_t limit = TRY(call.request.query().integer("limit", 1, 200, 50));
    constexpr std::int64_t looked_at = 2000;
    const std::map<Index, Scope> scopes = TRY(importable(call));
    json::array items;
    for (const Intake& intake : TRY(Intakes(call.city).list(looked_at)))
        if (const auto scope = scopes.find(intake.record);
            std::ssize(items) < limit && scope != scopes.end() && is_shown(call, scope->second, intake))
            items.push_back(intake_json(call, intake));
    return page(std::move(items));
}

Result<Response> one(Call& call)
{
    const Seen it = TRY(seen(call));
    return Response::json(intake_json(call, it.intake));
}

/// Page by page; `after` is the row the page before ended with.
Result<Response> rows(Call& call)
{
    const Seen it = TRY(seen(call));
    const std::int64_t limit = TRY(call.request.query().integer("limit", 1, 200, 50));
    const std::int64_t after = TRY(call.request.query().integer("after", 0, 10'000'000, 0));
    const std::string_view only = call.request.query().text("verdict");
    std::ifstream in(Intakes(call.city).verdicts(it.intake.key));
    json::array items;
    json::value next = nullptr;
    for (std::string line; std::getline(in, line);) {
        json::value row = json::parse(line);
        if (row.at("row").to_number<std::int64_t>() <= after ||
            (!only.empty() && row.at("verdict").as_string() != only))
            continue;
        if (std::ssize(items) == limit) {
            next = std::to_string(items.back().at("row").to_number<std::int64_t>());
            break;
        }
        items.push_back(std::move(row));
    }
    return page(std::move(items), std::move(next));
}

/// Who took the rows that came back is journalled before they are handed out: they stand there as they came.
Result<Response> returned(Call& call)
{
    const Seen it = TRY(seen(call));
    const auto file = Intakes(call.city).returned(it.intake.key);
    if (!file)
        return nothing_there();
    const json::value report = json::parse(it.intake.outcome.empty() ? it.intake.trial : it.intake.outcome);
    const std::string after =
        http::write_json(json::object{{"rows", report.at("ask").as_int64() + report.at("refused").as_int64()}});
    TRY(call.city.store().change([&](store::Transaction& transaction) -> Result<Done> {
        store::JournalEntry entry = it.scope.entry(
            AreaCode(), "import.returned", call.city.program().records[it.intake.record].heading.alias, it.intake.key);
        entry.after = after;
        TRY(store::Journal(call.city.registry.keys()).write(transaction, entry));
        return Done{};
    }));
    const auto open = TRY(http::OpenFile::open(file->string()));
    return Response::download(open, file->extension() == ".xlsx" ? workbook_type : "text/csv; charset=utf-8",
                              file->filename().string());
}

Result<Response> commit(Call& call)
{
    const Seen it = TRY(seen(call));
    const json::object body = TRY(call.body({"digest"}));
    const std::string digest = TRY(text_of(body, "digest", 64, 64));
    const Scope scope = TRY(call.scope(Action::import_rows, it.intake.record)); // to try is one thing, to write another
    const auto mandate = access::Mandate::of(call.caller(), scope, call.city.program(), it.intake.record);
    return begun(call, TRY(Intakes(call.city).begin_commit(it.intake, mandate, digest)));
}

Result<Response> withdraw(Call& call)
{
    const Seen it = TRY(seen(call));
    const auto work = TRY(call.city.work.find(it.intake.work));
    if (work && (work->phase == store::WorkPhase::queued || work->phase == store::WorkPhase::running))
        return Error{Fault::conflict, "import.running", "正在处理这个文件", "先在任务里停下它，再撤回",
                     "work on it runs; stop that first"};
    TRY(Intakes(call.city).discard(it.intake.key));
    return Response::nothing();
}

schema::Json report_schema()
{
    using namespace schema;
    return object({{"import", id()},
                   {"digest", text("what a commit names")},
                   {"rows", integer()},
                   {"ok", integer()},
                   {"mended", integer()},
                   {"ask", integer()},
                   {"refused", integer()},
                   {"added", integer()},
                   {"changed", integer()},
                   {"unchanged", integer()},
                   {"owners_added", integer()},
                   {"skipped", integer("titles, totals, signatures")},
                   {"unknown_columns", list_of(text())},
                   {"notes", list_of(text())},
                   {"control_sum_fen", or_null(fen())},
                   {"returned", truth()}});
}

schema::Json intake_schema()
{
    using namespace schema;
    return object({{"id", id()},
                   {"type", text()},
                   {"label", text()},
                   {"name", text()},
                   {"source", text()},
                   {"true_on", or_null(day())},
                   {"state", text_of({"trying", "tried", "committed", "gone"})},
                   {"by", text()},
                   {"own", truth()},
                   {"at", time()},
                   {"kept_until", or_null(time())},
                   {"committed_by", or_null(text())},
                   {"trial", or_null(report_schema())},
                   {"outcome", or_null(report_schema())}});
}

void add_begin(Endpoints& endpoints, const language::Program& program, Index record)
{
    using namespace schema;
    const language::Heading& heading = program.records[record].heading;
    endpoints.push_back({.method = Method::post,
                         .path = "/imports/" + heading.alias,
                         .tag = "imports",
                         .summary = "试导入一个" + heading.name + "表：每一行有结论，什么也不写入",
                         .asks = "try_import " + heading.alias,
                         .query = {{"source", "数据来源，必填", text()},
                                   {"name", "文件名", text()},
                                   {"true_on", "数据是哪一天的", day()},
                                   {"control_field", "核对总额是哪一项的", text()},
                                   {"control_total", "收下的各行这一项应当合计多少元", text()}},
                         .body = Json{{"type", "string"}, {"format", "binary"}},
                         .answer = job_schema(report_schema()),
                         .status = 202,
                         .body_max = static_cast<std::int64_t>(registry::file_bytes_max),
                         .content_types = {"application/octet-stream", "text/csv", "text/plain", workbook_type,
                                           "application/vnd.ms-excel"},
                         .once = true,
                         .work = [record](Call& call) { return begin(call, record); }});
}

void add_looks(Endpoints& endpoints)
{
    using namespace schema;
    const auto add = [&](Method method, std::string path, std::string summary, Json answer, int status, Work work) {
        endpoints.push_back({.method = method,
                             .path = std::move(path),
                             .tag = "imports",
                             .summary = std::move(summary),
                             .asks = "try_import",
                             .answer = std::move(answer),
                             .status = status,
                             .work = std::move(work)});
        return &endpoints.back();
    };
    const Json cell = object({{"column", text()},
                              {"verdict", text_of({"mended", "ask", "refused"})},
                              {"code", text()},
                              {"original", text("masked where the field is")},
                              {"normalised", text()},
                              {"text", text()},
                              {"remedy", text()}});
    add(Method::get, "/imports", "导入过的文件，新的在前：自己的，和自己管的范围里的", page_of(intake_schema()), 200,
        list)
        ->query = {{"limit", "最多几个", integer()}};
    add(Method::get, "/imports/{id}", "一个文件导到哪一步了", intake_schema(), 200, one);
    add(Method::get, "/imports/{id}/rows",
        "试导入里不是一次通过的行，逐行逐格的结论；每种结论最多前 1000 行，要问清和退回的全部在退回的表里",
        page_of(
            object({{"row", integer()}, {"verdict", text_of({"mended", "ask", "refused"})}, {"cells", list_of(cell)}})),
        200, rows)
        ->query = {{"limit", "一页多少行，1 到 200，默认 50", integer()},
                   {"after", "上一页最后的行号", integer()},
                   {"verdict", "只看一种结论", text()}};
    add(Method::get, "/imports/{id}/returned", "退回的行：原来的版式，加上原因和怎么办", nullptr, 200, returned)
        ->answers_with = "application/octet-stream";
    Endpoint* committing =
        add(Method::post, "/imports/{id}/commit", "确认导入试过的文件", job_schema(report_schema()), 202, commit);
    committing->asks = "import";
    committing->body = object({{"digest", text("of the trial")}});
    committing->once = true;
    add(Method::delete_, "/imports/{id}", "撤回一个文件，删除它的内容", nullptr, 204, withdraw);
}

} // namespace

void add_imports(Endpoints& endpoints, City& city)
{
    city.work.on(std::string(Intakes::trial_kind),
                 [&city](const auto& state, const auto& telling) { return Intakes(city).try_out(state, telling); });
    city.work.on(std::string(Intakes::commit_kind),
                 [&city](const auto& state, const auto& telling) { return Intakes(city).commit(state, telling); });
    for (Index record = 0; record < city.program().records.size(); ++record)
        add_begin(endpoints, city.program(), record);
    add_looks(endpoints);
}

} // namespace huimin::api
