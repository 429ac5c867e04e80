#include "store/jobs.h"

namespace huimin::store {

namespace {

Result<Done> settle(Transaction& transaction, const Job& job, std::string_view changes, Value more,
                    std::string_view reason)
{
    const std::int64_t settled =
        TRY(transaction.run("update job set held_until = 0, reason = $3, " + std::string(changes) +
                                " where key = $1 and fence = $2 and state = 'waiting'",
                            {job.key, job.fence, reason, more}));
    if (settled == 1)
        return Done{};
    return Error{Fault::conflict, "store.job_lost", "任务 `" + std::to_string(job.key) + "` 已由他人接手",
                 "放弃本次结果，由接手者完成",
                 "Job `" + std::to_string(job.key) + "` was taken over; drop this result"};
}

} // namespace

Result<std::int64_t> add_job(Transaction& transaction, KeyMaker& keys, std::string_view kind, std::string_view body,
                             std::int64_t due_at)
{
    const std::int64_t key = keys.next();
    TRY(transaction.run("insert into job (key, kind, body, due_at, state, held_until, attempts, fence, reason) "
                        "values ($1, $2, $3, $4, 'waiting', 0, 0, 0, '')",
                        {key, kind, body, due_at}));
    return key;
}

Result<Done> renew_jobs(Transaction& transaction, std::span<const Job> jobs, std::int64_t until)
{
    for (const Job& job : jobs)
        TRY(transaction.run("update job set held_until = $3 where key = $1 and fence = $2 and state = 'waiting' and "
                            "held_until > 0",
                            {job.key, job.fence, until}));
    return Done{};
}

Result<std::optional<Job>> take_job(Store& store, std::int64_t now, std::int64_t lease_milliseconds,
                                    std::span<const Job> mine)
{
    return store.change([&](Transaction& transaction) -> Result<std::optional<Job>> {
        TRY(renew_jobs(transaction, mine, now + lease_milliseconds));
        const auto key = TRY(transaction.find_integer("select key from job where state = 'waiting' and due_at <= $1 "
                                                      "and held_until <= $1 order by due_at, key limit 1" +
                                                          std::string(transaction.dialect().for_update_skip_locked()),
                                                      {now}));
        if (!key)
            return std::optional<Job>();
        Rows rows = TRY(transaction.query("update job set held_until = $2, attempts = attempts + 1, fence = fence + 1 "
                                          "where key = $1 returning kind, body, attempts, fence",
                                          {*key, now + lease_milliseconds}));
        VERIFY(TRY(rows.next()));
        Job job{*key, std::string(rows[0].text()), std::string(rows[1].text()), rows[2].integer(), rows[3].integer()};
        VERIFY(!TRY(rows.next())); // SQLite carries the change out to its end.
        return std::optional(std::move(job));
    });
}

Result<Done> finish_job(Transaction& transaction, const Job& job)
{
    return settle(transaction, job, "state = $4", "done", "");
}

Result<Done> put_back_job(Transaction& transaction, const Job& job, std::int64_t due_at, std::string_view reason)
{
    return settle(transaction, job, "due_at = $4", due_at, reason);
}

Result<Done> give_up_job(Transaction& transaction, const Job& job, std::string_view reason)
{
    return settle(transaction, job, "state = $4", "given_up", reason);
}

} // namespace huimin::store
