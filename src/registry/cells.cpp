#include "registry/cells.h"

#include <algorithm>

#include "base/identity_number.h"
#include "base/money.h"
#include "base/numerals.h"
#include "base/organisation_code.h"
#include "base/text.h"

namespace huimin::registry {

using language::Field;
using language::Kind;
using language::Value;

namespace {

CellReading refused(std::string why, std::string remedy)
{
    return {Verdict::refused, language::Unknown{}, std::move(why), std::move(remedy)};
}
CellReading taken(Value value) { return {Verdict::ok, std::move(value), "", ""}; }
CellReading mended(Value value, std::string why) { return {Verdict::mended, std::move(value), std::move(why), ""}; }
CellReading ask(Value value, std::string why, std::string remedy)
{
    return {Verdict::ask, std::move(value), std::move(why), std::move(remedy)};
}

std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

bool all_digits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// 3.30282E+17: a spreadsheet has thrown digits away.
bool is_scientific(std::string_view text)
{
    const std::size_t e = text.find_first_of("eE");
    return e != std::string_view::npos && e > 0 && e + 1 < text.size() &&
           (all_digits(text.substr(e + 1)) ||
            ((text[e + 1] == '+' || text[e + 1] == '-') && all_digits(text.substr(e + 2))));
}

CellReading read_citizen_number(std::string_view text)
{
    if (is_scientific(text))
        return refused("身份证号 " + quoted(text) + " 已被表格软件改成科学计数，后几位丢失",
                       "在原始档案里重新抄录 18 位号码，单元格设为文本");
    if (text.size() == 15 && all_digits(text)) {
        const auto candidate = IdentityNumber::candidate_of_15_digits(text);
        if (!candidate)
            return refused(candidate.error().message, candidate.error().remedy);
        return ask(std::string(candidate->text()),
                   "15 位旧号码 " + quoted(text) + "，对应的 18 位号码可能是 " + std::string(candidate->text()),
                   "核对证件后填写 18 位号码");
    }
    const auto number = IdentityNumber::parse(text);
    if (!number)
        return refused(number.error().message, number.error().remedy);
    if (text.back() == 'x')
        return mended(std::string(number->text()), "末位小写 x 改为 X");
    return taken(std::string(number->text()));
}

/// Digits between marks: 2024.3.5, 2024/03/05, 2024年3月5日.
std::optional<Day> day_in_parts(std::string_view text)
{
    int parts[3] = {0, 0, 0};
    int count = 0;
    bool inside = false;
    std::size_t digits = 0, first_digits = 0;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (c >= '0' && c <= '9') {
            if (!inside && ++count > 3)
                return std::nullopt;
            digits = inside ? digits + 1 : 1;
            if (digits > 4)
                return std::nullopt;
            inside = true;
            parts[count - 1] = parts[count - 1] * 10 + (c - '0');
            if (count == 1)
                first_digits = digits;
            ++i;
            continue;
        }
        inside = false;
        static constexpr std::string_view marks[] = {"年", "月", "日", "-", ".", "/", " "};
        const auto mark = std::find_if(std::begin(marks), std::end(marks),
                                       [&](std::string_view one) { return text.substr(i).starts_with(one); });
        if (mark == std::end(marks))
            return std::nullopt;
        i += mark->size();
    }
    return count == 3 && first_digits == 4 ? Day::of(parts[0], parts[1], parts[2]) : std::nullopt;
}

/// 二〇二四年三月五日
std::optional<Day> day_in_numerals(std::string_view text)
{
    const std::size_t year = text.find("年"), month = text.find("月"), day = text.find("日");
    if (year == std::string_view::npos || month == std::string_view::npos || day == std::string_view::npos ||
        year > month || month > day)
        return std::nullopt;
    const auto y = positional_numeral(text.substr(0, year));
    const auto m = worded_numeral(text.substr(year + 3, month - year - 3)),
               d = worded_numeral(text.substr(month + 3, day - month - 3));
    return y && m && d ? Day::of(static_cast<int>(*y), static_cast<int>(*m), static_cast<int>(*d)) : std::nullopt;
}

CellReading read_day(std::string_view text)
{
    if (const auto day = Day::parse(text); day.ok())
        return taken(*day);
    if (text.size() == 8 && all_digits(text)) {
        const std::string parted =
            std::string(text.substr(0, 4)) + "-" + std::string(text.substr(4, 2)) + "-" + std::string(text.substr(6));
        if (const auto day = Day::parse(parted); day.ok())
            return mended(*day, quoted(text) + " 写成 " + parted);
        return refused("没有 " + quoted(text) + " 这一天", "查对日期");
    }
    if (text.size() == 5 && all_digits(text)) {
        // A serial day of a spreadsheet, day 1 being 1900-01-01 and 1900 wrongly a leap year.
        const Day day = Day::of(1899, 12, 30)->plus_days(static_cast<std::int32_t>(std::stoi(std::string(text))));
        return ask(day, quoted(text) + " 像是表格软件的日期序号，可能是 " + day.text(),
                   "把这一列设为日期格式后重新导出，或确认日期");
    }
    if (const std::size_t at = text.find('T'); at != std::string_view::npos)
        if (const auto day = Day::parse(text.substr(0, at)); day.ok())
            return ask(*day, quoted(text) + " 带有时间和时区，可能差一天", "确认当地的日期");
    if (const auto day = day_in_parts(text))
        return mended(*day, quoted(text) + " 写成 " + day->text());
    if (const auto day = day_in_numerals(text))
        return mended(*day, quoted(text) + " 写成 " + day->text());
    return refused(quoted(text) + " 不是能确定的日期", "写成 2024-03-05 的样子");
}

/// An amount or number with what offices put around it: ￥, 元, groups.
CellReading read_number(std::string_view text, const Field& field)
{
    if (is_scientific(text))
        return refused(quoted(text) + " 是科学计数，位数可能丢失", "把单元格设为文本或数值后重新填写");
    std::string_view bare = text;
    bool changed = false;
    const auto strip = [&](std::string_view mark, bool front) {
        if (front ? bare.starts_with(mark) : bare.ends_with(mark)) {
            front ? bare.remove_prefix(mark.size()) : bare.remove_suffix(mark.size());
            changed = true;
        }
    };
    if (field.type.kind == Kind::money) {
        strip("￥", true);
        strip("¥", true);
        strip("元", false);
    }
    while (!bare.empty() && bare.front() == ' ')
        bare.remove_prefix(1);
    while (!bare.empty() && bare.back() == ' ')
        bare.remove_suffix(1);
    const bool percent = field.type.kind == Kind::rate && bare.ends_with('%');
    if (percent)
        bare.remove_suffix(1);
    auto number = Rational::parse(bare);
    if (!number)
        return refused(quoted(text) + " 不是数",
                       field.type.kind == Kind::money ? "写成 1234.50 的样子，单位是元" : "只写数字");
    changed = changed || bare.find(',') != std::string_view::npos;
    if (percent)
        number = divide(*number, Rational(100));
    if (field.type.kind == Kind::money) {
        const auto money = Money::parse(bare);
        if (!money)
            return refused(money.error().message, money.error().remedy);
        number = Rational(money->fen());
    }
    if (field.type.kind == Kind::integer && !number->is_whole())
        return refused(quoted(text) + " 应当是整数", "查对这一列");
    if ((field.low && *number < *field.low) || (field.high && *number > *field.high))
        return refused(quoted(text) + " 超出「" + field.name + "」的范围", "查对数值和单位");
    return changed ? mended(*number, "去掉了 " + quoted(text) + " 里的符号") : taken(*number);
}

CellReading read_truth(std::string_view text)
{
    for (const std::string_view yes : {"是", "有", "1", "Y", "y", "true", "TRUE", "√"})
        if (text == yes)
            return taken(true);
    for (const std::string_view no : {"否", "无", "没有", "0", "N", "n", "false", "FALSE", "×"})
        if (text == no)
            return taken(false);
    return refused(quoted(text) + " 不是「是」或「否」", "写 是 或 否");
}

CellReading read_choice(std::string_view text, const language::Choice& choice)
{
    std::string known;
    for (const language::ChoiceValue& value : choice.values) {
        if (text == value.name || text == value.alias || text == std::to_string(value.number))
            return taken(language::ChoiceNumber{value.number});
        known += (known.empty() ? "" : "、") + value.name;
    }
    // 女性, 城镇户口: the name with a word of its kind behind it.
    for (const language::ChoiceValue& value : choice.values)
        for (const std::string_view more : {"性", "户口", "户籍", "残疾", "族"})
            if (text == value.name + std::string(more))
                return mended(language::ChoiceNumber{value.number}, quoted(text) + " 写成 " + value.name);
    return refused(quoted(text) + " 不在「" + choice.heading.name + "」里", "只能写：" + known);
}

CellReading read_area(std::string_view text, const AreaTree& areas)
{
    const auto code = AreaCode::parse(text);
    if (!code)
        return refused(code.error().message, code.error().remedy);
    if (areas.find_latest(*code) == nullptr)
        return refused("没有区划代码 " + quoted(text), "查对代码");
    return taken(*code);
}

CellReading read_text(const Cleaned& cleaned, const Field& field)
{
    constexpr std::size_t characters_max = 500;
    if (count_code_points(cleaned.text) > characters_max)
        return refused("「" + field.name + "」超过 " + std::to_string(characters_max) + " 个字", "缩短");
    if (cleaned.text.find('<') != std::string::npos || cleaned.text.find('>') != std::string::npos)
        return refused("「" + field.name + "」里有网页标记", "只写文字");
    return taken(cleaned.text);
}

} // namespace

