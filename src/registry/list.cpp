#include "registry/list.h"

#include <charconv>

#include "registry/internal/conditions.h"
#include "registry/internal/listed.h"
#include "registry/internal/row.h"

namespace huimin::registry {

using language::Index;
using language::Kind;
using language::Record;
using store::Dialect;

namespace {

Error no_filter(const language::Field& field, const std::string& why)
{
    return Error{Fault::invalid, "registry.filter", "「" + field.name + "」不能这样筛选：" + why,
                 "换一种比较，或按字段的类型给值", "`" + field.alias + "` cannot be filtered like this"};
}

bool is_text(Kind kind)
{
    return kind == Kind::text || kind == Kind::citizen_number || kind == Kind::organisation_code;
}

/// Whether a comparison makes sense of facts of this kind.
bool fits(Comparison comparison, Kind kind)
{
    switch (comparison) {
    case Comparison::equal:
    case Comparison::not_equal:
    case Comparison::among:
    case Comparison::known:
    case Comparison::unknown: return true;
    case Comparison::less:
    case Comparison::at_most:
    case Comparison::greater:
    case Comparison::at_least:
        return kind != Kind::truth && kind != Kind::choice && kind != Kind::reference && kind != Kind::area;
    case Comparison::within: return kind == Kind::area;
    case Comparison::contains:
    case Comparison::begins: return is_text(kind);
    }
    return false;
}

/// The value as it is kept. A value of another kind than the field's is refused here, in one place.
Result<Stored> operand(const language::Field& field, const language::Value& value)
{
    const Kind kind = field.type.kind;
    const bool number = kind == Kind::integer || kind == Kind::decimal || kind == Kind::rate || kind == Kind::money ||
                        kind == Kind::quantity || kind == Kind::reference;
    const bool right = (kind == Kind::truth && std::holds_alternative<bool>(value)) ||
                       (number && std::holds_alternative<Rational>(value)) ||
                       (kind == Kind::day && std::holds_alternative<Day>(value)) ||
                       (kind == Kind::month && std::holds_alternative<Month>(value)) ||
                       (kind == Kind::choice && std::holds_alternative<language::ChoiceNumber>(value)) ||
                       (kind == Kind::area && std::holds_alternative<AreaCode>(value)) ||
                       (is_text(kind) && std::holds_alternative<std::string>(value));
    if (!right)
        return no_filter(field, "值的类型不对");
    const auto stored = to_stored(value, field.type);
    if (!stored)
        return no_filter(field, "小数超过四位");
    return *stored;
}

std::string_view sign_of(Comparison comparison)
{
    switch (comparison) {
    case Comparison::equal: return " = ";
    case Comparison::not_equal: return " <> ";
    case Comparison::less: return " < ";
    case Comparison::at_most: return " <= ";
    case Comparison::greater: return " > ";
    case Comparison::at_least: return " >= ";
    case Comparison::among:
    case Comparison::within:
    case Comparison::contains:
    case Comparison::begins:
    case Comparison::known:
    case Comparison::unknown: break;
    }
    return {};
}

Result<std::string> asked(const Condition& condition, const Record& record, Dialect dialect, Where& where)
{
    const language::Field& field = record.fields[condition.field];
    const std::string column = "t." + Dialect::name(field.alias);
    const bool none = condition.is == Comparison::known || condition.is == Comparison::unknown;
    if (!fits(condition.is, field.type.kind))
        return no_filter(field, "这种比较不适合它的类型");
    if (condition.is == Comparison::among ? condition.values.empty() : condition.values.size() != (none ? 0U : 1U))
        return no_filter(field, "给出的值的个数不对");
    if (none)
        return column + (condition.is == Comparison::known ? " is not null" : " is null");
    const Stored first = TRY(operand(field, condition.values.front()));
    if (condition.is == Comparison::among) {
        std::string any;
        for (const language::Value& value : condition.values)
            any += (any.empty() ? "" : ", ") + where.bind(TRY(operand(field, value)));
        return column + " in (" + any + ")";
    }
    if (condition.is == Comparison::within) {
        const auto [low, high] = codes_below(AreaCode(static_cast<std::uint64_t>(first.integer)));
        return column + " between " + where.bind(low) + " and " + where.bind(high);
    }
    if (condition.is == Comparison::contains)
        return dialect.contains(column, where.bind(first.text));
    if (condition.is == Comparison::begins)
        return column + " >= " + where.bind(first.text) + " and " + column + " < " + where.bind(after_all(first.text));
    return column + std::string(sign_of(condition.is)) + where.bind(first);
}

} // namespace

Result<Done> put_conditions(Registry& registry, Dialect dialect, const ListRequest& request, Where& where)
{
    const language::Program& program = registry.program();
    const Record& record = program.records[request.record];
    where.also(where.inside(request.inside, program, record, "t"));
    if (request.within)
        where.also(where.inside(below(*request.within), program, record, "t"));
    if (request.only)
        where.also("t.county = " + where.bind(request.only->county) + " and t.key = " + where.bind(request.only->key));
    if (request.owner)
        where.also("t.county = " + where.bind(request.owner->county) +
                   " and t.owner_key = " + where.bind(request.owner->key));
    for (const Condition& condition : request.conditions)
        where.also(TRY(asked(condition, record, dialect, where)));
    return Done{};
}

namespace {

/// One request on its way to SQL.
class Listing {
public:
    Listing(Registry& registry, const ListRequest& request)
        : registry_(registry), request_(request), record_(registry.program().records[request.record])
    {
        if (request.order != language::none)
            order_ = "t." + Dialect::name(record_.fields[request.order].alias);
        for (Index i = 0; i < record_.fields.size(); ++i)
            if (request.fields.empty())
                fields_.push_back(i);
        if (!request.fields.empty())
            fields_ = request.fields;
    }

