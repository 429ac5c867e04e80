// Work to be done outside a click: queued with the change that asks for it, done by one worker at a time.
//
// A worker holds a job for a lease, and renews it while it works. When it dies, the lease runs out and another takes
// the job over; the first, should it wake again, can no longer finish it. Jobs are thus done at least once: let what
// they do bear to be done twice.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/key_maker.h"
#include "store/store.h"

namespace huimin::store {

struct Job {
    std::int64_t key = 0;
    std::string kind;
    std::string body;          ///< JSON
    std::int64_t attempts = 0; ///< this one included
    std::int64_t fence = 0;    ///< grows with each taking, so that an earlier holder is told apart
};

/// Queues a job, due at `due_at` (milliseconds since 1970-01-01 UTC); yields its key.
Result<std::int64_t> add_job(Transaction&, KeyMaker&, std::string_view kind, std::string_view body,
                             std::int64_t due_at);

/// Takes the job that has been due longest and is not held; none when nothing is due. `mine`: what this program holds
/// already, renewed before it looks, so that it never takes its own.
Result<std::optional<Job>> take_job(Store&, std::int64_t now, std::int64_t lease_milliseconds,
                                    std::span<const Job> mine = {});

/// Holds jobs until `until`; those another has taken over meanwhile are left alone.
Result<Done> renew_jobs(Transaction&, std::span<const Job>, std::int64_t until);

/// In the transaction of what the job did. Fails with store.job_lost when the lease ran out and another took it.
Result<Done> finish_job(Transaction&, const Job&);

/// Gives a job back to be tried again at `due_at`, with the reason; fails with store.job_lost.
Result<Done> put_back_job(Transaction&, const Job&, std::int64_t due_at, std::string_view reason);

/// Gives a job up for good: it stays to be looked at. Fails with store.job_lost.
Result<Done> give_up_job(Transaction&, const Job&, std::string_view reason);

} // namespace huimin::store
