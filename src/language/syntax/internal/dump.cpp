#include "language/syntax/internal/dump.h"

#include <type_traits>

namespace huimin::language::syntax {

namespace {

/// Writes any part of the tree: lists and choices by their elements, structs by the `parts` of them below.
class Dumper {
public:
    std::string out;

    template <class... Part>
    void group(const char* what, const Part&... part)
    {
        out.append("(").append(what);
        (write(part), ...);
        out += ')';
    }

    void write(const std::string& text) { out.append(" '").append(text).append("'"); }
    void write(bool truth) { out += truth ? " yes" : " no"; }
    void write(int number) { out += ' ' + std::to_string(number); }
    void write(const Rational& number) { out += ' ' + number.text(); }
    void write(Day day) { out += ' ' + day.text(); }
    void write(Month month) { out += ' ' + month.text(); }
    template <class Enum>
        requires std::is_enum_v<Enum>
    void write(Enum value)
    {
        out += " #" + std::to_string(static_cast<int>(value));
    }
    template <class Part>
    void write(const std::optional<Part>& part)
    {
        if (part)
            write(*part);
        else
            out += " -";
    }
    template <class Part>
    void write(const std::vector<Part>& list)
    {
        out += " [";
        for (const Part& part : list)
            write(part);
        out += ']';
    }
    void write(const ExpressionPtr& expression)
    {
        if (!expression)
            out += " -";
        else
            std::visit([this](const auto& node) { parts(node); }, expression->node);
    }

    void write(const Name& x) { write(x.text); }
    void write(const Path& x) { group("path", x.names); }
    void write(const Citation& x) { group("cite", x.source, x.locator); }
    void write(const AreaLiteral& x) { group("area", x.code.text(), x.name); }
    void write(const Validity& x)
    {
        if (x.given)
            group("valid", x.in_force.from, x.in_force.to, x.signed_on);
        else
            out += " -";
    }
    void write(const Case& x) { group("case", x.condition, x.value, x.citations); }
    void write(const Exception& x) { group("exception", x.name, x.condition, x.value, x.overrides, x.citations); }
    void write(const Item& x) { group("item", x.marker, x.condition, x.citations); }
    void write(const Where& x) { group("where", x.name, x.alias, x.value, x.citations); }
    void write(const TypeName& x) { group("type", x.words, x.period, x.unit); }
    void write(const Header& x)
    {
        group("head", x.name, x.alias, x.citations, x.explanation, x.carries, x.validity, x.replaces, x.extends);
    }
    void write(const ChoiceValue& x) { group("value", x.name, x.alias, x.number); }
    void write(const Field& x)
    {
        group("field", x.name, x.alias, x.type, x.flags, x.only_for, x.mask_first, x.mask_last, x.low, x.high,
              x.usual_low, x.usual_high, x.origin);
    }
    void write(const ParameterEntry& x) { group("entry", x.keys, x.otherwise, x.value); }
    void write(const ParameterRow& x)
    {
        group("row", x.area, x.validity, x.citations, x.value, x.entries, x.not_set, x.floor);
    }
    void write(const PayDay& x) { group("pay_day", x.month_before, x.day, x.citations); }
    void write(const Exclusion& x) { group("exclusion", x.condition, x.citations); }
    void write(const RelationLine& x) { group("relation", x.left, x.relation, x.right, x.citations); }
    void write(const ScaleItem& x) { group("item", x.name, x.alias, x.low, x.high); }
    void write(const ScaleGroup& x) { group("group", x.name, x.alias, x.items); }
    void write(const ScaleLevel& x) { group("level", x.from_points, x.level); }
    void write(const ScaleAdjustment& x) { group("adjust", x.kind, x.level, x.steps, x.condition, x.citations); }
    void write(const SignalLevel& x) { group("level", x.colour, x.condition, x.who, x.within, x.citations); }
    void write(const RightLine::On& x) { group("on", x.system, x.name); }
    void write(const RightLine& x)
    {
        group("right", x.actions, x.on, x.reach, x.rows_max, x.needs_reason, x.purposes, x.citations, x.explanation);
    }
    void write(const GivenValue& x) { group("fact", x.field, x.value); }
    void write(const Given& x) { group("given", x.label, x.record, x.values, x.rest_is_none); }
    void write(const Assumption& x) { group("assume", x.parameter, x.row); }
    void write(const Expectation& x)
    {
        const bool total = x.kind == ExpectationKind::total;
        group("expect", x.kind, x.subject, x.who, x.value, x.missing, x.reasons,
              total ? std::optional(x.from) : std::nullopt, total ? std::optional(x.to) : std::nullopt, x.colour);
    }