    Result<ListPage> run()
    {
        store::Reader reader = TRY(registry_.store().reader());
        ListPage page;
        if (request_.count) {
            Where where;
            TRY(put_conditions(registry_, reader.dialect(), request_, where));
            page.count = TRY(reader.find_integer("select count(*) from " + table() + where.text(), where.values()));
        }
        Where where;
        TRY(put_conditions(registry_, reader.dialect(), request_, where));
        TRY(put_after(where));
        const std::string limit = where.bind(static_cast<std::int64_t>(request_.rows_max) + 1);
        store::Rows rows =
            TRY(reader.query("select " + (order_.empty() ? "null" : order_) + ", " + listed_columns(record_, fields_) +
                                 " from " + table() + where.text() + " order by " + ordering() + " limit " + limit,
                             where.values()));
        std::optional<PageEnd> last;
        while (TRY(rows.next())) {
            if (page.rows.size() == request_.rows_max) {
                page.next = last;
                break;
            }
            page.rows.push_back(listed(record_, fields_, rows.cells().subspan(1)));
            last = PageEnd{fact_in(rows[0]), page.rows.back().at};
        }
        return page;
    }

private:
    [[nodiscard]] std::string table() const { return Dialect::name(record_.heading.alias) + " t where "; }

    /// Whether the ordering fact may be unknown: those come last, whatever the direction.
    [[nodiscard]] bool nulls_last() const { return !order_.empty() && !record_.fields[request_.order].required; }

    [[nodiscard]] std::string ordering() const
    {
        const std::string way = request_.descending ? " desc" : "";
        return (nulls_last() ? order_ + " is null, " : std::string()) + (order_.empty() ? "" : order_ + way + ", ") +
               "t.county" + way + ", t.key" + way;
    }

    Result<Done> put_after(Where& where)
    {
        if (!request_.after)
            return Done{};
        const PageEnd& end = *request_.after;
        const std::string beyond = request_.descending ? " < " : " > ";
        const std::string place =
            "(t.county, t.key)" + beyond + "(" + where.bind(end.at.county) + ", " + where.bind(end.at.key) + ")";
        if (order_.empty()) {
            where.also(place);
            return Done{};
        }
        const bool text = is_text(record_.fields[request_.order].type.kind);
        if (end.fact.kind == Stored::Kind::none) {
            where.also(order_ + " is null and " + place);
            return Done{};
        }
        if (text != (end.fact.kind == Stored::Kind::text))
            return Error{Fault::invalid, "registry.page", "翻页的位置和排序不符", "从第一页重新开始",
                         "the page belongs to another order; start again"};
        const std::string fact = where.bind(end.fact);
        where.also("(" + order_ + beyond + fact + " or (" + order_ + " = " + fact + " and " + place + ")" +
                   (nulls_last() ? " or " + order_ + " is null" : "") + ")");
        return Done{};
    }

    static Stored fact_in(const store::Value& cell)
    {
        if (cell.kind() == store::Value::Kind::integer)
            return {Stored::Kind::integer, cell.integer(), ""};
        if (cell.kind() == store::Value::Kind::text)
            return {Stored::Kind::text, 0, std::string(cell.text())};
        return {};
    }

    Registry& registry_;
    const ListRequest& request_;
    const Record& record_;
    std::string order_; // the column, empty: county and key
    std::vector<Index> fields_;
};

std::optional<std::int64_t> take_number(std::string_view& text, char end)
{
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto used = static_cast<std::size_t>(read.ptr - text.data());
    if (read.ec != std::errc() || used >= text.size() || text[used] != end)
        return std::nullopt;
    text.remove_prefix(used + 1);
    return number;
}

} // namespace

std::string PageEnd::text() const
{
    const std::string place = std::to_string(at.county) + "." + std::to_string(at.key) + ".";
    switch (fact.kind) {
    case Stored::Kind::none: break;
    case Stored::Kind::integer: return place + "i" + std::to_string(fact.integer);
    case Stored::Kind::text: return place + "t" + fact.text;
    }
    return place + "n";
}

Result<PageEnd> PageEnd::parse(std::string_view text)
{
    const Error broken{Fault::invalid, "registry.page", "翻页的位置 `" + std::string(text) + "` 读不懂",
                       "用上一页给出的位置，或从第一页重新开始", "the page end cannot be read; start again"};
    PageEnd end;
    const auto county = take_number(text, '.');
    const auto key = county ? take_number(text, '.') : std::nullopt;
    if (!key || text.empty())
        return broken;
    end.at = {*county, *key};
    const char kind = text.front();
    text.remove_prefix(1);
    if (kind == 't') {
        end.fact = {Stored::Kind::text, 0, std::string(text)};
    } else if (kind == 'i') {
        end.fact.kind = Stored::Kind::integer;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), end.fact.integer);
        if (read.ec != std::errc() || read.ptr != text.data() + text.size())
            return broken;
    } else if (kind != 'n' || !text.empty()) {
        return broken;
    }
    return end;
}

Result<ListPage> list(Registry& registry, const ListRequest& request) { return Listing(registry, request).run(); }

} // namespace huimin::registry
