#include <algorithm>

#include "base/identity_number.h"
#include "base/money.h"
#include "base/organisation_code.h"
#include "registry/internal/readings.h"

namespace huimin::registry {

using language::Field;
using language::Kind;

namespace {

constexpr int years_lived_max = 130;

const char* const as_text = "把这一列设为文本格式，照证件重新填写 18 位号码";

/// The number without what people put between its groups.
std::string without_marks(std::string_view text)
{
    std::string bare(text);
    std::erase_if(bare, [](char c) { return c == ' ' || c == '-' || c == '\''; });
    return bare;
}

/// Numbers of papers other than the citizen's card, by their form.
std::optional<CellReading> other_document(const std::string& text)
{
    const std::size_t letters = static_cast<std::size_t>(
        std::find_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) - text.begin());
    const std::string_view digits = std::string_view(text).substr(letters);
    const char* what = nullptr;
    if (text.size() == 20 && IdentityNumber::parse(text.substr(0, 18)))
        return ask("cell.other_document", text.substr(0, 18),
                   in_ticks(text) + " 像是残疾人证号，身份证号可能是前 18 位 " + in_ticks(text.substr(0, 18)),
                   "核对证件后填写 18 位身份证号");
    if (!all_digits(digits))
        return std::nullopt;
    if (letters == 1 && (text[0] == 'H' || text[0] == 'M') && (digits.size() == 8 || digits.size() == 10))
        what = "港澳居民来往内地通行证";
    else if (letters == 0 && digits.size() == 8)
        what = "台湾居民来往大陆通行证";
    else if ((letters == 1 || letters == 2) && digits.size() >= 7 && digits.size() <= 9)
        what = "护照";
    if (what == nullptr)
        return std::nullopt;
    return ask("cell.other_document", language::Unknown{}, in_ticks(text) + " 像是" + what + "号码，不是身份证号",
               "这一格留空，证件种类和号码另行登记");
}

CellReading wrong_number(const std::string& text, const Error& why)
{
    const bool zeros = text.size() == 18 && text.ends_with("000");
    if (zeros && why.code == "identity.check")
        return refused("cell.digits_lost", "身份证号 " + in_ticks(text) + " 末三位是 000，多半是表格软件丢了末尾几位",
                       as_text);
    if (text.find('*') != std::string::npos)
        return refused("cell.covered", "身份证号 " + in_ticks(text) + " 是遮蔽过的", "填写完整的 18 位号码");
    if (auto other = other_document(text))
        return std::move(*other);
    return refused(why);
}

} // namespace

bool all_digits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_scientific(std::string_view text)
{
    const std::size_t e = text.find_first_of("eE");
    if (e == std::string_view::npos || e == 0 || e + 1 >= text.size() || text[0] < '0' || text[0] > '9')
        return false;
    const std::string_view power = text.substr(e + 1);
    const bool is_power = all_digits(power) || ((power[0] == '+' || power[0] == '-') && all_digits(power.substr(1)));
    return is_power && text.substr(0, e).find_first_not_of("0123456789.") == std::string_view::npos;
}

CellReading read_citizen_number(std::string_view text, SheetCell::Form form, Day today)
{
    if (is_scientific(text) || form == SheetCell::Form::number || text.ends_with(".0"))
        return refused("cell.digits_lost", "身份证号 " + in_ticks(text) + " 被当成了数值，后几位已经丢失", as_text);
    if (text == "无" || text == "没有" || text == "无证")
        return ask("cell.no_number", language::Unknown{}, "写的是 " + in_ticks(text) + "，没有身份证号",
                   "查清是没有办证还是漏填；确实没有就留空");
    const std::string bare = without_marks(text);
    if (bare.size() == 15 && all_digits(bare)) {
        const auto candidate = IdentityNumber::candidate_of_15_digits(bare);
        if (!candidate)
            return refused(candidate.error());
        return ask("cell.old_number", std::string(candidate->text()),
                   "15 位旧号码 " + in_ticks(bare) + "，对应的 18 位号码可能是 " + in_ticks(candidate->text()),
                   "核对证件后填写 18 位号码");
    }
    const auto number = IdentityNumber::parse(bare);
    if (!number)
        return wrong_number(bare, number.error());
    if (number->birthday() > today || years_of_age(number->birthday(), today) > years_lived_max)
        return refused("cell.age",
                       "身份证号 " + in_ticks(bare) + " 里的出生日期 " + number->birthday().text() + " 不可能",
                       "逐位对照证件");
    std::string value(number->text());
    if (value.ends_with("000"))
        return ask("cell.digits_doubtful", value,
                   "身份证号 " + in_ticks(bare) + " 末三位是 000，可能被表格软件丢了末尾几位", "对照证件确认");
    if (number->kind() != IdentityKind::citizen)
        return ask("cell.other_document", value,
                   number->kind() == IdentityKind::residence_permit ? in_ticks(bare) + " 是港澳台居民居住证号码"
                                                                    : in_ticks(bare) + " 是外国人永久居留身份证号码",
                   "确认证件种类");
    if (bare.size() != text.size())
        return mended(std::move(value), "去掉了号码里的空格和横线");
    return bare.back() == 'x' ? mended(std::move(value), "末位小写 x 改为 X") : taken(std::move(value));
}

