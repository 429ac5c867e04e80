// The census: all units that policies are about (households with their members), in memory, as they stand in the
// registry at one moment, and brought up to date from what has changed there since.
//
// What has changed is read off the journal: every change of a record is told there, under the record's own county and
// key, in the transaction that makes it. So following it costs a bulk import nothing more.

#pragma once

#include <vector>

#include "census/units.h"
#include "census/work.h"

namespace huimin::census {

/// A unit whose facts changed, as rules see them: none before when it is new, none after when it is gone.
struct Change {
    language::Index record = language::none;
    registry::RecordKey at;
    std::optional<language::Instance> before, after;
};

struct Changes {
    /// So much changed that the census was built anew: ask everybody again.
    bool everything = false;
    std::vector<Change> units; ///< by record, county and key; empty when `everything`
};

/// Units that something happened to; some may be gone.
struct Touched {
    bool everything = false;                                            ///< so much that the census was built anew
    std::vector<std::pair<language::Index, registry::RecordKey>> units; ///< as in Changes
};

class Census {
public:
    /// Reads every unit in one snapshot. `read`: what the rules to be asked read (Reads::of_all), of all programs that
    /// will be; the program's records must be those of the store. The registry's program and tree must outlive it.
    static Result<Census> build(registry::Registry&, const language::Facts& read, const Work& = {});

    /// A census of units at hand, each with its county.
    struct UnitAtHand {
        std::int64_t county = 0;
        language::Instance facts;
    };
    static Census of(const language::Program&, const AreaTree&, const language::Facts& read,
                     const std::vector<UnitAtHand>&);

    /// Takes in what was committed since: afterwards the same as a census built now. Reads only the units touched, or
    /// everything when more than a quarter is. On failure the census stays as it was.
    Result<Changes> refresh(registry::Registry&, const Work& = {});
    /// The same for who does not ask what the units were before and are now.
    Result<Touched> follow(registry::Registry&, const Work& = {});

    [[nodiscard]] const std::vector<Units>& parts() const { return parts_; } ///< one for each record type asked about
    [[nodiscard]] const language::Program& program() const { return *program_; }
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] std::size_t persons() const;

    /// The last sealed entry of the journal that it holds; later ones may be in it too.
    [[nodiscard]] std::int64_t journal_seq() const { return journal_seq_; }

private:
    Census(const language::Program&, const AreaTree&, const language::Facts& read);

    /// What was committed since, read and not taken in yet.
    struct News {
        std::int64_t journal_seq = 0;
        std::vector<RecordKeys> touched; ///< by part
        std::vector<UnitBatch> batches;  ///< by part
    };
    Result<std::optional<News>> read_news(registry::Registry&, const Work&); ///< none: too much
    void take_in(const News&, unsigned threads);

    const language::Program* program_;
    language::Facts read_;
    std::vector<std::shared_ptr<const UnitShape>> shapes_;
    std::vector<Units> parts_;
    std::int64_t journal_seq_ = 0;
};

/// Whether two programs speak of the same records, so that a census of one can be asked by the other.
[[nodiscard]] bool same_records(const language::Program&, const language::Program&);

/// How many rows `build` will read, for a progress bar.
Result<std::size_t> rows_to_read(registry::Registry&, const language::Facts& read);

} // namespace huimin::census
