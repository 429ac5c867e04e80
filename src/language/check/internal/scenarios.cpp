// Scenarios: who is given, what is known of them, and what is expected.

#include <algorithm>

#include "language/check/internal/model.h"

namespace huimin::language::check_internal {

namespace {

class ScenarioTyping {
public:
    ScenarioTyping(Model& model, const syntax::ScenarioDeclaration& tree)
        : model_(model), program_(model.program), tree_(tree)
    {
    }

    void type()
    {
        scenario_.title = tree_.title;
        scenario_.module = model_.module;
        scenario_.place = tree_.header.place;
        scenario_.day = tree_.month ? tree_.month->last() : *tree_.day;
        for (const std::string& id : model_.heading(tree_.header).carries)
            scenario_.carries.push_back(id);
        for (const syntax::Given& given : tree_.given)
            type_given(given);
        for (const syntax::Assumption& assumption : tree_.assumed)
            type_assumption(assumption);
        for (const syntax::Expectation& expectation : tree_.expectations)
            type_expectation(expectation);
        program_.scenarios.push_back(std::move(scenario_));
    }

private:
    void type_given(const syntax::Given& written)
    {
        Given made;
        made.label = written.label.text;
        made.place = written.place;
        made.rest_is_none = written.rest_is_none;
        const std::string& named = written.record.given() ? written.record.text : written.label.text;
        if (const auto record = model_.records.find(named); record != model_.records.end())
            made.record = record->second;
        else if (written.record.given())
            return model_.error("E3501", written.record.place, "没有档案「" + named + "」", "查对名称",
                                "there is no record of this name");
        else
            made.record = member_of_last();
        if (made.record == none)
            return model_.error("E3501", written.label.place, "不知道「" + named + "」是哪种档案",
                                "写成「" + named + " : 人 { … }」，或先写它所属的家庭",
                                "it is not clear which record this is");
        if (const Index owner = program_.records[made.record].owner; owner != none)
            for (Index i = static_cast<Index>(scenario_.given.size()); i-- > 0 && made.owner == none;)
                if (scenario_.given[i].record == owner)
                    made.owner = i;
        for (const syntax::GivenValue& value : written.values) {
            const auto field = model_.fields[made.record].find(value.field.text);
            if (field == model_.fields[made.record].end()) {
                std::vector<std::string> known;
                for (const auto& [name, unused] : model_.fields[made.record])
                    known.push_back(name);
                model_.error("E3502", value.field.place,
                             "档案「" + program_.records[made.record].heading.name + "」没有字段「" + value.field.text +
                                 "」",
                             model_.like(value.field.text, known), "this record has no such field");
                continue;
            }
            Scope nothing;
            nothing.constants_only = true;
            const NodePtr node = model_.type_as(*value.value, nothing,
                                                program_.records[made.record].fields[field->second].type, "字段的值");
            if (node && node->op == Op::constant)
                made.facts.push_back({field->second, node->value});
            else if (node)
                model_.error("E3502", value.value->place, "已知的事实要写成一个值", "写数字、日期、选项或是非",
                             "a given fact must be a plain value");
        }
        scenario_.given.push_back(std::move(made));
    }

    void type_assumption(const syntax::Assumption& written)
    {
        const auto parameter = model_.parameters.find(written.parameter.text);
        if (parameter == model_.parameters.end()) {
            std::vector<std::string> known;
            for (const auto& [name, unused] : model_.parameters)
                known.push_back(name);
            return model_.error("E1113", written.parameter.place, "没有参数「" + written.parameter.text + "」",
                                model_.like(written.parameter.text, known), "there is no parameter of this name");
        }
        scenario_.assumed.emplace_back(parameter->second, model_.type_row(parameter->second, written.row, AreaCode()));
        for (const Cell& cell : scenario_.assumed.back().second.cells)
            if (cell.value->op != Op::constant)
                model_.error("E3504", cell.value->place, "案例里设的参数要写成数，不能再读别的参数", "写上算好的数",
                             "an assumed parameter must be a plain value");
    }

    /// The record of the first list that a record given so far owns, the latest given first.
    [[nodiscard]] Index member_of_last() const
    {
        for (std::size_t i = scenario_.given.size(); i-- > 0;) {
            // Siblings share their owner's list.
            const Index record = program_.records[scenario_.given[i].record].owner != none
                                     ? program_.records[scenario_.given[i].record].owner
                                     : scenario_.given[i].record;
            for (const List& list : program_.lists)
                if (list.owner == record)
                    return list.member;
        }
        return none;
    }

    [[nodiscard]] Index given_named(const std::string& label) const
    {
        for (Index i = 0; i < scenario_.given.size(); ++i)
            if (scenario_.given[i].label == label)
                return i;
        return none;
    }

    /// Whom a policy is expected of: the one named, or the only one there is.
    Index who(const syntax::Expectation& written, Index record)
    {
        if (written.who.given()) {
            const Index found = given_named(written.who.text);
            if (found == none || scenario_.given[found].record != record)
                model_.error("E3503", written.who.place, "案例里没有可以享受它的「" + written.who.text + "」",
                             "写案例里已知的称呼", "no such record in this scenario");
            return found;
        }
        Index only = none;
        for (Index i = 0; i < scenario_.given.size(); ++i)
            if (scenario_.given[i].record == record) {
                if (only != none) {
                    model_.error("E3503", written.place,
                                 "有好几个「" + program_.records[record].heading.name + "」，不知道说的是谁",
                                 "在政策后面写明，例如 " + written.subject.names.back().text + "(" +
                                     scenario_.given[i].label + ")",
                                 "say whom it is about");
                    return none;
                }
                only = i;
            }
        if (only == none)
            model_.error("E3503", written.place, "案例里没有「" + program_.records[record].heading.name + "」",
                         "先写出已知的情况", "the scenario gives no such record");
        return only;
    }

