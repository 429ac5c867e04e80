// Work that takes longer than a request: begun by somebody, told how far it is, stopped when asked, its outcome kept.
//
// Each piece is a job of the queue (store/jobs.h), so what a crash cut short is done again, half a minute later, by
// whoever is there: deeds must bear to be done twice. How far a deed is stands in memory and, twice a second at most, in the store, so
// that other servers can tell it too; a thread of its own writes it there, because a deed may hold the store's writer.

#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"
#include "store/jobs.h"
#include "store/key_maker.h"
#include "store/schema.h"
#include "store/store.h"

namespace huimin::store {

enum class WorkPhase { queued, running, done, failed, cancelled };
[[nodiscard]] std::string_view text_of(WorkPhase); ///< queued …

struct WorkState {
    std::int64_t key = 0;
    std::string kind;
    std::int64_t account = 0; ///< whose it is
    WorkPhase phase = WorkPhase::queued;
    std::int64_t done = 0;
    std::optional<std::int64_t> total;
    std::string text;   ///< what is being done, for people
    std::string body;   ///< JSON: what was asked for
    std::string result; ///< JSON, once done
    std::optional<Error> error;
    std::int64_t begun_at = 0; ///< milliseconds
};

class LongWork {
public:
    /// What a deed tells while it runs, and what tells it to stop.
    struct Telling {
        std::function<void(std::int64_t done, std::optional<std::int64_t> total, std::string_view text)> progress;
        std::stop_token stop;
    };
    /// Yields its result as JSON. A deed that was stopped may yield any error.
    using Deed = std::function<Result<std::string>(const WorkState&, const Telling&)>;

    static std::vector<Table> tables();

    /// Begins to work with `start`. `milliseconds`: since 1970-01-01 UTC.
    LongWork(Store&, KeyMaker&, std::function<std::int64_t()> milliseconds);
    LongWork(const LongWork&) = delete;
    LongWork& operator=(const LongWork&) = delete;
    ~LongWork(); ///< what runs is told to stop and put back

    void on(std::string kind, Deed);
    void start(unsigned threads);
    void stop();

    /// Yields its key. Fails with work.kind when no deed is of this kind.
    Result<std::int64_t> begin(std::string_view kind, std::int64_t account, std::string_view body);

    [[nodiscard]] Result<std::optional<WorkState>> find(std::int64_t key);
    /// Newest first; of one account, or of all (0).
    [[nodiscard]] Result<std::vector<WorkState>> list(std::int64_t account, std::int64_t rows_max);
    /// How many have not been begun.
    [[nodiscard]] Result<std::int64_t> waiting();
    /// Stops it when it runs here, and keeps it from being begun. What has ended stays as it is; what ends well before
    /// it noticed is done, not cancelled.
    Result<Done> cancel(std::int64_t key);

private:
    struct Running {
        Job job;
        std::int64_t done = 0;
        std::optional<std::int64_t> total;
        std::string text;
        bool is_told = true; ///< in the store, too
        std::stop_source stop;
    };

    void work();
    void carry_out(const Job&);
    Result<Done> finish(const Job&, const WorkState&, const Result<std::string>& outcome, bool cancelled);
    void note_progress(std::int64_t key, std::int64_t done, std::optional<std::int64_t> total, std::string_view text);
    void keep_telling();
    [[nodiscard]] std::vector<Job> held();
    void renew();
    Result<Done> tell_store(const WorkState&);
    void overlay(WorkState&);

    Store* store_;
    KeyMaker* keys_;
    std::function<std::int64_t()> milliseconds_;
    std::map<std::string, Deed, std::less<>> deeds_;
    std::mutex mutex_;
    std::condition_variable_any woken_;
    std::map<std::int64_t, Running> running_;
    std::stop_source stopping_;
    std::vector<std::thread> threads_;
};

} // namespace huimin::store
