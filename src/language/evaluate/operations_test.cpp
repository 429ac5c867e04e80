#include <doctest/doctest.h>

#include <functional>

#include "language/evaluate/by_hand.h"
#include "language/evaluate/deciding.h"

using namespace huimin;
using namespace huimin::language;
using namespace huimin::language::by_hand;

namespace {

const AreaTree no_areas;
const WorkingDays no_calendar;
const World world{no_areas, no_calendar};
const Day day = *Day::of(2025, 7, 31);

/// The value as text, or why there is none.
std::string outcome(const Node& node, const Instance& root = household(Unknown{}, {}))
{
    const Program program = family_program();
    Machine machine(program, world, root, day);
    std::vector<Slot> slots(slots_of(node));
    const Frame frame{0, slots.data(), nullptr};
    const Value value = machine.value(node, frame);
    if (!is_unknown(value))
        return text_of(value, node.type, program, no_areas);
    std::vector<Deciding> deciding;
    add_deciding(machine, node, frame, deciding);
    std::string text = "未知";
    for (const Deciding& fact : deciding)
        text += " " + fact.text;
    return text;
}

char sign(Verdict verdict) { return verdict == Verdict::yes ? 'y' : verdict == Verdict::no ? 'n' : '?'; }

Verdict verdict_of(const NodePtr& node)
{
    const Program program = family_program();
    const Instance root = household(Unknown{}, {});
    const Value value = evaluate(program, world, root, root, *node, day);
    return is_unknown(value) ? Verdict::unknown : std::get<bool>(value) ? Verdict::yes : Verdict::no;
}

NodePtr rounded(Rational value, std::int64_t unit, Rounding rounding)
{
    auto made = make(Op::round, Kind::money);
    made->operands.push_back(constant(Kind::money, value));
    made->number = Rational(unit);
    made->rounding = rounding;
    return made;
}

} // namespace

TEST_CASE("what one side settles is settled, whatever the unknown other side is")
{
    const struct {
        Verdict left, right;
        char conjunction, disjunction;
    } cases[] = {
        {Verdict::yes, Verdict::yes, 'y', 'y'},         {Verdict::yes, Verdict::no, 'n', 'y'},
        {Verdict::yes, Verdict::unknown, '?', 'y'},     {Verdict::no, Verdict::yes, 'n', 'y'},
        {Verdict::no, Verdict::no, 'n', 'n'},           {Verdict::no, Verdict::unknown, 'n', '?'},
        {Verdict::unknown, Verdict::yes, '?', 'y'},     {Verdict::unknown, Verdict::no, 'n', '?'},
        {Verdict::unknown, Verdict::unknown, '?', '?'},
    };
    for (const auto& c : cases) {
        CHECK(sign(verdict_of(node(Op::logical_and, Kind::truth, none, truth(c.left), truth(c.right)))) ==
              c.conjunction);
        CHECK(sign(verdict_of(node(Op::logical_or, Kind::truth, none, truth(c.left), truth(c.right)))) ==
              c.disjunction);
    }
    CHECK(sign(verdict_of(node(Op::logical_not, Kind::truth, none, truth(Verdict::unknown)))) == '?');
}

TEST_CASE("at least two of three is settled as soon as the rest cannot turn it")
{
    const struct {
        Verdict a, b, c;
        char outcome;
    } cases[] = {
        {Verdict::yes, Verdict::yes, Verdict::unknown, 'y'},
        {Verdict::no, Verdict::no, Verdict::unknown, 'n'},
        {Verdict::yes, Verdict::no, Verdict::unknown, '?'},
        {Verdict::unknown, Verdict::unknown, Verdict::no, '?'},
    };
    for (const auto& c : cases)
        CHECK(sign(verdict_of(node(Op::at_least_n, Kind::truth, 2, truth(c.a), truth(c.b), truth(c.c)))) == c.outcome);
}

TEST_CASE("amounts are exact until the law rounds them")
{
    const NodePtr per_head = node(Op::divide, Kind::money, none, yuan(700), number(3));
    CHECK(outcome(*per_head) == "约233.33 元");
    CHECK(outcome(*node(Op::multiply, Kind::money, none, node(Op::divide, Kind::money, none, yuan(700), number(3)),
                        number(3))) == "700 元");
    CHECK(outcome(*node(Op::less, Kind::truth, none, node(Op::divide, Kind::money, none, yuan(700), number(3)),
                        constant(Kind::money, *Rational::of(23334, 1)))) == "是");
    const struct {
        Rational fen;
        std::int64_t unit;
        Rounding rounding;
        const char* outcome;
    } cases[] = {
        {*Rational::of(1005, 10), 1, Rounding::half_up, "1.01 元"},
        {*Rational::of(1004, 10), 1, Rounding::half_up, "1 元"},
        {*Rational::of(1099, 10), 1, Rounding::down, "1.09 元"},
        {Rational(201), 100, Rounding::up, "3 元"},
        {Rational(200), 100, Rounding::up, "2 元"},
        {Rational(-201), 100, Rounding::up, "-3 元"},
        {Rational(-1050), 100, Rounding::half_up, "-11 元"},
        {Rational(1299), 10, Rounding::down, "12.90 元"},
    };
    for (const auto& c : cases)
        CHECK(outcome(*rounded(c.fen, c.unit, c.rounding)) == c.outcome);
}

