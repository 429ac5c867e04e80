#include "store/long_work.h"

#include <charconv>
#include <chrono>
#include <utility>

namespace huimin::store {

namespace {

// Milliseconds without a word from its server until another takes a deed over; and how often there is one.
constexpr std::int64_t lease = 30'000, renewed_every = 5'000;
constexpr std::chrono::milliseconds told_every{500}; // between two notes of progress in the store
constexpr std::chrono::seconds looked_every{1};

constexpr std::string_view columns =
    "key, kind, account, phase, done, total, text, body, result, error_code, error_message, error_remedy, begun_at";

WorkPhase phase_named(std::string_view text)
{
    for (const WorkPhase phase : {WorkPhase::queued, WorkPhase::running, WorkPhase::done, WorkPhase::failed})
        if (text_of(phase) == text)
            return phase;
    return WorkPhase::cancelled;
}

WorkState state_of(const Rows& row)
{
    WorkState state{row[0].integer(),           std::string(row[1].text()),
                    row[2].integer(),           phase_named(row[3].text()),
                    row[4].integer(),           row[5].integer_or_none(),
                    std::string(row[6].text()), std::string(row[7].text()),
                    std::string(row[8].text()), std::nullopt,
                    row[12].integer()};
    if (!row[9].text().empty())
        state.error = Error{
            Fault::invalid, std::string(row[9].text()), std::string(row[10].text()), std::string(row[11].text()), {}};
    return state;
}

std::optional<std::int64_t> number(const std::string& text)
{
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc() ? std::optional(value) : std::nullopt;
}

} // namespace

std::string_view text_of(WorkPhase phase)
{
    switch (phase) {
    case WorkPhase::queued: return "queued";
    case WorkPhase::running: return "running";
    case WorkPhase::done: return "done";
    case WorkPhase::failed: return "failed";
    case WorkPhase::cancelled: return "cancelled";
    }
    return {};
}

std::vector<Table> LongWork::tables()
{
    constexpr auto integer = ColumnType::integer;
    constexpr auto text = ColumnType::text;
    return {{.name = "long_work",
             .columns = {{"key", integer},
                         {"kind", text},
                         {"account", integer},
                         {"phase", text},
                         {"done", integer},
                         {"total", integer, false},
                         {"text", text},
                         {"body", text},
                         {"result", text},
                         {"error_code", text},
                         {"error_message", text},
                         {"error_remedy", text},
                         {"begun_at", integer}},
             .primary_key = {"key"},
             .indexes = {{.columns = {"account", "key"}}}}};
}

LongWork::LongWork(Store& store, KeyMaker& keys, std::function<std::int64_t()> milliseconds)
    : store_(&store), keys_(&keys), milliseconds_(std::move(milliseconds))
{
}

LongWork::~LongWork() { stop(); }

void LongWork::on(std::string kind, Deed deed) { deeds_.emplace(std::move(kind), std::move(deed)); }

void LongWork::start(unsigned threads)
{
    for (unsigned i = 0; i < threads; ++i)
        threads_.emplace_back([this] { work(); });
    threads_.emplace_back([this] { keep_telling(); });
}

void LongWork::stop()
{
    stopping_.request_stop();
    {
        const std::lock_guard lock(mutex_);
        for (auto& [key, running] : running_)
            running.stop.request_stop();
    }
    woken_.notify_all();
    for (std::thread& thread : threads_)
        thread.join();
    threads_.clear();
}

Result<std::int64_t> LongWork::begin(std::string_view kind, std::int64_t account, std::string_view body)
{
    if (!deeds_.contains(kind))
        return Error{Fault::invalid, "work.kind", "没有 `" + std::string(kind) + "` 这类任务", "核对任务的类别",
                     "there is no work of this kind"};
    const std::int64_t key = keys_->next();
    TRY(store_->change([&](Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("insert into long_work (" + std::string(columns) +
                                ") values ($1, $2, $3, 'queued', 0, null, '', $4, '', '', '', '', $5)",
                            {key, kind, account, body, milliseconds_()}));
        TRY(add_job(transaction, *keys_, "long_work", std::to_string(key), milliseconds_()));
        return Done{};
    }));
    store_->afterwards([this] { woken_.notify_one(); });
    return key;
}

Result<std::optional<WorkState>> LongWork::find(std::int64_t key)
{
    Reader reader = TRY(store_->reader());
    Rows rows = TRY(reader.query("select " + std::string(columns) + " from long_work where key = $1", {key}));
    if (!TRY(rows.next()))
        return std::optional<WorkState>();
    WorkState state = state_of(rows);
    overlay(state);
    return std::optional(std::move(state));
}

Result<std::int64_t> LongWork::waiting()
{
    Reader reader = TRY(store_->reader());
    return TRY(reader.find_integer("select count(*) from long_work where phase = 'queued'")).value_or(0);
}

Result<std::vector<WorkState>> LongWork::list(std::int64_t account, std::int64_t rows_max)
{
    Reader reader = TRY(store_->reader());
    Rows rows = TRY(reader.query("select " + std::string(columns) +
                                     " from long_work where ($1 = 0 or account = $1) order by key desc limit $2",
                                 {account, rows_max}));
    std::vector<WorkState> states;
    while (TRY(rows.next())) {
        states.push_back(state_of(rows));
        overlay(states.back());
    }
    return states;
}

/// What runs here is further than what the store was told last.
void LongWork::overlay(WorkState& state)
{
    const std::lock_guard lock(mutex_);
    const auto running = running_.find(state.key);
    if (running == running_.end() || state.phase != WorkPhase::running)
        return;
    state.done = running->second.done;
    state.total = running->second.total;
    state.text = running->second.text;
}

