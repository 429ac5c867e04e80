#include "tools/record_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/text.h"
#include "language/mask.h"
#include "registry/cells.h"
#include "registry/merge.h"
#include "registry/search.h"

namespace huimin::tools {

using language::Field;
using language::Index;
using language::Kind;
using language::Record;
using registry::Comparison;

namespace {

std::optional<registry::RecordKey> read_place(const std::string& words)
{
    registry::RecordKey at;
    const std::size_t colon = words.find(':');
    if (colon == std::string::npos)
        return std::nullopt;
    const char* const end = words.data() + words.size();
    const auto county = std::from_chars(words.data(), words.data() + colon, at.county);
    const auto key = std::from_chars(words.data() + colon + 1, end, at.key);
    if (county.ec != std::errc() || county.ptr != words.data() + colon || key.ec != std::errc() || key.ptr != end)
        return std::nullopt;
    return at;
}

/// `confirmed`: what is unusual is meant so.
Result<language::Value> read_value(const CityStore& city, const Field& field, const std::string& text, bool confirmed)
{
    const auto now = std::chrono::system_clock::now().time_since_epoch() + std::chrono::hours(8); // in China
    const Day today =
        Day::from_number(static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::days>(now).count()));
    registry::CellReading reading =
        registry::read_cell({text}, field, registry::FieldPart::plain, {city.program(), city.areas(), today});
    const bool unusual = reading.verdict == registry::Verdict::ask && reading.code == "cell.unusual";
    if (reading.verdict <= registry::Verdict::mended || (unusual && confirmed))
        return std::move(reading.value);
    return Error{Fault::invalid, "city.value", "「" + field.name + "」" + reading.why,
                 reading.remedy + (unusual ? "；确实如此的，加 --confirm " + field.name : ""),
                 "`" + text + "` does not suit `" + field.alias + "`" +
                     (unusual ? "; if it is so, add --confirm " + field.alias : "")};
}

struct Sign {
    std::string_view text;
    Comparison comparison;
};
// Longer ones first.
constexpr std::array<Sign, 11> signs = {{{">=", Comparison::at_least},
                                         {"<=", Comparison::at_most},
                                         {"!=", Comparison::not_equal},
                                         {"=", Comparison::equal},
                                         {">", Comparison::greater},
                                         {"<", Comparison::less},
                                         {"~", Comparison::contains},
                                         {"^", Comparison::begins},
                                         {"@", Comparison::within},
                                         {"?", Comparison::unknown},
                                         {"!", Comparison::known}}};

std::string number_text(const Field& field, const Rational& number)
{
    constexpr std::array<const char*, 4> periods = {" 元", " 元/日", " 元/月", " 元/年"};
    switch (field.type.kind) {
    case Kind::money:
        return number.whole() ? Money::from_fen(*number.whole()).grouped_text() +
                                    periods[static_cast<std::size_t>(field.type.period)]
                              : number.text();
    case Kind::rate: return multiply(number, Rational(100)).value_or(number).text() + "%";
    case Kind::quantity: return number.text() + field.type.unit;
    case Kind::truth:
    case Kind::integer:
    case Kind::decimal:
    case Kind::day:
    case Kind::month:
    case Kind::text:
    case Kind::citizen_number:
    case Kind::organisation_code:
    case Kind::choice:
    case Kind::area:
    case Kind::reference: break;
    }
    return number.text();
}

} // namespace

Result<registry::RecordKey> find_named(CityStore& city, Index index, const std::string& words)
{
    const Record& record = city.program().records[index];
    if (const auto place = read_place(words))
        return *place;
    for (const Index field : registry::lookup_fields(record))
        for (const std::string& number : {words, clean(words).text})
            if (const auto at = TRY(city.registry().find(index, field, number)))
                return *at;
    const auto found = TRY(registry::search(city.registry(), {words, registry::below(AreaCode()), 20, index}));
    std::vector<registry::Match> named;
    for (const registry::Match& match : found)
        if (match.name == clean_name(words).text)
            named.push_back(match);
    if (named.size() == 1)
        return named.front().at;
    if (named.empty())
        return Error{Fault::missing, "registry.missing", "没有" + record.heading.name + "「`" + words + "`」",
                     "写号码、姓名，或 search 给出的 区县:键", "there is no such " + record.heading.alias};
    std::string several;
    for (const registry::Match& match : named)
        several += " " + std::to_string(match.at.county) + ":" + std::to_string(match.at.key);
    return Error{Fault::conflict, "city.several",
                 "叫「`" + words + "`」的" + record.heading.name + "不止一个：" + several, "写号码，或其中一个 区县:键",
                 "several bear this name:" + several};
}

