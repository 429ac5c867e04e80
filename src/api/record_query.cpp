#include "api/record_query.h"

#include <algorithm>
#include <array>

#include "api/endpoint.h"
#include "api/json_of.h"
#include "api/schema.h"

namespace huimin::api {

using language::Index;
using registry::Comparison;

namespace {

struct Named {
    std::string_view name;
    Comparison comparison;
};
constexpr std::array<Named, 12> comparisons{{{"eq", Comparison::equal},
                                             {"ne", Comparison::not_equal},
                                             {"lt", Comparison::less},
                                             {"le", Comparison::at_most},
                                             {"gt", Comparison::greater},
                                             {"ge", Comparison::at_least},
                                             {"in", Comparison::among},
                                             {"within", Comparison::within},
                                             {"contains", Comparison::contains},
                                             {"begins", Comparison::begins},
                                             {"known", Comparison::known},
                                             {"unknown", Comparison::unknown}}};

Error wrong(std::string_view code, const std::string& what)
{
    return Error{Fault::invalid, std::string(code), what, "按 /api/v1/types 列出的字段写，例如 where=wage.ge:100000",
                 "this cannot be asked of the record type"};
}

/// A field by its alias that this caller may ask by; one that is hidden is like one that is not there.
Result<Index> field_named(const Call& call, const access::Scope& scope, Index record, std::string_view name,
                          std::string_view code)
{
    const Index field = call.city.program().find_field(record, name);
    if (field == language::none || !scope.may_ask_by(record, field))
        return wrong(code, "没有 `" + std::string(name) + "` 这一项");
    return field;
}

/// What is shown masked is not told by what is found, digit by digit: only whole unique numbers may be asked for.
Result<Done> check_masked(const Call& call, const access::Scope& scope, Index record, Index field,
                          Comparison comparison)
{
    const language::Field& type = call.city.program().records[record].fields[field];
    const bool harmless = comparison == Comparison::known || comparison == Comparison::unknown ||
                          (comparison == Comparison::equal && type.unique);
    if (harmless || scope.sees(record, field) == access::Sight::clear)
        return Done{};
    return Error{Fault::forbidden, "api.where_masked", "「" + type.name + "」是遮蔽的，不能按它的一部分或大小查找",
                 type.unique ? "写完整的号码查找" : "换一项查找", "a masked field cannot be searched by its parts"};
}

/// A value as text in an address: numbers and truths are written plainly.
Result<language::Value> value_in(const Call& call, const language::Field& field, std::string_view text)
{
    using language::Kind;
    switch (field.type.kind) {
    case Kind::truth:
        if (text == "true" || text == "false")
            return language::Value(text == "true");
        return wrong("api.where", "`" + field.name + "` 只能是 true 或 false");
    case Kind::integer:
    case Kind::money: {
        const auto number = http::read_integer(text);
        if (!number)
            return wrong("api.where", "`" + field.name + "` 应当和整数比较，金额以分计");
        return language::Value(Rational(*number));
    }
    case Kind::decimal:
    case Kind::rate:
    case Kind::quantity:
    case Kind::day:
    case Kind::month:
    case Kind::text:
    case Kind::citizen_number:
    case Kind::organisation_code:
    case Kind::choice:
    case Kind::area: return value_of(call.city, field, boost::json::string(text));
    case Kind::reference: break;
    }
    return wrong("api.where", "不能按 `" + field.name + "` 筛选");
}

Result<registry::Condition> condition_of(const Call& call, const access::Scope& scope, Index record,
                                         std::string_view text)
{
    const std::size_t colon = std::min(text.find(':'), text.size());
    std::string_view name = text.substr(0, colon), value = text.substr(std::min(colon + 1, text.size()));
    Comparison comparison = Comparison::equal;
    if (const std::size_t dot = name.find('.'); dot != std::string_view::npos) {
        const auto found = std::ranges::find(comparisons, name.substr(dot + 1), &Named::name);
        if (found == comparisons.end())
            return wrong("api.where", "没有 `" + std::string(name.substr(dot + 1)) + "` 这种比较");
        comparison = found->comparison;
        name = name.substr(0, dot);
    }
    registry::Condition condition{TRY(field_named(call, scope, record, name, "api.where")), comparison, {}};
    TRY(check_masked(call, scope, record, condition.field, comparison));
    if (comparison == Comparison::known || comparison == Comparison::unknown)
        return condition;
    const language::Field& field = call.city.program().records[record].fields[condition.field];
    while (true) {
        const std::size_t comma = comparison == Comparison::among ? value.find(',') : std::string_view::npos;
        condition.values.push_back(TRY(value_in(call, field, value.substr(0, comma))));
        if (comma == std::string_view::npos)
            return condition;
        value.remove_prefix(comma + 1);
    }
}

Result<Done> put_order(const Call& call, const access::Scope& scope, registry::ListRequest& request)
{
    std::string_view order = call.request.query().text("order");
    if (order.empty())
        return Done{};
    request.descending = order.starts_with('-');
    if (request.descending)
        order.remove_prefix(1);
    request.order = TRY(field_named(call, scope, request.record, order, "api.order"));
    TRY(check_masked(call, scope, request.record, request.order, Comparison::less));
    return Done{};
}

Result<Done> put_fields(const Call& call, const access::Scope& scope, registry::ListRequest& request)
{
    std::string_view fields = call.request.query().text("fields");
    while (!fields.empty()) {
        const std::size_t comma = std::min(fields.find(','), fields.size());
        request.fields.push_back(TRY(field_named(call, scope, request.record, fields.substr(0, comma), "api.fields")));
        fields.remove_prefix(std::min(comma + 1, fields.size()));
    }
    return Done{};
}

} // namespace

Result<registry::ListRequest> list_request(const Call& call, const access::Scope& scope, Index record)
{
    const http::Query& query = call.request.query();
    registry::ListRequest request;
    request.record = record;
    request.inside = scope.extent(record);
    if (const std::string_view area = query.text("area"); !area.empty())
        request.within = TRY(AreaCode::parse(area));
    if (const std::string_view owner = query.text("owner"); !owner.empty()) {
        const Index above = call.city.program().records[record].owner;
        if (above == language::none)
            return wrong("api.where", "这种档案不属于别的档案");
        request.owner = TRY(call.place_of(above, owner));
    }
    for (const std::string_view text : query.all("where"))
        request.conditions.push_back(TRY(condition_of(call, scope, record, text)));
    TRY(put_order(call, scope, request));
    TRY(put_fields(call, scope, request));
    request.rows_max = static_cast<std::size_t>(TRY(call.page_rows()));
    request.count = TRY(query.truth("count", false));
    if (const std::string after = TRY(call.page_start()); !after.empty())
        request.after = TRY(registry::PageEnd::parse(after));
    return request;
}

std::vector<QueryParameter> list_parameters()
{
    return with_paging(
        {{"where*", "条件：字段.比较:值；比较有 eq ne lt le gt ge in within contains begins known unknown",
          schema::text()},
         {"area", "只看这个区划里的", schema::text()},
         {"owner", "只看属于这条档案的", schema::text()},
         {"order", "按哪一项排；前面加 - 为倒序", schema::text()},
         {"fields", "只要哪几项，逗号隔开", schema::text()}});
}

} // namespace huimin::api