CellReading read_organisation_code(std::string_view text)
{
    if (is_scientific(text))
        return refused("cell.digits_lost", "信用代码 " + in_ticks(text) + " 已被表格软件改成科学计数，后几位丢失",
                       "把这一列设为文本格式，照证书重新填写");
    const std::string bare = without_marks(text);
    const auto code = OrganisationCode::parse(bare);
    if (!code)
        return refused(code.error());
    std::string value(code->text());
    return value == text ? taken(std::move(value)) : mended(std::move(value), in_ticks(text) + " 写成规范的样子");
}

namespace {

/// The bare number, and whether something was taken off it.
struct Bare {
    std::string_view text;
    bool changed = false;
};

Bare without_signs(std::string_view text, const Field& field)
{
    Bare bare{text};
    const auto strip = [&](std::string_view mark, bool front) {
        if (front ? bare.text.starts_with(mark) : bare.text.ends_with(mark)) {
            front ? bare.text.remove_prefix(mark.size()) : bare.text.remove_suffix(mark.size());
            bare.changed = true;
        }
    };
    if (field.type.kind == Kind::money)
        for (const std::string_view mark : {"人民币", "￥", "¥", "RMB"})
            strip(mark, true);
    if (field.type.kind == Kind::money)
        for (const std::string_view mark : {"/月", "/年", "元整", "元"})
            strip(mark, false);
    if (field.type.kind == Kind::quantity && !field.type.unit.empty())
        strip(field.type.unit, false);
    if (field.type.kind == Kind::integer)
        for (const std::string_view mark : {"人", "个", "岁", "级", "项", "套", "辆", "张"})
            strip(mark, false);
    strip(" ", true);
    strip(" ", false);
    return bare;
}

CellReading within_bounds(Rational number, std::string_view text, const Field& field, bool changed)
{
    if (!language::within_range(number, field))
        return refused("cell.range", in_ticks(text) + " 超出「" + field.name + "」的范围", "查对数值和单位");
    if (field.type.kind == Kind::money && number.sign() < 0 && !field.low)
        return refused("cell.negative", in_ticks(text) + " 是负数", "金额写正数；要冲减的另行登记");
    if ((field.usual_low && number < *field.usual_low) || (field.usual_high && number > *field.usual_high))
        return ask("cell.unusual", number, in_ticks(text) + " 不在「" + field.name + "」通常的范围里",
                   "查对数值和单位");
    return changed ? mended(number, "去掉了 " + in_ticks(text) + " 里的符号") : taken(number);
}

} // namespace

CellReading read_number(std::string_view text, const Field& field)
{
    if (is_scientific(text))
        return refused("cell.digits_lost", in_ticks(text) + " 是科学计数，位数可能丢失",
                       "把单元格设为文本或数值后重新填写");
    Bare bare = without_signs(text, field);
    const bool percent = field.type.kind == Kind::rate && bare.text.ends_with('%');
    if (percent)
        bare.text.remove_suffix(1);
    auto number = Rational::parse(bare.text);
    if (!number)
        return refused("cell.number", in_ticks(text) + " 不是数",
                       field.type.kind == Kind::money ? "写成 1234.50 的样子，单位是元" : "只写数字");
    const bool changed = bare.changed || bare.text.find(',') != std::string_view::npos;
    if (percent)
        number = divide(*number, Rational(100));
    if (field.type.kind == Kind::money) {
        const auto money = Money::parse(bare.text);
        if (!money)
            return refused(money.error());
        number = Rational(money->fen());
    }
    if (field.type.kind == Kind::integer && !number->is_whole())
        return refused("cell.number", in_ticks(text) + " 应当是整数", "查对这一列");
    return within_bounds(*number, text, field, changed);
}

} // namespace huimin::registry