TEST_CASE("what cannot be computed is unknown and says why")
{
    const auto later = [](Op op, std::int64_t count) {
        return node(op, Kind::day, none, constant(Kind::day, *Day::of(2025, 1, 31)), number(count));
    };
    NodePtr huge = number(4'000'000'000'000'000'000);
    for (int i = 0; i < 2; ++i)
        huge = node(Op::multiply, Kind::integer, none, std::move(huge), number(4'000'000'000'000'000'000));
    CHECK(outcome(*node(Op::divide, Kind::money, none, yuan(1), number(0))) == "未知 除数为 0");
    CHECK(outcome(*huge) == "未知 数字过大，无法精确计算");
    CHECK(outcome(*later(Op::add_working_days, 5)) == "未知 工作日历没有载入所需的年份（自 2025-01-31 起数）");
    CHECK(outcome(*later(Op::add_days, 999'999)) == "未知 日期超出 1800 年至 2399 年");
    CHECK(outcome(*later(Op::add_months, -9'999)) == "未知 日期超出 1800 年至 2399 年");
    CHECK(outcome(*later(Op::add_months, 1)) == "2025-02-28");
    CHECK(outcome(*later(Op::add_days, 1)) == "2025-02-01");
    CHECK(outcome(*node(Op::owner, Kind::money, none, field(0, Kind::money))) == "未知 没有所属的档案");
}

TEST_CASE("an unknown fact is named where it decides and nowhere else")
{
    const auto wages_below = [](std::int64_t limit) {
        return node(Op::less, Kind::truth, none, node(Op::sum, Kind::money, 0, NodePtr(), field(0, Kind::money)),
                    yuan(limit));
    };
    const Instance family = household(yuan_value(10), {person("甲", Unknown{}), person("乙", yuan_value(5))});
    const Instance rich = household(yuan_value(90), {person("甲", Unknown{})});
    const auto rule = [&] {
        return node(Op::logical_and, Kind::truth, none,
                    node(Op::less, Kind::truth, none, field(0, Kind::money), yuan(50)), wages_below(100));
    };
    CHECK(outcome(*rule(), family) == "未知 甲的工资");
    CHECK(outcome(*rule(), rich) == "否");
    CHECK(outcome(*rule(), household(Unknown{}, {person("甲", Unknown{})})) == "未知 金融资产 甲的工资");
    CHECK(outcome(*node(Op::logical_or, Kind::truth, none, wages_below(1), rule()), family) == "未知 甲的工资");
}

TEST_CASE("sums and quantifiers ask only the members whom the condition lets in")
{
    const Instance family =
        household(Unknown{}, {person("甲", yuan_value(100), Unknown{}, false), person("乙", Unknown{}, Unknown{}, true),
                              person("丙", yuan_value(300), Unknown{}, false)});
    const auto over = [](Op op, Kind kind, bool at_school) {
        NodePtr condition = field(2, Kind::truth);
        if (!at_school)
            condition = node(Op::logical_not, Kind::truth, none, std::move(condition));
        return node(op, kind, 0, std::move(condition), field(0, Kind::money));
    };
    CHECK(outcome(*over(Op::sum, Kind::money, false), family) == "400 元");
    CHECK(outcome(*over(Op::sum, Kind::money, true), family) == "未知 乙的工资");
    CHECK(outcome(*over(Op::largest, Kind::money, false), family) == "300 元");
    CHECK(outcome(*over(Op::smallest, Kind::money, false), family) == "100 元");
    CHECK(outcome(*over(Op::sum, Kind::money, false)) == "0 元");
    CHECK(outcome(*over(Op::largest, Kind::money, false)) == "未知 没有可比较的成员");
    CHECK(outcome(*node(Op::count, Kind::integer, 0, field(2, Kind::truth)), family) == "1");
    CHECK(outcome(*node(Op::count, Kind::integer, 0, NodePtr()), family) == "3");
    CHECK(outcome(*node(Op::any, Kind::truth, 0, field(2, Kind::truth)), family) == "是");
    CHECK(outcome(*node(Op::all, Kind::truth, 0, field(2, Kind::truth)), family) == "否");
    const auto poor = [] { return node(Op::less, Kind::truth, none, field(0, Kind::money), yuan(50)); };
    CHECK(outcome(*node(Op::any, Kind::truth, 0, poor()), family) == "未知 乙的工资");
    CHECK(outcome(*node(Op::all, Kind::truth, 0, poor()), family) == "否");
}

TEST_CASE("the first case that holds decides, and an unknown one before it leaves all open")
{
    const auto choice = [](Op op, Verdict first, Verdict second) {
        return node(op, Kind::money, none, truth(first), yuan(1), truth(second), yuan(2), yuan(9));
    };
    const struct {
        Verdict first, second;
        const char *cases, *largest;
    } rows[] = {
        {Verdict::yes, Verdict::yes, "1 元", "2 元"},     {Verdict::no, Verdict::yes, "2 元", "2 元"},
        {Verdict::no, Verdict::no, "9 元", "9 元"},       {Verdict::yes, Verdict::unknown, "1 元", "未知"},
        {Verdict::unknown, Verdict::yes, "未知", "未知"},
    };
    for (const auto& row : rows) {
        CHECK(outcome(*choice(Op::cases, row.first, row.second)).substr(0, 6) == std::string(row.cases).substr(0, 6));
        CHECK(outcome(*choice(Op::largest_case, row.first, row.second)).substr(0, 6) ==
              std::string(row.largest).substr(0, 6));
    }
}

TEST_CASE("bounds, endings and tests of knowledge")
{
    CHECK(outcome(*node(Op::at_least, Kind::money, none, yuan(3), yuan(5))) == "5 元");
    CHECK(outcome(*node(Op::at_most, Kind::money, none, yuan(3), yuan(5))) == "3 元");
    CHECK(outcome(*node(Op::larger, Kind::money, none, yuan(3), yuan(7), yuan(5))) == "7 元");
    CHECK(outcome(*node(Op::smaller, Kind::money, none, yuan(3), yuan(7), yuan(5))) == "3 元");
    CHECK(outcome(*node(Op::if_unknown, Kind::money, none, unknown(Kind::money), yuan(5))) == "5 元");
    CHECK(outcome(*node(Op::if_unknown, Kind::money, none, yuan(3), yuan(5))) == "3 元");
    CHECK(outcome(*node(Op::is_known, Kind::truth, none, unknown(Kind::money))) == "否");
    CHECK(outcome(*node(Op::between, Kind::truth, none, number(3), number(3), number(5))) == "是");
    CHECK(outcome(*node(Op::between, Kind::truth, none, number(6), unknown(Kind::integer), number(5))) == "否");
    CHECK(outcome(*node(Op::in_set, Kind::truth, none, number(3), number(1), number(3))) == "是");
}

TEST_CASE("ages and spans are whole years, months and days")
{
    const auto on = [](int year, int month, int day_) { return constant(Kind::day, *Day::of(year, month, day_)); };
    CHECK(outcome(*node(Op::age, Kind::integer, none, on(1945, 7, 31))) == "80");
    CHECK(outcome(*node(Op::age, Kind::integer, none, on(1945, 8, 1))) == "79");
    CHECK(outcome(*node(Op::months_between, Kind::integer, none, on(2025, 1, 15), on(2025, 3, 14))) == "1");
    CHECK(outcome(*node(Op::days_between, Kind::integer, none, on(2025, 1, 15), on(2025, 1, 20))) == "5");
    CHECK(outcome(*node(Op::last_day, Kind::day, none, node(Op::month_of, Kind::month, none, on(2025, 2, 3)))) ==
          "2025-02-28");
    CHECK(outcome(*make(Op::today, Kind::day)) == "2025-07-31");
}

TEST_CASE("其中 are worked out once and read inside sums of members")
{
    auto made = make(Op::let, Kind::money, 0);
    made->names = {{"每人", "each"}};
    made->operands.push_back(node(Op::divide, Kind::money, none, field(0, Kind::money), number(2)));
    made->operands.push_back(node(Op::sum, Kind::money, 0, NodePtr(), make(Op::local, Kind::money, 0)));
    CHECK(outcome(*made, household(yuan_value(100), {person("甲", Unknown{}), person("乙", Unknown{})})) == "100 元");
    CHECK(outcome(*made, household(Unknown{}, {person("甲", Unknown{})})) == "未知 金融资产");
}
