// The census as it is looked at all day: brought up to date in the background, its answers for the days asked about at
// hand, by division and down to the unit behind each number.

#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <vector>

#include "census/answers.h"

namespace huimin::census {

/// One answer that is yes or not yet known.
struct Line {
    AreaCode area; ///< of the unit, as it names it; its county where it names none
    registry::RecordKey unit;
    std::int64_t about = 0; ///< key of the unit, or of the member
    std::int64_t fen = 0;   ///< 0 unless granted
    language::Verdict verdict = language::Verdict::no;

    /// Where it stands among the others.
    [[nodiscard]] auto place() const { return std::tuple(area, unit, about); }
};

/// What all answers for one day come to. It stays as it is; a newer one takes its place.
struct Sums {
    Day day;
    std::int64_t at = 0; ///< of the facts: milliseconds since 1970-01-01 UTC
    double seconds = 0;  ///< it took to answer
    /// By policy and the unit's division. `no` is not told: it is who there is, less yes and unknown.
    std::map<std::pair<language::Index, AreaCode>, Tally> tallies;
    /// Records of each type that policies are about, and of those they belong to, by division.
    std::map<std::pair<language::Index, AreaCode>, std::uint64_t> counts;
};

/// The same with the answers themselves.
struct Sheet : Sums {
    std::vector<std::vector<Line>> lines; ///< by policy; sorted by place
};

/// A rule book beside the census's own on one day.
struct Trial {
    std::int64_t at = 0;   ///< of the facts
    Comparison comparison; ///< units and months
    Tallies before, after; ///< by policy and county
};

class Board {
public:
    /// Nothing is read yet. Registry and world must outlive it. `milliseconds`: since 1970-01-01 UTC.
    Board(registry::Registry&, language::World, std::function<std::int64_t()> milliseconds);

    /// Takes in what was committed since; the first time it reads everything. Yields whether anything changed. One
    /// thread at a time; fails as Census::build and Census::refresh, and stands as before then.
    Result<bool> refresh(const Work& = {});

    /// The answers for a day, worked out when they are not at hand. Those of the last days asked for are kept until
    /// something changes. Fails with
    ///   census.not_read   (unavailable) the first refresh has not ended yet
    ///   census.stopped
    Result<std::shared_ptr<const Sheet>> sheet(Day, const Work& = {});

    /// As sheet, of many more days: small enough to be kept for a year of months.
    Result<std::shared_ptr<const Sums>> sums(Day, const Work& = {});

    /// Asks everybody under the census's own program and under `other`, of the same records. `progress` goes up to
    /// 2 × size(). Fails as `sheet`.
    Result<Trial> try_out(const language::Program& other, Day, const Work& = {});

    /// Units in it; 0 before it was read.
    [[nodiscard]] std::size_t size() const;

    /// Grows with each refresh that changed something; 0 before the first.
    [[nodiscard]] std::uint64_t generation() const;

private:
    using Counts = std::map<std::pair<language::Index, AreaCode>, std::uint64_t>;

    [[nodiscard]] std::shared_ptr<const Sheet> kept(Day) const;
    [[nodiscard]] std::shared_ptr<const Sums> kept_sums(Day) const;
    Result<std::shared_ptr<const Sheet>> make(Day, const Work&, bool whole);
    [[nodiscard]] Result<std::shared_ptr<Sheet>> work_out(Day, const Work&);
    Result<Done> read_everything(const Work&);
    Result<bool> read_changes(const Work&);
    [[nodiscard]] AreaCode area_of(language::Index record, registry::RecordKey unit) const;
    [[nodiscard]] Counts count() const;

    registry::Registry* registry_;
    language::World world_;
    std::function<std::int64_t()> milliseconds_;

    mutable std::shared_mutex census_mutex_; ///< shared by those who ask, held alone by refresh
    std::unique_ptr<Census> census_;
    using Areas = std::map<std::pair<language::Index, registry::RecordKey>, AreaCode>;
    Areas areas_;                  ///< of units
    std::optional<Counts> counts_; ///< none: something changed since; counted by the one who works out a sheet
    std::int64_t at_ = 0;

    std::mutex working_; ///< one sheet is worked out at a time
    mutable std::mutex sheets_mutex_;
    std::vector<std::shared_ptr<const Sheet>> sheets_; ///< the last asked for at the end
    std::vector<std::shared_ptr<const Sums>> sums_;    ///< so too
    std::uint64_t generation_ = 0;
};

} // namespace huimin::census
