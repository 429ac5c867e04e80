#include "language/unproven.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/result.h"
#include "language/unproven/changes.h"

namespace huimin::language {

namespace {

enum class Sort { definition, policy, signal, coordination };
/// A declaration that decides something.
using Declared = std::pair<Sort, Index>;

/// Which scenarios rest on a rule, by whatever way.
class Rests {
public:
    explicit Rests(const Program& program) : program_(program)
    {
        for (Index i = 0; i < program.scenarios.size(); ++i) {
            std::set<Declared> seen;
            for (const Expectation& expectation : program.scenarios[i].expectations) {
                if (expectation.policy != none)
                    follow({Sort::policy, expectation.policy}, seen);
                if (expectation.signal != none)
                    follow({Sort::signal, expectation.signal}, seen);
                if (expectation.subject)
                    follow(*expectation.subject, seen);
            }
            for (const Declared& rule : seen)
                scenarios_[rule].push_back(i);
        }
    }

    [[nodiscard]] const std::vector<Index>& on(const Declared& rule) { return scenarios_[rule]; }

private:
    void follow(const Node& node, std::set<Declared>& seen)
    {
        if (node.op == Op::definition)
            follow({Sort::definition, node.index}, seen);
        if (node.op == Op::policy_amount || node.op == Op::policy_granted)
            follow({Sort::policy, node.index}, seen);
        for (const NodePtr& operand : node.operands)
            if (operand)
                follow(*operand, seen);
    }

    void follow(const Declared& rule, std::set<Declared>& seen)
    {
        if (!seen.insert(rule).second)
            return;
        const auto& [sort, index] = rule;
        if (sort == Sort::definition)
            for (const DefinitionVersion& version : program_.definitions[index].versions)
                follow(*version.body, seen);
        if (sort == Sort::signal)
            for (const SignalLevel& level : program_.signals[index].levels)
                follow(*level.condition, seen);
        if (sort == Sort::policy)
            follow_policy(index, seen);
    }

    void follow_policy(Index policy, std::set<Declared>& seen)
    {
        for (const PolicyVersion& version : program_.policies[policy].versions) {
            follow(*version.eligible, seen);
            if (version.amount)
                follow(*version.amount, seen);
            for (const Exclusion& exclusion : version.exclusions)
                follow(*exclusion.condition, seen);
        }
        for (Index i = 0; i < program_.coordinations.size(); ++i) {
            const Coordination& one = program_.coordinations[i];
            if (std::ranges::find(one.left, policy) == one.left.end() &&
                std::ranges::find(one.right, policy) == one.right.end())
                continue;
            seen.insert({Sort::coordination, i});
            for (const auto* side : {&one.left, &one.right})
                for (const Index other : *side)
                    follow({Sort::policy, other}, seen);
        }
    }

    const Program& program_;
    std::map<Declared, std::vector<Index>> scenarios_;
};

std::vector<Declared> declared_in(const Program& program)
{
    std::vector<Declared> all;
    const auto add = [&](Sort sort, std::size_t count) {
        for (Index i = 0; i < count; ++i)
            all.emplace_back(sort, i);
    };
    add(Sort::definition, program.definitions.size());
    add(Sort::policy, program.policies.size());
    add(Sort::signal, program.signals.size());
    add(Sort::coordination, program.coordinations.size());
    return all;
}

Place place_of(const Program& program, const Declared& rule)
{
    switch (rule.first) {
    case Sort::definition: return program.definitions[rule.second].heading.place;
    case Sort::policy: return program.policies[rule.second].heading.place;
    case Sort::signal: return program.signals[rule.second].heading.place;
    case Sort::coordination: return program.coordinations[rule.second].place;
    }
    return {};
}

std::vector<Change> changes_of(const Program& program, const Declared& rule, const std::vector<SourceFile>& files)
{
    std::vector<Change> changes;
    const auto add = [&](const NodePtr& node) {
        if (node)
            add_changes(*node, files, changes);
    };
    const auto& [sort, index] = rule;
    if (sort == Sort::definition)
        for (const DefinitionVersion& version : program.definitions[index].versions)
            add(version.body);
    if (sort == Sort::signal)
        for (const SignalLevel& level : program.signals[index].levels)
            add(level.condition);
    if (sort == Sort::coordination)
        add_without(program.coordinations[index], files, changes);
    if (sort == Sort::policy)
        for (const PolicyVersion& version : program.policies[index].versions) {
            add(version.eligible);
            add(version.amount);
            for (const Exclusion& exclusion : version.exclusions) {
                add_without(exclusion.condition, files, changes);
                add(exclusion.condition);
            }
        }
    return changes;
}

} // namespace

/// One model being asked.
class Proof::Prover {
public:
    Prover(Proof& proof, const Program& program, const World& world, const std::vector<SourceFile>& files)
        : proof_(proof), program_(program), world_(world), files_(files), rests_(program)
    {
    }

