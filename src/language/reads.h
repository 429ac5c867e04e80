// What the answers of a program rest on: which facts each policy can read, by whatever way. So a changed fact tells
// which policies have to be asked again, and a fact that no policy reads need not be at hand for them.
//
// Told of all versions of policies, definitions and parameters alike: it holds for every day.

#pragma once

#include <set>
#include <vector>

#include "language/program.h"

namespace huimin::language {

/// Facts by (record, field), and lists by who is in them. Of what is read: also the divisions that are told apart.
struct Facts {
    std::set<std::pair<Index, Index>> fields;
    std::set<Index> lists;
    std::set<AreaCode> areas;

    [[nodiscard]] bool empty() const { return fields.empty() && lists.empty(); }
    void add(const Facts&);
    friend auto operator<=>(const Facts&, const Facts&) = default;
};

/// Policies by their index.
using PolicySet = std::vector<bool>;

class Reads {
public:
    explicit Reads(const Program&);

    /// What a policy's answer rests on before coordinations, without the answers of other policies it reads.
    [[nodiscard]] const Facts& of(Index policy) const { return facts_[policy]; }
    /// What any policy rests on.
    [[nodiscard]] const Facts& of_all() const { return all_; }

    /// The policies whose final answers can change with these facts. A list that gained or lost members also touches
    /// the policies about its members.
    [[nodiscard]] PolicySet touched_by(const Facts&) const;

    /// These policies and those whose answers must be worked out for theirs: what `answer` may be limited to.
    [[nodiscard]] PolicySet needed_for(const PolicySet&) const;

private:
    const Program* program_;
    std::vector<Facts> facts_;                 // by policy
    std::vector<std::vector<Index>> rests_on_; // by policy: policies it reads or is coordinated with
    Facts all_;
};

} // namespace huimin::language