Result<registry::RecordKey> find_standing(CityStore& city, Index index, const std::string& words)
{
    const registry::RecordKey at = TRY(find_named(city, index, words));
    const Record& record = city.program().records[index];
    store::Reader reader = TRY(city.store().reader());
    const auto stands = TRY(registry::stands_at(reader, record, at));
    if (!stands || *stands == at)
        return at;
    const std::string there = place_text(*stands);
    const bool moved = stands->key == at.key;
    return Error{Fault::missing, "registry.merged",
                 record.heading.name + " `" + place_text(at) + "` 已" + (moved ? "迁到" : "并入") + " `" + there + "`",
                 "写 " + there + (moved ? "" : "；合并错了的，用 huimin unmerge 恢复"),
                 "`" + place_text(at) + (moved ? "` has moved to `" : "` was merged into `") + there + "`; write that" +
                     (moved ? "" : ", or undo the merge by huimin unmerge")};
}

std::string place_text(registry::RecordKey at) { return std::to_string(at.county) + ":" + std::to_string(at.key); }

Result<Index> find_field(const CityStore& city, Index record, const std::string& name)
{
    const Index field = city.program().find_field(record, name);
    if (field != language::none)
        return field;
    std::string known;
    for (const Field& one : city.program().records[record].fields)
        known += (known.empty() ? "" : "、") + one.name;
    return Error{Fault::missing, "city.no_field",
                 city.program().records[record].heading.name + "没有「`" + name + "`」这一项", "可以写：" + known,
                 "there is no field `" + name + "`"};
}

Result<std::vector<registry::FactChange>> read_facts(const CityStore& city, Index record,
                                                     const std::vector<std::string>& words,
                                                     const std::vector<std::string>& confirmed)
{
    std::vector<Index> meant;
    for (const std::string& name : confirmed)
        meant.push_back(TRY(find_field(city, record, name)));
    std::vector<registry::FactChange> facts;
    for (const std::string& word : words) {
        const std::size_t mark = word.find('=');
        if (mark == std::string::npos)
            return Error{Fault::invalid, "city.value", "`" + word + "` 里没有等号", "写成 工资=1200",
                         "write field=value"};
        const Index field = TRY(find_field(city, record, word.substr(0, mark)));
        language::Value value = TRY(read_value(city, city.program().records[record].fields[field],
                                               word.substr(mark + 1), std::ranges::find(meant, field) != meant.end()));
        facts.push_back({field, std::move(value)});
    }
    return facts;
}

Result<std::vector<registry::Condition>> read_conditions(const CityStore& city, Index record,
                                                         const std::vector<std::string>& words)
{
    std::vector<registry::Condition> conditions;
    for (const std::string& word : words) {
        const std::size_t at = word.find_first_of("<>!=~^@?");
        if (at == std::string::npos)
            return Error{Fault::invalid, "city.value", "`" + word + "` 里没有比较", "写成 工资>=1000 或 死亡日期?",
                         "write field>=value"};
        registry::Condition condition;
        condition.field = TRY(find_field(city, record, word.substr(0, at)));
        const std::string_view rest = std::string_view(word).substr(at);
        const auto* sign = std::ranges::find_if(signs, [&](const Sign& one) { return rest.starts_with(one.text); });
        condition.is = sign->comparison;
        const Field& field = city.program().records[record].fields[condition.field];
        const std::string value(rest.substr(sign->text.size()));
        const bool part = condition.is == Comparison::contains || condition.is == Comparison::begins;
        if (part) // A part of a number is no number.
            condition.values = {clean(value).text};
        else if (condition.is != Comparison::known && condition.is != Comparison::unknown)
            condition.values = {TRY(read_value(city, field, value, true))};
        conditions.push_back(std::move(condition));
    }
    return conditions;
}

std::string fact_text(const CityStore& city, const Field& field, const language::Value& value, bool clear)
{
    if (language::is_unknown(value))
        return "未知";
    if (field.masked && !clear)
        return language::mask(field, value);
    if (const auto* truth = std::get_if<bool>(&value))
        return *truth ? "是" : "否";
    if (const auto* day = std::get_if<Day>(&value))
        return day->text();
    if (const auto* month = std::get_if<Month>(&value))
        return month->text();
    if (const auto* area = std::get_if<AreaCode>(&value)) {
        const Area* known = city.areas().find_latest(*area);
        return known != nullptr ? known->name + "（" + area->short_text() + "）" : area->short_text();
    }
    if (const auto* choice = std::get_if<language::ChoiceNumber>(&value)) {
        for (const language::ChoiceValue& one : city.program().choices[field.type.of].values)
            if (one.number == choice->number)
                return one.name;
        return std::to_string(choice->number);
    }
    if (const auto* text = std::get_if<std::string>(&value))
        return *text;
    return number_text(field, std::get<Rational>(value));
}

std::string origin_text(const language::Provenance& from)
{
    return from.source + (!from.source.empty() && from.true_on ? "，" : "") +
           (from.true_on ? from.true_on->text() : "");
}

} // namespace huimin::tools
