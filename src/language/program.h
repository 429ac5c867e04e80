// The checked model of a city's packs: names resolved, types known, circles excluded. Everything else in this room
// and above works on it: the interpreter, the column engine, the registry's tables, the explanations.
//
// Immutable once built. All cross references are indices into the vectors of `Program`.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "language/syntax/source.h"
#include "language/value.h"

namespace huimin::language {

// ---- expressions -------------------------------------------------------------------------------------------------

/// What a node does; `operands` as listed. Unless said otherwise an unknown operand makes the result unknown.
enum class Op {
    constant,       ///< `value`
    field,          ///< field `index` of the record asked about
    owner,          ///< operand 0, asked of the record this one belongs to (unknown where there is none)
    definition,     ///< definition `index`, in the version of the day
    parameter,      ///< parameter `index`; operands: its keys. Unknown where not set. The division is the field that
                    ///< `locates` the record asked about, or else the nearest record up its owners; where none of them
                    ///< has such a field it is the city, and where that field is unknown so is the parameter
    progressive,    ///< operand 0 cut into the bands of parameter `index`, each part times its rate, summed
    policy_amount,  ///< the amount policy `index` finally grants; 0 when it is not granted
    policy_granted, ///< truth
    let,            ///< operands 0..n-1 are the 其中 `names`, slots `index`..index+n-1; operand n is the body
    local,          ///< slot `index` of the enclosing definition
    add,
    subtract,
    multiply,
    divide, ///< exact; unknown when the divisor is 0
    negate,
    convert,  ///< operand 0 times `number` (12 or 1/12)
    round,    ///< operand 0 to a multiple of `number` by `rounding`
    at_least, ///< the larger of both; operand 1 is the bound
    at_most,  ///< the smaller of both
    larger,
    smaller,    ///< of all operands
    if_unknown, ///< operand 0, or operand 1 where it is unknown
    is_known,   ///< never unknown
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal,
    between, ///< operand 0 in [1, 2]
    in_set,  ///< operand 0 equals one of the constants 1..n; an area is in a set that holds it or one above it
    logical_and,
    logical_or, ///< Kleene, n operands; `items` may label them
    logical_not,
    at_least_n,   ///< at least `index` of the operands hold; Kleene; `items` label them
    cases,        ///< c1 v1 c2 v2 … otherwise: the first that holds; an unknown condition before it makes all unknown
    largest_case, ///< c1 v1 … otherwise: the largest value whose condition holds; otherwise when none does
    sum,   ///< over list `index`: operand 0 is the condition (null: all), operand 1 the body, both asked of the member
    count, ///< operand 0 the condition (null: all)
    any,
    all, ///< operand 0 the condition; Kleene
    largest,
    smallest, ///< as sum; unknown of none
    age,      ///< whole years from day operand 0 to the day asked for
    months_between,
    days_between, ///< from operand 0 to operand 1
    month_of,
    first_day,
    last_day,
    add_months, ///< to a day or month: operand 1 integer
    add_days,
    add_working_days, ///< unknown where the calendar is not loaded
    today,
    discretion, ///< discretion `index` of the program; unknown until a person decided
};

struct Citation {
    Index source = none; ///< into Program::sources
    std::string locator; ///< 第9条
    friend bool operator==(const Citation&, const Citation&) = default;
};

/// A numbered item of 须同时满足, a case or an exception: what labels an operand.
struct Label {
    std::string marker; ///< （一）, or the exception's name
    std::vector<Citation> citations;
};

/// 补差 (gap): what a 其中 is called.
struct Named {
    std::string name, alias;
};

struct Node;
using NodePtr = std::unique_ptr<const Node>;

struct Node {
    Op op = Op::constant;
    Type type;
    Place place;
    std::vector<NodePtr> operands;
    Value value;     ///< of constant
    Rational number; ///< of convert and round
    Rounding rounding = Rounding::half_up;
    Index index = none;
    std::vector<Label> items; ///< one per operand of and, or, at_least_n; one per case of cases and largest_case
    std::vector<Named> names; ///< of let
    /// A condition or the side of a comparison as an official would say it, by names: 月收入 ÷ 人数. Written once, when
    /// the checked program is complete and before it is shared; empty in a program put together by hand.
    mutable std::string words;
};

// ---- declarations ------------------------------------------------------------------------------------------------

/// What every declaration carries.
struct Heading {
    std::string name;   ///< 低保金
    std::string alias;  ///< minimum_living; may be empty
    std::string module; ///< 国家.最低生活保障
    std::string explanation;
    std::vector<Citation> citations;
    std::vector<std::string> carries; ///< S005, I003
    Place place;
};

struct LegalSource {
    Heading heading;
    std::string title, number, url;
    DayRange in_force;
    std::optional<Day> signed_on;
};

struct ChoiceValue {
    std::string name, alias;
    std::int32_t number = 0;
};
struct Choice {
    Heading heading;
    std::vector<ChoiceValue> values; ///< in the order declared
};

struct Field {
    std::string name, alias;
    Type type; ///< may_be_unknown unless 必填
    bool required = false, unique = false, sensitive = false, masked = false;
    std::vector<Index> purposes;       ///< of a sensitive field: read for these only; empty: for every purpose
    int mask_first = 1, mask_last = 1; ///< signs of a masked field that stay visible; see language/mask.h
    std::optional<Rational> low, high; ///< 范围; money in fen
    std::optional<Rational> usual_low, usual_high; ///< 通常: what lies outside is asked about when it is imported
    std::string origin;
    Place place;
};
/// Whether a number can be the field's: within its 范围 and, where it has none, number_max.
[[nodiscard]] bool within_range(const Rational&, const Field&);

struct Record {
    Heading heading;
    Index owner = none; ///< record it belongs to
    Index list = none;  ///< the list it is in
    std::vector<Field> fields;
    Index as_name = none, ages_from = none, locates = none; ///< field indices
};
/// 成员 of 家庭: the members of one record that belong to another.
struct List {
    std::string name, alias;
    Index owner = none, member = none;
};

enum class Keying { none, bands, progressive };
/// One value of a parameter's row. `keys`: choice numbers in the order of Parameter::keys. `from`: where its band
/// begins.
struct Cell {
    std::vector<std::int32_t> keys;
    Rational from;
    bool otherwise = false; ///< 其余: all keys not named, or below the first band
    NodePtr value;          ///< constants, parameters and arithmetic only
};
struct ParameterRow {
    AreaCode area;
    DayRange in_force; ///< its own 自 … 至; a later row of the same area ends it earlier
    std::optional<Day> signed_on;
    std::vector<Citation> citations;
    std::vector<Cell> cells; ///< one cell without keys for `= x`; empty when not set
    std::string not_set;     ///< why, when it is 未设
    NodePtr floor;           ///< may be null
    std::string module;
    Place place;
};
struct Parameter {
    Heading heading;
    Type type;
    std::vector<Index> keys; ///< choices, at most two
    Keying keying = Keying::none;
    Type key_type; ///< of bands and progressive
    bool set_locally = false;
    std::vector<ParameterRow> rows; ///< sorted by area, then by first day
};

struct DefinitionVersion {
    DayRange in_force;
    std::vector<Citation> citations;
    std::string explanation;
    NodePtr body;
    Index slots = 0; ///< how many 其中 it holds
};
struct Definition {
    Heading heading;
    Index record = none;
    Type type;
    std::vector<DefinitionVersion> versions; ///< sorted, without overlap
};

enum class PayPeriod { once, daily, monthly, yearly };
enum class StartRule { this_month, next_month };
/// By which day a month's money is there.
struct PayDay {
    bool month_before = false; ///< in the month before
    std::optional<int> day;    ///< one that every month has; none: the last
    std::vector<Citation> citations;
    [[nodiscard]] Day of(Month) const;
};
struct Exclusion {
    NodePtr condition;
    std::vector<Citation> citations;
};
struct PolicyVersion {
    DayRange in_force;
    std::vector<Citation> citations;
    std::string explanation;
    NodePtr eligible;
    std::vector<Exclusion> exclusions;
    NodePtr amount;                                             ///< null: a standing
    std::vector<Citation> eligible_citations, amount_citations; ///< behind 资格 and 金额
    Index slots = 0;                                            ///< of eligible, exclusions and amount together
    std::optional<int> term_months;
    std::optional<StartRule> starts;
    std::optional<PayDay> pay_day;
};
struct Policy {
    Heading heading;
    Index record = none;
    PayPeriod period = PayPeriod::monthly;
    std::vector<PolicyVersion> versions;
    [[nodiscard]] bool is_standing() const { return versions.empty() || versions.front().amount == nullptr; }
};

enum class Relation { stacks, choose_one, higher_of, excludes, replaces, tops_up, not_income };
/// How policies stand to each other. All policies of one line are of one record, or the left is of the owner's record
/// and the right of the members'.
struct Coordination {
    std::vector<Index> left, right; ///< policies
    Relation relation = Relation::stacks;
    std::vector<Citation> citations;
    Place place;
};

enum class Colour { none, yellow, orange, red };
struct SignalLevel {
    Colour colour = Colour::yellow;
    NodePtr condition;
    std::string who;
    std::string within; ///< 1个工作日, as written
    std::vector<Citation> citations;
};
struct Signal {
    Heading heading;
    Index record = none;
    std::vector<SignalLevel> levels; ///< gravest first
};

struct Untranslated {
    Heading heading;
    Citation clause;
    std::string text;
    std::vector<Index> affects; ///< policies
};
struct Discretion {
    std::string text;
    Index policy = none; ///< where it stands; none in a definition
    Place place;
};

// ---- roles -------------------------------------------------------------------------------------------------------

/// What facts are read for: 救助办理, 走访探视. Every reading of a record names one.
struct Purpose {
    Heading heading;
};

enum class Action {
    read,      ///< masked fields masked
    reveal,    ///< a masked field in clear, one record at a time
    aggregate, ///< counts and sums, and the masked list behind them
    create,
    change,
    close, ///< end a record; nothing is deleted
    merge,
    try_import, ///< an office file is judged row by row, and nothing of it written
    import_rows,
    export_rows,
    simulate,
    verify, ///< the journal's chain
    administer
};
/// What the system itself keeps, beside the records of the packs.
enum class SystemObject { accounts, journal, packs, jobs, system };
/// Whose records a right reaches.
enum class Reach {
    area,            ///< of the divisions the role was granted for, and all below
    own,             ///< the person's own, those of their household, and what belongs to these
    own_organisation ///< that point to the organisation the account belongs to, and what belongs to these
};
/// 三员: kept apart from each other and from every right on a record.
enum class Administrator { system, security, audit };

/// One action on one record or subject.
struct Right {
    Action action = Action::read;
    Index record = none;
    std::optional<SystemObject> subject; ///< where `record` is none
    std::vector<Index> purposes;         ///< at least one for a record; for a subject none means any
    Reach reach = Reach::area;
    std::optional<int> rows_max; ///< of one export or import
    bool needs_reason = false;   ///< a reason or an order's number must be given
    std::vector<Citation> citations;
    std::string explanation;
    Place place;
};
struct Role {
    Heading heading;
    std::vector<AreaLevel> granted_at; ///< levels of division it may be granted for; empty: of every level
    std::optional<int> idle_minutes;   ///< a session idle for longer ends
    bool second_factor = false;
    std::optional<Administrator> administrator;
    std::vector<Index> apart_from; ///< roles the same person may not hold, on both sides; of an
                                   ///< administrator all of another kind
    std::vector<Right> rights;
};

/// 查看 and read; 账号 and accounts: the words of the language.
struct Spelled {
    std::string_view chinese, english;
};
[[nodiscard]] Spelled spelled(Action);
[[nodiscard]] Spelled spelled(SystemObject);

// ---- scenarios ---------------------------------------------------------------------------------------------------

struct GivenFact {
    Index field = none;
    Value value;
};
struct Given {
    std::string label;
    Index record = none;
    Index owner = none; ///< index into Scenario::given of the record it belongs to
    std::vector<GivenFact> facts;
    bool rest_is_none = false;
    Place place;
};
enum class ExpectationKind { granted, refused, undecided, value, unknown, total, warned, not_warned };
struct Expectation {
    ExpectationKind kind = ExpectationKind::granted;
    Index given = none;  ///< about which record
    Index policy = none; ///< or
    Index signal = none;
    Colour colour = Colour::none;                 ///< of warned; none: whichever
    NodePtr subject;                              ///< of value and unknown: asked of `given`
    NodePtr value;                                ///< constant; null when only the answer counts
    std::vector<std::pair<Index, Index>> missing; ///< (given, field)
    std::vector<Citation> reasons;
    Month from, to;
    Place place;
};
struct Scenario {
    std::string title;
    std::string module;
    std::vector<std::string> carries;
    Day day;
    std::vector<Given> given;
    std::vector<std::pair<Index, ParameterRow>> assumed; ///< what a parameter is taken to be, everywhere and always
    std::vector<Expectation> expectations;
    Place place;
};

// ---- the whole ---------------------------------------------------------------------------------------------------

struct City {
    std::string name;
    AreaCode area; ///< 0: no city, the national packs by themselves
    Day from;      ///< parameters are checked for holes from this day on
};

struct Program {
    City city;
    std::vector<LegalSource> sources;
    std::vector<Choice> choices;
    std::vector<Record> records;
    std::vector<List> lists;
    std::vector<Parameter> parameters;
    std::vector<Definition> definitions;
    std::vector<Policy> policies;
    std::vector<Coordination> coordinations;
    std::vector<Signal> signals;
    std::vector<Untranslated> untranslated;
    std::vector<Discretion> discretions;
    std::vector<Purpose> purposes;
    std::vector<Role> roles;
    std::vector<Scenario> scenarios;

