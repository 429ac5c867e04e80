// The syntax tree's names and expressions: what is written behind 资格, 金额 and =, names still unresolved.

#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/area.h"
#include "base/day.h"
#include "base/rational.h"
#include "language/syntax/source.h"

namespace huimin::language::syntax {

/// A word as written, with its place. Empty text means: not given.
struct Name {
    std::string text;
    Place place;
    [[nodiscard]] bool given() const { return !text.empty(); }
};

/// `家庭.人数`: one to three names joined by dots.
struct Path {
    std::vector<Name> names;
    Place place;
};

/// 〔低保办法 第9条〕
struct Citation {
    Name source;         ///< 低保办法
    std::string locator; ///< 第9条, may be empty
    Place place;
};

/// 330282 慈溪市: the code decides, the name is checked against it.
struct AreaLiteral {
    AreaCode code;
    Name name;
    Place place;
};

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

enum class Unit {
    none,
    yuan,           ///< 元, 万元: money without period, takes the one its place asks for
    yuan_per_day,   ///< 元/日
    yuan_per_month, ///< 元/月
    yuan_per_year,  ///< 元/年
    percent,        ///< %
    years,          ///< 年
    months,         ///< 个月
    days,           ///< 天
    working_days,   ///< 个工作日
    named,          ///< any other word: a quantity's unit such as 平方米
};

struct Literal {
    Rational number; ///< as written: 30 for `30%`, 10 for `10万元` with factor applied: 100000
    Unit unit = Unit::none;
    std::string unit_name; ///< for Unit::named
};
struct TruthLiteral {
    bool value;
};
struct DayLiteral {
    Day day;
};
struct MonthLiteral {
    Month month;
};
struct TextLiteral {
    std::string text;
};
struct Reference {
    Path path;
};

enum class UnaryOperator { negate, logical_not };
struct Unary {
    UnaryOperator op;
    ExpressionPtr operand;
};

enum class BinaryOperator {
    add,
    subtract,
    multiply,
    divide,
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal,
    logical_and,
    logical_or,
};
struct Binary {
    BinaryOperator op;
    ExpressionPtr left, right;
    Place op_place;
};

/// `x 属于 {a, b}` and `x 不属于 {a, b}`
struct Membership {
    ExpressionPtr value;
    std::vector<ExpressionPtr> set;
    bool negated;
};
/// `x 介于 a 至 b`, both ends included
struct Between {
    ExpressionPtr value, low, high;
};

enum class RoundingUnit { fen, jiao, yuan, whole };
/// What stands behind a sum: `四舍五入到分`, `不少于 x`, `不多于 x`, `缺失作 x`, `折月`, `折年`
struct RoundTo {
    ExpressionPtr operand;
    Rounding mode;
    RoundingUnit unit;
};
enum class Bound { at_least, at_most };
struct Clamp {
    ExpressionPtr operand;
    Bound bound;
    ExpressionPtr limit;
};
struct IfUnknown {
    ExpressionPtr operand;
    ExpressionPtr replacement;
};
enum class ConvertPeriod { to_month, to_year };
struct Convert {
    ExpressionPtr operand;
    ConvertPeriod to;
};

/// `当 c 则 x 当 d 则 y 否则 z`, `取最大: 当 c 则 x …  否则 z`. Cases are tried in order; `largest` takes all that
/// hold.
struct Case {
    ExpressionPtr condition;
    ExpressionPtr value;
    std::vector<Citation> citations;
};
enum class CaseChoice { first, largest };
struct Cases {
    CaseChoice choice;
    std::vector<Case> cases;
    ExpressionPtr otherwise;
};

/// `默认 = x 例外 名 〔…〕 当 c = y 优先于 另一名`
struct Exception {
    Name name;
    ExpressionPtr condition;
    ExpressionPtr value;
    std::vector<Name> overrides;
    std::vector<Citation> citations;
};
struct Defaults {
    ExpressionPtr base;
    std::vector<Exception> exceptions;
};

/// `须同时满足: (一) … (二) …`, `满足其一: …`, `至少 2 项: …`
struct Item {
    std::string marker;
    ExpressionPtr condition;
    std::vector<Citation> citations;
    Place place;
};
enum class ItemsNeeded { all, any, at_least };
struct Items {
    ItemsNeeded needed;
    int at_least = 0;
    std::vector<Item> items;
};

/// `合计 x 于 成员 当 c`, `最大 …`, `最小 …`, `计数 于 成员 当 c`, `任一 成员 满足 c`, `全部 成员 满足 c`
enum class Aggregation { sum, largest, smallest, count, any, all };
struct Aggregate {
    Aggregation kind;
    ExpressionPtr body;
    Path list;
    ExpressionPtr condition;
};

/// `较大者(a, b)`, `较小者(a, b)`, `周岁(d)`, `月数(a, b)`, `天数(a, b)`, `月份(d)`, `首日(m)`, `末日(m)`, `已知(x)`,
/// `累进(x, 表)`
enum class Function {
    larger,
    smaller,
    age,
    months_between,
    days_between,
    month_of,
    first_day,
    last_day,
    is_known,
    progressive
};
struct Call {
    Function function;
    std::vector<ExpressionPtr> arguments;
};

/// `年满60周岁`, `未满16周岁`: by the record's field marked 计龄
enum class AgeTest { at_least, below };
struct AgeCheck {
    AgeTest test;
    int years;
};

/// `高龄津贴标准[周岁(出生日期)]`, `照料标准[自理能力]`: a parameter read at its keys
struct Lookup {
    Path parameter;
    std::vector<ExpressionPtr> keys;
};
/// `享受 低保金`: whether the policy is granted
struct Receives {
    Path policy;
};
/// `裁量 "由乡镇认定"`: a person decides; unknown until someone did
struct Discretion {
    std::string text;
};
/// `当日`: the day the question is asked for
struct Today {};

/// `x 其中 a (alias) = … 其中 b = …`
struct Where {
    Name name, alias;
    ExpressionPtr value;
    std::vector<Citation> citations;
};
struct Let {
    ExpressionPtr body;
    std::vector<Where> where;
};

struct Expression {
    std::variant<Literal, TruthLiteral, DayLiteral, MonthLiteral, TextLiteral, AreaLiteral, Reference, Unary, Binary,
                 Membership, Between, RoundTo, Clamp, IfUnknown, Convert, Cases, Defaults, Items, Aggregate, Call,
                 AgeCheck, Lookup, Receives, Discretion, Today, Let>
        node;
    Place place;
};

} // namespace huimin::language::syntax