    void look_at(const Declared& declared)
    {
        const std::vector<Change> changes = changes_of(program_, declared, files_);
        if (changes.empty())
            return;
        const Place at = place_of(program_, declared);
        Rule& rule = proof_.rules_[{files_[at.file].path, at.offset}];
        const std::vector<Index>& scenarios = rests_.on(declared);
        const std::string name = files_[at.file].text.substr(at.offset, at.length);
        rule.without = {Severity::warning,
                        "W3506",
                        here(at),
                        "「" + name + "」没有一个案例",
                        "补一个享受的案例和一个不享受的案例",
                        "no scenario rests on `" + name + "`"};
        rule.asked = rule.asked || !scenarios.empty();
        for (const Change& change : changes) {
            Line& line = rule.lines[std::to_string(change.place.offset) + change.chinese];
            if (line.told.code.empty())
                line.told = {Severity::warning,  "W3505",
                             here(change.place), change.chinese + "，案例仍然全部通过",
                             change.remedy,      change.english + ": every scenario still passes"};
            line.noticed = line.noticed || notices(change, scenarios);
        }
    }

private:
    [[nodiscard]] Place here(Place place) const
    {
        place.file = proof_.file(files_[place.file]);
        return place;
    }

    [[nodiscard]] bool notices(const Change& change, const std::vector<Index>& scenarios) const
    {
        change.make();
        const bool noticed = std::ranges::any_of(scenarios, [&](Index scenario) {
            return !run_scenario(program_, world_, scenario, files_).failures.empty();
        });
        change.undo();
        return noticed;
    }

    Proof& proof_;
    const Program& program_;
    const World& world_;
    const std::vector<SourceFile>& files_;
    Rests rests_;
};

void Proof::ask(std::shared_ptr<const Program> program, const World& world, const std::vector<SourceFile>& files,
                const Wanted& wanted, const Done& done)
{
    VERIFY(program.use_count() == 1);
    Prover prover(*this, *program, world, files);
    const std::vector<Declared> all = declared_in(*program);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (wanted(files[place_of(*program, all[i]).file].path))
            prover.look_at(all[i]);
        if (done)
            done(i + 1, all.size());
    }
}

std::uint32_t Proof::file(const SourceFile& file)
{
    const auto known = std::ranges::find(files_, file.path, &SourceFile::path);
    const auto index = static_cast<std::uint32_t>(known - files_.begin());
    if (known == files_.end())
        files_.push_back(file);
    return index;
}

std::size_t Proof::noticed() const
{
    std::size_t count = 0;
    for (const auto& [at, rule] : rules_)
        for (const auto& [changed, line] : rule.lines)
            count += line.noticed ? 1 : 0;
    return count;
}

Diagnostics Proof::unproven() const
{
    Diagnostics found;
    for (const auto& [at, rule] : rules_)
        if (!rule.asked)
            found.push_back(rule.without);
        else
            for (const auto& [changed, line] : rule.lines)
                if (!line.noticed)
                    found.push_back(line.told);
    std::ranges::sort(found, {}, [](const Diagnostic& one) {
        return std::tuple(one.place.file, one.place.offset, one.place.length, one.message);
    });
    return found;
}

} // namespace huimin::language
