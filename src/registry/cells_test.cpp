#include "registry/cells.h"

#include <doctest/doctest.h>

using namespace huimin;
using language::Kind;
using registry::Verdict;

namespace {

const AreaTree& areas()
{
    static const AreaTree tree = *AreaTree::read("33,,浙江省,,,\n3302,33,宁波市,,,\n330282,3302,慈溪市,,,\n");
    return tree;
}

language::Program choices()
{
    language::Program program;
    language::Choice sex;
    sex.heading.name = "性别";
    sex.values = {{"男", "male", 1}, {"女", "female", 2}};
    program.choices.push_back(sex);
    return program;
}

language::Field field(Kind kind)
{
    language::Field made;
    made.name = "字段";
    made.type.kind = kind;
    made.type.of = 0;
    return made;
}

registry::CellReading read(const char* typed, const language::Field& of, const language::Program& program)
{
    const registry::CellGround ground(program, areas(), *Day::of(2025, 7, 31));
    return registry::read_cell(
        {typed}, of, of.type.kind == Kind::text ? registry::FieldPart::person_name : registry::FieldPart::plain,
        ground);
}

std::string shown(const language::Value& value)
{
    if (const auto* number = std::get_if<Rational>(&value))
        return number->text();
    if (const auto* day = std::get_if<Day>(&value))
        return day->text();
    if (const auto* truth = std::get_if<bool>(&value))
        return *truth ? "yes" : "no";
    if (const auto* choice = std::get_if<language::ChoiceNumber>(&value))
        return std::to_string(choice->number);
    if (const auto* area = std::get_if<AreaCode>(&value))
        return area->short_text();
    if (const auto* text = std::get_if<std::string>(&value))
        return *text;
    return "unknown";
}

} // namespace

TEST_CASE("a cell is taken, mended, held back or refused, and a lost digit is never guessed")
{
    const language::Program program = choices();
    const struct {
        Kind kind;
        const char* typed;
        Verdict verdict;
        const char* value;
    } cases[] = {
        {Kind::citizen_number, "33028219500101002X", Verdict::ok, "33028219500101002X"},
        {Kind::citizen_number, "33028219500101002x", Verdict::mended, "33028219500101002X"},
        {Kind::citizen_number, " 33028219500101002X　", Verdict::mended, "33028219500101002X"},
        {Kind::citizen_number, "３３０２８２１９５００１０１００２X", Verdict::mended, "33028219500101002X"},
        {Kind::citizen_number, "3.30282E+17", Verdict::refused, "unknown"},
        {Kind::citizen_number, "330282195001010021", Verdict::refused, "unknown"},
        {Kind::citizen_number, "110105491231002", Verdict::ask, "11010519491231002X"},
        {Kind::citizen_number, "33028219500101002X,330282", Verdict::refused, "unknown"},
        {Kind::citizen_number, "", Verdict::ok, "unknown"},
        {Kind::day, "2024-03-05", Verdict::ok, "2024-03-05"},
        {Kind::day, "2024.3.5", Verdict::mended, "2024-03-05"},
        {Kind::day, "2024/03/05", Verdict::mended, "2024-03-05"},
        {Kind::day, "2024年3月5日", Verdict::mended, "2024-03-05"},
        {Kind::day, "20240305", Verdict::mended, "2024-03-05"},
        {Kind::day, "二〇二四年三月五日", Verdict::mended, "2024-03-05"},
        {Kind::day, "45296", Verdict::ask, "2024-01-05"},
        {Kind::day, "2024-03-04T16:00:00Z", Verdict::ask, "2024-03-05"},
        {Kind::day, "2024-02-30", Verdict::refused, "unknown"},
        {Kind::day, "24.3.5", Verdict::refused, "unknown"},
        {Kind::day, "01/05/2024", Verdict::refused, "unknown"},
        {Kind::day, "0000-00-00", Verdict::refused, "unknown"},
        {Kind::day, "腊月初八", Verdict::refused, "unknown"},
        {Kind::money, "1234.5", Verdict::ok, "123450"},
        {Kind::money, "1,234.50", Verdict::mended, "123450"},
        {Kind::money, "￥1234.50元", Verdict::mended, "123450"},
        {Kind::money, "１２３", Verdict::mended, "12300"},
        {Kind::money, "1234.505", Verdict::refused, "unknown"},
        {Kind::money, "1e3", Verdict::refused, "unknown"},
        {Kind::money, "(500)", Verdict::refused, "unknown"},
        {Kind::money, "五百", Verdict::refused, "unknown"},
        {Kind::money, "不详", Verdict::mended, "unknown"},
        {Kind::integer, "3", Verdict::ok, "3"},
        {Kind::integer, "2.5", Verdict::refused, "unknown"},
        {Kind::rate, "30%", Verdict::ok, "0.3"},
        {Kind::truth, "是", Verdict::ok, "yes"},
        {Kind::truth, "无", Verdict::ok, "no"},
        {Kind::truth, "也许", Verdict::refused, "unknown"},
        {Kind::choice, "女", Verdict::ok, "2"},
        {Kind::choice, "女性", Verdict::mended, "2"},
        {Kind::choice, "1", Verdict::ok, "1"},
        {Kind::choice, "未说明", Verdict::refused, "unknown"},
        {Kind::area, "330282", Verdict::ok, "330282"},
        {Kind::area, "330299", Verdict::refused, "unknown"},
        {Kind::text, "阿卜杜拉•买买提", Verdict::mended, "阿卜杜拉·买买提"},
        {Kind::text, "<script>", Verdict::refused, "unknown"},
        {Kind::organisation_code, "91350100M000100Y43", Verdict::ok, "91350100M000100Y43"},
        {Kind::organisation_code, "91350100M000100Y44", Verdict::refused, "unknown"},
    };
    for (const auto& c : cases) {
        const registry::CellReading reading = read(c.typed, field(c.kind), program);
        CHECK_MESSAGE(reading.verdict == c.verdict, c.typed, " → ", std::string(registry::text_of(reading.verdict)),
                      " ", reading.why);
        CHECK_MESSAGE(shown(reading.value) == c.value, c.typed, " → ", shown(reading.value));
        CHECK_MESSAGE((reading.verdict != Verdict::refused || !reading.remedy.empty()), c.typed,
                      " is refused without a remedy");
    }
}

TEST_CASE("a number outside its field's range is refused")
{
    language::Field grade = field(Kind::integer);
    grade.low = Rational(0);
    grade.high = Rational(4);
    CHECK(read("4", grade, choices()).verdict == Verdict::ok);
    CHECK(read("5", grade, choices()).verdict == Verdict::refused);
    CHECK(read("-1", grade, choices()).verdict == Verdict::refused);
}