    void parts(const Literal& x) { group("number", x.number, x.unit, x.unit_name); }
    void parts(const TruthLiteral& x) { write(x.value); }
    void parts(const DayLiteral& x) { write(x.day); }
    void parts(const MonthLiteral& x) { write(x.month); }
    void parts(const TextLiteral& x) { group("text", x.text); }
    void parts(const AreaLiteral& x) { write(x); }
    void parts(const Reference& x) { write(x.path); }
    void parts(const Unary& x) { group("unary", x.op, x.operand); }
    void parts(const Binary& x) { group("binary", x.op, x.left, x.right); }
    void parts(const Membership& x) { group("in", x.value, x.set, x.negated); }
    void parts(const Between& x) { group("between", x.value, x.low, x.high); }
    void parts(const RoundTo& x) { group("round", x.operand, x.mode, x.unit); }
    void parts(const Clamp& x) { group("clamp", x.operand, x.bound, x.limit); }
    void parts(const IfUnknown& x) { group("if_unknown", x.operand, x.replacement); }
    void parts(const Convert& x) { group("convert", x.operand, x.to); }
    void parts(const Cases& x) { group("cases", x.choice, x.cases, x.otherwise); }
    void parts(const Defaults& x) { group("default", x.base, x.exceptions); }
    void parts(const Items& x) { group("items", x.needed, x.at_least, x.items); }
    void parts(const Aggregate& x) { group("aggregate", x.kind, x.body, x.list, x.condition); }
    void parts(const Call& x) { group("call", x.function, x.arguments); }
    void parts(const AgeCheck& x) { group("age", x.test, x.years); }
    void parts(const Lookup& x) { group("lookup", x.parameter, x.keys); }
    void parts(const Receives& x) { group("receives", x.policy); }
    void parts(const Discretion& x) { group("discretion", x.text); }
    void parts(const Today&) { group("today"); }
    void parts(const Let& x) { group("let", x.body, x.where); }

    void parts(const SourceDeclaration& x) { group("source", x.header, x.title, x.number, x.url); }
    void parts(const CityDeclaration& x) { group("city", x.header, x.area, x.uses); }
    void parts(const ChoiceDeclaration& x) { group("choice", x.header, x.values); }
    void parts(const RecordDeclaration& x) { group("record", x.header, x.owner, x.list, x.list_alias, x.fields); }
    void parts(const ParameterDeclaration& x)
    {
        group("parameter", x.header, x.type, x.keys, x.keying, x.key_type, x.set_locally, x.rows);
    }
    void parts(const DefineDeclaration& x) { group("define", x.header, x.record, x.type, x.body); }
    void parts(const PolicyDeclaration& x)
    {
        group("policy", x.header, x.record, x.period, x.eligible, x.eligible_citations, x.exclusions, x.amount,
              x.amount_citations, x.term_months, x.starts, x.pay_day);
    }
    void parts(const CoordinationDeclaration& x) { group("coordination", x.header, x.lines); }
    void parts(const ScaleDeclaration& x)
    {
        group("scale", x.header, x.owner, x.list, x.list_alias, x.groups, x.fields, x.level_choice, x.levels,
              x.adjustments, x.valid_months);
    }
    void parts(const SignalDeclaration& x) { group("signal", x.header, x.record, x.levels); }
    void parts(const Untranslated& x) { group("untranslated", x.header, x.clause, x.text, x.affects); }
    void parts(const RoleDeclaration& x)
    {
        group("role", x.header, x.granted_at, x.idle_minutes, x.two_factor, x.administrator, x.apart_from, x.rights);
    }
    void parts(const PurposeDeclaration& x) { group("purpose", x.header); }
    void parts(const ScenarioDeclaration& x)
    {
        group("scenario", x.header, x.title, x.month, x.day, x.given, x.assumed, x.expectations);
    }
};

} // namespace

std::string dump(const File& file)
{
    Dumper dumper;
    dumper.group("module", file.module);
    for (const Declaration& declaration : file.declarations) {
        dumper.out += '\n';
        std::visit([&](const auto& declared) { dumper.parts(declared); }, declaration);
    }
    return std::move(dumper.out);
}

} // namespace huimin::language::syntax
