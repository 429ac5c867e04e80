// Records that may be kept twice: pairs with the reason, side by side; decided by merging them (records.cpp), or by
// saying that they are two.

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/json_of.h"
#include "api/record_json.h"
#include "api/resources/resources.h"
#include "api/schema.h"
#include "registry/list.h"
#include "registry/merge.h"

namespace huimin::api {

namespace json = boost::json;
using access::Scope;
using http::Method;
using http::Response;
using language::Action;
using language::Index;
using registry::RecordKey;
using registry::Suspicion;

namespace {

/// Found at one time: once they are decided, others take their place.
constexpr std::size_t pairs_max = 1000;

std::pair<std::int64_t, std::int64_t> order_of(const Suspicion& pair) { return {pair.one.key, pair.other.key}; }

std::string_view word_of(registry::Likeness likeness)
{
    switch (likeness) {
    case registry::Likeness::same_number: return "same_number";
    case registry::Likeness::near_number: return "near_number";
    case registry::Likeness::name_and_birthday: return "name_and_birthday";
    case registry::Likeness::name_and_address: return "name_and_address";
    }
    return {};
}

/// One side, with what it belongs to: where somebody lives often decides.
Result<std::optional<json::object>> side(const Call& call, const Scope& scope, Index record, RecordKey at)
{
    const auto row = [&](Index of, RecordKey place) {
        return registry::list(call.city.registry,
                              {.record = of, .inside = scope.extent(of), .only = place, .rows_max = 1});
    };
    const registry::ListPage page = TRY(row(record, at));
    if (page.rows.empty()) // moved or merged meanwhile
        return std::optional<json::object>();
    json::object told = record_json(call.city, scope, page.rows.front(), record, {});
    const Index owner = call.city.program().records[record].owner;
    json::value above = nullptr;
    if (owner != language::none && page.rows.front().owner) {
        const registry::ListPage found = TRY(row(owner, {at.county, *page.rows.front().owner}));
        if (!found.rows.empty())
            above = record_json(call.city, scope, found.rows.front(), owner, {});
    }
    told["belongs_to"] = std::move(above);
    return std::optional(std::move(told));
}

Result<std::size_t> begin_of(const Call& call, Index record, const std::vector<Suspicion>& all)
{
    const std::string_view after = call.request.query().text("after");
    if (after.empty())
        return std::size_t{0};
    const std::string& alias = call.city.program().records[record].heading.alias;
    const std::size_t half = after.size() / 2;
    const auto one = call.city.ids.parse(alias, after.substr(0, half));
    const auto other = call.city.ids.parse(alias, after.substr(half));
    if (!one || !other)
        return Error{Fault::invalid, "registry.page", "翻页的位置 `" + std::string(after.substr(0, 60)) + "` 读不懂",
                     "用上一页给出的位置，或从第一页重新开始", "the page end cannot be read; start again"};
    const auto next = std::ranges::upper_bound(all, std::pair(one->key, other->key), {}, order_of);
    return static_cast<std::size_t>(next - all.begin());
}

Result<Response> list(Call& call, Index record)
{
    const Scope scope = TRY(call.scope(Action::merge, record));
    const auto limit = static_cast<std::size_t>(TRY(call.request.query().integer("limit", 1, 100, 20)));
    std::vector<Suspicion> all =
        TRY(registry::find_duplicates(call.city.registry, record, pairs_max, scope.extent(record)));
    std::ranges::sort(all, {}, order_of);
    const std::string& alias = call.city.program().records[record].heading.alias;
    json::array items;
    json::value next = nullptr;
    std::vector<access::RecordPlace> places;
    for (std::size_t i = TRY(begin_of(call, record, all)); i < all.size(); ++i) {
        if (items.size() == limit) {
            next = call.city.ids.text(alias, all[i - 1].one) + call.city.ids.text(alias, all[i - 1].other);
            break;
        }
        auto one = TRY(side(call, scope, record, all[i].one)), other = TRY(side(call, scope, record, all[i].other));
        if (!one || !other)
            continue;
        items.push_back(json::object{{"one", *std::move(one)},
                                     {"other", *std::move(other)},
                                     {"likeness", word_of(all[i].likeness)},
                                     {"reason", registry::text_of(all[i].likeness)}});
        for (const RecordKey at : {all[i].one, all[i].other})
            places.push_back({record, at.county, at.key});
    }
    TRY(call.city.access.log.note(scope, record, places, "duplicates"));
    return page(std::move(items), std::move(next), static_cast<std::int64_t>(all.size()));
}

struct Pair {
    RecordKey one, other;
};

Result<Pair> pair_in(const Call& call, Index record, const json::object& body)
{
    const std::string one = TRY(text_of(body, "one", 22, 22)), other = TRY(text_of(body, "other", 22, 22));
    return Pair{TRY(call.place_of(record, one)), TRY(call.place_of(record, other))};
}

Response done_or(const Result<Done>& done)
{
    if (!done)
        return done.error().code == "registry.missing" ? Response(nothing_there()) : Response(done.error());
    return Response::nothing();
}

Result<Response> tell_apart(Call& call, Index record)
{
    const Scope scope = TRY(call.scope(Action::merge, record));
    const json::object body = TRY(call.body({"one", "other", "reason"}));
    const std::string reason = TRY(text_of(body, "reason", 2, 200));
    const Pair pair = TRY(pair_in(call, record, body));
    return done_or(
        registry::tell_apart(call.city.registry, record, pair.one, pair.other, reason, registry::Actor::of(scope)));
}

Result<Response> doubt_again(Call& call, Index record)
{
    const Scope scope = TRY(call.scope(Action::merge, record));
    const json::object body = TRY(call.body({"one", "other"}));
    const Pair pair = TRY(pair_in(call, record, body));
    return done_or(registry::doubt_again(call.city.registry, record, pair.one, pair.other, registry::Actor::of(scope)));
}

void add_type(Endpoints& endpoints, const language::Program& program, Index record)
{
    using namespace schema;
    const language::Heading& heading = program.records[record].heading;
    const std::string path = "/duplicates/" + heading.alias, asks = "merge " + heading.alias;
    const Json side = map_of(Json(true));
    endpoints.push_back(
        {.method = Method::get,
         .path = path,
         .tag = "duplicates",
         .summary = "疑似重复的" + heading.name + "，成对给出和理由；两边都在范围里的才有",
         .asks = asks,
         .query = {{"limit", "一页多少对，1 到 100，默认 20", integer()}, {"after", "上一页 next 给的位置", text()}},
         .answer = page_of(
             object({{"one", side},
                     {"other", side},
                     {"likeness", text_of({"same_number", "near_number", "name_and_birthday", "name_and_address"})},
                     {"reason", text()}})),
         .work = [record](Call& call) { return list(call, record); }});
    endpoints.push_back({.method = Method::post,
                         .path = path + "/apart",
                         .tag = "duplicates",
                         .summary = "查明是两条，不再提示这一对",
                         .asks = asks,
                         .body = object({{"one", id()}, {"other", id()}, {"reason", text()}}),
                         .status = 204,
                         .once = true,
                         .work = [record](Call& call) { return tell_apart(call, record); }});
    endpoints.push_back({.method = Method::post,
                         .path = path + "/doubt",
                         .tag = "duplicates",
                         .summary = "撤回“是两条”，重新提示这一对",
                         .asks = asks,
                         .body = object({{"one", id()}, {"other", id()}}),
                         .status = 204,
                         .once = true,
                         .work = [record](Call& call) { return doubt_again(call, record); }});
}

} // namespace

void add_duplicates(Endpoints& endpoints, City& city)
{
    for (Index record = 0; record < city.program().records.size(); ++record)
        add_type(endpoints, city.program(), record);
}

} // namespace huimin::api
