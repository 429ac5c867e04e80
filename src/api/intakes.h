// Office files on their way in: kept in the spool, tried as a job, committed as a job, deleted as soon as they have
// served.
//
// The file, the rows that come back and the verdicts stand in one folder of the spool, readable by the server's user
// alone. The file goes with its commit. What comes back goes `kept_for` after the trial, and so does all of it where
// nobody commits; at once where the trial fails or somebody withdraws it. What stays in the store are names and counts.

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "access/division_ranges.h"
#include "access/mandate.h"
#include "api/city.h"
#include "registry/import.h"
#include "store/schema.h"

namespace huimin::api {

enum class IntakeState {
    trying,    ///< its trial is queued, runs, or ended without a result
    tried,     ///< what would become of every row is known
    committed, ///< in the registry
    gone,      ///< withdrawn, failed or too old: its files are deleted
};
[[nodiscard]] std::string_view text_of(IntakeState);

struct Intake {
    std::int64_t key = 0, account = 0;
    std::string by; ///< its name
    language::Index record = language::none;
    std::string name; ///< of the file, as it came
    std::string source;
    std::optional<Day> true_on{};
    std::string control_field{};
    std::optional<Money> control_total{};
    access::AreaRanges areas{}; ///< that its beginner may import into
    IntakeState state = IntakeState::trying;
    std::string digest{};           ///< of the trial: what a commit names
    std::string trial{}, outcome{}; ///< counts of the trial and of the commit, JSON; empty until then
    std::int64_t begun_at = 0, ends_at = 0;
    std::string committed_by{};
    std::int64_t work = 0; ///< the latest job
};

class Intakes {
public:
    static constexpr std::int64_t kept_for = 86'400'000; ///< milliseconds
    static constexpr std::size_t verdicts_max = 1000; ///< rows of each verdict told one by one; all come back as a file
    static constexpr std::string_view trial_kind = "import_preview", commit_kind = "import_commit";

    static std::vector<store::Table> tables();
    explicit Intakes(City& city) : city_(&city) {}

    /// Puts the file into the spool and begins its trial; yields the work's key. Fails with
    ///   import.empty      there is nothing in it
    ///   import.no_spool   the server has no folder for it, or cannot write there
    Result<std::int64_t> begin(Intake, const access::Mandate&, std::string_view bytes);
    /// Begins the commit of what the digest names; yields the work's key. Fails with
    ///   import.not_tried  its trial has not ended
    ///   import.committed  it is in already
    ///   import.gone       its files are deleted
    ///   import.changed    the digest is not that of its trial
    ///   import.nothing    no row of it can be taken
    ///   import.running    a commit of it runs
    Result<std::int64_t> begin_commit(const Intake&, const access::Mandate&, std::string_view digest);

    [[nodiscard]] Result<std::optional<Intake>> find(std::int64_t key);
    [[nodiscard]] Result<std::vector<Intake>> list(std::int64_t rows_max); ///< newest first

    [[nodiscard]] std::filesystem::path folder(std::int64_t key) const;
    [[nodiscard]] std::filesystem::path verdicts(std::int64_t key) const { return folder(key) / "verdicts"; }
    /// The rows that came back; none when none did, or when they are deleted.
    [[nodiscard]] std::optional<std::filesystem::path> returned(std::int64_t key) const;

    /// Deletes its files; what is not committed cannot be any more.
    Result<Done> discard(std::int64_t key);
    /// Deletes what has served: to be called each minute.
    Result<Done> discard_old();

    // The works themselves (intake_deeds.cpp).
    Result<std::string> try_out(const store::WorkState&, const store::LongWork::Telling&);
    Result<std::string> commit(const store::WorkState&, const store::LongWork::Telling&);

private:
    Result<registry::ImportRequest> request_for(const Intake&, const access::Scope&,
                                                const store::LongWork::Telling&) const;
    Result<Done> keep_trial(const Intake&, const access::Scope&, const registry::ImportReport&);
    Result<Done> note_work(std::int64_t key, std::int64_t work);

    City* city_;
};

/// What a trial or a commit came to, as it is kept.
[[nodiscard]] std::string report_text(const Intake&, const registry::ImportReport&);
/// … and as clients see it: by the import's id instead of its key.
void name_intake(const City&, boost::json::object& report);

} // namespace huimin::api
