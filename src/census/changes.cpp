#include "census/changes.h"

#include <algorithm>
#include <map>
#include <mutex>

namespace huimin::census {

using language::Facts;
using language::Index;
using language::Instance;
using language::PolicySet;
using language::Program;
using registry::RecordKey;

namespace {

constexpr std::size_t units_in_a_morsel = 16;

std::vector<Index> lists_of(const Program& program, Index record)
{
    std::vector<Index> lists;
    for (Index list = 0; list < program.lists.size(); ++list)
        if (program.lists[list].owner == record)
            lists.push_back(list);
    return lists;
}

/// A record that came or went, with all that belongs to it.
void note_whole(const Instance& instance, const Program& program, Facts& facts)
{
    for (Index field = 0; field < instance.values.size(); ++field)
        if (!language::is_unknown(instance.values[field]))
            facts.fields.emplace(instance.record, field);
    const std::vector<Index> lists = lists_of(program, instance.record);
    for (std::size_t i = 0; i < lists.size(); ++i)
        for (const Instance& member : instance.lists[i]) {
            facts.lists.insert(lists[i]);
            note_whole(member, program, facts);
        }
}

void note_difference(const Instance& before, const Instance& after, const Program& program, Facts& facts)
{
    for (Index field = 0; field < before.values.size(); ++field)
        if (before.values[field] != after.values[field])
            facts.fields.emplace(before.record, field);
    const std::vector<Index> lists = lists_of(program, before.record);
    for (std::size_t i = 0; i < lists.size(); ++i) {
        const auto& one = before.lists[i];
        const auto& other = after.lists[i];
        std::size_t a = 0, b = 0; // both by key
        while (a < one.size() || b < other.size())
            if (a < one.size() && b < other.size() && one[a].key == other[b].key) {
                note_difference(one[a++], other[b++], program, facts);
            } else {
                facts.lists.insert(lists[i]);
                const bool went = b == other.size() || (a < one.size() && one[a].key < other[b].key);
                note_whole(went ? one[a++] : other[b++], program, facts);
            }
    }
}

ChangedAnswer::Side side_of(const Given* given)
{
    return given == nullptr ? ChangedAnswer::Side() : ChangedAnswer::Side{given->verdict, given->fen};
}

} // namespace

void add_differences(Index record, RecordKey unit, const GivenList& before, const GivenList& after,
                     std::vector<ChangedAnswer>& into)
{
    const auto place = [](const Given& given) { return std::pair(given.policy, given.about); };
    std::size_t a = 0, b = 0;
    while (a < before.size() || b < after.size()) {
        const Given* one =
            a < before.size() && (b == after.size() || place(before[a]) <= place(after[b])) ? &before[a] : nullptr;
        const Given* other =
            b < after.size() && (a == before.size() || place(after[b]) <= place(before[a])) ? &after[b] : nullptr;
        a += one != nullptr ? 1 : 0;
        b += other != nullptr ? 1 : 0;
        const Given& known = one != nullptr ? *one : *other;
        if (side_of(one) != side_of(other))
            into.push_back({record, unit, known.policy, known.about, side_of(one), side_of(other)});
    }
}

Facts facts_of(const Change& change, const Program& program)
{
    Facts facts;
    if (change.before && change.after)
        note_difference(*change.before, *change.after, program, facts);
    else
        note_whole(change.before ? *change.before : *change.after, program, facts);
    return facts;
}

namespace {

/// Which policies to ask for which facts: many units are touched in the same ones.
class WhatToAsk {
public:
    explicit WhatToAsk(const Program& program) : program_(program), reads_(program) {}

    struct Policies {
        PolicySet touched, needed;
    };
    /// None when no policy can change.
    const Policies* of(const Change& change)
    {
        if (!change.before || !change.after) {
            const std::lock_guard lock(mutex_);
            if (all_.touched.empty())
                all_.touched = all_.needed = PolicySet(program_.policies.size(), true);
            return &all_;
        }
        const Facts facts = facts_of(change, program_);
        const std::lock_guard lock(mutex_);
        const auto [found, fresh] = known_.try_emplace(facts);
        if (fresh) {
            found->second.touched = reads_.touched_by(facts);
            found->second.needed = reads_.needed_for(found->second.touched);
        }
        const PolicySet& touched = found->second.touched;
        return std::ranges::find(touched, true) == touched.end() ? nullptr : &found->second;
    }

private:
    const Program& program_;
    language::Reads reads_;
    std::mutex mutex_;
    std::map<Facts, Policies> known_;
    Policies all_;
};

} // namespace

Result<std::vector<ChangedAnswer>> changed_answers(const Program& program, const language::World& world, Day day,
                                                   const Changes& changes, const Work& work)
{
    VERIFY(!changes.everything);
    WhatToAsk what(program);
    std::vector<std::vector<ChangedAnswer>> found(changes.units.size());
    TRY(in_morsels(changes.units.size(), units_in_a_morsel, work, [&](std::size_t first, std::size_t last, unsigned) {
        for (std::size_t i = first; i < last; ++i) {
            const Change& change = changes.units[i];
            const auto* policies = what.of(change);
            if (policies == nullptr)
                continue;
            const auto given = [&](const std::optional<Instance>& unit) {
                return unit ? given_of(language::answer(program, world, *unit, day, policies->needed)) : GivenList();
            };
            add_differences(change.record, change.at, given(change.before), given(change.after), found[i]);
        }
    }));
    std::vector<ChangedAnswer> all;
    for (std::vector<ChangedAnswer>& some : found)
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

std::vector<ChangedAnswer> changed_answers(const Answers& before, const Answers& after)
{
    std::map<std::pair<Index, RecordKey>, std::pair<GivenList, GivenList>> both;
    before.each([&](Index record, RecordKey at, const GivenList& given) { both[{record, at}].first = given; });
    after.each([&](Index record, RecordKey at, const GivenList& given) { both[{record, at}].second = given; });
    std::vector<ChangedAnswer> all;
    for (const auto& [at, sides] : both)
        add_differences(at.first, at.second, sides.first, sides.second, all);
    return all;
}

} // namespace huimin::census
