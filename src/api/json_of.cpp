#include "api/json_of.h"

#include <array>
#include <cstdio>
#include <ctime>

#include "base/text.h"

namespace huimin::api {

namespace json = boost::json;
using language::Kind;
using language::Value;

std::string time_text(std::int64_t milliseconds)
{
    const std::time_t seconds = milliseconds / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return {text.data(), size};
}

json::value first_day(const DayRange& range)
{
    return range.from == DayRange().from ? json::value(nullptr) : json::value(json::string(range.from.text()));
}

json::value last_day(const DayRange& range)
{
    return range.to == DayRange().to ? json::value(nullptr) : json::value(json::string(range.to.plus_days(-1).text()));
}

json::object area_json(const City& city, AreaCode code)
{
    return {{"code", code.short_text()}, {"name", city.area_name(code)}};
}

json::value citation_json(const City& city, const language::Citation& citation)
{
    const language::LegalSource& source = city.program().sources[citation.source];
    return json::object{{"text", source.heading.name + (citation.locator.empty() ? "" : " " + citation.locator)},
                        {"title", source.title + (source.number.empty() ? "" : " " + source.number)}};
}

json::array citations_json(const City& city, const std::vector<language::Citation>& citations)
{
    json::array told;
    for (const language::Citation& citation : citations)
        told.push_back(citation_json(city, citation));
    return told;
}

std::string_view text_of(language::Verdict verdict)
{
    switch (verdict) {
    case language::Verdict::yes: return "yes";
    case language::Verdict::no: return "no";
    case language::Verdict::unknown: return "unknown";
    }
    return {};
}

std::string_view text_of(Kind kind)
{
    switch (kind) {
    case Kind::truth: return "truth";
    case Kind::integer: return "integer";
    case Kind::decimal: return "decimal";
    case Kind::rate: return "rate";
    case Kind::money: return "money";
    case Kind::quantity: return "quantity";
    case Kind::day: return "date";
    case Kind::month: return "month";
    case Kind::text: return "text";
    case Kind::citizen_number: return "citizen_number";
    case Kind::organisation_code: return "organisation_code";
    case Kind::choice: return "choice";
    case Kind::area: return "area";
    case Kind::reference: return "reference";
    }
    return {};
}

json::value text_of(language::PayPeriod period, bool standing)
{
    if (standing)
        return nullptr;
    switch (period) {
    case language::PayPeriod::once: return "once";
    case language::PayPeriod::daily: return "daily";
    case language::PayPeriod::monthly: return "monthly";
    case language::PayPeriod::yearly: return "yearly";
    }
    return nullptr;
}

namespace {

std::string choice_name(const language::Program& program, language::Index choice, std::int32_t number)
{
    for (const language::ChoiceValue& value : program.choices[choice].values)
        if (value.number == number)
            return value.alias.empty() ? value.name : value.alias;
    return std::to_string(number);
}

/// A decimal of at most four places, as the registry keeps it.
std::string decimal_text(const Rational& number)
{
    const auto scaled = multiply(number, Rational(10'000));
    const std::int64_t whole = scaled ? scaled->whole().value_or(0) : 0;
    std::string text = std::to_string(whole < 0 ? -whole : whole);
    text.insert(0, text.size() < 5 ? 5 - text.size() : 0, '0');
    text.insert(text.size() - 4, ".");
    while (text.back() == '0')
        text.pop_back();
    if (text.back() == '.')
        text.pop_back();
    return (whole < 0 ? "-" : "") + text;
}

Error wrong_fact(const language::Field& field, const std::string& wanted)
{
    return Error{Fault::invalid, "api.fact", "`" + field.name + "` " + wanted, "改正这一项再试",
                 "`" + field.alias + "` is not of its kind"};
}

Result<Value> choice_of(const language::Program& program, const language::Field& field, std::string_view name)
{
    for (const language::ChoiceValue& value : program.choices[field.type.of].values)
        if (value.alias == name || value.name == name)
            return Value(language::ChoiceNumber{value.number});
    return wrong_fact(field, "没有 `" + std::string(name) + "` 这个选项");
}

Result<Value> decimal_of(const language::Field& field, std::string_view text)
{
    const auto number = Rational::parse(text);
    if (!number)
        return wrong_fact(field, "应当是小数，写成文字，如 \"12.5\"");
    return Value(*number);
}

} // namespace

json::value value_json(const City& city, const language::Field& field, const Value& value)
{
    if (language::is_unknown(value))
        return nullptr;
    if (const auto* truth = std::get_if<bool>(&value))
        return *truth;
    if (const auto* day = std::get_if<Day>(&value))
        return json::string(day->text());
    if (const auto* month = std::get_if<Month>(&value))
        return json::string(month->text());
    if (const auto* choice = std::get_if<language::ChoiceNumber>(&value))
        return json::string(choice_name(city.program(), field.type.of, choice->number));
    if (const auto* area = std::get_if<AreaCode>(&value))
        return json::string(area->short_text());
    if (const auto* text = std::get_if<std::string>(&value))
        return json::string(*text);
    const Rational& number = std::get<Rational>(value);
    const bool is_whole = field.type.kind == Kind::money || field.type.kind == Kind::integer;
    return is_whole && number.whole() ? json::value(*number.whole()) : json::value(json::string(decimal_text(number)));
}

Result<Value> value_of(const City& city, const language::Field& field, const json::value& given)
{
    if (given.is_null())
        return Value(language::Unknown{});
    const auto text = [&]() -> Result<std::string> {
        if (!given.is_string())
            return wrong_fact(field, "应当写成文字");
        return std::string(given.as_string());
    };
    switch (field.type.kind) {
    case Kind::truth:
        if (!given.is_bool())
            return wrong_fact(field, "应当是 true 或 false");
        return Value(given.as_bool());
    case Kind::integer:
    case Kind::money:
        if (!given.is_int64())
            return wrong_fact(field, field.type.kind == Kind::money ? "应当是以分计的整数" : "应当是整数");
        return Value(Rational(given.as_int64()));
    case Kind::decimal:
    case Kind::rate:
    case Kind::quantity: {
        const std::string written = TRY(text());
        return decimal_of(field, written);
    }
    case Kind::day: {
        const std::string written = TRY(text());
        return Value(TRY(Day::parse(written)));
    }
    case Kind::month: {
        const std::string written = TRY(text());
        return Value(TRY(Month::parse(written)));
    }
    case Kind::area: {
        const std::string written = TRY(text());
        return Value(TRY(AreaCode::parse(written)));
    }
    case Kind::choice: return choice_of(city.program(), field, TRY(text()));
    case Kind::text:
    case Kind::citizen_number:
    case Kind::organisation_code: return Value(TRY(text()));
    case Kind::reference: return wrong_fact(field, "不能直接写，它由系统连接");
    }
    return wrong_fact(field, "不能写");
}

http::Response page(json::array items, json::value next, std::optional<std::int64_t> count)
{
    json::object answer{{"items", std::move(items)}, {"next", std::move(next)}};
    if (count)
        answer["count"] = *count;
    return http::Response::json(std::move(answer));
}

} // namespace huimin::api