    /// Policies in the order they must be answered: one that another reads or that excludes another comes first.
    std::vector<Index> policy_order;
    /// Days on which a version or a parameter row begins or ends, sorted: between two of them nothing changes but ages.
    std::vector<Day> epochs;
    /// SM3 of the texts it was built from, in hex: kept with every decision.
    std::string digest;

    [[nodiscard]] Index find_choice(std::string_view name) const;
    [[nodiscard]] Index find_record(std::string_view name_or_alias) const;
    [[nodiscard]] Index find_parameter(std::string_view name_or_alias) const;
    [[nodiscard]] Index find_policy(std::string_view name_or_alias) const;
    [[nodiscard]] Index find_purpose(std::string_view name_or_alias) const;
    [[nodiscard]] Index find_role(std::string_view name_or_alias) const;
    [[nodiscard]] Index find_field(Index record, std::string_view name_or_alias) const;
    [[nodiscard]] Index find_definition(Index record, std::string_view name) const;
};

/// The version in force on a day; null when none is.
template <class Version>
[[nodiscard]] const Version* version_on(const std::vector<Version>& versions, Day day)
{
    for (const Version& version : versions)
        if (version.in_force.contains(day))
            return &version;
    return nullptr;
}

/// The row that decides a parameter for a division on a day: of the rows in force whose area holds the division, that
/// of the nearest area, and of these the one begun last. Null when there is none.
[[nodiscard]] const ParameterRow* row_for(const Parameter&, AreaCode, Day, const AreaTree&);

} // namespace huimin::language
