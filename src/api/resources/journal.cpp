// The journal: who did what, when and why, for those who audit. They see what changed, but sensitive facts only masked:
// reading the journal is no way around the rights on records.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "api/json_of.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "http/json.h"
#include "language/evaluate.h"
#include "language/mask.h"
#include "registry/origins.h"
#include "registry/tables.h"
#include "store/journal.h"

namespace huimin::api {

namespace json = boost::json;
using http::Method;
using http::Response;
using language::Action;
using language::Index;
using language::SystemObject;

namespace {

/// The divisions for which the caller holds a role that may read the journal. What belongs to no county (accounts,
/// sessions) is for those who may read the whole city's.
std::vector<std::pair<AreaCode, AreaCode>> areas_of(const Call& call)
{
    const City& city = call.city;
    access::AreaRanges ranges;
    for (const access::Grant& grant : call.caller().grants()) {
        if (grant.role == language::none || !grant.holds_on(city.today()))
            continue;
        const bool reads = std::ranges::any_of(city.program().roles[grant.role].rights, [](const auto& right) {
            return right.subject == SystemObject::journal && right.action == Action::read;
        });
        if (!reads)
            continue;
        const access::AreaRanges below = access::ranges_below(city.areas, grant.area, city.today());
        ranges.add(below);
        if (below.holds(city.program().city.area))
            ranges.add(access::AreaRange{AreaCode(), AreaCode()});
    }
    std::vector<std::pair<AreaCode, AreaCode>> areas;
    for (const access::AreaRange& range : ranges.all())
        areas.emplace_back(range.first, range.last);
    return areas;
}

/// Facts as they may be seen: sensitive and masked ones masked. What is no object of facts is told by its members'
/// names only where it belongs to a record.
json::value facts_shown(const City& city, Index record, const std::optional<std::string>& facts)
{
    if (!facts)
        return nullptr;
    if (record == language::none)
        return json::string(*facts);
    boost::system::error_code error;
    json::value read = json::parse(*facts, error);
    if (error || !read.is_object())
        return "***";
    json::object shown;
    for (const auto& fact : read.as_object()) {
        const Index at = city.program().find_field(record, fact.key());
        const bool is_open = at != language::none && !city.program().records[record].fields[at].sensitive &&
                             !city.program().records[record].fields[at].masked;
        if (is_open)
            shown[fact.key()] = fact.value();
        else if (at != language::none && fact.value().is_string())
            shown[fact.key()] =
                language::mask(city.program().records[record].fields[at], std::string_view(fact.value().as_string()));
        else
            shown[fact.key()] = "***";
    }
    return json::string(http::write_json(shown));
}

/// What an entry tells beside facts, in the words of the field: the reason of a reveal, whom a grant is for.
constexpr std::pair<std::string_view, std::string_view> member_labels[] = {
    {"account", "账号"},       {"area", "区划"},        {"asked", "查找条件"}, {"days", "天数"},
    {"emergency", "紧急查阅"}, {"field", "看了哪一项"}, {"from", "起"},        {"kind", "种类"},
    {"level", "层级"},         {"login", "登录名"},     {"matter", "事由"},    {"name", "名称"},
    {"new_device", "新设备"},  {"note", "说明"},        {"other", "另一条"},   {"reason", "理由"},
    {"record", "档案"},        {"records", "条数"},     {"role", "角色"},      {"rows", "行数"},
    {"source", "依据"},        {"told_by", "依据"},     {"to", "止"},          {"topics", "主题"},
    {"told_on", "事实日期"},   {"true_on", "事实日期"}, {"url", "地址"},       {"verdict", "结论"},
};

std::string member_label(std::string_view name)
{
    const auto found = std::ranges::find(member_labels, name, &std::pair<std::string_view, std::string_view>::first);
    return std::string(found == std::end(member_labels) ? name : found->second);
}

json::object object_in(const std::optional<std::string>& text)
{
    boost::system::error_code error;
    json::value read = text ? json::parse(*text, error) : json::value();
    return !error && read.is_object() ? std::move(read.as_object()) : json::object();
}

json::object change(std::string_view field, std::string label, json::value before, json::value after)
{
    return {{"field", field}, {"label", std::move(label)}, {"before", std::move(before)}, {"after", std::move(after)}};
}

/// A fact as the journal keeps it, as people read it; masked where it may not be seen.
json::value fact_text(const City& city, const language::Field& field, const json::value* kept)
{
    if (kept == nullptr || kept->is_null())
        return nullptr;
    const store::Value stored = kept->is_int64()    ? store::Value(kept->as_int64())
                                : kept->is_string() ? store::Value(std::string_view(kept->as_string()))
                                                    : store::Value();
    const language::Value value = registry::from_stored(stored, field.type);
    if (language::is_unknown(value))
        return nullptr;
    if (field.sensitive || field.masked)
        return json::string(language::mask(field, value));
    if (field.type.kind == language::Kind::reference)
        return json::string(city.program().records[field.type.of].heading.name);
    return json::string(language::text_of(value, field.type, city.program(), city.areas));
}

/// Where the facts an entry tells come from. What an import changed is told with one source; else each fact's own
/// stands where it differs from the row's.
registry::Origins origins_in(const json::object& after, const language::Record& record)
{
    const auto text = [&](const char* name) {
        const json::value* told = after.if_contains(name);
        return told != nullptr && told->is_string() ? std::string(told->as_string()) : std::string();
    };
    const auto day = [&](const char* name) {
        const json::value* told = after.if_contains(name);
        return told != nullptr && told->is_int64() ? Day::from_number(static_cast<std::int32_t>(told->as_int64()))
                                                   : std::optional<Day>();
    };
    if (after.contains("told_by"))
        return registry::Origins::read("", {text("told_by"), day("told_on")}, record);
    return registry::Origins::read(text("origins"), {text("source"), day("true_on")}, record);
}

/// The facts that an entry changes, in the order declared, and what they rest on.
json::array facts_changed(const City& city, Index record, const store::ReadEntry& entry)
{
    const language::Record& type = city.program().records[record];
    const json::object before = object_in(entry.before), after = object_in(entry.after);
    const registry::Origins origins = origins_in(after, type);
    json::array changes;
    std::vector<std::string> grounds;
    for (Index i = 0; i < type.fields.size(); ++i) {
        const language::Field& field = type.fields[i];
        const json::value *was = before.if_contains(field.alias), *is = after.if_contains(field.alias);
        if (was == is || (was != nullptr && is != nullptr && *was == *is))
            continue;
        changes.push_back(change(field.alias, field.name, fact_text(city, field, was), fact_text(city, field, is)));
        const language::Provenance& from = origins.of(i);
        std::string ground = from.source + (from.true_on ? " " + from.true_on->text() : "");
        if (is != nullptr && !from.source.empty() && std::ranges::find(grounds, ground) == grounds.end())
            grounds.push_back(std::move(ground));
    }
    std::string all;
    for (const std::string& ground : grounds)
        all += (all.empty() ? "" : "、") + ground;
    if (!all.empty())
        changes.push_back(change("source", member_label("source"), nullptr, json::string(all)));
    return changes;
}

/// The login of an account; none where it is not there any more.
Result<json::value> login_of(store::Reader& reader, std::int64_t account)
{
    store::Rows rows = TRY(reader.query("select login from account where key = $1", {account}));
    return TRY(rows.next()) ? json::value(rows[0].text()) : json::value(nullptr);
}

/// What an entry tells that is no change of facts: each member with its value as people read it.
Result<json::array> members_told(const City& city, store::Reader& reader, Index record, const store::ReadEntry& entry)
{
    json::array told;
    for (const auto& member : object_in(entry.after)) {
        const std::string_view name = member.key();
        const json::value& value = member.value();
        json::value text = value.is_string() ? value : json::value(http::write_json(value));
        if (value.is_bool())
            text = value.as_bool() ? "是" : "否";
        else if (name == "account" && value.is_int64())
            text = TRY(login_of(reader, value.as_int64()));
        else if (name == "area" && value.is_int64())
            text = city.area_name(AreaCode(static_cast<std::uint64_t>(value.as_int64())));
        else if (name == "emergency" && value.is_int64())
            text = city.ids.text("emergency", value.as_int64());
        else if (name == "record" && value.is_string()) {
            const Index told_of = city.program().find_record(std::string_view(value.as_string()));
            text = told_of == language::none ? text : json::value(city.program().records[told_of].heading.name);
        } else if (name == "verdict")
            text = value == "justified" ? "正当" : value == "abused" ? "滥用" : text;
        else if (name == "field" && record != language::none && value.is_string()) {
            const Index field = city.program().find_field(record, std::string_view(value.as_string()));
            text = field == language::none ? text : json::value(city.program().records[record].fields[field].name);
        }
        told.push_back(change(name, member_label(name), nullptr, std::move(text)));
    }
    return told;
}

Result<json::object> entry_json(const City& city, store::Reader& reader, const store::ReadEntry& entry)
{
    const Index record = city.program().find_record(entry.record);
    const bool tells_facts = record != language::none && entry.action.starts_with("registry.");
    json::array changes =
        tells_facts ? facts_changed(city, record, entry) : TRY(members_told(city, reader, record, entry));
    json::value id = nullptr;
    if (record != language::none && entry.key != 0)
        id = city.ids.text(city.program().records[record].heading.alias,
                           {static_cast<std::int64_t>(entry.area.number() / 1'000'000), entry.key});
    else if (entry.key != 0)
        id = city.ids.text(entry.record, entry.key);
    return json::object{
        {"seq", entry.seq},
        {"at", time_text(entry.at)},
        {"actor", entry.actor},
        {"purpose", entry.purpose},
        {"action", entry.action},
        {"record", entry.record},
        {"record_label", record == language::none ? "" : city.program().records[record].heading.name},
        {"id", std::move(id)},
        {"area", entry.area == AreaCode() ? json::value(nullptr) : json::value(area_json(city, entry.area))},
        {"before", facts_shown(city, record, entry.before)},
        {"after", facts_shown(city, record, entry.after)},
        {"changes", std::move(changes)},
        {"origin", entry.origin}};
}

/// Midnight in China, of this day and `later` days after, in milliseconds.
std::optional<std::int64_t> midnight(Day day, int later)
{
    constexpr std::int64_t east_of_greenwich = 8 * access::hour;
    return std::int64_t{day.number() + later} * access::day_long - east_of_greenwich;
}

Result<Response> list(Call& call)
{
    TRY(call.scope(Action::read, SystemObject::journal));
    const http::Query& query = call.request.query();
    store::JournalQuestion question;
    question.actor = query.text("actor");
    question.action = query.text("action");
    question.record = query.text("record");
    question.rows_max = TRY(call.page_rows());
    if (const std::string after = TRY(call.page_start()); !after.empty()) { // `seq.entry`
        const std::size_t dot = after.find('.');
        question.before_seq = http::read_integer(after.substr(0, dot)).value_or(0);
        question.before_entry = http::read_integer(after.substr(std::min(dot, after.size() - 1) + 1)).value_or(0);
    }
    if (const std::string_view id = query.text("id"); !id.empty()) {
        const auto at = call.city.ids.parse(question.record, id);
        if (!at)
            return page({});
        question.key = at->key;
    }
    if (const std::string_view from = query.text("from"); !from.empty())
        question.from = midnight(TRY(Day::parse(from)), 0);
    if (const std::string_view to = query.text("to"); !to.empty())
        question.until = midnight(TRY(Day::parse(to)), 1);
    question.areas = areas_of(call);
    if (question.areas.empty())
        return page({});
    TRY(store::seal_journal(call.city.store())); // what was done just now is read too
    store::Reader reader = TRY(call.city.store().reader());
    json::array items;
    const std::vector<store::ReadEntry> entries = TRY(store::read_journal(reader, question));
    for (const store::ReadEntry& entry : entries)
        items.push_back(TRY(entry_json(call.city, reader, entry)));
    json::value next = nullptr;
    if (std::ssize(entries) == question.rows_max)
        next = call.page_end(std::to_string(entries.back().seq) + "." + std::to_string(entries.back().entry));
    return page(std::move(items), std::move(next));
}

} // namespace

void add_journal(Endpoints& endpoints, City&)
{
    using namespace schema;
    endpoints.push_back(
        {.method = Method::get,
         .path = "/journal",
         .tag = "journal",
         .summary = "谁在什么时候、为了什么做了什么，新的在前",
         .asks = "read journal",
         .query = {{"actor", "登录名", text()},
                   {"action", "做了什么，或一类：registry.change、access", text()},
                   {"record", "档案的英文名", text()},
                   {"id", "哪一条档案", text()},
                   {"from", "从哪一天", day()},
                   {"to", "到哪一天（含）", day()},
                   {"limit", "一页多少条，1 到 200，默认 50", integer()},
                   {"after", "上一页 next 给的位置", text()}},
         .answer = page_of(object(
             {{"seq", integer()},
              {"at", time()},
              {"actor", text()},
              {"purpose", text()},
              {"action", text()},
              {"record", text()},
              {"record_label", text("of a record type")},
              {"id", or_null(text())},
              {"area", or_null(area())},
              {"before", or_null(text())},
              {"after", or_null(text())},
              {"changes",
               list_of(object(
                   {{"field", text()}, {"label", text()}, {"before", or_null(text())}, {"after", or_null(text())}}))},
              {"origin", text()}})),
         .work = list});
}

} // namespace huimin::api
