#include "api/call.h"

#include <algorithm>

#include <boost/json/object.hpp>

#include "api/limits.h"
#include "base/text.h"
#include "http/uri.h"

namespace huimin::api {

namespace json = boost::json;
using language::Index;

std::string City::area_name(AreaCode code) const
{
    if (code == AreaCode())
        return "全国";
    const Area* area = areas.find(code, today());
    if (area == nullptr)
        area = areas.find_latest(code);
    return area == nullptr ? code.short_text() : area->name;
}

Error nothing_there()
{
    return Error{Fault::missing, "api.missing", "没有找到，或者不在您可以查看的范围里",
                 "核对编号；需要的话请管辖它的单位查看", "not there, or not within what you may see"};
}

Result<access::Why> Call::why() const
{
    access::Why why;
    std::string_view matter = request.header("X-Matter");
    if (constexpr std::string_view extended = "UTF-8''";
        matter.starts_with(extended)) // RFC 8187: browsers send no other
        why.matter = TRY(http::percent_decode(matter.substr(extended.size())));
    else
        why.matter = std::string(matter);
    const std::string_view named = request.header("X-Purpose");
    if (named.empty())
        return why;
    why.purpose = city.program().find_purpose(named);
    if (why.purpose == language::none)
        return Error{Fault::invalid, "api.purpose", "没有名为 `" + std::string(named) + "` 的办理目的",
                     "从 /session 列出的目的里选一个", "there is no purpose of this name"};
    return why;
}

Result<access::Scope> Call::scope(language::Action action, Index record) const
{
    const access::Why why = TRY(this->why());
    return city.access.gate.permit(caller(), action, record, why);
}

Result<access::Scope> Call::scope(language::Action action, language::SystemObject object) const
{
    const access::Why why = TRY(this->why());
    return city.access.gate.permit(caller(), action, object, why);
}

Result<registry::RecordKey> Call::place_of(Index record, std::string_view id) const
{
    const auto at = city.ids.parse(city.program().records[record].heading.alias, id);
    if (!at)
        return nothing_there();
    return *at;
}

Result<registry::RecordKey> Call::place(Index record, std::string_view parameter) const
{
    return place_of(record, request.parameter(parameter));
}

Result<Day> Call::day() const
{
    const std::string_view text = request.query().text("month");
    const Month first = Month::of(city.program().city.from), now = Month::of(city.today());
    const Month asked = text.empty() ? now : TRY(Month::parse(text));
    if (asked < first || now < asked)
        return Error{Fault::invalid, "api.month",
                     "`" + asked.text() + "` 没有数字：本市从 `" + first.text() + "` 算起，算到本月",
                     "从 `" + first.text() + "` 到 `" + now.text() + "` 选一个月",
                     "there is nothing to tell of `" + asked.text() + "`: months go from `" + first.text() + "` to `" +
                         now.text() + "`"};
    return asked.last();
}

Result<AreaCode> Call::area() const
{
    const std::string_view text = request.query().text("area");
    return text.empty() ? city.program().city.area : AreaCode::parse(text);
}

namespace {

/// What makes a list this one; how much of it is wanted at a time does not.
std::string listing_of(const Call& call)
{
    std::vector<std::string> asked;
    for (const auto& [name, value] : call.request.query().pairs())
        if (name != "after" && name != "limit" && name != "count")
            asked.push_back(http::percent_encode(name) + "=" + http::percent_encode(value));
    std::ranges::sort(asked);
    std::string listing = std::to_string(call.caller().account()) + " " + std::string(call.request.path()) + "?";
    for (const std::string& pair : asked)
        listing += pair + "&";
    return listing;
}

} // namespace

Result<std::int64_t> Call::page_rows() const
{
    return request.query().integer("limit", 1, limits::page_rows, limits::page_rows_unasked);
}

Result<std::string> Call::page_start() const
{
    const std::string_view sealed = request.query().text("after");
    return sealed.empty() ? Result<std::string>(std::string()) : city.cursors.open(listing_of(*this), sealed);
}

std::string Call::page_end(std::string_view end) const
{
    return city.cursors.seal(city.access.on.world, listing_of(*this), end);
}

namespace {

/// `facts、source、true_on`
std::string names_of(std::initializer_list<std::string_view> members)
{
    std::string names;
    for (const std::string_view known : members)
        names +=
            (names.empty() ? "`" : "、`") + std::string(known.substr(0, known.size() - known.ends_with('?'))) + "`";
    return names;
}

} // namespace

Result<json::object> Call::body(std::initializer_list<std::string_view> members) const
{
    json::value read = TRY(request.json());
    if (!read.is_object())
        return Error{Fault::invalid, "api.body", "请求体应当是一个 JSON 对象", "按 /openapi.json 的说明写",
                     "the body must be a JSON object"};
    for (const auto& member : read.as_object())
        if (std::ranges::none_of(members, [&](std::string_view known) {
                return known == member.key() ||
                       (known.ends_with('?') && known.substr(0, known.size() - 1) == member.key());
            }))
            return Error{Fault::invalid, "api.member_unknown",
                         "请求体里没有 `" + std::string(member.key()) + "` 这一项", "可以写的是 " + names_of(members),
                         "the body has no member `" + std::string(member.key()) + "`; it takes " + names_of(members)};
    for (const std::string_view known : members)
        if (!known.ends_with('?') && !read.as_object().contains(known))
            return Error{Fault::invalid, "api.member_missing", "请求体缺 `" + std::string(known) + "`", "补上这一项",
                         "the body lacks `" + std::string(known) + "`"};
    return std::move(read.as_object());
}

namespace {

Error wrong_member(std::string_view name, const std::string& wanted)
{
    return Error{Fault::invalid, "api.member", "`" + std::string(name) + "` " + wanted, "改正后再试",
                 "a member of the body is not of its form"};
}

} // namespace

Result<std::string> text_of(const json::object& body, std::string_view name, std::size_t least, std::size_t most)
{
    const json::value* value = body.if_contains(name);
    if (value == nullptr || !value->is_string())
        return wrong_member(name, "应当是文字");
    const std::string text(value->as_string());
    const std::size_t length = count_code_points(text);
    if (length < least || length > most)
        return wrong_member(name, "应当有 " + std::to_string(least) + " 到 " + std::to_string(most) + " 个字");
    return text;
}

Result<std::optional<std::string>> text_if(const json::object& body, std::string_view name, std::size_t most)
{
    const json::value* value = body.if_contains(name);
    if (value == nullptr || value->is_null())
        return std::optional<std::string>();
    return std::optional(TRY(text_of(body, name, 0, most)));
}

Result<std::optional<std::int64_t>> integer_if(const json::object& body, std::string_view name)
{
    const json::value* value = body.if_contains(name);
    if (value == nullptr || value->is_null())
        return std::optional<std::int64_t>();
    if (!value->is_int64())
        return wrong_member(name, "应当是整数");
    return std::optional(value->as_int64());
}

Result<std::optional<Day>> day_if(const json::object& body, std::string_view name)
{
    const auto text = TRY(text_if(body, name, 10));
    if (!text || text->empty())
        return std::optional<Day>();
    return std::optional(TRY(Day::parse(*text)));
}

} // namespace huimin::api
