#include "registry/cells.h"

#include <doctest/doctest.h>

#include <set>

using namespace huimin;
using language::Kind;
using registry::FieldPart;
using registry::SheetCell;
using registry::Verdict;

namespace {

const AreaTree& areas()
{
    static const AreaTree tree = *AreaTree::read("33,,浙江省,,,\n3302,33,宁波市,,,\n330282,3302,慈溪市,,,\n"
                                                 "330204,3302,江东区,,2016-09-01,330212\n330212,3302,鄞州区,,,\n"
                                                 "330205,3302,旧区,,2016-09-01,330212;330282\n"
                                                 "330282001,330282,中心镇,,,\n330212001,330212,中心镇,,,\n");
    return tree;
}

language::Program program_of_tests()
{
    language::Program program;
    language::Choice sex;
    sex.heading.name = "性别";
    sex.values = {{"男", "male", 1}, {"女", "female", 2}};
    program.choices.push_back(sex);
    program.city.area = *AreaCode::parse("3302");
    return program;
}

language::Field field(Kind kind)
{
    language::Field made;
    made.name = "字段";
    made.type.kind = kind;
    made.type.of = 0;
    if (kind == Kind::quantity)
        made.type.unit = "平方米";
    return made;
}

const language::Program& program()
{
    static const language::Program made = program_of_tests();
    return made;
}

registry::CellReading read(const SheetCell& cell, const language::Field& of, FieldPart part = FieldPart::plain)
{
    static const registry::CellGround ground(program(), areas(), *Day::of(2025, 7, 31));
    return registry::read_cell(cell, of, part, ground);
}

std::string shown(const language::Value& value, Kind kind)
{
    if (language::is_unknown(value))
        return "?";
    if (const auto* number = std::get_if<Rational>(&value); number != nullptr && kind == Kind::money)
        return number->text(); // in fen
    return registry::cell_text(value, field(kind), program());
}

} // namespace