std::string_view text_of(Verdict verdict)
{
    switch (verdict) {
    case Verdict::ok: return "通过";
    case Verdict::mended: return "已修正";
    case Verdict::ask: return "待确认";
    case Verdict::refused: return "退回";
    }
    return "";
}

CellReading read_cell(std::string_view cell, const Field& field, const language::Program& program,
                      const AreaTree& areas)
{
    if (const auto wrong = first_invalid_utf8(cell))
        return refused("第 " + std::to_string(*wrong) + " 个字节起不是文字", "用 UTF-8 或 GB18030 另存");
    const Cleaned cleaned = field.type.kind == Kind::text ? clean_name(cell) : clean(cell);
    const std::string& text = cleaned.text;
    if (text.empty() || text == "-" || text == "/" || text == "NULL" || text == "未知" || text == "不详")
        return {text.empty() && !cleaned.changed() ? Verdict::ok : Verdict::mended, language::Unknown{}, "", ""};
    CellReading reading;
    switch (field.type.kind) {
    case Kind::truth: reading = read_truth(text); break;
    case Kind::integer:
    case Kind::decimal:
    case Kind::rate:
    case Kind::money:
    case Kind::quantity: reading = read_number(text, field); break;
    case Kind::day: reading = read_day(text); break;
    case Kind::month: {
        const auto month = Month::parse(text);
        reading = month ? taken(*month) : refused(month.error().message, month.error().remedy);
        break;
    }
    case Kind::text: reading = read_text(cleaned, field); break;
    case Kind::citizen_number: reading = read_citizen_number(text); break;
    case Kind::organisation_code: {
        const auto code = OrganisationCode::parse(text);
        reading = code ? taken(std::string(code->text())) : refused(code.error().message, code.error().remedy);
        break;
    }
    case Kind::choice: reading = read_choice(text, program.choices[field.type.of]); break;
    case Kind::area: reading = read_area(text, areas); break;
    case Kind::reference:
        reading = refused("「" + field.name + "」指向另一种档案，不能从表格导入", "在系统里关联");
        break;
    }
    if (reading.verdict == Verdict::ok && cleaned.changed())
        reading = mended(std::move(reading.value), "清理了空格、全角或看不见的字符");
    return reading;
}

} // namespace huimin::registry
