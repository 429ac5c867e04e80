// The syntax tree: what a pack file says, names still unresolved.
//
// Built by parse(), read by the checker and by nobody else. Chinese and English spelling give the same tree.

#pragma once

#include <memory>
#include <optional>
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

/// 自 2024-07-01 起 至 2025-06-30, with the day it was signed. 至 names the last day, so `in_force.to` is the day
/// after.
struct Validity {
    DayRange in_force;
    std::optional<Day> signed_on;
    Place place;
    bool given = false;
};

/// 330282 慈溪市: the code decides, the name is checked against it.
struct AreaLiteral {
    AreaCode code;
    Name name;
    Place place;
};

// ---- expressions -------------------------------------------------------------------------------------------------

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

/// `x 其中 a = … 其中 b = …`
struct Where {
    Name name;
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

// ---- declarations ------------------------------------------------------------------------------------------------

struct TypeName {
    std::vector<Name> words; ///< one word for plain types; `金额 / 月` gives 金额 and period; `数量<平方米>` gives unit
    std::string period;      ///< 日, 月, 年 or empty
    std::string unit;        ///< inside < >
    Place place;
};

/// What stands before every declaration's body.
struct Header {
    Name name;
    Name alias; ///< (english_name)
    std::vector<Citation> citations;
    std::string explanation;   ///< 说明 "…": why there is no clause, or what it means
    std::vector<Name> carries; ///< 承载 S005, I003
    Validity validity;
    bool replaces = false; ///< 替代: takes the place of a higher level's declaration of that name
    bool extends = false;  ///< 补充: adds rows to a higher level's parameter
    Place place;
};

struct SourceDeclaration {
    Header header;
    std::string title;
    std::string number;
    std::string url;
};
struct CityDeclaration {
    Header header;
    AreaLiteral area;
    std::vector<std::string> uses;
};

struct ChoiceValue {
    Name name;
    Name alias;
    std::optional<int> number;
};
struct ChoiceDeclaration {
    Header header;
    std::vector<ChoiceValue> values;
};

enum class FieldFlag { required, unique, sensitive, masked, as_name, ages_from, locates };
struct Field {
    Name name;
    Name alias;
    TypeName type;
    std::vector<FieldFlag> flags;
    std::vector<Name> only_for;               ///< 敏感 仅供 救助办理, 儿童保护
    std::optional<int> mask_first, mask_last; ///< 遮蔽 留前4后4
    ExpressionPtr low, high;                  ///< 范围 a..b
    ExpressionPtr usual_low, usual_high;      ///< 通常 a..b
    std::string origin;                       ///< 来源 "公安户籍"
    Place place;
};
struct RecordDeclaration {
    Header header;
    Name owner;
    Name list;
    Name list_alias;
    std::vector<Field> fields;
};

enum class Keying { none, bands, progressive };
struct ParameterEntry {
    std::vector<ExpressionPtr> keys;
    bool otherwise = false;
    ExpressionPtr value;
    Place place;
};
struct ParameterRow {
    std::optional<AreaLiteral> area; ///< 于 330282 慈溪市
    Validity validity;
    std::vector<Citation> citations;
    ExpressionPtr value;                 ///< `= x`
    std::vector<ParameterEntry> entries; ///< `: 城镇→520元, 农村→…`
    std::optional<std::string> not_set;  ///< 未设 "why"
    ExpressionPtr floor;                 ///< 不得低于 x, checked against lower levels' rows
    Place place;
};
struct ParameterDeclaration {
    Header header;
    TypeName type;
    std::vector<Name> keys;       ///< 按 户籍性质
    Keying keying = Keying::none; ///< 分档 周岁, 累进 金额
    TypeName key_type;            ///< of 分档 and 累进
    bool set_locally = false;     ///< 须由地方规定
    std::vector<ParameterRow> rows;
};

struct DefineDeclaration {
    Header header;
    Name record;
    TypeName type;
    ExpressionPtr body;
};

enum class PayPeriod { once, daily, monthly, yearly };
struct Exclusion {
    ExpressionPtr condition;
    std::vector<Citation> citations;
    Place place;
};
enum class StartRule { this_month, next_month };
struct PolicyDeclaration {
    Header header;
    Name record; ///< 发给 家庭
    PayPeriod period = PayPeriod::monthly;
    ExpressionPtr eligible;
    std::vector<Exclusion> exclusions;
    std::vector<Citation> eligible_citations, amount_citations;
    ExpressionPtr amount;            ///< null: the policy grants a standing (低保边缘), not money
    std::optional<int> term_months;  ///< 期限 12个月
    std::optional<StartRule> starts; ///< 起发 当月 | 次月
};

enum class Relation { stacks, choose_one, higher_of, excludes, replaces, tops_up, not_income };
struct RelationLine {
    std::vector<Path> left, right;
    Relation relation;
    std::vector<Citation> citations;
    Place place;
};
struct CoordinationDeclaration {
    Header header;
    std::vector<RelationLine> lines;
};

struct ScaleItem {
    Name name;
    Name alias;
    int low = 0, high = 0;
    Place place;
};
struct ScaleGroup {
    Name name;
    Name alias;
    std::vector<ScaleItem> items;
};
struct ScaleLevel {
    Rational from_points;
    Name level;
};
enum class AdjustmentKind { set_level, worse_by };
struct ScaleAdjustment {
    AdjustmentKind kind;
    Name level;
    int steps = 0;
    ExpressionPtr condition;
    std::vector<Citation> citations;
    Place place;
};
struct ScaleDeclaration {
    Header header;
    Name owner;
    Name list;
    Name list_alias;
    std::vector<ScaleGroup> groups;
    std::vector<Field> fields; ///< plain fields beside the items
    Name level_choice;         ///< 等级 能力等级: …
    std::vector<ScaleLevel> levels;
    std::vector<ScaleAdjustment> adjustments;
    std::optional<int> valid_months;
};

enum class Colour { yellow, orange, red };
struct SignalLevel {
    Colour colour;
    ExpressionPtr condition;
    std::string who;
    ExpressionPtr within;
    std::vector<Citation> citations;
    Place place;
};
struct SignalDeclaration {
    Header header;
    Name record;
    std::vector<SignalLevel> levels;
};

struct Untranslated {
    Header header;
    Citation clause;
    std::string text;
    std::vector<Path> affects;
};

struct GivenValue {
    Name field;
    ExpressionPtr value;
};
struct Given {
    Name label;
    Name record;
    std::vector<GivenValue> values;
    bool rest_is_none = false;
    Place place;
};
enum class ExpectationKind {
    granted,    ///< 应得 低保金 = 600元 / 应得 低保金
    refused,    ///< 不应得 低保金
    undecided,  ///< 待核实 低保金 缺 金融资产, 甲.工资
    value,      ///< 应为 家庭.人数 = 3
    unknown,    ///< 应为 家庭.人数 未知 [缺 …]
    total,      ///< 累计 2023-01 至 2023-12 高龄津贴(甲) = 720元
    warned,     ///< 应警 高龄独居 = 红 / 应警 高龄独居
    not_warned, ///< 不应警 高龄独居
};
struct Expectation {
    ExpectationKind kind;
    Path subject; ///< policy, or 家庭.人数 / 甲.重度残疾
    Name who;     ///< 高龄津贴(甲)
    ExpressionPtr value;
    std::vector<Path> missing;
    std::vector<Citation> reasons;
    Month from, to;               ///< of total
    std::optional<Colour> colour; ///< of warned
    Place place;
};
/// `设 低保标准: 城镇→1200元, 农村→900元`, `设 照料标准 = 120元`: as if this alone were the parameter's value.
struct Assumption {
    Name parameter;
    ParameterRow row;
};
struct ScenarioDeclaration {
    Header header;
    std::string title;
    std::optional<Month> month;
    std::optional<Day> day;
    std::vector<Given> given;
    std::vector<Assumption> assumed;
    std::vector<Expectation> expectations;
};

/// The divisions' levels from 省级 to 村级, actions, what the system itself keeps, and the three administrators: in the
/// order of the words for them, and of the enumerations of program.h.
enum class AreaLevel { province, city, county, town, village };
enum class Action {
    read,
    reveal,
    aggregate,
    create,
    change,
    close,
    merge,
    import_rows,
    export_rows,
    simulate,
    verify,
    administer
};
enum class SystemObject { accounts, journal, packs, jobs, system };
enum class Administrator { system, security, audit };
enum class Reach { area, own, own_organisation };
/// `可 查看, 导出 家庭, 人 本机构 不多于 200行 须事由 用于 救助办理 〔…〕 说明 "…"`
struct RightLine {
    std::vector<Action> actions;
    struct On {
        std::optional<SystemObject> system; ///< 账号, 日志, 规则包, 任务, 系统
        Name name;                          ///< as written; of a record where `system` is not given
    };
    std::vector<On> on;
    Reach reach = Reach::area;
    std::optional<int> rows_max;
    bool needs_reason = false;
    std::vector<Name> purposes;
    std::vector<Citation> citations;
    std::string explanation;
    Place place;
};
struct RoleDeclaration {
    Header header;
    std::vector<AreaLevel> granted_at;          ///< 授于 县级, 乡级
    std::optional<int> idle_minutes;            ///< 闲置 15分钟
    bool two_factor = false;                    ///< 须双因素
    std::optional<Administrator> administrator; ///< 三员 系统 | 安全 | 审计
    std::vector<Name> apart_from;               ///< 不得兼任 甲, 乙
    std::vector<RightLine> rights;
};
struct PurposeDeclaration {
    Header header;
};

using Declaration =
    std::variant<SourceDeclaration, CityDeclaration, ChoiceDeclaration, RecordDeclaration, ParameterDeclaration,
                 DefineDeclaration, PolicyDeclaration, CoordinationDeclaration, ScaleDeclaration, SignalDeclaration,
                 Untranslated, ScenarioDeclaration, RoleDeclaration, PurposeDeclaration>;

struct File {
    Path module;
    std::vector<Declaration> declarations;
};

} // namespace huimin::language::syntax
