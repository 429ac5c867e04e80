// Who stands behind a number: the list of those entitled, not entitled or not yet known, masked, page by page.

#include <algorithm>
#include <array>
#include <unordered_set>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/aggregate.h"
#include "api/json_of.h"
#include "api/record_json.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "language/mask.h"
#include "registry/list.h"

namespace huimin::api {

namespace json = boost::json;
using census::Line;
using http::Method;
using http::Response;
using language::Index;
using language::Instance;
using language::Verdict;

namespace {

constexpr int pages_read_max = 20; // of the registry, for one page of those with a no

/// One request for a list.
struct Wanted {
    Index policy = language::none, record = language::none, unit = language::none;
    Verdict verdict = Verdict::yes;
    std::size_t rows_max = 50;
    bool count = false;
    std::shared_ptr<const census::Sheet> sheet;
};

Result<Verdict> verdict_asked(const Call& call)
{
    const std::string_view text = call.request.query().text("verdict", "yes");
    for (const Verdict one : {Verdict::yes, Verdict::no, Verdict::unknown})
        if (text_of(one) == text)
            return one;
    return Error{Fault::invalid, "api.verdict", "`verdict` 只能是 yes、no 或 unknown", "改正后再试",
                 "the verdict is yes, no or unknown"};
}

Result<Wanted> wanted(const Call& call)
{
    Wanted wanted;
    const language::Program& program = call.city.program();
    wanted.policy = program.find_policy(call.request.parameter("policy"));
    if (wanted.policy == language::none)
        return nothing_there();
    wanted.record = program.policies[wanted.policy].record;
    wanted.unit = unit_of(program, wanted.record);
    wanted.verdict = TRY(verdict_asked(call));
    wanted.rows_max = static_cast<std::size_t>(TRY(call.page_rows()));
    wanted.count = TRY(call.request.query().truth("count", false));
    return wanted;
}

const Instance* find(const Instance& in, Index record, std::int64_t key)
{
    if (in.record == record && in.key == key)
        return &in;
    for (const std::vector<Instance>& list : in.lists)
        for (const Instance& member : list)
            if (const Instance* found = find(member, record, key))
                return found;
    return nullptr;
}

/// Where a page ended: the division, the unit and whom the last line was about.
std::string end_text(const Line& line)
{
    std::string text = std::to_string(line.area.number());
    for (const std::int64_t number : {line.unit.county, line.unit.key, line.about})
        text += "." + std::to_string(number);
    return text;
}

Result<Line> end_of(std::string_view text)
{
    std::array<std::int64_t, 4> numbers{};
    for (std::int64_t& number : numbers) {
        const std::size_t dot = std::min(text.find('.'), text.size());
        const auto read = http::read_integer(text.substr(0, dot));
        if (!read)
            return Error{Fault::invalid, "api.page", "`after` 不是上一页给的位置", "从第一页重新翻",
                         "not the end of a page"};
        number = *read;
        text.remove_prefix(std::min(dot + 1, text.size()));
    }
    const auto& [area, county, unit, about] = numbers;
    return Line{AreaCode(static_cast<std::uint64_t>(area)), {county, unit}, about, 0, Verdict::yes};
}

/// A list behind a sum is masked: of a sensitive name the first sign stays, 陈**.
std::string masked(const City& city, Index record, std::string label)
{
    const Index name = city.program().records[record].as_name;
    if (name == language::none || !city.program().records[record].fields[name].sensitive)
        return label;
    language::Field field = city.program().records[record].fields[name];
    field.mask_first = 1;
    field.mask_last = 0;
    return language::mask(field, std::string_view(label));
}

/// 甲.工资 with the name masked likewise.
std::string text_masked(const City& city, const language::Deciding& deciding)
{
    if (deciding.about == nullptr || deciding.about->label.empty() || !deciding.text.starts_with(deciding.about->label))
        return deciding.text;
    return masked(city, deciding.about->record, deciding.about->label) +
           deciding.text.substr(deciding.about->label.size());
}

/// A line with its name, and what has to be found out; none when the unit is gone meanwhile.
Result<std::optional<json::object>> line_json(const Call& call, const FiguresView& view, const Wanted& wanted,
                                              const Line& line)
{
    const language::Program& program = call.city.program();
    auto loaded = call.city.registry.load(wanted.unit, line.unit, view.scope.extent(wanted.unit));
    if (!loaded) {
        if (loaded.error().code == "registry.missing")
            return std::optional<json::object>();
        return std::move(loaded).error();
    }
    const Instance* about = find(*loaded, wanted.record, line.about);
    if (about == nullptr)
        return std::optional<json::object>();
    json::array missing;
    if (wanted.verdict == Verdict::unknown)
        for (const language::Answer& answer : language::answer(program, call.city.world(), *loaded, view.day))
            if (answer.policy == wanted.policy && answer.about == about)
                for (const language::Deciding& deciding : answer.deciding)
                    missing.push_back(json::string(text_masked(call.city, deciding)));
    json::value person = nullptr;
    if (wanted.record != wanted.unit)
        person = call.city.ids.text(program.records[wanted.record].heading.alias, {line.unit.county, line.about});
    return std::optional(
        json::object{{"household", call.city.ids.text(program.records[wanted.unit].heading.alias, line.unit)},
                     {"person", std::move(person)},
                     {"label", masked(call.city, wanted.record, label_of(call.city, view.scope, *about))},
                     {"area", area_json(call.city, line.area)},
                     {"amount_fen", line.fen},
                     {"missing", std::move(missing)}});
}

/// Those with a yes or not yet known, as the sheet has them.
Result<Response> answered(const Call& call, const FiguresView& view, const Wanted& wanted)
{
    const std::vector<Line>& lines = wanted.sheet->lines[wanted.policy];
    auto from = lines.begin();
    if (const std::string after = TRY(call.page_start()); !after.empty())
        from = std::ranges::upper_bound(lines, TRY(end_of(after)).place(), {}, &Line::place);
    const auto shown = [&](const Line& line) {
        return line.verdict == wanted.verdict && view.shows(wanted.record, line.area);
    };
    json::array items;
    std::vector<access::RecordPlace> read;
    const Line* last = nullptr;
    bool more = false;
    for (auto line = from; line != lines.end() && !more; ++line) {
        if (!shown(*line))
            continue;
        if (items.size() == wanted.rows_max) {
            more = true;
            break;
        }
        if (auto item = TRY(line_json(call, view, wanted, *line))) {
            items.push_back(std::move(*item));
            read.push_back({wanted.record, line->unit.county, line->about});
        }
        last = &*line;
    }
    TRY(call.city.access.log.note(view.scope, wanted.record, read, call.request.raw_query()));
    std::optional<std::int64_t> count;
    if (wanted.count)
        count = std::ranges::count_if(lines, shown);
    return page(std::move(items), more ? json::value(call.page_end(end_text(*last))) : json::value(nullptr), count);
}

json::object row_json(const Call& call, const FiguresView& view, const Wanted& wanted,
                      const registry::ListedRecord& row, const std::vector<Index>& fields)
{
    const language::Program& program = call.city.program();
    json::object whole = record_json(call.city, view.scope, row, wanted.record, fields);
    const bool is_unit = wanted.record == wanted.unit;
    const registry::RecordKey unit{row.at.county, is_unit ? row.at.key : row.owner.value_or(0)};
    return {{"household", call.city.ids.text(program.records[wanted.unit].heading.alias, unit)},
            {"person", is_unit ? json::value(nullptr) : whole.at("id")},
            {"label", masked(call.city, wanted.record, std::string(whole.at("label").as_string()))},
            {"area", whole.at("area")},
            {"amount_fen", 0},
            {"missing", json::array{}}};
}

std::int64_t count_refused(const FiguresView& view, const Wanted& wanted)
{
    std::int64_t count = 0;
    for (const auto& [where, records] : view.sums->counts)
        if (where.first == wanted.record && view.shows(where.first, where.second))
            count += static_cast<std::int64_t>(records);
    for (const auto& [where, tally] : view.sums->tallies)
        if (where.first == wanted.policy && view.shows(wanted.record, where.second))
            count -= static_cast<std::int64_t>(tally.yes + tally.unknown);
    return std::max<std::int64_t>(count, 0);
}

Result<registry::ListRequest> request_for_all(const Call& call, const FiguresView& view, const Wanted& wanted)
{
    const language::Record& record = call.city.program().records[wanted.record];
    registry::ListRequest request;
    request.record = wanted.record;
    request.inside = view.scope.extent(wanted.record);
    request.within = view.asked;
    request.rows_max = 200;
    for (const Index field : {record.as_name, record.locates})
        if (field != language::none)
            request.fields.push_back(field);
    if (const std::string after = TRY(call.page_start()); !after.empty())
        request.after = TRY(registry::PageEnd::parse(after));
    return request;
}

/// Those with a no: all there are, without the others. A page may hold fewer than asked where they are rare.
Result<Response> refused(const Call& call, const FiguresView& view, const Wanted& wanted)
{
    std::unordered_set<std::int64_t> others;
    for (const Line& line : wanted.sheet->lines[wanted.policy])
        others.insert(line.about);
    registry::ListRequest request = TRY(request_for_all(call, view, wanted));
    json::array items;
    std::vector<access::RecordPlace> read;
    std::optional<registry::PageEnd> next;
    for (int pages = 0; pages < pages_read_max && items.size() < wanted.rows_max; ++pages) {
        const registry::ListPage listed = TRY(registry::list(call.city.registry, request));
        next = listed.next;
        for (const registry::ListedRecord& row : listed.rows) {
            if (others.contains(row.at.key))
                continue;
            if (items.size() == wanted.rows_max) {
                next = registry::PageEnd{{}, {read.back().county, read.back().key}};
                break;
            }
            items.push_back(row_json(call, view, wanted, row, request.fields));
            read.push_back({wanted.record, row.at.county, row.at.key});
        }
        if (!next)
            break;
        request.after = next;
    }
    TRY(call.city.access.log.note(view.scope, wanted.record, read, call.request.raw_query()));
    return page(std::move(items), next ? json::value(call.page_end(next->text())) : json::value(nullptr),
                wanted.count ? std::optional(count_refused(view, wanted)) : std::nullopt);
}

Result<Response> list(Call& call)
{
    Wanted wanted = TRY(api::wanted(call));
    const FiguresView view = TRY(figures_view(call));
    if (!view.scope.reaches(wanted.record) || !shows_list(view.scope, wanted.record))
        return Error{Fault::forbidden, "api.list", "您的角色只看总数，不看背后的名单", "需要名单的话请业务科室查看",
                     "your role sees sums, not the list behind them"};
    wanted.sheet = TRY(call.city.board.sheet(view.day));
    return wanted.verdict == Verdict::no ? refused(call, view, wanted) : answered(call, view, wanted);
}

} // namespace

void add_figure_lists(Endpoints& endpoints)
{
    using namespace schema;
    endpoints.push_back(
        {.method = Method::get,
         .path = "/figures/entitlements/{policy}/list",
         .tag = "figures",
         .summary = "数字背后的名单，遮蔽",
         .asks = "aggregate household",
         .query = with_paging({{"verdict", "yes 该享受，unknown 待核实，no 不符合", text_of({"yes", "no", "unknown"})},
                               {"month", "哪个月，默认本月", month()},
                               {"area", "区划代码，默认全市", text()}}),
         .answer = page_of(object({{"household", id()},
                                   {"person", or_null(id())},
                                   {"label", text()},
                                   {"area", area()},
                                   {"amount_fen", fen()},
                                   {"missing", list_of(text("what has to be found out"))}})),
         .work = list});
}

} // namespace huimin::api