TEST_CASE("a cell is taken, mended, held back or refused, and a lost digit is never guessed")
{
    constexpr Verdict ok = Verdict::ok, mended = Verdict::mended, ask = Verdict::ask, refused = Verdict::refused;
    constexpr Kind number = Kind::citizen_number;
    const struct {
        Kind kind;
        const char* typed;
        Verdict verdict;
        const char* value; ///< ? is unknown
        const char* code = "";
    } cases[] = {
        // 身份证号
        {number, "33028219500101002X", ok, "33028219500101002X"},
        {number, "33028219500101002x", mended, "33028219500101002X", "cell.cleaned"},
        {number, " 33028219500101002X　", mended, "33028219500101002X", "cell.cleaned"},
        {number, "３３０２８２１９５００１０１００２X", mended, "33028219500101002X", "cell.cleaned"},
        {number, "330282\u200B19500101002X", mended, "33028219500101002X", "cell.cleaned"},
        {number, "\uFEFF33028219500101002X", mended, "33028219500101002X", "cell.cleaned"},
        {number, "330282\u00A019500101\u00A0002X", mended, "33028219500101002X", "cell.cleaned"},
        {number, "\u202A33028219500101002X\u202C", mended, "33028219500101002X", "cell.cleaned"},
        {number, "'33028219500101002X", mended, "33028219500101002X", "cell.cleaned"},
        {number, "\t33028219500101002X", mended, "33028219500101002X", "cell.cleaned"},
        {number, "330282-19500101-002X", mended, "33028219500101002X", "cell.cleaned"},
        {number, "=\"33028219500101002X\"", mended, "33028219500101002X", "cell.cleaned"},
        {number, "3.30282E+17", refused, "?", "cell.digits_lost"},
        {number, "330282195001010000", refused, "?", "cell.digits_lost"},
        {number, "33028219500101002.0", refused, "?", "cell.digits_lost"},
        {number, "330282195001010021", refused, "?", "identity.check"},
        {number, "330282190002290016", refused, "?", "identity.birthday"},
        {number, "330282202601010021", refused, "?", "identity.check"},
        {number, "3302821950010100", refused, "?", "identity.form"},
        {number, "33028219500101002X1", refused, "?", "identity.form"},
        {number, "33028219500101002X,330282", refused, "?", "identity.form"},
        {number, "٣٣٠٢٨٢١٩٥٠٠١٠١٠٠٢X", refused, "?", "identity.form"},
        {number, "33028219500101002Ⅹ", refused, "?", "identity.form"},
        {number, "3302**********002X", refused, "?", "cell.covered"},
        {number, "110105491231002", ask, "11010519491231002X", "cell.old_number"},
        {number, "无", ask, "?", "cell.no_number"},
        {number, "H12345678", ask, "?", "cell.other_document"},
        {number, "12345678", ask, "?", "cell.other_document"},
        {number, "E12345678", ask, "?", "cell.other_document"},
        {number, "33028219500101002X43", ask, "33028219500101002X", "cell.other_document"},
        {number, "", ok, "?"},
        {number, "不详", mended, "?", "cell.cleaned"},
        // 日期
        {Kind::day, "2024-03-05", ok, "2024-03-05"},
        {Kind::day, "2024.3.5", mended, "2024-03-05", "cell.cleaned"},
        {Kind::day, "2024/03/05", mended, "2024-03-05", "cell.cleaned"},
        {Kind::day, "2024年3月5日", mended, "2024-03-05", "cell.cleaned"},
        {Kind::day, "20240305", mended, "2024-03-05", "cell.cleaned"},
        {Kind::day, "二〇二四年三月五日", mended, "2024-03-05", "cell.cleaned"},
        {Kind::day, "二○二四年十二月三十一日", mended, "2024-12-31", "cell.cleaned"},
        {Kind::day, "2024-03-05 00:00:00", mended, "2024-03-05", "cell.cleaned"},
        {Kind::day, "45296", ask, "2024-01-05", "cell.serial"},
        {Kind::day, "2024-03-04T16:00:00Z", ask, "2024-03-05", "cell.time_zone"},
        {Kind::day, "2024-03-04T08:00:00+08:00", ask, "2024-03-04", "cell.time_zone"},
        {Kind::day, "2024-02-30", refused, "?", "cell.day"},
        {Kind::day, "1900-02-29", refused, "?", "cell.day"},
        {Kind::day, "24.3.5", refused, "?", "cell.day"},
        {Kind::day, "01/05/2024", refused, "?", "cell.day"},
        {Kind::day, "0000-00-00", refused, "?", "cell.day"},
        {Kind::day, "腊月初八", refused, "?", "cell.day"},
        {Kind::month, "2024-03", ok, "2024-03"},
        {Kind::month, "2024.3", mended, "2024-03", "cell.cleaned"},
        {Kind::month, "2024年3月", mended, "2024-03", "cell.cleaned"},
        {Kind::month, "202403", mended, "2024-03", "cell.cleaned"},
        {Kind::month, "三月", refused, "?", "cell.month"},
        // 金额，值以分计
        {Kind::money, "1234.5", ok, "123450"},
        {Kind::money, "1,234.50", mended, "123450", "cell.cleaned"},
        {Kind::money, "￥1234.50元", mended, "123450", "cell.cleaned"},
        {Kind::money, "1200元/月", mended, "120000", "cell.cleaned"},
        {Kind::money, "１２３", mended, "12300", "cell.cleaned"},
        {Kind::money, "1234.505", refused, "?", "money.digits"},
        {Kind::money, "12345678901234", refused, "?", "money.digits"},
        {Kind::money, "1e3", refused, "?", "cell.digits_lost"},
        {Kind::money, "-5", refused, "?", "cell.negative"},
        {Kind::money, "(500)", refused, "?", "cell.number"},
        {Kind::money, "NaN", refused, "?", "cell.number"},
        {Kind::money, "五百", refused, "?", "cell.number"},
        {Kind::money, "3万", refused, "?", "cell.number"},
        {Kind::money, "=1+1", refused, "?", "cell.number"},
        {Kind::money, "不详", mended, "?", "cell.cleaned"},
        {Kind::integer, "3", ok, "3"},
        {Kind::integer, "3人", mended, "3", "cell.cleaned"},
        {Kind::integer, "2.5", refused, "?", "cell.number"},
        {Kind::rate, "30%", ok, "0.3"},
        {Kind::quantity, "80平方米", mended, "80", "cell.cleaned"},
        // 是非、选项、区划、代码
        {Kind::truth, "是", ok, "是"},
        {Kind::truth, "无", ok, "否"},
        {Kind::truth, "也许", refused, "?", "cell.truth"},
        {Kind::choice, "女", ok, "女"},
        {Kind::choice, "女性", mended, "女", "cell.cleaned"},
        {Kind::choice, "1", ok, "男"},
        {Kind::choice, "未说明", refused, "?", "cell.choice"},
        {Kind::area, "330282", ok, "330282"},
        {Kind::area, "330299", refused, "?", "cell.area"},
        {Kind::area, "33028", refused, "?", "area.form"},
        {Kind::area, "慈溪市", mended, "330282", "cell.cleaned"},
        {Kind::area, "浙江省宁波市慈溪市", mended, "330282", "cell.cleaned"},
        {Kind::area, "中心镇", ask, "?", "cell.area_many"},
        {Kind::area, "鄞州区中心镇", mended, "330212001", "cell.cleaned"},
        {Kind::area, "别的市", refused, "?", "cell.area"},
        {Kind::area, "330204", mended, "330212", "cell.cleaned"},
        {Kind::area, "330205", ask, "330205", "cell.area_ended"},
        {Kind::organisation_code, "91350100M000100Y43", ok, "91350100M000100Y43"},
        {Kind::organisation_code, "91350100m000100y43", mended, "91350100M000100Y43", "cell.cleaned"},
        {Kind::organisation_code, "91350100M000100Y44", refused, "?", "organisation.check"},
        {Kind::reference, "12", refused, "?", "cell.reference"},
        // 文字
        {Kind::text, "浒山街道 3.5 号", ok, "浒山街道 3.5 号"},
        {Kind::text, "=1+1", ok, "=1+1"},
        {Kind::text, "'=1+1", ok, "=1+1"},
        {Kind::text, "<script>", refused, "?", "cell.markup"},
        {Kind::text, "6.21E+18", refused, "?", "cell.digits_lost"},
        {Kind::text, "北\uE000村", ask, "北\uE000村", "cell.lost_sign"},
        {Kind::text, "\xFF\xFE", refused, "?", "cell.encoding"},
    };
    for (const auto& c : cases) {
        const registry::CellReading reading = read({c.typed}, field(c.kind));
        const std::string typed = c.typed;
        CAPTURE(typed);
        CAPTURE(reading.why);
        CHECK(std::string(registry::text_of(reading.verdict)) == std::string(registry::text_of(c.verdict)));
        CHECK(shown(reading.value, c.kind) == std::string(c.value));
        CHECK(reading.code == c.code);
        CHECK((reading.verdict < Verdict::ask || !reading.remedy.empty()));
    }
}

