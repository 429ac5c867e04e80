// Policies, how they stand to each other, signals, and clauses that could not be written.

#include <algorithm>

#include "language/check/internal/model.h"

namespace huimin::language::check_internal {

void Model::type_policies()
{
    for (Index i = 0; i < program.definitions.size(); ++i)
        type_definition(i);
    for (Index i = 0; i < program.policies.size(); ++i) {
        std::vector<PolicyVersion> versions;
        for (const auto& written : policy_trees[i]) {
            module = written.module;
            const syntax::PolicyDeclaration& tree = *written.tree;
            PolicyVersion version;
            version.in_force = tree.header.validity.in_force;
            version.citations = cite(tree.header.citations, version.in_force);
            version.explanation = tree.header.explanation;
            version.term_months = tree.term_months;
            if (tree.starts)
                version.starts = static_cast<StartRule>(*tree.starts);
            version.pay_day = pay_day(tree);
            Scope scope;
            scope.record = program.policies[i].record;
            scope.policy = i;
            scope.slots = &version.slots;
            version.eligible = condition(*tree.eligible, scope);
            version.eligible_citations = cite(tree.eligible_citations, version.in_force);
            version.amount_citations = cite(tree.amount_citations, version.in_force);
            for (const syntax::Exclusion& one : tree.exclusions)
                if (NodePtr when = condition(*one.condition, scope))
                    version.exclusions.push_back({std::move(when), cite(one.citations, version.in_force)});
            if (tree.amount) {
                static constexpr Period periods[] = {Period::none, Period::day, Period::month, Period::year};
                Type wanted;
                wanted.kind = Kind::money;
                wanted.period = periods[static_cast<int>(program.policies[i].period)];
                version.amount = type_as(*tree.amount, scope, wanted, "金额");
                if (version.amount && version.amount->type.exact)
                    error("E2007", tree.amount->place,
                          "政策「" + tree.header.name.text + "」的金额可能带有不足一分的零头",
                          "按文件写明取整方式，例如 四舍五入到分、进到元",
                          "the amount may hold fractions of a fen: write the rounding");
            }
            if (version.eligible)
                versions.push_back(std::move(version));
        }
        std::sort(versions.begin(), versions.end(),
                  [](const auto& a, const auto& b) { return a.in_force.from < b.in_force.from; });
        for (std::size_t k = 0; k + 1 < versions.size(); ++k) {
            if (versions[k].in_force.from == versions[k + 1].in_force.from)
                error("E1103", program.policies[i].heading.place,
                      "政策「" + program.policies[i].heading.name + "」有两个版本同一天生效",
                      "给其中一个写上不同的「自 日期 起」", "two versions begin on the same day");
            versions[k].in_force.to = std::min(versions[k].in_force.to, versions[k + 1].in_force.from);
        }
        program.policies[i].versions = std::move(versions);
    }
}

std::optional<PayDay> Model::pay_day(const syntax::PolicyDeclaration& tree)
{
    if (!tree.pay_day)
        return std::nullopt;
    if (tree.period != syntax::PayPeriod::monthly || !tree.amount)
        error("E1211", tree.pay_day->place, "政策「" + tree.header.name.text + "」不是按月发钱的，没有每月的发放日",
              "按月发钱的写 按月 和 金额；不是的删去 发放日", "only what is paid monthly has a pay day");
    return PayDay{tree.pay_day->month_before, tree.pay_day->day,
                  cite(tree.pay_day->citations, tree.header.validity.in_force)};
}

void Model::type_coordinations()
{
    each<syntax::CoordinationDeclaration>(*this, [&](const syntax::CoordinationDeclaration& tree, int) {
        const std::vector<Citation> heads = cite(tree.header.citations, DayRange{});
        for (const syntax::RelationLine& line : tree.lines) {
            Coordination made;
            made.relation = static_cast<Relation>(line.relation);
            made.citations = cite(line.citations, DayRange{});
            if (made.citations.empty())
                made.citations = heads;
            if (made.citations.empty() && tree.header.explanation.empty())
                error("E1204", line.place, "这条衔接没有引用条文，衔接的开头也没有",
                      "写上〔依据 第几条〕或 说明 \"理由\"", "this line cites no clause");
            made.place = line.place;
            const auto add = [&](const std::vector<syntax::Path>& side, std::vector<Index>& into) {
                for (const syntax::Path& path : side) {
                    const auto policy = policies.find(path.names.back().text);
                    if (policy == policies.end()) {
                        std::vector<std::string> known;
                        for (const auto& [name, unused] : policies)
                            known.push_back(name);
                        error("E1114", path.place, "没有政策「" + path.names.back().text + "」",
                              like(path.names.back().text, known), "there is no policy of this name");
                        return false;
                    }
                    into.push_back(policy->second);
                }
                return true;
            };
            if (!add(line.left, made.left) || !add(line.right, made.right))
                continue;
            const Index left = program.policies[made.left.front()].record,
                        right = program.policies[made.right.front()].record;
            const auto mixed = [&](const std::vector<Index>& side, Index record) {
                return std::any_of(side.begin(), side.end(),
                                   [&](Index one) { return program.policies[one].record != record; });
            };
            const bool downward = (made.relation == Relation::excludes || made.relation == Relation::replaces) &&
                                  program.records[right].owner == left;
            const bool told_only = made.relation == Relation::stacks || made.relation == Relation::not_income;
            if (!told_only && (mixed(made.left, left) || mixed(made.right, right) || (left != right && !downward)))
                error("E1205", line.place, "这条衔接两边的政策发给不同的档案",
                      "只有家庭的政策可以「排除」「替代」成员的政策；其他情况写在资格里",
                      "the two sides are for different records");
            else
                program.coordinations.push_back(std::move(made));
        }
    });
}

void Model::type_signals()
{
    each<syntax::SignalDeclaration>(*this, [&](const syntax::SignalDeclaration& tree, int) {
        const auto record = records.find(tree.record.text);
        if (record == records.end())
            return error("E1106", tree.record.place, "没有档案「" + tree.record.text + "」", "写 对 家庭 或 对 人",
                         "there is no record of this name");
        need_clause(tree.header, "预警");
        Signal signal{heading(tree.header), record->second, {}};
        for (const syntax::SignalLevel& level : tree.levels) {
            Scope scope;
            scope.record = record->second;
            SignalLevel made;
            made.colour = level.colour == syntax::Colour::red      ? Colour::red
                          : level.colour == syntax::Colour::orange ? Colour::orange
                                                                   : Colour::yellow;
            made.condition = condition(*level.condition, scope);
            made.who = level.who;
            made.citations = cite(level.citations, DayRange{});
            if (level.within)
                made.within =
                    files[level.within->place.file].text.substr(level.within->place.offset, level.within->place.length);
            if (made.condition)
                signal.levels.push_back(std::move(made));
        }
        std::sort(signal.levels.begin(), signal.levels.end(),
                  [](const SignalLevel& a, const SignalLevel& b) { return a.colour > b.colour; });
        program.signals.push_back(std::move(signal));
    });
}

void Model::type_untranslated()
{
    each<syntax::Untranslated>(*this, [&](const syntax::Untranslated& tree, int) {
        Untranslated made{heading(tree.header), {}, tree.text, {}};
        if (!made.heading.citations.empty())
            made.clause = made.heading.citations.front();
        for (const syntax::Path& path : tree.affects) {
            const auto policy = policies.find(path.names.back().text);
            if (policy == policies.end())
                error("E1114", path.place, "没有政策「" + path.names.back().text + "」", "查对名称",
                      "there is no policy of this name");
            else
                made.affects.push_back(policy->second);
        }
        program.untranslated.push_back(std::move(made));
    });
}

} // namespace huimin::language::check_internal
