// The syntax tree's declarations: 档案, 参数, 政策, 案例 … as a pack writes them, names still unresolved.

#pragma once

#include <optional>

#include "language/syntax/expressions.h"

namespace huimin::language::syntax {

/// 自 2024-07-01 起 至 2025-06-30, with the day it was signed. 至 names the last day, so `in_force.to` is the day
/// after.
struct Validity {
    DayRange in_force;
    std::optional<Day> signed_on;
    Place place;
    bool given = false;
};

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
/// 发放日 10日, 末日, 上月 末日: by which day a month's money is there
struct PayDay {
    bool month_before = false;
    std::optional<int> day; ///< none: the last
    std::vector<Citation> citations;
    Place place;
};
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
    std::optional<PayDay> pay_day;
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
    Place points_place;
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
    try_import,
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

} // namespace huimin::language::syntax