TEST_CASE("a person's name is taken as it is written, and what is no name is asked about")
{
    const struct {
        const char* typed;
        Verdict verdict;
        const char* value;
        const char* code = "";
    } cases[] = {
        {"张三", Verdict::ok, "张三"},
        {"张 三", Verdict::mended, "张三", "cell.cleaned"},
        {"阿卜杜拉•买买提", Verdict::mended, "阿卜杜拉·买买提", "cell.cleaned"},
        {"阿卜杜拉・买买提", Verdict::mended, "阿卜杜拉·买买提", "cell.cleaned"},
        {"阿卜杜拉.买买提", Verdict::mended, "阿卜杜拉·买买提", "cell.cleaned"},
        {"阿卜杜拉·买买提", Verdict::ok, "阿卜杜拉·买买提"},
        {"张\u200D三", Verdict::mended, "张三", "cell.cleaned"},
        {"𠮷野䶮", Verdict::ok, "𠮷野䶮"},
        {"古丽米热·阿不都热合曼·买买提·艾合买提·吐尔逊·依明", Verdict::ok,
         "古丽米热·阿不都热合曼·买买提·艾合买提·吐尔逊·依明"},
        {"O'Brien Mary", Verdict::ok, "O'Brien Mary"},
        {"NULL", Verdict::ask, "NULL", "cell.name"},
        {"TRUE", Verdict::ask, "TRUE", "cell.name"},
        {"张三(曾用名李四)", Verdict::ask, "张三(曾用名李四)", "cell.name"},
        {"张三1", Verdict::ask, "张三1", "cell.name"},
        {"张三😀", Verdict::ask, "张三😀", "cell.name"},
        {"张?", Verdict::ask, "张?", "cell.lost_sign"},
        {"张〓", Verdict::ask, "张〓", "cell.lost_sign"},
        {"张\uE863", Verdict::ask, "张\uE863", "cell.lost_sign"},
        {"<b>张三</b>", Verdict::refused, "?", "cell.markup"},
        {"=cmd|' /C calc'!A0", Verdict::refused, "?", "cell.markup"},
        {"＝1+1", Verdict::refused, "?", "cell.markup"},
    };
    for (const auto& c : cases) {
        const registry::CellReading reading = read({c.typed}, field(Kind::text), FieldPart::person_name);
        const std::string typed = c.typed;
        CAPTURE(typed);
        CAPTURE(reading.why);
        CHECK(std::string(registry::text_of(reading.verdict)) == std::string(registry::text_of(c.verdict)));
        CHECK(shown(reading.value, Kind::text) == std::string(c.value));
        CHECK(reading.code == c.code);
    }
}

