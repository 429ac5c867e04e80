// The log of reads: who looked at which record, when, and why.
//
// Ordinary reads are noted in memory and written in batches by a thread of its own, every 200 ms or every 500 entries,
// into a table beside the journal. A crash or a power cut loses at most what was noted in the last 200 ms (and the
// batch being written), never more than 4,096 entries: when that many wait, readers wait too; nothing is dropped. What
// must not be lost is journalled one by one before it is shown: clear values (Gate::reveal), emergencies, and readings
// of more than 200 records.

#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "access/foundation.h"
#include "access/scope.h"

namespace huimin::access {

struct ReadEntry {
    std::int64_t at = 0; ///< milliseconds
    std::int64_t account = 0, session = 0;
    std::string action, purpose, matter, record;
    std::int64_t county = 0, key = 0;
    std::string origin;
};

class AccessLog {
public:
    using Noted = std::function<void(Result<Done>)>;
    static constexpr std::size_t waiting_max = 4096, batch = 500;
    static constexpr std::int64_t delay = 200; ///< milliseconds

    /// Writes in the background; `Foundation` outlives it.
    explicit AccessLog(Foundation&);
    AccessLog(const AccessLog&) = delete;
    AccessLog& operator=(const AccessLog&) = delete;
    ~AccessLog(); ///< writes what waits

    /// One record was read. Fails with access.log_stopped when the log could not be written for long: then nothing may
    /// be read.
    Result<Done> note(const Scope&, const RecordPlace&);
    /// The same for a thread that may not wait. None: so many wait that `note` would wait, too, and nothing was noted.
    std::optional<Result<Done>> try_note(const Scope&, const RecordPlace&);
    /// After that: noted once fewer wait, when the log's own thread calls `then`, which may not wait either. Those who
    /// came first are let in first.
    void note_later(const Scope&, const RecordPlace&, Noted then);

    /// A list was read. More than `Settings::bulk_rows` records make one entry of the journal, `access.bulk_read`, with
    /// their number and what was asked; fewer are noted one by one.
    Result<Done> note(const Scope&, language::Index record, const std::vector<RecordPlace>& read,
                      std::string_view asked);

    /// How many entries are not in the store yet.
    [[nodiscard]] std::size_t waiting();

    /// Waits until all that was noted before is in the store.
    Result<Done> flush();

    /// What was read of one record (the citizen's right to know), or by one account; the newest first.
    [[nodiscard]] Result<std::vector<ReadEntry>> of_record(const RecordPlace&, std::int64_t rows_max);
    [[nodiscard]] Result<std::vector<ReadEntry>> of_account(std::int64_t account, std::int64_t rows_max);

private:
    struct Waiting {
        std::int64_t entry = 0;
        ReadEntry read;
    };
    [[nodiscard]] Waiting entry_of(const Scope&, const RecordPlace&) const;
    [[nodiscard]] bool has_room() const { return waiting_.size() + writing_.size() < waiting_max; }
    Result<Done> put(Waiting);
    void let_in(std::unique_lock<std::mutex>&);
    void run(const std::stop_token&);
    Result<Done> write(const std::vector<Waiting>&, bool again);
    Result<std::vector<ReadEntry>> read(const char* where, const std::vector<store::Value>& values);

    Foundation& on_;
    std::mutex mutex_;
    std::condition_variable_any come_;    ///< entries wait
    std::condition_variable_any written_; ///< fewer wait
    std::vector<Waiting> waiting_, writing_;
    std::deque<std::pair<Waiting, Noted>> late_; ///< until fewer wait
    std::uint64_t noted_ = 0, kept_ = 0;         ///< entries so far
    int failures_ = 0;                           ///< in a row
    bool hurry_ = false;
    std::jthread thread_;
};

} // namespace huimin::access
