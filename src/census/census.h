// All households of a city with their members, read from the registry at one moment, and every question asked of them.

#pragma once

#include <functional>
#include <map>
#include <vector>

#include "language/evaluate.h"
#include "registry/registry.h"

namespace huimin::census {

/// One policy's answers in one county.
struct Tally {
    std::uint64_t yes = 0, no = 0, unknown = 0;
    Wide fen = 0; ///< of all that were granted, in the policy's own period
    friend bool operator==(const Tally&, const Tally&) = default;
};

/// Tallies by policy and county (six digits).
using Tallies = std::map<std::pair<language::Index, std::int64_t>, Tally>;

/// Who would gain, lose and what it costs in one county when another program is asked.
struct Difference {
    std::uint64_t gainers = 0, losers = 0, newly_unknown = 0;
    Wide fen_before = 0, fen_after = 0;
    friend bool operator==(const Difference&, const Difference&) = default;
};

struct Unit {
    std::int64_t county = 0;
    language::Instance facts;
};

class Census {
public:
    /// Reads every record that belongs to none and owns a list (the households), with its members, in one snapshot.
    static Result<Census> build(registry::Registry&, const std::function<void(std::size_t)>& progress = nullptr);

    /// A census of units at hand, each with its members in its lists.
    static Census of(std::vector<Unit> units);

    [[nodiscard]] const std::vector<Unit>& units() const { return units_; }
    [[nodiscard]] std::size_t persons() const { return persons_; }

    /// Answers every policy about everybody. `each` sees each unit's answers, in the order of the units, whatever the
    /// number of threads.
    Tallies sweep(const language::Program&, const language::World&, Day, unsigned threads,
                  const std::function<void(const Unit&, const std::vector<language::Answer>&)>& each = nullptr,
                  const std::function<void(std::size_t)>& progress = nullptr) const;

    /// The same facts under two programs: per county, and the households that would lose.
    struct Comparison {
        std::map<std::int64_t, Difference> counties;
        std::vector<const Unit*> losers;
    };
    Comparison compare(const language::Program& now, const language::Program& then, const language::World&, Day,
                       unsigned threads) const;

private:
    std::vector<Unit> units_;
    std::size_t persons_ = 0;
};

} // namespace huimin::census