TEST_CASE("nobody is born in the future or more than 130 years ago")
{
    const auto birthday = [](const char* typed) { return read({typed}, field(Kind::day), FieldPart::birthday).code; };
    CHECK(birthday("2025-07-31").empty());
    CHECK(birthday("2025-08-01") == "cell.age");
    CHECK(birthday("1895-07-31").empty());
    CHECK(birthday("1894-07-30") == "cell.age");
    CHECK(read({"330282209901010010"}, field(Kind::citizen_number)).verdict == Verdict::refused);
}

TEST_CASE("numbers are held to what the packs call possible and usual")
{
    language::Field grade = field(Kind::integer);
    grade.low = Rational(0);
    grade.high = Rational(4);
    CHECK(read({"4"}, grade).verdict == Verdict::ok);
    CHECK(read({"5"}, grade).code == "cell.range");
    CHECK(read({"-1"}, grade).code == "cell.range");
    language::Field wage = field(Kind::money);
    wage.usual_low = Rational(1'00);
    wage.usual_high = Rational(10'000'00);
    CHECK(read({"10000"}, wage).verdict == Verdict::ok);
    CHECK(read({"10000.01"}, wage).code == "cell.unusual");
    CHECK(read({"0"}, wage).code == "cell.unusual");
    language::Field loss = field(Kind::money);
    loss.low = Rational(-100'00);
    CHECK(read({"-5"}, loss).verdict == Verdict::ok);
    const language::Field unbounded = field(Kind::integer);
    CHECK(read({"10000000000000"}, unbounded).verdict == Verdict::ok);
    CHECK(read({"10000000000001"}, unbounded).code == "cell.range");
    CHECK(read({"-10000000000001"}, unbounded).code == "cell.range");
}

TEST_CASE("a workbook's cell says more than its text: numbers, formulas, faults")
{
    const auto reading = [](const char* text, SheetCell::Form form, bool formula, Kind kind) {
        return read({text, form, formula}, field(kind));
    };
    using Form = SheetCell::Form;
    CHECK(reading("330282195001010", Form::number, false, Kind::citizen_number).code == "cell.digits_lost");
    CHECK(reading("1200", Form::number, true, Kind::money).code == "cell.formula");
    CHECK(reading("1200", Form::number, true, Kind::money).verdict == Verdict::mended);
    CHECK(reading("", Form::text, true, Kind::money).code == "cell.unworked");
    CHECK(reading("#REF!", Form::fault, false, Kind::text).code == "cell.unworked");
    CHECK(reading("2024-01-05", Form::day, false, Kind::day).verdict == Verdict::ok);
    CHECK(reading(std::string(501, 'x').c_str(), Form::text, false, Kind::text).code == "cell.long");
}

TEST_CASE("a record lies in the program's city; what only names a division may name any")
{
    const std::string city = "33,,浙江省,,,\n3302,33,宁波市,,,\n330282,3302,慈溪市,,,\n11,,北京市,,,\n"
                             "110101,11,东城区,,,\n";
    const AreaTree tree = *AreaTree::read(city);
    const registry::CellGround here(program(), tree, *Day::of(2025, 7, 31));
    language::Field field;
    field.name = "区划";
    field.type.kind = Kind::area;
    const auto code_of = [&](const char* text, registry::FieldPart part) {
        const auto reading = registry::read_cell({text}, field, part, here);
        return reading.code.empty() ? "taken" : reading.code;
    };
    CHECK(code_of("330282", registry::FieldPart::place) == "taken");
    CHECK(code_of("3302", registry::FieldPart::place) == "taken");
    CHECK(code_of("110101", registry::FieldPart::place) == "cell.area_elsewhere");
    CHECK(code_of("33", registry::FieldPart::place) == "cell.area_elsewhere");
    CHECK(code_of("110101", registry::FieldPart::plain) == "taken");
    CHECK(code_of("999999", registry::FieldPart::place) == "cell.area");
}