    void type_expectation(const syntax::Expectation& written)
    {
        Expectation made;
        made.kind = static_cast<ExpectationKind>(written.kind);
        made.place = written.place;
        made.from = written.from;
        made.to = written.to;
        made.reasons = model_.cite(written.reasons, DayRange{});
        if (written.colour)
            made.colour = *written.colour == syntax::Colour::red      ? Colour::red
                          : *written.colour == syntax::Colour::orange ? Colour::orange
                                                                      : Colour::yellow;
        const bool about_value = made.kind == ExpectationKind::value || made.kind == ExpectationKind::unknown;
        if (!(about_value ? type_subject(written, made) : type_policy(written, made)))
            return;
        for (const syntax::Path& path : written.missing) {
            const Index given = path.names.size() > 1 ? given_named(path.names.front().text) : made.given;
            const auto field = given == none
                                   ? model_.fields.front().end()
                                   : model_.fields[scenario_.given[given].record].find(path.names.back().text);
            if (given == none || field == model_.fields[scenario_.given[given].record].end())
                model_.error("E3502", path.place, "「" + path.names.back().text + "」不是案例里的事实",
                             "写 字段 或 甲.字段", "this is no fact of the scenario");
            else
                made.missing.emplace_back(given, field->second);
        }
        scenario_.expectations.push_back(std::move(made));
    }

    bool type_policy(const syntax::Expectation& written, Expectation& made)
    {
        const auto policy = model_.policies.find(written.subject.names.back().text);
        const bool warns = made.kind == ExpectationKind::warned || made.kind == ExpectationKind::not_warned;
        if (warns || (made.kind == ExpectationKind::undecided && policy == model_.policies.end()))
            if (type_signal(written, made, warns))
                return made.given != none;
        if (warns)
            return false;
        if (policy == model_.policies.end()) {
            std::vector<std::string> known;
            for (const auto& [name, unused] : model_.policies)
                known.push_back(name);
            model_.error("E1114", written.subject.place, "没有政策「" + written.subject.names.back().text + "」",
                         model_.like(written.subject.names.back().text, known), "there is no policy of this name");
            return false;
        }
        made.policy = policy->second;
        made.given = who(written, program_.policies[made.policy].record);
        if (made.given == none)
            return false;
        if (written.value) {
            Scope nothing;
            nothing.constants_only = true;
            Type money;
            money.kind = Kind::money;
            made.value = model_.type_as(*written.value, nothing, money, "应得的金额");
            return made.value != nullptr;
        }
        return true;
    }

    /// False where there is no such signal, told when it must be one.
    bool type_signal(const syntax::Expectation& written, Expectation& made, bool must)
    {
        const std::string& name = written.subject.names.back().text;
        std::vector<std::string> known;
        for (Index i = 0; i < program_.signals.size(); ++i) {
            known.push_back(program_.signals[i].heading.name);
            if (known.back() == name)
                made.signal = i;
        }
        if (made.signal == none) {
            if (must)
                model_.error("E1117", written.subject.place, "没有预警「" + name + "」", model_.like(name, known),
                             "there is no signal of this name");
            return false;
        }
        made.given = who(written, program_.signals[made.signal].record);
        return true;
    }

    bool type_subject(const syntax::Expectation& written, Expectation& made)
    {
        const auto& names = written.subject.names;
        made.given = names.size() > 1 ? given_named(names.front().text) : scenario_.given.empty() ? none : 0;
        if (made.given == none && names.size() > 1)
            if (const auto record = model_.records.find(names.front().text); record != model_.records.end())
                for (Index i = 0; i < scenario_.given.size() && made.given == none; ++i)
                    if (scenario_.given[i].record == record->second)
                        made.given = i;
        if (made.given == none) {
            model_.error("E3503", written.subject.place, "案例里没有「" + names.front().text + "」",
                         "写案例里已知的称呼", "no such record in this scenario");
            return false;
        }
        Scope scope;
        scope.record = scenario_.given[made.given].record;
        syntax::Path last{{names.back()}, written.subject.place};
        made.subject = model_.resolve(last, written.subject.place, scope, nullptr);
        if (!made.subject)
            return false;
        if (written.value)
            made.value = model_.type_as(*written.value, scope, made.subject->type, "应为的值");
        return !written.value || made.value != nullptr;
    }

    Model& model_;
    Program& program_;
    const syntax::ScenarioDeclaration& tree_;
    Scenario scenario_;
};

} // namespace

void Model::type_scenarios()
{
    each<syntax::ScenarioDeclaration>(*this, [&](const syntax::ScenarioDeclaration& tree, int level) {
        // A lower pack may replace what a higher one's scenarios rest on, so each pack's scenarios are its own.
        if (level == city_level || city_level < 0)
            ScenarioTyping(*this, tree).type();
    });
}

} // namespace huimin::language::check_internal
