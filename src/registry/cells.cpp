#include "registry/cells.h"

#include <algorithm>

#include "base/money.h"
#include "base/text.h"
#include "registry/internal/readings.h"

namespace huimin::registry {

using language::Field;
using language::Kind;
using language::Value;

CellReading refused(const char* code, std::string why, std::string remedy)
{
    return {Verdict::refused, language::Unknown{}, code, std::move(why), std::move(remedy)};
}
CellReading refused(const Error& error)
{
    return {Verdict::refused, language::Unknown{}, error.code, error.message, error.remedy};
}
CellReading taken(Value value) { return {Verdict::ok, std::move(value), "", "", ""}; }
CellReading mended(Value value, std::string why)
{
    return {Verdict::mended, std::move(value), "cell.cleaned", std::move(why), ""};
}
CellReading ask(const char* code, Value value, std::string why, std::string remedy)
{
    return {Verdict::ask, std::move(value), code, std::move(why), std::move(remedy)};
}
std::string in_ticks(std::string_view text) { return "`" + std::string(text) + "`"; }

AreaNames::AreaNames(const AreaTree& tree, AreaCode home, Day on)
{
    for (const Area& area : tree.all()) {
        if (!area.in_force.contains(on) || (area.code != home && !tree.lies_in(area.code, home, on)))
            continue;
        by_name_[area.name].push_back(area.code);
        // 甲省乙市丙县, and without the upper ones in turn.
        std::string whole = area.name;
        const Area* upper = tree.find(area.parent, on);
        for (; upper != nullptr && upper->code.number() != 0; upper = tree.find(upper->parent, on)) {
            whole = upper->name + whole;
            by_name_[whole].push_back(area.code);
        }
    }
}

std::vector<AreaCode> AreaNames::find(const std::string& name) const
{
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? std::vector<AreaCode>() : found->second;
}

CellGround::CellGround(const language::Program& program_read, const AreaTree& tree, Day on)
    : program(&program_read), areas(&tree), today(on),
      names(program_read.city.area.number() == 0 ? AreaNames() : AreaNames(tree, program_read.city.area, on))
{
}

FieldPart part_of(const language::Record& record, language::Index field)
{
    if (field == record.ages_from)
        return FieldPart::birthday;
    if (field == record.locates)
        return FieldPart::place;
    return field == record.as_name && record.ages_from != language::none ? FieldPart::person_name : FieldPart::plain;
}

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

std::string covered(std::string_view text)
{
    const std::size_t signs = count_code_points(text);
    const std::size_t shown_first = signs > 8 ? 4 : 1, shown_last = signs > 8 ? 4 : 0;
    std::string out;
    for (std::size_t i = 0; !text.empty(); ++i) {
        const char32_t sign = take_code_point(text);
        append_code_point(out, i < shown_first || i + shown_last >= signs ? sign : U'*');
    }
    return out;
}

namespace {

CellReading read_truth(std::string_view text)
{
    for (const std::string_view yes : {"是", "有", "1", "Y", "y", "true", "TRUE", "√", "对"})
        if (text == yes)
            return taken(true);
    for (const std::string_view no : {"否", "无", "没有", "0", "N", "n", "false", "FALSE", "×", "不是"})
        if (text == no)
            return taken(false);
    return refused("cell.truth", in_ticks(text) + " 不是「是」或「否」", "写 是 或 否");
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
                return mended(language::ChoiceNumber{value.number}, in_ticks(text) + " 写成 " + value.name);
    return refused("cell.choice", in_ticks(text) + " 不在「" + choice.heading.name + "」里", "只能写：" + known);
}

CellReading read_area_name(const std::string& text, const CellGround& ground)
{
    const std::vector<AreaCode> found = ground.names.find(text);
    if (found.size() == 1)
        return mended(found.front(), in_ticks(text) + " 写成代码 " + found.front().short_text());
    if (found.empty())
        return refused("cell.area", "没有区划 " + in_ticks(text), "写六位到十二位的区划代码，或区划的全名");
    std::string codes;
    for (const AreaCode code : found)
        codes += (codes.empty() ? "" : "、") + code.short_text();
    return ask("cell.area_many", language::Unknown{}, "叫 " + in_ticks(text) + " 的区划不止一个：" + codes,
               "写区划代码，或连上级一起写全名");
}

CellReading read_any_area(const std::string& text, const CellGround& ground)
{
    if (!all_digits(text))
        return read_area_name(text, ground);
    const auto code = AreaCode::parse(text);
    if (!code)
        return refused(code.error());
    if (ground.areas->find(*code, ground.today) != nullptr)
        return taken(*code);
    const Area* ended = ground.areas->find_latest(*code);
    if (ended == nullptr)
        return refused("cell.area", "没有区划代码 " + in_ticks(text), "查对代码");
    const std::vector<AreaCode> now = ground.areas->today(*code, ground.today);
    if (now.size() == 1)
        return mended(now.front(),
                      ended->name + " " + in_ticks(text) + " 已撤销，写成现在的 " + now.front().short_text());
    return ask("cell.area_ended", *code, ended->name + " " + in_ticks(text) + " 已撤销，现在分属几个区划",
               "写现在的区划代码");
}

/// Where a record lies is in the city whose store it is; other divisions (where somebody comes from) may be anywhere.
CellReading read_area(const std::string& text, FieldPart part, const CellGround& ground)
{
    CellReading reading = read_any_area(text, ground);
    const AreaCode city = ground.program->city.area;
    const auto* code = std::get_if<AreaCode>(&reading.value);
    if (part != FieldPart::place || city.number() == 0 || code == nullptr || code->lies_in(city) ||
        ground.areas->lies_in(*code, city, ground.today))
        return reading;
    const Area* area = ground.areas->find_latest(*code);
    const Area* home = ground.areas->find(city, ground.today);
    return refused("cell.area_elsewhere",
                   "区划 " + in_ticks(text) + (area != nullptr ? "（" + area->name + "）" : "") + "不在" +
                       (home != nullptr ? home->name : "本市"),
                   "查对代码；确是外地的，交给当地登记");
}

/// Whether a text says that the value is not known.
bool says_unknown(std::string_view text)
{
    for (const std::string_view word : {"-", "--", "/", "NULL", "未知", "不详", "未填"})
        if (text == word)
            return true;
    return false;
}

CellReading read_by_kind(const std::string& text, const SheetCell& cell, const Field& field, FieldPart part,
                         const CellGround& ground)
{
    switch (field.type.kind) {
    case Kind::truth: return read_truth(text);
    case Kind::integer:
    case Kind::decimal:
    case Kind::rate:
    case Kind::money:
    case Kind::quantity: return read_number(text, field);
    case Kind::day: return part == FieldPart::birthday ? read_birthday(text, ground.today) : read_day(text);
    case Kind::month: return read_month(text);
    case Kind::text: return part == FieldPart::person_name ? read_person_name(text) : read_text(text, cell.form, field);
    case Kind::citizen_number: return read_citizen_number(text, cell.form, ground.today);
    case Kind::organisation_code: return read_organisation_code(text);
    case Kind::choice: return read_choice(text, ground.program->choices[field.type.of]);
    case Kind::area: return read_area(text, part, ground);
    case Kind::reference:
        return refused("cell.reference", "「" + field.name + "」指向另一种档案，不能从表格导入", "在系统里关联");
    }
    return {};
}

/// ="330282…", a way to keep a spreadsheet from making a number of it.
std::string_view without_text_formula(std::string_view text)
{
    if (text.size() > 3 && text.starts_with("=\"") && text.ends_with('"'))
        return text.substr(2, text.size() - 3);
    return text;
}

} // namespace

CellReading read_cell(const SheetCell& cell, const Field& field, FieldPart part, const CellGround& ground)
{
    if (cell.form == SheetCell::Form::fault || (cell.formula && cell.text.empty()))
        return refused("cell.unworked",
                       cell.text.empty() ? "这一格是公式，文件里没有算出的结果" : "公式的结果是 " + in_ticks(cell.text),
                       "在表格软件里重新计算后，把这一列粘贴为数值再保存");
    if (const auto wrong = first_invalid_utf8(cell.text))
        return refused("cell.encoding", "第 " + std::to_string(*wrong) + " 个字节起不是文字",
                       "用 UTF-8 或 GB18030 另存");
    const std::string_view typed = unquoted(cell.text), inner = without_text_formula(typed);
    const Cleaned cleaned = part == FieldPart::person_name ? clean_name(inner) : clean(inner);
    const std::string& text = cleaned.text;
    const bool changed = cleaned.changed() || inner.size() != typed.size();
    if (text.empty() || (part != FieldPart::person_name && says_unknown(text)))
        return text.empty() ? taken(language::Unknown{})
                            : mended(language::Unknown{}, "写的是 " + in_ticks(text) + "，按不知道收下");
    CellReading reading = read_by_kind(text, cell, field, part, ground);
    if (reading.verdict == Verdict::ok && changed)
        reading = mended(std::move(reading.value), "清理了空格、全角或看不见的字符");
    if (reading.verdict <= Verdict::mended && cell.formula) {
        reading = mended(std::move(reading.value), "由公式算出，取文件里存的结果");
        reading.code = "cell.formula";
    }
    return reading;
}

std::string cell_text(const Value& value, const Field& field, const language::Program& program)
{
    if (const auto* truth = std::get_if<bool>(&value))
        return *truth ? "是" : "否";
    if (const auto* number = std::get_if<Rational>(&value)) {
        if (field.type.kind == Kind::money && number->whole())
            return Money::from_fen(*number->whole()).text();
        return number->text();
    }
    if (const auto* day = std::get_if<Day>(&value))
        return day->text();
    if (const auto* month = std::get_if<Month>(&value))
        return month->text();
    if (const auto* area = std::get_if<AreaCode>(&value))
        return area->short_text();
    if (const auto* text = std::get_if<std::string>(&value))
        return *text;
    if (const auto* choice = std::get_if<language::ChoiceNumber>(&value))
        for (const language::ChoiceValue& one : program.choices[field.type.of].values)
            if (one.number == choice->number)
                return one.name;
    return "";
}

} // namespace huimin::registry