Result<Done> LongWork::cancel(std::int64_t key)
{
    { // Before the store is asked: the deed may hold its writer.
        const std::lock_guard lock(mutex_);
        if (const auto running = running_.find(key); running != running_.end())
            running->second.stop.request_stop();
    }
    return store_->change([&](Transaction& transaction) -> Result<Done> {
        TRY(transaction.run(
            "update long_work set phase = 'cancelled' where key = $1 and phase in ('queued', 'running')", {key}));
        return Done{};
    });
}

void LongWork::work()
{
    const std::stop_token stop = stopping_.get_token();
    while (!stop.stop_requested()) {
        auto job = take_job(*store_, milliseconds_(), lease, held());
        if (job.ok() && *job) {
            carry_out(**job);
            continue;
        }
        std::unique_lock lock(mutex_);
        woken_.wait_for(lock, stop, looked_every, [] { return false; });
    }
}

void LongWork::note_progress(std::int64_t key, std::int64_t done, std::optional<std::int64_t> total,
                             std::string_view text)
{
    const std::lock_guard lock(mutex_);
    Running& running = running_[key];
    running.done = done;
    running.total = total;
    running.text = text;
    running.is_told = false;
}

std::vector<Job> LongWork::held()
{
    const std::lock_guard lock(mutex_);
    std::vector<Job> jobs;
    for (const auto& [key, running] : running_)
        jobs.push_back(running.job);
    return jobs;
}

void LongWork::renew()
{
    const std::vector<Job> jobs = held();
    if (!jobs.empty()) // where it fails, it is tried again well before the lease runs out
        static_cast<void>(store_
                              ->change([&](Transaction& transaction) {
                                  return renew_jobs(transaction, jobs, milliseconds_() + lease);
                              })
                              .ok());
}

void LongWork::keep_telling()
{
    const std::stop_token stop = stopping_.get_token();
    std::int64_t renewed_at = milliseconds_();
    while (!stop.stop_requested()) {
        std::vector<WorkState> untold;
        {
            std::unique_lock lock(mutex_);
            woken_.wait_for(lock, stop, told_every, [] { return false; });
            for (auto& [key, running] : running_)
                if (!std::exchange(running.is_told, true)) {
                    WorkState& one = untold.emplace_back();
                    one.key = key;
                    one.done = running.done;
                    one.total = running.total;
                    one.text = running.text;
                }
        }
        if (const std::int64_t now = milliseconds_(); now - renewed_at >= renewed_every) {
            renewed_at = now;
            renew();
        }
        for (const WorkState& one : untold)
            // How far it is is no fact anybody relies on: a failure here is not one of the work.
            static_cast<void>(tell_store(one).ok());
    }
}

Result<Done> LongWork::tell_store(const WorkState& now)
{
    return store_->change([&](Transaction& transaction) -> Result<Done> {
        TRY(transaction.run("update long_work set done = $2, total = $3, text = $4 where key = $1 and phase = "
                            "'running'",
                            {now.key, now.done, now.total, now.text}));
        return Done{};
    });
}

void LongWork::carry_out(const Job& job)
{
    const auto key = number(job.body);
    auto state = key ? find(*key) : Result<std::optional<WorkState>>(std::nullopt);
    if (!state.ok())
        return; // the lease ends, and it is tried again
    const auto deed = *state ? deeds_.find((*state)->kind) : deeds_.end();
    if (deed == deeds_.end() || (*state)->phase == WorkPhase::cancelled) {
        static_cast<void>(store_->change([&](Transaction& transaction) { return finish_job(transaction, job); }).ok());
        return;
    }
    std::stop_token stop;
    {
        const std::lock_guard lock(mutex_);
        Running& running = running_[*key];
        running.job = job;
        stop = running.stop.get_token();
    }
    static_cast<void>(store_
                          ->change([&](Transaction& transaction) {
                              return transaction.run(
                                  "update long_work set phase = 'running' where key = $1 and phase = 'queued'", {*key});
                          })
                          .ok());
    const Telling telling{[this, at = *key](std::int64_t done, std::optional<std::int64_t> total,
                                            std::string_view text) { note_progress(at, done, total, text); },
                          stop};
    const Result<std::string> outcome = deed->second(**state, telling);
    if (stopping_.stop_requested() && !outcome.ok())
        static_cast<void>(store_
                              ->change([&](Transaction& transaction) {
                                  return put_back_job(transaction, job, milliseconds_(), "stopped");
                              })
                              .ok());
    else
        static_cast<void>(finish(job, **state, outcome, stop.stop_requested()).ok());
    const std::lock_guard lock(mutex_);
    running_.erase(*key);
}

Result<Done> LongWork::finish(const Job& job, const WorkState& state, const Result<std::string>& outcome,
                              bool cancelled)
{
    const Error none;
    const Error& error = outcome.ok() ? none : outcome.error();
    const std::string_view phase = text_of(outcome.ok() ? WorkPhase::done
                                           : cancelled  ? WorkPhase::cancelled
                                                        : WorkPhase::failed);
    return store_->change([&](Transaction& transaction) -> Result<Done> {
        TRY(finish_job(transaction, job));
        TRY(transaction.run("update long_work set phase = $2, result = $3, error_code = $4, error_message = $5, "
                            "error_remedy = $6 where key = $1 and (phase <> 'cancelled' or $2 = 'done')",
                            {state.key, phase, outcome.ok() ? *outcome : std::string(), cancelled ? "" : error.code,
                             cancelled ? "" : error.message, cancelled ? "" : error.remedy}));
        return Done{};
    });
}

} // namespace huimin::store
